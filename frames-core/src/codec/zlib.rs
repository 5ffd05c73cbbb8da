//! One zlib stream. It declares no size, so where its value doesn't tell one either, it is counted before memory is asked for.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::{Room, bad, out_of_memory};
use crate::error::{Error, Result};
use crate::frame::Codec;

/// A bit of deflate codes at most 258 bytes, and each match takes two.
const MOST_PER_BYTE: u64 = 1032;

pub(super) fn decompress(block: &[u8], room: &Room) -> Result<Vec<u8>> {
    let left = room.limit.saturating_sub(room.spent);
    let taken = room.wanted.map_or(left, |wanted| left.min(wanted as u64));
    // One byte more tells a stream that ends there from one that goes on.
    let most = taken.min(block.len() as u64 * MOST_PER_BYTE).saturating_add(1);
    // Where nothing tells how much there is, it is counted first: memory is asked for once, and a bomb gets none.
    let len = match room.wanted {
        Some(_) => most,
        None => inflate(block, most, room, |_| {})?,
    };
    let mut out = Vec::new();
    let capacity = usize::try_from(len).map_err(|_| out_of_memory())?;
    out.try_reserve_exact(capacity).map_err(|_| out_of_memory())?;
    inflate(block, most, room, |bytes| out.extend_from_slice(bytes))?;
    Ok(out)
}

/// Inflates the stream piece by piece, and returns how many bytes that were: less than `most`.
fn inflate(block: &[u8], most: u64, room: &Room, mut take: impl FnMut(&[u8])) -> Result<u64> {
    let mut stream = Decompress::new(true);
    let mut piece = [0; 16 << 10];
    loop {
        let (used, given) = (stream.total_in(), stream.total_out());
        let left = usize::try_from(used).ok().and_then(|used| block.get(used..)).unwrap_or_default();
        let space = piece.len().min(usize::try_from(most - given).unwrap_or(usize::MAX));
        let status = stream
            .decompress(left, &mut piece[..space], FlushDecompress::None)
            .map_err(|error| refused(error.to_string()))?;
        let all = stream.total_out();
        take(&piece[..(all - given) as usize]);
        if all >= most {
            room.admit(all)?;
            return Err(refused("the stream gives more than its bytes can hold"));
        }
        if status == Status::StreamEnd {
            if stream.total_in() != block.len() as u64 {
                return Err(refused("bytes follow the stream"));
            }
            room.admit(all)?;
            return Ok(all);
        }
        // It has taken every byte there is and wants more.
        if (stream.total_in(), all) == (used, given) {
            return Err(refused("the stream has no end"));
        }
    }
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
