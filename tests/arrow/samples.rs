//! Columns of every type that is written, with nulls wherever it has them.

use std::sync::Arc;

use frames_std::arrow::arrow_array::builder::{
    BinaryViewBuilder, BooleanBuilder, FixedSizeBinaryBuilder, FixedSizeListBuilder, Int32Builder,
    LargeListBuilder, ListBuilder, MapBuilder, StringBuilder, StringDictionaryBuilder, StringRunBuilder,
    StringViewBuilder,
};
use frames_std::arrow::arrow_array::types::{Int8Type, Int32Type, UInt16Type};
use frames_std::arrow::arrow_array::*;
use frames_std::arrow::arrow_buffer::{
    IntervalDayTime, IntervalMonthDayNano, NullBuffer, ScalarBuffer, i256,
};
use frames_std::arrow::arrow_schema::{DataType, Field, Fields, Schema, UnionFields};

/// Rows of a sample: enough for buffers on both sides of the size up to which they are put together.
pub(crate) const ROWS: usize = 300;

fn maybe<T>(make: impl Fn(usize) -> T) -> impl Iterator<Item = Option<T>> {
    (0..ROWS).map(move |row| (row % 7 != 3).then(|| make(row)))
}

/// Texts of all sizes that views distinguish.
fn text(row: usize) -> String {
    "ß".repeat(row % 17)
}

fn lists() -> Vec<(&'static str, ArrayRef)> {
    let mut list = ListBuilder::new(StringBuilder::new());
    let mut large = LargeListBuilder::new(ListBuilder::new(Int32Builder::new()));
    let mut pairs = FixedSizeListBuilder::new(BooleanBuilder::new(), 2);
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    for row in 0..ROWS {
        for item in 0..row % 3 {
            list.values().append_option((item != 1).then(|| text(row)));
            large.values().values().append_value(row as i32);
            large.values().append(item != 0);
            map.keys().append_value(format!("{row}.{item}"));
            map.values().append_option((item == 0).then_some(row as i32));
        }
        list.append(row % 5 != 0);
        large.append(row % 4 != 0);
        pairs.values().append_value(row % 2 == 0);
        pairs.values().append_null();
        pairs.append(row % 6 != 0);
        map.append(row % 8 != 0).expect("as many keys as values");
    }
    vec![
        ("list", Arc::new(list.finish())),
        ("large_list", Arc::new(large.finish())),
        ("fixed_list", Arc::new(pairs.finish())),
        ("map", Arc::new(map.finish())),
    ]
}

fn nested() -> Vec<(&'static str, ArrayRef)> {
    let fields = Fields::from(vec![
        Field::new("x", DataType::Float64, true),
        Field::new("label", DataType::Utf8, true),
    ]);
    let children: Vec<ArrayRef> = vec![
        Arc::new(Float64Array::from_iter(maybe(|row| row as f64))),
        Arc::new(StringArray::from_iter(maybe(text))),
    ];
    let nulls = NullBuffer::from_iter((0..ROWS).map(|row| row % 10 != 0));
    let record = StructArray::new(fields, children.clone(), Some(nulls));
    let empty = StructArray::new_empty_fields(ROWS, None);

    let union_fields = UnionFields::try_new(
        [3, 7],
        [Field::new("number", DataType::Float64, true), Field::new("text", DataType::Utf8, true)],
    )
    .expect("two types");
    let ids = || ScalarBuffer::from_iter((0..ROWS).map(|row| if row % 2 == 0 { 3i8 } else { 7 }));
    let offsets = ScalarBuffer::from_iter((0..ROWS).map(|row| row as i32 / 2));
    let sparse = UnionArray::try_new(union_fields.clone(), ids(), None, children.clone());
    let dense = UnionArray::try_new(union_fields, ids(), Some(offsets), children);
    vec![
        ("struct", Arc::new(record)),
        ("struct_of_nothing", Arc::new(empty)),
        ("sparse_union", Arc::new(sparse.expect("it is valid"))),
        ("dense_union", Arc::new(dense.expect("it is valid"))),
    ]
}

fn encoded() -> Vec<(&'static str, ArrayRef)> {
    let mut words = StringDictionaryBuilder::<Int8Type>::new();
    let mut in_lists = ListBuilder::new(StringDictionaryBuilder::<UInt16Type>::new());
    let mut runs = StringRunBuilder::<Int32Type>::new();
    for row in 0..ROWS {
        words.append_option((row % 9 != 0).then(|| ["buy", "sell", "hold"][row % 3]));
        in_lists.values().append_value(text(row % 5));
        in_lists.append(row % 2 == 0);
        runs.append_option((row / 40 != 2).then(|| (row / 20).to_string()));
    }
    vec![
        ("dictionary", Arc::new(words.finish())),
        ("dictionary_in_list", Arc::new(in_lists.finish())),
        ("runs", Arc::new(runs.finish())),
    ]
}

fn bytes() -> Vec<(&'static str, ArrayRef)> {
    let mut fixed = FixedSizeBinaryBuilder::new(5);
    let mut views = StringViewBuilder::new();
    let mut binary_views = BinaryViewBuilder::new();
    for row in maybe(|row| row) {
        match row {
            Some(row) => fixed.append_value([row as u8; 5]).expect("five bytes"),
            None => fixed.append_null(),
        }
        views.append_option(row.map(text));
        binary_views.append_option(row.map(text));
    }
    let texts: Vec<_> = maybe(text).collect();
    let texts = || texts.iter().map(Option::as_deref);
    let binary = || texts().map(|text| text.map(str::as_bytes));
    vec![
        ("utf8", Arc::new(StringArray::from_iter(texts()))),
        ("large_utf8", Arc::new(LargeStringArray::from_iter(texts()))),
        ("binary", Arc::new(BinaryArray::from_iter(binary()))),
        ("large_binary", Arc::new(LargeBinaryArray::from_iter(binary()))),
        ("fixed_binary", Arc::new(fixed.finish())),
        ("utf8_view", Arc::new(views.finish())),
        ("binary_view", Arc::new(binary_views.finish())),
    ]
}

fn numbers() -> Vec<(&'static str, ArrayRef)> {
    let i128s = || maybe(|row| row as i128 - 100);
    vec![
        ("null", Arc::new(NullArray::new(ROWS))),
        ("bool", Arc::new(BooleanArray::from_iter(maybe(|row| row % 3 == 0)))),
        ("bool_not_null", Arc::new(BooleanArray::from_iter((0..ROWS).map(|row| Some(row % 3 == 0))))),
        ("i8", Arc::new(Int8Array::from_iter(maybe(|row| row as i8)))),
        ("i16", Arc::new(Int16Array::from_iter(maybe(|row| row as i16 - 9)))),
        ("i32", Arc::new(Int32Array::from_iter(maybe(|row| row as i32 - 9)))),
        ("i64", Arc::new(Int64Array::from_iter(maybe(|row| row as i64 - 9)))),
        ("i64_not_null", Arc::new(Int64Array::from_iter_values((0..ROWS).map(|row| row as i64)))),
        ("u8", Arc::new(UInt8Array::from_iter(maybe(|row| row as u8)))),
        ("u16", Arc::new(UInt16Array::from_iter(maybe(|row| row as u16)))),
        ("u32", Arc::new(UInt32Array::from_iter(maybe(|row| row as u32)))),
        ("u64", Arc::new(UInt64Array::from_iter(maybe(|row| row as u64)))),
        ("f32", Arc::new(Float32Array::from_iter(maybe(|row| row as f32 / 3.0)))),
        ("f64", Arc::new(Float64Array::from_iter(maybe(|row| row as f64 / 3.0)))),
        ("decimal32", Arc::new(Decimal32Array::from_iter(maybe(|row| row as i32)))),
        ("decimal64", Arc::new(Decimal64Array::from_iter(maybe(|row| row as i64)))),
        ("decimal128", Arc::new(Decimal128Array::from_iter(i128s()))),
        ("decimal256", Arc::new(Decimal256Array::from_iter(i128s().map(|v| v.map(i256::from_i128))))),
    ]
}

fn times() -> Vec<(&'static str, ArrayRef)> {
    let i32s = || maybe(|row| row as i32 * 1000);
    let i64s = || maybe(|row| row as i64 * 1_000_000_000);
    let day_times = maybe(|row| IntervalDayTime::new(row as i32, -1));
    let month_days = maybe(|row| IntervalMonthDayNano::new(row as i32, 2, -3));
    vec![
        ("date32", Arc::new(Date32Array::from_iter(i32s()))),
        ("date64", Arc::new(Date64Array::from_iter(maybe(|row| row as i64 * 86_400_000)))),
        ("time32_s", Arc::new(Time32SecondArray::from_iter(i32s().map(|v| v.map(|v| v / 1000))))),
        ("time32_ms", Arc::new(Time32MillisecondArray::from_iter(i32s()))),
        ("time64_us", Arc::new(Time64MicrosecondArray::from_iter(maybe(|row| row as i64)))),
        ("time64_ns", Arc::new(Time64NanosecondArray::from_iter(maybe(|row| row as i64)))),
        (
            "timestamp_s",
            Arc::new(TimestampSecondArray::from_iter(i64s().map(|v| v.map(|v| v / 1_000_000_000)))),
        ),
        ("timestamp_ms", Arc::new(TimestampMillisecondArray::from_iter(i64s()))),
        ("timestamp_us", Arc::new(TimestampMicrosecondArray::from_iter(i64s()))),
        ("timestamp_utc", Arc::new(TimestampNanosecondArray::from_iter(i64s()).with_timezone("UTC"))),
        ("duration_s", Arc::new(DurationSecondArray::from_iter(maybe(|row| row as i64)))),
        ("duration_ns", Arc::new(DurationNanosecondArray::from_iter(i64s()))),
        ("interval_months", Arc::new(IntervalYearMonthArray::from_iter(maybe(|row| row as i32)))),
        ("interval_days", Arc::new(IntervalDayTimeArray::from_iter(day_times))),
        ("interval_all", Arc::new(IntervalMonthDayNanoArray::from_iter(month_days))),
    ]
}

/// One column of each type, by its name.
pub(crate) fn columns() -> Vec<(&'static str, ArrayRef)> {
    [numbers(), times(), bytes(), lists(), nested(), encoded()].concat()
}

/// All of them in one batch.
pub(crate) fn batch() -> RecordBatch {
    let columns = columns();
    let field = |(name, column): &(&str, ArrayRef)| {
        Field::new(*name, column.data_type().clone(), !name.ends_with("not_null"))
            .with_metadata([("unit".to_owned(), (*name).to_owned())])
    };
    let fields: Vec<_> = columns.iter().map(field).collect();
    let schema = Schema::new(fields).with_metadata([("owner".to_owned(), "Alice".to_owned())]);
    let columns = columns.into_iter().map(|(_, column)| column).collect();
    RecordBatch::try_new(Arc::new(schema), columns).expect("columns of one length")
}
