//! Logical frames that were cut or compressed on their way: put together when they are first asked for, within a budget
//! for the whole value. Pieces that lie next to each other in one run of bytes are joined without a copy.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use bytes::Bytes;

use crate::codec::{self, Room};
use crate::error::Result;
use crate::frame::{Codec, Piece};
use crate::limits::Limits;

/// How wire frames make logical ones.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Wire frames of each logical frame.
    pub(crate) counts: Vec<usize>,
    /// One for each wire frame.
    pub(crate) codecs: Vec<Option<Codec>>,
}

/// The logical frames of a value whose wire frames are others.
#[derive(Debug)]
pub(crate) struct Pieces<'d> {
    frames: Vec<Pieced<'d>>,
    /// The run of bytes that wire frames are slices of, if they are.
    parent: Option<&'d Bytes>,
    /// The bytes that decompressing may give, and those that it has given.
    limit: u64,
    spent: Cell<u64>,
}

/// One logical frame.
#[derive(Debug)]
struct Pieced<'d> {
    pieces: &'d [Piece<'d>],
    codecs: Vec<Option<Codec>>,
    whole: OnceCell<Bytes>,
}

impl<'d> Pieces<'d> {
    /// Wire frames under a layout that was checked against them.
    pub(crate) fn new(
        layout: Layout,
        mut wire: &'d [Piece<'d>],
        parent: Option<&'d Bytes>,
        limits: &Limits,
    ) -> Self {
        let mut codecs = layout.codecs.into_iter();
        let frames = layout.counts.into_iter().map(|count| {
            let (pieces, rest) = wire.split_at(count);
            wire = rest;
            Pieced { pieces, codecs: codecs.by_ref().take(count).collect(), whole: OnceCell::new() }
        });
        Pieces { frames: frames.collect(), parent, limit: limits.expanded_bytes, spent: Cell::new(0) }
    }

    /// The same, where bytes were spent before: on other parts of the message.
    pub(crate) fn having_spent(mut self, spent: u64) -> Self {
        self.spent = Cell::new(spent);
        self
    }

    /// Bytes that the frames took when decompressed, and those spent before.
    pub(crate) fn spent(&self) -> u64 {
        self.spent.get()
    }

    pub(crate) fn count(&self) -> usize {
        self.frames.len()
    }

    /// The wire frames of a logical one, as they came.
    pub(crate) fn of(&self, index: usize) -> Vec<(Piece<'d>, Option<Codec>)> {
        let Pieced { pieces, codecs, .. } = &self.frames[index];
        pieces.iter().cloned().zip(codecs.iter().copied()).collect()
    }

    /// A logical frame in one run of bytes. Where its value tells how long it must be, no more is decompressed; whether
    /// it is as long is for the caller to see.
    pub(crate) fn whole(&self, index: usize, wanted: Option<usize>) -> Result<&Bytes> {
        let frame = &self.frames[index];
        if let Some(whole) = frame.whole.get() {
            return Ok(whole);
        }
        let whole = self.join(frame, wanted).map_err(|error| error.at_byte(Some(index), 0))?;
        Ok(frame.whole.get_or_init(|| whole))
    }

    /// A logical frame in the runs of bytes it came in, decompressed; one run where that takes no copy.
    #[cfg(feature = "arrow")]
    pub(crate) fn segments(&self, index: usize) -> Result<Vec<Bytes>> {
        let frame = &self.frames[index];
        let plain = frame.codecs.iter().all(Option::is_none);
        let adjoin = || self.parent.is_some_and(|parent| neighbours(frame.pieces, parent).is_some());
        if frame.pieces.len() <= 1 || (plain && adjoin()) {
            return Ok(vec![self.whole(index, None)?.clone()]);
        }
        let run = |(piece, codec): (&Piece<'d>, &Option<Codec>)| match codec {
            None => Ok(piece.clone().into_shared()),
            Some(codec) => self.decompress(*codec, piece, None).map(Bytes::from),
        };
        let runs: Result<_> = frame.pieces.iter().zip(&frame.codecs).map(run).collect();
        runs.map_err(|error| error.at_byte(Some(index), 0))
    }

    fn join(&self, frame: &Pieced<'d>, wanted: Option<usize>) -> Result<Bytes> {
        if let ([piece], [codec]) = (frame.pieces, &frame.codecs[..]) {
            return match codec {
                None => Ok(piece.clone().into_shared()),
                Some(codec) => self.decompress(*codec, piece, wanted).map(Bytes::from),
            };
        }
        if frame.codecs.iter().all(Option::is_none) {
            if let Some(slice) = self.parent.and_then(|parent| neighbours(frame.pieces, parent)) {
                return Ok(slice);
            }
        }
        // All are decompressed before they are joined: what is refused was not copied as well.
        let (mut left, mut parts) = (wanted, Vec::with_capacity(frame.pieces.len()));
        for (piece, codec) in frame.pieces.iter().zip(&frame.codecs) {
            let part = match codec {
                None => Cow::Borrowed(piece.as_slice()),
                Some(codec) => Cow::Owned(self.decompress(*codec, piece, left)?),
            };
            left = left.map(|left| left.saturating_sub(part.len()));
            parts.push(part);
        }
        Ok(parts.concat().into())
    }

    fn decompress(&self, codec: Codec, piece: &Piece<'_>, wanted: Option<usize>) -> Result<Vec<u8>> {
        let room = Room { limit: self.limit, spent: self.spent.get(), wanted };
        let bytes = codec::decompress_within(codec, piece.as_slice(), &room)?;
        self.spent.set(room.spent + bytes.len() as u64);
        Ok(bytes)
    }
}

/// The slice of `parent` that these pieces are, if they are slices of it that follow each other.
fn neighbours(pieces: &[Piece<'_>], parent: &Bytes) -> Option<Bytes> {
    let address = |bytes: &[u8]| bytes.as_ptr() as usize;
    // Pieces without bytes lie nowhere in particular.
    let mut pieces = pieces.iter().map(Piece::as_slice).filter(|piece| !piece.is_empty());
    let Some(first) = pieces.next() else { return Some(Bytes::new()) };
    let start = address(first).checked_sub(address(parent))?;
    let mut stop = start.checked_add(first.len())?;
    for piece in pieces {
        if address(piece) != address(parent).checked_add(stop)? {
            return None;
        }
        stop = stop.checked_add(piece.len())?;
    }
    (stop <= parent.len()).then(|| parent.slice(start..stop))
}
