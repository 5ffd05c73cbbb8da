//! Streams that lie: a typed error with the column's name, no panic, and no more memory than the bytes that came.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use frames_std::arrow::arrow_array::builder::StringDictionaryBuilder;
use frames_std::arrow::arrow_array::types::Int8Type;
use frames_std::arrow::arrow_array::{
    Array, ArrayRef, Int64Array, ListArray, NullArray, RecordBatch, StringArray,
};
use frames_std::arrow::arrow_schema::Schema;
use frames_std::arrow::{ArrowTable, Table};
use frames_std::{Error, Framed, Limits, Serialized, deserialize, deserialize_with, serialize};

use crate::samples::{batch, columns};

/// The header of a table whose stream is one frame.
pub(crate) fn header() -> Bytes {
    let empty = ArrowTable::try_new(Arc::new(Schema::empty()), vec![]).expect("no batches");
    let serialized = serialize(&empty).expect("a schema");
    assert_eq!(serialized.frames().len(), 1);
    Bytes::copy_from_slice(serialized.header_bytes())
}

/// The stream of a table, joined.
pub(crate) fn stream(table: &ArrowTable) -> Vec<u8> {
    let serialized = serialize(table).expect("a table");
    serialized.frames().flat_map(|frame| frame.as_slice()).copied().collect()
}

fn read(stream: &[u8], limits: &Limits) -> Result<ArrowTable, Error> {
    let received = Serialized::from_parts(header(), [Bytes::copy_from_slice(stream)]);
    deserialize_with(&received, limits)
}

/// A record with fields for columns that some of the samples are.
#[derive(Framed, Debug)]
#[allow(dead_code)]
struct Row {
    #[framed(default, alias = "i8", alias = "u64", alias = "decimal32")]
    i64: Option<i64>,
    #[framed(default, alias = "utf8_view", alias = "dictionary", alias = "large_utf8", alias = "runs")]
    utf8: Option<String>,
    #[framed(default, alias = "fixed_list", alias = "large_list", alias = "dictionary_in_list")]
    list: Option<Vec<Option<String>>>,
    #[framed(default)]
    bool: Option<bool>,
    #[framed(default)]
    date32: Option<i64>,
    #[framed(default, alias = "sparse_union")]
    r#struct: Option<Inner>,
}

#[derive(Framed, Debug)]
#[allow(dead_code)]
struct Inner {
    x: Option<f64>,
    label: Option<String>,
}

/// Reads it, and looks at all of what comes out.
fn survives(stream: &[u8]) {
    for limits in [Limits::strict(), Limits::cluster()] {
        match read(stream, &limits) {
            Err(error) => assert!(error.to_string().len() < 600, "{error}"),
            Ok(table) => {
                for batch in table.batches() {
                    for column in batch.columns() {
                        column.to_data().validate_full().expect("what was read is valid");
                    }
                    let _ = format!("{batch:?}");
                }
                let again = serialize(&table).expect("it can be written");
                deserialize::<ArrowTable>(&again).expect("and be read again");
                // As rows, where the column is one of a field.
                if let Err(error) = deserialize_with::<Table<Row>>(&again, &limits) {
                    assert!(error.to_string().len() < 600, "{error}");
                }
            }
        }
    }
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    /// A few bytes of it changed: to anything, to a bound, by one, or as a number of eight bytes.
    fn spoil(&mut self, stream: &mut [u8]) {
        for _ in 0..=self.roll(3) {
            let at = self.roll(stream.len());
            match self.roll(5) {
                0 => stream[at] = self.roll(256) as u8,
                1 => stream[at] = [0, 1, 0x7f, 0x80, 0xff][self.roll(5)],
                2 => stream[at] = stream[at].wrapping_add(1),
                3 => stream[at] ^= 1 << self.roll(8),
                _ => {
                    let number = [0, 1, -1, i64::MAX, i64::MIN, 1 << 32, 1 << 62][self.roll(7)];
                    let at = at & !7;
                    let end = stream.len().min(at + 8);
                    stream[at..end].copy_from_slice(&number.to_le_bytes()[..end - at]);
                }
            }
        }
    }
}

#[test]
fn no_changed_byte_makes_it_panic() {
    let mut dice = Dice(7);
    let mut panics = 0;
    let mut tables: Vec<_> = columns()
        .into_iter()
        .map(|(name, column)| RecordBatch::try_from_iter_with_nullable([(name, column.slice(0, 20), true)]))
        .map(|batch| ArrowTable::from(batch.expect("one column")))
        .collect();
    let all = batch().slice(0, 9);
    tables.push(ArrowTable::try_new(all.schema(), vec![all.clone(), all]).expect("two batches"));
    for table in &tables {
        let whole = stream(table);
        for _ in 0..100 {
            let mut spoiled = whole.clone();
            dice.spoil(&mut spoiled);
            panics += usize::from(catch_unwind(AssertUnwindSafe(|| survives(&spoiled))).is_err());
        }
    }
    assert_eq!(panics, 0);
}

#[test]
fn a_stream_cut_anywhere_is_refused() {
    let batch = batch().slice(0, 3);
    let table = ArrowTable::try_new(batch.schema(), vec![batch.clone(), batch]).unwrap();
    let whole = stream(&table);
    assert_eq!(read(&whole, &Limits::strict()).unwrap(), table);
    for len in (0..whole.len()).step_by(7).chain(whole.len() - 70..whole.len()) {
        let error = read(&whole[..len], &Limits::strict()).unwrap_err();
        assert_eq!(error.class(), "Truncated", "{len} of {}: {error}", whole.len());
    }
    let longer = [&whole[..], b"more"].concat();
    let error = read(&longer, &Limits::strict()).unwrap_err().to_string();
    assert!(error.contains("4 bytes follow the end of the stream"), "{error}");
}

/// What is said of a stream of one column in which these bytes, which it has once, were replaced by others.
fn refused(column: ArrayRef, from: &[u8], to: &[u8]) -> String {
    let batch = RecordBatch::try_from_iter_with_nullable([("price", column, true)]).expect("one column");
    let mut stream = stream(&ArrowTable::from(batch));
    let found: Vec<_> = (0..stream.len()).filter(|at| stream[*at..].starts_with(from)).collect();
    let [at] = found[..] else { panic!("the bytes are there {} times", found.len()) };
    stream[at..at + to.len()].copy_from_slice(to);
    read(&stream, &Limits::strict()).expect_err("it lies").to_string()
}

fn le<const N: usize>(numbers: [i32; N]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

#[test]
fn lies_within_a_column_are_told_with_its_name() {
    let texts = || Arc::new(StringArray::from(vec!["abc", "de", "f"])) as ArrayRef;
    let is = |error: String, end: &str| {
        assert_eq!(error, format!("pyarrow.lib.Table: at `[0].price`: bad array: {end}"));
    };
    is(
        refused(texts(), &le([0, 3, 5, 6]), &le([0, 5, 3, 6])),
        "no valid Utf8: Offset invariant failure: non-monotonic offset at slot 1: 5 > 3",
    );
    is(
        refused(texts(), &le([0, 3, 5, 6]), &le([0, 3, 5, 7])),
        "no valid Utf8: Last offset 7 of Utf8 is larger than values length 6",
    );
    is(
        refused(texts(), &le([0, 3, 5, 6]), &le([0, -1, 5, 6])),
        "no valid Utf8: Offset invariant failure: Could not convert offset -1 to usize a...",
    );
    is(
        refused(texts(), b"abcdef", b"\xff"),
        "no valid Utf8: Invalid UTF8 sequence at string index 0 (0..3): invalid utf-8 se...",
    );
    let lists = ListArray::from_iter_primitive::<frames_std::arrow::arrow_array::types::Int64Type, _, _>([
        Some(vec![Some(1)]),
        Some(vec![Some(2), Some(3)]),
    ]);
    is(
        refused(Arc::new(lists), &le([0, 1, 3]), &le([0, 1, 9])),
        "no valid List: Last offset 9 of List(Int64) is larger than values length 3",
    );
    let mut words = StringDictionaryBuilder::<Int8Type>::new();
    for word in ["a", "b", "c", "c", "b", "a", "b", "b"] {
        words.append_value(word);
    }
    is(
        refused(Arc::new(words.finish()), &[0, 1, 2, 2, 1, 0, 1, 1], &[0, 1, 2, 3]),
        "no valid Dictionary of Utf8 by Int8: Value at position 3 out of bounds: 3 (should be in [0, 2])",
    );
    let sparse = Int64Array::from(vec![Some(1), None, Some(3), None, Some(5), Some(6), Some(7), None]);
    let node = |rows: i64, nulls: i64| [rows.to_le_bytes(), nulls.to_le_bytes()].concat();
    is(
        refused(Arc::new(sparse.clone()), &node(8, 3), &node(8, 2)),
        "no valid Int64: null_count value (2) doesn't match actual number of nulls in arr...",
    );
    is(refused(Arc::new(sparse.clone()), &node(8, 3), &node(8, 9)), "of 8 rows 9 are said to be null");
    is(
        refused(Arc::new(sparse.clone()), &node(8, 3), &node(9, 3)),
        "no valid Int64: null_bit_buffer size too small. got 1 needed 2",
    );
    is(refused(Arc::new(sparse), &node(8, 3), &node(-8, 3)), "its length is -8");
}

#[test]
fn rows_without_bytes_are_bounded() {
    let nulls = RecordBatch::try_from_iter_with_nullable([(
        "a",
        Arc::new(NullArray::new(1 << 40)) as ArrayRef,
        true,
    )]);
    let table = ArrowTable::from(nulls.unwrap());
    let error = read(&stream(&table), &Limits::cluster()).unwrap_err();
    assert_eq!(error.class(), "Limit", "{error}");
    assert!(error.to_string().contains("Limits::expanded_bytes"), "{error}");
}
