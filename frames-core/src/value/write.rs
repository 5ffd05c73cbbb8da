//! Writing a [`Value`] so that Python makes the same value of it: msgpack where that says all of it, collections and
//! objects of family `dask` where it doesn't. What only a pickle could say is refused.

use super::{Object, Value, write_array, write_objects};
use crate::encode::{Encoder, Fit, Inline, shallow};
use crate::error::{Error, Result};
use crate::frame::{Frame, Frames, Piece};
use crate::framed::Framed;
use crate::header::HeaderWriter;
use crate::msgpack::write;
use crate::names::{Named, TypeInfo};
use crate::types::parts;

/// Bytes up to this many stand in the header: a frame of their own would cost more.
const BYTES_IN_HEADER: usize = 64;

/// Bytes up to this many stand in the message itself, as Dask has them there: a scheduler opens no parts.
const BYTES_IN_MESSAGE: usize = 64 << 10;

impl Named for Value {
    fn type_info() -> &'static TypeInfo {
        crate::type_info!("frames.Value", shared = true)
    }

    fn dyn_type_info(&self) -> &'static TypeInfo {
        Self::type_info()
    }
}

impl Framed for Value {
    fn header(&self, out: &mut HeaderWriter<'_>) -> Result<()> {
        parts::header(self, out)
    }

    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        parts::frames(self, out)
    }

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        match self {
            Value::Null => write::nil(out.out),
            Value::Bool(value) => write::bool(out.out, *value),
            Value::Int(value) => return value.inline(out),
            Value::UInt(value) => return value.inline(out),
            Value::Float(value) => write::f64(out.out, *value),
            Value::Text(text) => return out.text(text),
            Value::Bytes(bytes) if out.is_key() || bytes.len() <= most_bytes(out) => {
                write::bin(out.out, bytes)?
            }
            Value::Tuple(items) => return tuple(items, out),
            Value::Set(members) => return out.set(members.len(), members.iter(), false),
            Value::Dict(pairs) => {
                let entries = pairs.iter().map(|(key, value)| (key, value));
                return out.entries(pairs.len(), entries, false, |value, out| value.inline(out));
            }
            Value::Object(object) => return write_objects::inline(object, out),
            Value::Bytes(_) => return Ok(Fit::NeedsFrames),
            Value::List(_) | Value::Array(_) | Value::Exception(_) | Value::Serialized(_) => {
                out.no_key("a list, an array or an object")?;
                return Ok(Fit::NeedsFrames);
            }
        }
        Ok(Fit::Written)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        // Some values (sets, enums) have a form in messages that no frame of their own could have.
        let may_fit = matches!(self, Value::Bytes(_)) || !self.needs_frames();
        if out.in_tree() && may_fit && out.leaf(|out| self.inline(out))? == Fit::Written {
            return Ok(());
        }
        match self {
            Value::Null | Value::Bool(_) | Value::Float(_) => {
                out.msgpack_frame(|out| self.inline(out)).map(drop)
            }
            Value::Int(value) => value.payload(out),
            Value::UInt(value) => value.payload(out),
            Value::Text(text) => text.payload(out),
            Value::Bytes(bytes) => out.bytes(Frame::Whole(Piece::Shared(bytes.clone()))),
            // In the tree of a message it would be a tuple.
            Value::List(items) => {
                out.closed(|out| out.collection("list", items.len(), items, Value::payload))
            }
            Value::Tuple(items) => {
                out.value_or(self, |out| out.collection("tuple", items.len(), items, Value::payload))
            }
            Value::Set(members) => out.members(members.iter(), false),
            Value::Dict(pairs) => out.value_or(self, |out| {
                let entries = pairs.iter().map(|(key, value)| (key, value));
                out.dict(entries, false, Value::payload)
            }),
            Value::Array(array) => write_array::write(array, out),
            Value::Object(object) => out.closed(|out| write_objects::payload(object, out)),
            Value::Exception(exception) => {
                Err(only_pickled(&format!("the exception `{}`", exception.class.qualname)))
            }
            Value::Serialized(value) => out.serialized(value),
        }
    }

    fn needs_frames(&self) -> bool {
        match self {
            Value::List(_) | Value::Array(_) | Value::Serialized(_) => true,
            Value::Bytes(bytes) => bytes.len() > BYTES_IN_HEADER,
            Value::Tuple(items) => shallow(|| items.iter().any(Value::needs_frames)),
            Value::Dict(pairs) => shallow(|| pairs.iter().any(|(_, value)| value.needs_frames())),
            _ => false,
        }
    }

    fn can_be_nil(&self) -> bool {
        true
    }

    fn slice_needs_frames(slice: &[Self]) -> bool {
        shallow(|| slice.iter().any(Value::needs_frames))
    }
}

/// How many bytes may stand inline.
fn most_bytes(out: &Inline<'_>) -> usize {
    if out.in_tree() { BYTES_IN_MESSAGE } else { BYTES_IN_HEADER }
}

fn tuple(items: &[Value], out: &mut Inline<'_>) -> Result<Fit> {
    out.nested(|out| {
        let start = out.out.len();
        write::array(out.out, items.len())?;
        for (index, item) in items.iter().enumerate() {
            let fit = item.inline(out).map_err(|error| error.at_index(index))?;
            if fit == Fit::NeedsFrames || out.too_long(start) {
                return Ok(Fit::NeedsFrames);
            }
        }
        Ok(Fit::Written)
    })
}

/// Refuses what Python writes as a pickle.
#[cold]
pub(super) fn only_pickled(what: &str) -> Error {
    Error::not_allowed(format!(
        "{what} can only be written as a pickle, which is never done; write its parts as a dict or tuple"
    ))
}

/// Refuses an object whose parts are not those of its class.
#[cold]
pub(super) fn misshapen(object: &Object, expected: &'static str) -> Error {
    Error::value(format!("a `{}` is made of {expected}", crate::error::cut(&object.class.dotted())))
}
