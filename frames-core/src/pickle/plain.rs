//! Values of pickles as msgpack, for types that are read from plain data: containers and scalars, numpy's scalars as
//! numbers, its arrays as nested arrays, and what Python writes as one text. Moments and dates are text as RFC 3339 has it,
//! durations seconds and nanoseconds.

use super::{Halt, Read, time};
use crate::msgpack::write;
use crate::value::moment::Unit;
use crate::value::{ByteOrder, DType, Kind, NdArray, Object, Value};

pub(super) fn write(out: &mut Vec<u8>, value: &Value) -> Read<()> {
    match value {
        Value::Null => write::nil(out),
        Value::Bool(value) => write::bool(out, *value),
        Value::Int(value) => int(out, *value)?,
        Value::Float(value) => write::f64(out, *value),
        Value::Text(text) => write::text(out, text),
        Value::Bytes(bytes) => write::bin(out, bytes)?,
        Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
            write::array(out, items.len())?;
            for item in items {
                write(out, item)?;
            }
        }
        Value::Dict(entries) => {
            write::map(out, entries.len())?;
            for (key, value) in entries {
                write(out, key)?;
                write(out, value)?;
            }
        }
        Value::Array(array) => axes(out, array, 0, &array.shape)?,
        Value::Object(object) => match stands_for(object) {
            Some(value) => write(out, value)?,
            None => time::write(out, object)?,
        },
        Value::UInt(_) | Value::Exception(_) | Value::Serialized(_) => return Err(Halt::NotUnderstood),
    }
    Ok(())
}

/// The one argument that says all of an object.
fn stands_for(object: &Object) -> Option<&Value> {
    let [value] = &object.args[..] else { return None };
    let plain = match (&object.class.module[..], &object.class.qualname[..]) {
        ("builtins", "bytearray" | "frozenset") | ("collections", "OrderedDict") => true,
        ("decimal", "Decimal") | ("uuid", "UUID") => true,
        ("numpy", _) => matches!(value, Value::Array(array) if array.shape.is_empty()),
        _ => false,
    };
    plain.then_some(value)
}

fn int(out: &mut Vec<u8>, value: i128) -> Read<()> {
    if let Ok(value) = u64::try_from(value) {
        write::uint(out, value);
    } else if let Ok(value) = i64::try_from(value) {
        write::int(out, value);
    } else {
        return Err(Halt::NotUnderstood);
    }
    Ok(())
}

/// The elements from the byte `at` on, an array for each axis. What has no bytes may have any number of elements.
fn axes(out: &mut Vec<u8>, array: &NdArray, at: usize, shape: &[usize]) -> Read<()> {
    let Some((len, inner)) = shape.split_first() else { return element(out, array, at) };
    if array.data.is_empty() && *len > 0 {
        return Err(Halt::NotUnderstood);
    }
    write::array(out, *len)?;
    let stride = array.strides[array.strides.len() - shape.len()];
    (0..*len).try_for_each(|index| axes(out, array, at + index * stride, inner))
}

fn element(out: &mut Vec<u8>, array: &NdArray, at: usize) -> Read<()> {
    let DType::Plain { kind, order, size, unit } = &array.dtype else { return Err(Halt::NotUnderstood) };
    let bytes = at.checked_add(*size).and_then(|end| array.data.get(at..end)).ok_or(Halt::NotUnderstood)?;
    match (kind, size) {
        (Kind::Bool, _) => write::bool(out, bytes != [0]),
        (Kind::UInt, _) => write::uint(out, number(bytes, *order)),
        // The sign is moved to the highest bit and back.
        (Kind::Int, _) => {
            let unused = 64 - 8 * bytes.len();
            write::int(out, (number(bytes, *order) << unused) as i64 >> unused);
        }
        (Kind::Float, 4) => write::f32(out, f32::from_bits(number(bytes, *order) as u32)),
        (Kind::Float, 8) => write::f64(out, f64::from_bits(number(bytes, *order))),
        (Kind::DateTime | Kind::TimeDelta, _) => {
            let unit =
                unit.as_deref().and_then(|unit| Unit::parse(*kind, unit)).ok_or(Halt::NotUnderstood)?;
            time::count(out, *kind, unit, number(bytes, *order) as i64)?;
        }
        (Kind::Bytes, _) => {
            let len = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
            write::bin(out, &bytes[..len])?;
        }
        (Kind::Text, _) => {
            let char = |bytes| char::from_u32(number(bytes, *order) as u32);
            let text: Option<String> = bytes.chunks_exact(4).map(char).collect();
            write::text(out, text.ok_or(Halt::NotUnderstood)?.trim_end_matches('\0'));
        }
        _ => return Err(Halt::NotUnderstood),
    }
    Ok(())
}

/// A number of up to eight bytes, without its sign.
fn number(bytes: &[u8], order: ByteOrder) -> u64 {
    let add = |high: u64, low: &u8| high << 8 | u64::from(*low);
    match order {
        ByteOrder::Big => bytes.iter().fold(0, add),
        ByteOrder::Little | ByteOrder::None => bytes.iter().rev().fold(0, add),
    }
}
