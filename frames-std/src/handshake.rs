//! The greeting that both ends of a connection send before anything else, and what they agree on by it.

use std::borrow::Cow;
use std::io::{Read, Write};
use std::time::Instant;

use bytes::Bytes;
use frames_core::{Codec, Error, ErrorKind, Limits, Result, Value};

use crate::stream::{deadline, is_silence};
use crate::{MessageReader, MessageWriter, loads_with};

/// What one end of a connection says of itself. It is a message of one frame.
///
/// ```
/// use bytes::Bytes;
/// use frames_std::{Codec, Greeting};
///
/// let ours = Greeting { compression: Some(Codec::Lz4), ..Greeting::default() };
/// let theirs = Greeting::read(&[Bytes::from(ours.frame())])?;
/// assert_eq!(theirs, ours);
/// assert_eq!(ours.negotiate(&theirs).compression, Some(Codec::Lz4));
/// # Ok::<(), frames_std::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Greeting {
    /// The codec that this end wants to send with; used if both ends name the same. Dask names none where both ends have
    /// one IP address, and by default. A codec that nobody here knows is read as none.
    pub compression: Option<Codec>,
    /// The version of Python, which no end looks at; Rust has none to tell.
    pub python: Option<[u64; 3]>,
    /// The newest pickle protocol that this end reads.
    pub pickle_protocol: u8,
}

/// What two greetings come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Negotiated {
    /// The codec to send with. What is received may be compressed in any way.
    pub compression: Option<Codec>,
    /// The pickle protocol that both ends read.
    pub pickle_protocol: u8,
}

/// The newest protocol there is.
const PICKLE_PROTOCOL: u8 = 5;

impl Default for Greeting {
    fn default() -> Self {
        Greeting { compression: None, python: None, pickle_protocol: PICKLE_PROTOCOL }
    }
}

impl Greeting {
    /// The one frame of the message.
    pub fn frame(&self) -> Vec<u8> {
        let mut out = vec![0x82 + u8::from(self.python.is_some())];
        text(&mut out, "compression");
        match self.compression {
            None => out.push(0xc0),
            Some(codec) => text(&mut out, codec.name()),
        }
        if let Some(version) = self.python {
            text(&mut out, "python");
            out.push(0x93);
            version.into_iter().for_each(|part| uint(&mut out, part));
        }
        text(&mut out, "pickle-protocol");
        uint(&mut out, self.pickle_protocol.into());
        out
    }

    /// Reads the message that a peer greets with. Entries beyond those known are ignored.
    ///
    /// # Errors
    ///
    /// [`Handshake`](crate::ErrorKind::Handshake) when it is no greeting, [`Limit`](crate::ErrorKind::Limit) when it is
    /// longer than [`Limits::strict`] lets a header be.
    pub fn read(frames: &[Bytes]) -> Result<Self> {
        let [frame] = frames else {
            return Err(refused(format!("a greeting is one frame, this message has {}", frames.len())));
        };
        let (limit, got) = (Limits::strict().header_bytes as u64, frame.len() as u64);
        if got > limit {
            let what = "bytes of a greeting";
            return Err(Error::new(ErrorKind::Limit { what, field: "header_bytes", limit, got }));
        }
        let greeting = loads_with::<Value>(frames, &Limits::strict()).and_then(|message| Self::of(&message));
        greeting.map_err(|error| refused(format!("this is no greeting that Dask sends: {error}")))
    }

    fn of(message: &Value) -> Result<Self> {
        let need = |key| message.get(key).ok_or_else(|| expected(key));
        Ok(Greeting {
            compression: match need("compression")? {
                Value::Null => None,
                Value::Text(name) => Codec::from_name(name),
                _ => return Err(expected("compression")),
            },
            python: message.get("python").map(Value::to::<Option<[u64; 3]>>).transpose()?.flatten(),
            pickle_protocol: need("pickle-protocol")?.to()?,
        })
    }

    /// What both ends do after this greeting and that of the peer.
    pub fn negotiate(&self, theirs: &Greeting) -> Negotiated {
        let agreed = self.compression.filter(|codec| theirs.compression == Some(*codec));
        // To Python, what is no protocol is the newest one.
        let [ours, theirs] = [self, theirs].map(|greeting| match greeting.pickle_protocol {
            0 => PICKLE_PROTOCOL,
            protocol => protocol.min(PICKLE_PROTOCOL),
        });
        Negotiated {
            compression: agreed.filter(|codec| codec.is_built_in()),
            pickle_protocol: ours.min(theirs),
        }
    }
}

/// Greets the peer and reads its greeting, under [`Limits::strict`] whatever the reader's limits are. Neither end waits
/// for the other, so both call this, once.
///
/// The peer has [`message_time`](Limits::message_time) to greet, silence included, if the reader's source has a read
/// timeout; without one it is waited for.
///
/// # Errors
///
/// As [`Greeting::read`], [`MessageReader::read`] and [`MessageWriter::write`];
/// [`Handshake`](crate::ErrorKind::Handshake) when the peer goes away without a greeting,
/// [`Timeout`](crate::ErrorKind::Timeout) when it sends none in time. Close the connection after any of them.
///
/// ```
/// use frames_std::{Greeting, Limits, MessageReader, MessageWriter, handshake};
///
/// let theirs = Greeting { python: Some([3, 11, 7]), ..Greeting::default() };
/// let mut received = Vec::new();
/// MessageWriter::new(&mut received).write(&[theirs.frame()])?;
///
/// let mut reader = MessageReader::new(&received[..], Limits::cluster());
/// let mut writer = MessageWriter::new(Vec::new());
/// let (peer, agreed) = handshake(&mut reader, &mut writer, &Greeting::default())?;
/// assert_eq!(peer, theirs);
/// assert_eq!(agreed.pickle_protocol, 5);
/// # Ok::<(), frames_std::Error>(())
/// ```
pub fn handshake<R: Read, W: Write>(
    reader: &mut MessageReader<R>,
    writer: &mut MessageWriter<W>,
    ours: &Greeting,
) -> Result<(Greeting, Negotiated)> {
    writer.write(&[ours.frame()])?;
    let usual = reader.set_limits(Limits::strict());
    let (since, patience) = (Instant::now(), Limits::strict().message_time);
    let message = loop {
        match reader.read() {
            Err(error) if is_silence(&error) && since.elapsed() < patience => {}
            Err(error) if is_silence(&error) => break Err(deadline::too_slow(0, since.elapsed())),
            message => break message,
        }
    };
    reader.set_limits(usual);
    ours.answered(message?)
}

impl Greeting {
    /// What comes of the peer's first message.
    pub(crate) fn answered(&self, message: Option<Vec<Bytes>>) -> Result<(Greeting, Negotiated)> {
        let message = message.ok_or_else(|| refused("the peer went away before its greeting"))?;
        let theirs = Greeting::read(&message)?;
        Ok((theirs, self.negotiate(&theirs)))
    }
}

#[cold]
fn expected(key: &'static str) -> Error {
    let expected = format!("`{key}` of a greeting").into();
    Error::new(ErrorKind::Header { expected, found: "none, or one of another type".into() })
}

#[cold]
fn refused(problem: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Handshake { problem: problem.into() })
}

/// A text of less than 32 bytes, in msgpack.
fn text(out: &mut Vec<u8>, text: &str) {
    out.push(0xa0 | text.len() as u8);
    out.extend_from_slice(text.as_bytes());
}

/// A number in msgpack.
fn uint(out: &mut Vec<u8>, value: u64) {
    match u8::try_from(value) {
        Ok(small @ 0..=0x7f) => out.push(small),
        _ => {
            out.push(0xcf);
            out.extend_from_slice(&value.to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greeting_of_dask() {
        let greeting = Greeting { python: Some([3, 11, 7]), ..Greeting::default() };
        let frame = b"\x83\xabcompression\xc0\xa6python\x93\x03\x0b\x07\xafpickle-protocol\x05";
        assert_eq!(greeting.frame(), frame);
        assert_eq!(Greeting::read(&[Bytes::from_static(frame)]).unwrap(), greeting);
    }

    #[test]
    fn greetings_come_back() {
        for compression in Codec::ALL.map(Some).into_iter().chain([None]) {
            for python in [None, Some([3, 200, u64::MAX])] {
                let greeting = Greeting { compression, python, pickle_protocol: 4 };
                assert_eq!(Greeting::read(&[greeting.frame().into()]).unwrap(), greeting);
            }
        }
    }

    #[test]
    fn what_is_no_greeting() {
        let missing = &b"\x81\xabcompression\xc0"[..];
        let number = b"\x82\xabcompression\x07\xafpickle-protocol\x05";
        let negative = b"\x82\xabcompression\xc0\xafpickle-protocol\xff";
        let float = b"\x82\xabcompression\xc0\xafpickle-protocol\xcb\x40\x14\0\0\0\0\0\0";
        for frame in [missing, number, negative, float, b"\x80", b"\xa5hello", b"\xc0", b"\x90", b"", b"\xc1"]
        {
            let error = Greeting::read(&[Bytes::from_static(frame)]).unwrap_err();
            assert_eq!(error.class(), "Handshake", "{error}");
        }
        assert_eq!(Greeting::read(&[]).unwrap_err().class(), "Handshake");
        let long = [&b"\x81\xabcompression\xc6\x00\x10\x00\x00"[..], &[0; 1 << 20]].concat();
        assert_eq!(Greeting::read(&[long.into()]).unwrap_err().class(), "Limit");
        // A codec from elsewhere is none.
        let unknown = b"\x82\xabcompression\xa6brotli\xafpickle-protocol\x05";
        assert_eq!(Greeting::read(&[Bytes::from_static(unknown)]).unwrap(), Greeting::default());
    }

    #[test]
    fn what_is_agreed() {
        let greeting = |compression, pickle_protocol| Greeting { compression, python: None, pickle_protocol };
        let agreed = |ours: Greeting, theirs| {
            let Negotiated { compression, pickle_protocol } = ours.negotiate(&theirs);
            (compression, pickle_protocol)
        };
        let lz4 = Some(Codec::Lz4);
        assert_eq!(agreed(greeting(lz4, 5), greeting(lz4, 4)), (lz4.filter(|c| c.is_built_in()), 4));
        assert_eq!(agreed(greeting(lz4, 5), greeting(None, 9)), (None, 5));
        assert_eq!(agreed(greeting(lz4, 0), greeting(Some(Codec::Zlib), 2)), (None, 2));
    }
}
