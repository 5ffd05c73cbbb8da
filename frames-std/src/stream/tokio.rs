//! Messages over tokio's streams.
//!
//! ```
//! use frames_std::{Limits, tokio::{MessageReader, MessageWriter}};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let (near, far) = tokio::io::duplex(1024);
//! let mut writer = MessageWriter::new(near);
//! let mut reader = MessageReader::new(far, Limits::cluster());
//! let (written, read) = tokio::join!(writer.write(&["ping"]), reader.read());
//! written?;
//! assert_eq!(read?.unwrap(), ["ping"]);
//! # Ok::<(), frames_std::Error>(())
//! # }).unwrap();
//! ```

use std::io::{self, IoSlice};

use bytes::Bytes;
use frames_core::{Error, Limits, Result};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout, timeout_at};

use super::{Decoder, SLICES, deadline, head, is_end, poisoned, slices};
use crate::{Greeting, Negotiated};

/// Reads messages from a stream, ahead of what is asked for, so it should be the only reader of its source.
///
/// A message must arrive within [`Limits::message_time`] and at [`Limits::message_rate`], for which the runtime's clock is
/// needed (`enable_time`).
#[derive(Debug)]
pub struct MessageReader<R> {
    source: R,
    decoder: Decoder,
    /// When the message at hand began to arrive.
    since: Option<Instant>,
}

impl<R: AsyncRead + Unpin> MessageReader<R> {
    /// A reader at the start of a stream.
    pub fn new(source: R, limits: Limits) -> Self {
        MessageReader { source, decoder: Decoder::new(limits), since: None }
    }

    /// The next message; `None` at the end of the stream, and where the connection is reset between messages.
    ///
    /// It can be cancelled, as a branch of `select!` is: what has arrived is kept, and the next call goes on from there.
    ///
    /// # Errors
    ///
    /// As the blocking [`MessageReader::read`](crate::MessageReader::read). After an error every later call fails.
    pub async fn read(&mut self) -> Result<Option<Vec<Bytes>>> {
        let result = self.next().await;
        if result.is_err() {
            self.decoder.poison();
        }
        result
    }

    async fn next(&mut self) -> Result<Option<Vec<Bytes>>> {
        loop {
            if let Some(message) = self.decoder.message()? {
                self.since = None;
                return Ok(Some(message));
            }
            let received = self.decoder.received();
            let allowed = deadline::allowed(self.decoder.limits(), received);
            let space = self.decoder.space()?;
            let read = if received == 0 {
                self.source.read(space).await
            } else {
                let since = *self.since.get_or_insert_with(Instant::now);
                let read = match since.checked_add(allowed) {
                    Some(deadline) => timeout_at(deadline, self.source.read(space)).await,
                    None => Ok(self.source.read(space).await),
                };
                read.map_err(|_| deadline::too_slow(received, since.elapsed()))?
            };
            match read {
                Ok(0) => return self.decoder.end().map(|()| None),
                Ok(len) => self.decoder.advance(len),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_end(&error) => return self.decoder.end().map(|()| None),
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

/// Writes messages to a stream, with vectored writes: frames go from where they lie to the sink.
#[derive(Debug)]
pub struct MessageWriter<W> {
    sink: W,
    poisoned: bool,
}

impl<W: AsyncWrite + Unpin> MessageWriter<W> {
    /// A writer at the start of a stream.
    pub fn new(sink: W) -> Self {
        MessageWriter { sink, poisoned: false }
    }

    /// Writes one message and flushes the sink.
    ///
    /// If it is cancelled, part of a message may be on its way: every later call fails, and the connection is to be
    /// closed. To be able to stop waiting for a slow peer, write in a task of its own.
    ///
    /// # Errors
    ///
    /// As the blocking [`MessageWriter::write`](crate::MessageWriter::write).
    pub async fn write(&mut self, frames: &[impl AsRef<[u8]>]) -> Result<()> {
        if self.poisoned {
            return Err(poisoned());
        }
        let head = head(frames)?;
        let mut slices = slices(&head, frames);
        self.poisoned = true;
        write_all(&mut self.sink, &mut slices).await?;
        self.sink.flush().await?;
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

async fn write_all(sink: &mut (impl AsyncWrite + Unpin), mut slices: &mut [IoSlice<'_>]) -> Result<()> {
    while !slices.is_empty() {
        let batch = slices.len().min(SLICES);
        match sink.write_vectored(&slices[..batch]).await {
            Ok(0) => return Err(Error::from(io::Error::from(io::ErrorKind::WriteZero))),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Greets the peer and reads its greeting, as the blocking [`handshake`](crate::handshake) does.
///
/// # Errors
///
/// As there. If it is cancelled, close the connection.
pub async fn handshake<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(
    reader: &mut MessageReader<R>,
    writer: &mut MessageWriter<W>,
    ours: &Greeting,
) -> Result<(Greeting, Negotiated)> {
    writer.write(&[ours.frame()]).await?;
    let usual = reader.set_limits(Limits::strict());
    let (since, patience) = (Instant::now(), Limits::strict().message_time);
    let message = timeout(patience, reader.read()).await;
    reader.set_limits(usual);
    ours.answered(message.map_err(|_| deadline::too_slow(0, since.elapsed()))??)
}
