//! The tables of an outermost header: which wire frames make a logical frame, and how they are compressed.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Decoder, set};
use crate::error::{Error, ErrorKind, Result, cut};
use crate::frame::{Codec, Frame, Piece};
use crate::frame_reader::{Pieced, Source};
use crate::limits::Limits;
use crate::msgpack::read::Token;
use crate::serialized::Serialized;

/// Starts of headers that have no room for tables: all their entries are others, required ones.
const WITHOUT_TABLES: [&[u8]; 2] = [b"\x84\xaaserializer\xa4dask\xa4type", b"\x81\xaaserializer\xa7msgpack"];

/// For each logical frame, its wire frames and their codecs; `None` where wire frames are the logical ones.
pub(super) fn tables<'d>(value: &'d Serialized<'_>, limits: &Limits) -> Result<Option<Vec<Pieced<'d>>>> {
    let header = value.header_bytes();
    if WITHOUT_TABLES.iter().any(|start| header.starts_with(start)) {
        return Ok(None);
    }
    let mut decoder = Decoder::new(header, Source::Plain(&[]), limits);
    let (mut counts, mut offsets, mut codecs) = (None, None, None);
    for _ in 0..decoder.map("a header")? {
        let at = decoder.cursor;
        match decoder.token()? {
            Token::Text("split-num-sub-frames") => set(&mut counts, decoder.indices()?, at)?,
            Token::Text("split-offsets") => set(&mut offsets, decoder.indices()?, at)?,
            Token::Text("compression") => set(&mut codecs, decoder.codecs()?, at)?,
            _ => {
                decoder.cursor = at;
                decoder.look_past()?;
                decoder.look_past()?;
            }
        }
    }
    let wire = value.pieces();
    let codecs = match codecs {
        Some(codecs) if codecs.len() == wire.len() => codecs,
        Some(codecs) => {
            return Err(Error::frames(format!(
                "{} codecs are named for {} frames",
                codecs.len(),
                wire.len()
            )));
        }
        None => vec![None; wire.len()],
    };
    let counts = match (counts, offsets) {
        (None, _) if codecs.iter().all(Option::is_none) => return Ok(None),
        (None, _) => vec![1; wire.len()],
        (Some(_), None) => return Err(Error::header("`split-offsets`", "none")),
        (Some(counts), Some(offsets)) => {
            tile(&counts, &offsets, wire.len())?;
            counts
        }
    };
    let mut next = 0;
    let pieced = counts.into_iter().map(|count| {
        let range = next..next + count;
        next += count;
        Pieced { pieces: &wire[range.clone()], codecs: codecs[range].to_vec(), whole: OnceCell::new() }
    });
    Ok(Some(pieced.collect()))
}

/// Insists that the pieces of logical frames follow each other and use every wire frame once.
fn tile(counts: &[usize], offsets: &[usize], frames: usize) -> Result<()> {
    if counts.len() != offsets.len() {
        return Err(Error::frames(format!(
            "{} counts of pieces have {} offsets",
            counts.len(),
            offsets.len()
        )));
    }
    let mut next = 0usize;
    for (&count, &offset) in counts.iter().zip(offsets) {
        if offset != next || count == 0 || count > frames - next {
            return Err(Error::frames("the pieces of split frames do not lie one after the other"));
        }
        next += count;
    }
    if next != frames {
        return Err(Error::frames(format!("{} frames are no piece of any logical frame", frames - next)));
    }
    Ok(())
}

/// The logical frames of a serialized value, to be written as part of another.
pub(crate) fn logical_frames<'a>(value: &'a Serialized<'_>) -> Result<Vec<Frame<'a>>> {
    fn lend<'a>(piece: &'a Piece<'_>) -> Piece<'a> {
        match piece {
            Piece::Borrowed(bytes) => Piece::Borrowed(bytes),
            Piece::Shared(bytes) => Piece::Shared(bytes.clone()),
        }
    }
    Ok(match tables(value, &Limits::cluster())? {
        None => value.pieces().iter().map(|piece| Frame::Whole(lend(piece))).collect(),
        Some(pieced) => pieced
            .into_iter()
            .map(|frame| Frame::Chain(frame.pieces.iter().map(lend).zip(frame.codecs).collect()))
            .collect(),
    })
}

/// Reads a serialized value with `read`.
pub(crate) fn read<T>(
    value: &Serialized<'_>,
    limits: &Limits,
    read: impl FnOnce(super::Input<'_, '_>) -> Result<T>,
) -> Result<T> {
    check(value, limits)?;
    match tables(value, limits)? {
        None => Decoder::new(value.header_bytes(), Source::Plain(value.pieces()), limits).root(read),
        Some(pieced) => Decoder::new(value.header_bytes(), Source::Pieced(&pieced), limits).root(read),
    }
}

/// The sizes that need no look inside.
pub(super) fn check(value: &Serialized<'_>, limits: &Limits) -> Result<()> {
    let header = value.header_bytes().len();
    if header > limits.header_bytes {
        return Err(Error::limit("bytes of the header", "header_bytes", limits.header_bytes, header));
    }
    if value.frame_count() > limits.frames {
        return Err(Error::limit("frames of one value", "frames", limits.frames, value.frame_count()));
    }
    let got = header as u64 + value.payload_bytes();
    if got > limits.message_bytes {
        let limit = limits.message_bytes;
        return Err(Error::new(ErrorKind::Limit {
            what: "bytes of the value",
            field: "message_bytes",
            limit,
            got,
        }));
    }
    Ok(())
}

impl Decoder<'_> {
    fn indices(&mut self) -> Result<Vec<usize>> {
        let len = self.array("an array of frame counts")?;
        (0..len).map(|_| self.index("a frame count")).collect()
    }

    fn codecs(&mut self) -> Result<Vec<Option<Codec>>> {
        let len = self.array("an array of codecs")?;
        (0..len)
            .map(|_| match self.token()? {
                Token::Nil | Token::Bool(false) => Ok(None),
                Token::Text(name) => match Codec::from_name(name) {
                    Some(codec) => Ok(Some(codec)),
                    None => Err(Error::new(ErrorKind::Codec {
                        name: cut(name),
                        problem: Cow::Borrowed("no such codec; Dask knows lz4, zstd, snappy and zlib"),
                    })),
                },
                other => Err(Error::header("the name of a codec", other.kind())),
            })
            .collect()
    }
}
