//! Runs of msgpack values as arrays: one type for all of them, but for nil. Lists of such values are lists.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, LargeBinaryArray, LargeListArray,
    LargeStringArray, StringArray, UInt64Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::Field;

use super::super::arrow_error;
use crate::error::{Error, Result};
use crate::msgpack::read::{Cursor, Token};

/// Values, and those in the lists among them.
#[derive(Debug, Default)]
struct Items<'d> {
    /// A list stands for the next of the inner values.
    values: Vec<Token<'d>>,
    inner: Option<Box<Items<'d>>>,
}

impl<'d> Items<'d> {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<()> {
        let value = cursor.token()?;
        self.values.push(value);
        match value {
            Token::Array(len) => {
                let inner = self.inner.get_or_insert_default();
                (0..len).try_for_each(|_| inner.read(cursor))
            }
            _ => Ok(()),
        }
    }
}

/// The array of a msgpack array's items.
pub(super) fn array(bytes: &[u8]) -> Result<ArrayRef> {
    let mut cursor = Cursor { bytes, at: 0, frame: None };
    let mut whole = Items::default();
    whole.read(&mut cursor)?;
    of(whole.inner.map(|items| *items).unwrap_or_default(), bytes.len())
}

/// Without any value it is an array of texts, which is what most such columns are.
fn of(items: Items<'_>, bytes: usize) -> Result<ArrayRef> {
    let Items { values: items, inner } = items;
    // Offsets of four bytes reach as far as this.
    let small = bytes <= i32::MAX as usize;
    Ok(match items.iter().find(|item| !matches!(item, Token::Nil)) {
        None | Some(Token::Text(_)) => {
            let texts = each(&items, |item| if let Token::Text(text) = item { Some(*text) } else { None })?;
            if small { Arc::new(StringArray::from(texts)) } else { Arc::new(LargeStringArray::from(texts)) }
        }
        Some(Token::Bin(_)) => {
            let runs = each(&items, |item| if let Token::Bin(bytes) = item { Some(*bytes) } else { None })?;
            if small { Arc::new(BinaryArray::from(runs)) } else { Arc::new(LargeBinaryArray::from(runs)) }
        }
        Some(Token::Bool(_)) => {
            let bools = each(&items, |item| if let Token::Bool(value) = item { Some(*value) } else { None })?;
            Arc::new(BooleanArray::from(bools))
        }
        Some(Token::F32(_) | Token::F64(_)) => {
            let floats = each(&items, |item| match item {
                Token::F32(value) => Some(f64::from(*value)),
                Token::F64(value) => Some(*value),
                _ => None,
            })?;
            Arc::new(Float64Array::from(floats))
        }
        Some(Token::Array(_)) => {
            let lengths = each(&items, |item| if let Token::Array(len) = item { Some(*len) } else { None })?;
            let nulls = NullBuffer::from_iter(lengths.iter().map(Option::is_some));
            let offsets = OffsetBuffer::from_lengths(lengths.into_iter().map(Option::unwrap_or_default));
            let inner = of(inner.map(|inner| *inner).unwrap_or_default(), bytes)?;
            let field = Arc::new(Field::new_list_field(inner.data_type().clone(), true));
            let lists = LargeListArray::try_new(field, offsets, inner, Some(nulls));
            Arc::new(lists.map_err(arrow_error)?)
        }
        Some(other @ (Token::Map(_) | Token::Timestamp(..))) => return Err(no_type(other.kind())),
        Some(_) => {
            let signed = |item: &Token<'_>| match item {
                Token::Int(value) => Some(*value),
                Token::UInt(value) => i64::try_from(*value).ok(),
                _ => None,
            };
            let unsigned = |item: &Token<'_>| if let Token::UInt(value) = item { Some(*value) } else { None };
            match each(&items, signed) {
                Ok(numbers) => Arc::new(Int64Array::from(numbers)),
                Err(_) => Arc::new(UInt64Array::from(each(&items, unsigned)?)),
            }
        }
    })
}

/// Each item, as one type.
fn each<'i, 'd, T>(
    items: &'i [Token<'d>],
    get: impl Fn(&'i Token<'d>) -> Option<T>,
) -> Result<Vec<Option<T>>> {
    let item = |(index, item): (usize, &'i Token<'d>)| match (item, get(item)) {
        (Token::Nil, _) => Ok(None),
        (_, Some(value)) => Ok(Some(value)),
        _ => Err(no_type(item.kind()).at_index(index)),
    };
    items.iter().enumerate().map(item).collect()
}

fn no_type(found: &str) -> Error {
    Error::not_allowed(format!(
        "a table has columns of one type of text, bytes, numbers or lists of these; found {found}"
    ))
}
