//! Which types of columns are written and read, checked before anything walks them: how deep they are nested, and what
//! Arrow's crates take for granted about widths and children.

use arrow_schema::{DataType, Field, Schema};

use crate::error::{Error, Result, cut};
use crate::limits::Limits;

/// Types nested in each other: as deep as Arrow's readers in C++ and in Rust go.
const DEPTH: usize = 60;

/// The bound that holds on types nested in each other.
pub(super) fn depth(limits: &Limits) -> usize {
    DEPTH.min(limits.depth)
}

/// Refuses columns that can't be carried, by name.
pub(super) fn check(schema: &Schema, limits: &Limits) -> Result<()> {
    schema.fields().iter().try_for_each(|field| check_field(field, depth(limits)))
}

fn check_field(field: &Field, depth: usize) -> Result<()> {
    check_type(field.data_type(), depth).map_err(|error| error.at_field(cut(field.name())))
}

fn check_type(data_type: &DataType, depth: usize) -> Result<()> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(Error::array(format!("its types are nested in each other over {DEPTH} levels deep")));
    };
    match data_type {
        DataType::FixedSizeBinary(size) | DataType::FixedSizeList(_, size) if *size < 0 => {
            Err(Error::array(format!("a size of {size}")))
        }
        DataType::ListView(_) | DataType::LargeListView(_) => {
            Err(Error::array("list views are neither written nor read; cast the column to a list"))
        }
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => {
            check_field(field, depth)
        }
        DataType::Map(field, _) => match field.data_type() {
            DataType::Struct(fields) if fields.len() == 2 => check_field(field, depth),
            _ => Err(Error::array("the entries of a map are no pairs")),
        },
        DataType::Struct(fields) => fields.iter().try_for_each(|field| check_field(field, depth)),
        DataType::Union(fields, _) => fields.iter().try_for_each(|(_, field)| check_field(field, depth)),
        DataType::RunEndEncoded(ends, values) => {
            if !matches!(ends.data_type(), DataType::Int16 | DataType::Int32 | DataType::Int64) {
                return Err(Error::array(format!("ends of runs are {}", name(ends.data_type()))));
            }
            check_field(values, depth)
        }
        DataType::Dictionary(keys, _) if !keys.is_dictionary_key_type() => {
            Err(Error::array(format!("keys of a dictionary are {}", name(keys))))
        }
        DataType::Dictionary(_, values) if matches!(**values, DataType::Dictionary(..)) => Err(Error::array(
            "a dictionary of dictionaries has no form in Arrow's format; decode one of them",
        )),
        DataType::Dictionary(_, values) => check_type(values, depth),
        _ => Ok(()),
    }
}

/// What to call a type in messages: without the names of its children, which may be long.
pub(super) fn name(data_type: &DataType) -> String {
    match data_type {
        DataType::List(_) => "List".to_owned(),
        DataType::LargeList(_) => "LargeList".to_owned(),
        DataType::FixedSizeList(_, size) => format!("FixedSizeList of {size}"),
        DataType::Struct(fields) => format!("Struct of {} fields", fields.len()),
        DataType::Union(fields, _) => format!("Union of {} types", fields.len()),
        DataType::Map(..) => "Map".to_owned(),
        DataType::Dictionary(keys, values) => format!("Dictionary of {} by {keys}", name(values)),
        DataType::RunEndEncoded(..) => "RunEndEncoded".to_owned(),
        other => cut(&other.to_string()),
    }
}
