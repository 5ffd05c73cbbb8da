//! Walks one msgpack value without recursion: to step over what nobody wants, and to vouch for a slice (depth, nodes,
//! keys, UTF-8) before serde, which recurses and trusts lengths, gets to see it.

use std::collections::HashSet;

use super::{
    is_marker_key,
    read::{Cursor, Token},
};
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::value::keys::whole;

/// Containers that are open at most at once, whatever the limits say: what the walk below can keep track of.
const MOST_LEVELS: usize = 1024;

/// What a scanned value was found to hold.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Scanned {
    /// msgpack values, containers included.
    pub(crate) nodes: usize,
    /// A map has one of Dask's marker keys.
    pub(crate) marker_key: bool,
    /// A map has a key that is neither text nor bytes.
    pub(crate) other_key: bool,
}

/// Steps over one value. Depth is bounded by `limits.levels`; the nodes passed are returned, not charged.
pub(crate) fn skip(cursor: &mut Cursor<'_>, limits: &Limits) -> Result<Scanned> {
    let start = *cursor;
    let first = cursor.token()?;
    let mut scanned = Scanned { nodes: 1, ..Scanned::default() };
    let mut open = match first {
        Token::Array(0) | Token::Map(0) => return Ok(scanned),
        Token::Array(len) => Open::array(len),
        Token::Map(len) => Open::map(len),
        _ => return Ok(scanned),
    };
    // Levels around the current one. Most values are flat, so nothing is reserved.
    let mut outer: Vec<Open> = Vec::new();
    let most = limits.levels.min(MOST_LEVELS);
    loop {
        while open.left == 0 {
            match outer.pop() {
                Some(level) => open = level,
                None => return Ok(scanned),
            }
        }
        let is_key = open.map && open.left % 2 == 0;
        open.left -= 1;
        scanned.nodes += 1;
        let token = cursor.token()?;
        if is_key {
            match token {
                Token::Text(key) => scanned.marker_key |= is_marker_key(key),
                Token::Bin(_) => {}
                _ => scanned.other_key = true,
            }
        }
        let inner = match token {
            Token::Array(len) => Open::array(len),
            Token::Map(_) if is_key => return Err(start.locate(Error::msgpack("a map stands as a map key"))),
            Token::Map(len) => Open::map(len),
            _ => continue,
        };
        if outer.len() + 1 >= most {
            return Err(cursor.locate(Error::limit(
                "nested msgpack levels",
                "levels",
                most,
                outer.len() + 2,
            )));
        }
        outer.push(std::mem::replace(&mut open, inner));
    }
}

/// A container with elements still to come; a map counts keys and values.
struct Open {
    map: bool,
    left: usize,
}

impl Open {
    fn array(len: usize) -> Self {
        Open { map: false, left: len }
    }

    fn map(len: usize) -> Self {
        Open { map: true, left: 2 * len }
    }
}

/// What [`skip`] does, and duplicate map keys are refused too: for slices that serde is going to read. Keys are
/// compared as the values they stand for, so that `1` in one byte and `1` in two are the same.
pub(crate) fn vet(bytes: &[u8], limits: &Limits) -> Result<Scanned> {
    let mut cursor = Cursor::header(bytes);
    let scanned = skip(&mut cursor, limits)?;
    if cursor.left() > 0 {
        return Err(cursor.locate(Error::msgpack(format!("{} bytes follow the value", cursor.left()))));
    }
    unique_keys(bytes, limits)?;
    Ok(scanned)
}

/// Refuses a map that has a key twice. The value was found well-formed before.
fn unique_keys(bytes: &[u8], limits: &Limits) -> Result<()> {
    struct Level<'d> {
        open: Open,
        keys: HashSet<KeyForm<'d>>,
    }
    let mut cursor = Cursor::header(bytes);
    let mut levels: Vec<Level<'_>> = Vec::new();
    loop {
        while levels.last().is_some_and(|level| level.open.left == 0) {
            levels.pop();
        }
        if let Some(level) = levels.last_mut() {
            let is_key = level.open.map && level.open.left % 2 == 0;
            level.open.left -= 1;
            if is_key {
                let start = cursor;
                skip(&mut cursor, limits)?;
                let key = KeyForm::of(start, cursor)?;
                if !level.keys.insert(key) {
                    return Err(start.locate(Error::msgpack("a map has the same key twice")));
                }
                continue;
            }
        } else if cursor.at > 0 {
            return Ok(());
        }
        let open = match cursor.token()? {
            Token::Array(len) => Open::array(len),
            Token::Map(len) => Open::map(len),
            _ if levels.is_empty() => return Ok(()),
            _ => continue,
        };
        levels.push(Level { open, keys: HashSet::new() });
    }
}

/// A map key as a value that can be compared.
#[derive(PartialEq, Eq, Hash)]
pub(crate) enum KeyForm<'d> {
    Int(i128),
    Text(&'d str),
    /// A float that is no integer, by its bits.
    Float(u64),
    Other(&'d [u8]),
}

impl<'d> KeyForm<'d> {
    fn float(value: f64) -> Self {
        whole(value).map_or(KeyForm::Float(value.to_bits()), KeyForm::Int)
    }

    /// The key between two cursors.
    pub(crate) fn of(start: Cursor<'d>, end: Cursor<'d>) -> Result<Self> {
        let mut cursor = start;
        Ok(match cursor.token()? {
            Token::UInt(value) => KeyForm::Int(value.into()),
            Token::Int(value) => KeyForm::Int(value.into()),
            // To Python these are one key with the integer.
            Token::Bool(value) => KeyForm::Int(value.into()),
            Token::F32(value) => KeyForm::float(value.into()),
            Token::F64(value) => KeyForm::float(value),
            Token::Text(text) => KeyForm::Text(text),
            _ => KeyForm::Other(&start.bytes[start.at..end.at]),
        })
    }
}
