//! Records as rows of a table: which column each kind of field becomes, and that all of them come back.

use std::sync::Arc;

use frames_std::arrow::arrow_array::builder::StringDictionaryBuilder;
use frames_std::arrow::arrow_array::types::Int8Type;
use frames_std::arrow::arrow_array::{
    Array, ArrayRef, Date32Array, Float64Array, Int16Array, Int64Array, IntervalYearMonthArray, RecordBatch,
    StringArray, StringViewArray,
};
use frames_std::arrow::{ArrowTable, Table, from_batch, to_batch};
use frames_std::{Framed, FromFrames, deserialize, from_bytes, serialize, to_bytes};

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
    open: bool,
}

fn trade(id: u64) -> Trade {
    Trade {
        id,
        price: id as f64 * 0.25,
        size: -(id as i32),
        symbol: ["AAPL", "MSFT", "ÄÖÜ"][id as usize % 3].into(),
        note: (id % 4 == 0).then(|| format!("note {id}")),
        fee: (id % 3 != 0).then_some(0.5),
        side: if id % 2 == 0 { Side::Buy } else { Side::Sell },
        open: id % 5 == 0,
    }
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Point {
    x: f64,
    label: Option<String>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Everything {
    position: Point,
    home: Option<Point>,
    path: Vec<Point>,
    paths: Vec<Vec<Point>>,
    weights: Vec<f32>,
    maybe_weights: Option<Vec<f32>>,
    triangle: [[f32; 3]; 2],
    raw: Vec<u8>,
    maybe_raw: Option<Vec<u8>>,
    words: Vec<String>,
    letter: char,
    maybe_flag: Option<bool>,
    boxed: Box<Point>,
    sides: Vec<Side>,
    maybe_side: Option<Side>,
}

fn everything(seed: usize) -> Everything {
    let point = |at: usize| Point { x: at as f64, label: (at % 2 == 0).then(|| format!("point {at}")) };
    let points = |count: usize| (0..count).map(point).collect::<Vec<_>>();
    Everything {
        position: point(seed),
        home: (seed % 3 == 0).then(|| point(seed + 1)),
        path: points(seed % 4),
        paths: (0..seed % 3).map(points).collect(),
        weights: vec![seed as f32; seed % 5],
        maybe_weights: (seed % 4 != 1).then(|| vec![0.5; seed % 2]),
        triangle: [[seed as f32; 3]; 2],
        raw: vec![seed as u8; seed % 6],
        maybe_raw: (seed % 2 == 1).then(|| vec![7; 3]),
        words: vec![format!("word {seed}"); seed % 3],
        letter: char::from(b'a' + (seed % 26) as u8),
        maybe_flag: [None, Some(true), Some(false)][seed % 3],
        boxed: Box::new(point(3)),
        sides: vec![Side::Sell; seed % 4],
        maybe_side: (seed % 3 != 0).then_some(Side::Buy),
    }
}

fn comes_back<T: Framed + FromFrames + PartialEq + std::fmt::Debug + Clone>(rows: &[T]) {
    let batch = to_batch(rows).unwrap();
    assert_eq!(batch.num_rows(), rows.len());
    assert_eq!(from_batch::<T>(&batch).unwrap(), rows);
    let table = Table(rows.to_vec());
    assert_eq!(deserialize::<Table<T>>(&serialize(&table).unwrap()).unwrap(), table);
    assert_eq!(from_bytes::<Table<T>>(to_bytes(&table).unwrap()).unwrap(), table);
    if rows.len() > 7 {
        assert_eq!(from_batch::<T>(&batch.slice(3, rows.len() - 5)).unwrap(), rows[3..rows.len() - 2]);
    }
}

#[test]
fn records_of_every_kind_come_back() {
    for count in [0, 1, 2, 128, 129, 1000] {
        comes_back(&(0..count).map(trade).collect::<Vec<_>>());
        comes_back(&(0..count as usize).map(everything).collect::<Vec<_>>());
    }
}

#[test]
fn each_field_has_a_column_of_its_name() {
    let types = |batch: &RecordBatch| -> Vec<String> {
        let fields = batch.schema_ref().fields().iter();
        fields.map(|field| format!("{}: {}", field.name(), field.data_type())).collect()
    };
    let batch = to_batch(&(0..3).map(trade).collect::<Vec<_>>()).unwrap();
    let expected = [
        "id: UInt64",
        "price: Float64",
        "size: Int32",
        "symbol: Utf8",
        "note: Utf8",
        "fee: Float32",
        "side: Utf8",
        "open: Boolean",
    ];
    assert_eq!(types(&batch), expected);
    assert_eq!(types(&to_batch::<Trade>(&[]).unwrap()), expected, "without any row, too");
    assert_eq!((batch.column(4).null_count(), batch.column(5).null_count()), (2, 1));
    let names = ["position.x", "position.label", "home", "path"];
    let batch = to_batch(&(0..5).map(everything).collect::<Vec<_>>()).unwrap();
    assert_eq!(batch.schema().fields().iter().take(4).map(|field| field.name()).collect::<Vec<_>>(), names);
    assert_eq!(batch.column(2).null_count(), 3);
}

#[derive(Framed, Debug, PartialEq)]
struct Quote {
    price: f32,
    volume: u16,
    #[framed(alias = "ticker")]
    symbol: String,
    #[framed(default)]
    venue: Option<String>,
    position: Position,
}

#[derive(Framed, Debug, PartialEq)]
struct Position {
    x: i64,
}

#[test]
fn columns_of_other_types_are_read_where_nothing_is_lost() {
    let mut words = StringDictionaryBuilder::<Int8Type>::new();
    ["a", "b"].into_iter().for_each(|word| words.append_value(word));
    let inner =
        RecordBatch::try_from_iter([("x", Arc::new(Int16Array::from(vec![1, 2])) as ArrayRef)]).unwrap();
    let position = frames_std::arrow::arrow_array::StructArray::from(inner);
    let columns: [(&str, ArrayRef); 5] = [
        ("price", Arc::new(Float64Array::from(vec![0.5, 1.5]))),
        ("volume", Arc::new(Int64Array::from(vec![3, 4]))),
        ("ticker", Arc::new(words.finish())),
        // Of a type that records have no field for, and none is asked for.
        ("more", Arc::new(IntervalYearMonthArray::from(vec![1, 2]))),
        ("position", Arc::new(position)),
    ];
    let quotes: Vec<Quote> = from_batch(&RecordBatch::try_from_iter(columns).unwrap()).unwrap();
    let quote = |price, volume, symbol: &str, x| Quote {
        price,
        volume,
        symbol: symbol.into(),
        venue: None,
        position: Position { x },
    };
    assert_eq!(quotes, [quote(0.5, 3, "a", 1), quote(1.5, 4, "b", 2)]);
}

#[test]
fn what_does_not_fit_is_told_with_its_column() {
    let batch = |price: ArrayRef, symbol: ArrayRef| {
        let volume: ArrayRef = Arc::new(Int64Array::from(vec![3, 4]));
        let columns =
            [("price", price), ("volume", volume.clone()), ("symbol", symbol), ("position.x", volume)];
        RecordBatch::try_from_iter(columns).unwrap()
    };
    let refused = |batch: &RecordBatch| from_batch::<Quote>(batch).unwrap_err().to_string();
    let texts = || Arc::new(StringViewArray::from(vec!["a", "b"])) as ArrayRef;
    let prices = || Arc::new(Float64Array::from(vec![0.5, 1.5])) as ArrayRef;
    assert_eq!(from_batch::<Quote>(&batch(prices(), texts())).unwrap().len(), 2);
    for (batch, part) in [
        (batch(texts(), texts()), "price"),
        (batch(Arc::new(Float64Array::from(vec![0.5, 0.1])), texts()), "price"),
        (batch(Arc::new(Float64Array::from(vec![Some(0.5), None])), texts()), "price"),
        (batch(prices(), prices()), "symbol"),
        (batch(prices(), Arc::new(StringArray::from(vec![Some("a"), None]))), "symbol"),
        (batch(prices(), Arc::new(Date32Array::from(vec![1, 2]))), "symbol"),
        (batch(prices(), texts()).project(&[0, 1, 3]).unwrap(), "symbol"),
    ] {
        let error = refused(&batch);
        assert!(error.contains(part), "{error}");
    }
}

#[derive(Framed, Debug, Clone, PartialEq)]
enum Shape {
    Empty,
    Circle { radius: f32 },
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Drawing {
    shape: Shape,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Wide {
    number: i128,
    by_name: std::collections::BTreeMap<String, u8>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Folder {
    name: String,
    folders: Vec<Folder>,
}

#[test]
fn records_without_columns_are_refused_by_field() {
    let error = to_batch(&[Drawing { shape: Shape::Circle { radius: 0.5 } }]).unwrap_err();
    assert_eq!((error.class(), error.path().as_str()), ("NotAllowed", "shape"));
    let error = to_batch(&[Wide { number: 1 << 100, by_name: [("a".into(), 1)].into() }]).unwrap_err();
    assert_eq!(error.class(), "NotAllowed", "{error}");
    let folder = Folder { name: "a".into(), folders: vec![] };
    let error = to_batch(&[folder]).unwrap_err();
    assert!(
        error.to_string().contains("a table is made of records, whose fields are its columns"),
        "{error}"
    );
    assert_eq!(to_batch(&[1.5f64]).unwrap_err().class(), "NotAllowed");
    assert_eq!(to_batch(&[Side::Buy]).unwrap_err().class(), "NotAllowed");
}

#[derive(Framed, Debug, PartialEq)]
struct Day {
    name: String,
    trades: Table<Trade>,
}

#[test]
fn a_table_is_a_field_too_and_any_table_is_read() {
    let day = Day { name: "Monday".into(), trades: Table((0..9).map(trade).collect()) };
    assert_eq!(deserialize::<Day>(&serialize(&day).unwrap()).unwrap(), day);
    let batch = to_batch(&day.trades.0).unwrap();
    let chunks = ArrowTable::try_new(batch.schema(), vec![batch.slice(0, 4), batch.slice(4, 5)]).unwrap();
    assert_eq!(deserialize::<Table<Trade>>(&serialize(&chunks).unwrap()).unwrap(), day.trades);
    assert_eq!(deserialize::<Table<Trade>>(&serialize(&batch).unwrap()).unwrap(), day.trades);
}

/// Where something is missing, it is missing again.
#[test]
fn missing_values_of_every_kind() {
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Meters(f64);

    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Visit {
        day: Option<NaiveDate>,
        moment: Option<DateTime<Utc>>,
        length: Option<TimeDelta>,
        days: Option<Vec<Option<NaiveDate>>>,
        distance: Option<Meters>,
        boxed: Option<Box<f64>>,
    }

    let day = NaiveDate::from_ymd_opt(2024, 2, 29);
    let visit = Visit {
        day,
        moment: DateTime::from_timestamp(-1, 999_999_999),
        length: Some(TimeDelta::milliseconds(-5)),
        days: Some(vec![None, day]),
        distance: Some(Meters(-0.0)),
        boxed: Some(Box::new(2.5)),
    };
    let nothing = Visit { day: None, moment: None, length: None, days: None, distance: None, boxed: None };
    let visits = vec![visit, nothing];
    assert_eq!(from_batch::<Visit>(&to_batch(&visits).unwrap()).unwrap(), visits);
}

#[test]
fn nothing_within_an_option_has_no_form_in_a_table() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Deep {
        value: Option<Option<i32>>,
    }
    let error = to_batch(&[Deep { value: Some(None) }, Deep { value: None }]).unwrap_err();
    assert!(error.to_string().contains("at `value`"), "{error}");
    let told = vec![Deep { value: Some(Some(1)) }, Deep { value: None }];
    assert_eq!(from_batch::<Deep>(&to_batch(&told).unwrap()).unwrap(), told);
}
