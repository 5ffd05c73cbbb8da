//! Numbers in columns: the bytes of each behind those of the one before, and the same way back.

use std::borrow::Cow;

use super::column::{Column, Masked};
use super::source::Source;
use crate::decode::Decoder;
use crate::encode::Fit;
use crate::error::{Error, Result};
use crate::framed::FromFrames;
use crate::types::number::Number;

/// An array of this type.
pub(crate) fn column<T: Number>() -> Column<'static> {
    Column::numbers(T::DTYPE, size_of::<T>())
}

/// A masked array of this type.
pub(crate) fn options_column<T: Number>() -> Column<'static> {
    Column::Masked(Masked { dtype: T::DTYPE, item: size_of::<T>(), data: Vec::new(), mask: Vec::new() })
}

/// Makes room for `rows` numbers, and shows it.
fn grow<T>(out: &mut Vec<u8>, rows: usize) -> std::slice::ChunksExactMut<'_, u8> {
    let start = out.len();
    out.resize(start + rows * size_of::<T>(), 0);
    out[start..].chunks_exact_mut(size_of::<T>().max(1))
}

/// Appends numbers.
pub(crate) fn pack<T: Number>(rows: &[&T], column: &mut Column<'_>) -> Result<Fit> {
    let Column::Numbers(numbers) = column else { return column.mismatch() };
    for (place, row) in grow::<T>(&mut numbers.chunks.tail, rows.len()).zip(rows) {
        place.copy_from_slice(bytemuck::bytes_of(*row));
    }
    Ok(Fit::Written)
}

/// Appends optional numbers.
pub(crate) fn pack_options<T: Number>(rows: &[Option<&T>], column: &mut Column<'_>) -> Result<Fit> {
    let Column::Masked(masked) = column else { return column.mismatch() };
    for (place, row) in grow::<T>(&mut masked.data, rows.len()).zip(rows) {
        if let Some(value) = row {
            place.copy_from_slice(bytemuck::bytes_of(*value));
        }
    }
    masked.mask.extend(rows.iter().map(|row| u8::from(row.is_none())));
    Ok(Fit::Written)
}

/// Appends runs of numbers; long ones are lent.
pub(crate) fn pack_slices<'a, T: Number>(slices: &[&'a [T]], column: &mut Column<'a>) -> Result<Fit> {
    let Column::Numbers(numbers) = column else { return column.mismatch() };
    slices.iter().for_each(|slice| numbers.chunks.lend(bytemuck::cast_slice(slice)));
    Ok(Fit::Written)
}

/// Takes numbers: all bytes at once where they are of this very type.
pub(crate) fn unpack<'d, T: Number + FromFrames>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<T>,
) -> Result<()> {
    let source = source.required(count, decoder)?;
    let Source::Array(array) = source else { return source.values(count, decoder, out, T::decode) };
    array.take(count, |array, bytes| {
        if array.dtype.has_bytes_of(&T::dtype()) {
            // All at once, into memory of the right size.
            if out.capacity() == 0 {
                if let Some(values) = T::cast(bytes) {
                    *out = values?;
                    return Ok(());
                }
            } else if T::extend(bytes, out) {
                return Ok(());
            }
        }
        out.append(&mut array.numbers(0, bytes)?);
        Ok(())
    })
}

/// Takes optional numbers out of a masked array.
pub(crate) fn unpack_options<'d, T: Number + FromFrames>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<Option<T>>,
) -> Result<()> {
    let Source::Masked(both) = source else { return super::unpack::options(source, count, decoder, out) };
    let (data, mask) = &mut **both;
    let (Source::Array(data), Source::Array(mask)) = (data, mask) else {
        return Err(Error::header("a masked array", "another column"));
    };
    mask.take(count, |mask, missing| {
        let missing = match mask.are_bools(missing) {
            true => Cow::Borrowed(missing),
            false => mask.numbers::<bool>(0, missing)?.into_iter().map(u8::from).collect(),
        };
        data.take(count, |data, bytes| {
            if data.dtype.has_bytes_of(&T::dtype()) && T::extend_options(bytes, &missing, out) {
                return Ok(());
            }
            // What is under the mask may be no value of the type.
            let size = data.dtype.size().max(1);
            for (index, (item, missing)) in bytes.chunks_exact(size).zip(&*missing).enumerate() {
                let value = match missing {
                    1.. => None,
                    0 => data.numbers::<T>(index, item)?.pop(),
                };
                out.push(value);
            }
            Ok(())
        })
    })
}

/// Takes runs of numbers, each with one copy.
pub(crate) fn unpack_runs<'d, T: Number + FromFrames>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<Vec<T>>,
) -> Result<()> {
    let source = source.required(count, decoder)?;
    let Source::Runs(both) = source else { return super::unpack::runs(source, count, decoder, out) };
    let (lengths, items) = &mut **both;
    for len in super::unpack::next_lengths(lengths, count)? {
        let mut run = Vec::new();
        if len > 0 {
            decoder.expand(len, size_of::<T>())?;
            T::unpack(items, len, decoder, &mut run).map_err(|error| error.at_field("items"))?;
        }
        out.push(run);
    }
    Ok(())
}

/// The hooks of a number that can be written into columns.
macro_rules! number_columns {
    () => {
        fn form(_: &crate::columns::Nesting<'_>) -> crate::columns::Form {
            crate::columns::Form::Columns
        }

        fn column() -> crate::columns::Column<'static> {
            crate::columns::numbers::column::<Self>()
        }

        fn pack<'a>(
            rows: &[&'a Self],
            column: &mut crate::columns::Column<'a>,
            _: &crate::columns::Packing,
        ) -> crate::Result<crate::encode::Fit> {
            crate::columns::numbers::pack(rows, column)
        }
    };
}

/// The hooks of a number whose runs are arrays.
macro_rules! number_run_columns {
    () => {
        fn pack_slices<'a>(
            slices: &[&'a [Self]],
            column: &mut crate::columns::Column<'a>,
            _: &crate::columns::Packing,
        ) -> crate::Result<crate::encode::Fit> {
            crate::columns::numbers::pack_slices(slices, column)
        }
    };
}

/// The hooks of a number that is masked where it is missing.
macro_rules! masked_columns {
    () => {
        fn options_column() -> crate::columns::Column<'static> {
            crate::columns::numbers::options_column::<Self>()
        }

        fn pack_options<'a>(
            rows: &[Option<&'a Self>],
            column: &mut crate::columns::Column<'a>,
            _: &crate::columns::Packing,
        ) -> crate::Result<crate::encode::Fit> {
            crate::columns::numbers::pack_options(rows, column)
        }
    };
}

/// The hooks of a number that is read from columns.
macro_rules! read_number_columns {
    () => {
        fn unpack<'d>(
            source: &mut crate::columns::Source<'d>,
            count: usize,
            decoder: &mut crate::decode::Decoder<'d>,
            out: &mut Vec<Self>,
        ) -> crate::Result<()> {
            crate::columns::numbers::unpack(source, count, decoder, out)
        }
    };
}

/// The same of a number all of whose bit patterns are values.
macro_rules! number_cells {
    () => {
        const CELL: crate::columns::Cell<Self> = crate::columns::Cell::Number {
            size: size_of::<Self>(),
            is_of: |dtype| dtype.has_bytes_of(&<Self as crate::types::element::Element>::dtype()),
            masked: false,
            make: |item| item.map(bytemuck::pod_read_unaligned),
        };
    };
}

/// The same for optional ones.
macro_rules! read_masked_columns {
    () => {
        fn unpack_options<'d>(
            source: &mut crate::columns::Source<'d>,
            count: usize,
            decoder: &mut crate::decode::Decoder<'d>,
            out: &mut Vec<Option<Self>>,
        ) -> crate::Result<()> {
            crate::columns::numbers::unpack_options(source, count, decoder, out)
        }
    };
}

/// The same for runs, which are copied straight out of the received bytes.
macro_rules! read_number_run_columns {
    () => {
        fn unpack_runs<'d>(
            source: &mut crate::columns::Source<'d>,
            count: usize,
            decoder: &mut crate::decode::Decoder<'d>,
            out: &mut Vec<Vec<Self>>,
        ) -> crate::Result<()> {
            crate::columns::numbers::unpack_runs(source, count, decoder, out)
        }
    };
}

pub(crate) use {
    masked_columns, number_cells, number_columns, number_run_columns, read_masked_columns,
    read_number_columns, read_number_run_columns,
};
