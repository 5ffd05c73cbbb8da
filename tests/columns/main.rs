//! Runs of records as columns: every kind of field comes back, and the layout is what Python is promised.

mod pod;

use frames_std::{Framed, FromFrames, Value, deserialize, from_bytes, serialize, to_bytes};

#[derive(Framed, Debug, Clone, PartialEq)]
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
    Named { label: String, tags: Vec<String> },
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Meters(f64);

#[derive(Framed, Debug, Clone, PartialEq)]
struct Grid<T> {
    cells: Vec<T>,
    origin: Option<T>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Everything {
    position: Point,
    home: Option<Point>,
    shape: Shape,
    maybe_shape: Option<Shape>,
    path: Vec<Point>,
    paths: Vec<Vec<Point>>,
    weights: Vec<f32>,
    maybe_weights: Option<Vec<f32>>,
    triangle: [[f32; 3]; 3],
    corners: [Point; 2],
    hash: [u8; 4],
    raw: Vec<u8>,
    maybe_raw: Option<Vec<u8>>,
    words: Vec<String>,
    maybe_words: Vec<Option<String>>,
    distance: Meters,
    distances: Vec<Meters>,
    letter: char,
    maybe_letter: Option<char>,
    boxed: Box<Point>,
    pair: (u8, String),
    by_name: std::collections::BTreeMap<String, u32>,
    deep: Option<Option<u8>>,
    sides: Vec<Side>,
    grid: Grid<Point>,
    deque: std::collections::VecDeque<u16>,
    nonzero: std::num::NonZero<u32>,
    unit: (),
    long: u128,
}

fn everything(seed: usize) -> Everything {
    let point = |at: usize| Point { x: at as f64, y: -(at as f64) };
    let points = |count: usize| (0..count).map(point).collect::<Vec<_>>();
    let shape = match seed % 4 {
        0 => Shape::Empty,
        1 => Shape::Circle { center: point(seed), radius: 0.5 },
        2 => Shape::Polygon(points(seed % 7)),
        _ => Shape::Named { label: format!("shape {seed}"), tags: vec!["a".into(); seed % 3] },
    };
    Everything {
        position: point(seed),
        home: (seed % 2 == 0).then(|| point(seed + 1)),
        maybe_shape: (seed % 3 == 0).then(|| shape.clone()),
        shape,
        path: points(seed % 5),
        paths: (0..seed % 3).map(points).collect(),
        weights: vec![seed as f32; seed % 4],
        maybe_weights: (seed % 5 != 0).then(|| vec![0.5; seed % 2]),
        triangle: [[seed as f32; 3]; 3],
        corners: [point(seed), point(1)],
        hash: (seed as u32).to_be_bytes(),
        raw: vec![seed as u8; seed % 6],
        maybe_raw: (seed % 2 == 1).then(|| vec![7; 3]),
        words: vec![format!("word {seed}"); seed % 3],
        maybe_words: vec![None, Some("x".into())],
        distance: Meters(seed as f64),
        distances: vec![Meters(1.0); seed % 3],
        letter: char::from(b'a' + (seed % 26) as u8),
        maybe_letter: (seed % 2 == 0).then_some('ä'),
        boxed: Box::new(point(3)),
        pair: (seed as u8, "pair".into()),
        by_name: [("a".to_owned(), seed as u32)].into(),
        deep: [None, Some(None), Some(Some(3))][seed % 3],
        sides: vec![Side::Sell; seed % 4],
        grid: Grid { cells: points(seed % 3), origin: (seed % 2 == 0).then(|| point(0)) },
        deque: (0..seed as u16 % 4).collect(),
        nonzero: std::num::NonZero::new(seed as u32 + 1).unwrap(),
        unit: (),
        long: seed as u128,
    }
}

fn there_and_back<T: Framed + FromFrames + PartialEq + std::fmt::Debug>(value: &T) {
    let serialized = serialize(value).expect("it can be written");
    assert_eq!(&deserialize::<T>(&serialized).expect("it reads back"), value);
    let bytes = to_bytes(value).expect("it can be written as bytes");
    assert_eq!(&from_bytes::<T>(bytes).expect("its bytes read back"), value);
}

#[test]
fn trades_are_columns() {
    for count in [0, 1, 2, 127, 128, 129, 1000] {
        there_and_back(&trades(count));
    }
    let trades = trades(3);
    let serialized = serialize(&trades).unwrap();
    let value: Value = deserialize(&serialized).unwrap();
    println!("{value}");
    assert!(matches!(value, Value::Dict(_)));
}

#[test]
fn fields_of_every_kind_are_columns() {
    for count in [0, 1, 5, 130, 300] {
        let list: Vec<Everything> = (0..count).map(everything).collect();
        there_and_back(&list);
        if count > 0 {
            let value: Value = deserialize(&serialize(&list).unwrap()).unwrap();
            assert!(matches!(value, Value::Dict(_)), "{value}");
        }
    }
    let value: Value = deserialize(&serialize(&vec![everything(1), everything(2)]).unwrap()).unwrap();
    println!("{value}");
}
