//! Arrays of numpy in the description language: bytes in C order, and the first and last elements as numpy prints them.

use frames_std::{ByteOrder, DType, Kind, NdArray};
use serde_json::{Value as Json, json};

use crate::dtypes;
use crate::notation;

/// What `describe()` says of an array.
pub(crate) fn describe(array: &NdArray) -> Json {
    let dtype = array.dtype();
    let bytes = c_order(array);
    let kind = dtypes::kind(dtype);
    let mut out = json!({
        "py": if array.is_matrix() { "numpy.matrix" } else { "numpy.ndarray" },
        "dtype": if kind == Kind::Void { dtypes::text(dtype) } else { dtype.to_string() },
        "kind": kind.as_char().to_string(),
        "itemsize": dtype.size(),
        "shape": array.shape(),
        "writeable": array.is_writeable(),
    });
    if let DType::Record { fields, aligned, .. } = dtype {
        out["descr"] =
            if *aligned { dtypes::text(dtype).into() } else { Json::Array(dtypes::description(dtype)) };
        let entry =
            |at: &frames_std::DTypeField| json!({"dtype": dtypes::text(&at.dtype), "offset": at.offset});
        out["fields"] = fields.iter().map(|field| (field.name.clone(), entry(field))).collect();
    }
    out["sha256"] = notation::sha256(&bytes).into();
    out["fortran_order"] = is_fortran(array).into();
    if kind != Kind::Void {
        let count = array.elements();
        let item = |index: usize| element(dtype, &bytes[index * dtype.size()..][..dtype.size()]);
        out["first"] = (0..count.min(4)).map(item).collect();
        out["last"] = (count.saturating_sub(4)..count).map(item).collect();
    }
    out
}

/// What `describe()` says of one number of numpy's, whose bytes these are.
pub(crate) fn describe_scalar(dtype: &DType, bytes: &[u8]) -> Json {
    let text = match element(dtype, bytes) {
        Json::String(text) => text,
        Json::Bool(value) => notation::bool(value).to_owned(),
        Json::Number(number) if number.is_f64() => float_text(dtype, bytes),
        Json::Object(_) => float_text(dtype, bytes),
        other => other.to_string(),
    };
    json!({
        "py": format!("numpy.{}", dtypes::scalar_name(dtype)),
        "dtype": dtype.to_string(),
        "shape": [],
        "sha256": notation::sha256(bytes),
        "repr": text,
    })
}

/// All elements, one after another, the last axis fastest.
pub(crate) fn c_order(array: &NdArray) -> Vec<u8> {
    let size = array.dtype().size();
    let mut out = Vec::with_capacity(array.elements() * size);
    let mut index = vec![0; array.shape().len()];
    for _ in 0..array.elements() {
        let at: usize = index.iter().zip(array.strides()).map(|(index, stride)| index * stride).sum();
        out.extend_from_slice(&array.data()[at..at + size]);
        for (index, len) in index.iter_mut().zip(array.shape()).rev() {
            *index += 1;
            if *index < *len {
                break;
            }
            *index = 0;
        }
    }
    out
}

/// numpy's `f_contiguous and not c_contiguous`.
fn is_fortran(array: &NdArray) -> bool {
    let contiguous = |axes: &mut dyn Iterator<Item = (&usize, &usize)>| {
        let mut step = array.dtype().size();
        axes.filter(|(len, _)| **len != 1).all(|(len, stride)| {
            let fits = *stride == step;
            step *= len;
            fits
        })
    };
    let axes = || array.shape().iter().zip(array.strides());
    array.elements() > 0 && contiguous(&mut axes()) && !contiguous(&mut axes().rev())
}

/// One element, as a number of JSON or as text.
pub(crate) fn element(dtype: &DType, bytes: &[u8]) -> Json {
    let DType::Plain { kind, unit, size, .. } = dtype else { return Json::Null };
    match kind {
        Kind::Bool => Json::Bool(bytes != [0]),
        Kind::Int => notation::int(signed(dtype, bytes)),
        Kind::UInt => notation::int(i128::from(bits(dtype, bytes) as u64)),
        Kind::Float if *size <= 8 => notation::float(float(dtype, bytes)),
        Kind::Float => notation::float_repr(float(dtype, bytes)).into(),
        Kind::Complex => {
            let (real, imaginary) = bytes.split_at(size / 2);
            let part = |bytes| float_of(size / 2, dtype.order(), bytes);
            let digits = if *size == 8 { notation::single_repr } else { notation::float_repr };
            notation::complex_repr(part(real), part(imaginary), digits).into()
        }
        Kind::Bytes => notation::bytes_repr(trimmed(bytes)).into(),
        Kind::Text => characters(dtype.order(), bytes).into(),
        Kind::DateTime => crate::dates::moment(signed(dtype, bytes) as i64, unit.as_deref()).into(),
        Kind::TimeDelta => crate::dates::duration(signed(dtype, bytes) as i64, unit.as_deref()).into(),
        _ => Json::Null,
    }
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    &bytes[..end]
}

fn characters(order: ByteOrder, bytes: &[u8]) -> String {
    let code = |chunk: &[u8]| wide(order, chunk) as u32;
    let text: String =
        bytes.chunks_exact(4).map(|chunk| char::from_u32(code(chunk)).unwrap_or('\u{fffd}')).collect();
    text.trim_end_matches('\0').to_owned()
}

/// The bytes of a number as an integer without sign.
fn wide(order: ByteOrder, bytes: &[u8]) -> u128 {
    let fold = |value: u128, byte: &u8| value << 8 | u128::from(*byte);
    match order {
        ByteOrder::Big => bytes.iter().fold(0, fold),
        _ => bytes.iter().rev().fold(0, fold),
    }
}

fn bits(dtype: &DType, bytes: &[u8]) -> u128 {
    wide(dtype.order(), bytes)
}

fn signed(dtype: &DType, bytes: &[u8]) -> i128 {
    let unused = 128 - 8 * bytes.len() as u32;
    ((bits(dtype, bytes) << unused) as i128) >> unused
}

fn float(dtype: &DType, bytes: &[u8]) -> f64 {
    float_of(bytes.len(), dtype.order(), bytes)
}

fn float_of(size: usize, order: ByteOrder, bytes: &[u8]) -> f64 {
    let bits = wide(order, bytes);
    match size {
        2 => small_float(bits as u16),
        4 => f64::from(f32::from_bits(bits as u32)),
        8 => f64::from_bits(bits as u64),
        _ => extended_float(bits),
    }
}

/// A float of 16 bits.
fn small_float(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

/// A `long double` of x86-64: ten bytes, the rest is padding.
fn extended_float(bits: u128) -> f64 {
    let sign = if bits >> 79 & 1 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = ((bits >> 64 & 0x7fff) as i32, bits as u64);
    sign * match exponent {
        0x7fff if fraction << 1 == 0 => f64::INFINITY,
        0x7fff => f64::NAN,
        _ => fraction as f64 * 2f64.powi(exponent - 16383 - 63),
    }
}

/// `str()` of a float of numpy's: the shortest digits that tell it from its neighbours of the same size.
fn float_text(dtype: &DType, bytes: &[u8]) -> String {
    let value = float(dtype, bytes);
    if dtype.size() == 4 { notation::single_repr(value) } else { notation::float_repr(value) }
}
