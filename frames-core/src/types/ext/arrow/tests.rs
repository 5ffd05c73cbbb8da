//! Streams that no encoder writes: each is refused before Arrow's crates, which trust some of it, have seen it.

use std::sync::Arc;

use arrow_ipc::convert::IpcSchemaEncoder;
use arrow_ipc::writer::DictionaryTracker;
use arrow_ipc::{
    BodyCompressionBuilder, Buffer, CompressionType, DictionaryBatchBuilder, Endianness, Field as WireField,
    FieldBuilder, FieldNode, MessageBuilder, MessageHeader, MetadataVersion, RecordBatch as WireBatch,
    RecordBatchBuilder, SchemaBuilder, Struct_Builder, Type, UnionBuilder,
};
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;
use flatbuffers::{FlatBufferBuilder, UnionWIPOffset, WIPOffset};

use super::stream::Stream;
use crate::error::Error;
use crate::limits::Limits;

const END: &[u8] = b"\xff\xff\xff\xff\0\0\0\0";

type Builder = FlatBufferBuilder<'static>;
type Header = (MessageHeader, WIPOffset<UnionWIPOffset>);

/// A message with a body that may be longer or shorter than it says.
fn message(
    version: MetadataVersion,
    says: i64,
    body: &[u8],
    header: impl FnOnce(&mut Builder) -> Header,
) -> Vec<u8> {
    let mut builder = Builder::new();
    let (kind, header) = header(&mut builder);
    let mut message = MessageBuilder::new(&mut builder);
    message.add_version(version);
    message.add_header_type(kind);
    message.add_header(header);
    message.add_bodyLength(says);
    let root = message.finish();
    builder.finish(root, None);
    let metadata = builder.finished_data();
    let len = u32::try_from(metadata.len()).unwrap();
    [&[0xff; 4], &len.to_le_bytes()[..], metadata, body].concat()
}

fn schema(schema: &Schema) -> Vec<u8> {
    message(MetadataVersion::V5, 0, &[], |builder| {
        let mut tracker = DictionaryTracker::new(false);
        let mut encoder = IpcSchemaEncoder::new().with_dictionary_tracker(&mut tracker);
        (MessageHeader::Schema, encoder.schema_to_fb_offset(builder, schema).as_union_value())
    })
}

/// A schema of one column, made by hand.
fn schema_of(
    endianness: Endianness,
    field: impl FnOnce(&mut Builder) -> WIPOffset<WireField<'static>>,
) -> Vec<u8> {
    message(MetadataVersion::V5, 0, &[], |builder| {
        let field = field(builder);
        let fields = builder.create_vector(&[field]);
        let mut schema = SchemaBuilder::new(builder);
        schema.add_endianness(endianness);
        schema.add_fields(fields);
        (MessageHeader::Schema, schema.finish().as_union_value())
    })
}

fn column(data_type: DataType) -> Vec<u8> {
    schema(&Schema::new(vec![Field::new("price", data_type, true)]))
}

/// A batch of any nodes and buffers.
fn batch(
    builder: &mut Builder,
    rows: i64,
    nodes: &[(i64, i64)],
    buffers: &[(i64, i64)],
    codec: Option<CompressionType>,
) -> WIPOffset<WireBatch<'static>> {
    let nodes: Vec<_> = nodes.iter().map(|(len, nulls)| FieldNode::new(*len, *nulls)).collect();
    let buffers: Vec<_> = buffers.iter().map(|(start, len)| Buffer::new(*start, *len)).collect();
    let nodes = builder.create_vector(&nodes);
    let buffers = builder.create_vector(&buffers);
    let compression = codec.map(|codec| {
        let mut compression = BodyCompressionBuilder::new(builder);
        compression.add_codec(codec);
        compression.finish()
    });
    let mut batch = RecordBatchBuilder::new(builder);
    batch.add_length(rows);
    batch.add_nodes(nodes);
    batch.add_buffers(buffers);
    if let Some(compression) = compression {
        batch.add_compression(compression);
    }
    batch.finish()
}

fn record(rows: i64, nodes: &[(i64, i64)], buffers: &[(i64, i64)], body: &[u8]) -> Vec<u8> {
    message(MetadataVersion::V5, body.len() as i64, body, |builder| {
        (MessageHeader::RecordBatch, batch(builder, rows, nodes, buffers, None).as_union_value())
    })
}

fn dictionary(id: i64, delta: bool) -> Vec<u8> {
    let body = [0u8; 8];
    message(MetadataVersion::V5, 8, &body, |builder| {
        let values = batch(builder, 1, &[(1, 0)], &[(0, 0), (0, 8), (8, 0)], None);
        let mut dictionary = DictionaryBatchBuilder::new(builder);
        dictionary.add_id(id);
        dictionary.add_isDelta(delta);
        dictionary.add_data(values);
        (MessageHeader::DictionaryBatch, dictionary.finish().as_union_value())
    })
}

fn read(parts: &[Vec<u8>]) -> Result<usize, Error> {
    let limits = Limits::cluster();
    let mut stream = Stream::open(vec![Bytes::from([&parts.concat(), END].concat())], &limits)?;
    let mut rows = 0;
    while let Some(batch) = stream.next_batch()? {
        rows += batch.num_rows();
    }
    Ok(rows)
}

fn refused(parts: &[Vec<u8>]) -> String {
    read(parts).unwrap_err().to_string()
}

#[test]
fn what_is_right_is_read() {
    let numbers = [column(DataType::Int32), record(2, &[(2, 0)], &[(0, 0), (0, 8)], &[0; 8])];
    assert_eq!(read(&numbers).unwrap(), 2);
    let words = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let words = [column(words), dictionary(0, false), record(2, &[(2, 0)], &[(0, 0), (0, 2)], &[0; 8])];
    assert_eq!(read(&words).unwrap(), 2);
}

#[test]
fn messages_that_lie() {
    let empty = || schema(&Schema::empty());
    let bodies = [i64::MAX, i64::MIN, -1, 1 << 50].map(|says| {
        let batch = message(MetadataVersion::V5, says, &[], |builder| {
            (MessageHeader::RecordBatch, batch(builder, 0, &[], &[], None).as_union_value())
        });
        read(&[empty(), batch]).unwrap_err().class()
    });
    assert_eq!(bodies, ["Truncated", "Array", "Array", "Truncated"]);
    let old = message(MetadataVersion::V3, 0, &[], |builder| {
        let fields = builder.create_vector::<WIPOffset<WireField<'_>>>(&[]);
        let mut schema = SchemaBuilder::new(builder);
        schema.add_fields(fields);
        (MessageHeader::Schema, schema.finish().as_union_value())
    });
    assert_eq!(refused(&[old]), "bad array: the stream has a version of Arrow's format that is not read");
    assert_eq!(refused(&[]), "bad array: the stream has no schema");
    let begins = "bad array: the stream begins with something else than a schema";
    assert_eq!(refused(&[record(0, &[], &[], &[])]), begins);
    let twice = "bad array: the stream has something else than batches and dictionaries";
    assert_eq!(refused(&[empty(), empty()]), twice);
    // Before 0.15 there was no mark in front of a length.
    let legacy = empty()[4..].to_vec();
    let error = refused(&[legacy]);
    assert!(error.contains("does not begin as those of an Arrow stream do"), "{error}");
    let error = refused(&[b"\xff\xff\xff\xff\x10\0\0\0".to_vec(), vec![0xff; 16]]);
    assert!(error.contains("a message is not well-formed"), "{error}");
}

#[test]
fn schemas_that_lie() {
    let widths = [
        DataType::FixedSizeBinary(-1),
        DataType::FixedSizeList(Arc::new(Field::new("item", DataType::Int8, true)), -5),
    ];
    let errors = widths.map(|data_type| refused(&[column(data_type)]));
    assert_eq!(errors, ["at `price`: bad array: a size of -1", "at `price`: bad array: a size of -5"]);

    let big = schema_of(Endianness::Big, |builder| {
        let none = Struct_Builder::new(builder).finish();
        let mut field = FieldBuilder::new(builder);
        field.add_type_type(Type::Struct_);
        field.add_type_(none.as_union_value());
        field.finish()
    });
    assert_eq!(refused(&[big]), "bad array: the stream has another byte order than this machine");

    let many = schema_of(Endianness::Little, |builder| {
        let none = UnionBuilder::new(builder).finish();
        let children: Vec<_> = (0..128)
            .map(|_| {
                let none = arrow_ipc::NullBuilder::new(builder).finish();
                let mut field = FieldBuilder::new(builder);
                field.add_type_type(Type::Null);
                field.add_type_(none.as_union_value());
                field.finish()
            })
            .collect();
        let children = builder.create_vector(&children);
        let name = builder.create_string("price");
        let mut field = FieldBuilder::new(builder);
        field.add_name(name);
        field.add_type_type(Type::Union);
        field.add_type_(none.as_union_value());
        field.add_children(children);
        field.finish()
    });
    assert_eq!(refused(&[many]), "at `price`: bad array: a union has at most 127 types");
}

#[test]
fn a_small_schema_does_not_grow() {
    // Every level refers twice to the level below: 2^40 columns in two kilobytes.
    let doubling = schema_of(Endianness::Little, |builder| {
        let mut level = None;
        for _ in 0..40 {
            let none = Struct_Builder::new(builder).finish();
            let children = level.map(|level| builder.create_vector(&[level, level]));
            let mut field = FieldBuilder::new(builder);
            field.add_type_type(Type::Struct_);
            field.add_type_(none.as_union_value());
            if let Some(children) = children {
                field.add_children(children);
            }
            level = Some(field.finish());
        }
        level.unwrap()
    });
    let error = refused(&[doubling]);
    assert!(error.contains("a message is not well-formed: Too many tables"), "{error}");
}

#[test]
fn batches_that_lie() {
    let int = || column(DataType::Int32);
    let at = |error: &str| format!("at `price`: bad array: {error}");
    let cases: [(Vec<u8>, String); 8] = [
        (record(2, &[(2, 0)], &[(0, 0), (8, 8)], &[0; 8]), at("a buffer of 8 bytes at 8 in a body of 8")),
        (record(2, &[(2, 0)], &[(0, 0), (-8, 8)], &[0; 8]), at("a buffer of 8 bytes at -8 in a body of 8")),
        (
            record(2, &[(2, 0)], &[(0, 0), (i64::MAX, i64::MAX)], &[0; 8]),
            at("a buffer of 9223372036854775807 bytes at 9223372036854775807 in a body of 8"),
        ),
        (
            record(2, &[(2, 1)], &[(0, 8), (0, 8)], &[0; 8]),
            at("a buffer begins before the one in front of it ends"),
        ),
        (record(2, &[], &[], &[]), at("the batch has fewer arrays than its schema")),
        (record(2, &[(2, 0)], &[(0, 0)], &[]), at("the batch has fewer buffers than its columns take")),
        (record(3, &[(2, 0)], &[(0, 0), (0, 8)], &[0; 8]), at("the column has 2 rows, its batch 3")),
        (
            record(2, &[(2, 0), (0, 0)], &[(0, 0), (0, 8)], &[0; 8]),
            "bad array: the batch has more arrays or buffers than its schema".to_owned(),
        ),
    ];
    for (record, expected) in cases {
        assert_eq!(refused(&[int(), record]), expected);
    }
    let wide = DataType::FixedSizeList(Arc::new(Field::new("item", DataType::Null, true)), i32::MAX);
    let long = record(1 << 35, &[(1 << 35, 0), (0, 0)], &[(0, 0)], &[]);
    assert_eq!(refused(&[column(wide), long]), at("its size overflows"));
    let views = record(1, &[(1, 0)], &[(0, 0), (0, 16)], &[0; 16]);
    assert_eq!(refused(&[column(DataType::Utf8View), views]), at("it is not said how many buffers it has"));
}

#[test]
fn compressed_buffers_are_not_opened() {
    // The prefix of the buffer says that it has 2^62 bytes.
    let body = [&(1u64 << 62).to_le_bytes()[..], &[0; 8]].concat();
    for (codec, name) in [(CompressionType::LZ4_FRAME, "lz4"), (CompressionType::ZSTD, "zstd")] {
        let compressed = message(MetadataVersion::V5, 16, &body, |builder| {
            let batch = batch(builder, 1, &[(1, 0)], &[(0, 0), (0, 16)], Some(codec));
            (MessageHeader::RecordBatch, batch.as_union_value())
        });
        let error = read(&[column(DataType::Int32), compressed]).unwrap_err();
        assert_eq!(error.class(), "Codec");
        assert!(error.to_string().starts_with(&format!("codec `{name}`: compressed buffers")), "{error}");
        assert!(error.to_string().contains("IpcWriteOptions(compression=None)"), "{error}");
    }
}

#[test]
fn dictionaries_that_lie() {
    let words = || column(DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8)));
    let keys = || record(2, &[(2, 0)], &[(0, 0), (0, 2)], &[0; 8]);
    assert_eq!(
        refused(&[words(), keys()]),
        "at `price`: bad array: its dictionary does not stand before it in the stream"
    );
    assert_eq!(refused(&[words(), dictionary(7, false)]), "bad array: no column has the dictionary 7");
    let error = refused(&[words(), dictionary(0, false), dictionary(0, true), keys()]);
    assert!(error.starts_with("at `price`: bad array: a dictionary grows from batch to batch"), "{error}");
}
