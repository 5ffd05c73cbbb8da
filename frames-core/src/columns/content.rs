//! Types that are written as the one field they hold stand in columns as that field does.

use super::{Column, Form, Nesting, Packing, Source};
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
