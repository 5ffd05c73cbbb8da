//! A table: record batches that share a schema, which it has even without any batch.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::types;
use crate::error::{Error, Result, cut};

/// Record batches with one schema: what Python has as `pyarrow.Table`.
///
/// ```
/// use std::sync::Arc;
/// use frames_core::arrow::{ArrowTable, arrow_array, arrow_schema};
/// use arrow_array::{Float64Array, RecordBatch};
/// use arrow_schema::{DataType, Field, Schema};
///
/// let schema = Arc::new(Schema::new(vec![Field::new("price", DataType::Float64, true)]));
/// let prices = Float64Array::from(vec![Some(1.5), None]);
/// let batch = RecordBatch::try_new(schema.clone(), vec![Arc::new(prices)]).expect("it fits the schema");
///
/// let table = ArrowTable::try_new(schema, vec![batch.clone(), batch])?;
/// assert_eq!(table.num_rows(), 4);
/// let serialized = frames_core::serialize(&table)?; // the columns are lent
/// assert_eq!(frames_core::deserialize::<ArrowTable>(&serialized)?, table);
/// # Ok::<(), frames_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ArrowTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl ArrowTable {
    /// A table of these batches, which may be none.
    ///
    /// # Errors
    ///
    /// [`Array`](crate::ErrorKind::Array), with the column, when a batch has other columns than the schema. Metadata of
    /// the whole schema may differ; that of the table is kept.
    pub fn try_new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Result<Self> {
        for (index, batch) in batches.iter().enumerate() {
            same_columns(&schema, batch).map_err(|error| error.at_index(index))?;
        }
        Ok(ArrowTable { schema, batches })
    }

    /// A table of batches that were read under this very schema.
    pub(super) fn from_parts(schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        ArrowTable { schema, batches }
    }

    /// Names and types of the columns.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The batches, in order.
    pub fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }

    /// The batches, taken out.
    pub fn into_batches(self) -> Vec<RecordBatch> {
        self.batches
    }

    /// Rows of all batches together.
    pub fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

impl From<RecordBatch> for ArrowTable {
    fn from(batch: RecordBatch) -> Self {
        ArrowTable { schema: batch.schema(), batches: vec![batch] }
    }
}

fn same_columns(schema: &SchemaRef, batch: &RecordBatch) -> Result<()> {
    let (wanted, found) = (schema.fields(), batch.schema_ref().fields());
    if wanted.len() != found.len() {
        let problem = format!("a batch has {} columns, its table {}", found.len(), wanted.len());
        return Err(Error::array(problem));
    }
    match wanted.iter().zip(found).find(|(wanted, found)| wanted != found) {
        None => Ok(()),
        Some((wanted, found)) => Err(Error::array(format!(
            "a batch has the column `{}` of {}, its table {}",
            cut(found.name()),
            types::name(found.data_type()),
            types::name(wanted.data_type()),
        ))
        .at_field(cut(wanted.name()))),
    }
}
