//! Bytes that arrive as a peer sends them: at once, in small pieces, slowly, or not to the end. Time passes for real.

use std::io::{self, ErrorKind, Read};
use std::thread::sleep;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value as Json;

/// How long a read of a silent connection blocks before it gives up for the time being, as with a socket's read timeout.
const PATIENCE: Duration = Duration::from_millis(50);

/// The reading end of a connection that is not there.
pub(crate) struct Connection {
    rest: Bytes,
    /// Bytes that one read gives at most.
    piece: usize,
    /// The time before each read.
    pause: Duration,
    /// Bytes until silence.
    until_silence: Option<usize>,
    /// Whether the end is a reset.
    reset: bool,
}

impl Connection {
    /// As `delivery` says: `{"mode": "whole"}`, or `chunks` or `dribble` of a `size`, or `stall` `after` so many bytes.
    pub(crate) fn new(bytes: Bytes, delivery: &Json) -> Self {
        let number = |key: &str| delivery[key].as_u64();
        let size = || number("size").unwrap_or(1) as usize;
        let (piece, pause) = match delivery["mode"].as_str() {
            Some("chunks") => (size(), 0),
            Some("dribble") => (size(), 250),
            _ => (usize::MAX, 0),
        };
        Connection {
            rest: bytes,
            piece,
            pause: Duration::from_millis(pause),
            until_silence: number("after").map(|after| after as usize),
            reset: delivery["close"] == "rst",
        }
    }
}

impl Read for Connection {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.until_silence == Some(0) {
            sleep(PATIENCE);
            return Err(ErrorKind::WouldBlock.into());
        }
        if self.rest.is_empty() && self.reset {
            return Err(ErrorKind::ConnectionReset.into());
        }
        sleep(self.pause);
        let most = self.until_silence.unwrap_or(usize::MAX).min(self.piece).min(self.rest.len());
        let piece = self.rest.split_to(most.min(out.len()));
        out[..piece.len()].copy_from_slice(&piece);
        if let Some(left) = &mut self.until_silence {
            *left -= piece.len();
        }
        Ok(piece.len())
    }
}
