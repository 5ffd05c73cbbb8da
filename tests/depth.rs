//! How deep values may be nested: what can be written can be read, one level more is refused, and no header that
//! arrives, however deep, uses up a small stack. All of it runs on threads with a quarter of the usual stack, or with
//! a sixteenth where the compiler optimizes.

#[path = "depth/objects.rs"]
mod objects;

use std::fmt::Debug;

use frames_std::{
    ErrorKind, Framed, FromFrames, Limits, Serialized, deserialize, deserialize_with, serialize,
};

const STACK: usize = if cfg!(debug_assertions) { 512 << 10 } else { 128 << 10 };

/// A stack that overflows ends the whole process, so coming back from here is what is tested.
fn on_a_stack(bytes: usize, run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(bytes).spawn(run).expect("a thread");
    thread.join().expect("no panic");
}

fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    on_a_stack(STACK, run);
}

/// What a hostile header meets: the depth of `cluster` on the stack it takes, and that of `strict` on 256 KiB, which is
/// enough for it even where nothing is optimised.
fn within_limits(run: fn(&Limits)) {
    on_a_small_stack(move || run(&Limits::cluster()));
    on_a_stack(256 << 10, move || run(&Limits { depth: Limits::strict().depth, ..Limits::cluster() }));
}

/// Finds out how deep values of a type can be written, and that reading and writing agree about it.
fn deepest<T: FromFrames + PartialEq + Debug>(make: fn(usize) -> T) -> usize {
    let written = |depth| serialize(&make(depth)).map(|serialized| deserialize::<T>(&serialized));
    let most =
        (1..300).take_while(|depth| written(*depth).is_ok()).last().expect("a value that can be written");
    let back = written(most).and_then(|read| read).expect("a value that can be written and read");
    assert!(back == make(most));
    let error = serialize(&make(most + 1)).expect_err("a value too deep");
    assert!(matches!(error.kind(), ErrorKind::Limit { field: "depth", .. }), "{error}");
    most
}

#[derive(Debug, PartialEq, Framed)]
struct Folder {
    name: String,
    inside: Option<Box<Folder>>,
}

impl Folder {
    fn of(depth: usize) -> Self {
        (1..depth).fold(Folder { name: "".into(), inside: None }, |inside, _| Folder {
            name: "a".into(),
            inside: Some(inside.into()),
        })
    }
}

/// With a payload at each level, so that all of them are generic objects.
#[derive(Debug, PartialEq, Framed)]
struct Layer {
    bytes: Vec<u8>,
    inside: Option<Box<Layer>>,
}

impl Layer {
    fn of(depth: usize) -> Self {
        (1..depth).fold(Layer { bytes: vec![0], inside: None }, |inside, _| Layer {
            bytes: vec![1],
            inside: Some(inside.into()),
        })
    }
}

#[derive(Debug, PartialEq, Framed)]
enum Tree {
    Leaf,
    Bytes(Vec<u8>),
    Node { left: Box<Tree>, right: Box<Tree> },
}

impl Tree {
    fn around(leaf: Tree, depth: usize) -> Self {
        (1..depth).fold(leaf, |left, _| Tree::Node { left: left.into(), right: Tree::Leaf.into() })
    }
}

#[derive(Debug, PartialEq, Framed)]
struct Next(Box<Link>);

#[derive(Debug, PartialEq, Framed)]
struct Link {
    bytes: Vec<u8>,
    next: Option<Next>,
}

#[derive(Debug, PartialEq, Framed)]
struct Slim {
    next: Option<SlimNext>,
}

#[derive(Debug, PartialEq, Framed)]
#[framed(transparent)]
struct SlimNext {
    slim: Box<Slim>,
}

#[derive(Debug, PartialEq, Framed)]
struct Lists(Vec<Lists>);

#[derive(Debug, PartialEq, Framed)]
enum Mixed {
    Stop,
    Bytes(Vec<u8>),
    More(Vec<(u8, Option<Option<Box<Mixed>>>)>),
}

impl Mixed {
    fn around(stop: Mixed, depth: usize) -> Self {
        (1..depth).fold(stop, |inside, _| Mixed::More(vec![(1, Some(Some(inside.into())))]))
    }
}

/// Written through another type, at each level.
#[derive(Debug, PartialEq, Clone, Framed)]
#[framed(from = "Raw", into = "Raw")]
struct Cooked(Option<Box<Cooked>>);

#[derive(Framed)]
struct Raw {
    inside: Vec<Cooked>,
}

impl From<Raw> for Cooked {
    fn from(raw: Raw) -> Self {
        Cooked(raw.inside.into_iter().next().map(Box::new))
    }
}

impl From<Cooked> for Raw {
    fn from(cooked: Cooked) -> Self {
        Raw { inside: cooked.0.map(|inside| *inside).into_iter().collect() }
    }
}

#[test]
fn structs() {
    on_a_small_stack(|| {
        assert_eq!(deepest(Folder::of), Limits::cluster().depth);
        assert_eq!(deepest(Layer::of), Limits::cluster().depth);
    });
}

#[test]
fn enums() {
    on_a_small_stack(|| {
        assert_eq!(deepest(|depth| Tree::around(Tree::Leaf, depth)), 128);
        assert_eq!(deepest(|depth| Tree::around(Tree::Bytes(vec![1]), depth)), 128);
    });
}

#[test]
fn newtypes() {
    on_a_small_stack(|| {
        let link = |depth| {
            (1..depth).fold(Link { bytes: vec![0], next: None }, |next, _| Link {
                bytes: vec![1],
                next: Some(Next(next.into())),
            })
        };
        assert_eq!(deepest(link), 64);
        let slim = |depth| {
            (1..depth)
                .fold(Slim { next: None }, |slim, _| Slim { next: Some(SlimNext { slim: slim.into() }) })
        };
        assert_eq!(deepest(slim), 64);
        let cooked = |depth| (1..depth).fold(Cooked(None), |inside, _| Cooked(Some(Box::new(inside))));
        assert_eq!(deepest(cooked), 42);
    });
}

#[test]
fn lists_options_and_tuples() {
    on_a_small_stack(|| {
        assert_eq!(deepest(|depth| (1..depth).fold(Lists(vec![]), |inside, _| Lists(vec![inside]))), 64);
        // An enum, a list, a tuple, and a tuple for the option in the option.
        assert_eq!(deepest(|depth| Mixed::around(Mixed::Stop, depth)), 32);
        assert_eq!(deepest(|depth| Mixed::around(Mixed::Bytes(vec![1]), depth)), 32);
    });
}

/// A header as it would be for `inside` a value, cut where the field's value stands: before and behind that.
fn around_nil() -> (Vec<u8>, Vec<u8>) {
    let header = serialize(&Folder::of(1)).expect("a value that can be written").header_bytes().to_vec();
    let at = header.windows(8).position(|window| window == b"\xa6inside\xc0").expect("the field") + 7;
    (header[..at].to_vec(), header[at + 1..].to_vec())
}

#[track_caller]
fn refused<T: FromFrames + Debug>(header: &[u8], limits: &Limits, field: &str) {
    let serialized = Serialized::from_parts(header.to_vec(), Vec::<Vec<u8>>::new());
    let error = deserialize_with::<T>(&serialized, limits).expect_err("a value too deep");
    assert_eq!(error.class(), "Limit", "{error}");
    assert!(error.path().split('.').count() <= limits.depth, "{error}");
    assert!(error.to_string().contains(&format!("`Limits::{field}`")), "{error}");
}

#[test]
fn maps_in_a_header() {
    within_limits(|limits| {
        for depth in [100_000, 1_000_000] {
            let (before, behind) = around_nil();
            let level = b"\x82\xa4name\xa0\xa6inside";
            refused::<Folder>(
                &[before, level.repeat(depth), b"\xc0".to_vec(), behind].concat(),
                limits,
                "depth",
            );
        }
    });
}

#[test]
fn arrays_and_maps_in_an_unknown_field() {
    within_limits(|limits| {
        for (level, depth) in [(&b"\x91"[..], 100_000), (b"\x91", 1_000_000), (b"\x81\xa1x", 1_000_000)] {
            let (before, behind) = around_nil();
            let level = [b"\x81\xa1?", &level.repeat(depth)[..], b"\xc0"].concat();
            refused::<Folder>(&[before, level, behind].concat(), limits, "levels");
        }
    });
}

#[test]
fn objects_in_a_header() {
    within_limits(|limits| {
        let header = serialize(&Layer::of(1)).expect("a value that can be written").header_bytes().to_vec();
        let at = header.windows(7).position(|window| window == b"\xa6simple").expect("the fields") + 7;
        let level = |rest: &[u8]| [&header[..at], b"\x80\xa7complex\x81\xa6inside\x83", rest].concat();
        let ranges_first = level(b"\xa5start\x00\xa4stop\x00\xa6header");
        for depth in [100_000, 300_000] {
            refused::<Layer>(&[&ranges_first.repeat(depth)[..], &header].concat(), limits, "depth");
        }
        // To find a range that stands behind its header, that is stepped over first.
        let headers_first = level(b"\xa6header");
        refused::<Layer>(&[&headers_first.repeat(100_000)[..], &header].concat(), limits, "levels");
        // Too long for a header at all.
        refused::<Layer>(&[&ranges_first.repeat(1_000_000)[..], &header].concat(), limits, "header_bytes");
    });
}
