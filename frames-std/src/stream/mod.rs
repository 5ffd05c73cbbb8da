//! Messages as bytes: a table of lengths and the frames, alone or, on a TCP stream, behind a first word that says how
//! much to fetch at once. The work is done by a [`Decoder`] that does no reading of its own; the readers and writers are
//! thin shells around it.

mod blocking;
pub(crate) mod deadline;
mod decoder;
mod frame_buffer;
mod packed;
#[cfg(feature = "tokio")]
pub mod tokio;

pub(crate) use blocking::is_silence;
pub use blocking::{MessageReader, MessageWriter};
pub use decoder::Decoder;
pub use packed::{pack_frames, unpack_frames};

use std::borrow::Cow;
use std::io::{self, IoSlice};

use frames_core::{Error, ErrorKind, Limits, Result};

fn malformed(problem: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Malformed { problem: problem.into() })
}

/// An error of framing if `got` is over `limit`.
fn within(what: &'static str, field: &'static str, limit: u64, got: u64) -> Result<()> {
    if got > limit { Err(Error::new(ErrorKind::Limit { what, field, limit, got })) } else { Ok(()) }
}

/// What every use of a stream gets after one that failed.
fn poisoned() -> Error {
    let problem =
        "an earlier error or a cancelled write left the stream inside a message; open another connection";
    Error::new(ErrorKind::Io(io::Error::new(io::ErrorKind::NotConnected, problem)))
}

/// A peer that went away without a farewell; to Dask that is the end of a stream like any other.
fn is_end(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
    )
}

/// Slices given to one vectored write: what Linux takes at once.
const SLICES: usize = 1024;

/// The bytes before the frames of a message: the first word, which says that everything is to be fetched at once, and the
/// table of lengths.
fn head(frames: &[impl AsRef<[u8]>]) -> Result<Vec<u8>> {
    const LIMITS: Limits = Limits::cluster();
    let Some(first) = frames.first() else { return Err(malformed("a message has at least one frame")) };
    within("bytes of the header", "header_bytes", LIMITS.header_bytes as u64, first.as_ref().len() as u64)?;
    within("frames of one message", "frames", LIMITS.frames as u64, frames.len() as u64)?;
    let table = 8 + 8 * frames.len();
    let bytes = frames.iter().map(|frame| frame.as_ref().len() as u64);
    let all = bytes.fold(table as u64, u64::saturating_add);
    within("bytes of one message", "message_bytes", LIMITS.message_bytes, all)?;
    let mut head = Vec::with_capacity(8 + table);
    head.extend_from_slice(&all.to_le_bytes());
    packed::write_table(&mut head, frames);
    Ok(head)
}

/// What is to be written: the head, and the frames that have bytes.
fn slices<'a>(head: &'a [u8], frames: &'a [impl AsRef<[u8]>]) -> Vec<IoSlice<'a>> {
    let frames = frames.iter().map(AsRef::as_ref).filter(|frame| !frame.is_empty());
    std::iter::once(head).chain(frames).map(IoSlice::new).collect()
}
