//! Columns that are being read: where their values stand, whoever wrote them. Opening looks at headers and claims
//! frames; the values are taken later, block by block.

use std::borrow::Cow;

use bytes::Bytes;

use super::open::at_column;
use super::text::ShortTexts;
use crate::decode::{Decoder, Envelope, Family, Input, Item, Place};
use crate::encode::object::Field;
use crate::error::{Error, Result};
use crate::msgpack::read::{Cursor, Token};
use crate::types::array::Layout;
use crate::types::element::Element;
use crate::types::masked;
use crate::types::number::{Number, collect};
use crate::value::{DType, Elements};

/// The values of a column.
#[derive(Debug)]
pub enum Source<'d> {
    /// The column of a field that isn't there.
    Absent,
    /// An array; its first axis goes over the rows.
    Array(Array<'d>),
    /// An array, and another that says which of its items are missing.
    Masked(Box<(Source<'d>, Source<'d>)>),
    /// msgpack values.
    Values(Values<'d>),
    /// Values with a header each.
    List(List<'d>),
    /// The columns of a record, in the order of the type's fields; those of flattened records behind them.
    Record(Vec<Source<'d>>, &'static [Field]),
    /// The names of variants, and the columns of each variant.
    Variants(Box<(Source<'d>, Vec<Source<'d>>)>),
    /// Which values are there, and those.
    Optional(Box<(Source<'d>, Source<'d>)>),
    /// The lengths of runs, and their items.
    Runs(Box<(std::vec::IntoIter<usize>, Source<'d>)>),
}

/// Bytes that were received as they are, or made from what was received.
pub(crate) type Held<'d> = Cow<'d, [u8]>;

/// An array in C order.
#[derive(Debug)]
pub struct Array<'d> {
    pub(crate) dtype: DType,
    pub(crate) bytes: Held<'d>,
    pub(crate) rows: usize,
    /// Lengths of the axes behind the first.
    pub(crate) inner: Vec<usize>,
    /// Whether the type said that it expects these axes.
    pub(crate) flat: bool,
    /// Items taken.
    pub(crate) at: usize,
}

/// A msgpack array.
#[derive(Debug)]
pub struct Values<'d> {
    place: ValuesPlace<'d>,
    len: usize,
    /// Values taken.
    at: usize,
    /// Whether nothing may follow the last one.
    to_end: bool,
    pub(super) short: ShortTexts,
}

#[derive(Debug)]
enum ValuesPlace<'d> {
    Received(Cursor<'d>),
    Made { bytes: Bytes, at: usize, frame: Option<usize> },
}

/// A collection of headers.
#[derive(Debug)]
pub struct List<'d> {
    items: Vec<Item<'d>>,
    at: usize,
}

impl<'d> Source<'d> {
    /// Finds the values of a column that is no dict.
    #[doc(hidden)]
    pub fn open(input: Input<'_, 'd>) -> Result<Self> {
        let Input { decoder, place } = input;
        let (start, stop) = match place {
            Place::Inline => return Values::open(decoder, false).map(Source::Values),
            Place::Payload { start, stop } => (start, stop),
            Place::Opened { .. } | Place::Entries(_) => return Err(Error::header("a column", "several")),
        };
        let envelope = decoder.envelope(start, stop)?;
        let here = decoder.cursor;
        let source = decoder.source(&envelope)?;
        decoder.cursor = here;
        Ok(source)
    }

    /// How many values there are; `None` if there is no column.
    pub(crate) fn len(&self) -> Option<usize> {
        match self {
            Source::Absent => None,
            Source::Array(array) => Some(array.rows),
            Source::Masked(both) => both.0.len(),
            Source::Values(values) => Some(values.len),
            Source::List(list) => Some(list.items.len()),
            Source::Record(columns, _) => columns.iter().find_map(Source::len),
            Source::Variants(both) => both.0.len(),
            Source::Optional(both) => both.0.len(),
            Source::Runs(both) => Some(both.0.len()),
        }
    }

    /// Insists that every value was taken.
    pub(crate) fn finish(&self, decoder: &Decoder<'d>) -> Result<()> {
        match self {
            Source::Absent => Ok(()),
            Source::Array(array) => array.finish(),
            Source::List(list) => all_taken(list.at, list.items.len()),
            Source::Values(values) => values.finish(decoder),
            Source::Record(columns, fields) => columns.iter().enumerate().try_for_each(|(index, column)| {
                column.finish(decoder).map_err(|error| at_column(error, fields, index))
            }),
            Source::Masked(both) => {
                both.0.finish(decoder)?;
                both.1.finish(decoder)
            }
            Source::Optional(both) => {
                both.0.finish(decoder).map_err(|error| error.at_field("validity"))?;
                both.1.finish(decoder).map_err(|error| error.at_field("values"))
            }
            Source::Variants(both) => {
                both.0.finish(decoder)?;
                both.1.iter().try_for_each(|fields| fields.finish(decoder))
            }
            Source::Runs(both) => both.1.finish(decoder).map_err(|error| error.at_field("items")),
        }
    }

    /// Takes values that stand by themselves, each read by `read`.
    #[doc(hidden)]
    pub fn values<T>(
        &mut self,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<T>,
        read: impl Fn(Input<'_, '_>) -> Result<T>,
    ) -> Result<()> {
        match self {
            Source::Values(values) => values.take(count, decoder, |decoder| {
                out.push(decoder.here(&read)?);
                Ok(())
            }),
            Source::List(list) => list.take(count, decoder, |input| {
                out.push(read(input)?);
                Ok(())
            }),
            other => Err(Error::header("a run of values", other.describe())),
        }
    }

    /// What stands here, for messages.
    pub(crate) fn describe(&self) -> String {
        match self {
            Source::Absent => "no column".to_owned(),
            Source::Array(array) => format!("an array of dtype `{}`", array.dtype),
            Source::Masked(_) => "a masked array".to_owned(),
            Source::Values(_) | Source::List(_) => "a run of values".to_owned(),
            Source::Record(..) => "the columns of a record".to_owned(),
            Source::Variants(_) => "the columns of an enum".to_owned(),
            Source::Optional(_) => "a column of optional values".to_owned(),
            Source::Runs(_) => "a column of runs".to_owned(),
        }
    }
}

#[cold]
fn too_short(len: usize) -> Error {
    Error::value(format!("the column ends after {len} values"))
}

fn all_taken(taken: usize, len: usize) -> Result<()> {
    match len - taken {
        0 => Ok(()),
        more => Err(Error::value(format!("the column has {more} values that belong to no row"))),
    }
}

impl<'d> Decoder<'d> {
    /// Finds the values of the column that an envelope leads to. The cursor is moved.
    fn source(&mut self, envelope: &Envelope<'d>) -> Result<Source<'d>> {
        let (start, stop) = (envelope.start, envelope.stop);
        match envelope.family {
            Family::Collection { kind: "list" | "tuple" | "set", .. } => {
                Ok(Source::List(List { items: self.items(envelope)?, at: 0 }))
            }
            Family::Msgpack if stop - start == 1 => {
                self.frames.claim(start)?;
                self.cursor = Cursor { bytes: self.frames.bytes(start)?, at: 0, frame: Some(start) };
                Values::open(self, true).map(Source::Values)
            }
            Family::Msgpack => {
                let bytes = self.msgpack_frames(start, stop, all_bytes)?;
                Values::made(bytes, start, self).map(Source::Values)
            }
            Family::Pickle => {
                let bytes = self.pickled(envelope, "a column", all_bytes)?;
                Values::made(bytes, start, self).map(Source::Values)
            }
            Family::Dask(sub_header) if envelope.is_class(crate::names::known::NDARRAY) => {
                self.cursor = sub_header;
                let layout = self.layout()?;
                one_frame(stop - start, 1)?;
                Array::open(layout, self, start).map(Source::Array)
            }
            Family::Dask(_) if envelope.is_class(crate::names::known::BYTES) => {
                one_frame(stop - start, 1)?;
                self.frames.claim(start)?;
                let bytes = self.frames.bytes(start)?;
                let (rows, bytes) = (bytes.len(), bytes.into());
                Ok(Source::Array(Array {
                    dtype: u8::dtype(),
                    bytes,
                    rows,
                    inner: Vec::new(),
                    flat: false,
                    at: 0,
                }))
            }
            Family::Dask(sub_header) if masked::is_masked(envelope) => {
                self.cursor = sub_header;
                let (data, frames, mask) = self.masked_header()?;
                one_frame(frames, 1)?;
                one_frame(stop - start, 1 + usize::from(mask.is_some()))?;
                self.cursor = data;
                let layout = self.layout()?;
                let values = Source::Array(Array::open(layout, self, start)?);
                let Some(mask) = mask else { return Ok(values) };
                self.cursor = mask;
                let layout = self.layout()?;
                let missing = Source::Array(Array::open(layout, self, start + 1)?);
                if values.len() != missing.len() {
                    let len = |source: &Source<'_>| source.len().unwrap_or_default();
                    let (values, missing) = (len(&values), len(&missing));
                    return Err(Error::array(format!("{values} values have a mask of {missing} items")));
                }
                Ok(Source::Masked(Box::new((values, missing))))
            }
            _ => Err(envelope.unexpected("a column")),
        }
    }
}

/// The bytes that a decoder was made for.
fn all_bytes(decoder: &mut Decoder<'_>) -> Result<Bytes> {
    let bytes = Bytes::copy_from_slice(decoder.cursor.rest());
    decoder.cursor.at += bytes.len();
    Ok(bytes)
}

fn one_frame(found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(Error::frames(format!("an array has {expected} frames, this one {found}")))
}

impl<'d> Array<'d> {
    fn open(layout: Layout, decoder: &mut Decoder<'d>, frame: usize) -> Result<Self> {
        if layout.shape.is_empty() {
            return Err(Error::array("a column needs an axis, and the array has none"));
        }
        layout.elements(decoder.limits)?;
        let (rows, inner) = (layout.shape[0], layout.shape[1..].to_vec());
        if layout.is_c_contiguous() {
            decoder.frames.claim(frame)?;
            let bytes = decoder.frames.bytes_of_len(frame, layout.frame_bytes()?)?;
            return Ok(Array { dtype: layout.dtype, bytes: bytes.into(), rows, inner, flat: false, at: 0 });
        }
        let array = layout.over(&mut decoder.frames, frame)?;
        let bytes = array.to_c_order(decoder.limits)?.to_vec();
        Ok(Array { dtype: array.dtype, bytes: bytes.into(), rows, inner, flat: false, at: 0 })
    }

    /// Takes the axes behind the first, which are to have these lengths, for items in a row.
    pub(crate) fn flatten(&mut self, inner: &[usize]) -> Result<()> {
        if self.flat {
            return Ok(());
        }
        if self.inner != inner {
            return Err(self.wrong_shape(inner));
        }
        self.flat = true;
        Ok(())
    }

    #[cold]
    fn wrong_shape(&self, inner: &[usize]) -> Error {
        Error::array(format!("the axes behind its first are {:?}, and {inner:?} were expected", self.inner))
    }

    /// The bytes of the next `count` items.
    pub(crate) fn take<T>(
        &mut self,
        count: usize,
        read: impl FnOnce(&Self, &[u8]) -> Result<T>,
    ) -> Result<T> {
        if !self.inner.is_empty() && !self.flat {
            return Err(self.wrong_shape(&[]));
        }
        let size = self.dtype.size();
        let end = self.at.checked_add(count).and_then(|end| Some(self.at * size..end.checked_mul(size)?));
        let Some(bytes) = end.and_then(|range| self.bytes.get(range)) else {
            return Err(too_short(self.rows));
        };
        let value = read(self, bytes)?;
        self.at += count;
        Ok(value)
    }

    /// Insists that every item was taken.
    fn finish(&self) -> Result<()> {
        all_taken(self.at, self.bytes.len() / self.dtype.size().max(1))
    }

    /// The items in these bytes as numbers that hold them without loss.
    pub(crate) fn numbers<T: Number>(&self, bytes: &[u8]) -> Result<Vec<T>> {
        let size = self.dtype.size();
        let (shape, strides) = ([bytes.len() / size.max(1)], [size]);
        let items = Elements { dtype: &self.dtype, shape: &shape, strides: &strides, data: bytes };
        collect(items)
    }
}

impl<'d> Values<'d> {
    /// The array at the cursor.
    fn open(decoder: &mut Decoder<'d>, to_end: bool) -> Result<Self> {
        let len = decoder.array("a column")?;
        Ok(Values {
            place: ValuesPlace::Received(decoder.cursor),
            len,
            at: 0,
            to_end,
            short: ShortTexts::default(),
        })
    }

    /// The array that these bytes are.
    fn made(bytes: Bytes, frame: usize, decoder: &mut Decoder<'d>) -> Result<Self> {
        let mut head = Cursor { bytes: &bytes, at: 0, frame: Some(frame) };
        let (len, at) = match head.token()? {
            Token::Array(len) => (len, head.at),
            other => return Err(Error::header("a column", other.kind())),
        };
        decoder.charge(len)?;
        Ok(Values {
            place: ValuesPlace::Made { bytes, at, frame: Some(frame) },
            len,
            at: 0,
            to_end: true,
            short: ShortTexts::default(),
        })
    }

    /// Where to go on behind the values taken so far, of an array that was received; else nowhere.
    pub(crate) fn behind(&self, otherwise: Cursor<'d>) -> Cursor<'d> {
        match &self.place {
            ValuesPlace::Received(cursor) => *cursor,
            ValuesPlace::Made { .. } => otherwise,
        }
    }

    /// Where the next value stands, of an array that was received.
    pub(crate) fn received(&self) -> Option<Cursor<'d>> {
        match &self.place {
            ValuesPlace::Received(cursor) if self.at < self.len => Some(*cursor),
            _ => None,
        }
    }

    /// Steps over values of this many bytes, which were read where they stand.
    pub(crate) fn skip(&mut self, count: usize, bytes: usize) -> Result<()> {
        if count > self.len - self.at {
            return Err(too_short(self.len));
        }
        if let ValuesPlace::Received(cursor) = &mut self.place {
            cursor.at += bytes;
        }
        self.at += count;
        Ok(())
    }

    /// Takes `count` values, each read by `read`.
    #[inline]
    pub(crate) fn take(
        &mut self,
        count: usize,
        decoder: &mut Decoder<'d>,
        mut read: impl FnMut(&mut Decoder<'_>) -> Result<()>,
    ) -> Result<()> {
        if count > self.len - self.at {
            return Err(too_short(self.len));
        }
        let first = self.at;
        let mut each = |decoder: &mut Decoder<'_>| {
            (0..count).try_for_each(|index| read(decoder).map_err(|error| error.at_index(first + index)))
        };
        match &mut self.place {
            ValuesPlace::Received(cursor) => {
                let here = std::mem::replace(&mut decoder.cursor, *cursor);
                each(decoder)?;
                *cursor = std::mem::replace(&mut decoder.cursor, here);
            }
            ValuesPlace::Made { bytes, at, frame } => {
                *at = decoder.resume(bytes, *at, *frame, each)?;
            }
        }
        self.at += count;
        Ok(())
    }

    fn finish(&self, decoder: &Decoder<'d>) -> Result<()> {
        all_taken(self.at, self.len)?;
        let left = match &self.place {
            ValuesPlace::Received(cursor) => cursor.left(),
            ValuesPlace::Made { bytes, at, .. } => bytes.len() - at,
        };
        match left {
            1.. if self.to_end => {
                Err(decoder.cursor.locate(Error::msgpack(format!("{left} bytes follow a column"))))
            }
            _ => Ok(()),
        }
    }
}

impl<'d> List<'d> {
    fn take(
        &mut self,
        count: usize,
        decoder: &mut Decoder<'d>,
        mut read: impl FnMut(Input<'_, 'd>) -> Result<()>,
    ) -> Result<()> {
        let Some(items) = self.items.get(self.at..).and_then(|left| left.get(..count)) else {
            return Err(too_short(self.items.len()));
        };
        let here = decoder.cursor;
        for (index, item) in items.iter().enumerate() {
            decoder.cursor = item.header;
            let input = match item.frames {
                Some((start, stop)) => decoder.payload(start, stop),
                None => decoder.inline(),
            };
            read(input).map_err(|error| error.at_index(self.at + index))?;
        }
        decoder.cursor = here;
        self.at += count;
        Ok(())
    }
}
