//! Arrays: `NdArray` as a view of bytes, and the arrays and numbers of other crates, out and back without a copy where
//! that is promised.

#[path = "../common/handmade.rs"]
mod common;
mod complex;
mod golden;
mod halves;
mod hostile;
mod nalgebra;
mod ndarray;
mod show;
mod slicing;
mod typed;

use bytes::Bytes;
use frames_std::{
    DType, DTypeField, Error, Framed, FromFrames, NdArray, deserialize, from_bytes, serialize, to_bytes,
};

fn plain(dtype: &str) -> DType {
    DType::parse(dtype).unwrap()
}

/// `[('p', [('x', '>i2'), ('y', '<f4')]), ('m', ('<f4', (2, 3))), ('t', '<M8[25s]'), ('s', '|S3')]`, with gaps.
fn record() -> DType {
    let field = |name: &str, dtype, offset| DTypeField { name: name.to_owned(), dtype, offset };
    let point = vec![field("x", plain(">i2"), 0), field("y", plain("<f4"), 2)];
    let fields = vec![
        field("p", DType::record(point, 6, false).unwrap(), 0),
        field("m", DType::sub_array(plain("<f4"), vec![2, 3]).unwrap(), 8),
        field("t", plain("<M8[25s]"), 32),
        field("s", plain("|S3"), 40),
    ];
    DType::record(fields, 48, false).unwrap()
}

/// Every kind of element, in both orders of bytes.
fn every_dtype() -> Vec<DType> {
    let mut dtypes: Vec<_> = [
        "|b1", "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8",
        ">u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "<f16", "<c8", ">c8", "<c16", ">c16", "<c32", "|S3",
        "|S0", "<U5", ">U1", "<M8", "<M8[ns]", ">M8[D]", ">m8[25s]", "<m8[us]", "|V2", "|V5", "|V0",
    ]
    .map(plain)
    .into();
    dtypes.push(record());
    dtypes
}

/// Bytes that are bools, too.
fn bits(count: usize) -> Bytes {
    (0..count).map(|at| (at % 7 % 2) as u8).collect()
}

/// An array of this shape in C order.
fn filled(dtype: &DType, shape: &[usize]) -> NdArray {
    let bytes = shape.iter().product::<usize>() * dtype.size();
    NdArray::new(dtype.clone(), shape.to_vec(), None, bits(bytes)).unwrap()
}

/// Writes a value in both layouts and reads it again.
#[track_caller]
fn back<T: FromFrames>(value: &(impl Framed + ?Sized)) -> T {
    let bytes = to_bytes(value).unwrap();
    from_bytes::<T>(bytes).unwrap();
    deserialize(&serialize(value).unwrap()).unwrap()
}

#[track_caller]
fn class<T>(result: Result<T, Error>) -> &'static str {
    match result {
        Ok(_) => panic!("this was not refused"),
        Err(error) => error.class(),
    }
}
