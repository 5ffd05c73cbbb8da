//! One zlib stream. It declares no size, so the output grows with what comes out, up to a byte more than is taken.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::{Room, bad, out_of_memory};
use crate::error::{Error, Result};
use crate::frame::Codec;

/// A bit of deflate codes at most 258 bytes, and each match takes two.
const MOST_PER_BYTE: u64 = 1032;

/// The first piece of memory where nothing tells how much there will be.
const FIRST: u64 = 16 << 10;

pub(super) fn decompress(block: &[u8], room: &Room) -> Result<Vec<u8>> {
    let left = room.limit.saturating_sub(room.spent);
    let taken = room.wanted.map_or(left, |wanted| left.min(wanted as u64));
    // One byte more tells a stream that ends there from one that goes on.
    let most = taken.min(block.len() as u64 * MOST_PER_BYTE).saturating_add(1);
    let mut out = Vec::new();
    let mut stream = Decompress::new(true);
    loop {
        let len = out.len() as u64;
        if len >= most {
            room.admit(len)?;
            return Err(refused("the stream gives more than its bytes can hold"));
        }
        let first = if room.wanted.is_some() { most } else { most.min(FIRST) };
        let capacity = usize::try_from((2 * len).clamp(first, most)).map_err(|_| out_of_memory())?;
        out.try_reserve_exact(capacity.saturating_sub(out.len())).map_err(|_| out_of_memory())?;
        let used = usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
        let left = block.get(used..).unwrap_or_default();
        let status = stream
            .decompress_vec(left, &mut out, FlushDecompress::None)
            .map_err(|error| refused(error.to_string()))?;
        if status == Status::StreamEnd {
            break;
        }
        // With room left, it has taken every byte there is and wants more.
        if out.len() < out.capacity() && (left.is_empty() || stream.total_in() == block.len() as u64) {
            return Err(refused("the stream has no end"));
        }
    }
    if stream.total_in() != block.len() as u64 {
        return Err(refused("bytes follow the stream"));
    }
    room.admit(out.len() as u64)?;
    Ok(out)
}

pub(super) fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
    let mut stream = Compress::new(Compression::default(), true);
    loop {
        let used = usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
        let status = stream
            .compress_vec(bytes.get(used..).unwrap_or_default(), &mut out, FlushCompress::Finish)
            .map_err(|error| refused(error.to_string()))?;
        if status == Status::StreamEnd {
            return Ok(out);
        }
        out.reserve(out.len().max(64));
    }
}

#[cold]
fn refused(problem: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    bad(Codec::Zlib, problem)
}
