//! The pickles of plain data: integers beyond 64 bits are written as one, because msgpack has no form for them, and
//! pickles of numbers, text, bytes, lists, tuples, sets and dicts are read. Nothing is ever executed: an opcode that
//! names a class or calls something ends the reading. Opcodes as in CPython's `pickletools`.

use std::collections::HashMap;

use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::msgpack::write;

/// Writes an integer as a pickle: two's complement, little-endian, as few bytes as hold it and its sign.
pub(crate) fn write_int(out: &mut Vec<u8>, value: Wide) {
    out.extend_from_slice(&[0x80, 5]);
    push_int(out, value);
    out.push(b'.');
}

/// Writes a run of integers as a pickled list.
pub(crate) fn write_ints(out: &mut Vec<u8>, values: impl Iterator<Item = Wide>) {
    out.extend_from_slice(&[0x80, 5, b']', b'(']); // EMPTY_LIST, MARK
    values.for_each(|value| push_int(out, value));
    out.extend_from_slice(b"e."); // APPENDS, STOP
}

fn push_int(out: &mut Vec<u8>, value: Wide) {
    let (low, sign) = match value {
        Wide::Signed(value) => (value.to_le_bytes(), if value < 0 { 0xff } else { 0 }),
        Wide::Unsigned(value) => (value.to_le_bytes(), 0),
    };
    let mut bytes = low.to_vec();
    bytes.push(sign);
    while let [.., next, last] = bytes[..] {
        if last != sign || (next ^ sign) & 0x80 != 0 {
            break;
        }
        bytes.pop();
    }
    out.extend_from_slice(&[0x8a, bytes.len() as u8]); // LONG1
    out.extend_from_slice(&bytes);
}

/// An integer of up to 128 bits, with or without a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wide {
    Signed(i128),
    Unsigned(u128),
}

impl Wide {
    /// From two's complement, little-endian; `None` beyond 128 bits.
    fn from_le(bytes: &[u8]) -> Option<Self> {
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        let fill = if negative { 0xff } else { 0 };
        let mut low = [fill; 16];
        let (kept, beyond) = bytes.split_at(bytes.len().min(16));
        low[..kept.len()].copy_from_slice(kept);
        if beyond.iter().any(|byte| *byte != fill) {
            return None;
        }
        match (negative, low[15] & 0x80 != 0) {
            (true, true) => Some(Wide::Signed(i128::from_le_bytes(low))),
            (true, false) => None,
            (false, _) => Some(Wide::Unsigned(u128::from_le_bytes(low))),
        }
    }
}

/// Whether the pickle is that of `None`.
pub(crate) fn is_none(pickle: &[u8]) -> bool {
    matches!(pickle, [0x80, 0..=5, b'N', b'.'])
}

/// The integers of a pickle.
pub(crate) enum Ints {
    One(Wide),
    Run(Vec<Wide>),
}

/// A pickled integer, or a flat list or tuple of integers; `None` for any other pickle.
pub(crate) fn ints(pickle: &[u8]) -> Option<Ints> {
    let mut ops = Ops { rest: pickle };
    // At most one run is under way, with integers above it that were not added yet.
    let mut run: Option<Vec<Wide>> = None;
    let mut marks = 0;
    let mut above = Vec::new();
    loop {
        match ops.next()? {
            Op::Ignored | Op::Put(_) => {}
            Op::Int(value) => above.push(value),
            Op::Mark if marks == 0 && above.is_empty() => marks = 1,
            Op::EmptyList | Op::EmptyTuple if run.is_none() && marks == 0 && above.is_empty() => {
                run = Some(Vec::new());
            }
            Op::Append if marks == 0 && above.len() == 1 => run.as_mut()?.append(&mut above),
            Op::Appends if marks == 1 => {
                run.as_mut()?.append(&mut above);
                marks = 0;
            }
            Op::Tuple(len) if run.is_none() => {
                if len.map_or(marks == 0, |len| marks == 1 || len != above.len()) {
                    return None;
                }
                run = Some(std::mem::take(&mut above));
                marks = 0;
            }
            Op::Stop if marks == 0 && ops.rest.is_empty() => {
                return match (run, &above[..]) {
                    (Some(run), []) => Some(Ints::Run(run)),
                    (None, [one]) => Some(Ints::One(*one)),
                    _ => None,
                };
            }
            _ => return None,
        }
    }
}

/// The same data as msgpack, or `None` if the pickle holds more than plain data.
///
/// # Errors
///
/// A limit was passed.
pub(crate) fn to_msgpack(pickle: &[u8], limits: &Limits) -> Result<Option<Vec<u8>>> {
    let mut machine = Machine::default();
    let mut ops = Ops { rest: pickle };
    while let Some(op) = ops.next() {
        if matches!(op, Op::Stop) {
            let ([Some(root)], []) = (&machine.stack[..], ops.rest) else { return Ok(None) };
            let mut writer = Writer { values: &machine.values, limits, out: Vec::new(), nodes: 0 };
            return Ok(writer.value(*root, 0)?.map(|()| writer.out));
        }
        if machine.values.len() > limits.nodes {
            return Err(Error::limit("pickled values", "nodes", limits.nodes, machine.values.len()));
        }
        if machine.step(op).is_none() {
            return Ok(None);
        }
    }
    Ok(None)
}

/// A value; those in containers by their index.
enum Value<'a> {
    Scalar(Op<'a>),
    /// A list, tuple or set: all are arrays here.
    Items(Vec<usize>),
    /// Keys and values in turn.
    Entries(Vec<usize>),
}

/// Collects the values. The memo holds indices, so what a pickle mentions often is kept once.
#[derive(Default)]
struct Machine<'a> {
    values: Vec<Value<'a>>,
    /// Indices of values; `None` is a mark.
    stack: Vec<Option<usize>>,
    memo: HashMap<usize, usize>,
}

impl<'a> Machine<'a> {
    /// One opcode; `None` when the data isn't plain.
    fn step(&mut self, op: Op<'a>) -> Option<()> {
        let value = match op {
            Op::Ignored => return Some(()),
            Op::Mark => {
                self.stack.push(None);
                return Some(());
            }
            Op::Put(at) => {
                let top = (*self.stack.last()?)?;
                self.memo.insert(at.unwrap_or(self.memo.len()), top);
                return Some(());
            }
            Op::Get(at) => {
                self.stack.push(Some(*self.memo.get(&at)?));
                return Some(());
            }
            Op::Append | Op::Appends | Op::SetItem | Op::SetItems => return self.extend(op),
            Op::Stop => return None,
            Op::EmptyList | Op::EmptyTuple => Value::Items(Vec::new()),
            Op::EmptyDict => Value::Entries(Vec::new()),
            Op::Tuple(len) => Value::Items(self.pop(len)?),
            Op::None | Op::Bool(_) | Op::Int(_) | Op::Float(_) | Op::Text(_) | Op::Bytes(_) => {
                Value::Scalar(op)
            }
        };
        self.stack.push(Some(self.values.len()));
        self.values.push(value);
        Some(())
    }

    /// Adds values to the list, set or dict below them.
    fn extend(&mut self, op: Op<'_>) -> Option<()> {
        let more = self.pop(match op {
            Op::Append => Some(1),
            Op::SetItem => Some(2),
            _ => None,
        })?;
        let target = (*self.stack.last()?)?;
        match (&mut self.values[target], op) {
            (Value::Items(items), Op::Append | Op::Appends) => items.extend(more),
            (Value::Entries(entries), Op::SetItem | Op::SetItems) if more.len() % 2 == 0 => {
                entries.extend(more)
            }
            _ => return None,
        }
        Some(())
    }

    /// The topmost `count` values, or with `None` all down to the mark, which goes too.
    fn pop(&mut self, count: Option<usize>) -> Option<Vec<usize>> {
        let first = match count {
            Some(count) => self.stack.len().checked_sub(count)?,
            None => self.stack.iter().rposition(Option::is_none)? + 1,
        };
        let values = self.stack.drain(first..).collect();
        if count.is_none() {
            self.stack.pop();
        }
        values
    }
}

/// Lays values out as msgpack. What the memo repeats is written each time, and a list may hold itself: hence the limits.
struct Writer<'v, 'a> {
    values: &'v [Value<'a>],
    limits: &'v Limits,
    out: Vec<u8>,
    nodes: usize,
}

impl Writer<'_, '_> {
    fn value(&mut self, index: usize, level: usize) -> Result<Option<()>> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            return Err(Error::limit("pickled values", "nodes", self.limits.nodes, self.nodes));
        }
        if self.out.len() as u64 > self.limits.expanded_bytes {
            let limit = usize::try_from(self.limits.expanded_bytes).unwrap_or(usize::MAX);
            return Err(Error::limit(
                "bytes of a pickle that repeats its data",
                "expanded_bytes",
                limit,
                self.out.len(),
            ));
        }
        let items = match &self.values[index] {
            Value::Scalar(scalar) => return self.scalar(*scalar),
            Value::Items(items) => {
                write::array(&mut self.out, items.len())?;
                items
            }
            Value::Entries(entries) => {
                write::map(&mut self.out, entries.len() / 2)?;
                entries
            }
        };
        if level >= self.limits.depth {
            return Err(Error::too_deep(self.limits.depth));
        }
        for item in items {
            if self.value(*item, level + 1)?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }

    fn scalar(&mut self, scalar: Op<'_>) -> Result<Option<()>> {
        let out = &mut self.out;
        match scalar {
            Op::None => write::nil(out),
            Op::Bool(value) => write::bool(out, value),
            Op::Float(value) => write::f64(out, value),
            Op::Text(text) => write::text(out, text),
            Op::Bytes(bytes) => write::bin(out, bytes)?,
            Op::Int(Wide::Unsigned(value)) => match u64::try_from(value) {
                Ok(value) => write::uint(out, value),
                Err(_) => return Ok(None),
            },
            Op::Int(Wide::Signed(value)) => match i64::try_from(value) {
                Ok(value) => write::int(out, value),
                Err(_) => return Ok(None),
            },
            _ => return Ok(None),
        }
        Ok(Some(()))
    }
}

/// The opcodes that plain data is made of.
#[derive(Clone, Copy)]
enum Op<'a> {
    Ignored,
    /// Keeps the topmost value in the memo: at a place, or at the next free one.
    Put(Option<usize>),
    /// The value that the memo has in this place.
    Get(usize),
    Mark,
    None,
    Bool(bool),
    Int(Wide),
    Float(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
    EmptyList,
    EmptyTuple,
    EmptyDict,
    Append,
    Appends,
    SetItem,
    SetItems,
    /// Of this many values, or of all down to the mark.
    Tuple(Option<usize>),
    Stop,
}

struct Ops<'a> {
    rest: &'a [u8],
}

impl<'a> Ops<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    fn fixed<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// A length of `width` bytes, and that many bytes.
    fn counted(&mut self, width: usize) -> Option<&'a [u8]> {
        let mut len = [0; 8];
        len[..width].copy_from_slice(self.take(width)?);
        self.take(usize::try_from(u64::from_le_bytes(len)).ok()?)
    }

    /// A place in the memo, in four bytes.
    fn place(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.fixed()?)).ok()
    }

    /// The next opcode; `None` at the end and for everything that plain data doesn't need.
    fn next(&mut self) -> Option<Op<'a>> {
        Some(match self.take(1)?[0] {
            0x80 => (self.take(1)?[0] <= 5).then_some(Op::Ignored)?, // PROTO
            0x95 => self.take(8).map(|_| Op::Ignored)?,              // FRAME
            0x94 => Op::Put(None),                                   // MEMOIZE
            b'q' => Op::Put(Some(self.take(1)?[0].into())),          // BINPUT
            b'r' => Op::Put(Some(self.place()?)),                    // LONG_BINPUT
            b'h' => Op::Get(self.take(1)?[0].into()),                // BINGET
            b'j' => Op::Get(self.place()?),                          // LONG_BINGET
            b'(' => Op::Mark,
            b'N' => Op::None,
            0x88 => Op::Bool(true),
            0x89 => Op::Bool(false),
            b'K' => Op::Int(Wide::Unsigned(self.take(1)?[0].into())),
            b'M' => Op::Int(Wide::Unsigned(u16::from_le_bytes(self.fixed()?).into())),
            b'J' => match i32::from_le_bytes(self.fixed()?) {
                value @ 0.. => Op::Int(Wide::Unsigned(value.unsigned_abs().into())),
                value => Op::Int(Wide::Signed(value.into())),
            },
            0x8a => Op::Int(Wide::from_le(self.counted(1)?)?), // LONG1
            0x8b => Op::Int(Wide::from_le(self.counted(4)?)?), // LONG4
            b'G' => Op::Float(f64::from_be_bytes(self.fixed()?)),
            0x8c => Op::Text(std::str::from_utf8(self.counted(1)?).ok()?),
            b'X' => Op::Text(std::str::from_utf8(self.counted(4)?).ok()?),
            0x8d => Op::Text(std::str::from_utf8(self.counted(8)?).ok()?),
            b'C' => Op::Bytes(self.counted(1)?),
            b'B' => Op::Bytes(self.counted(4)?),
            0x8e => Op::Bytes(self.counted(8)?),
            b']' | 0x8f => Op::EmptyList, // EMPTY_LIST, EMPTY_SET
            b')' => Op::EmptyTuple,
            b'}' => Op::EmptyDict,
            b'a' => Op::Append,
            b'e' | 0x90 => Op::Appends, // APPENDS, ADDITEMS
            b's' => Op::SetItem,
            b'u' => Op::SetItems,
            0x85 => Op::Tuple(Some(1)),
            0x86 => Op::Tuple(Some(2)),
            0x87 => Op::Tuple(Some(3)),
            b't' | 0x91 => Op::Tuple(None), // TUPLE, FROZENSET
            b'.' => Op::Stop,
            _ => return None,
        })
    }
}
