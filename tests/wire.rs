//! The bytes on the wire are frozen: what is written now is what was written first, and what was written first is read.
//! `FRAMES_BLESS=1 cargo test --test wire` writes the files anew, which from the first release on only adds to them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::{Debug, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use frames_std::{
    Framed, FromFrames, Serialized, SparseMatrix, TypeInfo, deserialize, serialize_canonical, type_info,
};

/// The file of a value: the header in a form for people, then header and frames in hexadecimal.
fn frozen_text(value: &Serialized<'_>) -> String {
    let mut text = String::new();
    for line in value.header().to_string().lines() {
        writeln!(text, "# {line}").unwrap();
    }
    let lines = |text: &mut String, title: &str, bytes: &[u8]| {
        writeln!(text, "{title} {}", bytes.len()).unwrap();
        for chunk in bytes.chunks(32) {
            writeln!(text, "  {}", chunk.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
                .unwrap();
        }
    };
    lines(&mut text, "header", value.header_bytes());
    value.frames().for_each(|frame| lines(&mut text, "frame", frame.as_slice()));
    text
}

fn parse(text: &str) -> Serialized<'static> {
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            None => parts.push(Vec::new()),
            Some(hex) => {
                let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
                let bytes = digits.map(|pair| u8::from_str_radix(pair, 16).unwrap());
                parts.last_mut().unwrap().extend(bytes);
            }
        }
    }
    let mut parts = parts.into_iter();
    Serialized::from_parts(parts.next().unwrap(), parts)
}

#[track_caller]
fn frozen<T: FromFrames + PartialEq + Debug>(name: &str, value: T) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/frozen/{name}.txt"));
    let now = frozen_text(&serialize_canonical(&value).unwrap());
    if std::env::var_os("FRAMES_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let then = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(deserialize::<T>(&parse(&then)).unwrap(), value, "{name} as it was written");
    assert_eq!(now, then, "{name} is written otherwise than it was");
}

#[test]
#[cfg(target_endian = "little")]
fn moments_and_matrices() {
    let moment: jiff::Timestamp = "2024-02-29T12:30:00.5Z".parse().unwrap();
    let late = chrono::DateTime::from_timestamp(1 << 40, 1000).unwrap();
    frozen("moment", moment);
    frozen("moments", vec![moment]);
    frozen("moments_missing", vec![Some(moment), None]);
    frozen("moments_late", vec![late]);
    frozen("date", chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap());
    frozen("dates", vec![jiff::civil::date(2024, 2, 29)]);
    frozen("time_delta", chrono::TimeDelta::milliseconds(-1500));
    frozen("time_deltas", vec![chrono::TimeDelta::milliseconds(-1500)]);
    frozen("uuid", uuid::Uuid::from_u128(7));
    frozen("uuids", vec![Some(uuid::Uuid::from_u128(7)), None]);
    frozen("csr", SparseMatrix::csr((1, 3), vec![0, 2], vec![2, 0], vec![0.5f64, 1.5]).unwrap());
    frozen("csc", SparseMatrix::csc((3, 1), vec![0i64, 2], vec![2, 0], vec![1u8, 2]).unwrap());
    frozen("coo", SparseMatrix::coo((3, 2), vec![2, 0], vec![1, 0], vec![0.5f32, 1.5]).unwrap());
}

#[test]
#[cfg(target_endian = "little")]
fn scalars() {
    frozen("unit", ());
    frozen("bool", true);
    frozen("u8", 200u8);
    frozen("i64", -1_234_567_890_123i64);
    frozen("u64", u64::MAX);
    frozen("u128", u128::MAX);
    frozen("i128", i128::MIN);
    frozen("u128_small", 5u128);
    frozen("f32", 0.5f32);
    frozen("f64", 0.1f64);
    frozen("char", 'é');
    frozen("text", "text".to_owned());
    frozen("text_long", "long ".repeat(1000));
    frozen("option_none", None::<u8>);
    frozen("option_some", Some(7u8));
    frozen("option_nested", (Some(None::<u8>), None::<Option<u8>>, Some(Some(())), Some(Some(vec![1u8]))));
    frozen("duration", Duration::new(3, 5));
    frozen("system_time", UNIX_EPOCH - Duration::new(3, 5));
    frozen("socket_addr", "[::1]:8786".parse::<std::net::SocketAddr>().unwrap());
    frozen("path", PathBuf::from("a/b"));
}

#[test]
#[cfg(target_endian = "little")]
fn runs() {
    frozen("bytes", Bytes::from_static(b"bytes"));
    frozen("bytes_empty", Vec::<u8>::new());
    frozen("bools", vec![true, false]);
    frozen("chars", vec!['a', 'é']);
    frozen("i8s", vec![-1i8, 1]);
    frozen("u16s", vec![1u16, 2]);
    frozen("i32s", vec![-1i32, 1]);
    frozen("u64s", vec![1u64]);
    frozen("f32s", vec![0.5f32, -0.0]);
    frozen("f64s", vec![0.5f64]);
    frozen("f64s_empty", Vec::<f64>::new());
    frozen("f64_rows", vec![[0.5f64, 1.5], [2.5, 3.5]]);
    frozen("u8_rows", [[1u8, 2, 3], [4, 5, 6]]);
    frozen("missing_f64s", vec![Some(0.5f64), None]);
    frozen("missing_bools", vec![Some(true), None]);
    frozen("missing_i16s", vec![Some(5i16), None]);
    frozen("u128s", vec![u128::MAX, 1]);
    frozen("texts", vec!["a".to_owned(), String::new()]);
    frozen("byte_strings", vec![b"a".to_vec(), vec![]]);
    frozen("number_rows", vec![vec![1u32], vec![]]);
    frozen("deque", VecDeque::from([1u16, 2]));
}

#[test]
#[cfg(target_endian = "little")]
fn compounds() {
    frozen("tuple", (1u8, "a".to_owned(), None::<bool>));
    frozen("tuple_with_frames", (1u8, vec![0.5f64], "a".to_owned()));
    frozen("map", BTreeMap::from([("a".to_owned(), 1u8), ("__Enum__".to_owned(), 2)]));
    frozen("map_of_bytes", BTreeMap::from([("a".to_owned(), b"1".to_vec()), ("b".to_owned(), vec![])]));
    frozen(
        "map_odd_keys",
        BTreeMap::from([((1u8, Some(true)), "a".to_owned()), ((2, None), "b".to_owned())]),
    );
    frozen("hash_map", std::collections::HashMap::from([("b".to_owned(), 1u8), ("a".to_owned(), 2)]));
    frozen("set", BTreeSet::from([1u8, 2]));
    frozen("set_in_a_header", Ok::<_, ()>(BTreeSet::from(["a".to_owned()])));
    frozen("range", 1u8..5);
    frozen("range_inclusive", 1u8..=5);
    frozen("result_ok", Ok::<u8, String>(1));
    frozen("result_err", Err::<u8, String>("no".into()));
    frozen("result_with_frames", Ok::<_, String>((vec![0.5f32], b"x".to_vec())));
    frozen("results", vec![Ok(1u8), Err("no".to_owned())]);
}

#[derive(Framed, Debug, PartialEq)]
enum Side {
    Buy,
    Sell,
}

#[derive(Framed, Debug, PartialEq)]
struct Trade {
    id: u64,
    symbol: String,
    fee: Option<f32>,
    note: Option<String>,
    side: Side,
    price: Price,
}

#[derive(Framed, Debug, PartialEq)]
struct Price(f64);

#[derive(Framed, Debug, PartialEq)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Framed, Debug, PartialEq)]
enum Shape {
    Empty,
    Circle { center: Point, radius: f32 },
    Polygon(Vec<Point>),
}

#[derive(Framed, Debug, PartialEq)]
struct Place {
    home: Option<Point>,
    route: Vec<Vec<Point>>,
    names: Vec<String>,
    weights: Vec<u16>,
    matrix: [[f32; 2]; 2],
}

#[derive(Framed, Debug, PartialEq)]
struct Tree {
    name: String,
    children: Vec<Tree>,
}

#[derive(Framed, Debug, PartialEq)]
struct Listed {
    #[framed(objects)]
    points: Vec<Point>,
}

#[test]
#[cfg(target_endian = "little")]
fn columns() {
    let point = |x: f64| Point { x, y: -x };
    let trade = |id, side, fee, note: Option<&str>| {
        let note = note.map(str::to_owned);
        Trade { id, symbol: "ACME".into(), fee, note, side, price: Price(0.5) }
    };
    let trades = || vec![trade(1, Side::Buy, Some(0.5), None), trade(2, Side::Sell, None, Some("late"))];
    frozen("columns", trades());
    frozen("columns_empty", Vec::<Trade>::new());
    frozen("columns_in_a_map", BTreeMap::from([("a".to_owned(), trades())]));
    frozen("columns_in_runs", vec![trades(), vec![]]);
    frozen(
        "columns_of_enums",
        vec![
            Shape::Empty,
            Shape::Circle { center: point(1.0), radius: 0.5 },
            Shape::Polygon(vec![point(2.0)]),
        ],
    );
    let place = |home: Option<Point>| Place {
        home,
        route: vec![vec![point(1.0)], vec![]],
        names: vec!["a".into(), "b".into()],
        weights: vec![7],
        matrix: [[0.0, 0.5], [1.0, 1.5]],
    };
    frozen("columns_in_columns", vec![place(None), place(Some(point(3.0)))]);
    let leaf = Tree { name: "leaf".into(), children: vec![] };
    frozen("rows_of_trees", vec![Tree { name: "root".into(), children: vec![leaf] }]);
    frozen("rows_of_objects", Listed { points: vec![point(1.0)] });
    frozen("rows_of_options", vec![Some(point(1.0)), None]);
}

/// Two pieces of one frame: the tables of the outermost header.
#[test]
fn split_frames() {
    let mut deque = VecDeque::from(vec![1u8, 2, 3, 4]);
    deque.pop_front();
    deque.push_back(5);
    let split = frames_std::serialize(&deque).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/frozen/split.txt");
    if std::env::var_os("FRAMES_BLESS").is_some() {
        std::fs::write(&path, frozen_text(&split)).unwrap();
    }
    let then = std::fs::read_to_string(path).unwrap();
    assert_eq!(frozen_text(&split), then);
    assert_eq!(deserialize::<VecDeque<u8>>(&parse(&then)).unwrap(), deque);
}

/// Class references are byte for byte those that CPython 3.11 pickled for distributed 2026.8.0.
#[test]
fn class_references() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/vectors/type_serialized/class_refs/manifest.json");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
    let recorded = |module: &str, name: &str| {
        let classes = manifest["classes"].as_array().unwrap();
        let class =
            classes.iter().find(|class| class["module"] == module && class["qualname"] == name).unwrap();
        let hex = class["hex"].as_str().unwrap();
        let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
        bytes.collect::<Vec<u8>>()
    };
    let contains = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);

    let header = |value: &Serialized<'_>| value.header_bytes().to_vec();
    let bytes = header(&frames_std::serialize(&b"x"[..]).unwrap());
    assert!(contains(&bytes, &recorded("builtins", "bytes")));
    let array = header(&frames_std::serialize(&[0.5f64]).unwrap());
    assert!(contains(&array, &recorded("numpy", "ndarray")));
    let object = header(&frames_std::serialize(&Ok::<_, ()>(b"x".to_vec())).unwrap());
    assert!(contains(&object, &recorded("builtins", "dict")));

    // Any class that a type may name, with nested and non-ASCII names, and one beyond 255 bytes.
    macro_rules! classes {
        ($($dotted:literal => $module:literal, $name:expr;)*) => {$({
            static INFO: &TypeInfo = type_info!("x", python = $dotted);
            let debug = class_bytes(INFO);
            assert!(contains(&debug, &recorded($module, $name)), $dotted);
        })*};
    }
    classes! {
        "builtins.dict" => "builtins", "dict";
        "datetime.datetime" => "datetime", "datetime";
        "decimal.Decimal" => "decimal", "Decimal";
        "pandas.DataFrame" => "pandas", "DataFrame";
        "pyarrow.lib.RecordBatch" => "pyarrow.lib", "RecordBatch";
        "scipy.sparse._csr.csr_matrix" => "scipy.sparse._csr", "csr_matrix";
        "numpy.ma:MaskedArray" => "numpy.ma", "MaskedArray";
        "vecmod:Outer.Inner" => "vecmod", "Outer.Inner";
        "vecmod.Ünïcode" => "vecmod", "Ünïcode";
    }
}

/// The header of a value of a type with this name.
fn class_bytes(info: &'static TypeInfo) -> Vec<u8> {
    thread_local! {
        static INFO: std::cell::Cell<Option<&'static TypeInfo>> = const { std::cell::Cell::new(None) };
    }
    struct Chameleon;
    impl frames_std::Named for Chameleon {
        fn type_info() -> &'static TypeInfo {
            INFO.get().unwrap()
        }
        fn dyn_type_info(&self) -> &'static TypeInfo {
            INFO.get().unwrap()
        }
    }
    impl frames_std::Framed for Chameleon {
        fn header(&self, _: &mut frames_std::HeaderWriter<'_>) -> frames_std::Result<()> {
            Ok(())
        }
        fn frames<'a>(&'a self, _: &mut frames_std::Frames<'a>) -> frames_std::Result<()> {
            Ok(())
        }
    }
    INFO.set(Some(info));
    frames_std::serialize(&Chameleon).unwrap().header_bytes().to_vec()
}
