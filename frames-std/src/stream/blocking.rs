//! Messages over anything that reads and writes in blocking calls.

use std::io::{self, IoSlice, Read, Write};
use std::time::Instant;

use bytes::Bytes;
use frames_core::{Error, ErrorKind, Limits, Result};

use super::{Decoder, SLICES, deadline, head, is_end, poisoned, slices};

/// Reads messages from a stream.
///
/// It reads ahead, so it should be the only reader of its source, which should block: it is asked again and again for the
/// rest of a message. For sources that do not block there are [`Decoder`] and `tokio::MessageReader`.
///
/// A message must arrive within [`Limits::message_time`] and at [`Limits::message_rate`]. That is checked between calls of
/// the source's `read`, so give a socket a read timeout of, say, a second: without one, a peer that falls silent inside
/// a message is waited for. With one, a silent peer *between* messages gives an error of the kind
/// [`Io`](crate::ErrorKind::Io), after which reading can go on.
///
/// ```no_run
/// use std::net::TcpStream;
/// use std::time::Duration;
/// use frames_std::{Limits, MessageReader, MessageWriter};
///
/// let stream = TcpStream::connect("127.0.0.1:8786")?;
/// stream.set_read_timeout(Some(Duration::from_secs(1)))?;
/// let mut writer = MessageWriter::new(stream.try_clone()?);
/// let mut reader = MessageReader::new(stream, Limits::cluster());
/// while let Some(frames) = reader.read()? {
///     writer.write(&frames)?; // passed on, without a copy
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MessageReader<R> {
    source: R,
    decoder: Decoder,
    /// When the message at hand began to arrive.
    since: Option<Instant>,
}

impl<R: Read> MessageReader<R> {
    /// A reader at the start of a stream.
    pub fn new(source: R, limits: Limits) -> Self {
        MessageReader { source, decoder: Decoder::new(limits), since: None }
    }

    /// The next message; `None` at the end of the stream, and where the connection is reset between messages.
    ///
    /// # Errors
    ///
    /// As [`Decoder::message`]; [`Truncated`](crate::ErrorKind::Truncated) when the stream ends inside a message,
    /// [`Timeout`](crate::ErrorKind::Timeout) when a message takes too long, [`Io`](crate::ErrorKind::Io) for what the
    /// source reports. After an error every later call fails, unless the source had merely nothing to read and no
    /// message had begun.
    pub fn read(&mut self) -> Result<Option<Vec<Bytes>>> {
        let result = self.next();
        // Silence is reported only between messages, and is no failure there.
        if let Err(error) = &result {
            if !is_silence(error) {
                self.decoder.poison();
            }
        }
        result
    }

    fn next(&mut self) -> Result<Option<Vec<Bytes>>> {
        loop {
            if let Some(message) = self.decoder.message()? {
                self.since = None;
                return Ok(Some(message));
            }
            let received = self.decoder.received();
            if received > 0 {
                let elapsed = self.since.get_or_insert_with(Instant::now).elapsed();
                if elapsed > deadline::allowed(self.decoder.limits(), received) {
                    return Err(deadline::too_slow(received, elapsed));
                }
            }
            match self.source.read(self.decoder.space()?) {
                Ok(0) => return self.decoder.end().map(|()| None),
                Ok(len) => self.decoder.advance(len),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_end(&error) => return self.decoder.end().map(|()| None),
                Err(error) if is_quiet(&error) && received > 0 => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Other limits, from the next message on; returns those that were in force.
    pub fn set_limits(&mut self, limits: Limits) -> Limits {
        self.decoder.set_limits(limits)
    }

    /// The source.
    pub fn get_ref(&self) -> &R {
        &self.source
    }
}

/// What a socket with a timeout reports when nothing came.
fn is_quiet(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// The same, as the reader reports it between messages.
pub(crate) fn is_silence(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Io(error) if is_quiet(error))
}

/// Writes messages to a stream, with vectored writes: frames go from where they lie to the sink.
///
/// ```
/// use frames_std::{Limits, MessageReader, MessageWriter};
///
/// let mut stream = Vec::new();
/// let mut writer = MessageWriter::new(&mut stream);
/// writer.write(&["ping"])?;
/// writer.write(&["pong", ""])?;
///
/// let mut reader = MessageReader::new(&stream[..], Limits::strict());
/// assert_eq!(reader.read()?.unwrap(), ["ping"]);
/// assert_eq!(reader.read()?.unwrap(), ["pong", ""]);
/// assert!(reader.read()?.is_none());
/// # Ok::<(), frames_std::Error>(())
/// ```
#[derive(Debug)]
pub struct MessageWriter<W> {
    sink: W,
    poisoned: bool,
}

impl<W: Write> MessageWriter<W> {
    /// A writer at the start of a stream.
    pub fn new(sink: W) -> Self {
        MessageWriter { sink, poisoned: false }
    }

    /// Writes one message and flushes the sink.
    ///
    /// # Errors
    ///
    /// [`Malformed`](crate::ErrorKind::Malformed) for a message without frames and [`Limit`](crate::ErrorKind::Limit)
    /// for one that is larger than [`Limits::cluster`] lets anybody read: of these nothing is written.
    /// [`Io`](crate::ErrorKind::Io) for what the sink reports; after that every later call fails, for part of a message
    /// may be on its way.
    pub fn write(&mut self, frames: &[impl AsRef<[u8]>]) -> Result<()> {
        if self.poisoned {
            return Err(poisoned());
        }
        let head = head(frames)?;
        let mut slices = slices(&head, frames);
        self.poisoned = true;
        write_all(&mut self.sink, &mut slices)?;
        self.sink.flush()?;
        self.poisoned = false;
        Ok(())
    }

    /// The sink.
    pub fn get_ref(&self) -> &W {
        &self.sink
    }

    /// The sink, taken out.
    pub fn into_inner(self) -> W {
        self.sink
    }
}

fn write_all(sink: &mut impl Write, mut slices: &mut [IoSlice<'_>]) -> io::Result<()> {
    while !slices.is_empty() {
        let batch = slices.len().min(SLICES);
        match sink.write_vectored(&slices[..batch]) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
