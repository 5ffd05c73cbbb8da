//! Frames in one run of bytes: how many there are, their lengths, and the frames back to back.

use bytes::Bytes;
use frames_core::{Error, ErrorKind, Limits, Result};

use super::{malformed, within};

/// Lays frames out as one run of bytes, as `pack_frames` of Dask does on a little-endian machine.
///
/// ```
/// use bytes::Bytes;
/// use frames_std::{Limits, pack_frames, unpack_frames};
///
/// let packed = Bytes::from(pack_frames(&[&b"one"[..], b"two"]));
/// assert_eq!(unpack_frames(packed, &Limits::strict())?, ["one", "two"]);
/// # Ok::<(), frames_std::Error>(())
/// ```
pub fn pack_frames(frames: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let bytes: usize = frames.iter().map(|frame| frame.as_ref().len()).sum();
    let mut out = Vec::with_capacity(8 + 8 * frames.len() + bytes);
    write_table(&mut out, frames);
    frames.iter().for_each(|frame| out.extend_from_slice(frame.as_ref()));
    out
}

pub(super) fn write_table(out: &mut Vec<u8>, frames: &[impl AsRef<[u8]>]) {
    out.extend_from_slice(&(frames.len() as u64).to_le_bytes());
    for frame in frames {
        out.extend_from_slice(&(frame.as_ref().len() as u64).to_le_bytes());
    }
}

/// Takes the frames out of one run of bytes. They are slices of it; nothing is copied.
///
/// # Errors
///
/// [`Malformed`](crate::ErrorKind::Malformed) when there is no frame or bytes follow the last one,
/// [`Truncated`](crate::ErrorKind::Truncated) when bytes are missing, [`Limit`](crate::ErrorKind::Limit) when counts
/// or lengths pass a limit.
pub fn unpack_frames(bytes: impl Into<Bytes>, limits: &Limits) -> Result<Vec<Bytes>> {
    let mut bytes = bytes.into();
    let got = bytes.len() as u64;
    let truncated = |need| Error::new(ErrorKind::Truncated { need, got });
    let (count, mut table) = bytes.split_first_chunk().ok_or_else(|| truncated(8))?;
    let count = u64::from_le_bytes(*count);
    if count == 0 {
        return Err(malformed("a message has at least one frame"));
    }
    within("frames of one message", "frames", limits.frames as u64, count)?;
    let table_end = 8 + 8 * count;
    let mut need = table_end;
    let mut lengths = Vec::with_capacity(bytes.len().min(table_end as usize) / 8);
    for _ in 0..count {
        let (len, rest) = table.split_first_chunk().ok_or_else(|| truncated(table_end))?;
        table = rest;
        let len = u64::from_le_bytes(*len);
        need = need.saturating_add(len);
        within("bytes of one message", "message_bytes", limits.message_bytes, need - table_end)?;
        // What does not fit into memory is not there either.
        lengths.push(len as usize);
    }
    if need > got {
        return Err(truncated(need));
    }
    if need < got {
        return Err(malformed(format!("{} bytes follow the last frame", got - need)));
    }
    let _ = bytes.split_to(table_end as usize);
    Ok(lengths.into_iter().map(|len| bytes.split_to(len)).collect())
}
