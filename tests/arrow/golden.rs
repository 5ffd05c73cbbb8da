//! Batches and tables that a real Dask wrote (distributed 2026.8.0, pyarrow 26.0.1).

use std::fs;
use std::path::Path;

use frames_std::arrow::ArrowTable;
use frames_std::arrow::arrow_array::cast::AsArray;
use frames_std::arrow::arrow_array::types::Int64Type;
use frames_std::arrow::arrow_array::{Array, RecordBatch};
use frames_std::{FromFrames, Serialized, deserialize};

fn recorded<T: FromFrames>(case: &str) -> T {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vectors/libraries").join(case);
    let read = |name| fs::read(folder.join(name)).unwrap();
    deserialize(&Serialized::from_parts(read("header.msgpack"), [read("frames/00.bin")])).unwrap()
}

/// What `pydict` of the manifests says.
fn is_expected(batch: &RecordBatch) {
    assert_eq!(batch.schema().fields().iter().map(|field| field.name()).collect::<Vec<_>>(), ["a", "b"]);
    let numbers = batch.column(0).as_primitive::<Int64Type>();
    assert_eq!(numbers.iter().collect::<Vec<_>>(), [Some(1), Some(2), None]);
    let texts: Vec<_> = batch.column(1).as_string::<i32>().iter().flatten().collect();
    assert_eq!((texts, batch.column(1).null_count()), (vec!["x", "y", "z"], 0));
}

#[test]
fn what_dask_wrote_is_read() {
    is_expected(&recorded("arrow_record_batch"));
    let as_table: ArrowTable = recorded("arrow_record_batch");
    assert_eq!(as_table.batches(), [recorded::<RecordBatch>("arrow_record_batch")]);
    let table: ArrowTable = recorded("arrow_table");
    let [batch] = table.batches() else { panic!("one batch") };
    is_expected(batch);
    let chunked: ArrowTable = recorded("arrow_table_chunked");
    assert_eq!((chunked.batches().len(), chunked.num_rows()), (2, 6));
    chunked.batches().iter().for_each(is_expected);
}
