//! Arrays of any dtype, as they lie in memory.

use bytes::Bytes;
use frames_std::{DType, DTypeField, Limits, NdArray, Value, deserialize, deserialize_with, serialize};

use crate::common::*;
use crate::{class_of_error, comes_back};

fn bytes(count: usize) -> Bytes {
    (0..count).map(|at| (at % 2) as u8).collect()
}

#[track_caller]
fn made(dtype: DType, shape: &[usize], strides: Option<&[usize]>) -> NdArray {
    let last = match strides {
        None => shape.iter().product::<usize>() * dtype.size(),
        Some(_) if shape.contains(&0) => 0,
        Some(strides) => {
            dtype.size() + shape.iter().zip(strides).map(|(len, stride)| (len - 1) * stride).sum::<usize>()
        }
    };
    NdArray::new(dtype, shape.to_vec(), strides.map(<[_]>::to_vec), bytes(last)).unwrap()
}

fn plain(dtype: &str) -> DType {
    DType::parse(dtype).unwrap()
}

fn record() -> DType {
    let field = |name: &str, dtype, offset| DTypeField { name: name.to_owned(), dtype, offset };
    let point =
        DType::record(vec![field("x", plain(">i2"), 0), field("y", plain("<f4"), 2)], 6, false).unwrap();
    let matrix = DType::sub_array(plain("<f4"), vec![2, 3]).unwrap();
    let fields = vec![
        field("p", point, 0),
        field("m", matrix, 8),
        field("t", plain("<M8[25s]"), 32),
        field("s", plain("|S3"), 40),
    ];
    DType::record(fields, 48, false).unwrap()
}

#[test]
fn every_dtype_comes_back() {
    let mut dtypes: Vec<DType> = [
        "|b1", "|i1", "|u1", "<i2", ">u2", "<i4", ">i8", "<u8", "<f2", ">f4", "<f8", "<f16", "<c8", ">c16",
        "|S3", "|S0", "<U5", ">U1", "<M8", "<M8[ns]", ">m8[25s]", "|V5", "|V0",
    ]
    .map(plain)
    .into();
    dtypes.push(record());
    dtypes.push(DType::record(Vec::new(), 0, false).unwrap());
    for dtype in dtypes {
        for shape in [&[][..], &[3], &[2, 3], &[0], &[0, 3], &[1, 1, 1]] {
            comes_back(&Value::from(made(dtype.clone(), shape, None)));
        }
    }
}

#[test]
fn every_layout_comes_back() {
    for (shape, strides) in [
        (&[2, 3][..], &[8, 16][..]),
        (&[2, 3, 4], &[8, 16, 48]),
        (&[1, 4], &[64, 8]),
        (&[1], &[usize::MAX]),
        (&[2, 2], &[32, 16]),
        (&[3, 4], &[8, 0]),
        (&[5, 3, 2], &[0, 16, 8]),
        (&[4, 3], &[0, 0]),
        (&[0, 3], &[0, 0]),
        (&[3, 0], &[24, 8]),
        (&[1_000_000, 1_000_000], &[0, 0]),
    ] {
        let array = made(plain("<f8"), shape, Some(strides));
        comes_back(&Value::from(array.clone()));
        comes_back(&Value::List(vec![Value::from(array)]));
    }
}

#[test]
fn elements_in_c_order() {
    let fortran = NdArray::new(
        plain(">u2"),
        vec![2, 3],
        Some(vec![2, 4]),
        Bytes::from_static(&[0, 0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5]),
    )
    .unwrap();
    assert_eq!(fortran.to_vec::<u8>().unwrap(), [0, 1, 2, 3, 4, 5]);
    assert_eq!(fortran.to_vec::<f64>().unwrap(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(fortran.items().nth(3), Some(&[0, 3][..]));
    assert_eq!(format!("{fortran:?}"), "array(>u2, [2, 3], 12 bytes: 0, 1, 2, 3, 4, 5)");

    let contiguous = made(plain("|u1"), &[4], None);
    assert_eq!(contiguous.to_c_order(&Limits::cluster()).unwrap().as_ptr(), contiguous.data().as_ptr());
    let repeated = made(plain("|u1"), &[1 << 20, 1 << 30], Some(&[0, 0]));
    let error = repeated.to_c_order(&Limits::strict()).unwrap_err();
    assert_eq!(error.class(), "Limit");
    assert_eq!(repeated.items().take(3).count(), 3);
    assert_eq!(made(plain("<f8"), &[2], None).to_vec::<u8>().unwrap_err().class(), "Value");
    assert_eq!(made(record(), &[2], None).to_vec::<u8>().unwrap_err().class(), "Array");
    assert!(made(plain("<i4"), &[0, 5], None).to_vec::<i32>().unwrap().is_empty());
}

/// An array whose elements are arrays has more axes, as in numpy.
#[test]
fn arrays_of_arrays() {
    let dtype = DType::sub_array(DType::sub_array(plain("<i2"), vec![3]).unwrap(), vec![2]).unwrap();
    let array = made(dtype, &[4], None);
    assert_eq!(
        (array.dtype(), array.shape(), array.strides()),
        (&plain("<i2"), &[4, 2, 3][..], &[12, 6, 2][..])
    );
    comes_back(&Value::from(array));
}

#[test]
fn arrays_that_contradict_themselves() {
    let new = |shape: &[usize], strides: Option<&[usize]>, len: usize| {
        NdArray::new(plain("<f8"), shape.to_vec(), strides.map(<[_]>::to_vec), bytes(len)).map(Value::from)
    };
    for (shape, strides, len) in [
        (&[4][..], None, 31),
        (&[4], None, 33),
        (&[usize::MAX], None, 32),
        (&[1 << 62, 4], None, 32),
        (&[usize::MAX, usize::MAX, 0], Some(&[8, 8][..]), 0),
        (&[0], None, 8),
        (&[4], Some(&[8, 8]), 32),
        (&[4], Some(&[16]), 32),
        (&[4], Some(&[usize::MAX]), 32),
        (&[2, 3], Some(&[8, 8]), 32),
        (&[2], Some(&[4]), 12),
        (&[usize::MAX, usize::MAX], Some(&[0, 0]), 8),
    ] {
        assert_eq!(class_of_error(new(shape, strides, len)), "Array", "{shape:?} {strides:?} {len}");
    }
    let odd = NdArray::new(plain("|b1"), vec![2], None, Bytes::from_static(&[1, 2])).map(Value::from);
    assert_eq!(class_of_error(odd), "Value");
}

#[test]
fn headers_that_contradict_themselves() {
    let bad = |sub_header: M, frames: &[&[u8]], class: &str| {
        let header = dask("numpy", "ndarray", &sub_header);
        assert_eq!(class_of_error(read::<Value>(header, frames)), class, "{sub_header:?}");
    };
    let whole = || m!({"dtype": [0, "<f8"], "shape": [4], "strides": [8], "writeable": [true]});
    let with = |key: &str, value: M| whole().without(key).with(key, value);
    let frame: &[&[u8]] = &[&[0; 32]];
    assert!(read::<Value>(dask("numpy", "ndarray", whole()), frame).is_ok());
    assert!(read::<Value>(dask("numpy", "ndarray", with("strides", m!(nil))), frame).is_ok());
    bad(whole(), &[], "Frames");
    bad(whole(), &[&[0; 32], &[]], "Frames");
    for key in ["dtype", "shape", "strides"] {
        bad(whole().without(key), frame, "Header");
        bad(with(key, m!(5)), frame, "Header");
    }
    bad(with("shape", m!([(-4)])), frame, "Array");
    bad(with("strides", m!([0])), &[&[0; 8]], "Array");
    bad(with("writeable", m!(nil)), frame, "Header");
    bad(whole().with("matrix", 1), frame, "Header");
    bad(whole().with("broadcast_to", m!([5])), frame, "Array");
    bad(whole().with("pickle", true), frame, "NotAllowed");
    for (dtype, class) in [
        (m!([0, "|O"]), "Array"),
        (m!([0, nil]), "Header"),
        (m!([2, "<f8"]), "Header"),
        (m!([0, [["a", "<i4"], ["a", "<i4"]]]), "Array"),
        (m!([0, []]), "Array"),
        (m!([0, [["a"]]]), "Array"),
        (m!([0, [["a", "|O"]]]), "Array"),
        (m!([0, [["a", "<f8", [(1u64 << 40)]]]]), "Array"),
        (m!([0, [["a", "<f8", [(-1)]]]]), "Array"),
        (m!([0, ["<f8", [2], 3]]), "Array"),
        (m!([0, {"names": ["a"], "formats": ["<f8"], "offsets": [1], "itemsize": 8}]), "Array"),
        (m!([0, {"names": ["a", "b"], "formats": ["<f8"], "offsets": [0], "itemsize": 8}]), "Array"),
        (m!([0, {"names": ["a"], "formats": ["<f8"], "itemsize": 8}]), "Array"),
        (m!([0, {"names": [5], "formats": ["<f8"], "offsets": [0], "itemsize": 8}]), "Header"),
    ] {
        bad(with("dtype", dtype), frame, class);
    }
    let deep = |levels| {
        (0..levels).fold(
            M::from("<f8"),
            |inner, _| m!({"names": ["a"], "formats": [inner], "offsets": [0], "itemsize": 8}),
        )
    };
    bad(with("dtype", m!([0, (deep(200))])), frame, "Limit");
    bad(with("dtype", m!([0, (deep(100))])), frame, "Array");
    assert!(read::<Value>(dask("numpy", "ndarray", with("dtype", m!([0, (deep(60))]))), frame).is_ok());
}

/// Record types in the notations that numpy reads, with a nested record, an array, and the short list form.
#[test]
fn records() {
    let read = |dtype: M, len: usize| {
        let header = dask(
            "numpy",
            "ndarray",
            m!({"dtype": [0, dtype], "shape": [1], "strides": [len], "writeable": [false]}),
        );
        let value: Value = crate::common::read(header, &[&vec![1; len]]).unwrap();
        value.as_array().unwrap().clone()
    };
    let inner = m!({"names": ["x"], "formats": [">i2"], "offsets": [2], "itemsize": 4, "aligned": true});
    let outer =
        m!({"names": ["p", "m"], "formats": [inner, ["<f4", [3]]], "offsets": [0, 4], "itemsize": 16});
    let array = read(outer, 16);
    assert_eq!(array.dtype().to_string(), "[('p', [('x', '>i2')]), ('m', ('<f4', (3,)))]");
    assert!(!array.is_writeable());
    comes_back(&Value::from(array));
    let listed = read(m!([["a", "<i4"], ["b", "<f8"], ["c", "|u1", [2, 2]]]), 16);
    let offsets: Vec<_> = listed.dtype().fields().iter().map(|field| field.offset).collect();
    assert_eq!(offsets, [0, 4, 12]);
}

#[test]
fn frames_are_shared() {
    let value = Value::from(made(plain("<f8"), &[1000], None));
    let serialized = serialize(&value).unwrap();
    assert_eq!(serialized.frame(0).unwrap().as_ptr(), value.as_array().unwrap().data().as_ptr());
    let back: Value = deserialize(&serialized).unwrap();
    assert_eq!(back.as_array().unwrap().data().as_ptr(), value.as_array().unwrap().data().as_ptr());
}

#[test]
fn pickled_dtypes_and_objects_ask_for_leave() {
    let limits = Limits { pickles: false, ..Limits::cluster() };
    let dtype = m!({"dtype": [1, (&b"\x80\x04N."[..])], "shape": [1], "strides": [8], "writeable": [true]});
    let pickled = message(&dask("numpy", "ndarray", dtype), &[&[0; 8]]);
    assert_eq!(class_of_error(deserialize_with(&pickled, &limits)), "NotAllowed");
    let objects = message(&dask("numpy", "ndarray", m!({"pickle": true})), &[b"\x80\x04N."]);
    assert_eq!(class_of_error(deserialize_with(&objects, &limits)), "NotAllowed");
    assert_eq!(class_of_error(deserialize_with(&message(&pickle(), &[b"N."]), &limits)), "NotAllowed");
    assert_eq!(class_of_error(deserialize(&message(&pickle(), &[]))), "Frames");
}
