//! Pickles, read without running them: a stream becomes a graph of records (`machine`), the graph a tree of values
//! (`tree`), where a table says what calls of well-known classes mean (`constructors`, `numpy`). No class is looked up
//! and nothing is called; what has no meaning here is left to the caller as it came. Facts: CPython's `pickle` and
//! `pickletools`, and what numpy 2, distributed 2026.8.0 and tblib write.

mod constructors;
mod integers;
mod machine;
mod numpy;
mod ops;
mod plain;
#[cfg(test)]
mod recorded;
#[cfg(test)]
mod tests;
mod time;
mod tree;

use bytes::Bytes;

pub(crate) use integers::{Ints, Wide, ints, write_int, write_ints};
pub(crate) use ops::{Op, Ops, Scalar};

use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::value::{DType, Value};

/// The value of a pickle and of the buffers that travel beside it. `None` if it holds something that has no meaning
/// without Python: a function, a class, code, an opcode that is not known.
///
/// # Errors
///
/// A limit was passed, pickles are not allowed, or the stream is damaged.
pub(crate) fn value(stream: &[u8], buffers: Vec<Bytes>, limits: &Limits) -> Result<Option<Value>> {
    allowed(limits)?;
    understood(tree::value(stream, buffers, limits))
}

/// The same value as msgpack, for types that are read from plain data; `None` also for what those don't know.
///
/// # Errors
///
/// As for [`value`].
pub(crate) fn to_msgpack(stream: &[u8], buffers: Vec<Bytes>, limits: &Limits) -> Result<Option<Vec<u8>>> {
    let Some(value) = value(stream, buffers, limits)? else { return Ok(None) };
    let mut out = Vec::new();
    Ok(understood(plain::write(&mut out, &value))?.map(|()| out))
}

/// The type of elements that a pickled `numpy.dtype` names.
///
/// # Errors
///
/// As for [`value`]; and an array error if it is anything else, or a type whose elements are Python's objects.
pub(crate) fn dtype(stream: &[u8], limits: &Limits) -> Result<DType> {
    allowed(limits)?;
    understood(tree::dtype(stream, limits))?
        .ok_or_else(|| Error::array("its type is a pickle, and not of a type whose elements are plain bytes"))
}

/// Whether the pickle is that of `None`, where pickles may be read.
pub(crate) fn is_none(pickle: &[u8], limits: &Limits) -> bool {
    limits.pickles && matches!(pickle, [0x80, 0..=5, b'N', b'.'])
}

/// The integer that a pickle is, if it is one that msgpack couldn't hold: the one kind of pickle that is also written
/// here, and so read wherever it comes from.
pub(crate) fn wide_int(pickle: &[u8]) -> Option<Value> {
    match ints(pickle)? {
        Ints::One(Wide::Signed(value)) if i64::try_from(value).is_err() => Some(Value::Int(value)),
        Ints::One(Wide::Unsigned(value)) if u64::try_from(value).is_err() => {
            Some(i128::try_from(value).map_or(Value::UInt(value), Value::Int))
        }
        _ => None,
    }
}

/// Insists that pickles may be read.
///
/// # Errors
///
/// They may not.
pub(crate) fn allowed(limits: &Limits) -> Result<()> {
    if limits.pickles {
        return Ok(());
    }
    Err(Error::not_allowed(
        "this is a pickle, and pickles are not read; ask the sender for the families dask and msgpack, or set \
         `Limits::pickles`",
    ))
}

/// Why a pickle is read no further.
#[derive(Debug)]
pub(crate) enum Halt {
    /// It has no meaning here.
    NotUnderstood,
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Halt::Failed(error)
    }
}

pub(crate) type Read<T> = Result<T, Halt>;

fn understood<T>(read: Read<T>) -> Result<Option<T>> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(Halt::NotUnderstood) => Ok(None),
        Err(Halt::Failed(error)) => Err(error),
    }
}
