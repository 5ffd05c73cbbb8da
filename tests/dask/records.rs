//! Runs of records in a stock Dask: a dict of columns that pandas takes as it is, missing values missing; back they are
//! the same records, and so are columns that Python made itself, in whatever form it has for them.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use frames_std::arrow::Table;
use frames_std::{Framed, FromFrames, MessageWriter, dumps, from_bytes, to_bytes, to_serialize};
use serde_json::{Value as Json, json};

use crate::common::{python, script};

#[derive(Framed, Debug, Clone, PartialEq)]
enum Side {
    Buy,
    Sell,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Trade {
    id: u64,
    size: i32,
    price: f64,
    fee: f32,
    symbol: String,
    note: Option<String>,
    limit: Option<f64>,
    parent: Option<i64>,
    side: Side,
    day: NaiveDate,
    at: DateTime<Utc>,
    open: bool,
}

fn trade(id: u64) -> Trade {
    Trade {
        id,
        size: -(id as i32),
        price: id as f64 * 0.25,
        fee: 0.5,
        symbol: ["AAPL", "MSFT", "ÄÖÜ"][id as usize % 3].into(),
        note: (id % 4 == 0).then(|| format!("note {id}")),
        limit: (id % 5 != 0).then_some(id as f64),
        parent: (id % 2 == 1).then_some(-1 - id as i64),
        side: if id % 2 == 0 { Side::Buy } else { Side::Sell },
        day: NaiveDate::from_ymd_opt(2026, 8, 1 + id as u32 % 28).expect("a day of August"),
        at: DateTime::from_timestamp(1_785_585_600 + id as i64, 5).expect("an instant of this year"),
        open: id % 2 == 0,
    }
}

fn trades(count: u64) -> Vec<Trade> {
    (0..count).map(trade).collect()
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Framed, Debug, Clone, PartialEq)]
enum Shape {
    Empty,
    Circle { center: Point, radius: f32 },
    Polygon(Vec<Point>),
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Place {
    name: String,
    home: Point,
    maybe: Option<Point>,
    shape: Shape,
    path: Vec<Point>,
}

fn place(at: usize) -> Place {
    let point = |at: usize| Point { x: at as f64, y: -(at as f64) };
    Place {
        name: at.to_string(),
        home: point(at),
        maybe: (at % 2 == 0).then(|| point(at)),
        shape: match at % 3 {
            0 => Shape::Empty,
            1 => Shape::Circle { center: point(at), radius: 0.5 },
            _ => Shape::Polygon((0..at % 4).map(point).collect()),
        },
        path: (0..at % 3).map(point).collect(),
    }
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Book {
    title: String,
    trades: Vec<Trade>,
    by_day: BTreeMap<String, Vec<Trade>>,
}

/// What Python makes by itself.
#[derive(Framed, Debug, Clone, PartialEq)]
struct Made {
    id: u64,
    price: f64,
    size: Option<i32>,
    symbol: String,
    note: Option<String>,
    side: Side,
    open: bool,
}

fn made() -> Vec<Made> {
    let row = |id: u64, size: Option<i32>, note: Option<&str>| Made {
        id,
        price: id as f64 * 0.5,
        size,
        symbol: ["a", "ÄÖÜ", "ccc"][id as usize].into(),
        note: note.map(str::to_owned),
        side: if id == 1 { Side::Sell } else { Side::Buy },
        open: id == 2,
    };
    vec![row(0, Some(7), Some("x")), row(1, None, None), row(2, Some(-7), Some(""))]
}

/// The same where nothing is missing.
fn made_whole() -> Vec<Made> {
    let whole = |row: Made| Made {
        size: Some(row.size.unwrap_or(3)),
        note: Some(row.note.unwrap_or_default()),
        ..row
    };
    made().into_iter().map(whole).collect()
}

fn write<T: Framed>(dir: &Path, name: &str, value: &T) {
    let mut tcp = Vec::new();
    let message = BTreeMap::from([("x", to_serialize(value))]);
    let message = dumps(&message).expect(name);
    MessageWriter::new(&mut tcp).write(message.frames()).expect("memory takes all");
    fs::write(dir.join(format!("{name}.tcp")), tcp).expect("the folder is ours");
    fs::write(dir.join(format!("{name}.bytes")), to_bytes(value).expect(name)).expect("the folder is ours");
}

#[track_caller]
fn read<T: FromFrames>(dir: &Path, name: &str) -> T {
    let bytes = fs::read(dir.join(name)).expect("Python wrote it");
    from_bytes(bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[track_caller]
fn comes_back<T: FromFrames + PartialEq + Debug>(dir: &Path, name: &str, value: &T, ways: &[&str]) {
    for way in ways {
        assert!(read::<T>(dir, &format!("{name}.{way}.back")) == *value, "{name} {way}");
    }
}

#[test]
fn records_are_columns_that_pandas_takes() {
    let dir = python::work_dir("records");
    let trades_out = trades(100_000);
    let places: Vec<Place> = (0..1000).map(place).collect();
    let nested: Vec<Vec<Trade>> = (0..5).map(trades).collect();
    let by_day = [("mon".to_owned(), trades(3)), ("tue".to_owned(), trades(0))].into();
    let book = Book { title: "book".into(), trades: trades(200), by_day };
    write(&dir, "trades", &trades_out);
    write(&dir, "table", &Table(trades_out.clone()));
    write(&dir, "places", &places);
    write(&dir, "nested", &nested);
    write(&dir, "book", &book);
    write(&dir, "empty", &trades(0));

    let seen: Json = serde_json::from_str(&script::run("records.py", &[dir.as_os_str()])).unwrap();
    // Dask takes a dict apart if its first value is an array. The columns of an enum begin with names: they go as a
    // pickle of plain data and arrays, which is read without running it.
    comes_back(&dir, "trades", &trades_out, &["dask", "wrapped"]);
    comes_back(&dir, "empty", &trades(0), &["dask", "wrapped"]);
    comes_back(&dir, "places", &places, &["default"]);
    comes_back(&dir, "nested", &nested, &["dask", "wrapped"]);
    comes_back(&dir, "book", &book, &["wrapped"]);
    comes_back(&dir, "table", &Table(trades_out.clone()), &["dask", "wrapped", "default"]);

    let names =
        ["id", "size", "price", "fee", "symbol", "note", "limit", "parent", "side", "day", "at", "open"];
    assert_eq!(seen["trades"]["names"], json!(names));
    let dtypes = json!({
        "id": "uint64", "size": "int32", "price": "float64", "fee": "float32", "symbol": "str", "note": "str",
        "limit": "float64", "parent": "float64", "side": "str", "day": "datetime64[s]", "at": "datetime64[ns]",
        "open": "bool",
    });
    assert_eq!(seen["trades"]["dtypes"], dtypes);
    let missing = json!({"note": 75_000, "limit": 20_000, "parent": 50_000});
    assert_eq!(seen["trades"]["missing"], missing);
    assert_eq!(seen["trades"]["mean"], json!({"Buy": 12499.75, "Sell": 12500.0}));
    assert_eq!(seen["trades"]["first"], json!(["2026-08-01 00:00:00", "2026-08-01 12:00:00.000000005"]));
    assert_eq!(seen["table"]["missing"], missing);
    assert_eq!(seen["table"]["mean"], seen["trades"]["mean"]);
    assert_eq!(seen["empty"]["names"], json!(names));
    assert_eq!(seen["places"], json!(["name", "home.x", "home.y", "maybe", "shape", "path"]));
    assert_eq!(seen["book"], json!([200, 3, 0]));
    assert_eq!(seen["nested"], json!([[0, 0, 1, 3, 6, 10], [0, 0, 1, 0, 1, 2, 0, 1, 2, 3]]));

    for way in ["dask", "wrapped", "default"] {
        for name in ["arrays", "big", "masked", "mixed"] {
            assert_eq!(read::<Vec<Made>>(&dir, &format!("made.{name}.{way}")), made(), "{name} {way}");
        }
        for name in ["fixed", "lists", "records"] {
            assert_eq!(read::<Vec<Made>>(&dir, &format!("made.{name}.{way}")), made_whole(), "{name} {way}");
        }
    }
    assert_eq!(read::<Vec<Made>>(&dir, "made.rows.dask"), made());
    assert_eq!(read::<Vec<Made>>(&dir, "made.rows.default"), made());
    let error = from_bytes::<Vec<Made>>(fs::read(dir.join("made.objects.wrapped")).unwrap()).unwrap_err();
    assert!(error.path() == "symbol" && error.class() == "NotAllowed", "{error:?}");
    fs::remove_dir_all(&dir).unwrap();
}
