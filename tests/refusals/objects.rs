//! Objects under wrong names, and runs by type that contradict themselves: typed errors that name the entry, whatever was
//! changed, in no more time and memory than the input is worth.

use std::any::Any;
use std::time::{Duration, Instant};

use frames_std::{
    Dynamic, Error, Framed, FromFrames, Kept, Limits, Serialized, deserialize_with, framed_dyn, serialize,
};

use crate::common::*;
use crate::mutated::turn_bytes_over;
use crate::refused;

#[framed_dyn]
trait Op {
    fn apply(&self, x: f64) -> f64;
}

/// No type is among its objects.
#[framed_dyn]
trait Other {}

#[derive(Framed, Debug)]
#[framed(name = "hostile.Scale", dyn = Op)]
struct Scale {
    factor: f64,
}

/// No columns.
#[derive(Framed, Debug)]
#[framed(name = "hostile.Negate", alias = "hostile.Minus", dyn = Op)]
struct Negate;

/// Written as its content.
#[derive(Framed, Debug)]
#[framed(name = "hostile.Shift", dyn = Op)]
struct Shift(f64);

/// Registered, and no `Op`.
#[derive(Framed, Debug)]
#[framed(name = "hostile.Person")]
struct Person {
    factor: f64,
}

impl Op for Scale {
    fn apply(&self, x: f64) -> f64 {
        self.factor * x
    }
}

impl Op for Negate {
    fn apply(&self, x: f64) -> f64 {
        -x
    }
}

impl Op for Shift {
    fn apply(&self, x: f64) -> f64 {
        self.0 + x
    }
}

type Ops = Vec<Box<dyn Op>>;

/// A column or another entry, as header and frames.
type Part = (M, Vec<Vec<u8>>);

fn values(values: M) -> Part {
    (msgpack(), vec![values.bytes()])
}

fn numbers(dtype: &str, len: usize, bytes: &[u8]) -> Part {
    (array(dtype, m!([len]), M::Nil), vec![bytes.to_vec()])
}

fn tags(tags: &[u8]) -> Part {
    numbers("|u1", tags.len(), tags)
}

fn dict(entries: &[(&str, Part)]) -> Part {
    let item = |(name, (header, frames)): &(&str, Part)| (header.clone().with("key", *name), frames.len());
    let frames = entries.iter().flat_map(|(_, (_, frames))| frames.iter().cloned()).collect();
    (collection("dict", entries.iter().map(item).collect()), frames)
}

fn scales(factors: &[f64]) -> Part {
    let bytes: Vec<u8> = factors.iter().flat_map(|factor| factor.to_le_bytes()).collect();
    dict(&[("factor", numbers("<f8", factors.len(), &bytes))])
}

/// `[Scale, Negate, Scale]`.
fn good() -> Vec<(&'static str, Part)> {
    vec![
        ("types", values(m!(["hostile.Scale", "hostile.Negate"]))),
        ("tags", tags(&[0, 1, 0])),
        ("hostile.Scale", scales(&[2.0, 3.0])),
        ("hostile.Negate", values(m!([{}]))),
    ]
}

/// The good run with one entry put in the place of another.
fn with(name: &'static str, part: Part) -> Vec<(&'static str, Part)> {
    let mut entries = good();
    entries.retain(|(found, _)| *found != name);
    entries.push((name, part));
    entries
}

fn run(entries: &[(&str, Part)]) -> Serialized<'static> {
    let (header, frames) = dict(entries);
    message(&header, &frames.iter().map(|frame| &frame[..]).collect::<Vec<_>>())
}

fn read<T: FromFrames>(entries: &[(&str, Part)]) -> Result<T, Error> {
    deserialize_with(&run(entries), &Limits::strict())
}

#[track_caller]
fn bad(entries: &[(&str, Part)], class: &str, path: &str) -> Error {
    refused(read::<Ops>(entries), class, "std.Vec", path)
}

#[test]
fn the_run_is_good_before_it_is_changed() {
    let ops: Ops = read(&good()).unwrap();
    assert_eq!(ops.iter().map(|op| op.apply(1.0)).collect::<Vec<_>>(), [2.0, -1.0, 3.0]);
    let mut entries = good();
    entries.reverse();
    entries.push(("more", values(m!(["whatever"]))));
    assert_eq!(read::<Ops>(&entries).unwrap().len(), 3, "in any order, with more than is needed");
    let alias = [
        ("types", values(m!(["hostile.Negate", "hostile.Minus"]))),
        ("tags", tags(&[0, 1])),
        ("hostile.Negate", values(m!([{}]))),
        ("hostile.Minus", values(m!([{}]))),
    ];
    assert_eq!(read::<Ops>(&alias).unwrap().len(), 2, "one type under two of its names");
}

#[test]
fn tags_that_are_no_tags() {
    bad(&with("tags", tags(&[0, 2, 0])), "Value", "tags[1]");
    bad(&with("tags", tags(&[0, 1, 255])), "Value", "tags[2]");
    bad(&with("tags", numbers("<u8", 3, &[0xff; 24])), "Value", "tags[0]");
    bad(&with("tags", numbers("|i1", 3, &[0, 0xff, 0])), "Value", "tags[1]");
    bad(&with("tags", numbers("<f4", 3, &le![0f32, 0.5f32, 0f32])), "Value", "tags[1]");
    bad(&with("tags", values(m!([0, 1, (-1)]))), "Value", "tags[2]");
    bad(&with("tags", values(m!([0, "1", 0]))), "Header", "tags[1]");
    bad(&with("tags", values(m!([0, nil, 0]))), "Header", "tags[1]");
    bad(&with("tags", values(m!("010"))), "Header", "tags");
    bad(&with("tags", numbers("<U1", 3, &[0; 12])), "Value", "tags[0]");
    bad(&with("tags", numbers("<M8[s]", 3, &[0; 24])), "Array", "tags");
    bad(&with("tags", (array("|u1", m!([3, 1]), M::Nil), vec![vec![0; 3]])), "Array", "tags");
    bad(&with("tags", numbers("|u1", 3, &[0; 2])), "Array", "tags");
    // Whole numbers in another form are tags.
    assert_eq!(read::<Ops>(&with("tags", numbers("<f8", 3, &le![0f64, 1f64, 0f64]))).unwrap().len(), 3);
    assert_eq!(read::<Ops>(&with("tags", numbers(">u2", 3, &[0, 0, 0, 1, 0, 0]))).unwrap().len(), 3);
}

/// One tag that stands for very many by a stride of zero.
fn broadcast(tags: u64) -> Part {
    let sub_header = m!({"dtype": [0, "|u1"], "shape": [1], "strides": [0], "broadcast_to": [tags]});
    (dask("numpy", "ndarray", sub_header), vec![vec![0]])
}

#[test]
fn lengths_that_are_only_promised() {
    bad(&with("tags", broadcast(1 << 50)), "Limit", "tags");
    bad(&with("tags", broadcast(u64::MAX)), "Limit", "tags");
    bad(&with("tags", broadcast(1000)), "Value", "hostile.Scale");
    bad(&with("tags", (array("|u1", m!([(1u64 << 40)]), M::Nil), vec![vec![0; 8]])), "Array", "tags");
    bad(&with("types", (msgpack(), vec![b"\xdd\xff\xff\xff\xff".to_vec()])), "Msgpack", "types");

    // A million names are read, and the first that has no entry is the end of it.
    let names: Vec<M> = (0..1_000_000).map(|index| M::from(format!("x{index}"))).collect();
    let million = with("types", values(M::Array(names)));
    bad(&million, "Limit", "types");
    let result = deserialize_with::<Ops>(&run(&million), &Limits::cluster());
    refused(result, "Header", "std.Vec", "x0");

    // As many rows of one type as the tags say, and no more memory for each than a row takes.
    let name: &'static str = "n".repeat(60_000).leak();
    let kept = |tags: u64| {
        let entries = [("types", values(m!([name]))), ("tags", broadcast(tags)), (name, values(m!([])))];
        read::<Vec<Kept<dyn Op>>>(&entries)
    };
    let rows = kept(100_000).unwrap();
    assert_eq!(
        (rows.len(), rows[7].unknown().and_then(|row| row.name()).map(str::len)),
        (100_000, Some(60_000))
    );
    refused(kept(1 << 40), "Limit", "std.Vec", "tags");
}

/// Each name is looked up, so that must cost no more than reading it.
#[test]
fn very_many_types_that_nobody_knows() {
    let names = || (0..50_000).map(|index| M::from(format!("x{index}")));
    let mut entries: Vec<(M, M)> = names().map(|name| (name, M::Nil)).collect();
    entries.push(("types".into(), M::Array(names().collect())));
    entries.push(("tags".into(), M::Array((0..50_000).map(M::from).collect())));
    let by_type = message(&msgpack(), &[&M::Map(entries).bytes()]);
    let item = |name: M| (msgpack().with("type", name), 1);
    let one_by_one = collection("list", names().map(item).collect());
    let one_by_one = message(&one_by_one, &[&b"\xc0"[..]; 50_000]);
    let start = Instant::now();
    for message in [by_type, one_by_one] {
        let kept: Vec<Kept<dyn Op>> = deserialize_with(&message, &Limits::cluster()).unwrap();
        assert!(kept.len() == 50_000 && kept.iter().all(|value| value.known().is_none()));
        drop(serialize(&kept).unwrap());
        assert!(deserialize_with::<Ops>(&message, &Limits::cluster()).is_err());
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn more_and_fewer_values_than_tags() {
    bad(&with("tags", tags(&[0, 1])), "Value", "hostile.Scale");
    bad(&with("tags", tags(&[0, 1, 0, 0])), "Value", "hostile.Scale");
    bad(&with("tags", tags(&[0, 0])), "Value", "hostile.Negate");
    bad(&with("tags", tags(&[])), "Value", "hostile.Scale");
    bad(&with("hostile.Negate", values(m!([]))), "Value", "hostile.Negate");
    bad(&with("hostile.Negate", values(m!([{}, {}]))), "Value", "hostile.Negate");
    bad(&with("hostile.Scale", scales(&[2.0])), "Value", "hostile.Scale");
    let none = [("types", values(m!([]))), ("tags", tags(&[]))];
    assert!(read::<Ops>(&none).unwrap().is_empty());
    let no_types = [("types", values(m!([]))), ("tags", tags(&[0]))];
    bad(&no_types, "Value", "tags[0]");
}

#[test]
fn types_and_entries_that_do_not_match() {
    bad(&with("types", values(m!(["hostile.Scale", "hostile.Scale"]))), "Header", "hostile.Scale");
    bad(&with("types", values(m!(["hostile.Scale", "types"]))), "Header", "types");
    bad(&with("types", values(m!(["hostile.Scale", "tags"]))), "Header", "tags");
    bad(&with("types", values(m!(["hostile.Scale", ""]))), "Header", "");
    bad(&with("types", values(m!(["hostile.Scale", 1]))), "Header", "types[1]");
    bad(&with("types", values(m!(["hostile.Scale", nil]))), "Header", "types[1]");
    bad(&with("types", values(m!("hostile.Scale"))), "Header", "types");
    bad(&with("types", tags(&[0, 1])), "Header", "types");
    for name in ["types", "tags", "hostile.Scale", "hostile.Negate"] {
        let mut entries = good();
        entries.retain(|(found, _)| *found != name);
        bad(&entries, "Header", name);
        let mut entries = good();
        entries.push((name, values(m!([]))));
        bad(&entries, "Msgpack", name);
    }
    bad(&[], "Header", "types");
}

#[test]
fn names_that_are_not_among_the_traits() {
    let unknown = |name: &'static str| {
        let mut entries = with("types", values(m!(["hostile.Scale", name])));
        entries.push((name, values(m!([{}]))));
        entries
    };
    bad(&unknown("hostile.Unknown"), "UnknownType", "hostile.Unknown");
    bad(&unknown("hostile.Person"), "NotForTrait", "hostile.Person");
    bad(&unknown("std.f64"), "NotForTrait", "std.f64");
    let long: &'static str = "n".repeat(5_000).leak();
    assert!(bad(&unknown(long), "UnknownType", &format!("{}...", &long[..64])).to_string().len() < 400);
    refused(read::<Vec<Box<dyn Other>>>(&good()), "NotForTrait", "std.Vec", "hostile.Scale");
    let kept: Vec<Kept<dyn Op>> = read(&unknown("hostile.Person")).unwrap();
    let known: Vec<bool> = kept.iter().map(|value| value.known().is_some()).collect();
    assert_eq!(known, [true, false, true]);
}

#[test]
fn values_of_another_type_under_a_name() {
    bad(&with("hostile.Scale", values(m!(["a", "b"]))), "Header", "hostile.Scale[0]");
    bad(&with("hostile.Scale", values(m!(7))), "Header", "hostile.Scale");
    bad(
        &with("hostile.Scale", dict(&[("factor", values(m!(["a", "b"])))])),
        "Header",
        "hostile.Scale.factor[0]",
    );
    bad(&with("hostile.Scale", dict(&[("other", tags(&[1, 2]))])), "Header", "hostile.Scale.factor");
    bad(&with("hostile.Scale", dict(&good())), "Header", "hostile.Scale.factor");
    bad(&with("hostile.Negate", tags(&[1])), "Header", "hostile.Negate");
    bad(&with("hostile.Negate", (msgpack(), vec![b"\x91".to_vec()])), "Msgpack", "hostile.Negate");
    bad(&with("hostile.Negate", (msgpack(), vec![])), "Frames", "hostile.Negate");
}

/// One object: its payload in msgpack under a name.
fn one(name: impl Into<M>, payload: M) -> Serialized<'static> {
    message(&msgpack().with("type", name), &[&payload.bytes()])
}

#[test]
fn single_objects() {
    fn bad(value: Serialized<'static>, class: &str, path: &str) -> Error {
        refused(deserialize_with::<Box<dyn Op>>(&value, &Limits::strict()), class, "frames.Op", path)
    }
    let scale = || m!({"factor": 2.0});
    let good: Box<dyn Op> = deserialize_with(&one("hostile.Scale", scale()), &Limits::strict()).unwrap();
    assert_eq!(good.apply(1.0), 2.0);
    bad(one("hostile.Unknown", scale()), "UnknownType", "");
    bad(one("n".repeat(5_000), scale()), "Limit", "");
    bad(one("", scale()), "UnknownType", "");
    bad(one("hostile.Person", scale()), "NotForTrait", "");
    bad(one("std.f64", m!(1.5)), "NotForTrait", "");
    bad(one(1, scale()), "Header", "");
    bad(message(&msgpack(), &[&scale().bytes()]), "Header", "");
    bad(message(&m!({}), &[]), "Header", "");
    bad(one("hostile.Scale", m!({"factor": "2"})), "Header", "factor");
    bad(one("hostile.Scale", m!({})), "Header", "factor");
    bad(one("hostile.Scale", m!(2.0)), "Header", "");
    bad(one("hostile.Shift", scale()), "Header", "");
    bad(one("hostile.Scale", M::Nil), "Header", "");
}

/// What is read all the same can be written, or is refused.
fn turn_over<T: FromFrames>(message: &Serialized<'_>) {
    turn_bytes_over(message, |value: T| drop(serialize(&value).map(|again| again.to_bytes())));
}

#[test]
fn bytes_turned_over() {
    let ops = || -> Ops {
        let (scale, negate) = (|factor| Box::new(Scale { factor }), || Box::new(Negate));
        vec![scale(2.0), negate(), Box::new(Shift(0.5)), scale(3.0), negate()]
    };
    let ops_in_turn = (ops(), ops().pop());
    let run = serialize(&ops_in_turn.0).unwrap();
    turn_over::<Ops>(&run);
    turn_over::<Vec<Kept<dyn Op>>>(&run);
    turn_over::<Vec<Box<dyn Any + Send>>>(&run);
    turn_over::<Vec<Dynamic>>(&run);
    let pair = serialize(&ops_in_turn).unwrap();
    turn_over::<(Ops, Option<Box<dyn Op>>)>(&pair);
    turn_over::<(Vec<Kept<dyn Op>>, Kept<dyn Op>)>(&pair);
    for op in ops() {
        let one = serialize(&op).unwrap();
        turn_over::<Box<dyn Op>>(&one);
        turn_over::<Kept<dyn Op>>(&one);
        turn_over::<Dynamic>(&one);
    }
}
