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
            return Err(Error::array(format!("a size of {size}")));
        }
        DataType::ListView(_) | DataType::LargeListView(_) => {
            return Err(Error::array("list views are neither written nor read; cast the column to a list"));
        }
        DataType::Map(entries, _) if !is_pairs(entries.data_type()) => {
            return Err(Error::array("the entries of a map are no pairs"));
        }
        DataType::RunEndEncoded(ends, _) if !ends.data_type().is_run_ends_type() => {
            return Err(Error::array(format!("ends of runs are {}", name(ends.data_type()))));
        }
        DataType::Dictionary(_, values) if matches!(**values, DataType::Dictionary(..)) => {
            return Err(Error::array(
                "a dictionary of dictionaries has no form in Arrow's format; decode one of them",
            ));
        }
        DataType::Dictionary(_, values) => return check_type(values, depth),
        _ => {}
    }
    children(data_type).into_iter().try_for_each(|child| check_field(child, depth))
}

fn is_pairs(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Struct(fields) if fields.len() == 2)
}

/// The fields of an array's children, in their order. The values of a dictionary are no child in this sense.
pub(super) fn children(data_type: &DataType) -> Vec<&Field> {
    match data_type {
        DataType::List(child)
        | DataType::LargeList(child)
        | DataType::FixedSizeList(child, _)
        | DataType::Map(child, _) => vec![child],
        DataType::Struct(children) => children.iter().map(AsRef::as_ref).collect(),
        DataType::Union(children, _) => children.iter().map(|(_, child)| child.as_ref()).collect(),
        DataType::RunEndEncoded(ends, values) => vec![ends, values],
        _ => Vec::new(),
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
