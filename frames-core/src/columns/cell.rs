//! How a row makes its value of the cell of a column: types that are one text, or one number, need no values made before
//! the row is.

use crate::error::Result;
use crate::framed::FromFrames;
use crate::value::DType;

/// How a row makes a `T` of a cell.
#[derive(Debug)]
pub enum Cell<T> {
    /// It takes more than a cell: values are made block by block.
    Made,
    /// Of a text in a run of msgpack values.
    Text {
        /// Whether it may be nil.
        nil: bool,
        /// `None` is nil. There is a value for every text, and where it may be, for nil.
        make: fn(Option<&str>) -> Result<Option<T>>,
    },
    /// Of an item of an array.
    Number {
        /// Bytes of an item.
        size: usize,
        /// Whether an array of this dtype has such items, all of whose bit patterns are values.
        is_of: fn(&DType) -> bool,
        /// Whether it is an array with a mask.
        masked: bool,
        /// `None` is a masked item.
        make: fn(Option<&[u8]>) -> Option<T>,
    },
}

/// Of an optional value.
pub(crate) const fn optional<T: FromFrames>() -> Cell<Option<T>> {
    match T::CELL {
        Cell::Text { nil: false, .. } => Cell::Text { nil: true, make: optional_text },
        Cell::Number { size, is_of, masked: false, .. } => {
            Cell::Number { size, is_of, masked: true, make: optional_number }
        }
        _ => Cell::Made,
    }
}

#[inline]
fn optional_text<T: FromFrames>(text: Option<&str>) -> Result<Option<Option<T>>> {
    match (T::CELL, text) {
        (Cell::Text { make, .. }, Some(_)) => make(text).map(Some),
        _ => Ok(Some(None)),
    }
}

#[inline]
fn optional_number<T: FromFrames>(item: Option<&[u8]>) -> Option<Option<T>> {
    match (T::CELL, item) {
        (Cell::Number { make, .. }, Some(_)) => make(item).map(Some),
        _ => Some(None),
    }
}
