//! Messages on their way in: frame 0 is read like any msgpack value, and where a marker stands in it, the value is read
//! from the part that the marker names. Parts are found by number, never in sequence, so that frames which nothing names
//! do no harm; Dask leaves such frames behind when it packs a message a second time.

use std::cell::RefCell;

use bytes::Bytes;

use super::tables::{Tables, check};
use super::{Decoder, Input, Place, set};
use crate::error::{Error, ErrorKind, Result};
use crate::frame::Piece;
use crate::frame_reader::Source;
use crate::limits::Limits;
use crate::msgpack::read::{Cursor, Token};
use crate::msgpack::scan;
use crate::pieces::{Layout, Pieces};
use crate::serialized::{COUNT, Serialized};

/// [`COUNT`] as a key.
pub(super) const COUNT_KEY: &[u8] = b"\xaenum-sub-frames";

/// The frames of a message, and which of them were handed out.
#[derive(Debug)]
pub(crate) struct Parts<'d> {
    frames: &'d [Bytes],
    claimed: RefCell<Vec<bool>>,
}

/// What stands in frame 0 for a part.
#[derive(Debug, Clone, Copy)]
struct Marker<'d> {
    /// The frame with the part's header.
    frame: usize,
    /// Whether the part is a pickle that everybody opens, also who keeps data shut.
    pickled: bool,
    at: Cursor<'d>,
}

/// Reads a message with `read`. With `leaves_parts`, a [`Value`](crate::Value) keeps parts as they are.
pub fn read<T>(
    frames: &[Bytes],
    limits: &Limits,
    leaves_parts: bool,
    read: impl FnOnce(Input<'_, '_>) -> Result<T>,
) -> Result<T> {
    let Some(first) = frames.first() else { return Err(Error::malformed("a message without a frame")) };
    if first.len() > limits.header_bytes {
        return Err(Error::limit("bytes of frame 0", "header_bytes", limits.header_bytes, first.len()));
    }
    if frames.len() > limits.frames {
        return Err(Error::limit("frames of one message", "frames", limits.frames, frames.len()));
    }
    let got = frames.iter().map(|frame| frame.len() as u64).sum();
    if got > limits.message_bytes {
        return Err(Error::new(ErrorKind::Limit {
            what: "bytes of the message",
            field: "message_bytes",
            limit: limits.message_bytes,
            got,
        }));
    }
    let parts = Parts { frames, claimed: RefCell::new(vec![false; frames.len()]) };
    parts.claim(0, 1)?;
    let mut decoder = Decoder::new(first, Source::Plain(&[]), limits);
    decoder.parts = Some(&parts);
    decoder.leaves_parts = leaves_parts;
    let value = decoder.here(read)?;
    decoder.end("the message")?;
    Ok(value)
}

impl<'d> Parts<'d> {
    /// Hands out the frames from `start` to before `stop`.
    fn claim(&self, start: usize, stop: usize) -> Result<&'d [Bytes]> {
        let mut claimed = self.claimed.borrow_mut();
        let (Some(frames), Some(claims)) = (self.frames.get(start..stop), claimed.get_mut(start..stop))
        else {
            let count = self.frames.len();
            return Err(Error::frames(format!(
                "a part takes frames {start} to {stop} of a message of {count}"
            )));
        };
        if let Some(taken) = claims.iter().position(|claim| *claim) {
            let frame = start + taken;
            return Err(Error::frames(format!("frame {frame} of the message belongs to two parts")));
        }
        claims.fill(true);
        Ok(frames)
    }
}

impl<'d> Decoder<'d> {
    /// Reads the value at the cursor; in frame 0 of a message that may be a marker, and the value a part.
    #[inline]
    pub(crate) fn here<T>(&mut self, read: impl FnOnce(Input<'_, '_>) -> Result<T>) -> Result<T> {
        match self.parts {
            None => read(self.inline()),
            Some(parts) => self.in_message(parts, read),
        }
    }

    #[cold]
    #[inline(never)]
    fn in_message<T>(
        &mut self,
        parts: &Parts<'_>,
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        match self.marker()? {
            None => read(self.inline()),
            Some(marker) => self.part(parts, marker, read),
        }
    }

    /// Whether a marker stands here.
    pub(crate) fn is_marker_ahead(&self) -> bool {
        let mut ahead = self.cursor;
        self.parts.is_some()
            && matches!(ahead.token(), Ok(Token::Map(1..)))
            && matches!(ahead.token(), Ok(Token::Text("__Serialized__" | "__Pickled__")))
    }

    /// Steps over a marker, if one stands here.
    fn marker(&mut self) -> Result<Option<Marker<'d>>> {
        let at = self.cursor;
        let mut ahead = at;
        let Token::Map(entries @ 1..) = ahead.token()? else { return Ok(None) };
        let pickled = match ahead.token()? {
            Token::Text("__Serialized__") => false,
            Token::Text("__Pickled__") => true,
            _ => return Ok(None),
        };
        if entries > 1 {
            return Err(at.locate(Error::header("a marker alone", format!("{entries} entries"))));
        }
        self.token()?;
        self.token()?;
        if matches!(ahead.token()?, Token::Int(_)) {
            return Err(at.locate(Error::frames("a marker names a frame below zero")));
        }
        let frame = self.index("the number of a part's frame").map_err(|error| at.locate(error))?;
        if frame == 0 {
            return Err(at.locate(Error::frames("a marker names frame 0, the message itself")));
        }
        Ok(Some(Marker { frame, pickled, at }))
    }

    /// Reads the part that a marker names.
    fn part<T>(
        &mut self,
        parts: &Parts<'_>,
        marker: Marker<'d>,
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let behind = marker.frame.saturating_add(1);
        let header = match parts.claim(marker.frame, behind).map_err(|error| marker.at.locate(error))? {
            [header] => header,
            _ => return Err(Error::frames("a part without a header")),
        };
        let in_part = |error: Error| error.at_byte(Some(marker.frame), 0);
        let PartHeader { count, stream, tables } = PartHeader::read(header, self.limits).map_err(in_part)?;
        let pieces = parts.claim(behind, behind.saturating_add(count)).map_err(in_part)?;
        let whole = Serialized::from_parts(header.clone(), pieces.iter().cloned());
        check(&whole, self.limits)?;
        let layout = tables.layout(count).map_err(in_part)?;
        if marker.pickled {
            let stream = stream.ok_or_else(|| in_part(Error::header("`pickled-obj`", "none")))?;
            return self.pickled_part(&whole, header.slice_ref(stream), layout, read);
        }
        match layout {
            None => self.whole(&whole, header, Source::Plain(whole.pieces()), read),
            Some(layout) => self.pieced(&whole, header, layout, whole.pieces(), read),
        }
    }

    /// A pickle that stands in its part's header, with its buffers as frames: read like one of family pickle, whose
    /// first frame is the stream.
    fn pickled_part<T>(
        &mut self,
        whole: &Serialized<'static>,
        stream: Bytes,
        layout: Option<Layout>,
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        const HEADER: &[u8] = b"\x81\xaaserializer\xa6pickle";
        let mut pieces = vec![Piece::Shared(stream)];
        pieces.extend(whole.pieces().iter().map(Piece::lend));
        match layout {
            None => self.whole(whole, HEADER, Source::Plain(&pieces), read),
            Some(mut layout) => {
                layout.counts.insert(0, 1);
                layout.codecs.insert(0, None);
                self.pieced(whole, HEADER, layout, &pieces, read)
            }
        }
    }

    /// Reads a value whose wire frames are not its logical ones. What its frames take when decompressed counts for the
    /// message.
    fn pieced<T>(
        &mut self,
        whole: &Serialized<'static>,
        header: &[u8],
        layout: Layout,
        wire: &[Piece<'_>],
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let pieces = Pieces::new(layout, wire, None, self.limits).having_spent(self.expanded);
        let value = self.whole(whole, header, Source::Pieced(&pieces), read)?;
        self.expanded = self.expanded.max(pieces.spent());
        Ok(value)
    }

    /// Reads a value with a header and frames of its own, which is `whole` to whoever wants it unopened.
    fn whole<T>(
        &mut self,
        whole: &Serialized<'static>,
        header: &[u8],
        source: Source<'_>,
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let mut inner = Decoder::new(header, source, self.limits);
        (inner.nodes, inner.expanded, inner.depth) = (self.nodes, self.expanded, self.depth);
        inner.whole = Some(whole);
        inner.leaves_parts = self.leaves_parts;
        inner.registry = self.registry;
        let stop = inner.frames.count();
        let value = read(Input { decoder: &mut inner, place: Place::Payload { start: 0, stop } })?;
        inner.finish()?;
        (self.nodes, self.expanded) = (inner.nodes, inner.expanded);
        Ok(value)
    }

    /// Steps over a value that is to be kept as it is; a branch of a message that holds parts can't be.
    pub(crate) fn step_over(&mut self) -> Result<()> {
        let at = self.cursor;
        let scanned = scan::skip(&mut self.cursor, self.limits)?;
        if self.parts.is_some() && scanned.marker_key {
            return Err(at.locate(Error::header(
                "one value",
                "a branch of the message with parts of its own; read it as a map, a struct or a `Value`",
            )));
        }
        self.charge(scanned.nodes)
    }

    /// The part that the value at hand is, all of it.
    pub(crate) fn unopened(&mut self, start: usize, stop: usize) -> Result<Option<Serialized<'static>>> {
        let Some(whole) = self.kept(self.cursor.at, start, stop) else { return Ok(None) };
        for index in 0..stop {
            self.frames.claim(index)?;
        }
        self.skip()?;
        Ok(Some(whole))
    }

    /// The part of a message that a value is whose header begins at `header`, if it is all of that part.
    pub(crate) fn kept(&self, header: usize, start: usize, stop: usize) -> Option<Serialized<'static>> {
        let all = header == 0 && start == 0 && stop == self.frames.count();
        self.whole.filter(|_| all).cloned()
    }
}

/// What must be known of a part before its frames can be found.
struct PartHeader<'d> {
    /// Frames that follow the header.
    count: usize,
    /// The pickle, in the header of a pickled part.
    stream: Option<&'d [u8]>,
    tables: Tables,
}

impl<'d> PartHeader<'d> {
    fn read(header: &'d [u8], limits: &'d Limits) -> Result<Self> {
        let mut decoder = Decoder::new(header, Source::Plain(&[]), limits);
        let (mut count, mut stream, mut tables) = (None, None, Tables::default());
        let start = decoder.cursor;
        let entries = match decoder.map("the header of a part") {
            Ok(entries) => entries,
            Err(no_map) => {
                // A frame of data that a marker names is no msgpack at all, whatever its first byte happens to be.
                decoder.cursor = start;
                decoder.look_past()?;
                decoder.end("the header of a part")?;
                return Err(no_map);
            }
        };
        for _ in 0..entries {
            let at = decoder.cursor;
            match decoder.token()? {
                Token::Text(COUNT) => set(&mut count, decoder.index("a number of frames")?, at)?,
                Token::Text("pickled-obj") => match decoder.token()? {
                    Token::Bin(bytes) => set(&mut stream, bytes, at)?,
                    other => return Err(at.locate(Error::header("a pickle as bytes", other.kind()))),
                },
                Token::Text(key) if tables.entry(key, at, &mut decoder)? => {}
                _ => {
                    decoder.cursor = at;
                    decoder.look_past()?;
                    decoder.look_past()?;
                }
            }
        }
        decoder.end("the header of a part")?;
        let count = count.ok_or_else(|| Error::header(format!("`{COUNT}`"), "none"))?;
        Ok(PartHeader { count, stream, tables })
    }
}
