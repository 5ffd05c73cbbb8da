//! Moments, dates and durations in columns, which grow block by block: the unit becomes coarser when an item comes that
//! does not fit, and what was counted before is counted anew.

use super::instants::{Instant, count, no_unit, read_counts, unit_of};
use crate::columns::{Array, Column, Numbers};
use crate::encode::Fit;
use crate::error::Result;
use crate::value::moment::NAT;

/// An array in the finest unit.
pub(super) fn column<T: Instant>() -> Column<'static> {
    Column::numbers(T::DTYPES.first().copied().unwrap_or_default(), size_of::<i64>())
}

/// Appends items.
pub(super) fn pack<T: Instant>(
    rows: impl Iterator<Item = Option<T>>,
    column: &mut Column<'_>,
) -> Result<Fit> {
    let Column::Numbers(numbers) = column else { return column.mismatch() };
    let mut unit = unit_of(T::KIND, numbers.dtype);
    for row in rows {
        let count = loop {
            match unit.and_then(|unit| count(unit, row)) {
                Some(count) => break count,
                None => coarser::<T>(numbers)?,
            }
            unit = unit_of(T::KIND, numbers.dtype);
        };
        numbers.chunks.tail.extend_from_slice(&count.to_ne_bytes());
    }
    Ok(Fit::Written)
}

/// Counts everything so far in the next unit, which has a thousand of the last; an error if something has a rest.
#[cold]
fn coarser<T: Instant>(numbers: &mut Numbers<'_>) -> Result<()> {
    let counts = numbers.chunks.tail.chunks_exact_mut(size_of::<i64>());
    let mut dtypes = T::DTYPES.iter().skip_while(|dtype| **dtype != numbers.dtype).skip(1);
    numbers.dtype = dtypes.next().ok_or_else(|| no_unit(counts.len()))?;
    for (index, bytes) in counts.enumerate() {
        let count: i64 = bytemuck::pod_read_unaligned(bytes);
        if count != NAT {
            if count % 1000 != 0 {
                return Err(no_unit(index));
            }
            bytes.copy_from_slice(&(count / 1000).to_ne_bytes());
        }
    }
    Ok(())
}

/// Takes the next items of a column; `make` decides what becomes of a missing one.
pub(super) fn unpack<T: Instant, U>(
    array: &mut Array<'_>,
    count: usize,
    out: &mut Vec<U>,
    make: impl Fn(Option<T>) -> Result<U>,
) -> Result<()> {
    array.take(count, |array, bytes| read_counts(&array.dtype, bytes, array.at, make, out))
}
