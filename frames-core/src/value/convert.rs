//! From Rust's types to [`Value`] and back, and looking into one.

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use super::{NdArray, Value, read};
use crate::api::{deserialize, serialize};
use crate::decode::{self, Decoder};
use crate::error::{Error, Result};
use crate::frame_reader::Source;
use crate::framed::{Framed, FromFrames};
use crate::limits::Limits;
use crate::msgpack::{bridge, write};

impl Value {
    /// What a reader makes of `value` that doesn't know its type: a struct is a dict of its fields.
    ///
    /// # Errors
    ///
    /// As [`serialize`](crate::serialize) and [`deserialize`](crate::deserialize).
    pub fn from_framed<T: Framed + ?Sized>(value: &T) -> Result<Value> {
        decode::read(&serialize(value)?, &Limits::cluster(), |input| {
            input.decoder.own_names = true;
            Value::decode(input)
        })
    }

    /// The value as one of type `T`.
    ///
    /// # Errors
    ///
    /// As [`serialize`](crate::serialize) and [`deserialize`](crate::deserialize).
    pub fn to<T: FromFrames>(&self) -> Result<T> {
        deserialize(&serialize(self)?)
    }

    /// A value of a serde type. Sequences are tuples: msgpack knows no other. Integers of 128 bits are 16 bytes, as serde's
    /// msgpack has them.
    ///
    /// # Errors
    ///
    /// What serde reports.
    pub fn from_serde<T: Serialize + ?Sized>(value: &T) -> Result<Value> {
        let mut bytes = Vec::new();
        bridge::write(&mut bytes, value)?;
        let limits = Limits::cluster();
        // Not as part of a header, where some keys are markers.
        Decoder::new(&[], Source::Plain(&[]), &limits).within(&bytes, Some(0), read::inline)
    }

    /// The value as one of a serde type. Lists, tuples and sets are sequences.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotAllowed`](crate::ErrorKind::NotAllowed) for what serde has no form for (arrays, objects, integers
    /// beyond 64 bits), [`ErrorKind::Value`](crate::ErrorKind::Value) with what serde reports.
    pub fn to_serde<T: DeserializeOwned>(&self) -> Result<T> {
        let (mut bytes, limits) = (Vec::new(), Limits::cluster());
        self.write_plain(&mut bytes, limits.depth)?;
        bridge::read(&bytes, &limits)
    }

    /// Writes the value as plain msgpack.
    fn write_plain(&self, out: &mut Vec<u8>, depth: usize) -> Result<()> {
        let inner = || depth.checked_sub(1).ok_or_else(|| Error::too_deep(Limits::cluster().depth));
        match self {
            Value::Null => write::nil(out),
            Value::Bool(value) => write::bool(out, *value),
            Value::Int(value) => match (u64::try_from(*value), i64::try_from(*value)) {
                (Ok(value), _) => write::uint(out, value),
                (_, Ok(value)) => write::int(out, value),
                _ => return Err(no_serde("an integer beyond 64 bits")),
            },
            Value::Float(value) => write::f64(out, *value),
            Value::Text(text) => {
                write::length(text.len())?;
                write::text(out, text);
            }
            Value::Bytes(bytes) => write::bin(out, bytes)?,
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
                write::array(out, items.len())?;
                let depth = inner()?;
                items.iter().try_for_each(|item| item.write_plain(out, depth))?;
            }
            Value::Dict(pairs) => {
                write::map(out, pairs.len())?;
                let depth = inner()?;
                pairs.iter().try_for_each(|(key, value)| {
                    key.write_plain(out, depth)?;
                    value.write_plain(out, depth)
                })?;
            }
            Value::UInt(_) => return Err(no_serde("an integer beyond 64 bits")),
            Value::Array(_) => {
                return Err(no_serde("an array"));
            }
            Value::Object(_) | Value::Exception(_) | Value::Serialized(_) => {
                return Err(no_serde("an object"));
            }
        }
        Ok(())
    }

    /// The text, of a text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The bool, of a bool.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer, if it is one of 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Int(value) => i64::try_from(*value).ok(),
            _ => None,
        }
    }

    /// The float, of a float, or of an integer up to 2 to the 53, which a float holds exactly.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Float(value) => Some(*value),
            Value::Int(value) if value.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS => Some(*value as f64),
            _ => None,
        }
    }

    /// The bytes, of bytes.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match self {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The array, of an array.
    pub fn as_array(&self) -> Option<&NdArray> {
        match self {
            Value::Array(array) => Some(array),
            _ => None,
        }
    }

    /// The items of a list or tuple.
    pub fn as_slice(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) | Value::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The value of a dict's key, or of an object's attribute.
    ///
    /// ```
    /// # use frames_core::Value;
    /// let value = Value::from_serde(&std::collections::BTreeMap::from([("x", 1)]))?;
    /// assert_eq!(value.get("x").and_then(Value::as_i64), Some(1));
    /// # Ok::<(), frames_core::Error>(())
    /// ```
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Dict(pairs) => {
                pairs.iter().find(|(name, _)| name.as_str() == Some(key)).map(|(_, value)| value)
            }
            Value::Object(object) => {
                object.fields.iter().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }
}

fn no_serde(what: &str) -> Error {
    Error::not_allowed(format!("{what} has no form in serde"))
}

macro_rules! from {
    ($($type:ty => |$value:ident| $made:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $made
            }
        }
    )*};
}

from! {
    bool => |value| Value::Bool(value);
    i8 => |value| Value::Int(value.into());
    i16 => |value| Value::Int(value.into());
    i32 => |value| Value::Int(value.into());
    i64 => |value| Value::Int(value.into());
    i128 => |value| Value::Int(value);
    u8 => |value| Value::Int(value.into());
    u16 => |value| Value::Int(value.into());
    u32 => |value| Value::Int(value.into());
    u64 => |value| Value::Int(value.into());
    u128 => |value| i128::try_from(value).map_or(Value::UInt(value), Value::Int);
    f32 => |value| Value::Float(value.into());
    f64 => |value| Value::Float(value);
    &str => |text| Value::Text(text.to_owned());
    String => |text| Value::Text(text);
    Bytes => |bytes| Value::Bytes(bytes);
    Vec<Value> => |items| Value::List(items);
    NdArray => |array| Value::Array(Box::new(array));
}
