//! Columns of records as arrays of Arrow's.

use std::sync::Arc;

use arrow_array::types::Date32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, FixedSizeListArray, LargeListArray, PrimitiveArray, StringArray,
    StructArray, UInt64Array, make_array,
};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_data::ArrayData;
use arrow_schema::{DataType, Field};
use arrow_select::take::take;

use super::super::arrow_error;
use super::numbers::{CHAR, DAYS, NOT_A_TIME, data_type};
use super::values;
use crate::columns::{Column, flattened};
use crate::error::{Error, Result};
use crate::frame::Frame;

pub(super) fn array(column: Column<'_>) -> Result<ArrayRef> {
    match column {
        Column::Numbers(column) => {
            let (shape, dtype) = (column.shape(), column.dtype);
            let items = shape.iter().product();
            let items = numbers(dtype, buffer(column.chunks.into_frame()), items, None)?;
            shape[1..].iter().rev().try_fold(items, |items, len| fixed_lists(items, *len))
        }
        Column::Masked(column) => {
            let there = |index: usize| column.mask[index] == 0;
            let nulls = BooleanBuffer::collect_bool(column.mask.len(), there);
            numbers(column.dtype, Buffer::from_vec(column.data), column.mask.len(), Some(nulls.into()))
        }
        Column::Values(column) => values::array(&buffer(column.close()?.into_frame())),
        Column::Record(fields) => {
            let mut columns = Vec::new();
            flattened(fields, "", &mut columns);
            let children = columns.into_iter().map(|(name, column)| {
                let child = array(column).map_err(|error| error.at_field(name.clone()))?;
                Ok((Arc::new(Field::new(name, child.data_type().clone(), true)), child))
            });
            Ok(Arc::new(StructArray::from(children.collect::<Result<Vec<_>>>()?)))
        }
        Column::Optional(both) => {
            let (validity, values) = *both;
            let values = array(values)?;
            if values.null_count() > 0 {
                return Err(Error::not_allowed(
                    "a table can't tell a missing value from one that is there and nothing itself; write a `Vec` of the records",
                ));
            }
            spread(&buffer(validity.chunks.into_frame()), &values)
        }
        Column::Runs(both) => {
            let (offsets, items) = *both;
            let ends = ScalarBuffer::<i64>::from(aligned(buffer(offsets.chunks.into_frame())));
            let items = array(items)?;
            let field = Arc::new(Field::new_list_field(items.data_type().clone(), true));
            let lists = LargeListArray::try_new(field, OffsetBuffer::new(ends), items, None);
            Ok(Arc::new(lists.map_err(arrow_error)?))
        }
        Column::Variants(_) => Err(Error::not_allowed(
            "a table has no column for an enum whose variants have fields; write a `Vec` of the records",
        )),
    }
}

/// The bytes of a column; those that were lent are copied together with the others.
fn buffer(frame: Frame<'_>) -> Buffer {
    match frame {
        Frame::Whole(piece) => Buffer::from(piece.into_shared()),
        chain => chain.into_pieces().iter().flat_map(|piece| piece.as_slice()).copied().collect(),
    }
}

/// The same at an address where eight-byte numbers may stand.
fn aligned(buffer: Buffer) -> Buffer {
    match buffer.as_ptr().align_offset(align_of::<i64>()) {
        0 => buffer,
        _ => Buffer::from_slice_ref(buffer.as_slice()),
    }
}

fn numbers(dtype: &str, bytes: Buffer, len: usize, nulls: Option<NullBuffer>) -> Result<ArrayRef> {
    if dtype == "|b1" {
        let bits = BooleanBuffer::collect_bool(len, |index| bytes[index] != 0);
        return Ok(Arc::new(BooleanArray::new(bits, nulls)));
    }
    if dtype == CHAR {
        let bytes = aligned(bytes);
        let chars = bytes.typed_data::<u32>().iter().map(|char| char::from_u32(*char));
        return Ok(Arc::new(StringArray::from_iter(chars.map(|char| char.map(String::from)))));
    }
    let nulls = match nulls {
        None if dtype.contains("8[") => instants(&bytes, len),
        nulls => nulls,
    };
    if dtype == DAYS {
        let days = aligned(bytes);
        let narrow = |(index, day): (usize, &i64)| match i32::try_from(*day) {
            Ok(day) => Ok(day),
            Err(_) if nulls.as_ref().is_some_and(|nulls| nulls.is_null(index)) => Ok(0),
            Err(_) => Err(Error::value(format!("{day} days are too many for a `Date32`")).at_index(index)),
        };
        let days = days.typed_data::<i64>().iter().enumerate().map(narrow).collect::<Result<Vec<_>>>()?;
        return Ok(Arc::new(PrimitiveArray::<Date32Type>::new(days.into(), nulls)));
    }
    let Some(data_type) = data_type(dtype) else {
        return Err(Error::not_allowed(format!("numbers of dtype `{dtype}` have no type in a table")));
    };
    let array = ArrayData::builder(data_type.clone()).len(len).add_buffer(bytes).nulls(nulls);
    array.align_buffers(true).build().map(make_array).map_err(arrow_error)
}

/// Which instants are there, if some are not.
fn instants(bytes: &Buffer, len: usize) -> Option<NullBuffer> {
    let is_there = |instant: &[u8]| instant != NOT_A_TIME.to_ne_bytes();
    let mut instants = bytes.chunks_exact(size_of::<i64>());
    if instants.clone().all(is_there) {
        return None;
    }
    Some(BooleanBuffer::collect_bool(len, |_| instants.next().is_some_and(is_there)).into())
}

fn fixed_lists(items: ArrayRef, len: usize) -> Result<ArrayRef> {
    let size = i32::try_from(len).ok().filter(|size| *size > 0);
    let size = size.ok_or_else(|| Error::not_allowed(format!("a table has no arrays of {len} items")))?;
    let field = Arc::new(Field::new_list_field(items.data_type().clone(), false));
    let lists = FixedSizeListArray::try_new(field, size, items, None);
    Ok(Arc::new(lists.map_err(arrow_error)?))
}

/// Values that are there, among nulls.
fn spread(validity: &[u8], values: &ArrayRef) -> Result<ArrayRef> {
    let mut next = 0u64;
    let index = |there: &u8| {
        (*there != 0).then(|| {
            next += 1;
            next - 1
        })
    };
    let indices: UInt64Array = validity.iter().map(index).collect();
    if values.data_type() == &DataType::Null {
        return Ok(Arc::new(arrow_array::NullArray::new(indices.len())));
    }
    take(values, &indices, None).map_err(arrow_error)
}
