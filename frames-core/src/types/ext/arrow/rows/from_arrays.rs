//! Arrays of Arrow's as the columns that records are read from: numbers are lent, text becomes a run of msgpack values.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, OffsetSizeTrait};
use arrow_schema::DataType;
use arrow_select::filter::filter;
use arrow_select::take::take;
use bytes::Bytes;

use super::super::{arrow_error, types};
use super::numbers::{DAYS, dtype};
use crate::encode::Encoder;
use crate::encode::message::Family;
use crate::error::{Error, Result, cut};
use crate::limits::Limits;
use crate::msgpack::write;
use crate::names::known;
use crate::types::{array, masked};

/// Writes an array as a column.
pub(super) fn write(column: &ArrayRef, limits: &Limits, out: &mut Encoder<'_>) -> Result<()> {
    let len = column.len();
    match column.data_type() {
        DataType::Null => msgpack(out, (0..len).map(|_| None), text_into),
        DataType::Boolean => {
            let bools = column.as_boolean().values().iter().map(u8::from).collect::<Vec<u8>>();
            number_column(column, "|b1", 1, bools.into(), out)
        }
        DataType::Utf8 => msgpack(out, column.as_string::<i32>().iter(), text_into),
        DataType::LargeUtf8 => msgpack(out, column.as_string::<i64>().iter(), text_into),
        DataType::Utf8View => msgpack(out, column.as_string_view().iter(), text_into),
        DataType::Binary => msgpack(out, column.as_binary::<i32>().iter(), write::bin),
        DataType::LargeBinary => msgpack(out, column.as_binary::<i64>().iter(), write::bin),
        DataType::BinaryView => msgpack(out, column.as_binary_view().iter(), write::bin),
        DataType::FixedSizeBinary(_) => msgpack(out, column.as_fixed_size_binary().iter(), write::bin),
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>().values().iter();
            let days: Vec<u8> = days.flat_map(|day| i64::from(*day).to_ne_bytes()).collect();
            number_column(column, DAYS, 8, days.into(), out)
        }
        DataType::Dictionary(..) => write(&unfolded(column, limits)?, limits, out),
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) | DataType::Struct(_)
            if column.null_count() > 0 =>
        {
            optional(column, limits, out)
        }
        DataType::List(_) => lists::<i32>(column, limits, out),
        DataType::LargeList(_) => lists::<i64>(column, limits, out),
        DataType::FixedSizeList(_, size) => {
            let size = i64::from(*size);
            let ends = (0..=len as i64).map(|row| row * size);
            runs(ends, column.as_fixed_size_list().values(), limits, out)
        }
        DataType::Struct(fields) => {
            let columns = fields.iter().zip(column.as_struct().columns());
            let entries = columns.map(|(field, column)| (field.name(), (field, column)));
            out.dict(entries, true, |(field, column), out| {
                write(column, limits, out).map_err(|error| error.at_field(cut(field.name())))
            })
        }
        data_type => {
            let Some((dtype, item)) = dtype(data_type) else {
                return Err(unreadable(data_type));
            };
            let data = column.to_data();
            let bytes = match data.buffers() {
                [buffer] => buffer.slice_with_length(data.offset() * item, len * item),
                _ => return Err(Error::array("numbers have one buffer")),
            };
            number_column(column, dtype, item, Bytes::from_owner(bytes), out)
        }
    }
}

/// What stands for a column that no field has: nothing of it is looked at but its name.
pub(super) fn name_alone(out: &mut Encoder<'_>) -> Result<()> {
    msgpack(out, std::iter::empty(), text_into)
}

/// Numbers as an array, which is masked if some are null.
fn number_column(
    column: &ArrayRef,
    dtype: &str,
    item: usize,
    bytes: Bytes,
    out: &mut Encoder<'_>,
) -> Result<()> {
    let Some(nulls) = column.nulls().filter(|nulls| nulls.null_count() > 0) else {
        return numbers(dtype, item, column.len(), bytes, out);
    };
    // What stands in place of a null need not be a number of the field's type: pandas puts NaN there.
    let mut data = bytes.to_vec();
    for (place, there) in data.chunks_exact_mut(item).zip(nulls) {
        if !there {
            place.fill(0);
        }
    }
    masked::write_header(out, dtype, item, column.len())?;
    out.frames.push(data)?;
    out.frames.push(nulls.iter().map(|there| u8::from(!there)).collect::<Vec<u8>>())
}

fn numbers(dtype: &str, item: usize, len: usize, bytes: Bytes, out: &mut Encoder<'_>) -> Result<()> {
    out.envelope(known::NDARRAY);
    array::write_sub_header(out, dtype, item, &[len])?;
    out.frames.push(bytes)
}

/// A run of msgpack values, nil for null.
fn msgpack<T>(
    out: &mut Encoder<'_>,
    items: impl ExactSizeIterator<Item = Option<T>>,
    write_item: impl Fn(&mut Vec<u8>, T) -> Result<()>,
) -> Result<()> {
    let mut body = Vec::new();
    write::array(&mut body, items.len())?;
    for item in items {
        match item {
            None => write::nil(&mut body),
            Some(item) => write_item(&mut body, item)?,
        }
    }
    out.family(Family::Msgpack)?;
    out.frames.push(body)
}

fn text_into(body: &mut Vec<u8>, text: &str) -> Result<()> {
    write::length(text.len())?;
    write::text(body, text);
    Ok(())
}

/// Which values are there, and those.
fn optional(column: &ArrayRef, limits: &Limits, out: &mut Encoder<'_>) -> Result<()> {
    let validity = column.nulls().map(|nulls| nulls.inner().clone());
    let validity = BooleanArray::from(validity.ok_or_else(|| Error::array("nulls without a bitmap"))?);
    let there = filter(column, &validity).map_err(arrow_error)?;
    let validity: ArrayRef = Arc::new(validity);
    pair(("validity", &validity), ("values", &there), limits, out)
}

fn lists<O: OffsetSizeTrait>(column: &ArrayRef, limits: &Limits, out: &mut Encoder<'_>) -> Result<()> {
    let lists = column.as_list::<O>();
    let offsets = lists.offsets();
    let (first, last) = (offsets.first().as_usize(), offsets.last().as_usize());
    let ends = offsets.iter().map(|end| (end.as_usize() - first) as i64);
    runs(ends, &lists.values().slice(first, last - first), limits, out)
}

/// Where runs begin and end, and their items.
fn runs(
    ends: impl Iterator<Item = i64>,
    items: &ArrayRef,
    limits: &Limits,
    out: &mut Encoder<'_>,
) -> Result<()> {
    let ends: ArrayRef = Arc::new(Int64Array::from_iter_values(ends));
    pair(("offsets", &ends), ("items", items), limits, out)
}

/// A dict of two columns.
fn pair(
    first: (&str, &ArrayRef),
    second: (&str, &ArrayRef),
    limits: &Limits,
    out: &mut Encoder<'_>,
) -> Result<()> {
    let entries = [first, second].map(|(name, column)| (name.to_owned(), column));
    let entries = entries.iter().map(|(name, column)| (name, *column));
    out.dict(entries, true, |column, out| write(column, limits, out))
}

/// The values of a dictionary, one for each row: long ones may stand there any number of times.
fn unfolded(column: &ArrayRef, limits: &Limits) -> Result<ArrayRef> {
    let dictionary = column.as_any_dictionary();
    let values = dictionary.values();
    let len = |index: usize| match values.data_type() {
        DataType::Utf8 => Some(values.as_string::<i32>().value(index).len()),
        DataType::LargeUtf8 => Some(values.as_string::<i64>().value(index).len()),
        DataType::Utf8View => Some(values.as_string_view().value(index).len()),
        DataType::Binary => Some(values.as_binary::<i32>().value(index).len()),
        DataType::LargeBinary => Some(values.as_binary::<i64>().value(index).len()),
        DataType::BinaryView => Some(values.as_binary_view().value(index).len()),
        data_type => data_type.primitive_width(),
    };
    // Of an empty dictionary all rows are null.
    if !values.is_empty() {
        let lengths = dictionary.normalized_keys().into_iter().map(len);
        let total = lengths.into_iter().try_fold(0u64, |total, len| total.checked_add(len? as u64));
        let total = total.ok_or_else(|| unreadable(column.data_type()))?;
        limits.expands("bytes of the values of a dictionary", total)?;
    }
    take(values, dictionary.keys(), None).map_err(arrow_error)
}

#[cold]
fn unreadable(data_type: &DataType) -> Error {
    Error::not_allowed(format!(
        "a column of {} is not read into records; cast it to another type, or read the batch as it is",
        types::name(data_type)
    ))
}
