//! Derived types: structs are dicts of their fields, or instances of a class that Python registered with one line; unit
//! enums are texts, other enums dicts with `variant`. The ways back are the other half: a Rust struct is read from the
//! plain `dict` that Python wrote, in each of the forms it has for one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use frames_std::Framed;

use crate::common::seen::*;
use crate::live::{Case, Way, both, check, closed, out};

/// Dask looks at a dict's first value only: where that isn't an array, the dict is one value of msgpack, which has no
/// arrays. In a message it is taken apart; and a pickle of it is read, arrays and all.
pub(crate) fn array_behind(case: Case) -> Case {
    case.no_way(Way::Dask, closed::PYTHON)
}

/// The same where the array stands deeper, so that taking apart the outermost value is not enough.
pub(crate) fn array_below(case: Case) -> Case {
    array_behind(case).no_way(Way::Wrapped, closed::PYTHON)
}

/// A set: msgpack has none, pickles do.
pub(crate) fn set_within(case: Case) -> Case {
    case.no_way(Way::Dask, closed::PYTHON).no_way(Way::Wrapped, closed::PYTHON)
}

pub(crate) fn floats(values: &[f64]) -> Seen {
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

/// Two of them in columns.
fn seen_alices() -> Seen {
    let track = [("offsets", array("<i8", &[3], [int(0), int(1), int(2)])), ("items", floats(&[1.5, 1.5]))];
    fields([
        ("name", tuple([text("Alice"), text("Alice")])),
        ("age", array("|u1", &[2], [int(3), int(3)])),
        ("position.x", floats(&[0.0, 0.0])),
        ("position.y", floats(&[-0.0, -0.0])),
        ("photo", tuple([bytes("png"), bytes("png")])),
        ("track", fields(track)),
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
            both(vec![ORIGIN, ORIGIN], fields([("x", floats(&[0.0, 0.0])), ("y", floats(&[-0.0, -0.0]))])),
            both(Some(ORIGIN), seen_origin()),
            both((1u8, ORIGIN), tuple([int(1), seen_origin()])),
            both(HashMap::from([(1u8, ORIGIN)]), dict([(int(1), seen_origin())])),
            both(BTreeMap::from([(UserId(7), Nothing)]), dict([(int(7), dict([]))])),
            array_behind(both(vec![alice(), alice()], seen_alices())),
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
    let nowhere_at =
        |name: &'static str| [format!("{name}.x"), format!("{name}.y")].map(|name| (text(name), floats(&[])));
    let points = fields([("offsets", array("<i8", &[2], [int(0), int(1)])), ("items", floats(&[1.5]))]);
    let seen_shapes = fields([
        ("variant", tuple([text("Nowhere"), text("Path")])),
        ("At", dict(nowhere_at("0"))),
        ("Line", dict(nowhere_at("0").into_iter().chain(nowhere_at("1")))),
        ("Path", fields([("points", points), ("color", tuple([text("dark-blue")]))])),
    ]);
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
            array_behind(both(vec![Shape::Nowhere, path()], seen_shapes)),
            both(
                Tagged::FirstKind { variant: 3 },
                fields([("kind", text("first_kind")), ("variant", int(3))]),
            ),
        ],
        true,
    );
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
