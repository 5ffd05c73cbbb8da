//! The tables of an outermost header: which wire frames make a logical frame, and how they are compressed.

use std::borrow::Cow;

use super::{Decoder, Input, set};
use crate::error::{Error, ErrorKind, Result, cut};
use crate::frame::{Codec, Frame, Piece};
use crate::frame_reader::Source;
use crate::limits::Limits;
use crate::msgpack::read::{Cursor, Token};
use crate::pieces::{Layout, Pieces};
use crate::registry::Registry;
use crate::serialized::Serialized;

/// Starts of headers that have no room for tables: all their entries are others, required ones.
const WITHOUT_TABLES: [&[u8]; 2] = [b"\x84\xaaserializer\xa4dask\xa4type", b"\x81\xaaserializer\xa7msgpack"];

/// The tables of a header, while it is walked.
#[derive(Debug, Default)]
pub(super) struct Tables {
    counts: Option<Vec<usize>>,
    offsets: Option<Vec<usize>>,
    codecs: Option<Vec<Option<Codec>>>,
    total: Option<usize>,
}

impl Tables {
    /// Reads the value of the entry `key`, which was read at `at`, if it is one of the tables.
    pub(super) fn entry<'d>(&mut self, key: &str, at: Cursor<'d>, decoder: &mut Decoder<'d>) -> Result<bool> {
        match key {
            "split-num-sub-frames" => set(&mut self.counts, decoder.indices()?, at)?,
            "split-offsets" => set(&mut self.offsets, decoder.indices()?, at)?,
            "compression" => set(&mut self.codecs, decoder.codecs()?, at)?,
            "count" => set(&mut self.total, decoder.index("a number of frames")?, at)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// How so many wire frames make logical ones; `None` where they are the logical ones.
    pub(super) fn layout(self, wire: usize) -> Result<Option<Layout>> {
        let Tables { counts, offsets, codecs, total } = self;
        if let Some(total) = total.filter(|total| *total != wire) {
            return Err(Error::frames(format!("{total} frames are counted, {wire} are there")));
        }
        let codecs = match codecs {
            Some(codecs) if codecs.len() == wire => codecs,
            Some(codecs) => {
                return Err(Error::frames(format!("{} codecs are named for {wire} frames", codecs.len())));
            }
            None => vec![None; wire],
        };
        let counts = match (counts, offsets) {
            (None, _) if codecs.iter().all(Option::is_none) => return Ok(None),
            (None, _) => vec![1; wire],
            (Some(_), None) => return Err(Error::header("`split-offsets`", "none")),
            (Some(counts), Some(offsets)) => {
                tile(&counts, &offsets, wire)?;
                counts
            }
        };
        Ok(Some(Layout { counts, codecs }))
    }
}

/// How the wire frames of a value make logical ones; `None` where they are the logical ones.
pub(crate) fn layout(value: &Serialized<'_>, limits: &Limits) -> Result<Option<Layout>> {
    let header = value.header_bytes();
    if WITHOUT_TABLES.iter().any(|start| header.starts_with(start)) {
        return Ok(None);
    }
    let mut decoder = Decoder::new(header, Source::Plain(&[]), limits);
    let mut tables = Tables::default();
    for _ in 0..decoder.map("a header")? {
        let at = decoder.cursor;
        let taken = match decoder.token()? {
            Token::Text(key) => tables.entry(key, at, &mut decoder)?,
            _ => false,
        };
        if !taken {
            decoder.cursor = at;
            decoder.look_past()?;
            decoder.look_past()?;
        }
    }
    tables.layout(value.frame_count())
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
    let mut wire = value.pieces().iter().map(Piece::lend);
    Ok(match layout(value, &Limits::cluster())? {
        None => wire.map(Frame::Whole).collect(),
        Some(Layout { counts, codecs }) => {
            let mut wire = wire.by_ref().zip(codecs);
            counts.into_iter().map(|count| Frame::of(wire.by_ref().take(count).collect())).collect()
        }
    })
}

/// Reads a serialized value with `read`.
pub(crate) fn read<T>(
    value: &Serialized<'_>,
    limits: &Limits,
    read: impl FnOnce(Input<'_, '_>) -> Result<T>,
) -> Result<T> {
    read_with(None, value, limits, read)
}

/// The same, with objects of the types in this registry alone.
pub(crate) fn read_by<T>(
    registry: &Registry,
    value: &Serialized<'_>,
    limits: &Limits,
    read: impl FnOnce(Input<'_, '_>) -> Result<T>,
) -> Result<T> {
    read_with(Some(registry), value, limits, read)
}

fn read_with<T>(
    registry: Option<&Registry>,
    value: &Serialized<'_>,
    limits: &Limits,
    read: impl FnOnce(Input<'_, '_>) -> Result<T>,
) -> Result<T> {
    check(value, limits)?;
    let header = value.header_bytes();
    match layout(value, limits)? {
        None => {
            let decoder = Decoder::new(header, Source::Plain(value.pieces()), limits);
            Decoder { registry, ..decoder }.root(read)
        }
        Some(layout) => {
            let pieces = Pieces::new(layout, value.pieces(), value.parent(), limits);
            let decoder = Decoder::new(header, Source::Pieced(&pieces), limits);
            Decoder { registry, ..decoder }.root(read)
        }
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
        (0..len).map(|_| self.index("a number of frames")).collect()
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
