//! Filling columns: what the hooks of [`Framed`] do unless a type knows better, and the way of a whole run.

use super::column::{Column, Numbers};
use super::{Form, Nesting, Packing};
use crate::encode::{Encoder, Fit, Inline, shallow};
use crate::error::Result;
use crate::framed::Framed;

/// Rows that are packed together: few enough to stay in the cache from one field to the next.
const BLOCK: usize = 128;

/// Whether a run of these is written in columns. A type that contains itself has no columns, and would be asked without
/// an end what it prefers.
fn in_columns<T: Framed>() -> bool {
    T::form(&Nesting::ROOT) == Form::Columns && !T::prefers_rows()
}

/// `Framed::slice_inline` of a type whose runs may be columns.
pub fn slice_inline<T: Framed>(slice: &[T], out: &mut Inline<'_>) -> Result<Fit> {
    if in_columns::<T>() && !out.is_key() { Ok(Fit::NeedsFrames) } else { out.run(slice) }
}

/// `Framed::slice_needs_frames` of such a type.
pub fn slice_needs_frames<T: Framed>(slice: &[T]) -> bool {
    in_columns::<T>() || slice.first().is_some_and(|first| shallow(|| first.needs_frames()))
}

/// `Framed::chain_payload` of such a type, for a run that may lie in two places. In a message rows stay in frame 0, where
/// schedulers read.
pub fn chain_payload<'a, T: Framed>(first: &'a [T], second: &'a [T], out: &mut Encoder<'a>) -> Result<()> {
    if out.in_tree() || !in_columns::<T>() || !column_payload(first, second, out)? {
        return out.chain(first, second);
    }
    Ok(())
}

/// Writes a run as columns; false, with nothing written, if a value turned out to need frames of its own. Apart from the
/// way of rows, whose values may contain their own kind and need little of the stack so.
#[inline(never)]
fn column_payload<'a, T: Framed>(first: &'a [T], second: &'a [T], out: &mut Encoder<'a>) -> Result<bool> {
    let blocks = first.chunks(BLOCK).chain(second.chunks(BLOCK));
    filled_payload(first.len() + second.len(), blocks, out)
}

/// Writes values that lie anywhere as a run: as columns, or else one by one.
pub(crate) fn rows_payload<'a, T: Framed>(rows: &[&'a T], out: &mut Encoder<'a>) -> Result<()> {
    let blocks = rows.chunks(BLOCK).map(|block| block.iter().copied());
    if in_columns::<T>() && filled_payload(rows.len(), blocks, out)? {
        return Ok(());
    }
    let all = || rows.iter().copied();
    let fits = !rows.first().is_some_and(|first| shallow(|| first.needs_frames()))
        && out.msgpack_frame(|out| out.values(rows.len(), all(), |row, out| row.inline(out)))?
            == Fit::Written;
    if fits {
        return Ok(());
    }
    out.collection("list", rows.len(), all(), |row, out| row.payload(out))
}

fn filled_payload<'a, T: Framed + 'a>(
    total: usize,
    blocks: impl Iterator<Item: IntoIterator<Item = &'a T>>,
    out: &mut Encoder<'a>,
) -> Result<bool> {
    let packing = Packing { style: out.style, depth: out.depth + 1 };
    match filled(total, blocks, &packing)? {
        Some(column) if !column.names_meet() => column.payload(out).map(|()| true),
        _ => Ok(false),
    }
}

/// All columns of a run that may lie in two places; `None` if a value turned out to need frames of its own.
#[cfg(feature = "arrow")]
pub(crate) fn columns<'a, T: Framed>(
    first: &'a [T],
    second: &'a [T],
    packing: &Packing,
) -> Result<Option<Column<'a>>> {
    filled(first.len() + second.len(), first.chunks(BLOCK).chain(second.chunks(BLOCK)), packing)
}

/// Columns of the values in these blocks.
fn filled<'a, T: Framed + 'a>(
    total: usize,
    blocks: impl Iterator<Item: IntoIterator<Item = &'a T>>,
    packing: &Packing,
) -> Result<Option<Column<'a>>> {
    let mut column: Column<'a> = T::column();
    let mut rows: Vec<&'a T> = Vec::with_capacity(BLOCK.min(total));
    for (index, block) in blocks.enumerate() {
        rows.clear();
        rows.extend(block);
        if T::pack(&rows, &mut column, packing)? == Fit::NeedsFrames {
            return Ok(None);
        }
        if index == 0 {
            column.reserve(rows.len(), total);
        }
    }
    Ok(Some(column))
}

/// Values as msgpack, as `write` puts them down.
pub(crate) fn values<'a, T>(
    rows: &[&'a T],
    column: &mut Column<'a>,
    packing: &Packing,
    write: impl Fn(&T, &mut Inline<'_>) -> Result<Fit>,
) -> Result<Fit> {
    match column {
        Column::Values(values) => values.pack(rows.iter().copied(), packing, write),
        other => other.mismatch(),
    }
}

/// Optional values: nil among the others, or only those that are there behind a list of which are.
pub(crate) fn options<'a, T: Framed>(
    rows: &[Option<&'a T>],
    column: &mut Column<'a>,
    packing: &Packing,
) -> Result<Fit> {
    let packs_values = matches!(T::form(&Nesting::ROOT), Form::Values { .. });
    match column {
        Column::Values(_) => {
            for row in rows {
                let fit = match (row, &mut *column) {
                    (Some(value), column) if packs_values => T::pack(&[*value], column, packing)?,
                    (Some(value), column) => values(&[*value], column, packing, T::inline)?,
                    (None, Column::Values(values)) => values.nil(),
                    (None, other) => other.mismatch()?,
                };
                if fit == Fit::NeedsFrames {
                    return Ok(fit);
                }
            }
            Ok(Fit::Written)
        }
        Column::Optional(both) => {
            both.0.chunks.tail.extend(rows.iter().map(|row| u8::from(row.is_some())));
            let there: Vec<&T> = rows.iter().copied().flatten().collect();
            T::pack(&there, &mut both.1, packing)
        }
        other => other.mismatch(),
    }
}

/// Runs: each as a msgpack array, or all items together behind a list of where each run ends.
pub(crate) fn runs<'a, T: Framed>(
    rows: &[&'a [T]],
    column: &mut Column<'a>,
    packing: &Packing,
) -> Result<Fit> {
    match column {
        Column::Values(values) => values.pack(rows, packing, |row, out| T::slice_inline(row, out)),
        Column::Runs(both) => {
            let (offsets, items) = &mut **both;
            ends(rows.iter().map(|row| row.len()), items.len(), offsets);
            T::pack_slices(rows, items, packing)
        }
        other => other.mismatch(),
    }
}

/// Where runs of these lengths end.
pub(crate) fn ends(lengths: impl Iterator<Item = usize>, mut end: usize, offsets: &mut Numbers<'_>) {
    for len in lengths {
        end += len;
        offsets.chunks.tail.extend_from_slice(&(end as i64).to_ne_bytes());
    }
}

/// The items of slices, one after the other.
pub(crate) fn slices<'a, T: Framed>(
    slices: &[&'a [T]],
    column: &mut Column<'a>,
    packing: &Packing,
) -> Result<Fit> {
    let mut rows = Vec::with_capacity(BLOCK);
    let mut items = slices.iter().copied().flatten();
    loop {
        rows.clear();
        rows.extend(items.by_ref().take(BLOCK));
        if rows.is_empty() {
            return Ok(Fit::Written);
        }
        if T::pack(&rows, column, packing)? == Fit::NeedsFrames {
            return Ok(Fit::NeedsFrames);
        }
    }
}

/// Values that stand behind a pointer, or are the content of others.
pub(crate) fn through<'a, T, U: Framed + 'a>(
    rows: &[&'a T],
    get: impl Fn(&'a T) -> &'a U,
    column: &mut Column<'a>,
    packing: &Packing,
) -> Result<Fit> {
    let values: Vec<&U> = rows.iter().map(|row| get(row)).collect();
    U::pack(&values, column, packing)
}
