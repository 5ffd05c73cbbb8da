//! Columns that contradict each other or themselves: each error names the column, and what was only promised takes no
//! memory.

use frames_std::{Error, Framed, Limits, Serialized, deserialize_with, serialize};

use crate::columns_by_hand::Col;
use crate::common::*;
use crate::mutated::turn_bytes_over;
use crate::refused;

#[derive(Framed, Debug, Clone, PartialEq)]
struct Point {
    x: u8,
    y: u8,
}

#[derive(Framed, Debug, Clone, PartialEq)]
enum Event {
    Nothing,
    Number(u16),
    Text { text: String },
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Row {
    id: u32,
    name: String,
    note: Option<String>,
    fee: Option<u8>,
    home: Point,
    place: Option<Point>,
    run: Vec<u16>,
    event: Event,
    axis: [u16; 2],
}

fn event(names: M, number: Col, text: Col) -> Col {
    let (number, text) = (Col::Dict(vec![("0", number)]), Col::Dict(vec![("text", text)]));
    Col::Dict(vec![("variant", Col::values(names)), ("Number", number), ("Text", text)])
}

fn events() -> Col {
    event(m!(["Nothing", "Number", "Text"]), Col::array("<u2", m!([1]), &[7, 0]), Col::values(m!(["x"])))
}

fn place(validity: &[u8], x: &[u8], y: &[u8]) -> Col {
    Col::optional(Col::flags(validity), Col::Dict(vec![("x", Col::bytes(x)), ("y", Col::bytes(y))]))
}

fn good() -> Col {
    Col::Dict(vec![
        ("id", Col::array("<u4", m!([3]), &[1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0])),
        ("name", Col::values(m!(["a", "b", "c"]))),
        ("note", Col::values(m!(["a", nil, nil]))),
        ("fee", Col::masked(&[1, 2, 3], &[0, 1, 0])),
        ("home.x", Col::bytes(&[1, 2, 3])),
        ("home.y", Col::bytes(&[4, 5, 6])),
        ("place", place(&[1, 0, 0], &[7], &[8])),
        ("run", Col::runs(Col::offsets(&[0, 1, 1, 3]), Col::array("<u2", m!([3]), &[1, 0, 2, 0, 3, 0]))),
        ("event", events()),
        ("axis", Col::array("<u2", m!([3, 2]), &[0; 12])),
    ])
}

fn read(column: &Col) -> Result<Vec<Row>, Error> {
    deserialize_with(&column.message(), &Limits::strict())
}

#[track_caller]
fn bad(name: &'static str, column: Col, class: &str, path: &str) -> Error {
    refused(read(&good().with(name, column)), class, "std.Vec", path)
}

#[test]
fn good_columns_are_read() {
    let rows = read(&good()).unwrap();
    let last = Row {
        id: 3,
        name: "c".into(),
        note: None,
        fee: Some(3),
        home: Point { x: 3, y: 6 },
        place: None,
        run: vec![2, 3],
        event: Event::Text { text: "x".into() },
        axis: [0, 0],
    };
    assert_eq!((rows.len(), &rows[2]), (3, &last));
    assert_eq!((&rows[0].place, rows[1].fee), (&Some(Point { x: 7, y: 8 }), None));
}

#[test]
fn columns_of_different_lengths() {
    bad("id", Col::array("<u4", m!([2]), &[0; 8]), "Value", "name");
    bad("name", Col::values(m!(["a", "b"])), "Value", "name");
    bad("name", Col::values(m!(["a", "b", "c", "d"])), "Value", "name");
    bad("note", Col::values(m!([])), "Value", "note");
    bad("fee", Col::masked(&[1], &[0]), "Value", "fee");
    bad("home.y", Col::bytes(&[1, 2]), "Value", "home.y");
    bad("place", place(&[1, 0], &[7], &[8]), "Value", "place");
    let items = || Col::array("<u2", m!([3]), &[0; 6]);
    bad("run", Col::runs(Col::offsets(&[0, 3]), items()), "Value", "run");
    bad("axis", Col::array("<u2", m!([2, 2]), &[0; 8]), "Value", "axis");
    let two = event(m!(["Nothing", "Nothing"]), Col::array("<u2", m!([0]), &[]), Col::values(m!([])));
    bad("event", two, "Value", "event");
}

#[test]
fn offsets() {
    let items = || Col::array("<u2", m!([3]), &[0; 6]);
    let run = |offsets: &[i64]| Col::runs(Col::offsets(offsets), items());
    bad("run", run(&[0, 2, 1, 3]), "Value", "run.offsets[2]");
    bad("run", run(&[1, 1, 2, 3]), "Value", "run.offsets");
    bad("run", run(&[0, 1, 2, 4]), "Value", "run.offsets");
    bad("run", run(&[0, 1, 2, 2]), "Value", "run.offsets");
    bad("run", run(&[0, 0, 0, i64::MAX]), "Value", "run.offsets");
    bad("run", run(&[0, -1, 0, 3]), "Value", "run.offsets[1]");
    bad("run", run(&[]), "Value", "run.offsets");
    let wide = [0u64, 1, u64::MAX, u64::MAX].map(u64::to_le_bytes).concat();
    bad("run", Col::runs(Col::array("<u8", m!([4]), &wide), items()), "Value", "run.offsets");
    let halves = [0f64, 0.5, 1.0, 3.0].map(f64::to_le_bytes).concat();
    bad("run", Col::runs(Col::array("<f8", m!([4]), &halves), items()), "Value", "run.offsets[1]");
    bad("run", Col::runs(Col::values(m!(["a"])), items()), "Header", "run.offsets[0]");
    bad(
        "run",
        Col::runs(Col::offsets(&[0, 1, 2, 3]), Col::values(m!([1, 2, "x"]))),
        "Header",
        "run.items[2]",
    );
    bad(
        "run",
        Col::runs(Col::offsets(&[0, 1, 2, 3]), Col::values(m!([1, 2, 70000]))),
        "Value",
        "run.items[2]",
    );
}

#[test]
fn texts() {
    let error = bad("name", Col::raw(b"\x93\xa1a\xa1\xff\xa1c"), "Msgpack", "name[1]");
    assert!(matches!(error.offset(), Some((Some(_), 4))), "{error:?}");
    bad("name", Col::raw(&[b"\x93\xa1a\xd9\x28", &[0xff; 40][..], b"\xa1c"].concat()), "Msgpack", "name[1]");
    bad("name", Col::raw(b"\x93\xa1a\xa1b"), "Msgpack", "name[2]");
    bad("name", Col::raw(b"\x93\xa1a\xa1b\xa5c"), "Msgpack", "name[2]");
    bad("name", Col::raw(b"\x93\xa1a\xa1b\xa1cc"), "Msgpack", "name");
    bad("name", Col::values(m!(["a", nil, "c"])), "Header", "name[1]");
    bad("name", Col::values(m!(["a", 1, "c"])), "Header", "name[1]");
    bad("note", Col::values(m!(["a", nil, 1])), "Header", "note[2]");
    bad("note", Col::raw(b"\x93\xc0\xc0\xa1\xff"), "Msgpack", "note[2]");
    bad("name", Col::array("<U1", m!([3]), &[0xff; 12]), "Value", "name[0]");
    bad("name", Col::array("|S1", m!([3]), b"a\xffb"), "Value", "name[1]");
    bad("name", Col::array("<u4", m!([3]), &[0; 12]), "Header", "name");
    bad("name", Col::raw(b""), "Msgpack", "name");
    bad("name", Col::raw(b"\xa1a"), "Header", "name");
    bad("name", Col::Frames(bytes(), vec![b"abc".to_vec()]), "Header", "name");
}

#[test]
fn numbers() {
    bad("id", Col::array("<f4", m!([3]), &[0, 0, 0, 63, 0, 0, 0, 0, 0, 0, 0, 0]), "Value", "id[0]");
    bad("id", Col::array("<i8", m!([3]), &[0xff; 24]), "Value", "id[0]");
    bad("id", Col::array("<U1", m!([3]), &[0; 12]), "Value", "id[0]");
    bad("id", Col::array("<M8[s]", m!([3]), &[0; 24]), "Array", "id");
    bad("id", Col::array("<u4", m!([3, 1]), &[0; 12]), "Array", "id");
    bad("id", Col::array("<u4", m!([]), &[0; 4]), "Array", "id");
    bad("id", Col::array("<u4", m!([3]), &[0; 11]), "Array", "id");
    bad("id", Col::array("<u4", m!([3]), &[0; 16]), "Array", "id");
    bad("id", Col::values(m!([1, "2", 3])), "Header", "id[1]");
    bad("id", Col::values(m!([1, 2, (-3)])), "Value", "id[2]");
    bad("axis", Col::array("<u2", m!([3, 3]), &[0; 18]), "Array", "axis");
    bad("axis", Col::array("<u2", m!([6]), &[0; 12]), "Value", "axis");
    bad("axis", Col::array("<u2", m!([3, 2, 1]), &[0; 12]), "Array", "axis");
    let three = Col::array("<u2", m!([6]), &[0; 12]);
    bad("axis", Col::runs(Col::offsets(&[0, 2, 5, 6]), three), "Value", "axis");
}

#[test]
fn masks() {
    bad("fee", Col::masked(&[1, 2, 3], &[0, 1]), "Array", "fee");
    bad("fee", Col::masked(&[1, 2, 3], &[0, 1, 2]), "Value", "fee[2]");
    bad("id", Col::masked(&[1, 2, 3], &[0, 1, 0]), "Value", "id");
    bad("home.x", Col::masked(&[1, 2, 3], &[0, 1, 0]), "Value", "home.x");
    let masked = Col::masked(&[1, 2, 3], &[0, 0, 0]);
    assert_eq!(read(&good().with("id", masked)).unwrap()[2].id, 3, "where nothing is hidden, all is there");
}

#[test]
fn validity() {
    bad("place", place(&[1, 0, 0], &[7, 7], &[8, 8]), "Value", "place.values.x");
    bad("place", place(&[1, 1, 0], &[7], &[8]), "Value", "place.values.x");
    bad("place", place(&[1, 0, 0], &[7], &[8, 9]), "Value", "place.values.y");
    bad("place", place(&[1, 0, 2], &[7], &[8]), "Value", "place.validity[2]");
    bad(
        "place",
        Col::optional(Col::values(m!([true, nil, false])), Col::bytes(&[7])),
        "Header",
        "place.validity[1]",
    );
    let texts = Col::optional(Col::flags(&[1, 0, 0]), Col::values(m!(["a"])));
    assert_eq!(read(&good().with("note", texts.clone())).unwrap()[0].note.as_deref(), Some("a"));
    bad("name", texts, "Header", "name");
    let too_many = Col::optional(Col::flags(&[1, 0, 0]), Col::values(m!(["a", "b"])));
    bad("note", too_many, "Value", "note.values");
}

#[test]
fn variants() {
    let (number, text) = (|| Col::array("<u2", m!([1]), &[7, 0]), || Col::values(m!(["x"])));
    let unknown = event(m!(["Nothing", "Number", "Other"]), number(), text());
    let error = bad("event", unknown, "Header", "event[2]");
    assert!(error.to_string().contains("`Other`"), "{error}");
    bad("event", event(m!(["Nothing", "Number", 3]), number(), text()), "Header", "event[2]");
    bad("event", event(m!(["Text", "Number", "Text"]), number(), text()), "Value", "event.text");
    bad("event", event(m!(["Nothing", "Nothing", "Text"]), number(), text()), "Value", "event.0");
    let two = Col::array("<u2", m!([2]), &[7, 0, 8, 0]);
    bad("event", event(m!(["Nothing", "Number", "Text"]), two, text()), "Value", "event.0");
    bad("event", events().without("variant"), "Header", "event.variant");
    bad("event", events().without("Text"), "Header", "event.text");
    bad("event", events().with("Text", Col::values(m!(["x"]))), "Header", "event");
    bad("event", Col::values(m!(["Nothing", "Nothing", "Number"])), "Header", "event[2].0");
}

#[derive(Framed, Debug, PartialEq)]
struct Doubt {
    runs: Option<Vec<u16>>,
}

#[derive(Framed, Debug, PartialEq)]
enum Way {
    Road {
        #[framed(default)]
        stops: Vec<u16>,
    },
}

#[test]
fn too_few_runs_and_too_many() {
    let runs = |offsets: &[i64]| {
        let items = usize::try_from(offsets[offsets.len() - 1]).unwrap();
        Col::runs(Col::offsets(offsets), Col::array("<u2", m!([items]), &vec![1; 2 * items]))
    };
    let doubts = |offsets: &[i64]| {
        let column = Col::Dict(vec![("runs", Col::optional(Col::flags(&[1, 0, 1]), runs(offsets)))]);
        deserialize_with::<Vec<Doubt>>(&column.message(), &Limits::strict())
    };
    assert_eq!(doubts(&[0, 2, 2]).unwrap()[2].runs, Some(vec![]));
    refused(doubts(&[0, 2]), "Value", "std.Vec", "runs.values");
    refused(doubts(&[0, 2, 2, 2]), "Value", "std.Vec", "runs.values");
    let ways = |offsets: &[i64]| {
        let road = Col::Dict(vec![("stops", runs(offsets))]);
        let column = Col::Dict(vec![("variant", Col::values(m!(["Road", "Road"]))), ("Road", road)]);
        deserialize_with::<Vec<Way>>(&column.message(), &Limits::strict())
    };
    assert_eq!(ways(&[0, 0, 1]).unwrap()[1], Way::Road { stops: vec![257] });
    refused(ways(&[0, 1]), "Value", "std.Vec", "stops");
    refused(ways(&[0, 1, 1, 1]), "Value", "std.Vec", "stops");
}

#[test]
fn texts_of_no_width() {
    let none = || Col::array("<U0", m!([3]), &[]);
    let rows = read(&good().with("name", none()).with("note", none())).unwrap();
    assert_eq!((&*rows[2].name, rows[2].note.as_deref()), ("", Some("")));
    bad("name", Col::array("|S0", m!([2]), &[]), "Value", "name");
    bad("name", Col::array("|S0", m!([4]), &[]), "Value", "name");
    bad("id", none(), "Array", "id");
}

#[test]
fn rows_are_counted_from_the_first() {
    #[derive(Framed, Debug)]
    struct One<T: frames_std::FromFrames> {
        x: T,
    }
    fn path<T: frames_std::FromFrames + std::fmt::Debug>(column: Col) -> String {
        let column = Col::Dict(vec![("x", column)]);
        deserialize_with::<Vec<One<T>>>(&column.message(), &Limits::default()).unwrap_err().path().to_owned()
    }
    let mut bytes = vec![0; 8 * 3000];
    bytes[8 * 2800..][..8].fill(0xff);
    let numbers = |shape: M| Col::array("<i8", shape, &bytes);
    assert_eq!(path::<u32>(numbers(m!([3000]))), "x[2800]");
    assert_eq!(path::<Option<u32>>(numbers(m!([3000]))), "x[2800]");
    assert_eq!(path::<char>(Col::array("<U1", m!([6000]), &bytes)), "x[5600]");
    assert_eq!(path::<[u32; 2]>(numbers(m!([1500, 2]))), "x[1400][0]");
}

#[test]
fn columns_that_are_missing_or_there_twice() {
    for name in ["id", "name", "run", "event", "axis"] {
        refused(read(&good().without(name)), "Header", "std.Vec", name);
    }
    refused(read(&good().without("home.x")), "Header", "std.Vec", "home.x");
    refused(read(&good().without("home.x").without("home.y")), "Header", "std.Vec", "home");
    let rows = read(&good().without("note").without("fee").without("place")).unwrap();
    assert_eq!((&rows[0].note, rows[0].fee, &rows[0].place), (&None, None, &None));
    refused(read(&Col::Dict(vec![])), "Header", "std.Vec", "id");
    refused(read(&Col::Dict(vec![("other", Col::bytes(&[1]))])), "Header", "std.Vec", "id");

    let Col::Dict(mut entries) = good() else { unreachable!() };
    entries.push(("id", Col::bytes(&[1, 2, 3])));
    refused(read(&Col::Dict(entries)), "Msgpack", "std.Vec", "id");
    let Col::Dict(mut entries) = place(&[1, 0, 0], &[7], &[8]) else { unreachable!() };
    entries.push(("validity", Col::flags(&[1, 0, 0])));
    bad("place", Col::Dict(entries), "Msgpack", "place.validity");
}

#[test]
fn frames() {
    let column = good();
    let message = column.message();
    let frames: Vec<Vec<u8>> = message.frames().map(|frame| frame.as_slice().to_vec()).collect();
    let read = |frames: &[Vec<u8>]| {
        let again = Serialized::from_parts(message.header_bytes().to_vec(), frames.to_vec());
        deserialize_with::<Vec<Row>>(&again, &Limits::strict())
    };
    read(&frames).unwrap();
    assert_eq!(read(&frames[1..]).unwrap_err().class(), "Frames");
    assert_eq!(read(&frames[..frames.len() - 1]).unwrap_err().class(), "Frames");
    assert_eq!(read(&[&frames[..], &[vec![]]].concat()).unwrap_err().class(), "Frames");

    // Two columns of a struct's form that lead to one frame.
    let numbers = || array("<u2", m!([2]), M::Nil);
    let point = |second: usize| {
        let (x, y) = (complex(numbers(), 0, 1), complex(numbers(), second, second + 1));
        let complex = m!({"x": x, "y": y});
        crate::common::message(&object(m!({}), complex), &[&[1, 0, 2, 0][..], &[3, 0, 4, 0]][..second + 1])
    };
    let points: Vec<Point> = deserialize_with(&point(1), &Limits::strict()).unwrap();
    assert_eq!(points, [Point { x: 1, y: 3 }, Point { x: 2, y: 4 }]);
    refused(deserialize_with::<Vec<Point>>(&point(0), &Limits::strict()), "Frames", "std.Vec", "y");

    bad("id", Col::Frames(array("<u4", m!([3]), M::Nil), vec![vec![0; 4], vec![0; 8]]), "Frames", "id");
    bad("id", Col::Frames(bytes(), vec![vec![0; 1], vec![0; 2]]), "Frames", "id");
}

/// A few bytes that claim to be very many values.
#[test]
fn lengths_that_are_only_promised() {
    bad("name", Col::raw(b"\xdd\xff\xff\xff\xff\xa1a"), "Msgpack", "name");
    bad("id", Col::array("<u4", m!([(1u64 << 40)]), &[0; 12]), "Array", "id");
    bad("id", Col::array("<u4", m!([(u64::MAX)]), &[0; 12]), "Array", "id");
    bad("axis", Col::array("<u2", m!([(1u64 << 62), 4]), &[0; 12]), "Array", "axis");

    // One item that stands for a million by a stride of zero.
    #[derive(Framed, Debug)]
    struct Byte {
        byte: u8,
    }
    let header = |rows: u64| {
        let sub_header = m!({"dtype": [0, "|u1"], "shape": [1], "strides": [0], "broadcast_to": [rows]});
        Col::Dict(vec![("byte", Col::Frames(dask("numpy", "ndarray", sub_header), vec![vec![7]]))]).message()
    };
    let bytes: Vec<Byte> = deserialize_with(&header(1000), &Limits::strict()).unwrap();
    assert!(bytes.len() == 1000 && bytes.iter().all(|row| row.byte == 7));
    let error = deserialize_with::<Vec<Byte>>(&header(1 << 50), &Limits::strict()).unwrap_err();
    assert_eq!((error.class(), error.path().as_str()), ("Limit", "byte"), "{error}");

    // Records that are far larger in memory than on the wire.
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Large {
        flag: Option<[u64; 2000]>,
    }
    let nothing = vec![Large { flag: None }; 20_000];
    let error = deserialize_with::<Vec<Large>>(&serialize(&nothing).unwrap(), &Limits::strict()).unwrap_err();
    assert_eq!(error.class(), "Limit", "{error}");
    #[derive(Framed, Debug)]
    struct Zero {
        nothing: [u16; 0],
    }
    let zero = array("<u2", m!([(1u64 << 60), 0]), M::Nil);
    let message = Col::Dict(vec![("nothing", Col::Frames(zero, vec![vec![]]))]).message();
    assert!(deserialize_with::<Vec<Zero>>(&message, &Limits::strict()).is_err());
}

#[test]
fn depth() {
    let mut column = Col::bytes(&[1]);
    for _ in 0..200 {
        column = Col::Dict(vec![("x", column)]);
    }
    let read = |column: &Col| deserialize_with::<Vec<Row>>(&column.message(), &Limits::cluster());
    assert!(read(&column).is_err());
    assert!(
        read(&good().with("other", column)).is_ok(),
        "unknown columns are stepped over without recursion"
    );
    let mut runs = Col::bytes(&[1]);
    for _ in 0..200 {
        runs = Col::optional(Col::flags(&[1]), runs);
    }
    assert!(read(&good().with("run", runs.clone())).is_err());
    assert!(read(&good().with("name", runs)).is_err());
}

/// What is read all the same can be written.
#[test]
fn bytes_turned_over() {
    let rows = read(&good()).unwrap();
    let message = serialize(&rows).unwrap().into_owned();
    turn_bytes_over(&message, |rows: Vec<Row>| drop(serialize(&rows).unwrap().to_bytes()));
}
