//! Columns that are being written: a tree, made empty from a type and filled block by block.

use super::chunks::Chunks;
use crate::encode::object::Field;
use crate::encode::{Fit, Inline};
use crate::error::{Error, Result};
use crate::msgpack::{marker, write};

use super::Packing;

/// A column, or the columns of a record.
#[derive(Debug)]
pub enum Column<'a> {
    /// Numbers, or fixed arrays of numbers.
    Numbers(Numbers<'a>),
    /// Numbers with a mask.
    Masked(Masked),
    /// msgpack values.
    Values(Values<'a>),
    /// The columns of a record's fields.
    Record(Vec<Named<'a>>),
    /// An enum.
    Variants(Variants<'a>),
    /// Which values are there, and those.
    Optional(Box<(Numbers<'static>, Column<'a>)>),
    /// Where runs begin and end, and their items.
    Runs(Box<(Numbers<'static>, Column<'a>)>),
}

/// The column of a record's field.
#[derive(Debug)]
pub struct Named<'a> {
    /// `None` for a record whose fields are those of the record around.
    pub(crate) field: Option<&'static Field>,
    pub(crate) column: Column<'a>,
}

/// An array that grows along its first axis.
#[derive(Debug)]
pub struct Numbers<'a> {
    pub(crate) dtype: &'static str,
    /// Bytes of one number.
    pub(crate) item: usize,
    /// Lengths of the axes behind the first.
    pub(crate) inner: Vec<usize>,
    pub(crate) chunks: Chunks<'a>,
}

/// A masked array; missing items are zero in the data.
#[derive(Debug)]
pub struct Masked {
    pub(crate) dtype: &'static str,
    pub(crate) item: usize,
    pub(crate) data: Vec<u8>,
    pub(crate) mask: Vec<u8>,
}

/// A msgpack array that grows.
#[derive(Debug)]
pub struct Values<'a> {
    pub(crate) chunks: Chunks<'a>,
    pub(crate) len: usize,
}

/// The columns of an enum.
#[derive(Debug)]
pub struct Variants<'a> {
    pub(crate) tag: &'static Field,
    /// The name of each value's variant.
    pub(crate) tags: Values<'a>,
    /// The columns of each variant, in which only values of that variant are.
    pub(crate) variants: Vec<(&'static str, Vec<Named<'a>>)>,
}

/// The head of an array whose length is not known yet.
const OPEN_ARRAY: [u8; 5] = [marker::ARRAY32, 0, 0, 0, 0];

impl<'a> Numbers<'a> {
    pub(crate) fn new(dtype: &'static str, item: usize) -> Self {
        Numbers { dtype, item, inner: Vec::new(), chunks: Chunks::default() }
    }

    /// Lengths of all axes.
    pub(crate) fn shape(&self) -> Vec<usize> {
        let row = self.inner.iter().product::<usize>() * self.item;
        [self.chunks.len() / row.max(1)].into_iter().chain(self.inner.iter().copied()).collect()
    }
}

impl<'a> Values<'a> {
    pub(crate) fn new() -> Self {
        let mut chunks = Chunks::default();
        chunks.tail.extend_from_slice(&OPEN_ARRAY);
        Values { chunks, len: 0 }
    }

    /// Appends values that `write` puts down.
    pub(crate) fn pack<T>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
        packing: &Packing,
        write: impl Fn(T, &mut Inline<'_>) -> Result<Fit>,
    ) -> Result<Fit> {
        let mut out = Inline::frame(&mut self.chunks.tail, packing.style, packing.depth);
        for row in rows {
            if write(row, &mut out).map_err(|error| error.at_index(self.len))? == Fit::NeedsFrames {
                return Ok(Fit::NeedsFrames);
            }
            self.len += 1;
        }
        Ok(Fit::Written)
    }

    /// Appends a value that is missing.
    pub(crate) fn nil(&mut self) -> Fit {
        write::nil(&mut self.chunks.tail);
        self.len += 1;
        Fit::Written
    }

    /// The array, closed.
    pub(crate) fn close(mut self) -> Result<Chunks<'a>> {
        let len = u32::try_from(self.len)
            .map_err(|_| Error::not_allowed("more than 2^32 values are too many for one column"))?;
        if let Some(head) = self.chunks.first_mut().get_mut(1..OPEN_ARRAY.len()) {
            head.copy_from_slice(&len.to_be_bytes());
        }
        Ok(self.chunks)
    }
}

impl<'a> Column<'a> {
    pub(crate) fn values() -> Self {
        Column::Values(Values::new())
    }

    pub(crate) fn numbers(dtype: &'static str, item: usize) -> Self {
        Column::Numbers(Numbers::new(dtype, item))
    }

    /// Optional values, whose own column this is.
    pub(crate) fn optional(values: Column<'a>) -> Self {
        Column::Optional(Box::new((Numbers::new("|b1", 1), values)))
    }

    /// Runs, the column of whose items this is.
    pub(crate) fn runs(items: Column<'a>) -> Self {
        let mut offsets = Numbers::new(OFFSETS, size_of::<i64>());
        offsets.chunks.tail.extend_from_slice(&0i64.to_ne_bytes());
        Column::Runs(Box::new((offsets, items)))
    }

    /// How many values are in it.
    pub(crate) fn len(&self) -> usize {
        match self {
            Column::Numbers(numbers) => numbers.shape()[0],
            Column::Masked(masked) => masked.mask.len(),
            Column::Values(values) => values.len,
            Column::Record(fields) => fields.first().map_or(0, |field| field.column.len()),
            Column::Variants(variants) => variants.tags.len,
            Column::Optional(optional) => optional.0.chunks.len(),
            Column::Runs(runs) => runs.0.shape()[0] - 1,
        }
    }

    /// Makes room for `rows` values like the first `done`.
    pub(crate) fn reserve(&mut self, done: usize, rows: usize) {
        let fields = |fields: &mut Vec<Named<'_>>| {
            fields.iter_mut().for_each(|named| named.column.reserve(done, rows));
        };
        match self {
            Column::Numbers(numbers) => numbers.chunks.reserve(done, rows),
            Column::Masked(masked) => {
                masked.data.reserve(rows.saturating_sub(done) * masked.item);
                masked.mask.reserve(rows.saturating_sub(done));
            }
            Column::Values(values) => values.chunks.reserve(done, rows),
            Column::Record(record) => fields(record),
            Column::Variants(enumeration) => {
                enumeration.tags.chunks.reserve(done, rows);
                enumeration.variants.iter_mut().for_each(|(_, record)| fields(record));
            }
            Column::Optional(both) | Column::Runs(both) => {
                both.0.chunks.reserve(done, rows);
                both.1.reserve(done, rows);
            }
        }
    }

    /// Asks for a column of another kind than this one. No impl of ours does.
    #[cold]
    pub(crate) fn mismatch<T>(&self) -> Result<T> {
        Err(Error::not_allowed("a value was packed into a column that another type made"))
    }
}

/// Offsets, as numpy indexes.
pub(crate) const OFFSETS: &str = if cfg!(target_endian = "big") { ">i8" } else { "<i8" };
