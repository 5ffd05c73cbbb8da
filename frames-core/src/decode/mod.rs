//! Reading a value: a [`Decoder`] walks one header and its frames once, and an [`Input`] says where in it the value
//! at hand stands. Nothing is believed: lengths are checked against bytes, ranges against frames, depth and nodes
//! against [`Limits`].

mod collection;
mod entries;
mod envelope;
mod fields;
pub(crate) mod message;
mod object;
mod slot;
mod tables;
mod values;

pub(crate) use collection::{Item, cautious};
pub(crate) use envelope::{Envelope, Family, set};
pub use object::{Unknown, unknown_variant};
pub use slot::Slot;
pub(crate) use tables::{layout, logical_frames, read, read_by};

use crate::error::{Error, Result};
use crate::frame_reader::{FrameReader, Source};
use crate::framed::FromFrames;
use crate::limits::Limits;
use crate::msgpack::read::{Cursor, Token};
use crate::msgpack::scan;
use crate::names::TypeInfo;
use crate::registry::Registry;
use crate::serialized::Serialized;

/// The state of reading one value with all that is nested in it.
#[derive(Debug)]
pub struct Decoder<'d> {
    pub(crate) cursor: Cursor<'d>,
    pub(crate) limits: &'d Limits,
    pub(crate) frames: FrameReader<'d>,
    /// msgpack values read so far.
    nodes: usize,
    /// Values around the one at hand.
    depth: usize,
    /// Where a header begins whose type name was found right: that of a newtype, of which its content knows nothing.
    vouched: Option<usize>,
    /// Bytes of memory asked for by runs of values.
    expanded: u64,
    /// The parts of the message whose frame 0 this is.
    parts: Option<&'d message::Parts<'d>>,
    /// The part of a message that this header and its frames are.
    whole: Option<&'d Serialized<'static>>,
    /// Whether a value of any type leaves the message's parts shut.
    pub(crate) leaves_parts: bool,
    /// The header was written by this very program, so that type names in it need not be known.
    pub(crate) own_names: bool,
    /// Where the types of objects are looked up, if not in the global one.
    registry: Option<&'d Registry>,
}

/// Where a value stands, ready to be read.
#[derive(Debug)]
pub struct Input<'r, 'd> {
    pub(crate) decoder: &'r mut Decoder<'d>,
    pub(crate) place: Place<'r, 'd>,
}

#[derive(Debug)]
pub(crate) enum Place<'r, 'd> {
    /// The cursor is before a msgpack value.
    Inline,
    /// The cursor is before a full header, whose frames are `start..stop`.
    Payload { start: usize, stop: usize },
    /// The cursor is within a map: `left` entries follow, then, for a generic object, its `complex` map.
    Opened { left: usize, complex: Option<(usize, usize)> },
    /// The value's fields are entries that its surroundings did not want, or that stood out of order.
    Entries(&'r mut Vec<Entry<'d>>),
}

/// An entry of a map or object that was stepped over and can be read later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'d> {
    pub(crate) name: &'d str,
    /// Before the key.
    pub(crate) key: Cursor<'d>,
    /// Before the value, or before its header.
    pub(crate) value: Cursor<'d>,
    /// The frames, if it is a payload.
    pub(crate) frames: Option<(usize, usize)>,
}

impl<'d> Decoder<'d> {
    pub(crate) fn new(header: &'d [u8], source: Source<'d>, limits: &'d Limits) -> Self {
        Decoder {
            cursor: Cursor::header(header),
            limits,
            frames: FrameReader::new(source),
            nodes: 0,
            expanded: 0,
            depth: 0,
            vouched: None,
            parts: None,
            whole: None,
            leaves_parts: false,
            own_names: false,
            registry: None,
        }
    }

    /// Reads the outermost value, and insists that header and frames were used up.
    pub(crate) fn root<T>(mut self, read: impl FnOnce(Input<'_, 'd>) -> Result<T>) -> Result<T> {
        let stop = self.frames.count();
        let value = read(Input { decoder: &mut self, place: Place::Payload { start: 0, stop } })?;
        self.finish()?;
        Ok(value)
    }

    /// Whether a header stands here that starts with these constant bytes.
    #[inline]
    pub(crate) fn header_starts(&self, constant: &[u8]) -> bool {
        let rest = self.cursor.rest();
        match (rest.split_first(), constant.split_first()) {
            // A part's header has an entry more than the type writes, behind the others: how many frames follow.
            (Some((entries, rest)), Some((expected, constant)))
                if self.whole.is_some() && self.cursor.at == 0 =>
            {
                *entries == expected + 1 && rest.starts_with(constant)
            }
            _ => rest.starts_with(constant),
        }
    }

    /// Steps over these constant bytes of a header, if they stand here.
    #[inline]
    pub(crate) fn eat_header(&mut self, constant: &[u8]) -> bool {
        let found = self.header_starts(constant);
        if found {
            self.cursor.at += constant.len();
        }
        found
    }

    /// Insists that the header was read to its end, and that every frame belongs to a value.
    fn finish(&mut self) -> Result<()> {
        if self.whole.is_some() && self.cursor.eat(message::COUNT_KEY) {
            self.skip()?;
        }
        self.end("the header")?;
        match self.frames.unclaimed() {
            Some(index) => Err(Error::frames(format!("frame {index} belongs to no value"))),
            None => Ok(()),
        }
    }

    /// Refuses bytes behind the value.
    pub(crate) fn end(&self, what: &str) -> Result<()> {
        match self.cursor.left() {
            0 => Ok(()),
            left => Err(self.cursor.locate(Error::msgpack(format!("{left} bytes follow {what}")))),
        }
    }

    /// One level deeper into nested values, for the length of `read`.
    #[inline]
    pub(crate) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.enter()?;
        let result = read(self);
        self.leave();
        result
    }

    /// The same in two halves, which take less of the stack than a closure where values contain themselves.
    #[inline]
    pub(crate) fn enter(&mut self) -> Result<()> {
        if self.depth >= self.limits.depth {
            return Err(Error::too_deep(self.limits.depth));
        }
        self.depth += 1;
        Ok(())
    }

    #[inline]
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Reads a msgpack frame (frames, joined, in rare cases) with `read`; nothing may be left of it.
    pub(crate) fn msgpack_frames<T>(
        &mut self,
        start: usize,
        stop: usize,
        read: impl FnOnce(&mut Decoder<'_>) -> Result<T>,
    ) -> Result<T> {
        for index in start..stop {
            self.frames.claim(index)?;
        }
        match stop - start {
            0 => return Err(Error::frames("a value of family msgpack has no frame")),
            1 => return self.within(self.frames.bytes(start)?, Some(start), read),
            _ => {}
        }
        let mut joined = Vec::new();
        for index in start..stop {
            joined.extend_from_slice(self.frames.bytes(index)?);
        }
        self.within(&joined, Some(start), read)
    }

    /// Reads other bytes than the header's under the same limits.
    pub(crate) fn within<T>(
        &mut self,
        bytes: &[u8],
        frame: Option<usize>,
        read: impl FnOnce(&mut Decoder<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut inner = self.inner(Cursor { bytes, at: 0, frame });
        let value = read(&mut inner)?;
        inner.end("the value")?;
        self.nodes = inner.nodes;
        self.expanded = inner.expanded;
        Ok(value)
    }

    /// Reads on in other bytes, from `at`, under the same limits; returns where the reading ended.
    pub(crate) fn resume(
        &mut self,
        bytes: &[u8],
        at: usize,
        frame: Option<usize>,
        read: impl FnOnce(&mut Decoder<'_>) -> Result<()>,
    ) -> Result<usize> {
        let mut inner = self.inner(Cursor { bytes, at, frame });
        read(&mut inner)?;
        (self.nodes, self.expanded) = (inner.nodes, inner.expanded);
        Ok(inner.cursor.at)
    }

    /// A decoder for bytes that no frames belong to, which spends from the same limits.
    fn inner<'b>(&self, cursor: Cursor<'b>) -> Decoder<'b>
    where
        'd: 'b,
    {
        Decoder {
            cursor,
            limits: self.limits,
            frames: FrameReader::new(Source::Plain(&[])),
            nodes: self.nodes,
            expanded: self.expanded,
            depth: self.depth,
            vouched: None,
            parts: None,
            whole: None,
            leaves_parts: false,
            own_names: self.own_names,
            registry: self.registry,
        }
    }

    /// Counts the memory that `len` items take: they may be far larger there than on the wire.
    #[inline]
    pub(crate) fn expand(&mut self, len: usize, item: usize) -> Result<()> {
        self.expanded = self.expanded.saturating_add(len.saturating_mul(item) as u64);
        self.limits.expands("bytes of memory for containers", self.expanded)
    }

    #[inline]
    pub(crate) fn charge(&mut self, nodes: usize) -> Result<()> {
        self.nodes += nodes;
        if self.nodes > self.limits.nodes {
            return Err(Error::limit("msgpack values", "nodes", self.limits.nodes, self.nodes));
        }
        Ok(())
    }

    /// A scalar, text or bytes, or the head of an array or map.
    #[inline]
    pub(crate) fn token(&mut self) -> Result<Token<'d>> {
        let token = self.cursor.token()?;
        match token {
            Token::Array(len) => self.charge(len)?,
            Token::Map(len) => self.charge(2 * len)?,
            _ => {}
        }
        Ok(token)
    }

    /// Steps over a value nobody wants.
    pub(crate) fn skip(&mut self) -> Result<()> {
        let scanned = self.look_past()?;
        self.charge(scanned)
    }

    /// Steps over a value that will be read later; returns its nodes, which are charged then.
    pub(crate) fn look_past(&mut self) -> Result<usize> {
        Ok(scan::skip(&mut self.cursor, self.limits)?.nodes)
    }

    /// The head of a map. On anything else an error that names what was expected.
    #[inline]
    pub(crate) fn map(&mut self, expected: &'static str) -> Result<usize> {
        let at = self.cursor;
        if let Some(len) = self.cursor.short_head(0x80) {
            self.charge(2 * len)?;
            return Ok(len);
        }
        match self.token()? {
            Token::Map(len) => Ok(len),
            other => Err(at.locate(Error::header(expected, other.kind()))),
        }
    }

    #[inline]
    pub(crate) fn array(&mut self, expected: &'static str) -> Result<usize> {
        let at = self.cursor;
        if let Some(len) = self.cursor.short_head(0x90) {
            self.charge(len)?;
            return Ok(len);
        }
        match self.token()? {
            Token::Array(len) => Ok(len),
            other => Err(at.locate(Error::header(expected, other.kind()))),
        }
    }

    #[inline]
    pub(crate) fn text(&mut self, expected: &'static str) -> Result<&'d str> {
        if let Some(text) = self.cursor.short_text()? {
            return Ok(text);
        }
        let at = self.cursor;
        match self.token()? {
            Token::Text(text) => Ok(text),
            other => Err(at.locate(Error::header(expected, other.kind()))),
        }
    }

    /// A number of frames, or an index of one.
    pub(crate) fn index(&mut self, expected: &'static str) -> Result<usize> {
        let at = self.cursor;
        match self.token()? {
            // A value beyond the address space is out of every range it will be compared with.
            Token::UInt(value) => Ok(usize::try_from(value).unwrap_or(usize::MAX)),
            Token::Int(_) => Err(at.locate(Error::header(expected, "a number below zero"))),
            other => Err(at.locate(Error::header(expected, other.kind()))),
        }
    }

    /// A value that stands at the cursor.
    pub(crate) fn inline(&mut self) -> Input<'_, 'd> {
        Input { decoder: self, place: Place::Inline }
    }

    /// A value whose header stands at the cursor.
    pub(crate) fn payload(&mut self, start: usize, stop: usize) -> Input<'_, 'd> {
        Input { decoder: self, place: Place::Payload { start, stop } }
    }

    /// Reads an entry that was stepped over.
    pub(crate) fn entry<T>(
        &mut self,
        entry: Entry<'d>,
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let here = std::mem::replace(&mut self.cursor, entry.value);
        let value = match entry.frames {
            Some((start, stop)) => read(self.payload(start, stop))?,
            None => self.here(read)?,
        };
        self.cursor = here;
        Ok(value)
    }
}

impl<'r, 'd> Input<'r, 'd> {
    /// The limits in force.
    pub(crate) fn limits(&self) -> &'d Limits {
        self.decoder.limits
    }

    /// Where the types of objects are looked up.
    pub(crate) fn registry(&self) -> &'d Registry {
        self.decoder.registry.unwrap_or_else(|| Registry::global())
    }

    /// One level deeper. Writing counts the same levels, so that what could be written can be read.
    pub(crate) fn content<T>(self, read: impl FnOnce(Input<'_, 'd>) -> Result<T>) -> Result<T> {
        let place = self.place;
        self.decoder.nested(|decoder| read(Input { decoder, place }))
    }

    /// The content of a type whose name may stand here instead of the content's own.
    pub(crate) fn called<T>(
        mut self,
        info: &'static TypeInfo,
        read: impl FnOnce(Input<'_, 'd>) -> Result<T>,
    ) -> Result<T> {
        let name = self.peek_envelope()?.and_then(|envelope| envelope.type_name);
        if name.is_some_and(|name| info.is_called(name)) {
            self.vouch();
        }
        self.content(read)
    }

    /// The name that stands here was found right by somebody who knows more names than the type does.
    pub(crate) fn vouch(&mut self) {
        self.decoder.vouched = Some(self.decoder.cursor.at);
    }

    /// Reads a value through another type, which is then converted.
    #[doc(hidden)]
    pub fn convert<R: FromFrames, T, E: std::fmt::Display>(
        self,
        convert: impl FnOnce(R) -> std::result::Result<T, E>,
    ) -> Result<T> {
        let value = R::decode(self)?;
        convert(value).map_err(|error| Error::value(crate::error::cut(&error.to_string())))
    }
}
