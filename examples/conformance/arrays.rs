//! Arrays of numpy in the description language: bytes in C order, and the first and last elements as numpy prints them.

use frames_std::{ByteOrder, DType, Kind, NdArray};
use serde_json::{Value as Json, json};

use crate::{dtypes, floats, notation};

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

/// What `describe()` says of one number of numpy's, whose bytes these are. Its bytes are in the machine's order, and it
/// tells of a record only the size.
pub(crate) fn describe_scalar(dtype: &DType, bytes: &[u8]) -> Json {
    let (dtype, bytes) = native(dtype, bytes);
    // A text without characters has the bytes of one.
    let empty = match dtype {
        DType::Plain { kind: Kind::Text, size: 0, .. } => 4,
        DType::Plain { kind: Kind::Bytes, size: 0, .. } => 1,
        _ => 0,
    };
    json!({
        "py": format!("numpy.{}", dtypes::scalar_name(&dtype)),
        "dtype": dtypes::type_string(&dtype),
        "shape": [],
        "sha256": notation::sha256(if empty > 0 { &[0; 4][..empty] } else { &bytes }),
        "repr": text(&dtype, &bytes),
    })
}

/// The same element with its bytes in little-endian order.
fn native(dtype: &DType, bytes: &[u8]) -> (DType, Vec<u8>) {
    let DType::Plain { kind, order: ByteOrder::Big, size, unit } = dtype else {
        return (dtype.clone(), bytes.to_vec());
    };
    let number = match kind {
        Kind::Complex => size / 2,
        Kind::Text => 4,
        _ => *size,
    };
    let bytes = bytes.chunks(number.max(1)).flat_map(|number| number.iter().rev().copied()).collect();
    (DType::Plain { kind: *kind, order: ByteOrder::Little, size: *size, unit: unit.clone() }, bytes)
}

/// `str()` of an element; of a record whose parts are numbers, texts and dates.
fn text(dtype: &DType, bytes: &[u8]) -> Option<String> {
    match dtype {
        DType::Plain { kind: Kind::Float, size, order, .. } => Some(floats::text(*size, wide(*order, bytes))),
        DType::Plain { kind: Kind::Void, .. } => {
            let hex = bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
            Some(format!("b'{hex}'"))
        }
        DType::Plain { .. } => match element(dtype, bytes) {
            Json::String(text) => Some(text),
            Json::Bool(value) => Some(notation::bool(value).to_owned()),
            other => Some(other.to_string()),
        },
        DType::Record { fields, .. } => {
            let part = |field: &frames_std::DTypeField| {
                let text = text(&field.dtype, &bytes[field.offset..][..field.dtype.size()])?;
                Some(match dtypes::kind(&field.dtype) {
                    Kind::Text => notation::str_repr(&text),
                    Kind::DateTime => format!("'{text}'"),
                    _ => text,
                })
            };
            let parts = fields.iter().map(part).collect::<Option<Vec<_>>>()?;
            let comma = if parts.len() == 1 { "," } else { "" };
            Some(format!("({}{comma})", parts.join(", ")))
        }
        _ => None,
    }
}

/// Adds a number to another of the same type; what is no number takes its place.
pub(crate) fn add(dtype: &DType, sum: &mut [u8], number: &[u8]) {
    let DType::Plain { kind, size, .. } = dtype else { return sum.copy_from_slice(number) };
    let order = dtype.order();
    let mut add = |size: usize, both: &dyn Fn(u128, u128) -> u128| {
        for (sum, number) in sum.chunks_exact_mut(size).zip(number.chunks_exact(size)) {
            let bits = both(wide(order, sum), wide(order, number)).to_le_bytes();
            sum.copy_from_slice(&bits[..size]);
            if order == ByteOrder::Big {
                sum.reverse();
            }
        }
    };
    let floats = |size: usize| {
        move |one, other| floats::write(size, floats::read(size, one) + floats::read(size, other))
    };
    match kind {
        Kind::Bool => add(1, &|one, other| one | other),
        Kind::Int | Kind::UInt => add(*size, &u128::wrapping_add),
        Kind::Float => add(*size, &floats(*size)),
        Kind::Complex => add(size / 2, &floats(size / 2)),
        _ => sum.copy_from_slice(number),
    }
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
        Kind::Int => (signed(dtype, bytes) as i64).into(),
        Kind::UInt => (bits(dtype, bytes) as u64).into(),
        Kind::Float if *size <= 8 => notation::float(floats::read(*size, bits(dtype, bytes))),
        Kind::Float => floats::text(*size, bits(dtype, bytes)).into(),
        Kind::Complex => {
            let (real, imaginary) = bytes.split_at(size / 2);
            let part = |bytes| floats::text(size / 2, wide(dtype.order(), bytes));
            notation::complex_text(&part(real), &part(imaginary)).into()
        }
        Kind::Bytes => notation::bytes_repr(trimmed(bytes)).into(),
        Kind::Text => characters(dtype.order(), bytes).into(),
        Kind::DateTime => crate::dates::moment(signed(dtype, bytes) as i64, unit.as_deref()).into(),
        Kind::TimeDelta => crate::dates::duration(signed(dtype, bytes) as i64, unit.as_deref()).into(),
        _ => Json::Null,
    }
}

/// Bytes without the zeros at their end, with which numpy fills them up.
pub(crate) fn trimmed(bytes: &[u8]) -> &[u8] {
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
