//! Frames on their way in: handed out in order or by range, each at most once, as shared bytes, typed vectors or text.

use bytemuck::{AnyBitPattern, NoUninit};
use bytes::Bytes;

use crate::error::{Error, Result};
use crate::frame::{Codec, Piece};
use crate::pieces::Pieces;

/// Hands out the frames of the value that is being read.
///
/// A frame can be claimed once. Frames of a value that nobody claimed are an error at the end, so that a header
/// and its frames cannot drift apart unnoticed.
#[derive(Debug)]
pub struct FrameReader<'d> {
    source: Source<'d>,
    claimed: Claims,
    /// The frames of the value at hand: what `next_*` hand out.
    next: usize,
    end: usize,
}

/// Where logical frames come from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'d> {
    /// Wire frames are the logical ones.
    Plain(&'d [Piece<'d>]),
    /// Wire frames were cut or compressed; they are put together when first asked for.
    Pieced(&'d Pieces<'d>),
}

impl<'d> FrameReader<'d> {
    pub(crate) fn new(source: Source<'d>) -> Self {
        let end = match source {
            Source::Plain(frames) => frames.len(),
            Source::Pieced(pieces) => pieces.count(),
        };
        FrameReader { source, claimed: Claims::new(end), next: 0, end }
    }

    /// Frames of this value that have not been claimed yet.
    pub fn remaining(&self) -> usize {
        self.end - self.next
    }

    /// The next frame, without a copy where the input owns its bytes.
    ///
    /// # Errors
    ///
    /// [`Frames`](crate::ErrorKind::Frames) when there is none left.
    pub fn next_bytes(&mut self) -> Result<Bytes> {
        let index = self.claim_next("bytes")?;
        self.shared(index)
    }

    /// The next frame in the runs of bytes it came in: joined where that takes no copy.
    #[cfg(feature = "arrow")]
    pub(crate) fn next_segments(&mut self) -> Result<Vec<Bytes>> {
        let index = self.claim_next("bytes")?;
        match self.source {
            Source::Plain(frames) => Ok(vec![frames[index].clone().into_shared()]),
            Source::Pieced(pieces) => pieces.segments(index),
        }
    }

    /// The next frame as text.
    ///
    /// # Errors
    ///
    /// [`Frames`](crate::ErrorKind::Frames) when there is none left, [`Value`](crate::ErrorKind::Value) when it is
    /// not UTF-8.
    pub fn next_string(&mut self) -> Result<String> {
        let index = self.claim_next("text")?;
        let bytes = self.bytes(index)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                Err(Error::value("the frame is not valid UTF-8").at_byte(Some(index), error.valid_up_to()))
            }
        }
    }

    /// The next frame as a run of numbers in this machine's byte order: one allocation, one copy, any alignment.
    ///
    /// # Errors
    ///
    /// [`Frames`](crate::ErrorKind::Frames) when there is none left, [`Value`](crate::ErrorKind::Value) when its
    /// length is no multiple of the size of `T`.
    pub fn next_vec<T: AnyBitPattern + NoUninit>(&mut self) -> Result<Vec<T>> {
        let index = self.claim_next("numbers")?;
        numbers(self.bytes(index)?)
    }

    fn claim_next(&mut self, what: &str) -> Result<usize> {
        if self.next == self.end {
            return Err(Error::frames(format!("the value has no frame left for its {what}")));
        }
        let index = self.next;
        self.next += 1;
        self.claim(index)?;
        Ok(index)
    }

    /// Marks one frame as used.
    #[inline]
    pub(crate) fn claim(&mut self, index: usize) -> Result<()> {
        if self.claimed.set(index) {
            Ok(())
        } else {
            Err(Error::frames(format!("frame {index} is claimed twice")))
        }
    }

    /// All frames there are.
    pub(crate) fn count(&self) -> usize {
        match self.source {
            Source::Plain(frames) => frames.len(),
            Source::Pieced(pieces) => pieces.count(),
        }
    }

    /// The first frame that nobody claimed.
    pub(crate) fn unclaimed(&self) -> Option<usize> {
        self.claimed.first_free(self.count())
    }

    /// The bytes of a claimed frame.
    pub(crate) fn bytes(&self, index: usize) -> Result<&'d [u8]> {
        match self.source {
            Source::Plain(frames) => Ok(frames[index].as_slice()),
            Source::Pieced(pieces) => pieces.whole(index, None).map(|bytes| &bytes[..]),
        }
    }

    /// The bytes of a claimed frame that its value wants to be `len` many: a frame that claims to be longer when it is
    /// decompressed isn't.
    pub(crate) fn bytes_of_len(&self, index: usize, len: usize) -> Result<&'d [u8]> {
        let bytes = match self.source {
            Source::Plain(frames) => frames[index].as_slice(),
            Source::Pieced(pieces) => pieces.whole(index, Some(len))?,
        };
        if bytes.len() == len { Ok(bytes) } else { Err(wrong_size(len, bytes.len() as u64)) }
    }

    /// The bytes of a claimed frame, shared.
    pub(crate) fn shared(&self, index: usize) -> Result<Bytes> {
        match self.source {
            Source::Plain(frames) => Ok(frames[index].clone().into_shared()),
            Source::Pieced(pieces) => pieces.whole(index, None).cloned(),
        }
    }

    /// The same, shared.
    pub(crate) fn shared_of_len(&self, index: usize, len: usize) -> Result<Bytes> {
        let bytes = match self.source {
            Source::Plain(frames) => frames[index].clone().into_shared(),
            Source::Pieced(pieces) => pieces.whole(index, Some(len))?.clone(),
        };
        if bytes.len() == len { Ok(bytes) } else { Err(wrong_size(len, bytes.len() as u64)) }
    }

    /// A claimed frame as it came: its wire frames and their codecs, neither joined nor decompressed.
    pub(crate) fn pieces(&self, index: usize) -> Vec<(Piece<'d>, Option<Codec>)> {
        match self.source {
            Source::Plain(frames) => vec![(frames[index].clone(), None)],
            Source::Pieced(pieces) => pieces.of(index),
        }
    }

    /// Narrows `next_*` to the frames `start..stop`, for a type written by hand. Returns what to give to `widen`.
    pub(crate) fn narrow(&mut self, start: usize, stop: usize) -> (usize, usize) {
        let outer = (self.next, self.end);
        (self.next, self.end) = (start, stop);
        outer
    }

    /// Ends a `narrow`; an error when frames of the range were left over.
    pub(crate) fn widen(&mut self, outer: (usize, usize)) -> Result<()> {
        let left = self.remaining();
        (self.next, self.end) = outer;
        if left > 0 {
            return Err(Error::frames(format!("the type left {left} of its frames unread")));
        }
        Ok(())
    }
}

/// A frame has another size than its value wants.
pub(crate) fn wrong_size(wanted: usize, found: u64) -> Error {
    Error::array(format!("it takes {wanted} bytes, its frame has {found}"))
}

/// A run of numbers out of bytes at any alignment: one allocation, each byte written once.
pub(crate) fn numbers<T: AnyBitPattern + NoUninit>(bytes: &[u8]) -> Result<Vec<T>> {
    let size = size_of::<T>().max(1);
    if bytes.len() % size != 0 {
        return Err(Error::value(format!("{} bytes are no whole number of {size}-byte items", bytes.len())));
    }
    Ok(match bytemuck::try_cast_slice::<u8, T>(bytes) {
        Ok(aligned) => aligned.to_vec(),
        Err(_) => bytes.chunks_exact(size).map(bytemuck::pod_read_unaligned).collect(),
    })
}

/// Which frames were claimed. Values have few frames, so the first 64 need no allocation.
#[derive(Debug)]
struct Claims {
    first: u64,
    more: Vec<u64>,
}

impl Claims {
    fn new(frames: usize) -> Self {
        Claims { first: 0, more: vec![0; frames.saturating_sub(64).div_ceil(64)] }
    }

    fn word(&mut self, index: usize) -> &mut u64 {
        match index / 64 {
            0 => &mut self.first,
            word => &mut self.more[word - 1],
        }
    }

    /// Claims one; false if it was claimed before.
    #[inline]
    fn set(&mut self, index: usize) -> bool {
        let word = self.word(index);
        let bit = 1 << (index % 64);
        let free = *word & bit == 0;
        *word |= bit;
        free
    }

    fn first_free(&self, frames: usize) -> Option<usize> {
        std::iter::once(&self.first)
            .chain(&self.more)
            .enumerate()
            .map(|(at, word)| at * 64 + word.trailing_ones() as usize)
            .zip(1..)
            .find(|(free, words)| *free < words * 64)
            .map(|(free, _)| free)
            .filter(|free| *free < frames)
    }
}
