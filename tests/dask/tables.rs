//! Arrow's batches and tables in a stock Dask: they arrive as pyarrow's, with pandas' types and missing values, come back
//! equal, and those made in Python are read.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use frames_std::arrow::arrow_array::builder::StringDictionaryBuilder;
use frames_std::arrow::arrow_array::cast::AsArray;
use frames_std::arrow::arrow_array::types::{Float64Type, Int8Type, Int32Type, Int64Type};
use frames_std::arrow::arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, LargeStringArray, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use frames_std::arrow::arrow_schema::Schema;
use frames_std::arrow::{ArrowTable, Table};
use frames_std::{
    Framed, FromFrames, MessageWriter, Serialized, deserialize, dumps, from_bytes, serialize, to_bytes,
    to_serialize,
};
use serde_json::{Value as Json, json};

use crate::common::{python, script};

#[path = "../arrow/samples.rs"]
mod samples;

#[derive(Framed, Debug, PartialEq)]
struct Report {
    title: String,
    trades: RecordBatch,
    history: Option<ArrowTable>,
    quarters: Vec<RecordBatch>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
enum Side {
    Buy,
    Sell,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Place {
    city: String,
    latitude: Option<f64>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Trade {
    id: u64,
    price: f64,
    size: Option<i32>,
    symbol: String,
    note: Option<String>,
    side: Side,
    place: Place,
    levels: Vec<f32>,
}

fn trade(id: u64) -> Trade {
    Trade {
        id,
        price: id as f64 * 0.25,
        size: (id % 3 != 0).then_some(id as i32),
        symbol: ["AAPL", "ÄÖÜ"][id as usize % 2].into(),
        note: (id % 4 == 0).then(|| format!("note {id}")),
        side: if id % 2 == 0 { Side::Buy } else { Side::Sell },
        place: Place { city: "Lund".into(), latitude: (id % 5 != 0).then_some(55.7) },
        levels: vec![0.5; id as usize % 3],
    }
}

fn trades() -> RecordBatch {
    let mut sides = StringDictionaryBuilder::<Int8Type>::new();
    ["buy", "sell", "buy", "buy"].into_iter().for_each(|side| sides.append_value(side));
    let times = TimestampMicrosecondArray::from(vec![Some(1_785_585_600_500_000), None, Some(0), Some(1)]);
    let columns: [(&str, ArrayRef); 6] = [
        ("time", Arc::new(times)),
        ("price", Arc::new(Float64Array::from(vec![Some(1.5), Some(4.0), None, Some(2.5)]))),
        ("volume", Arc::new(Int64Array::from(vec![1, 2, 3, 4]))),
        ("side", Arc::new(sides.finish())),
        ("venue", Arc::new(StringArray::from(vec![Some("Zürich"), None, Some(""), Some("x")]))),
        ("open", Arc::new(BooleanArray::from(vec![true, false, true, true]))),
    ];
    let columns = columns.map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length")
}

/// A value on its way to Python and back.
fn write<T: Framed>(dir: &Path, name: &str, value: &T) {
    let mut tcp = Vec::new();
    let message = BTreeMap::from([("x", to_serialize(value))]);
    let message = dumps(&message).expect(name);
    MessageWriter::new(&mut tcp).write(message.frames()).expect("memory takes all");
    fs::write(dir.join(format!("{name}.tcp")), tcp).expect("the folder is ours");
    fs::write(dir.join(format!("{name}.bytes")), to_bytes(value).expect(name)).expect("the folder is ours");
}

fn comes_back<T: FromFrames + PartialEq + Debug>(dir: &Path, name: &str, value: &T, ways: &[&str]) {
    for way in ways {
        let bytes = fs::read(dir.join(format!("{name}.{way}.back"))).expect("Python wrote it");
        let back: T = from_bytes(bytes).unwrap_or_else(|error| panic!("{name} {way}: {error}"));
        assert!(back == *value, "{name} {way}: {back:?} is not {value:?}");
    }
}

fn made<T: FromFrames>(dir: &Path, name: &str) -> T {
    let bytes = fs::read(dir.join(format!("made.{name}.bytes"))).expect("Python wrote it");
    from_bytes(bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn tables_go_to_python_and_back() {
    let dir = python::work_dir("tables");
    // pyarrow has no Python objects for two of the three kinds of intervals.
    let all = samples::batch();
    let known = |index: &usize| {
        !matches!(all.schema_ref().field(*index).name().as_str(), "interval_months" | "interval_days")
    };
    let indices: Vec<_> = (0..all.num_columns()).filter(known).collect();
    let all = all.project(&indices).unwrap();
    let trades = trades();
    let table = ArrowTable::try_new(trades.schema(), vec![trades.clone(), trades.slice(1, 3)]).unwrap();
    let empty = ArrowTable::try_new(trades.schema(), vec![]).unwrap();
    let report = Report {
        title: "trades".into(),
        trades: trades.slice(1, 2),
        history: Some(table.clone()),
        quarters: vec![trades.slice(0, 1), trades.slice(3, 1)],
    };
    write(&dir, "all", &all);
    write(&dir, "slice", &all.slice(13, 200));
    write(&dir, "trades", &trades);
    write(&dir, "table", &table);
    write(&dir, "empty", &empty);
    write(&dir, "report", &report);
    let records = Table((0..1000).map(trade).collect());
    write(&dir, "records", &records);

    let seen: Json = serde_json::from_str(&script::run("tables.py", &[dir.as_os_str()])).unwrap();
    let all_ways = &["dask", "wrapped", "default"];
    comes_back(&dir, "all", &all, all_ways);
    comes_back(&dir, "slice", &all.slice(13, 200), all_ways);
    comes_back(&dir, "trades", &trades, all_ways);
    comes_back(&dir, "table", &table, all_ways);
    comes_back(&dir, "empty", &empty, all_ways);
    comes_back(&dir, "report", &report, &["wrapped"]);

    let found = &seen["trades"][0];
    assert_eq!(found["py"], "pyarrow.lib.RecordBatch");
    assert_eq!(found["names"], json!(["time", "price", "volume", "side", "venue", "open"]));
    let dtypes = json!({
        "time": "datetime64[us]", "price": "float64", "volume": "int64",
        "side": "category", "venue": "str", "open": "bool",
    });
    assert_eq!(found["dtypes"], dtypes);
    assert_eq!(
        found["missing"],
        json!({"time": 1, "price": 1, "volume": 0, "side": 0, "venue": 1, "open": 0})
    );
    assert_eq!(found["first"], json!(["2026-08-01 12:00:00.500000", "1.5", "1", "buy", "Zürich", "True"]));
    assert_eq!(found["mean"], json!({"buy": 2.0, "sell": 4.0}));
    let rows = |name: &str| -> Vec<_> {
        let items = seen[name].as_array().into_iter().flatten();
        items.map(|item| (item["py"].as_str().unwrap(), item["rows"].as_u64().unwrap())).collect()
    };
    let (batch, table) = ("pyarrow.lib.RecordBatch", "pyarrow.lib.Table");
    assert_eq!(rows("table"), [(table, 7)]);
    assert_eq!(rows("empty"), [(table, 0)]);
    assert_eq!(rows("report"), [(batch, 2), (table, 7), (batch, 1), (batch, 1)]);
    assert_eq!(rows("slice"), [(batch, 200)]);

    records_are_a_frame(&dir, &records, &seen["records"][0]);
    from_python(&dir);
    fs::remove_dir_all(&dir).unwrap();
}

fn records_are_a_frame(dir: &Path, records: &Table<Trade>, seen: &Json) {
    comes_back(dir, "records", records, &["dask", "wrapped", "default"]);
    assert_eq!((&seen["py"], &seen["rows"]), (&json!("pyarrow.lib.Table"), &json!(1000)));
    let dtypes = json!({
        "id": "uint64", "price": "float64", "size": "float64", "symbol": "str", "note": "str",
        "side": "str", "place.city": "str", "place.latitude": "float64", "levels": "object",
    });
    assert_eq!(seen["frame"]["dtypes"], dtypes);
    assert_eq!(seen["frame"]["mean"], json!({"Buy": 124.75, "Sell": 125.0}));
    // A `DataFrame` that Python made of them: of half the rows, at twice the price, with a column for its index.
    let doubled = |trade: &Trade| Trade { price: trade.price * 2.0, ..trade.clone() };
    let bought: Vec<_> = records.0.iter().filter(|trade| trade.side == Side::Buy).map(doubled).collect();
    assert_eq!(made::<Table<Trade>>(dir, "records").0, bought);
}

fn from_python(dir: &Path) {
    let is_frame = |batch: &RecordBatch| {
        let column = |name| batch.column_by_name(name).expect(name);
        assert_eq!(
            column("price"),
            &(Arc::new(Float64Array::from(vec![Some(1.5), None, Some(2.5)])) as ArrayRef)
        );
        assert_eq!(
            column("volume").as_primitive::<Int64Type>(),
            &Int64Array::from(vec![Some(1), None, Some(3)])
        );
        let sides = column("side").as_dictionary::<Int8Type>();
        let sides: Vec<_> = sides.downcast_dict::<LargeStringArray>().unwrap().into_iter().collect();
        assert_eq!(sides, [Some("buy"), Some("sell"), None]);
        assert_eq!(column("open").as_boolean(), &BooleanArray::from(vec![true, false, true]));
        assert_eq!(column("time").null_count(), 1);
        assert_eq!(column("venue").null_count(), 1);
    };
    is_frame(&made(dir, "batch"));
    is_frame(&made(dir, "slice"));
    let frame: ArrowTable = made(dir, "frame");
    is_frame(&frame.batches()[0]);
    assert!(frame.schema().metadata().contains_key("pandas"));
    let empty: ArrowTable = made(dir, "empty");
    assert_eq!((empty.num_rows(), empty.schema().fields()), (0, frame.schema().fields()));
    let chunked: ArrowTable = made(dir, "chunked");
    assert_eq!(chunked.batches().len(), 3);
    chunked.batches().iter().for_each(is_frame);

    let nested: ArrowTable = made(dir, "nested");
    let [batch] = nested.batches() else { panic!("one batch") };
    let list = batch.column(0).as_list::<i32>();
    assert_eq!(list.value(0).as_primitive::<Int32Type>().iter().collect::<Vec<_>>(), [Some(1), None]);
    assert!(list.is_null(1) && list.value(2).is_empty());
    assert_eq!(batch.column(1).as_map().keys().as_string::<i32>().value(0), "a");
    let x = batch.column(2).as_struct().column_by_name("x").unwrap();
    assert_eq!(x.as_primitive::<Float64Type>().value(0), 1.5);
    assert_eq!(
        batch.column(3).as_primitive::<frames_std::arrow::arrow_array::types::Decimal128Type>().value(2),
        -225
    );
    assert_eq!(batch.column(4).as_string_view().value(2), "longer than twelve bytes");

    // Dask cuts a frame of 80 MB.
    let large: ArrowTable = made(dir, "large");
    let numbers =
        large.batches().iter().flat_map(|batch| batch.column(0).as_primitive::<Int64Type>().values().iter());
    assert!(numbers.copied().eq(0..10_000_000));

    let stream = |name: &str| {
        let empty = ArrowTable::try_new(Arc::new(Schema::empty()), vec![]).unwrap();
        let header = Bytes::copy_from_slice(serialize(&empty).unwrap().header_bytes());
        let stream = fs::read(dir.join(format!("{name}.stream"))).expect("Python wrote it");
        deserialize::<ArrowTable>(&Serialized::from_parts(header, [stream]))
    };
    for name in ["lz4", "zstd"] {
        let error = stream(name).unwrap_err();
        assert_eq!(error.class(), "Codec");
        assert!(error.to_string().contains("IpcWriteOptions(compression=None)"), "{error}");
    }
    let error = stream("delta").unwrap_err().to_string();
    assert!(
        error.contains("`[1].word`: bad array: a dictionary grows")
            && error.contains("emit_dictionary_deltas=False"),
        "{error}"
    );
    let replaced = stream("replaced").unwrap();
    let words = replaced.batches().iter().map(|batch| {
        let words = batch.column(0).as_dictionary::<Int32Type>();
        words.values().as_string::<i32>().value(words.key(0).unwrap()).to_owned()
    });
    assert_eq!(words.collect::<Vec<_>>(), ["a", "b"]);
}
