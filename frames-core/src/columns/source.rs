//! Columns that are being read: where their values stand, whoever wrote them. Opening looks at headers and claims
//! frames; the values are taken later, block by block.

use bytes::Bytes;

use super::arrays::Array;
use super::open::at_column;
use super::values::{List, Values};
use crate::decode::{Decoder, Envelope, Family, Input, Place};
use crate::encode::object::Field;
use crate::error::{Error, Result};
use crate::msgpack::read::Cursor;
use crate::types::element::Element;
use crate::types::masked;

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
            Source::Values(values) => Some(values.len()),
            Source::List(list) => Some(list.len()),
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
            Source::List(list) => list.finish(),
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
            Source::Runs(both) => {
                all_taken(0, both.0.len())?;
                both.1.finish(decoder).map_err(|error| error.at_field("items"))
            }
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
pub(super) fn too_short(len: usize) -> Error {
    Error::value(format!("the column ends after {len} values"))
}

pub(super) fn all_taken(taken: usize, len: usize) -> Result<()> {
    match len.saturating_sub(taken) {
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
                Ok(Source::List(List::new(self.items(envelope)?)))
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
