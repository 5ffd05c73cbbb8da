//! Trait objects in a stock Dask: one is what its type is, a run of them a dict by type, which Python can compute with,
//! send back, and make itself. What Python sends back is the same object again wherever its type's name is still there.

use std::collections::HashMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use frames_std::{
    Framed, Limits, MessageReader, MessageWriter, dumps, framed_dyn, from_bytes, loads, serialize,
};
use serde_json::{Value as Json, json};

use crate::common::seen::*;
use crate::common::{python, script};
use crate::derived::{array_behind, array_below, floats};
use crate::live::{Case, Way, both, check, closed, message};

#[framed_dyn]
trait Op: Debug + Send + Sync {
    fn apply(&self, x: f64) -> f64;
}

impl PartialEq for dyn Op {
    fn eq(&self, other: &dyn Op) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

#[derive(Framed, Debug)]
#[framed(name = "live.ops.Scale", dyn = Op)]
struct Scale {
    factor: f64,
}

/// Written as its content.
#[derive(Framed, Debug)]
#[framed(name = "live.ops.Shift", dyn = Op)]
struct Shift(f64);

#[derive(Framed, Debug)]
#[framed(name = "live.ops.Negate", dyn = Op)]
struct Negate;

#[derive(Framed, Debug)]
#[framed(name = "live.ops.Round", dyn = Op)]
enum Round {
    Up,
    Down,
}

/// Python has this class, registered with `register_generic`.
#[derive(Framed, Debug)]
#[framed(name = "live.ops.Gain", python = "acme.Gain", dyn = Op)]
struct Gain {
    offset: f64,
    slope: f64,
}

impl Op for Scale {
    fn apply(&self, x: f64) -> f64 {
        self.factor * x
    }
}

impl Op for Shift {
    fn apply(&self, x: f64) -> f64 {
        self.0 + x
    }
}

impl Op for Negate {
    fn apply(&self, x: f64) -> f64 {
        -x
    }
}

impl Op for Round {
    fn apply(&self, x: f64) -> f64 {
        match self {
            Round::Up => x.ceil(),
            Round::Down => x.floor(),
        }
    }
}

impl Op for Gain {
    fn apply(&self, x: f64) -> f64 {
        self.offset + self.slope * x
    }
}

fn scale(factor: f64) -> Box<dyn Op> {
    Box::new(Scale { factor })
}

fn gain() -> Box<dyn Op> {
    Box::new(Gain { offset: 0.5, slope: 2.0 })
}

fn ops() -> Vec<Box<dyn Op>> {
    vec![
        scale(2.0),
        gain(),
        Box::new(Shift(0.5)),
        scale(3.0),
        Box::new(Negate),
        Box::new(Round::Down),
        Box::new(Negate),
        Box::new(Round::Up),
    ]
}

fn seen_scale(factor: f64) -> Seen {
    fields([("factor", float(factor))])
}

fn seen_gain() -> Seen {
    object("acme.Gain", fields([("offset", float(0.5)), ("slope", float(2.0))]))
}

fn seen_ops() -> Seen {
    let names = ["live.ops.Scale", "live.ops.Gain", "live.ops.Shift", "live.ops.Negate", "live.ops.Round"];
    fields([
        ("types", tuple(names.map(text))),
        ("tags", array("|u1", &[8], [0, 1, 2, 0, 3, 4, 3, 4].map(int))),
        ("live.ops.Scale", fields([("factor", floats(&[2.0, 3.0]))])),
        ("live.ops.Gain", fields([("offset", floats(&[0.5])), ("slope", floats(&[2.0]))])),
        ("live.ops.Shift", floats(&[0.5])),
        ("live.ops.Negate", tuple([dict([]), dict([])])),
        ("live.ops.Round", tuple([text("Down"), text("Up")])),
    ])
}

/// Some without a name of their own once Python wrote them again.
fn scales() -> Vec<Box<dyn Op>> {
    vec![scale(2.0), scale(3.0)]
}

#[derive(Framed, Debug)]
struct Plan {
    op: Box<dyn Op>,
    then: Option<Box<dyn Op>>,
}

#[derive(Framed, Debug)]
struct Batch {
    #[framed(objects)]
    ops: Vec<Box<dyn Op>>,
}

#[derive(Framed, Debug)]
struct Update {
    op: String,
    work: Box<dyn Op>,
    ops: Vec<Box<dyn Op>>,
}

/// Compared as they print: what the derive makes of boxes like these would move them.
macro_rules! compared {
    ($($type:ident),*) => {$(
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                format!("{self:?}") == format!("{other:?}")
            }
        }
    )*};
}

compared!(Plan, Batch, Update);

/// Python sees plain data, which no longer says what type it was when Python writes it.
fn nameless(case: Case) -> Case {
    const NO_NAME: &str = "a header with a type name";
    case.no_way(Way::Dask, NO_NAME).no_way(Way::Wrapped, NO_NAME).no_way(Way::Default, NO_NAME)
}

#[test]
fn objects_are_what_their_types_are() {
    let arc = |op: Box<dyn Op>| HashMap::from([("a".to_owned(), Arc::<dyn Op>::from(op))]);
    check(
        "objects",
        &[
            nameless(both(scale(2.0), seen_scale(2.0))),
            nameless(both::<Arc<dyn Op>>(Arc::new(Scale { factor: 2.0 }), seen_scale(2.0))),
            nameless(both::<Box<dyn Op>>(Box::new(Shift(0.5)), float(0.5))),
            nameless(both::<Box<dyn Op>>(Box::new(Negate), dict([]))),
            both(gain(), seen_gain()),
            nameless(both(Some(scale(2.0)), seen_scale(2.0))),
            both(Some(gain()), seen_gain()),
            both(None::<Box<dyn Op>>, none()),
            nameless(both(arc(scale(2.0)), fields([("a", seen_scale(2.0))]))),
            both(arc(gain()), fields([("a", seen_gain())])),
            nameless(both(
                Plan { op: scale(2.0), then: None },
                fields([("op", seen_scale(2.0)), ("then", none())]),
            )),
            // Dask looks at a dict's first value, finds None, and pickles the object with it.
            both(Plan { op: gain(), then: None }, fields([("op", seen_gain()), ("then", none())]))
                .no_way(Way::Dask, closed::PYTHON)
                .no_way(Way::Default, closed::PICKLE),
            both(
                Plan { op: gain(), then: Some(gain()) },
                fields([("op", seen_gain()), ("then", seen_gain())]),
            ),
        ],
        true,
    );
}

#[test]
fn runs_of_objects_are_dicts_by_type() {
    let seen_scales = || {
        fields([
            ("types", tuple([text("live.ops.Scale")])),
            ("tags", array("|u1", &[2], [0, 0].map(int))),
            ("live.ops.Scale", fields([("factor", floats(&[2.0, 3.0]))])),
        ])
    };
    let shared = || vec![Arc::<dyn Op>::from(scale(2.0)), Arc::from(scale(3.0))];
    check(
        "runs_of_objects",
        &[
            array_behind(both(scales(), seen_scales())),
            array_behind(both(shared(), seen_scales())),
            array_behind(both(scales().into_boxed_slice(), seen_scales())),
            array_behind(both(ops(), seen_ops())),
            both(Vec::<Box<dyn Op>>::new(), tuple([])),
            array_below(both((1u8, scales()), tuple([int(1), seen_scales()]))),
            array_below(both(HashMap::from([("a".to_owned(), scales())]), fields([("a", seen_scales())]))),
            nameless(both(
                Batch { ops: scales() },
                fields([("ops", list([seen_scale(2.0), seen_scale(3.0)]))]),
            )),
            both(Batch { ops: vec![gain(), gain()] }, fields([("ops", list([seen_gain(), seen_gain()]))])),
            both(Batch { ops: vec![] }, fields([("ops", tuple([]))])),
        ],
        true,
    );
}

fn stream(frames: &frames_std::Message<'_>) -> Vec<u8> {
    let mut tcp = Vec::new();
    MessageWriter::new(&mut tcp).write(frames.frames()).expect("memory takes all");
    tcp
}

fn unstream(dir: &Path, name: &str) -> Vec<Bytes> {
    let bytes = fs::read(dir.join(name)).expect("Python wrote it");
    MessageReader::new(&bytes[..], Limits::cluster()).read().expect("a message").expect("one of them")
}

#[test]
fn python_computes_with_runs_and_makes_them() {
    let dir = python::work_dir("objects_made");
    let ops = ops();
    let update = Update { op: "update".into(), work: scale(4.0), ops: scales() };
    fs::write(dir.join("ops.tcp"), message(&serialize(&ops).unwrap())).unwrap();
    fs::write(dir.join("update.tcp"), stream(&dumps(&update).unwrap())).unwrap();
    let seen: Json = serde_json::from_str(&script::run("objects.py", &[dir.as_os_str()])).unwrap();

    let names = ["Scale", "Gain", "Shift", "Scale", "Negate", "Round", "Negate", "Round"];
    let names = names.map(|name| format!("live.ops.{name}"));
    assert_eq!(seen["names"], json!(names));
    assert_eq!(seen["results"], json!(ops.iter().map(|op| op.apply(1.25)).collect::<Vec<_>>()));
    let counts = json!({"live.ops.Scale": 2, "live.ops.Gain": 1, "live.ops.Shift": 1, "live.ops.Negate": 2, "live.ops.Round": 2});
    assert_eq!(seen["counts"], counts);
    assert_eq!(seen["mean"], json!(2.5));

    // A scheduler reads the plain fields of a message, and passes the objects on as they are.
    assert_eq!(seen["scheduler"], json!({"op": "update", "work": "shut", "ops": "shut"}));
    assert_eq!(seen["update"], json!(["update", {"factor": 4.0}, 2]));
    assert_eq!(loads::<Update>(&unstream(&dir, "update.forwarded")).unwrap(), update);
    let error = loads::<Update>(&unstream(&dir, "update.again")).unwrap_err();
    assert_eq!((error.class(), error.path().as_str()), ("Header", "work"), "{error}");

    let shift: Box<dyn Op> = Box::new(Shift(0.5));
    let three = vec![scale(2.0), shift, scale(3.0)];
    let mixed: Vec<Box<dyn Op>> = vec![gain(), Box::new(Negate), gain()];
    let read =
        |name: &str| from_bytes::<Vec<Box<dyn Op>>>(fs::read(dir.join(format!("made.{name}"))).unwrap());
    for (name, made, ways) in [
        ("columns", three, &["wrapped", "dask", "default"][..]),
        ("rows", vec![scale(2.0), Box::new(Shift(0.5)), scale(3.0)], &["dask", "wrapped", "default"]),
        ("classes", vec![gain(), gain()], &["dask", "wrapped", "default"]),
        ("mixed", mixed, &["dask", "wrapped", "default"]),
    ] {
        for way in ways {
            assert_eq!(seen[format!("{name}.{way}")], json!(null));
            assert_eq!(read(&format!("{name}.{way}")).unwrap(), made, "{name} {way}");
        }
    }
    fs::remove_dir_all(&dir).unwrap();
}
