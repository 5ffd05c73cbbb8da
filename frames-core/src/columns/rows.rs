//! Rows out of columns: the derive's output fills a block of values for each field, and makes rows of them.

use std::marker::PhantomData;

use super::cell::Cell;
use super::source::Source;
use super::unpack::Fields;
use super::values::Values;
use crate::adapter::ReadAs;
use crate::decode::{Decoder, Slot};
use crate::encode::object::Field;
use crate::error::{Error, Result};
use crate::value::DType;

/// Rows that are read together: enough for each column to be read at a stretch, and few enough for the values to stay in
/// the cache until the rows are made.
const BLOCK: usize = 1024;

/// The column of one field, from which rows are made.
#[derive(Debug)]
pub struct Block<'r, 'd, A, T> {
    /// `None` if the field has no column.
    source: Option<&'r mut Source<'d>>,
    field: Option<&'static Field>,
    /// The memory of values that aren't made by rows.
    values: Vec<T>,
    codec: PhantomData<A>,
}

impl<'r, 'd, A, T> Block<'r, 'd, A, T> {
    /// Of the next field, which has no name of its own if it is flattened.
    pub fn next(fields: &mut Fields<'r, 'd>, field: Option<&'static Field>) -> Self {
        let source = fields.next().filter(|source| !matches!(source, Source::Absent));
        Block { source, field, values: Vec::new(), codec: PhantomData }
    }

    /// Takes the next `count` values of the column, for as many rows.
    #[inline]
    pub fn take(&mut self, count: usize, decoder: &mut Decoder<'d>) -> Result<HandOut<'_, 'd, A, T>>
    where
        A: ReadAs<T>,
    {
        let Block { source, field, values, .. } = self;
        let (mut texts, mut items, mut missing): (_, &[u8], &[u8]) = (None, &[], &[]);
        // Apart from taking them, which borrows what `unpack` needs otherwise.
        let by_rows = match (A::CELL, source.as_deref()) {
            (Cell::Text { .. }, Some(Source::Values(_))) => true,
            (Cell::Number { is_of, masked: false, .. }, Some(Source::Array(array))) => is_of(&array.dtype),
            (Cell::Number { is_of, masked: true, .. }, Some(Source::Masked(both))) => {
                by_bools(both, is_of, count)
            }
            _ => false,
        };
        let taken = match source {
            Some(source) if !by_rows => {
                values.reserve(count);
                A::unpack(source, count, decoder, values).and_then(|()| as_many(values.len(), count))
            }
            Some(Source::Values(values)) => {
                let there = values.has(count);
                texts = Some(values);
                there
            }
            Some(Source::Array(array)) => array.next(count).map(|next| items = next),
            Some(Source::Masked(both)) => masked(both, count).map(|both| (items, missing) = both),
            _ => Ok(()),
        };
        taken.map_err(|error| at_field(error, *field))?;
        let size = match A::CELL {
            Cell::Number { size, .. } => size,
            _ => 1,
        };
        Ok(HandOut {
            texts,
            items: items.chunks_exact(size),
            missing: missing.iter(),
            values: values.drain(..),
            field: *field,
            codec: PhantomData,
        })
    }
}

/// The bytes of the next items of a masked array, and of their mask.
fn masked<'v>(both: &'v mut (Source<'_>, Source<'_>), count: usize) -> Result<(&'v [u8], &'v [u8])> {
    let (Source::Array(array), Source::Array(mask)) = both else {
        return Err(Error::header("a masked array", "another column"));
    };
    Ok((array.next(count)?, mask.next(count)?))
}

/// Whether the next items of a masked array are of this dtype, and their mask of plain bools.
fn by_bools(both: &(Source<'_>, Source<'_>), is_of: fn(&DType) -> bool, count: usize) -> bool {
    let (Source::Array(array), Source::Array(mask)) = both else { return false };
    is_of(&array.dtype) && mask.ahead(count).is_ok_and(|bytes| mask.are_bools(bytes))
}

/// Insists that a column gave a value to each row.
fn as_many(values: usize, rows: usize) -> Result<()> {
    match values == rows {
        true => Ok(()),
        false => Err(Error::value(format!("the column has {values} values for {rows} rows"))),
    }
}

/// The values of one field on their way into rows; none if the field has no column.
#[derive(Debug)]
pub struct HandOut<'v, 'd, A, T> {
    texts: Option<&'v mut Values<'d>>,
    /// The items of an array of numbers.
    items: std::slice::ChunksExact<'v, u8>,
    /// Which of them are missing, if it's masked.
    missing: std::slice::Iter<'v, u8>,
    /// Values that are made already.
    values: std::vec::Drain<'v, T>,
    field: Option<&'static Field>,
    codec: PhantomData<A>,
}

impl<A, T> HandOut<'_, '_, A, T> {
    /// The next row's value. Inlined whatever the row's size: so the state of all columns stays in the row's loop.
    #[inline(always)]
    pub fn slot(&mut self) -> Result<Slot<T>>
    where
        A: ReadAs<T>,
    {
        let value = match A::CELL {
            Cell::Text { nil, make } => match &mut self.texts {
                Some(values) => {
                    let text = match values.text(nil) {
                        Ok(text) => text,
                        Err(error) => return Err(at_field(error, self.field)),
                    };
                    make(text).map_err(|error| at_field(values.at_last(error), self.field))?
                }
                None => self.values.next(),
            },
            Cell::Number { make, masked: false, .. } => match self.items.next() {
                Some(item) => make(Some(item)),
                None => self.values.next(),
            },
            Cell::Number { make, .. } => match (self.items.next(), self.missing.next()) {
                (Some(item), Some(missing)) => make((*missing == 0).then_some(item)),
                _ => self.values.next(),
            },
            Cell::Made => self.values.next(),
        };
        Ok(Slot::of(value))
    }
}

#[cold]
fn at_field(error: Error, field: Option<&'static Field>) -> Error {
    match field {
        Some(field) => error.at_field(field.name),
        None => error,
    }
}

/// Appends a row to a vector in which there is room for it.
///
/// A vector that might grow here would need the row in a place of its own until it has grown, and each row would be made
/// there and copied. For the same reason a row for which there is no room, of which there are none, is not dropped.
#[inline]
pub fn push<T>(out: &mut Vec<T>, row: T) -> Result<()> {
    if out.len() == out.capacity() {
        std::mem::forget(row);
        return Err(no_room());
    }
    out.push(row);
    Ok(())
}

#[cold]
fn no_room() -> Error {
    Error::value("there is no room for a row")
}

/// The lengths of the blocks that so many rows are read in.
pub fn blocks(rows: usize) -> impl Iterator<Item = usize> {
    (0..rows).step_by(BLOCK).map(move |start| BLOCK.min(rows - start))
}
