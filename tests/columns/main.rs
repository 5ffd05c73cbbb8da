//! Runs of records as columns: every kind of field comes back, the layout is what Python is promised, and what can't be
//! columns is a list.

mod fields;
mod kinds;
mod layout;
mod places;
mod pod;
mod random;
mod rows;
mod texts;

use std::fmt::Debug;

use frames_std::{
    Framed, FromFrames, Result, Value, deserialize, from_bytes, serialize, serialize_canonical, to_bytes,
};

#[derive(Framed, Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Side {
    Buy,
    Sell,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Trade {
    id: u64,
    price: f64,
    size: i32,
    symbol: String,
    note: Option<String>,
    fee: Option<f32>,
    side: Side,
    flag: bool,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Point {
    x: f64,
    y: f64,
}

fn trades(count: u64) -> Vec<Trade> {
    let trade = |id: u64| Trade {
        id,
        price: id as f64 * 0.25,
        size: -(id as i32),
        symbol: ["AAPL", "MSFT", "ÄÖÜ"][id as usize % 3].into(),
        note: (id % 4 == 0).then(|| format!("note {id}")),
        fee: (id % 3 != 0).then_some(0.5),
        side: if id % 2 == 0 { Side::Buy } else { Side::Sell },
        flag: id % 5 == 0,
    };
    (0..count).map(trade).collect()
}

fn point(at: usize) -> Point {
    Point { x: at as f64, y: -(at as f64) }
}

fn points(count: usize) -> Vec<Point> {
    (0..count).map(point).collect()
}

#[track_caller]
fn there_and_back<T: FromFrames + PartialEq + Debug>(value: &T) {
    let serialized = serialize(value).expect("it can be written");
    assert_eq!(&deserialize::<T>(&serialized).expect("it reads back"), value);
    let canonical = serialize_canonical(value).expect("it can be written in the canonical form");
    assert_eq!(&deserialize::<T>(&canonical).expect("it reads back from the canonical form"), value);
    let bytes = to_bytes(value).expect("it can be written as bytes");
    assert_eq!(&from_bytes::<T>(bytes).expect("its bytes read back"), value);
}

/// What was written as `T`, read as `U`.
#[track_caller]
fn reread<T: Framed + ?Sized, U: FromFrames>(value: &T) -> Result<U> {
    deserialize(&serialize(value).expect("it can be written"))
}

/// What Python gets.
#[track_caller]
fn seen<T: Framed + ?Sized>(value: &T) -> Value {
    reread(value).expect("it can be read without its type")
}

/// The names of the columns that Python gets, in order; `None` if it gets no dict.
#[track_caller]
fn names<T: Framed + ?Sized>(value: &T) -> Option<Vec<String>> {
    let Value::Dict(entries) = seen(value) else { return None };
    let text = |key: &Value| key.as_str().expect("columns have names").to_owned();
    Some(entries.iter().map(|(key, _)| text(key)).collect())
}

/// A column by its path through nested dicts.
#[track_caller]
fn column<U: FromFrames>(value: &Value, path: &[&str]) -> U {
    let found = path.iter().fold(value, |value, name| {
        value.get(name).unwrap_or_else(|| panic!("no column `{name}` in {value}"))
    });
    found.to().unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// The dtype of such a column; empty if it is no array.
#[track_caller]
fn dtype(value: &Value, name: &str) -> String {
    let found = value.get(name).unwrap_or_else(|| panic!("no column `{name}` in {value}"));
    found.as_array().map(|array| array.dtype().to_string()).unwrap_or_default()
}
