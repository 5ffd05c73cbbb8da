//! The opcodes of a pickle, taken off the stream one by one; protocols 2 to 5, and of the older ones what class
//! references are made of. Facts: CPython's `pickletools`.

use super::{Halt, Read, Wide};
use crate::error::{Error, ErrorKind};

/// One opcode with its argument.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Op<'a> {
    /// A protocol's number or a frame, which say nothing about the value.
    Ignored,
    /// Keeps the topmost value in the memo: at a place, or at the next free one.
    Put(Option<usize>),
    /// The value that the memo has in this place.
    Get(usize),
    Mark,
    Pop,
    PopMark,
    Dup,
    Scalar(Scalar<'a>),
    /// Mutable bytes.
    ByteArray(&'a [u8]),
    /// The next buffer that travels beside the pickle.
    NextBuffer,
    ReadonlyBuffer,
    EmptyList,
    EmptyTuple,
    EmptyDict,
    EmptySet,
    Append,
    Appends,
    AddItems,
    SetItem,
    SetItems,
    /// Of this many values, or of all down to the mark.
    Tuple(Option<usize>),
    FrozenSet,
    /// A class or function, by module and name.
    Global(&'a str, &'a str),
    StackGlobal,
    Reduce,
    NewObj,
    NewObjEx,
    Build,
    Stop,
}

/// A value that holds no others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scalar<'a> {
    None,
    Bool(bool),
    Int(Wide),
    Float(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// Takes opcodes off a stream.
pub(crate) struct Ops<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Ops<'a> {
    pub(crate) fn new(stream: &'a [u8]) -> Self {
        Ops { stream, at: 0 }
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.at == self.stream.len()
    }

    /// A stream that contradicts itself.
    #[cold]
    pub(crate) fn malformed(&self, problem: &str) -> Halt {
        Error::value(format!("no well-formed pickle: {problem} (before byte {} of it)", self.at)).into()
    }

    fn rest(&self) -> &'a [u8] {
        self.stream.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, len: u64) -> Read<&'a [u8]> {
        let rest = self.rest();
        let taken = usize::try_from(len).ok().and_then(|len| rest.get(..len));
        let Some(taken) = taken else {
            let truncated = ErrorKind::Truncated { need: len, got: rest.len() as u64 };
            return Err(Error::new(truncated).into());
        };
        self.at += taken.len();
        Ok(taken)
    }

    fn fixed<const N: usize>(&mut self) -> Read<[u8; N]> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N as u64)?);
        Ok(bytes)
    }

    fn byte(&mut self) -> Read<u8> {
        self.fixed().map(|[byte]| byte)
    }

    fn u32(&mut self) -> Read<u32> {
        self.fixed().map(u32::from_le_bytes)
    }

    /// A length of `N` bytes, and that many bytes.
    fn counted<const N: usize>(&mut self) -> Read<&'a [u8]> {
        let mut len = [0; 8];
        len[..N].copy_from_slice(&self.fixed::<N>()?);
        self.take(u64::from_le_bytes(len))
    }

    /// Text of a counted length. Half a surrogate pair, which Python writes as if it were a character, is no text here.
    fn text<const N: usize>(&mut self) -> Read<Op<'a>> {
        let text = std::str::from_utf8(self.counted::<N>()?).map_err(|_| Halt::NotUnderstood)?;
        Ok(Op::Scalar(Scalar::Text(text)))
    }

    fn int<const N: usize>(&mut self) -> Read<Op<'a>> {
        let value = Wide::from_le(self.counted::<N>()?).ok_or(Halt::NotUnderstood)?;
        Ok(Op::Scalar(Scalar::Int(value)))
    }

    /// A line of text.
    fn line(&mut self) -> Read<&'a str> {
        let rest = self.rest();
        let Some(len) = rest.iter().position(|byte| *byte == b'\n') else {
            return Err(self.malformed("a line without an end"));
        };
        self.at += len + 1;
        std::str::from_utf8(&rest[..len]).map_err(|_| Halt::NotUnderstood)
    }

    /// The next opcode.
    pub(crate) fn next(&mut self) -> Read<Op<'a>> {
        let int = |value: i64| Op::Scalar(Scalar::Int(Wide::from(value)));
        Ok(match self.byte()? {
            0x80 if self.byte()? <= 5 => Op::Ignored, // PROTO
            0x95 => {
                // FRAME: its bytes are read like all others.
                let len = u64::from_le_bytes(self.fixed()?);
                let here = self.at;
                self.take(len)?;
                self.at = here;
                Op::Ignored
            }
            0x94 => Op::Put(None),                       // MEMOIZE
            b'q' => Op::Put(Some(self.byte()?.into())),  // BINPUT
            b'r' => Op::Put(Some(self.u32()? as usize)), // LONG_BINPUT
            b'p' => match self.line()?.parse() {
                Ok(place) => Op::Put(Some(place)),
                Err(_) => return Err(self.malformed("a place in the memo that is no number")),
            },
            b'h' => Op::Get(self.byte()?.into()),  // BINGET
            b'j' => Op::Get(self.u32()? as usize), // LONG_BINGET
            b'(' => Op::Mark,
            b'0' => Op::Pop,
            b'1' => Op::PopMark,
            b'2' => Op::Dup,
            b'N' => Op::Scalar(Scalar::None),
            0x88 => Op::Scalar(Scalar::Bool(true)),
            0x89 => Op::Scalar(Scalar::Bool(false)),
            b'K' => int(self.byte()?.into()),                      // BININT1
            b'M' => int(u16::from_le_bytes(self.fixed()?).into()), // BININT2
            b'J' => int(i32::from_le_bytes(self.fixed()?).into()), // BININT
            0x8a => self.int::<1>()?,                              // LONG1
            0x8b => self.int::<4>()?,                              // LONG4
            b'G' => Op::Scalar(Scalar::Float(f64::from_be_bytes(self.fixed()?))),
            0x8c => self.text::<1>()?, // SHORT_BINUNICODE
            b'X' => self.text::<4>()?, // BINUNICODE
            0x8d => self.text::<8>()?, // BINUNICODE8
            b'C' => Op::Scalar(Scalar::Bytes(self.counted::<1>()?)), // SHORT_BINBYTES
            b'B' => Op::Scalar(Scalar::Bytes(self.counted::<4>()?)), // BINBYTES
            0x8e => Op::Scalar(Scalar::Bytes(self.counted::<8>()?)), // BINBYTES8
            0x96 => Op::ByteArray(self.counted::<8>()?),
            0x97 => Op::NextBuffer,
            0x98 => Op::ReadonlyBuffer,
            b']' => Op::EmptyList,
            b')' => Op::EmptyTuple,
            b'}' => Op::EmptyDict,
            0x8f => Op::EmptySet,
            b'a' => Op::Append,
            b'e' => Op::Appends,
            0x90 => Op::AddItems,
            b's' => Op::SetItem,
            b'u' => Op::SetItems,
            0x85 => Op::Tuple(Some(1)),
            0x86 => Op::Tuple(Some(2)),
            0x87 => Op::Tuple(Some(3)),
            b't' => Op::Tuple(None),
            0x91 => Op::FrozenSet,
            b'c' => Op::Global(self.line()?, self.line()?),
            0x93 => Op::StackGlobal,
            b'R' => Op::Reduce,
            0x81 => Op::NewObj,
            0x92 => Op::NewObjEx,
            b'b' => Op::Build,
            b'.' => Op::Stop,
            _ => return Err(Halt::NotUnderstood),
        })
    }
}
