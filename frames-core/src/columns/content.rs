//! Types that are written as the one field they hold stand in columns as that field does.

use super::{Cell, Column, Form, Nesting, Packing, Source};
use crate::adapter::{ReadAs, WriteAs};
use crate::decode::Decoder;
use crate::encode::Fit;
use crate::error::Result;

/// What a run of them becomes. Such a type may contain itself, as a record may.
pub fn form<A: WriteAs<F>, F, T>(nesting: &Nesting<'_>) -> Form {
    match nesting.within::<T>() {
        None => Form::Rows,
        Some(nesting) => A::form(&nesting),
    }
}

/// Appends their fields to a column.
pub fn pack<'a, A: WriteAs<F>, F: 'a, T: 'a>(
    rows: &[&'a T],
    get: impl Fn(&'a T) -> &'a F,
    column: &mut Column<'a>,
    packing: &Packing,
) -> Result<Fit> {
    let values: Vec<&F> = rows.iter().map(|row| get(row)).collect();
    A::pack(&values, column, packing)
}

/// How a row makes such a value of a cell: as it makes the field, if these functions do.
pub const fn cell<A: ReadAs<F>, F, T>(
    text: fn(Option<&str>) -> Result<Option<T>>,
    number: fn(Option<&[u8]>) -> Option<T>,
) -> Cell<T> {
    match A::CELL {
        Cell::Made => Cell::Made,
        Cell::Text { nil, .. } => Cell::Text { nil, make: text },
        Cell::Number { size, is_of, masked, .. } => Cell::Number { size, is_of, masked, make: number },
    }
}

/// The value that holds the field that a text is.
#[inline]
pub fn of_text<A: ReadAs<F>, F, T>(text: Option<&str>, make: impl Fn(F) -> T) -> Result<Option<T>> {
    match A::CELL {
        Cell::Text { make: field, .. } => Ok(field(text)?.map(make)),
        _ => Ok(None),
    }
}

/// The value that holds the field that an item of an array is.
#[inline]
pub fn of_number<A: ReadAs<F>, F, T>(item: Option<&[u8]>, make: impl Fn(F) -> T) -> Option<T> {
    match A::CELL {
        Cell::Number { make: field, .. } => field(item).map(make),
        _ => None,
    }
}

/// Takes the next values out of a column.
pub fn unpack<'d, A: ReadAs<F>, F, T>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<T>,
    make: impl Fn(F) -> T,
) -> Result<()> {
    let mut values = Vec::with_capacity(count);
    A::unpack(source, count, decoder, &mut values)?;
    out.extend(values.into_iter().map(make));
    Ok(())
}
