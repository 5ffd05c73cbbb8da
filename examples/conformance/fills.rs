//! The values that stand in masked arrays for what is masked.

use frames_std::{ByteOrder, DType, Kind, Value};
use serde_json::Value as Json;

use crate::{arrays, floats};

/// What `describe()` says of the fill value of an array of this type.
pub(crate) fn describe(dtype: &DType, fill: &Value) -> Json {
    let plain = match dtype {
        DType::Plain { kind: Kind::Bytes | Kind::Text, .. } => text(dtype, fill),
        DType::Plain { .. } => number(dtype, fill),
        _ => None,
    };
    match (plain, scalar(fill)) {
        (Some((dtype, bytes)), _) => arrays::describe_scalar(&dtype, &bytes),
        (None, Some((dtype, bytes))) => arrays::describe_scalar(dtype, bytes),
        (None, None) => crate::describe::describe(fill),
    }
}

/// What numpy's own scalars consist of.
fn scalar(fill: &Value) -> Option<(&DType, &[u8])> {
    let Value::Object(object) = fill else { return None };
    match &object.args[..] {
        [Value::Array(scalar)] if object.class.module == "numpy" => Some((scalar.dtype(), scalar.data())),
        _ => None,
    }
}

/// A type of the same kind, in little-endian order.
fn sized(like: &DType, size: usize) -> DType {
    match like {
        DType::Plain { kind, order, unit, .. } => {
            let order = if *order == ByteOrder::Big { ByteOrder::Little } else { *order };
            DType::Plain { kind: *kind, order, size, unit: unit.clone() }
        }
        other => other.clone(),
    }
}

/// A text is cut to the array's elements, and has a type of its own length.
fn text(dtype: &DType, fill: &Value) -> Option<(DType, Vec<u8>)> {
    let character = if matches!(dtype, DType::Plain { kind: Kind::Text, .. }) { 4 } else { 1 };
    let default: Vec<u8> =
        b"N/A".iter().flat_map(|byte| [*byte, 0, 0, 0].into_iter().take(character)).collect();
    let (order, bytes) = match fill {
        Value::Null => (ByteOrder::Little, &default[..]),
        fill => scalar(fill).map(|(dtype, bytes)| (dtype.order(), bytes))?,
    };
    let mut bytes = bytes[..bytes.len().min(dtype.size())].to_vec();
    if order == ByteOrder::Big {
        bytes.chunks_mut(character).for_each(<[u8]>::reverse);
    }
    let len = arrays::trimmed(&bytes).len().next_multiple_of(character);
    bytes.truncate(len);
    Some((sized(dtype, len), bytes))
}

/// A number, date or duration as an element of the array; what numpy fills with where nothing is said.
pub(crate) fn number(dtype: &DType, fill: &Value) -> Option<(DType, Vec<u8>)> {
    let DType::Plain { kind, size, .. } = dtype else { return None };
    let bytes = match (kind, fill) {
        (Kind::Bool, Value::Null) => vec![1],
        (Kind::Bool, _) => vec![u8::from(float(fill)? != 0.0)],
        (Kind::Int | Kind::UInt, _) => integer(fill)?.to_le_bytes()[..*size].to_vec(),
        (Kind::Float, _) => floats::write(*size, float(fill)?).to_le_bytes()[..*size].to_vec(),
        (Kind::Complex, _) => {
            let part = |value| floats::write(size / 2, value).to_le_bytes()[..size / 2].to_vec();
            let (real, imaginary) = match fill {
                Value::Object(object) => match object.args[..] {
                    [Value::Float(real), Value::Float(imaginary)] => (real, imaginary),
                    _ => return None,
                },
                fill => (float(fill)?, 0.0),
            };
            [part(real), part(imaginary)].concat()
        }
        // "Not a time".
        (Kind::DateTime | Kind::TimeDelta, Value::Null) => i64::MIN.to_le_bytes().to_vec(),
        _ => return None,
    };
    Some((sized(dtype, *size), bytes))
}

fn integer(fill: &Value) -> Option<i128> {
    match fill {
        Value::Null => Some(999_999),
        Value::Bool(value) => Some(i128::from(*value)),
        Value::Int(value) => Some(*value),
        Value::UInt(value) => i128::try_from(*value).ok(),
        Value::Float(value) => Some(*value as i128),
        _ => None,
    }
}

fn float(fill: &Value) -> Option<f64> {
    match fill {
        Value::Null => Some(1e20),
        Value::Float(value) => Some(*value),
        fill => integer(fill).map(|value| value as f64),
    }
}
