//! What is written comes back equal: each type, whole and sliced, in every position a value can stand in.

use std::fmt::Debug;
use std::sync::Arc;

use frames_std::arrow::ArrowTable;
use frames_std::arrow::arrow_array::{
    ArrayRef, Int32Array, Int64Array, RecordBatch, RecordBatchOptions, new_empty_array,
};
use frames_std::arrow::arrow_schema::{DataType, Field, Fields, Schema};
use frames_std::{
    Codec, Framed, FromFrames, Wire, deserialize, deserialize_any, dumps, from_bytes, loads, serialize,
    to_bytes,
};

use crate::samples::{ROWS, batch, columns};

/// By all roads: in this process, as bytes, and as a message.
fn comes_back<T: FromFrames + PartialEq + Debug>(value: &T, what: &str) {
    let check = |road: &str, result: frames_std::Result<T>| match result {
        Ok(back) => assert!(back == *value, "{what} {road}: {back:?} is not {value:?}"),
        Err(error) => panic!("{what} {road}: {error}"),
    };
    check("in pieces", deserialize(&serialize(value).expect(what)));
    check("as bytes", from_bytes(to_bytes(value).expect(what)));
}

#[test]
fn every_type_comes_back_whole_and_sliced() {
    for (name, column) in columns() {
        for (start, len) in [(0, ROWS), (0, 0), (1, 0), (8, 200), (3, 290), (299, 1), (5, 1)] {
            let column = column.slice(start, len);
            let batch = RecordBatch::try_from_iter_with_nullable([(name, column, true)]).expect(name);
            comes_back(&batch, &format!("{name} {start} + {len}"));
        }
        let empty = new_empty_array(column.data_type());
        comes_back(&RecordBatch::try_from_iter_with_nullable([(name, empty, true)]).expect(name), name);
    }
}

#[test]
fn a_slice_of_a_slice_in_a_batch_of_all() {
    let batch = batch();
    comes_back(&batch, "all types");
    comes_back(&batch.slice(11, 280).slice(2, 270), "a slice of a slice");
    let back: RecordBatch = deserialize(&serialize(&batch).unwrap()).unwrap();
    assert_eq!(back.schema(), batch.schema(), "with its metadata");
}

#[test]
fn batches_without_columns_have_rows() {
    let none = RecordBatchOptions::new().with_row_count(Some(5));
    let schema = Arc::new(Schema::empty());
    comes_back(&RecordBatch::try_new_with_options(schema, vec![], &none).unwrap(), "five rows of nothing");
}

#[test]
fn tables_of_none_one_and_more_batches() {
    let batch = batch();
    let table = |batches| ArrowTable::try_new(batch.schema(), batches).unwrap();
    comes_back(&table(vec![]), "a schema alone");
    // Of these, some dictionaries are the same and some are not.
    let parts = vec![batch.slice(0, 100), batch.slice(100, 0), batch.slice(100, 200), batch.clone()];
    comes_back(&table(parts), "four batches");
    assert_eq!(table(vec![batch.clone(), batch.slice(0, 7)]).num_rows(), ROWS + 7);

    let one = ArrowTable::from(batch.clone());
    let read: ArrowTable = deserialize(&serialize(&batch).unwrap()).unwrap();
    assert_eq!(read, one, "a batch is a table, too");
    let error = deserialize::<RecordBatch>(&serialize(&table(vec![batch.clone(), batch.clone()])).unwrap());
    assert_eq!(error.unwrap_err().class(), "WrongType");
}

#[derive(Framed, Debug, PartialEq)]
struct Report {
    title: String,
    trades: RecordBatch,
    history: Option<ArrowTable>,
    quarters: Vec<RecordBatch>,
}

#[test]
fn inside_of_other_values() {
    let batch = batch();
    let history = ArrowTable::try_new(batch.schema(), vec![batch.slice(0, 9), batch.slice(9, 9)]).unwrap();
    let report = |history| Report {
        title: "trades".into(),
        trades: batch.slice(0, 9),
        history,
        quarters: vec![batch.slice(0, 1), batch.clone()],
    };
    comes_back(&report(Some(history)), "a report");
    comes_back(&report(None), "a report without");
    comes_back(&Some(batch.clone()), "an option");
    comes_back(&(1u8, vec![Some(batch.clone()), None]), "options in a run");

    let message = dumps(&report(None)).unwrap().into_shared();
    assert_eq!(loads::<Report>(&message).unwrap(), report(None));
}

#[test]
fn compressed_and_cut_on_the_wire() {
    let column =
        |from: usize| Arc::new(Int64Array::from_iter_values((0..20_000).map(|row| (row / 9 + from) as i64)));
    let columns = [("a", column(0) as ArrayRef), ("b", column(7)), ("c", column(1 << 40))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    for shard_bytes in [None, Some(32 << 10)] {
        let wire = Wire { compression: Some(Codec::Lz4), shard_bytes };
        let sent = wire.prepare(serialize(&batch).unwrap()).unwrap();
        assert!(sent.payload_bytes() < 200_000, "{} of 480,000 bytes", sent.payload_bytes());
        assert_eq!(deserialize::<RecordBatch>(&sent).unwrap(), batch);
    }
}

#[test]
fn found_by_name() {
    let batch = batch();
    let found = deserialize_any(&serialize(&batch).unwrap()).unwrap();
    assert_eq!(*found.downcast::<RecordBatch>().unwrap(), batch);
}

#[test]
fn a_table_has_batches_of_one_schema() {
    let column = || Arc::new(Int32Array::from(vec![1])) as ArrayRef;
    let schema = Arc::new(Schema::new(vec![Field::new("price", DataType::Float64, true)]));
    let other = RecordBatch::try_from_iter_with_nullable([("price", column(), true)]).unwrap();
    let error = ArrowTable::try_new(schema.clone(), vec![other]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "at `[0].price`: bad array: a batch has the column `price` of Int32, its table Float64"
    );
    let more = RecordBatch::try_from_iter([("a", column()), ("b", column())]).unwrap();
    let error = ArrowTable::try_new(schema, vec![more]).unwrap_err();
    assert_eq!(error.to_string(), "at `[0]`: bad array: a batch has 2 columns, its table 1");
}

#[test]
fn types_that_have_no_form_are_refused_by_column() {
    let refused = |data_type: DataType| {
        let record = DataType::Struct(Fields::from(vec![Field::new("inner", data_type, true)]));
        let column = new_empty_array(&record);
        let batch = RecordBatch::try_from_iter_with_nullable([("outer", column, true)]).unwrap();
        serialize(&batch).map(drop).unwrap_err().to_string()
    };
    let list = DataType::ListView(Arc::new(Field::new("item", DataType::Int8, true)));
    let error = refused(list);
    assert!(
        error.contains("at `outer.inner`: bad array: list views are neither written nor read"),
        "{error}"
    );
    let words = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let error = refused(DataType::Dictionary(Box::new(DataType::Int8), Box::new(words)));
    assert!(error.contains("at `outer.inner`: bad array: a dictionary of dictionaries"), "{error}");

    let nest = |levels| {
        let wrap = |inner, _| DataType::List(Arc::new(Field::new("item", inner, true)));
        (1..levels).fold(DataType::Int8, wrap)
    };
    let batch = |levels| {
        let column = new_empty_array(&nest(levels));
        RecordBatch::try_from_iter_with_nullable([("deep", column, true)]).unwrap()
    };
    comes_back(&batch(60), "60 levels");
    let error = serialize(&batch(61)).map(drop).unwrap_err().to_string();
    assert!(error.contains("nested in each other over 60 levels deep"), "{error}");
}
