//! Reading a stream: its messages one after the other, each a flatbuffer and a body of buffers. Lengths are checked against
//! the bytes there are, and flatbuffers are verified, before anything is made of them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_data::ArrayData;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::{Endianness, Field as WireField, Message, MetadataVersion, root_as_message_with_opts};
use arrow_schema::{DataType, Field, SchemaRef};
use bytes::Bytes;
use flatbuffers::VerifierOptions;

use super::arrays::{self, Body};
use super::segments::Segments;
use super::{arrow_error, types};
use crate::error::{Error, Result, cut};
use crate::limits::Limits;

/// A stream whose schema was read.
#[derive(Debug)]
pub(super) struct Stream<'l> {
    segments: Segments,
    /// Where the next message begins.
    at: usize,
    schema: SchemaRef,
    dictionaries: Dictionaries,
    limits: &'l Limits,
}

/// The dictionaries of a schema, by their numbers.
pub(super) type Dictionaries = HashMap<i64, Dictionary>;

#[derive(Debug)]
pub(super) struct Dictionary {
    /// A column that stands for the values, by the name of one that refers to them.
    field: Field,
    /// As the last message about it had them.
    pub(super) values: Option<ArrayData>,
}

impl<'l> Stream<'l> {
    /// Reads the schema.
    pub(super) fn open(runs: Vec<Bytes>, limits: &'l Limits) -> Result<Self> {
        let schema = Arc::new(arrow_schema::Schema::empty());
        let segments = Segments::new(runs)?;
        let mut stream = Stream { segments, at: 0, schema, dictionaries: HashMap::new(), limits };
        let metadata = stream.metadata()?.ok_or_else(|| Error::array("the stream has no schema"))?;
        let message = message(&metadata, limits)?;
        stream.body(&message)?;
        let Some(schema) = message.header_as_schema() else {
            return Err(Error::array("the stream begins with something else than a schema"));
        };
        let little = schema.endianness() == Endianness::Little;
        if little != cfg!(target_endian = "little") {
            return Err(Error::array("the stream has another byte order than this machine"));
        }
        schema.fields().into_iter().flatten().try_for_each(check_unions)?;
        stream.schema = Arc::new(try_fb_to_schema(schema).map_err(arrow_error)?);
        types::check(&stream.schema, limits)?;
        for field in stream.schema.fields() {
            list_dictionaries(field, &mut stream.dictionaries);
        }
        Ok(stream)
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// The next batch; none behind the mark that ends the stream, which has to be there.
    pub(super) fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        while let Some(metadata) = self.metadata()? {
            let message = message(&metadata, self.limits)?;
            let range = self.body(&message)?;
            let body = Body {
                segments: &self.segments,
                range,
                limits: self.limits,
                // Earlier versions give a union a bitmap.
                bitmaps_of_unions: message.version() < MetadataVersion::V5,
            };
            if let Some(batch) = message.header_as_record_batch() {
                return arrays::batch(&batch, &body, &self.schema, &self.dictionaries).map(Some);
            }
            let Some(dictionary) = message.header_as_dictionary_batch() else {
                return Err(Error::array("the stream has something else than batches and dictionaries"));
            };
            let (id, Some(values)) = (dictionary.id(), dictionary.data()) else {
                return Err(Error::array("a dictionary has no values"));
            };
            let Some(known) = self.dictionaries.get(&id) else {
                return Err(Error::array(format!("no column has the dictionary {id}")));
            };
            if dictionary.isDelta() {
                return Err(Error::array(
                    "a dictionary grows from batch to batch, which is not read; write the stream with `emit_dictionary_deltas=False`",
                )
                .at_field(cut(known.field.name())));
            }
            let values = arrays::dictionary(&values, &body, &known.field, &self.dictionaries)?;
            if let Some(known) = self.dictionaries.get_mut(&id) {
                known.values = Some(values);
            }
        }
        match self.segments.len() - self.at {
            0 => Ok(None),
            left => Err(Error::array(format!("{left} bytes follow the end of the stream"))),
        }
    }

    /// The flatbuffer of the next message, or nothing for the mark at the end.
    fn metadata(&mut self) -> Result<Option<Bytes>> {
        let prefix = self.take(8)?;
        let Some(([0xff, 0xff, 0xff, 0xff], len)) = prefix.split_first_chunk() else {
            return Err(
                Error::array("a message does not begin as those of an Arrow stream do").at_byte(None, 0)
            );
        };
        let len = len.first_chunk().copied().map(u32::from_le_bytes).unwrap_or_default();
        match len {
            0 => Ok(None),
            len => self.take(len.into()).map(Some),
        }
    }

    /// Where the body of a message lies.
    fn body(&mut self, message: &Message<'_>) -> Result<Range<usize>> {
        let start = self.at;
        let Ok(len) = u64::try_from(message.bodyLength()) else {
            return Err(Error::array(format!("a message has a body of {} bytes", message.bodyLength())));
        };
        self.step(len)?;
        Ok(start..self.at)
    }

    fn take(&mut self, len: u64) -> Result<Bytes> {
        let start = self.at;
        self.step(len)?;
        self.segments.slice(start..self.at)
    }

    fn step(&mut self, len: u64) -> Result<()> {
        let end = (self.at as u64).saturating_add(len);
        self.segments.reach(end)?;
        // What is reached is in memory.
        self.at = usize::try_from(end).unwrap_or(usize::MAX);
        Ok(())
    }
}

/// Verifies a message. Flatbuffers may refer to one table many times, so there may be no more of them, all told, than their
/// bytes have room for.
fn message<'m>(metadata: &'m [u8], limits: &Limits) -> Result<Message<'m>> {
    let options = VerifierOptions {
        // A message, its header, and the type of the innermost field.
        max_depth: types::depth(limits) + 3,
        max_tables: metadata.len() / 4,
        max_apparent_size: metadata.len().saturating_mul(16),
        ..VerifierOptions::default()
    };
    let message = root_as_message_with_opts(&options, metadata).map_err(|error| {
        Error::array(format!("a message is not well-formed: {}", cut(&error.to_string())))
    })?;
    match message.version() {
        MetadataVersion::V4 | MetadataVersion::V5 => Ok(message),
        _ => Err(Error::array("the stream has a version of Arrow's format that is not read")),
    }
}

/// Arrow's conversion of a schema counts the children of a union into a byte.
fn check_unions(field: WireField<'_>) -> Result<()> {
    let children = field.children();
    if field.type_as_union().is_some() && children.is_some_and(|children| children.len() > 127) {
        let name = cut(field.name().unwrap_or_default());
        return Err(Error::array("a union has at most 127 types").at_field(name));
    }
    children.into_iter().flatten().try_for_each(check_unions)
}

/// Notes the dictionaries of a column and of those within it, which `types` has found bounded in depth.
fn list_dictionaries(field: &Field, known: &mut Dictionaries) {
    let mut data_type = field.data_type();
    if let (DataType::Dictionary(_, values), Some(id)) = (data_type, dictionary_id(field)) {
        let field = Field::new(field.name(), values.as_ref().clone(), true);
        known.entry(id).or_insert(Dictionary { field, values: None });
        data_type = values;
    }
    types::children(data_type).into_iter().for_each(|child| list_dictionaries(child, known));
}

/// The number of a field's dictionary.
pub(super) fn dictionary_id(field: &Field) -> Option<i64> {
    #[expect(deprecated, reason = "Arrow's conversion of a schema has no other place for it")]
    field.dict_id()
}
