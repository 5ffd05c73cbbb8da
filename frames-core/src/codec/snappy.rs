//! Snappy's raw form: the size of the content as a varint, then one block; not the framing format.

use super::{Room, bad, zeroed};
use crate::error::{Error, Result};
use crate::frame::Codec;

pub(super) fn decompress(block: &[u8], room: &Room) -> Result<Vec<u8>> {
    if block.is_empty() {
        return Err(refused("the block has not even a size"));
    }
    let size = snap::raw::decompress_len(block).map_err(|error| refused(error.to_string()))? as u64;
    // A copy of 64 bytes takes three.
    if size > (block.len() as u64).saturating_mul(64) / 3 {
        return Err(refused(format!("{} bytes cannot hold the {size} that are declared", block.len())));
    }
    let mut out = zeroed(room.admit(size)?)?;
    match snap::raw::Decoder::new().decompress(block, &mut out) {
        Ok(written) if written == out.len() => Ok(out),
        Ok(written) => Err(refused(format!("the block has {written} bytes, {size} are declared"))),
        Err(error) => Err(refused(error.to_string())),
    }
}

pub(super) fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    snap::raw::Encoder::new().compress_vec(bytes).map_err(|error| refused(error.to_string()))
}

#[cold]
fn refused(problem: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    bad(Codec::Snappy, problem)
}
