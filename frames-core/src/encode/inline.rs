//! Values as one msgpack value: in the `simple` map of a header, in a frame of family msgpack, or as a map key. The
//! three differ in what Python would make of them, so the same value can fit into the one and not into the other.

use super::Style;
use crate::error::{Error, Result};
use crate::framed::Framed;
use crate::limits::Limits;
use crate::msgpack::{is_marker_key, write};

/// Whether a value could be written as a msgpack value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It stands there.
    Written,
    /// It needs frames of its own, and what was written of it is to be forgotten.
    NeedsFrames,
}

/// Where the msgpack value will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    /// In a header: Dask resolves its markers there, and a large run would swell it.
    Header,
    /// In frame 0 of a message: the same markers hold, but it is the message itself and as long as that is.
    Tree,
    /// In a frame of family msgpack, which is read without hooks.
    Frame,
    /// As a map key or a member of a set: it must be hashable in Python.
    Key,
}

/// Runs up to this many bytes stand in the header. A frame costs about 60 bytes of header, a system call's worth of
/// bookkeeping and, in Python, a second call of msgpack: some microseconds, in which some KiB can be parsed.
const RUN_IN_HEADER: usize = 2048;

/// Writes one msgpack value.
#[derive(Debug)]
pub struct Inline<'b> {
    pub(crate) out: &'b mut Vec<u8>,
    position: Position,
    pub(crate) style: Style,
    depth: usize,
    /// Whether a run is around the value.
    in_run: bool,
}

impl<'b> Inline<'b> {
    pub(crate) fn header(out: &'b mut Vec<u8>, style: Style, depth: usize) -> Self {
        Inline { out, position: Position::Header, style, depth, in_run: false }
    }

    pub(crate) fn tree(out: &'b mut Vec<u8>, style: Style, depth: usize) -> Self {
        Inline { out, position: Position::Tree, style, depth, in_run: false }
    }

    pub(crate) fn frame(out: &'b mut Vec<u8>, style: Style, depth: usize) -> Self {
        Inline { out, position: Position::Frame, style, depth, in_run: false }
    }

    pub(crate) fn in_header(&self) -> bool {
        matches!(self.position, Position::Header | Position::Tree)
    }

    /// Whether the value will stand in frame 0 of a message.
    pub fn in_tree(&self) -> bool {
        self.position == Position::Tree
    }

    pub(crate) fn is_key(&self) -> bool {
        self.position == Position::Key
    }

    /// One level deeper into nested values, for the length of `write`.
    #[inline]
    pub(crate) fn nested(&mut self, write: impl FnOnce(&mut Self) -> Result<Fit>) -> Result<Fit> {
        if self.depth >= self.style.depth {
            return Err(Error::too_deep(self.style.depth));
        }
        self.depth += 1;
        let result = write(self);
        self.depth -= 1;
        result
    }

    /// Refuses a value that has no key form.
    pub(crate) fn no_key(&self, what: &str) -> Result<()> {
        match self.position {
            Position::Key => Err(Error::not_allowed(format!(
                "{what} can't be a map key or a member of a set in Python; use a scalar, text, bytes, a unit enum, or a tuple of these"
            ))),
            _ => Ok(()),
        }
    }

    /// A run of values as an array, as long as each fits and the header stays small.
    pub(crate) fn run<T: Framed>(&mut self, items: &[T]) -> Result<Fit> {
        if !self.is_key() && T::slice_needs_frames(items) {
            return Ok(Fit::NeedsFrames);
        }
        self.values(items.len(), items, |item, out| item.inline(out))
    }

    /// The same for anything that can be walked.
    pub(crate) fn values<I: IntoIterator>(
        &mut self,
        len: usize,
        items: I,
        write: impl Fn(I::Item, &mut Self) -> Result<Fit>,
    ) -> Result<Fit> {
        let outer = std::mem::replace(&mut self.in_run, true);
        let fit = self.nested(|out| {
            let start = out.out.len();
            write::array(out.out, len)?;
            for (index, item) in items.into_iter().enumerate() {
                if write(item, out).map_err(|error| error.at_index(index))? == Fit::NeedsFrames
                    || out.too_long(start)
                {
                    return Ok(Fit::NeedsFrames);
                }
            }
            Ok(Fit::Written)
        });
        self.in_run = outer;
        fit
    }

    /// Whether a run that began at `start` has outgrown the header.
    pub(crate) fn too_long(&self, start: usize) -> bool {
        self.position == Position::Header && self.out.len() - start > RUN_IN_HEADER
    }

    /// A map. In a header only text and bytes may be keys (`deserialize_bytes` in Python insists), and no markers.
    pub(crate) fn entries<'v, K: Framed + 'v, V>(
        &mut self,
        len: usize,
        entries: impl Iterator<Item = (&'v K, V)>,
        sorted: bool,
        write: impl Fn(V, &mut Self) -> Result<Fit>,
    ) -> Result<Fit> {
        self.no_key("a map")?;
        let sort = self.style.canonical && !sorted;
        self.nested(|out| {
            let start = out.out.len();
            write::map(out.out, len)?;
            let first = out.out.len();
            let mut spans = Vec::new();
            for (key, value) in entries {
                let at = out.out.len();
                out.key(key)?;
                let name = key_text(&out.out[at..]);
                let misread = match out.position {
                    Position::Header => name.is_none_or(is_marker_key),
                    Position::Tree => name.is_some_and(is_marker_key),
                    Position::Frame | Position::Key => false,
                };
                if misread {
                    return Ok(Fit::NeedsFrames);
                }
                let behind = out.out.len();
                if write(value, out).map_err(|error| at_key(error, &out.out[at..behind]))? == Fit::NeedsFrames
                    || out.too_long(start)
                {
                    return Ok(Fit::NeedsFrames);
                }
                if sort {
                    spans.push(at..out.out.len());
                }
            }
            if sort {
                reorder(out.out, first, spans);
            }
            Ok(Fit::Written)
        })
    }

    /// One map key or member of a set.
    pub(crate) fn key<K: Framed + ?Sized>(&mut self, key: &K) -> Result<()> {
        let outer = std::mem::replace(&mut self.position, Position::Key);
        let result = key.inline(self);
        self.position = outer;
        match result? {
            Fit::Written => Ok(()),
            Fit::NeedsFrames => Err(Error::not_allowed(
                "this value has no form that Python could use as a map key or member of a set",
            )),
        }
    }

    /// The members of a set, with Dask's marker for one. Only a header resolves it. A run that holds sets has headers
    /// for each wherever it stands, or it would be a tuple to one reader and a list to another.
    pub(crate) fn set<'v, T: Framed + 'v>(
        &mut self,
        len: usize,
        items: impl Iterator<Item = &'v T>,
        sorted: bool,
    ) -> Result<Fit> {
        self.no_key("a set")?;
        if !self.in_header() || !self.style.in_band || (self.in_run && self.position == Position::Header) {
            return Ok(Fit::NeedsFrames);
        }
        self.nested(|out| {
            out.out.extend_from_slice(b"\x82\xa7__Set__\xc3\xa7as-list");
            write::array(out.out, len)?;
            let first = out.out.len();
            let sort = out.style.canonical && !sorted;
            let mut spans = Vec::new();
            for item in items {
                let at = out.out.len();
                out.key(item)?;
                if sort {
                    spans.push(at..out.out.len());
                }
            }
            if sort {
                reorder(out.out, first, spans);
            }
            Ok(Fit::Written)
        })
    }

    /// An element of the length of a run: no longer than a header should hold.
    pub(crate) fn text(&mut self, text: &str) -> Result<Fit> {
        if u32::try_from(text.len()).is_err() || text.len() > self.most_text() {
            return Ok(Fit::NeedsFrames);
        }
        write::text(self.out, text);
        Ok(Fit::Written)
    }

    /// Texts up to this many bytes stand in the header; a longer one is lent as a frame.
    pub(crate) const TEXT_IN_HEADER: usize = 4096;

    /// A message is for schedulers to read, who open no parts: only what is surely data is lent.
    pub(crate) const TEXT_IN_MESSAGE: usize = 64 << 10;

    fn most_text(&self) -> usize {
        match self.position {
            Position::Header => Self::TEXT_IN_HEADER,
            Position::Tree => Self::TEXT_IN_MESSAGE,
            Position::Frame | Position::Key => usize::MAX,
        }
    }

    /// A value of a serde type.
    pub(crate) fn serde<T: serde::Serialize + ?Sized>(&mut self, value: &T) -> Result<Fit> {
        let start = self.out.len();
        crate::msgpack::bridge::write(self.out, value)?;
        if self.in_header() {
            let scanned = crate::msgpack::scan::vet(&self.out[start..], &Limits::cluster())?;
            let other_key = scanned.other_key && self.position == Position::Header;
            if scanned.marker_key || other_key || self.too_long(start) {
                return Ok(Fit::NeedsFrames);
            }
        }
        Ok(Fit::Written)
    }
}

/// Puts map entries or set members into the order of their bytes.
fn reorder(out: &mut Vec<u8>, first: usize, mut spans: Vec<std::ops::Range<usize>>) {
    spans.sort_by(|a, b| out[a.clone()].cmp(&out[b.clone()]));
    let sorted: Vec<u8> = spans.into_iter().flat_map(|span| out[span].iter().copied()).collect();
    out.truncate(first);
    out.extend_from_slice(&sorted);
}

/// The key just written, if it is text or bytes; bytes can be no marker.
pub(super) fn key_text(key: &[u8]) -> Option<&str> {
    use crate::msgpack::read::{Cursor, Token};
    match Cursor::header(key).token() {
        Ok(Token::Text(text)) => Some(text),
        Ok(Token::Bin(_)) => Some(""),
        _ => None,
    }
}

#[cold]
fn at_key(error: Error, key: &[u8]) -> Error {
    error.at_key(&crate::msgpack::print::short(key))
}
