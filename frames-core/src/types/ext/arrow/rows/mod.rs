//! Records as rows of Arrow's batches: the columns that a run of records has on the wire, as arrays with the same names, and
//! the way back.

mod from_arrays;
mod numbers;
mod to_arrays;
mod values;

use std::sync::Arc;

use arrow_array::{Array, RecordBatch, RecordBatchOptions};
use arrow_schema::{Field, Schema};

use super::{ArrowTable, TABLE, arrow_error, types, write};
use crate::api::deserialize_with;
use crate::columns::{Column, Form, Nesting, Packing, flattened, pack};
use crate::decode::Input;
use crate::encode::{Encoder, Style};
use crate::error::{Error, Result, cut};
use crate::frame::Frames;
use crate::frame_reader::FrameReader;
use crate::framed::{Framed, FromFrames};
use crate::header::{HeaderReader, HeaderWriter};
use crate::limits::Limits;
use crate::names::{Named, TypeInfo};

/// Records that Python has as a `pyarrow.Table`, so that a `DataFrame` of them is one call, `table.to_pandas()`. Read from
/// any table whose columns are called like the fields.
///
/// ```
/// use frames_core::arrow::{ArrowTable, Table};
/// # use frames_core::{Framed, FromFrames, deserialize, serialize};
/// # fn show<Trade: Framed + FromFrames>(trades: Vec<Trade>) -> frames_core::Result<()> {
/// let trades = Table(trades);
/// let serialized = serialize(&trades)?;
/// let table: ArrowTable = deserialize(&serialized)?;
/// let Table(trades): Table<Trade> = deserialize(&serialized)?;
/// # Ok(())
/// # }
/// ```
///
/// [`to_batch`] says which column each field becomes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table<T>(pub Vec<T>);

impl<T> From<Vec<T>> for Table<T> {
    fn from(rows: Vec<T>) -> Self {
        Table(rows)
    }
}

impl<T: Framed> Framed for Table<T> {
    fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
        Ok(())
    }

    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        let batch = to_batch(&self.0)?;
        out.push_chain(write::stream(batch.schema_ref(), std::slice::from_ref(&batch))?)
    }
}

impl<T: FromFrames> FromFrames for Table<T> {
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        rows(&ArrowTable::from_frames(header, frames)?, header.limits())
    }

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let limits = input.limits();
        rows(&ArrowTable::decode(input)?, limits)
    }
}

impl<T> Named for Table<T> {
    fn type_info() -> &'static TypeInfo {
        TABLE
    }

    fn dyn_type_info(&self) -> &'static TypeInfo {
        TABLE
    }
}

fn rows<T: FromFrames>(table: &ArrowTable, limits: &Limits) -> Result<Table<T>> {
    let mut rows = Vec::new();
    for (index, batch) in table.batches().iter().enumerate() {
        rows.append(&mut read(batch, limits).map_err(|error| error.at_index(index))?);
    }
    Ok(Table(rows))
}

/// Records as a batch, a column for each field under its name.
///
/// | a field of type | its column |
/// | --- | --- |
/// | numbers, `bool` | of the same type |
/// | text, `char`, unit enums | `Utf8` |
/// | bytes | `Binary` |
/// | moments and durations | `Timestamp` and `Duration` of the same unit; days are `Date32` |
/// | an option | the same with nulls |
/// | a record | a column for each of its fields, as `field.name`, since pandas has no columns of records |
/// | a vector | `LargeList` |
/// | a fixed array of numbers | `FixedSizeList` |
/// | an optional record, or one in a vector | `Struct` |
///
/// All columns may have nulls. A column of bytes, or of lists of text, in which there is no value is one of text.
///
/// # Errors
///
/// [`NotAllowed`](crate::ErrorKind::NotAllowed), with the field, when a type has no such column: enums whose variants have fields, maps,
/// integers of 128 bits, records that contain themselves.
pub fn to_batch<T: Framed>(rows: &[T]) -> Result<RecordBatch> {
    columns_of::<T>()?;
    let packing = Packing { style: Style::default(), depth: 0 };
    let batch = pack::columns(rows, &[], &packing).and_then(|columns| match columns {
        Some(Column::Record(fields)) => {
            let mut columns = Vec::new();
            flattened(fields, "", &mut columns);
            batch(columns, rows.len())
        }
        _ => Err(Error::not_allowed("a value needs frames of its own, which a table has not")),
    });
    batch.map_err(|error| error.in_type(T::type_info().name()))
}

fn batch(columns: Vec<(String, Column<'_>)>, rows: usize) -> Result<RecordBatch> {
    let (mut fields, mut arrays) = (Vec::with_capacity(columns.len()), Vec::with_capacity(columns.len()));
    for (name, column) in columns {
        let array = to_arrays::array(column).map_err(|error| error.at_field(name.clone()))?;
        fields.push(Field::new(name, array.data_type().clone(), true));
        arrays.push(array);
    }
    let schema = Schema::new(fields);
    types::check(&schema, &Limits::cluster())?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(schema), arrays, &options).map_err(arrow_error)
}

/// The columns of a record, empty.
fn columns_of<T: Framed>() -> Result<Column<'static>> {
    if T::form(&Nesting::ROOT) == Form::Columns {
        let columns = T::column();
        if matches!(columns, Column::Record(_)) && !columns.names_meet() {
            return Ok(columns);
        }
    }
    let problem = "a table is made of records, whose fields are its columns";
    Err(Error::not_allowed(problem).in_type(T::type_info().name()))
}

/// Whether a column belongs to a field of a record, or to one within it.
fn has_field(columns: &Column<'_>, name: &str) -> bool {
    let Column::Record(fields) = columns else { return false };
    let is_part = |known: &&str| {
        name.strip_prefix(known).is_some_and(|behind| behind.is_empty() || behind.starts_with('.'))
    };
    fields.iter().any(|named| match named.field {
        None => has_field(&named.column, name),
        Some(field) => std::iter::once(&field.name).chain(field.aliases).any(is_part),
    })
}

/// Records from a batch, each field from the column of its name, or from the columns `field.name` if it is a record. Numbers
/// may be of another type where nothing is lost; columns that no field has are left out.
///
/// # Errors
///
/// When a column doesn't hold values of the field's type, with the column; when a field that has no default has no
/// column.
pub fn from_batch<T: FromFrames>(batch: &RecordBatch) -> Result<Vec<T>> {
    read(batch, &Limits::cluster())
}

fn read<T: FromFrames>(batch: &RecordBatch, limits: &Limits) -> Result<Vec<T>> {
    let known = columns_of::<T>()?;
    let schema = batch.schema_ref();
    types::check(schema, limits)?;
    let mut out = Encoder::new(Style::default());
    let columns = schema.fields().iter().zip(batch.columns());
    let columns = columns.map(|(field, column)| (field.name(), (field, column)));
    out.dict(columns, true, |(field, column), out| match has_field(&known, field.name()) {
        true => from_arrays::write(column, limits, out).map_err(|error| error.at_field(cut(field.name()))),
        false => from_arrays::name_alone(out),
    })?;
    deserialize_with(&out.finish()?, limits)
}
