//! LZ4 as `lz4.block` in Python writes it: the size of the content as a little-endian `u32`, then one raw block.

use super::{Room, bad, zeroed};
use crate::error::{Error, Result};
use crate::frame::Codec;

/// A byte of a block adds at most this many to a literal or a match.
const MOST_PER_BYTE: u64 = 255;

pub(super) fn decompress(block: &[u8], room: &Room) -> Result<Vec<u8>> {
    let Some((size, block)) = block.split_first_chunk() else {
        return Err(refused("the frame has no room for the size before the block"));
    };
    let size = u64::from(u32::from_le_bytes(*size));
    if size > block.len() as u64 * MOST_PER_BYTE {
        return Err(refused(format!("{} bytes cannot hold the {size} that are declared", block.len())));
    }
    let mut out = zeroed(room.admit(size)?)?;
    match lz4_flex::block::decompress_into(block, &mut out) {
        Ok(written) if written == out.len() => Ok(out),
        Ok(written) => Err(refused(format!("the block has {written} bytes, {size} are declared"))),
        Err(error) => Err(refused(error.to_string())),
    }
}

pub(super) fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(refused("a block holds at most 4 GiB; split the frame"));
    }
    Ok(lz4_flex::block::compress_prepend_size(bytes))
}

#[cold]
fn refused(problem: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    bad(Codec::Lz4, problem)
}
