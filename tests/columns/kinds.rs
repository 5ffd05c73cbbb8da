//! Kinds of types in columns: generic ones, wrappers, conversions, types of other crates, borrowed data, and a record that
//! has all kinds of fields at once.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::num::NonZero;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use frames_std::{Each, Error, FrameAs, FrameReader, HeaderReader, HeaderWriter, Maybe};

use super::*;

#[derive(Framed, Debug, Clone, PartialEq)]
struct Meters(f64);

#[derive(Framed, Debug, Clone, PartialEq)]
struct Grid<T> {
    cells: Vec<T>,
    origin: Option<T>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Everything {
    grid: Grid<Point>,
    texts: Grid<String>,
    distance: Meters,
    distances: Vec<Meters>,
    maybe_distance: Option<Meters>,
    letter: char,
    maybe_letter: Option<char>,
    boxed: Box<Point>,
    counted: Arc<Point>,
    shared: Rc<str>,
    owned: Box<str>,
    cow: Cow<'static, str>,
    pair: (u8, String),
    by_name: BTreeMap<String, u32>,
    sides: Vec<Side>,
    maybe_side: Option<Side>,
    deque: VecDeque<u16>,
    nonzero: NonZero<u32>,
    maybe_nonzero: Option<NonZero<u64>>,
    maybe_words: Vec<Option<String>>,
    maybe_raw: Option<Vec<u8>>,
    maybe_numbers: Vec<Option<i16>>,
    boxes: Box<[u32]>,
    took: Duration,
    result: Result<u8, String>,
    unit: (),
    long: u128,
}

fn everything(seed: usize) -> Everything {
    Everything {
        grid: Grid { cells: points(seed % 3), origin: (seed % 2 == 0).then(|| point(0)) },
        texts: Grid { cells: vec!["a".into(); seed % 2], origin: (seed % 3 == 0).then(String::new) },
        distance: Meters(seed as f64),
        distances: vec![Meters(1.0); seed % 3],
        maybe_distance: (seed % 2 == 0).then_some(Meters(2.0)),
        letter: char::from(b'a' + (seed % 26) as u8),
        maybe_letter: (seed % 2 == 0).then_some('ä'),
        boxed: Box::new(point(3)),
        counted: Arc::new(point(seed)),
        shared: "shared".into(),
        owned: seed.to_string().into(),
        cow: "cow".into(),
        pair: (seed as u8, "pair".into()),
        by_name: [("a".to_owned(), seed as u32)].into(),
        sides: vec![Side::Sell; seed % 4],
        maybe_side: (seed % 2 == 0).then_some(Side::Buy),
        deque: (0..seed as u16 % 4).collect(),
        nonzero: NonZero::new(seed as u32 + 1).unwrap(),
        maybe_nonzero: NonZero::new(seed as u64 % 3),
        maybe_words: vec![None, Some("x".into())],
        maybe_raw: (seed % 2 == 1).then(|| vec![7; 3]),
        maybe_numbers: vec![None, Some(seed as i16)],
        boxes: vec![seed as u32; seed % 3].into(),
        took: Duration::new(seed as u64, 5),
        result: if seed % 2 == 0 { Ok(1) } else { Err("no".into()) },
        unit: (),
        long: seed as u128,
    }
}

#[test]
fn fields_of_every_kind_are_columns() {
    for count in [0, 1, 5, 130, 300] {
        let list: Vec<Everything> = (0..count).map(everything).collect();
        there_and_back(&list);
        assert!(names(&list).is_some(), "{count} rows");
    }
}

#[test]
fn rows_of_every_kind_go_through_messages() {
    for count in [1, 2, 7] {
        let list: Vec<Everything> = (0..count).map(everything).collect();
        let frames = frames_std::dumps(&list).unwrap().into_shared();
        assert_eq!(frames_std::loads::<Vec<Everything>>(&frames).unwrap(), list);
    }
}

#[test]
fn newtypes_are_what_they_hold() {
    let distances = vec![Meters(0.5); 3];
    assert_eq!(column::<Vec<f64>>(&seen(&distances), &[]), [0.5; 3]);
    there_and_back(&distances);

    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Home(Point);
    let homes = vec![Home(point(1)), Home(point(2))];
    there_and_back(&homes);
    assert_eq!(names(&homes).unwrap(), ["x", "y"]);
}

#[test]
fn tuples_of_fields_have_numbers_as_names() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Pair(u16, Option<String>);
    let pairs = vec![Pair(1, None), Pair(2, Some("b".into()))];
    there_and_back(&pairs);
    assert_eq!(names(&pairs).unwrap(), ["0", "1"]);
}

#[test]
fn values_that_are_read_through_others() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    #[framed(from = "String", into = String)]
    struct Upper(String);
    impl From<String> for Upper {
        fn from(text: String) -> Self {
            Upper(text.to_uppercase())
        }
    }
    impl From<Upper> for String {
        fn from(upper: Upper) -> Self {
            upper.0.to_lowercase()
        }
    }

    #[derive(Framed, Debug, Clone, PartialEq)]
    struct RawEven {
        value: u32,
    }
    #[derive(Framed, Debug, Clone, PartialEq)]
    #[framed(try_from = "RawEven")]
    struct Even {
        value: u32,
    }
    impl TryFrom<RawEven> for Even {
        type Error = String;
        fn try_from(raw: RawEven) -> Result<Self, String> {
            if raw.value % 2 == 0 {
                Ok(Even { value: raw.value })
            } else {
                Err(format!("{} is odd", raw.value))
            }
        }
    }

    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Row<E> {
        name: Upper,
        maybe: Option<Upper>,
        even: E,
        evens: Vec<E>,
    }
    let row = |value: u32| Row {
        name: Upper("ABC".into()),
        maybe: (value % 3 == 0).then(|| Upper("X".into())),
        even: Even { value: value * 2 },
        evens: vec![Even { value: 2 }; value as usize % 3],
    };
    let rows: Vec<_> = (0..200).map(row).collect();
    there_and_back(&rows);
    let value = seen(&rows);
    assert_eq!(column::<Vec<String>>(&value, &["name"])[0], "abc");
    assert_eq!(column::<Vec<u32>>(&value, &["even.value"])[..3], [0, 2, 4]);

    let odd = Row { name: Upper(String::new()), maybe: None, even: RawEven { value: 3 }, evens: vec![] };
    let error = reread::<_, Vec<Row<Even>>>(&vec![odd]).unwrap_err();
    assert!(error.to_string().contains("3 is odd") && error.path().starts_with("even"), "{error}");
}

#[derive(Debug, Clone, PartialEq)]
struct Version(u8, u8);

/// Writes a version as text.
struct AsText;

impl FrameAs<Version> for AsText {
    fn header(value: &Version, out: &mut HeaderWriter<'_>) -> frames_std::Result<()> {
        out.write(&format!("{}.{}", value.0, value.1))
    }

    fn from_frames(header: HeaderReader<'_>, _: &mut FrameReader<'_>) -> frames_std::Result<Version> {
        let text: String = header.read()?;
        let number = |text: &str| text.parse().map_err(|_| Error::value("expected a number"));
        let (major, minor) = text.split_once('.').ok_or_else(|| Error::value("expected major.minor"))?;
        Ok(Version(number(major)?, number(minor)?))
    }
}

/// A point of somebody else's.
#[derive(Debug, Clone, PartialEq)]
struct Foreign {
    x: f64,
    label: Option<String>,
}

#[derive(Framed)]
#[framed(remote = "Foreign")]
struct ForeignDef {
    x: f64,
    label: Option<String>,
}

#[test]
fn types_of_other_crates() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Remote {
        #[framed(with = ForeignDef)]
        foreign: Foreign,
        #[framed(with = Maybe<ForeignDef>)]
        maybe: Option<Foreign>,
        #[framed(with = Each<ForeignDef>)]
        each: Vec<Foreign>,
    }
    let foreign = |at: usize| Foreign { x: at as f64, label: (at % 2 == 0).then(|| at.to_string()) };
    let remote = |at: usize| Remote {
        foreign: foreign(at),
        maybe: (at % 2 == 0).then(|| foreign(at)),
        each: (0..at % 3).map(foreign).collect(),
    };
    let remotes: Vec<_> = (0..150).map(remote).collect();
    there_and_back(&remotes);
    assert_eq!(column::<Vec<f64>>(&seen(&remotes), &["foreign.x"])[..2], [0., 1.]);

    // Nobody knows what an adapter written by hand will write: its records are rows.
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Release {
        name: String,
        #[framed(with = AsText)]
        version: Version,
        #[framed(with = Maybe<AsText>)]
        newest: Option<Version>,
    }
    let release = |at: u8| Release {
        name: at.to_string(),
        version: Version(at, 1),
        newest: (at % 2 == 0).then_some(Version(at, 2)),
    };
    there_and_back(&(0..150).map(release).collect::<Vec<_>>());
}

#[test]
fn types_of_serde() {
    #[derive(serde::Serialize, serde::Deserialize, Debug, Clone, PartialEq)]
    struct Config {
        level: u8,
        names: Vec<String>,
    }
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Job {
        id: u32,
        #[framed(serde)]
        config: Config,
    }
    let job =
        |id: u32| Job { id, config: Config { level: id as u8, names: vec!["x".into(); id as usize % 3] } };
    let jobs: Vec<_> = (0..150).map(job).collect();
    there_and_back(&jobs);
    let value = seen(&jobs);
    assert_eq!(names(&jobs).unwrap(), ["id", "config"]);
    let Some(Value::Tuple(configs)) = value.get("config") else { panic!("{value}") };
    assert_eq!(configs[1].get("level").and_then(Value::as_i64), Some(1));
}

#[test]
fn borrowed_records_are_the_columns_of_owned_ones() {
    #[derive(Framed)]
    struct Quote<'a> {
        symbol: &'a str,
        note: Option<&'a str>,
        place: &'a Point,
    }
    #[derive(Framed, Debug, PartialEq)]
    struct Owned {
        symbol: String,
        note: Option<String>,
        place: Point,
    }
    let (symbols, place) = (["AAPL".to_owned(), "MSFT".to_owned()], point(7));
    let quote =
        |at: usize| Quote { symbol: &symbols[at % 2], note: (at % 2 == 0).then_some("note"), place: &place };
    let quotes: Vec<_> = (0..150).map(quote).collect();
    assert!(names(&quotes).is_some());
    let owned: Vec<Owned> = reread(&quotes).unwrap();
    for (at, owned) in owned.iter().enumerate() {
        let quote = quote(at);
        assert_eq!((owned.symbol.as_str(), owned.note.as_deref()), (quote.symbol, quote.note));
        assert_eq!(&owned.place, quote.place);
    }
}

#[test]
fn instants_are_numbers() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Visit {
        day: chrono::NaiveDate,
        at: chrono::DateTime<chrono::Utc>,
        left: Option<chrono::DateTime<chrono::Utc>>,
        took: Option<jiff::SignedDuration>,
        id: uuid::Uuid,
    }
    let visit = |at: i64| Visit {
        day: chrono::NaiveDate::from_ymd_opt(2026, 8, 1 + at as u32 % 28).unwrap(),
        at: chrono::DateTime::from_timestamp(1_785_585_600 + at, 5).unwrap(),
        left: (at % 2 == 0).then(|| chrono::DateTime::from_timestamp(at, 0).unwrap()),
        took: (at % 3 == 0).then(|| jiff::SignedDuration::from_secs(at)),
        id: uuid::Uuid::from_u128(at as u128),
    };
    let visits: Vec<_> = (0..200).map(visit).collect();
    there_and_back(&visits);
    let value = seen(&visits);
    assert_eq!(["day", "at", "left"].map(|name| dtype(&value, name)), ["<M8[D]", "<M8[ns]", "<M8[ns]"]);
    assert!(dtype(&value, "took").starts_with("<m8["), "{value}");
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Note {
    text: String,
    more: Option<String>,
}

#[test]
fn short_texts_between_long_ones() {
    let lengths = [0, 1, 31, 32, 33, 300];
    let text = |at: usize| "ä".repeat(lengths[at % 6] / 2) + &"b".repeat(lengths[at % 6] % 2);
    // Whole blocks of short texts, a block with one that is long, and blocks of all lengths.
    let at = |row: usize| if row < 3000 { row % 3 } else { row };
    let note = |row: usize| Note { text: text(at(row)), more: (row % 4 > 0).then(|| text(at(row / 4))) };
    let mut notes: Vec<_> = (0..5000).map(note).collect();
    there_and_back(&notes);
    notes[200].text = text(5);
    there_and_back(&notes);
}

#[test]
fn a_character_across_two_texts() {
    let note = |text: &str| Note { text: text.into(), more: Some(text.into()) };
    let bytes = to_bytes(&vec![note("q"), note("z")]).expect("notes can be written").to_vec();
    let columns: Vec<_> = (0..bytes.len() - 3).filter(|at| bytes[*at..].starts_with(b"\xa1q\xa1z")).collect();
    assert_eq!(columns.len(), 2);
    for (column, name) in columns.into_iter().zip(["text", "more"]) {
        let mut bytes = bytes.clone();
        (bytes[column + 1], bytes[column + 3]) = (0xc3, 0xa9);
        let error = from_bytes::<Vec<Note>>(bytes).unwrap_err();
        assert!(error.to_string().contains("UTF-8") && error.path().starts_with(name), "{error}");
    }
}
