//! The pickles of plain data: integers beyond 64 bits are written as one, because msgpack has no form for them, and
//! pickles of numbers, text, bytes, lists, tuples and dicts are read. Nothing is ever executed: an opcode that names
//! a class, calls something or reads the memo ends the reading. Opcodes as in CPython's `pickletools`.

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
            Op::Ignored => {}
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
    let mut machine = Machine { stack: Vec::new(), nodes: 0, limits };
    let mut ops = Ops { rest: pickle };
    while let Some(op) = ops.next() {
        if matches!(op, Op::Stop) {
            let last = machine.stack.pop().filter(|_| machine.stack.is_empty() && ops.rest.is_empty());
            return last.map(|item| item.seal(limits)).transpose().map(|sealed| Some(sealed??.bytes));
        }
        machine.nodes += 1;
        if machine.nodes > limits.nodes {
            return Err(Error::limit("pickled values", "nodes", limits.nodes, machine.nodes));
        }
        if machine.step(op)?.is_none() {
            return Ok(None);
        }
    }
    Ok(None)
}

/// A value on the stack, as msgpack; a list or dict still grows.
enum Item {
    Mark,
    Value(Value),
    List(usize, Value),
    Dict(usize, Value),
}

/// Finished msgpack, and how many arrays and maps are nested in it: each level copies what is within.
#[derive(Default)]
struct Value {
    bytes: Vec<u8>,
    levels: usize,
}

impl Value {
    fn push(&mut self, inner: &Value) {
        self.bytes.extend_from_slice(&inner.bytes);
        self.levels = self.levels.max(inner.levels + 1);
    }
}

impl Item {
    fn seal(self, limits: &Limits) -> Result<Option<Value>> {
        let mut out = Vec::new();
        let value = match self {
            Item::Mark => return Ok(None),
            Item::Value(value) => return Ok(Some(value)),
            Item::List(len, value) => {
                write::array(&mut out, len)?;
                value
            }
            Item::Dict(len, value) => {
                write::map(&mut out, len)?;
                value
            }
        };
        let levels = value.levels.max(1);
        if levels > limits.levels {
            return Err(Error::limit("nested pickled values", "levels", limits.levels, levels));
        }
        out.extend_from_slice(&value.bytes);
        Ok(Some(Value { bytes: out, levels }))
    }
}

struct Machine<'l> {
    stack: Vec<Item>,
    nodes: usize,
    limits: &'l Limits,
}

impl Machine<'_> {
    /// One opcode; `None` when the data isn't plain.
    fn step(&mut self, op: Op<'_>) -> Result<Option<()>> {
        let mut out = Vec::new();
        match op {
            Op::Ignored => return Ok(Some(())),
            Op::Mark => self.stack.push(Item::Mark),
            Op::EmptyList => self.stack.push(Item::List(0, Value::default())),
            Op::EmptyDict => self.stack.push(Item::Dict(0, Value::default())),
            Op::None => write::nil(&mut out),
            Op::Bool(value) => write::bool(&mut out, value),
            Op::Float(value) => write::f64(&mut out, value),
            Op::Text(text) => write::text(&mut out, text),
            Op::Bytes(bytes) => write::bin(&mut out, bytes)?,
            Op::Int(Wide::Unsigned(value)) => match u64::try_from(value) {
                Ok(value) => write::uint(&mut out, value),
                Err(_) => return Ok(None),
            },
            Op::Int(Wide::Signed(value)) => match i64::try_from(value) {
                Ok(value) => write::int(&mut out, value),
                Err(_) => return Ok(None),
            },
            Op::EmptyTuple => write::array(&mut out, 0)?,
            Op::Tuple(len) => {
                let Some(items) = self.pop(len)? else { return Ok(None) };
                let mut tuple = Value::default();
                items.iter().for_each(|item| tuple.push(item));
                // A finished tuple is a list that nothing can be added to.
                return Ok(Item::List(items.len(), tuple)
                    .seal(self.limits)?
                    .map(|value| self.stack.push(Item::Value(value))));
            }
            Op::Append | Op::Appends | Op::SetItem | Op::SetItems => return self.extend(op),
            Op::Stop => return Ok(None),
        }
        if !matches!(op, Op::Mark | Op::EmptyList | Op::EmptyDict) {
            self.stack.push(Item::Value(Value { bytes: out, levels: 0 }));
        }
        Ok(Some(()))
    }

    /// Adds values to the list or dict below them.
    fn extend(&mut self, op: Op<'_>) -> Result<Option<()>> {
        let count = match op {
            Op::Append => Some(1),
            Op::SetItem => Some(2),
            _ => None,
        };
        let Some(items) = self.pop(count)? else { return Ok(None) };
        let (len, body) = match self.stack.last_mut() {
            Some(Item::List(len, body)) if matches!(op, Op::Append | Op::Appends) => (len, body),
            Some(Item::Dict(len, body))
                if matches!(op, Op::SetItem | Op::SetItems) && items.len() % 2 == 0 =>
            {
                (len, body)
            }
            _ => return Ok(None),
        };
        *len += if matches!(op, Op::SetItem | Op::SetItems) { items.len() / 2 } else { items.len() };
        items.iter().for_each(|item| body.push(item));
        Ok(Some(()))
    }

    /// The topmost `count` values, or with `None` all down to the mark, which goes too.
    fn pop(&mut self, count: Option<usize>) -> Result<Option<Vec<Value>>> {
        let first = match count {
            Some(count) => self.stack.len().checked_sub(count),
            None => self.stack.iter().rposition(|item| matches!(item, Item::Mark)),
        };
        let Some(first) = first else { return Ok(None) };
        let skip = usize::from(count.is_none());
        self.stack.drain(first..).skip(skip).map(|item| item.seal(self.limits)).collect()
    }
}

/// The opcodes that plain data is made of.
#[derive(Clone, Copy)]
enum Op<'a> {
    Ignored,
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

    /// The next opcode; `None` at the end and for everything that plain data doesn't need.
    fn next(&mut self) -> Option<Op<'a>> {
        Some(match self.take(1)?[0] {
            0x80 => (self.take(1)?[0] <= 5).then_some(Op::Ignored)?, // PROTO
            0x95 => self.take(8).map(|_| Op::Ignored)?,              // FRAME
            0x94 => Op::Ignored,                                     // MEMOIZE
            b'q' => self.take(1).map(|_| Op::Ignored)?,              // BINPUT
            b'r' => self.take(4).map(|_| Op::Ignored)?,              // LONG_BINPUT
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
            b']' => Op::EmptyList,
            b')' => Op::EmptyTuple,
            b'}' => Op::EmptyDict,
            b'a' => Op::Append,
            b'e' => Op::Appends,
            b's' => Op::SetItem,
            b'u' => Op::SetItems,
            0x85 => Op::Tuple(Some(1)),
            0x86 => Op::Tuple(Some(2)),
            0x87 => Op::Tuple(Some(3)),
            b't' => Op::Tuple(None),
            b'.' => Op::Stop,
            _ => return None,
        })
    }
}
