//! Writing a value: the one pass that lays header and frames down together.
//!
//! A value stands either *inline*, as a msgpack value inside somebody's header or frame ([`Inline`]), or as a
//! *payload*, with a full header and frames of its own ([`Encoder`]). Types try the first and fall back to the second.

mod branch;
mod collection;
mod inline;
pub(crate) mod message;
pub mod object;
mod tables;

pub(crate) use collection::{add_entries, remove_entries};
pub use inline::{Fit, Inline};
pub(crate) use tables::Tables;

use std::cell::Cell;

use crate::adapter::FrameAs;
use crate::error::{Error, Result};
use crate::frame::{Frame, Frames};
use crate::framed::Framed;
use crate::header::HeaderWriter;
use crate::limits::Limits;
use crate::msgpack::read::{Cursor, Token};
use crate::msgpack::write;
use crate::names::{self, TypeInfo, known};
use crate::serialized::Serialized;
use message::{Families, Family, Growing};

/// How values are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// Maps and sets with no order of their own are sorted, so that equal values give equal bytes.
    pub(crate) canonical: bool,
    /// The reader resolves Dask's in-band markers in headers. `deserialize_bytes` in Python does not.
    pub(crate) in_band: bool,
    /// Values nested in values.
    pub(crate) depth: usize,
    /// The families that may be used.
    pub(crate) families: Families,
}

impl Default for Style {
    fn default() -> Self {
        Style {
            canonical: false,
            in_band: true,
            depth: Limits::cluster().depth,
            families: Families::default(),
        }
    }
}

/// Reserved for a header: most fit, and a smaller reservation costs as much.
const HEADER_BYTES: usize = 640;

/// Writes payloads: headers one into the other, frames in a row.
#[derive(Debug)]
pub struct Encoder<'a> {
    pub(crate) header: Vec<u8>,
    pub(crate) frames: Frames<'a>,
    /// The name to write into the next envelope instead of the type's usual one.
    name: Option<&'static str>,
    pub(crate) style: Style,
    pub(crate) depth: usize,
    /// The message whose frame 0 `header` is, while that is written; `None` within a header.
    tree: Option<Growing<'a>>,
    /// A family that the value at hand is written in, and that may not be used.
    refused: Option<Family>,
    /// Where the header of the part at hand begins, while nothing of it is written; in a message only.
    part_start: Option<usize>,
    /// What the part at hand is, all of it, if it was serialized before.
    received: Option<Serialized<'a>>,
}

impl<'a> Encoder<'a> {
    pub(crate) fn new(style: Style) -> Self {
        Encoder {
            header: Vec::with_capacity(HEADER_BYTES),
            frames: Frames::default(),
            name: None,
            style,
            depth: 0,
            tree: None,
            refused: None,
            part_start: None,
            received: None,
        }
    }

    /// Closes the outermost header.
    pub(crate) fn finish(self) -> Result<Serialized<'a>> {
        const MOST: usize = Limits::cluster().header_bytes;
        if self.header.len() > MOST {
            return Err(Error::limit("bytes of the header", "header_bytes", MOST, self.header.len()));
        }
        Serialized::from_logical(self.header, self.frames)
    }

    /// Writes into the next envelope this name: of a newtype around the value, or of a registration.
    pub(crate) fn named(&mut self, name: &'static str) {
        self.name.get_or_insert(name);
    }

    pub(crate) fn take_name(&mut self) -> Option<&'static str> {
        self.name.take()
    }

    /// Whether the header that begins at `start` has this name, where all headers with one have it: before all else but
    /// the family.
    #[inline(never)]
    pub(crate) fn is_named(&self, start: usize, name: &str) -> bool {
        let mut cursor = Cursor::header(&self.header[start..]);
        let mut text = || match cursor.token() {
            Ok(Token::Text(text)) => Some(text),
            Ok(Token::Map(_)) => Some(""),
            _ => None,
        };
        match (text(), text(), text()) {
            (Some(""), Some("type"), found) => found == Some(name),
            (Some(""), Some("serializer"), Some(_)) => text() == Some("type") && text() == Some(name),
            _ => false,
        }
    }

    /// One level deeper into nested values, for the length of `write`.
    pub(crate) fn nested<T>(&mut self, write: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= self.style.depth {
            return Err(Error::too_deep(self.style.depth));
        }
        self.depth += 1;
        let result = write(self);
        self.depth -= 1;
        result
    }

    /// The envelope of family `dask` up to the sub-header, which is to be written next.
    pub(crate) fn envelope(&mut self, info: &'static TypeInfo) {
        self.uses(Family::Dask);
        match self.name.take() {
            None => self.header.extend_from_slice(info.envelope()),
            Some(name) => names::write_envelope(&mut self.header, name, info),
        }
    }

    /// A header of family `msgpack` for the one frame that `write` makes.
    pub(crate) fn msgpack_frame(
        &mut self,
        write: impl FnOnce(&mut Inline<'_>) -> Result<Fit>,
    ) -> Result<Fit> {
        let mut body = Vec::new();
        let mut inline = Inline::frame(&mut body, self.style, self.depth);
        if write(&mut inline)? == Fit::NeedsFrames {
            return Ok(Fit::NeedsFrames);
        }
        self.family(Family::Msgpack)?;
        self.frames.push(body)?;
        Ok(Fit::Written)
    }

    /// A header that holds nothing but its family and, where one is due, the type's name.
    pub(crate) fn family(&mut self, family: Family) -> Result<()> {
        self.uses(family);
        let name = self.name.take();
        write::map(&mut self.header, 1 + usize::from(name.is_some()))?;
        write::text(&mut self.header, "serializer");
        write::text(&mut self.header, family.name());
        if let Some(name) = name {
            write::text(&mut self.header, "type");
            write::text(&mut self.header, name);
        }
        Ok(())
    }

    /// `bytes` in one frame.
    pub(crate) fn bytes(&mut self, frame: Frame<'a>) -> Result<()> {
        self.envelope(known::BYTES);
        write::map(&mut self.header, 0)?;
        self.frames.push_frame(frame)
    }

    /// A value that fits into msgpack, as a payload: one frame of family msgpack; or what `otherwise` does.
    pub(crate) fn value_or<T: Framed + ?Sized>(
        &mut self,
        value: &T,
        otherwise: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        if !value.needs_frames() && self.msgpack_frame(|inline| value.inline(inline))? == Fit::Written {
            return Ok(());
        }
        otherwise(self)
    }

    /// A type written by hand.
    pub(crate) fn by_hand<T: Framed + ?Sized>(&mut self, value: &'a T) -> Result<()> {
        self.header_and_frames(value.dyn_type_info(), value, |value, header, frames| {
            value.header(header)?;
            value.frames(frames)
        })
    }

    /// A header and frames as a function writes them. With a Python class of its own, they are what Python's
    /// functions for that class get; without, they are two entries of a `dict`.
    pub(crate) fn header_and_frames<T: ?Sized>(
        &mut self,
        info: &'static TypeInfo,
        value: &'a T,
        write: impl FnOnce(&'a T, &mut HeaderWriter<'_>, &mut Frames<'a>) -> Result<()>,
    ) -> Result<()> {
        self.envelope(info);
        if info.has_class() {
            let mut header = HeaderWriter::new(&mut self.header);
            write(value, &mut header, &mut self.frames)?;
            return header.finish();
        }
        self.header.extend_from_slice(info.object_sub_header());
        self.header.extend_from_slice(b"\x81\xa6header");
        let first = self.frames.len();
        let mut header = HeaderWriter::new(&mut self.header);
        write(value, &mut header, &mut self.frames)?;
        header.finish()?;
        self.frame_list(self.frames.len() - first)
    }

    /// The value of an adapter: its header alone where it pushes no frames, else a header and frames.
    pub(crate) fn adapted<A: FrameAs<T> + ?Sized, T: ?Sized>(&mut self, value: &'a T) -> Result<()> {
        let mut frames = Frames::default();
        A::frames(value, &mut frames)?;
        if frames.is_empty() {
            return self.msgpack_frame(|out| A::inline(value, out)).map(drop);
        }
        self.header_and_frames(known::DICT, value, |value, header, out| {
            A::header(value, header)?;
            A::frames(value, out)
        })
    }

    /// The `complex` map of a generic object whose only entry, `frames`, is a list of `count` `bytes`.
    fn frame_list(&mut self, count: usize) -> Result<()> {
        let out = &mut self.header;
        out.extend_from_slice(b"\xa7complex\x81\xa6frames\x83");
        write::text(out, "start");
        write::uint(out, 0);
        write::text(out, "stop");
        write::uint(out, count as u64);
        write::text(out, "header");
        write::map(out, 4)?;
        write::text(out, "is-collection");
        write::bool(out, true);
        write::text(out, "type-serialized");
        write::text(out, "list");
        write::text(out, "frame-lengths");
        write::array(out, count)?;
        out.resize(out.len() + count, 1);
        write::text(out, "sub-headers");
        write::array(out, count)?;
        for _ in 0..count {
            out.extend_from_slice(known::BYTES.envelope());
            write::map(out, 0)?;
        }
        Ok(())
    }

    /// A value that does not live as long as the encoder, made for writing only. Its borrowed frames are copied.
    pub(crate) fn temporary<T: Framed + ?Sized>(&mut self, value: &T) -> Result<()> {
        let mut inner = Encoder {
            header: std::mem::take(&mut self.header),
            frames: Frames::default(),
            name: self.name.take(),
            style: self.style,
            depth: self.depth,
            tree: self.subtree(),
            refused: None,
            part_start: None,
            received: None,
        };
        let result = value.payload(&mut inner);
        self.header = inner.header;
        self.refused = self.refused.or(inner.refused);
        result?;
        self.graft(inner.tree);
        for frame in inner.frames.into_list() {
            self.frames.push_frame(frame.into_owned())?;
        }
        Ok(())
    }
}

impl Frame<'_> {
    fn into_owned(self) -> Frame<'static> {
        match self {
            Frame::Whole(piece) => Frame::Whole(piece.into_owned()),
            Frame::Chain(pieces) => {
                Frame::Chain(pieces.into_iter().map(|(piece, codec)| (piece.into_owned(), codec)).collect())
            }
        }
    }
}

/// What a forecast finds, unless it is called from within itself for the eighth time. A value may hold others of its
/// own type as deep as memory allows, always behind a pointer, in a run, or in a map: there forecasts pass through here.
pub(crate) fn shallow(look: impl FnOnce() -> bool) -> bool {
    thread_local! {
        static DEPTH: Cell<u8> = const { Cell::new(0) };
    }
    DEPTH.with(|depth| {
        let outer = depth.get();
        if outer >= 8 {
            return false;
        }
        depth.set(outer + 1);
        let found = look();
        depth.set(outer);
        found
    })
}
