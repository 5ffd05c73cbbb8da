//! Derived types: structs are dicts of their fields, or instances of a class that Python registered with one line; unit
//! enums are texts, other enums dicts with `variant`. The ways back are the other half: a Rust struct is read from the
//! plain `dict` that Python wrote, in each of the forms it has for one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bytes::Bytes;
use frames_std::Framed;

use crate::common::seen::*;
use crate::live::{Case, Way, both, check, closed, out};

/// Dask looks at a dict's first value only: where that isn't an array, the dict is one value of msgpack, which has no
/// arrays, or one pickle with the arrays in it. In a message it is taken apart.
fn array_behind(case: Case) -> Case {
    case.no_way(Way::Dask, closed::PYTHON).no_way(Way::Default, closed::PICKLE)
}

/// The same where the array stands deeper, so that taking apart the outermost value is not enough.
fn array_below(case: Case) -> Case {
    array_behind(case).no_way(Way::Wrapped, closed::PYTHON)
}

/// A set: msgpack has none, pickles do.
fn set_within(case: Case) -> Case {
    case.no_way(Way::Dask, closed::PYTHON).no_way(Way::Wrapped, closed::PYTHON)
}

fn floats(values: &[f64]) -> Seen {
    array("<f8", &[values.len()], values.iter().map(|value| float(*value)))
}

#[derive(Debug, Clone, PartialEq, Framed)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

const ORIGIN: Point = Point { x: 0.0, y: -0.0 };

fn seen_origin() -> Seen {
    fields([("x", float(0.0)), ("y", float(-0.0))])
}

#[derive(Debug, Clone, PartialEq, Framed)]
pub(crate) struct Human {
    pub(crate) name: String,
    pub(crate) age: u8,
    pub(crate) position: Point,
    pub(crate) photo: Vec<u8>,
    pub(crate) track: Vec<f64>,
}

fn alice() -> Human {
    Human { name: "Alice".into(), age: 3, position: ORIGIN, photo: b"png".to_vec(), track: vec![1.5] }
}

fn seen_alice() -> Seen {
    fields([
        ("name", text("Alice")),
        ("age", int(3)),
        ("position", seen_origin()),
        ("photo", bytes("png")),
        ("track", floats(&[1.5])),
    ])
}

#[derive(Debug, PartialEq, Framed)]
struct Nothing;

#[derive(Debug, PartialEq, Framed)]
struct Pair(u8, Option<String>);

#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Framed)]
struct UserId(u64);

#[derive(Debug, PartialEq, Framed)]
struct Pixels(Vec<u16>);

#[derive(Debug, PartialEq, Framed)]
struct Table<T> {
    rows: Vec<T>,
    title: Option<T>,
}

#[derive(Debug, PartialEq, Framed)]
struct Borrowed<'a> {
    name: &'a str,
    data: &'a [f64],
}

#[derive(Debug, PartialEq, Framed)]
struct Chain {
    value: i32,
    next: Option<Box<Chain>>,
}

#[derive(Debug, PartialEq, Framed)]
#[framed(rename_all = "camelCase")]
struct Renamed {
    first_name: String,
    #[framed(rename = "class")]
    kind: u8,
    #[framed(skip)]
    _secret: u8,
}

#[test]
fn structs() {
    let chain = Chain { value: 1, next: Some(Box::new(Chain { value: 2, next: None })) };
    let link = |value: i32, next: Seen| fields([("value", int(value)), ("next", next)]);
    let long = || "long ".repeat(1000);
    check(
        "structs",
        &[
            both(ORIGIN, seen_origin()),
            array_behind(both(alice(), seen_alice())),
            both(Nothing, dict([])),
            both(Pair(1, None), fields([("0", int(1)), ("1", none())])),
            both(Pair(1, Some(long())), fields([("0", int(1)), ("1", text(long()))])),
            both(UserId(7), int(7)),
            both(Pixels(vec![1, 2]), array("<u2", &[2], [int(1), int(2)])),
            // Fields that stand in the header come before those with frames.
            array_behind(both(
                Table { rows: vec![1.5], title: None },
                fields([("rows", floats(&[1.5])), ("title", none())]),
            )),
            both(
                Table { rows: vec!["a".to_owned()], title: Some("b".to_owned()) },
                fields([("rows", tuple([text("a")])), ("title", text("b"))]),
            ),
            out(
                &Borrowed { name: "a", data: &[1.5] },
                fields([("name", text("a")), ("data", floats(&[1.5]))]),
            ),
            both(chain, link(1, link(2, none()))),
            both(
                Renamed { first_name: "a".into(), kind: 1, _secret: 0 },
                fields([("firstName", text("a")), ("class", int(1))]),
            ),
            // In other values.
            both(vec![ORIGIN, ORIGIN], tuple([seen_origin(), seen_origin()])),
            both(Some(ORIGIN), seen_origin()),
            both((1u8, ORIGIN), tuple([int(1), seen_origin()])),
            both(HashMap::from([(1u8, ORIGIN)]), dict([(int(1), seen_origin())])),
            both(BTreeMap::from([(UserId(7), Nothing)]), dict([(int(7), dict([]))])),
            array_below(both(vec![alice(), alice()], list([seen_alice(), seen_alice()]))),
            array_below(both(HashMap::from([("a".to_owned(), alice())]), fields([("a", seen_alice())]))),
            array_behind(both(Some(alice()), seen_alice())),
        ],
        true,
    );
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Framed)]
pub(crate) enum Color {
    Red,
    #[framed(rename = "dark-blue")]
    DarkBlue,
}

#[derive(Debug, PartialEq, Framed)]
pub(crate) enum Shape {
    Nowhere,
    At(Point),
    Line(Point, Point),
    Path { points: Vec<f64>, color: Color },
}

#[derive(Debug, PartialEq, Framed)]
#[framed(tag = "kind", rename_all = "snake_case")]
enum Tagged {
    FirstKind { variant: u8 },
}

#[test]
fn enums() {
    let seen_path =
        || fields([("variant", text("Path")), ("points", floats(&[1.5])), ("color", text("dark-blue"))]);
    let path = || Shape::Path { points: vec![1.5], color: Color::DarkBlue };
    let nowhere = || fields([("variant", text("Nowhere"))]);
    check(
        "enums",
        &[
            both(Color::Red, text("Red")),
            both(Color::DarkBlue, text("dark-blue")),
            both(vec![Color::Red, Color::DarkBlue], tuple([text("Red"), text("dark-blue")])),
            both(HashMap::from([(Color::Red, 1u8)]), fields([("Red", int(1))])),
            both(BTreeSet::from([Color::Red]), set([text("Red")])).no_way(Way::Dask, closed::PYTHON),
            both(Shape::Nowhere, nowhere()),
            both(Shape::At(ORIGIN), fields([("variant", text("At")), ("0", seen_origin())])),
            both(
                Shape::Line(ORIGIN, ORIGIN),
                fields([("variant", text("Line")), ("0", seen_origin()), ("1", seen_origin())]),
            ),
            array_behind(both(path(), seen_path())),
            array_below(both(vec![Shape::Nowhere, path()], list([nowhere(), seen_path()]))),
            both(
                Tagged::FirstKind { variant: 3 },
                fields([("kind", text("first_kind")), ("variant", int(3))]),
            ),
        ],
        true,
    );
}

#[derive(Debug, PartialEq, Framed)]
struct Sets {
    letters: BTreeSet<String>,
    numbers: HashSet<u16>,
    nested: Vec<BTreeSet<u8>>,
}

#[derive(Debug, PartialEq, Framed)]
struct Maps {
    by_name: BTreeMap<String, u32>,
    by_number: BTreeMap<(u8, u8), String>,
    frames: HashMap<String, Bytes>,
    list: Vec<BTreeMap<String, bool>>,
}

#[derive(Debug, PartialEq, Framed)]
struct Wide {
    small: u128,
    large: u128,
    run: Vec<i128>,
}

/// The keys that Dask resolves in a header, as runtime keys of a field's map; and field names that the wire uses itself.
#[derive(Debug, PartialEq, Framed)]
struct Reserved {
    simple: u8,
    complex: Vec<f64>,
    header: u8,
    frames: Vec<u8>,
    serializer: String,
}

#[test]
fn fields_of_all_kinds() {
    let letters = || BTreeSet::from(["a".to_owned()]);
    let sets = Sets { letters: letters(), numbers: [1].into(), nested: vec![[1].into(), [].into()] };
    let seen_sets = fields([
        ("letters", set([text("a")])),
        ("numbers", set([int(1)])),
        ("nested", list([set([int(1)]), set([])])),
    ]);
    let markers = ["__Enum__", "__Set__", "__Serialized__", "__Pickled__"];
    let mut cases = vec![set_within(both(sets, seen_sets))];
    for marker in [&markers[..], &markers[..1], &markers[1..2], &markers[2..3], &markers[3..], &["plain"]] {
        let flags = || marker.iter().map(|key| (key.to_string(), true));
        let maps = Maps {
            by_name: marker.iter().map(|key| (key.to_string(), 1)).collect(),
            by_number: [((1, 2), "x".to_owned())].into(),
            frames: marker.iter().map(|key| (key.to_string(), Bytes::from_static(b"x"))).collect(),
            list: vec![flags().collect(), BTreeMap::new()],
        };
        let seen_maps = fields([
            ("by_name", dict(marker.iter().map(|key| (text(*key), int(1))))),
            ("by_number", dict([(tuple([int(1), int(2)]), text("x"))])),
            ("frames", dict(marker.iter().map(|key| (text(*key), bytes("x"))))),
            ("list", tuple([dict(flags().map(|(key, value)| (text(key), bool(value)))), dict([])])),
        ]);
        cases.push(both(maps, seen_maps));
    }
    let wide = Wide { small: 1, large: u128::MAX, run: vec![i128::MIN, 0] };
    let seen_wide =
        fields([("small", int(1)), ("large", int(u128::MAX)), ("run", list([int(i128::MIN), int(0)]))]);
    cases.push(set_within(both(wide, seen_wide)).with_pickle().no_way(Way::Default, closed::PICKLE));
    let named =
        Reserved { simple: 1, complex: vec![1.5], header: 2, frames: vec![3], serializer: "dask".into() };
    let seen_named = fields([
        ("simple", int(1)),
        ("complex", floats(&[1.5])),
        ("header", int(2)),
        ("frames", bytes([3])),
        ("serializer", text("dask")),
    ]);
    cases.push(array_behind(both(named, seen_named)));
    check("fields", &cases, true);
}

/// So many fields that a map of them needs a longer head, the last one with more frames than a short number counts.
#[derive(Debug, Clone, PartialEq, Framed)]
struct Many {
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
    h: u8,
    i: u8,
    j: u8,
    k: u8,
    l: u8,
    m: u8,
    n: u8,
    o: u8,
    p: u8,
    rows: Vec<Vec<u16>>,
    behind: Vec<f64>,
}

#[test]
fn many_fields_and_frames() {
    let many = |rows: usize| Many {
        rows: (0..rows).map(|row| vec![row as u16; row % 3]).collect(),
        behind: vec![1.5],
        ..Many {
            a: 1,
            b: 1,
            c: 1,
            d: 1,
            e: 1,
            f: 1,
            g: 1,
            h: 1,
            i: 1,
            j: 1,
            k: 1,
            l: 1,
            m: 1,
            n: 1,
            o: 1,
            p: 1,
            rows: vec![],
            behind: vec![],
        }
    };
    let seen = |value: &Many| {
        let row = |row: &Vec<u16>| array("<u2", &[row.len()], row.iter().map(int));
        let letters = ('a'..='p').map(|name| (text(name), int(1)));
        let rows = ("rows", list(value.rows.iter().map(row)));
        let named = [rows, ("behind", floats(&[1.5]))].map(|(name, value)| (text(name), value));
        dict(letters.chain(named))
    };
    let cases: Vec<_> = [100, 300, 2_000]
        .map(many)
        .into_iter()
        .flat_map(|value| {
            let (one, seen) = (seen(&value), seen(&value));
            let case = array_behind(both(value.clone(), one));
            // The list of rows is a list of arrays again, which Dask takes apart where it looks at the first.
            [case, array_below(both((0u8, value), tuple([int(0), seen])))]
        })
        .collect();
    check("many", &cases, false);
}

/// Python has this class, registered with `register_generic`.
#[derive(Debug, Clone, PartialEq, Framed)]
#[framed(python = "acme.Sensor")]
pub(crate) struct Sensor {
    pub(crate) name: String,
    pub(crate) place: Option<Point>,
    pub(crate) samples: Vec<f64>,
    pub(crate) tags: BTreeSet<String>,
}

/// The same class from an enum.
#[derive(Debug, PartialEq, Framed)]
#[framed(python = "acme.Sensor", name = "live.Device")]
enum Device {
    Off,
    On { watts: f32 },
}

#[derive(Debug, PartialEq, Framed)]
struct Station {
    sensors: Vec<Sensor>,
    main: Sensor,
}

#[test]
fn classes() {
    let sensor = |samples: &[f64]| Sensor {
        name: "a".into(),
        place: Some(ORIGIN),
        samples: samples.to_vec(),
        tags: BTreeSet::from(["t".to_owned()]),
    };
    let seen = |samples: &[f64]| {
        let attributes = fields([
            ("name", text("a")),
            ("place", seen_origin()),
            ("samples", floats(samples)),
            ("tags", set([text("t")])),
        ]);
        object("acme.Sensor", attributes)
    };
    let station = Station { sensors: vec![sensor(&[])], main: sensor(&[1.5]) };
    check(
        "classes",
        &[
            both(sensor(&[1.5, 2.5]), seen(&[1.5, 2.5])),
            both(Some(sensor(&[])), seen(&[])),
            both(vec![sensor(&[]), sensor(&[1.5])], list([seen(&[]), seen(&[1.5])])),
            both((sensor(&[]), 1u8), tuple([seen(&[]), int(1)])),
            both(HashMap::from([("a".to_owned(), sensor(&[]))]), fields([("a", seen(&[]))])),
            both(station, fields([("sensors", list([seen(&[])])), ("main", seen(&[1.5]))])),
            both(
                Device::On { watts: 0.5 },
                object("acme.Sensor", fields([("variant", text("On")), ("watts", float(0.5))])),
            ),
            both(Device::Off, object("acme.Sensor", fields([("variant", text("Off"))]))),
        ],
        true,
    );
}
