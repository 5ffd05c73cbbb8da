//! Arrays as columns: their bytes in C order, of which the next are taken.

use std::borrow::Cow;

use super::source::{Source, all_taken, too_short};
use crate::decode::Decoder;
use crate::encode::object::Field;
use crate::error::{Error, Result};
use crate::types::array::Layout;
use crate::types::element::Element;
use crate::types::number::{Number, collect};
use crate::value::{DType, Elements};

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

impl<'d> Array<'d> {
    pub(super) fn open(layout: Layout, decoder: &mut Decoder<'d>, frame: usize) -> Result<Self> {
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

    /// Takes the next `count` items, whose bytes `read` is shown.
    pub(crate) fn take<T>(
        &mut self,
        count: usize,
        read: impl FnOnce(&Self, &[u8]) -> Result<T>,
    ) -> Result<T> {
        let value = read(self, self.ahead(count)?)?;
        self.at += count;
        Ok(value)
    }

    /// The bytes of the next `count` items.
    pub(super) fn ahead(&self, count: usize) -> Result<&[u8]> {
        if !self.inner.is_empty() && !self.flat {
            return Err(self.wrong_shape(&[]));
        }
        let end = self.at.checked_add(count).filter(|end| *end <= self.len());
        let end = end.ok_or_else(|| too_short(self.rows))?;
        let size = self.dtype.size();
        self.bytes.get(self.at * size..end * size).ok_or_else(|| too_short(self.rows))
    }

    /// How many items there are.
    fn len(&self) -> usize {
        match self.dtype.size() {
            // Texts of width 0: no byte tells how many there are.
            0 => self.inner.iter().product::<usize>() * self.rows,
            size => self.bytes.len() / size,
        }
    }

    /// The same, and steps over them.
    pub(super) fn next(&mut self, count: usize) -> Result<&[u8]> {
        self.ahead(count)?;
        self.at += count;
        let (end, size) = (self.at, self.dtype.size());
        Ok(&self.bytes[(end - count) * size..end * size])
    }

    /// Insists that every item was taken.
    pub(super) fn finish(&self) -> Result<()> {
        all_taken(self.at, self.len())
    }

    /// The items in these bytes, the first of which stands `ahead` of the next one, as numbers that hold them without loss.
    pub(crate) fn numbers<T: Number>(&self, ahead: usize, bytes: &[u8]) -> Result<Vec<T>> {
        let size = self.dtype.size();
        let (shape, strides) = ([bytes.len() / size.max(1)], [size]);
        let items = Elements { dtype: &self.dtype, shape: &shape, strides: &strides, data: bytes };
        let arrays_of = self.flat.then(|| self.inner.iter().product());
        collect(items).map_err(|error| error.among(self.at + ahead, arrays_of))
    }

    /// Whether these bytes, which stand in it, are bools as Rust has them.
    pub(super) fn are_bools(&self, bytes: &[u8]) -> bool {
        self.dtype.has_bytes_of(&bool::dtype()) && bytes.iter().fold(0, |all, byte| all | byte) <= 1
    }

    /// The columns of a record, where this is an array of numpy's records.
    pub(super) fn split(&self, fields: &'static [Field]) -> Option<Vec<Source<'d>>> {
        if self.dtype.fields().is_empty() || self.at > 0 || !self.inner.is_empty() {
            return None;
        }
        let column = |field: &Field| {
            let Some(found) = self.dtype.fields().iter().find(|found| field.is_called(&found.name)) else {
                return Source::Absent;
            };
            let range = found.offset..found.offset + found.dtype.size();
            let rows = self.bytes.chunks_exact(self.dtype.size().max(1));
            let bytes = rows.flat_map(|row| row.get(range.clone()).unwrap_or_default()).copied();
            let bytes: Held<'d> = bytes.collect::<Vec<u8>>().into();
            // A fixed array in a record is an axis of the column.
            let (dtype, inner) = match &found.dtype {
                DType::SubArray { base, shape } => ((**base).clone(), shape.clone()),
                dtype => (dtype.clone(), Vec::new()),
            };
            Source::Array(Array { dtype, bytes, rows: self.rows, inner, flat: false, at: 0 })
        };
        Some(fields.iter().map(column).collect())
    }
}
