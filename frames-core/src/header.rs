//! What a type written by hand says about itself besides its frames: written with [`HeaderWriter`], read with
//! [`HeaderReader`]. The values go through serde; the map around them is written and read directly.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::msgpack::read::{Cursor, Token};
use crate::msgpack::write::{self, Reserved};
use crate::msgpack::{bridge, print, refuse_marker_key, scan};

/// Takes a type's own header: either entry by entry, or as one serde value.
///
/// ```
/// # use frames_core::{HeaderWriter, Result};
/// fn header(width: u32, height: u32, out: &mut HeaderWriter<'_>) -> Result<()> {
///     out.entry("width", &width)?;
///     out.entry("height", &height)
/// }
/// ```
pub struct HeaderWriter<'w> {
    out: &'w mut Vec<u8>,
    state: State,
}

enum State {
    Empty,
    /// A map of this many entries, whose head is reserved.
    Entries(Reserved, usize),
    Whole,
}

impl<'w> HeaderWriter<'w> {
    pub(crate) fn new(out: &'w mut Vec<u8>) -> Self {
        HeaderWriter { out, state: State::Empty }
    }

    /// Adds one entry to the header's map.
    ///
    /// # Errors
    ///
    /// When serde refuses the value, when the header was written whole before or has this entry, or when a map in the
    /// value has a key that Dask would take for one of its markers.
    pub fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<()> {
        refuse_marker_key(key)?;
        let (reserved, entries) = match std::mem::replace(&mut self.state, State::Whole) {
            State::Empty => (Reserved::new(self.out), 0),
            State::Entries(reserved, entries) => {
                refuse_twice(&self.out[reserved.behind()..], entries, key)?;
                (reserved, entries)
            }
            State::Whole => {
                return Err(Error::not_allowed("a header that was written whole takes no entries"));
            }
        };
        write::text(self.out, key);
        self.value(value).map_err(|error| error.at_field(key.to_owned()))?;
        self.state = State::Entries(reserved, entries + 1);
        Ok(())
    }

    /// Writes the whole header as one value, by convention a struct or a map.
    ///
    /// # Errors
    ///
    /// When serde refuses the value, when something was written before, or when a map in it has a key that Dask
    /// would take for one of its markers.
    pub fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        if !matches!(self.state, State::Empty) {
            return Err(Error::not_allowed("a header can be written whole once, and not after entries"));
        }
        self.state = State::Whole;
        self.value(value)
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let start = self.out.len();
        bridge::write(self.out, value)?;
        if scan::vet(&self.out[start..], &Limits::cluster())?.marker_key {
            return Err(Error::not_allowed(
                "a map in the header has a key that Dask takes for a marker; write the map as a frame",
            ));
        }
        Ok(())
    }

    /// Takes one value that is msgpack already.
    pub(crate) fn raw(&mut self, value: &[u8]) -> Result<()> {
        if !matches!(self.state, State::Empty) {
            return Err(Error::not_allowed("a header can be written whole once, and not after entries"));
        }
        self.state = State::Whole;
        self.out.extend_from_slice(value);
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<()> {
        match self.state {
            State::Empty => write::map(self.out, 0),
            State::Entries(reserved, entries) => reserved.set_map(self.out, entries),
            State::Whole => Ok(()),
        }
    }
}

/// Refuses a key that is among these entries already: readers would.
fn refuse_twice(written: &[u8], entries: usize, key: &str) -> Result<()> {
    let limits = Limits::cluster();
    let mut cursor = Cursor::header(written);
    for _ in 0..entries {
        if matches!(cursor.token()?, Token::Text(text) if text == key) {
            return Err(Error::not_allowed("the header has this entry already").at_field(key.to_owned()));
        }
        scan::skip(&mut cursor, &limits)?;
    }
    Ok(())
}

/// A type's own header, as it was received.
///
/// ```
/// # use frames_core::{HeaderReader, Result};
/// fn size(header: HeaderReader<'_>) -> Result<(u32, u32)> {
///     Ok((header.get("width")?, header.get("height")?))
/// }
/// ```
#[derive(Clone, Copy)]
pub struct HeaderReader<'h> {
    bytes: &'h [u8],
    limits: &'h Limits,
}

impl<'h> HeaderReader<'h> {
    pub(crate) fn new(bytes: &'h [u8], limits: &'h Limits) -> Self {
        HeaderReader { bytes, limits }
    }

    /// The whole header as a value of a serde type.
    ///
    /// # Errors
    ///
    /// When the header is not such a value, or passes a limit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        bridge::read(self.bytes, self.limits)
    }

    /// One entry of the header's map.
    ///
    /// # Errors
    ///
    /// When it is missing, there twice, or not such a value.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<T> {
        match self.find(key)? {
            Some(value) => bridge::read(value, self.limits).map_err(|error| error.at_field(key.to_owned())),
            None => Err(Error::header("an entry", "none").at_field(key.to_owned())),
        }
    }

    /// One entry of the header's map, if it is there.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    pub fn get_opt<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        self.find(key)?.map(|value| bridge::read(value, self.limits)).transpose()
    }

    /// The header's msgpack.
    pub fn as_bytes(&self) -> &'h [u8] {
        self.bytes
    }

    pub(crate) fn limits(&self) -> &'h Limits {
        self.limits
    }

    pub(crate) fn find(&self, key: &str) -> Result<Option<&'h [u8]>> {
        let mut cursor = Cursor::header(self.bytes);
        let len = match cursor.token()? {
            Token::Map(len) => len,
            other => return Err(Error::header("a map", other.kind())),
        };
        let mut found = None;
        for _ in 0..len {
            let at = cursor;
            let here = matches!(cursor.token()?, Token::Text(text) if text == key);
            if !here {
                cursor = at;
                scan::skip(&mut cursor, self.limits)?;
            }
            let value = cursor.at;
            scan::skip(&mut cursor, self.limits)?;
            if here && found.replace(&self.bytes[value..cursor.at]).is_some() {
                return Err(at.locate(Error::msgpack("a map has the same key twice")));
            }
        }
        Ok(found)
    }
}

/// The header in a form for people: JSON's notation, class references and bytes by name and size.
impl fmt::Display for HeaderReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::pretty(self.bytes, f)
    }
}

impl fmt::Debug for HeaderReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
