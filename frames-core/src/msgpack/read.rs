//! A cursor over msgpack bytes. Every read is checked against the bytes that are there; nothing is allocated, and a
//! declared length is never believed beyond them.

use super::marker;
use crate::error::{Error, Result};

/// A position in a header or in a msgpack frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'d> {
    pub(crate) bytes: &'d [u8],
    pub(crate) at: usize,
    /// Which frame the bytes are, for error messages; `None` for the header.
    pub(crate) frame: Option<usize>,
}

/// A msgpack value: scalars whole, the others by their head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token<'d> {
    Nil,
    Bool(bool),
    /// Below zero; everything else is a `UInt`.
    Int(i64),
    UInt(u64),
    F32(f32),
    F64(f64),
    Text(&'d str),
    Bin(&'d [u8]),
    /// A moment: seconds since 1970, and nanoseconds beyond them.
    Timestamp(i64, u32),
    Array(usize),
    Map(usize),
}

impl Token<'_> {
    /// The kind of value, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Token::Nil => "nil",
            Token::Bool(_) => "a bool",
            Token::Int(_) | Token::UInt(_) => "an integer",
            Token::F32(_) | Token::F64(_) => "a float",
            Token::Text(_) => "a text",
            Token::Bin(_) => "bytes",
            Token::Timestamp(..) => "a timestamp",
            Token::Array(_) => "an array",
            Token::Map(_) => "a map",
        }
    }
}

impl<'d> Cursor<'d> {
    pub(crate) fn header(bytes: &'d [u8]) -> Self {
        Cursor { bytes, at: 0, frame: None }
    }

    #[inline]
    pub(crate) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    #[inline]
    pub(crate) fn rest(&self) -> &'d [u8] {
        &self.bytes[self.at..]
    }

    /// Steps over `prefix` if it stands here.
    #[inline]
    pub(crate) fn eat(&mut self, prefix: &[u8]) -> bool {
        let found = self.rest().starts_with(prefix);
        if found {
            self.at += prefix.len();
        }
        found
    }

    /// Places an error at this cursor.
    #[cold]
    pub(crate) fn locate(&self, error: Error) -> Error {
        error.at_byte(self.frame, self.at)
    }

    #[cold]
    fn short(&self) -> Error {
        self.locate(Error::msgpack("it ends inside a value"))
    }

    #[inline]
    pub(crate) fn peek(&self) -> Result<u8> {
        self.bytes.get(self.at).copied().ok_or_else(|| self.short())
    }

    #[inline]
    pub(crate) fn take(&mut self, len: usize) -> Result<&'d [u8]> {
        match self.rest().get(..len) {
            Some(bytes) => {
                self.at += len;
                Ok(bytes)
            }
            None => Err(self.short()),
        }
    }

    #[inline]
    fn fixed<const N: usize>(&mut self) -> Result<[u8; N]> {
        match self.rest().first_chunk::<N>() {
            Some(bytes) => {
                self.at += N;
                Ok(*bytes)
            }
            None => Err(self.short()),
        }
    }

    fn text(&mut self, len: usize) -> Result<&'d str> {
        let at = *self;
        std::str::from_utf8(self.take(len)?)
            .map_err(|_| at.locate(Error::msgpack("a text is not valid UTF-8")))
    }

    /// The length of a map or array of less than 16 elements, if one stands here whose elements can all be there;
    /// else nothing is read. `kind` is the marker of an empty one.
    #[inline]
    pub(crate) fn short_head(&mut self, kind: u8) -> Option<usize> {
        let len = usize::from(self.peek_byte()? ^ kind);
        let found = len < 16 && 2 * len < self.left();
        self.at += usize::from(found);
        found.then_some(len)
    }

    /// An integer from 0 to 127, if one stands here; else nothing is read.
    #[inline]
    pub(crate) fn small_uint(&mut self) -> Option<u8> {
        let value = self.peek_byte().filter(|byte| *byte < 0x80)?;
        self.at += 1;
        Some(value)
    }

    #[inline]
    fn peek_byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// A short text, if one stands here; else nothing is read.
    #[inline]
    pub(crate) fn short_text(&mut self) -> Result<Option<&'d str>> {
        let len = match *self.rest() {
            [marker::STR8, len, ..] => {
                self.at += 2;
                len.into()
            }
            [first @ 0xa0..=0xbf, ..] => {
                self.at += 1;
                (first & 0x1f).into()
            }
            _ => return Ok(None),
        };
        self.text(len).map(Some)
    }

    /// Reads a scalar, text or bytes whole, or the head of an array or map. An array's or map's length is at most
    /// the number of bytes left, since each element takes one.
    pub(crate) fn token(&mut self) -> Result<Token<'d>> {
        let start = *self;
        let first = self.peek()?;
        self.at += 1;
        let token = match first {
            0x00..=0x7f => Token::UInt(first.into()),
            0xe0..=0xff => Token::Int((first as i8).into()),
            0x80..=0x8f => Token::Map((first & 0x0f).into()),
            0x90..=0x9f => Token::Array((first & 0x0f).into()),
            0xa0..=0xbf => Token::Text(self.text((first & 0x1f).into())?),
            marker::NIL => Token::Nil,
            marker::FALSE => Token::Bool(false),
            marker::TRUE => Token::Bool(true),
            marker::U8 => Token::UInt(u8::from_be_bytes(self.fixed()?).into()),
            marker::U16 => Token::UInt(u16::from_be_bytes(self.fixed()?).into()),
            marker::U32 => Token::UInt(u32::from_be_bytes(self.fixed()?).into()),
            marker::U64 => Token::UInt(u64::from_be_bytes(self.fixed()?)),
            marker::I8 => signed(i8::from_be_bytes(self.fixed()?).into()),
            marker::I16 => signed(i16::from_be_bytes(self.fixed()?).into()),
            marker::I32 => signed(i32::from_be_bytes(self.fixed()?).into()),
            marker::I64 => signed(i64::from_be_bytes(self.fixed()?)),
            marker::F32 => Token::F32(f32::from_be_bytes(self.fixed()?)),
            marker::F64 => Token::F64(f64::from_be_bytes(self.fixed()?)),
            marker::STR8 | marker::STR16 | marker::STR32 => {
                let len = self.len(first - marker::STR8)?;
                Token::Text(self.text(len)?)
            }
            marker::BIN8 | marker::BIN16 | marker::BIN32 => {
                let len = self.len(first - marker::BIN8)?;
                Token::Bin(self.take(len)?)
            }
            marker::ARRAY16 | marker::ARRAY32 => Token::Array(self.len(first - marker::ARRAY16 + 1)?),
            marker::MAP16 | marker::MAP32 => Token::Map(self.len(first - marker::MAP16 + 1)?),
            0xc1 => return Err(start.locate(Error::msgpack("the byte c1 is never used"))),
            0xc7..=0xc9 => {
                let len = self.len(first - 0xc7)?;
                self.extension(len).map_err(|error| start.locate(error))?
            }
            0xd4..=0xd8 => self.extension(1 << (first - 0xd4)).map_err(|error| start.locate(error))?,
        };
        let least = match token {
            Token::Array(len) => len,
            Token::Map(len) => len.saturating_mul(2),
            _ => 0,
        };
        if least > self.left() {
            return Err(start.locate(Error::msgpack(format!(
                "{least} elements are announced, {} bytes are left",
                self.left()
            ))));
        }
        Ok(token)
    }

    /// The rest of an extension type of `len` bytes. Of these msgpack itself defines one, the timestamp.
    #[cold]
    fn extension(&mut self, len: usize) -> Result<Token<'d>> {
        if self.fixed()? != [marker::TIMESTAMP] {
            return Err(Error::msgpack("extension types are not used by Dask"));
        }
        let (seconds, nanoseconds) = match len {
            4 => (u32::from_be_bytes(self.fixed()?).into(), 0),
            8 => {
                let both = u64::from_be_bytes(self.fixed()?);
                ((both & 0x3_ffff_ffff) as i64, (both >> 34) as u32)
            }
            12 => {
                let nanoseconds = u32::from_be_bytes(self.fixed()?);
                (i64::from_be_bytes(self.fixed()?), nanoseconds)
            }
            _ => return Err(Error::msgpack(format!("a timestamp of {len} bytes"))),
        };
        if nanoseconds > 999_999_999 {
            return Err(Error::msgpack("a timestamp has more than a second of nanoseconds"));
        }
        Ok(Token::Timestamp(seconds, nanoseconds))
    }

    /// A length of 1, 2 or 4 bytes, for width 0, 1 and 2.
    fn len(&mut self, width: u8) -> Result<usize> {
        Ok(match width {
            0 => u8::from_be_bytes(self.fixed()?).into(),
            1 => u16::from_be_bytes(self.fixed()?).into(),
            // 32 bits always fit: targets with 16-bit pointers have no room for this crate.
            _ => u32::from_be_bytes(self.fixed()?) as usize,
        })
    }
}

fn signed(value: i64) -> Token<'static> {
    match u64::try_from(value) {
        Ok(value) => Token::UInt(value),
        Err(_) => Token::Int(value),
    }
}
