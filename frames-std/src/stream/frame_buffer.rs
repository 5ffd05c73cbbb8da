//! The memory that frames are received into. Large frames get one of their own, aligned for any type and for SIMD;
//! small ones that follow each other share one.

use std::io;
use std::ops::Range;

use bytemuck::allocation::try_zeroed_vec;
use bytes::Bytes;
use frames_core::{Error, Result};

/// Frames of this size and more have memory of their own; a run of smaller ones takes less than this.
pub(super) const LARGE: usize = 64 << 10;

const ALIGN: usize = 64;

/// Bytes that one call reads at most: while the receiver takes them, the sender's side copies the next.
const READ: usize = 256 << 10;

/// Memory for one large frame, or for a run of small ones.
///
/// Alignment needs no unsafe code: there are [`ALIGN`] - 1 bytes more than needed, and the frame begins at the first aligned
/// one. Where memory may not be reserved whole it doubles as bytes arrive, and those that arrived are copied.
#[derive(Debug)]
pub(super) struct FrameBuffer {
    memory: Vec<u8>,
    /// Where the frame begins in `memory`.
    start: usize,
    filled: usize,
    len: usize,
}

impl FrameBuffer {
    /// Memory for `len` bytes, of which at most `first` are reserved before any byte arrives.
    pub(super) fn new(len: usize, first: u64) -> Result<Self> {
        let first = usize::try_from(first).unwrap_or(usize::MAX).max(LARGE);
        let (memory, start) = aligned(len.min(first))?;
        Ok(FrameBuffer { memory, start, filled: 0, len })
    }

    pub(super) fn is_full(&self) -> bool {
        self.filled == self.len
    }

    /// Where the next bytes belong, or the first of them; empty only when it is full.
    pub(super) fn space(&mut self) -> Result<&mut [u8]> {
        let reserved = self.memory.len() - self.start;
        if self.filled >= reserved && !self.is_full() {
            let (mut memory, start) = aligned(self.len.min(reserved.saturating_mul(2)))?;
            memory[start..start + self.filled].copy_from_slice(&self.memory[self.received()]);
            (self.memory, self.start) = (memory, start);
        }
        let start = self.start + self.filled;
        let stop = self.memory.len().min(self.start + self.len).min(start.saturating_add(READ));
        Ok(&mut self.memory[start..stop])
    }

    /// Says that the first `len` bytes of the space are there.
    pub(super) fn advance(&mut self, len: usize) {
        assert!(len <= self.memory.len() - self.start - self.filled, "more bytes than there was space for");
        self.filled += len;
    }

    /// Takes what it has room for from the front of `bytes`; returns how many that were.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<usize> {
        let mut taken = 0;
        while taken < bytes.len() && !self.is_full() {
            let space = self.space()?;
            let len = space.len().min(bytes.len() - taken);
            space[..len].copy_from_slice(&bytes[taken..taken + len]);
            self.advance(len);
            taken += len;
        }
        Ok(taken)
    }

    pub(super) fn into_bytes(self) -> Bytes {
        let range = self.received();
        Bytes::from(self.memory).slice(range)
    }

    fn received(&self) -> Range<usize> {
        self.start..self.start + self.filled
    }
}

/// Zeroed memory for `len` bytes, and where the first aligned byte is. What is never touched costs nothing.
fn aligned(len: usize) -> Result<(Vec<u8>, usize)> {
    // Small frames are not worth the bytes.
    let spare = if len < LARGE { 0 } else { ALIGN - 1 };
    let memory: Vec<u8> = len
        .checked_add(spare)
        .and_then(|len| try_zeroed_vec(len).ok())
        .ok_or_else(|| Error::from(io::Error::from(io::ErrorKind::OutOfMemory)))?;
    let start = memory.as_ptr().align_offset(ALIGN).min(spare);
    Ok((memory, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_frames_are_aligned_and_hold_what_they_were_given() {
        let content: Vec<u8> = (0..1_000_003u32).map(|byte| byte as u8).collect();
        for first in [0, 100_000, u64::MAX] {
            for len in [LARGE, LARGE + 1, content.len()] {
                let mut buffer = FrameBuffer::new(len, first).unwrap();
                for part in content[..len].chunks(777) {
                    assert_eq!(buffer.take(part).unwrap(), part.len());
                }
                assert!(buffer.is_full() && buffer.space().unwrap().is_empty());
                assert_eq!(buffer.take(b"more").unwrap(), 0);
                let bytes = buffer.into_bytes();
                assert_eq!(bytes, content[..len]);
                assert_eq!(bytes.as_ptr() as usize % ALIGN, 0);
            }
        }
    }

    #[test]
    fn memory_follows_the_bytes_that_arrive() {
        let mut buffer = FrameBuffer::new(1 << 40, 0).unwrap();
        let mut received = 0;
        while received < 10 << 20 {
            assert!(buffer.memory.len() <= (2 * received).max(LARGE) + 2 * ALIGN);
            let len = buffer.space().unwrap().len().min(5000);
            buffer.advance(len);
            received += len;
        }
    }

    #[test]
    fn memory_that_cannot_be_had_is_an_error() {
        assert_eq!(FrameBuffer::new(usize::MAX, u64::MAX).unwrap_err().class(), "Io");
    }
}
