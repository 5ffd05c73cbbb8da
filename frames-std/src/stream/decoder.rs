//! Takes a stream of messages apart without reading anything itself: it is fed bytes, and yields messages.

use std::collections::VecDeque;

use bytes::Bytes;
use frames_core::{Error, ErrorKind, Limits, Result};

use super::frame_buffer::{FrameBuffer, LARGE};
use super::{malformed, poisoned, within};

/// What is read ahead; larger frames go past it.
const AHEAD: usize = 16 << 10;

/// Takes a TCP stream of messages apart, without doing any input of its own.
///
/// Bytes are put into [`space`](Self::space), or given to [`feed`](Self::feed), in pieces of any size;
/// [`message`](Self::message) hands out the messages that are whole. A large frame is received where it will stay: its
/// space is its own memory, 64-byte aligned. Frames below 64 KiB share memory with their neighbours.
///
/// Memory is asked for as [`Limits`] say: under [`Limits::cluster`] a declared length is reserved whole, zeroed, which
/// costs nothing until bytes arrive; beyond [`first_alloc`](Limits::first_alloc) it doubles as they do.
///
/// ```
/// use frames_std::{Decoder, Limits, MessageWriter};
///
/// let mut stream = Vec::new();
/// MessageWriter::new(&mut stream).write(&["one", "two"])?;
///
/// let mut decoder = Decoder::new(Limits::strict());
/// for byte in stream {
///     assert!(decoder.message()?.is_none());
///     decoder.feed(&[byte])?;
/// }
/// assert_eq!(decoder.message()?.unwrap(), ["one", "two"]);
/// decoder.end()?; // no message was cut
/// # Ok::<(), frames_std::Error>(())
/// ```
#[derive(Debug)]
pub struct Decoder {
    limits: Limits,
    ahead: Box<[u8]>,
    /// What was read ahead and not looked at.
    start: usize,
    stop: usize,
    state: State,
    message: Partial,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The first word comes next.
    First,
    /// The number of frames comes next.
    Count,
    /// This many lengths come next.
    Lengths(usize),
    /// Frames come next.
    Frames,
    Failed,
}

/// The message that is being received.
#[derive(Debug, Default)]
struct Partial {
    /// Bytes of it that were received, and how many there will be as far as is known.
    received: u64,
    announced: u64,
    first: u64,
    /// Frames whose bytes are yet to come.
    lengths: VecDeque<usize>,
    /// The sum of all lengths.
    bytes: u64,
    frames: Vec<Bytes>,
    buffer: Option<(FrameBuffer, Run)>,
}

/// The frames that a buffer is for, at the front of `lengths`.
type Run = usize;

impl Decoder {
    /// A decoder at the start of a stream.
    pub fn new(limits: Limits) -> Self {
        Decoder {
            limits,
            ahead: Box::default(),
            start: 0,
            stop: 0,
            state: State::First,
            message: Partial::default(),
        }
    }

    /// The limits in force.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Other limits, for what has not been looked at yet; returns those that were in force.
    pub fn set_limits(&mut self, limits: Limits) -> Limits {
        std::mem::replace(&mut self.limits, limits)
    }

    /// Bytes of the message at hand that have arrived: none between messages.
    pub fn received(&self) -> u64 {
        self.message.received + (self.stop - self.start) as u64
    }

    /// Where the next bytes of the stream belong. Say how many there were with [`advance`](Self::advance). Empty only
    /// while a message that is whole waits to be taken.
    ///
    /// # Errors
    ///
    /// When there is no memory, and after an earlier error.
    pub fn space(&mut self) -> Result<&mut [u8]> {
        self.check()?;
        // What was read ahead comes first; it is empty whenever `message` found nothing more in it.
        if let (Some((buffer, _)), true) = (&mut self.message.buffer, self.start == self.stop) {
            if !buffer.is_full() {
                return buffer.space();
            }
        }
        if self.ahead.is_empty() {
            self.ahead = vec![0; AHEAD].into();
        }
        if self.start > 0 {
            self.ahead.copy_within(self.start..self.stop, 0);
            (self.start, self.stop) = (0, self.stop - self.start);
        }
        Ok(&mut self.ahead[self.stop..])
    }

    /// Says that bytes of the stream were put into the first `len` bytes of [`space`](Self::space).
    ///
    /// # Panics
    ///
    /// When there was less space.
    pub fn advance(&mut self, len: usize) {
        match &mut self.message.buffer {
            Some((buffer, _)) if self.start == self.stop && !buffer.is_full() => {
                buffer.advance(len);
                self.message.received += len as u64;
            }
            _ => {
                assert!(len <= self.ahead.len() - self.stop, "more bytes than there was space for");
                self.stop += len;
            }
        }
    }

    /// Takes bytes of the stream, as many as there is space for; returns how many that were.
    ///
    /// # Errors
    ///
    /// As [`space`](Self::space).
    pub fn feed(&mut self, bytes: &[u8]) -> Result<usize> {
        let space = self.space()?;
        let len = space.len().min(bytes.len());
        space[..len].copy_from_slice(&bytes[..len]);
        self.advance(len);
        Ok(len)
    }

    /// The next message, if all of it has arrived. Ask again until there is none before feeding more.
    ///
    /// # Errors
    ///
    /// [`Malformed`](crate::ErrorKind::Malformed) when lengths contradict each other,
    /// [`Limit`](crate::ErrorKind::Limit) when one passes a limit. What follows in the stream makes no sense then, and
    /// every later call fails.
    pub fn message(&mut self) -> Result<Option<Vec<Bytes>>> {
        self.check()?;
        let result = self.progress();
        if result.is_err() {
            self.poison();
        }
        result
    }

    /// Says that the stream has ended.
    ///
    /// # Errors
    ///
    /// [`Truncated`](crate::ErrorKind::Truncated) when it ended inside a message.
    pub fn end(&self) -> Result<()> {
        self.check()?;
        match self.received() {
            0 => Ok(()),
            got => {
                let need = if self.state == State::First { 8 } else { self.message.announced };
                Err(Error::new(ErrorKind::Truncated { need, got }))
            }
        }
    }

    pub(super) fn poison(&mut self) {
        self.state = State::Failed;
        self.message = Partial::default();
    }

    fn check(&self) -> Result<()> {
        if self.state == State::Failed { Err(poisoned()) } else { Ok(()) }
    }

    fn progress(&mut self) -> Result<Option<Vec<Bytes>>> {
        loop {
            match self.state {
                State::First => {
                    let Some(first) = self.word() else { return Ok(None) };
                    if first < 16 {
                        return Err(malformed(format!(
                            "a first block of {first} bytes has no room for a frame"
                        )));
                    }
                    within("bytes of one message", "message_bytes", self.limits.message_bytes, first)?;
                    self.message.first = first;
                    self.message.announced = 8 + first;
                    self.state = State::Count;
                }
                State::Count => {
                    let Some(count) = self.word() else { return Ok(None) };
                    if count == 0 {
                        return Err(malformed("a message has at least one frame"));
                    }
                    within("frames of one message", "frames", self.limits.frames as u64, count)?;
                    if 8 + 8 * count > self.message.first {
                        return Err(malformed(format!(
                            "the lengths of {count} frames do not fit into the first block of {} bytes",
                            self.message.first
                        )));
                    }
                    self.state = State::Lengths(count as usize);
                }
                State::Lengths(0) => {
                    self.message.check_first_block()?;
                    self.state = State::Frames;
                }
                State::Lengths(left) => {
                    let Some(len) = self.word() else { return Ok(None) };
                    self.length(len)?;
                    self.state = State::Lengths(left - 1);
                }
                State::Frames => {
                    if !self.fill()? {
                        return Ok(None);
                    }
                    self.state = State::First;
                    return Ok(Some(std::mem::take(&mut self.message).frames));
                }
                State::Failed => return Err(poisoned()),
            }
        }
    }

    /// The next number of the stream, if it is there.
    fn word(&mut self) -> Option<u64> {
        let word = self.ahead[self.start..self.stop].first_chunk()?;
        self.start += 8;
        self.message.received += 8;
        Some(u64::from_le_bytes(*word))
    }

    fn length(&mut self, len: u64) -> Result<()> {
        let message = &mut self.message;
        // The first frame is msgpack.
        if message.lengths.is_empty() {
            within("bytes of the header", "header_bytes", self.limits.header_bytes as u64, len)?;
        }
        message.bytes = message.bytes.saturating_add(len);
        within("bytes of one message", "message_bytes", self.limits.message_bytes, message.bytes)?;
        let len = usize::try_from(len).map_err(|_| malformed("a frame is larger than the address space"))?;
        message.lengths.push_back(len);
        Ok(())
    }

    /// Moves what was read ahead into frames; true when all are whole.
    fn fill(&mut self) -> Result<bool> {
        loop {
            let message = &mut self.message;
            let Some((buffer, _)) = &mut message.buffer else {
                if !message.next_buffer(self.limits.first_alloc)? {
                    return Ok(true);
                }
                continue;
            };
            let taken = buffer.take(&self.ahead[self.start..self.stop])?;
            self.start += taken;
            message.received += taken as u64;
            if !buffer.is_full() {
                return Ok(false);
            }
            message.finish_buffer();
        }
    }
}

impl Partial {
    /// The first block ends with a frame, and holds nothing else.
    fn check_first_block(&mut self) -> Result<()> {
        let table = 8 + 8 * self.lengths.len() as u64;
        let mut end = table;
        let at_boundary = self.first == end
            || self.lengths.iter().any(|len| {
                end += *len as u64;
                end == self.first
            });
        if !at_boundary {
            let problem = if self.first > end {
                "bytes follow the last frame in the first block"
            } else {
                "the first block ends inside a frame"
            };
            return Err(malformed(problem));
        }
        self.announced = 8 + table + self.bytes;
        Ok(())
    }

    /// Memory for the frames that come next; false when none do.
    fn next_buffer(&mut self, first_alloc: u64) -> Result<bool> {
        let Some(&next) = self.lengths.front() else { return Ok(false) };
        let (mut run, mut bytes) = (1, next);
        if next < LARGE {
            for len in self.lengths.iter().skip(1) {
                if bytes + len.min(&LARGE) >= LARGE {
                    break;
                }
                bytes += len;
                run += 1;
            }
        }
        self.buffer = Some((FrameBuffer::new(bytes, first_alloc)?, run));
        Ok(true)
    }

    /// Takes the frames out of a buffer that is full.
    fn finish_buffer(&mut self) {
        let Some((buffer, run)) = self.buffer.take() else { return };
        let mut bytes = buffer.into_bytes();
        self.frames.extend(self.lengths.drain(..run).map(|len| bytes.split_to(len)));
    }
}
