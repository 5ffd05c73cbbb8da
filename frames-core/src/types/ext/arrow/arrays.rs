//! Reading a batch: for each column its node and its buffers, in the order of Arrow's format, as slices of what was
//! received. Ranges of buffers are checked here, what lies in them by Arrow's own validation of arrays.

use std::ops::Range;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, make_array};
use arrow_buffer::Buffer;
use arrow_data::{ArrayData, BufferSpec, layout};
use arrow_ipc::{Buffer as WireBuffer, CompressionType, FieldNode, RecordBatch as WireBatch};
use arrow_schema::{DataType, Field, SchemaRef};
use flatbuffers::VectorIter;

use super::segments::Segments;
use super::stream::{Dictionaries, dictionary_id};
use super::{arrow_error, problem, types};
use crate::error::{Error, ErrorKind, Result, cut};
use crate::limits::Limits;

/// The body of a message.
pub(super) struct Body<'a> {
    pub(super) segments: &'a Segments,
    pub(super) range: Range<usize>,
    pub(super) limits: &'a Limits,
    pub(super) bitmaps_of_unions: bool,
}

/// A batch of columns.
pub(super) fn batch(
    batch: &WireBatch<'_>,
    body: &Body<'_>,
    schema: &SchemaRef,
    dictionaries: &Dictionaries,
) -> Result<RecordBatch> {
    let rows = rows(batch.length(), body.limits)?;
    let mut reader = Reader::new(batch, body, dictionaries)?;
    let columns = schema.fields().iter().map(|field| {
        let data = reader.column(field)?;
        check_column(field, &data, rows).map_err(|error| error.at_field(cut(field.name())))?;
        Ok(make_array(data))
    });
    let columns = columns.collect::<Result<Vec<ArrayRef>>>()?;
    reader.finish()?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(schema.clone(), columns, &options).map_err(arrow_error)
}

/// The values of a dictionary, which stand as the only column of a batch.
pub(super) fn dictionary(
    batch: &WireBatch<'_>,
    body: &Body<'_>,
    field: &Field,
    dictionaries: &Dictionaries,
) -> Result<ArrayData> {
    let mut reader = Reader::new(batch, body, dictionaries)?;
    let values = reader.column(field)?;
    reader.finish()?;
    Ok(values)
}

/// Checked once more by Arrow, which does not say of which column.
fn check_column(field: &Field, data: &ArrayData, rows: usize) -> Result<()> {
    if data.len() != rows {
        return Err(Error::array(format!("the column has {} rows, its batch {rows}", data.len())));
    }
    if data.null_count() > 0 && !field.is_nullable() {
        return Err(Error::array("the column has nulls, and its field says that it has none"));
    }
    Ok(())
}

/// A number of rows. Not every type has bytes for each of them, so any number could stand there.
fn rows(rows: i64, limits: &Limits) -> Result<usize> {
    let Ok(rows) = usize::try_from(rows) else {
        return Err(Error::array(format!("its length is {rows}")));
    };
    limits.expands("rows of an Arrow array", rows as u64)?;
    Ok(rows)
}

struct Reader<'a> {
    nodes: VectorIter<'a, FieldNode>,
    buffers: VectorIter<'a, WireBuffer>,
    variadic: Option<VectorIter<'a, i64>>,
    body: &'a Body<'a>,
    /// Where the buffers read so far end. No two of them may overlap: one run of bytes could fill any number of columns.
    end: usize,
    dictionaries: &'a Dictionaries,
}

impl<'a> Reader<'a> {
    fn new(batch: &WireBatch<'a>, body: &'a Body<'a>, dictionaries: &'a Dictionaries) -> Result<Self> {
        if let Some(compression) = batch.compression() {
            let name = match compression.codec() {
                CompressionType::ZSTD => "zstd",
                _ => "lz4",
            };
            return Err(Error::new(ErrorKind::Codec {
                name: name.to_owned(),
                problem: "compressed buffers in an Arrow stream are not read; write it with `IpcWriteOptions(compression=None)` and let the message's frames be compressed".into(),
            }));
        }
        let (Some(nodes), Some(buffers)) = (batch.nodes(), batch.buffers()) else {
            return Err(Error::array("a batch has no list of columns or none of buffers"));
        };
        Ok(Reader {
            nodes: nodes.iter(),
            buffers: buffers.iter(),
            variadic: batch.variadicBufferCounts().map(|counts| counts.iter()),
            body,
            end: 0,
            dictionaries,
        })
    }

    fn column(&mut self, field: &Field) -> Result<ArrayData> {
        self.array(field).map_err(|error| error.at_field(cut(field.name())))
    }

    /// An array: its own buffers, then those of its children.
    fn array(&mut self, field: &Field) -> Result<ArrayData> {
        let data_type = field.data_type();
        let (len, nulls) = self.node()?;
        let layout = layout(data_type);
        let mut array = ArrayData::builder(data_type.clone()).len(len).align_buffers(true);
        if layout.can_contain_null_mask {
            let bitmap = self.buffer()?;
            if nulls > 0 {
                array = array.null_bit_buffer(Some(bitmap)).null_count(nulls);
            }
        } else if self.body.bitmaps_of_unions && matches!(data_type, DataType::Union(..)) {
            self.buffer()?;
        }
        for spec in &layout.buffers {
            let buffer = self.buffer()?;
            array = array.add_buffer(match spec {
                // Arrow takes half an item at the end for a mistake of the program.
                BufferSpec::FixedWidth { byte_width: width @ 1.., .. } => {
                    buffer.slice_with_length(0, buffer.len() / width * width)
                }
                _ => buffer,
            });
        }
        if layout.variadic {
            for _ in 0..self.variadic()? {
                array = array.add_buffer(self.buffer()?);
            }
        }
        if let DataType::FixedSizeList(_, size) = data_type {
            let items = usize::try_from(*size).ok().and_then(|size| len.checked_mul(size));
            items.ok_or_else(|| Error::array("its size overflows"))?;
        }
        for child in types::children(data_type) {
            array = array.add_child_data(self.column(child)?);
        }
        if matches!(data_type, DataType::Dictionary(..)) {
            let known = dictionary_id(field).and_then(|id| self.dictionaries.get(&id)?.values.clone());
            array = array.add_child_data(
                known.ok_or_else(|| Error::array("its dictionary does not stand before it in the stream"))?,
            );
        }
        array
            .build()
            .map_err(|error| Error::array(format!("no valid {}: {}", types::name(data_type), problem(error))))
    }

    /// How many buffers an array of views has beside the views.
    fn variadic(&mut self) -> Result<usize> {
        let count = self.variadic.as_mut().and_then(Iterator::next);
        let count = count.and_then(|count| usize::try_from(count).ok());
        count.ok_or_else(|| Error::array("it is not said how many buffers it has"))
    }

    /// Rows and nulls of the next array.
    fn node(&mut self) -> Result<(usize, usize)> {
        let node =
            self.nodes.next().ok_or_else(|| Error::array("the batch has fewer arrays than its schema"))?;
        let len = rows(node.length(), self.body.limits)?;
        match usize::try_from(node.null_count()) {
            Ok(nulls) if nulls <= len => Ok((len, nulls)),
            _ => Err(Error::array(format!("of {len} rows {} are said to be null", node.null_count()))),
        }
    }

    fn buffer(&mut self) -> Result<Buffer> {
        let buffer = self.buffers.next();
        let buffer =
            buffer.ok_or_else(|| Error::array("the batch has fewer buffers than its columns take"))?;
        let size = self.body.range.len();
        let range = usize::try_from(buffer.offset()).ok().zip(usize::try_from(buffer.length()).ok());
        let range = range.and_then(|(start, len)| Some(start..start.checked_add(len)?));
        let range = range.filter(|range| range.end <= size).ok_or_else(|| {
            Error::array(format!(
                "a buffer of {} bytes at {} in a body of {size}",
                buffer.length(),
                buffer.offset()
            ))
        })?;
        if range.is_empty() {
            return Ok(Buffer::default());
        }
        if range.start < self.end {
            return Err(Error::array("a buffer begins before the one in front of it ends"));
        }
        self.end = range.end;
        let start = self.body.range.start;
        self.body.segments.slice(start + range.start..start + range.end).map(Buffer::from)
    }

    /// Refuses what the schema has no column for.
    fn finish(mut self) -> Result<()> {
        let more_views = self.variadic.as_mut().is_some_and(|counts| counts.next().is_some());
        match self.nodes.next().is_some() || self.buffers.next().is_some() || more_views {
            false => Ok(()),
            true => Err(Error::array("the batch has more arrays or buffers than its schema")),
        }
    }
}
