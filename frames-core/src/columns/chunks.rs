//! The bytes of a column while they grow: copied together, except for long runs, which are lent.

use crate::frame::{Frame, Piece};

/// Runs of this many bytes and more are lent: from there on a piece of its own costs less than a copy.
const LENT: usize = 4096;

/// Pieces that a column may have; behind them everything is copied.
const MOST_PIECES: usize = 1 << 16;

/// Bytes that become one frame.
#[derive(Debug, Default)]
pub(crate) struct Chunks<'a> {
    /// Bytes of our own, each with the lent ones behind them.
    segments: Vec<(Vec<u8>, &'a [u8])>,
    /// How many bytes those are.
    before: usize,
    /// The bytes of our own behind all segments.
    pub(crate) tail: Vec<u8>,
}

impl<'a> Chunks<'a> {
    pub(crate) fn len(&self) -> usize {
        self.before + self.tail.len()
    }

    /// Appends bytes that the value owns.
    #[inline]
    pub(crate) fn lend(&mut self, bytes: &'a [u8]) {
        if bytes.len() < LENT || self.segments.len() >= MOST_PIECES {
            self.tail.extend_from_slice(bytes);
            return;
        }
        self.before += self.tail.len() + bytes.len();
        self.segments.push((std::mem::take(&mut self.tail), bytes));
    }

    /// Makes room for as many bytes per row as there are so far.
    pub(crate) fn reserve(&mut self, done: usize, rows: usize) {
        let most = self.tail.len() / done.max(1) * rows.saturating_sub(done);
        self.tail.reserve(most + most / 16);
    }

    /// The bytes of our own that come first.
    pub(crate) fn first_mut(&mut self) -> &mut Vec<u8> {
        match self.segments.first_mut() {
            Some((bytes, _)) => bytes,
            None => &mut self.tail,
        }
    }

    pub(crate) fn into_frame(self) -> Frame<'a> {
        if self.segments.is_empty() {
            return Frame::Whole(Piece::Shared(self.tail.into()));
        }
        let mut pieces = Vec::with_capacity(2 * self.segments.len() + 1);
        let own = |bytes: Vec<u8>, pieces: &mut Vec<_>| {
            if !bytes.is_empty() {
                pieces.push((Piece::Shared(bytes.into()), None));
            }
        };
        for (bytes, lent) in self.segments {
            own(bytes, &mut pieces);
            pieces.push((Piece::Borrowed(lent), None));
        }
        own(self.tail, &mut pieces);
        Frame::of(pieces)
    }
}
