//! Where values meet pickles: all that this module asks of the inert reader, which runs nothing of them.

use bytes::Bytes;

use super::{DType, Value};
use crate::error::{Error, Result};
use crate::limits::Limits;

/// The value of a pickle with its out-of-band buffers; `None` when it holds what nothing here understands.
pub(super) fn value(_stream: &[u8], _buffers: Vec<Bytes>, limits: &Limits) -> Result<Option<Value>> {
    allowed(limits)?;
    Ok(None)
}

/// The dtype of a pickle.
pub(super) fn dtype(_stream: &[u8], limits: &Limits) -> Result<DType> {
    allowed(limits)?;
    Err(refused())
}

pub(super) fn allowed(limits: &Limits) -> Result<()> {
    if limits.pickles { Ok(()) } else { Err(refused()) }
}

fn refused() -> Error {
    Error::not_allowed(
        "this is a pickle, and pickles are not read; ask the sender for the families dask and msgpack, or set `Limits::pickles`",
    )
}
