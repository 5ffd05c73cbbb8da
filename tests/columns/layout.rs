//! Which columns a run of records has: what Python is promised.

use super::*;

#[test]
fn a_column_for_each_field() {
    let trades = trades(300);
    let value = seen(&trades);
    assert_eq!(
        names(&trades).unwrap(),
        ["id", "price", "size", "symbol", "note", "fee", "side", "flag"],
        "in the order of the fields"
    );
    let dtypes = ["id", "price", "size", "flag"].map(|name| dtype(&value, name));
    assert_eq!(dtypes, ["<u8", "<f8", "<i4", "|b1"]);
    assert_eq!(column::<Vec<u64>>(&value, &["id"]), (0..300).collect::<Vec<_>>());
    assert_eq!(column::<Vec<String>>(&value, &["symbol"])[..3], ["AAPL", "MSFT", "ÄÖÜ"]);
    assert_eq!(column::<Vec<Option<String>>>(&value, &["note"])[..2], [Some("note 0".to_owned()), None]);
    assert_eq!(column::<Vec<Side>>(&value, &["side"])[..2], [Side::Buy, Side::Sell]);
    let Some(Value::Object(fee)) = value.get("fee") else { panic!("{value}") };
    assert!(fee.class.is("numpy.ma.core", "MaskedArray"), "{:?}", fee.class);
    assert!(matches!(value.get("symbol"), Some(Value::Tuple(_))), "{value}");
}

#[test]
fn zero_rows_have_the_same_columns() {
    let value = seen(&trades(0));
    assert_eq!(names(&trades(0)), names(&trades(1)));
    assert_eq!(["id", "size"].map(|name| dtype(&value, name)), ["<u8", "<i4"]);
    assert_eq!(column::<Vec<String>>(&value, &["symbol"]), [""; 0]);
    there_and_back(&trades(0));
}

#[test]
fn any_number_of_rows() {
    for count in [1, 2, 127, 128, 129, 256, 1000] {
        there_and_back(&trades(count));
    }
}

#[test]
fn fixed_arrays_are_axes() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Pixel {
        color: [u16; 4],
        hash: [u8; 4],
        matrix: [[f32; 3]; 2],
        letters: [char; 2],
        corners: [Point; 2],
    }
    let pixel = |at: usize| Pixel {
        color: [at as u16; 4],
        hash: [at as u8; 4],
        matrix: [[at as f32; 3]; 2],
        letters: ['a', '🦀'],
        corners: [point(at), point(at + 1)],
    };
    let pixels: Vec<_> = (0..5).map(pixel).collect();
    there_and_back(&pixels);
    let value = seen(&pixels);
    let shape = |name: &str| value.get(name).and_then(Value::as_array).unwrap().shape().to_vec();
    assert_eq!((shape("color"), shape("matrix")), (vec![5, 4], vec![5, 2, 3]));
    assert_eq!(shape("letters"), [5, 2]);
    assert!(matches!(value.get("hash"), Some(Value::Tuple(_))), "bytes are bytes: {value}");
    assert_eq!(column::<Vec<f64>>(&value, &["corners", "items", "x"])[..4], [0., 1., 1., 2.]);
}

#[test]
fn records_in_records_have_dotted_names() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Line {
        name: String,
        from: Point,
        to: Box<Point>,
        inner: Inner,
    }
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Inner {
        point: Point,
    }
    let line = |at: usize| Line {
        name: at.to_string(),
        from: point(at),
        to: Box::new(point(at + 1)),
        inner: Inner { point: point(at + 2) },
    };
    let lines: Vec<_> = (0..4).map(line).collect();
    there_and_back(&lines);
    let expected = ["name", "from.x", "from.y", "to.x", "to.y", "inner.point.x", "inner.point.y"];
    assert_eq!(names(&lines).unwrap(), expected);
}

#[test]
fn optional_records_say_which_are_there() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Stop {
        place: Option<Point>,
        doubt: Option<Option<u8>>,
        code: Option<[u8; 2]>,
    }
    let stop = |at: usize| Stop {
        place: (at % 2 == 0).then(|| point(at)),
        doubt: [None, Some(None), Some(Some(at as u8))][at % 3],
        code: (at % 3 == 0).then_some([at as u8; 2]),
    };
    let stops: Vec<_> = (0..7).map(stop).collect();
    there_and_back(&stops);
    let value = seen(&stops);
    assert_eq!(column::<Vec<bool>>(&value, &["place", "validity"])[..3], [true, false, true]);
    assert_eq!(column::<Vec<f64>>(&value, &["place", "values", "x"]), [0., 2., 4., 6.]);
    there_and_back(&vec![Stop { place: None, doubt: None, code: None }; 200]);
}

#[test]
fn runs_are_offsets_and_items() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Path {
        points: Vec<Point>,
        weights: Vec<f32>,
        words: Vec<String>,
        grid: Vec<Vec<u16>>,
        maybe: Option<Vec<Point>>,
        raw: Vec<u8>,
    }
    let path = |at: usize| Path {
        points: points(at % 3),
        weights: vec![at as f32; at % 4],
        words: vec![at.to_string(); at % 3],
        grid: vec![vec![at as u16; at % 2]; at % 3],
        maybe: (at % 2 == 1).then(|| points(at)),
        raw: vec![at as u8; at % 5],
    };
    let paths: Vec<_> = (0..200).map(path).collect();
    there_and_back(&paths);
    let value = seen(&paths);
    assert_eq!(column::<Vec<i64>>(&value, &["points", "offsets"])[..5], [0, 0, 1, 3, 3]);
    assert_eq!(column::<Vec<f64>>(&value, &["points", "items", "x"])[..3], [0., 0., 1.]);
    assert_eq!(column::<Vec<f32>>(&value, &["weights", "items"])[..4], [1., 2., 2., 3.]);
    assert_eq!(column::<Vec<i64>>(&value, &["grid", "items", "offsets"])[..4], [0, 1, 1, 1]);
    assert_eq!(column::<Vec<Vec<String>>>(&value, &["words"])[1], ["1"], "msgpack holds runs of texts");
}

#[test]
fn enums_are_the_names_of_variants_and_their_columns() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    enum Shape {
        Empty,
        Circle {
            center: Point,
            radius: f32,
        },
        Polygon(Vec<Point>),
        #[framed(rename = "named")]
        Named {
            label: String,
        },
    }
    let shape = |at: usize| match at % 4 {
        0 => Shape::Empty,
        1 => Shape::Circle { center: point(at), radius: 0.5 },
        2 => Shape::Polygon(points(at % 5)),
        _ => Shape::Named { label: at.to_string() },
    };
    let shapes: Vec<_> = (0..300).map(shape).collect();
    there_and_back(&shapes);
    there_and_back(&vec![Shape::Empty; 3]);
    let value = seen(&shapes);
    assert_eq!(names(&shapes).unwrap(), ["variant", "Circle", "Polygon", "named"]);
    assert_eq!(column::<Vec<String>>(&value, &["variant"])[..4], ["Empty", "Circle", "Polygon", "named"]);
    assert_eq!(column::<Vec<f64>>(&value, &["Circle", "center.x"])[..2], [1., 5.]);
    assert_eq!(column::<Vec<String>>(&value, &["named", "label"])[..2], ["3", "7"]);
}
