//! Depth: values nested deeper than any stack, coming in and going out, on a thread with a stack of 256 KiB.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use frames_std::__private::{
    Encoder, Field, Fit, Inline, Input, Plain, Slot, Unknown, Visit, Visitor, object,
};
use frames_std::{
    ErrorKind, FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Limits, Named, Result,
    Serialized, TypeInfo, deserialize, deserialize_with, serialize, to_bytes, type_info,
};

use crate::common::*;

/// Runs on a small stack: 256 KiB, which is enough for values as deep as the limits allow. Code that wasn't optimised
/// takes some times more for each level, so there the recursive types get more; the others never do.
fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    on_stack(if cfg!(debug_assertions) { 1024 } else { 256 }, run);
}

fn on_stack(kib: usize, run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(kib << 10).spawn(run).unwrap().join().unwrap();
}

/// The class of the error that reading this as all kinds of types gives. All must be refused.
fn all_refuse(value: &Serialized<'_>, recursive: bool) {
    fn one<T: FromFrames>(value: &Serialized<'_>) {
        for limits in [Limits::cluster(), Limits::strict()] {
            let Err(error) = deserialize_with::<T>(value, &limits) else { panic!("this was read") };
            assert!(matches!(error.class(), "Limit" | "Header" | "Msgpack" | "NotAllowed"), "{error:?}");
        }
    }
    if recursive {
        one::<Tree>(value);
        one::<Chain>(value);
        return;
    }
    one::<u8>(value);
    one::<String>(value);
    one::<Bytes>(value);
    one::<Option<Option<u8>>>(value);
    one::<Vec<String>>(value);
    one::<Vec<f64>>(value);
    one::<Vec<Option<f64>>>(value);
    one::<Vec<Vec<Vec<Bytes>>>>(value);
    one::<HashMap<String, Vec<u8>>>(value);
    one::<BTreeMap<Vec<u8>, u8>>(value);
    one::<(u8, Bytes)>(value);
    one::<std::result::Result<u8, ()>>(value);
    assert!(frames_std::deserialize_any(value).is_err());
}

/// Makes values, and shows each to the function that it is given.
type Values = fn(&dyn Fn(&Serialized<'_>));

/// On 256 KiB the types that hold themselves are left out; see above.
fn all_types_refuse(values: Values) {
    on_stack(256, move || values(&|value| all_refuse(value, false)));
    on_small_stack(move || values(&|value| all_refuse(value, true)));
}

#[test]
fn deep_msgpack() {
    all_types_refuse(|all_refuse| {
        // A million levels of the plainest kinds, to see that nothing counts on a hundred thousand.
        for open in [&b"\x91"[..], b"\x81\xa4next"] {
            let deep = [&open.repeat(1_000_000)[..], b"\xc0"].concat();
            all_refuse(&message(&msgpack(), &[&deep]));
            all_refuse(&Serialized::from_parts(deep.clone(), [&b""[..]]));
            let unknown = [&b"\x82\xaaserializer\xa4dask\xa1?"[..], &deep].concat();
            all_refuse(&Serialized::from_parts(unknown, [&b""[..]]));
        }
        for depth in [1_025, 100_000] {
            for open in
                [&b"\x91"[..], b"\x81\xa1a", b"\x81\xa10", b"\x81\xa4next", b"\x81\xa8children", b"\x92\xc0"]
            {
                let deep = [&open.repeat(depth)[..], b"\xc0"].concat();
                let unclosed = open.repeat(depth);
                for body in [&deep, &unclosed] {
                    all_refuse(&message(&msgpack(), &[body]));
                    // As a header, in a header, under a key nobody knows, and as a key.
                    all_refuse(&Serialized::from_parts(body.clone(), [&b""[..]]));
                    for key in
                        ["sub-header", "unknown", "type", "type-serialized", "is-collection", "compression"]
                    {
                        let head =
                            [&b"\x82\xaaserializer\xa4dask"[..], &rmp_serde::to_vec(key).unwrap(), body]
                                .concat();
                        all_refuse(&Serialized::from_parts(head, [&b""[..]]));
                    }
                }
                let key = [&b"\x82\xaaserializer\xa4dask"[..], &deep, b"\x01"].concat();
                all_refuse(&Serialized::from_parts(key, [&b""[..]]));
            }
        }
    });
}

#[test]
fn deep_collections() {
    all_types_refuse(|all_refuse| {
        let list = b"\x84\xadis-collection\xc3\xaftype-serialized\xa4list\xadframe-lengths\x91\x01\xabsub-headers\x91";
        let dict = b"\x85\xa3key\xa1a\xadis-collection\xc3\xaftype-serialized\xa4dict\xadframe-lengths\x91\x01\xabsub-headers\x91";
        let leaf = b"\x81\xaaserializer\xa7msgpack";
        for open in [&list[..], &dict[..]] {
            for depth in [1_025, 100_000] {
                all_refuse(&Serialized::from_parts([&open.repeat(depth)[..], leaf].concat(), [&b"\xc0"[..]]));
                all_refuse(&Serialized::from_parts(open.repeat(depth), [&b"\xc0"[..]]));
            }
        }
        // Within the levels of msgpack, but too deep for values.
        let header = [&list.repeat(130)[..], leaf].concat();
        let error = deserialize::<Tree>(&Serialized::from_parts(header, [&b"\xc0"[..]])).unwrap_err();
        assert!(matches!(error.class(), "Limit" | "Header"), "{error:?}");
    });
}

#[test]
fn deep_pickles() {
    all_types_refuse(|all_refuse| {
        for depth in [1_025, 100_000] {
            for (open, close) in
                [(&b"]"[..], &b"a"[..]), (b"", b"\x85"), (b"(", b"t"), (b"}N", b"s"), (b"](", b"e")]
            {
                let body = [&b"\x80\x05"[..], &open.repeat(depth), b"N", &close.repeat(depth), b"."].concat();
                all_refuse(&message(&pickle(), &[&body]));
            }
        }
    });
}

/// A type that holds itself, as the derive would write it: boxed, optional, in lists and maps, with and without
/// frames.
#[derive(Debug, Default, PartialEq)]
struct Tree {
    next: Option<Box<Tree>>,
    children: Vec<Tree>,
    maybe: Option<Option<Box<Tree>>>,
    named: BTreeMap<String, Tree>,
    bytes: Option<Vec<u8>>,
}

static TREE: &TypeInfo = type_info!("test.Tree");
static FIELDS: &[Field] = &[
    Field { name: "next", key: b"\xa4next", aliases: &[] },
    Field { name: "children", key: b"\xa8children", aliases: &[] },
    Field { name: "maybe", key: b"\xa5maybe", aliases: &[] },
    Field { name: "named", key: b"\xa5named", aliases: &[] },
    Field { name: "bytes", key: b"\xa5bytes", aliases: &[] },
];

macro_rules! derived {
    ($type:ident, $info:ident) => {
        impl Named for $type {
            fn type_info() -> &'static TypeInfo {
                $info
            }
            fn dyn_type_info(&self) -> &'static TypeInfo {
                $info
            }
        }

        impl Framed for $type {
            fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
                unreachable!("the hidden hooks come first")
            }
            fn frames<'a>(&'a self, _: &mut Frames<'a>) -> Result<()> {
                unreachable!("the hidden hooks come first")
            }
            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                object::inline::<Self, Self>(self, $info, out)
            }
            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                object::payload::<Self, Self>(self, $info, out)
            }
            fn needs_frames(&self) -> bool {
                object::needs_frames::<Self, Self>(self, $info)
            }
        }
    };
}

derived!(Tree, TREE);

impl Visit<Tree> for Tree {
    fn visit<'a, V: Visitor<'a>>(value: &'a Tree, visitor: &mut V) -> Result<()> {
        visitor.field::<Plain, _>(&FIELDS[0], &value.next)?;
        visitor.field::<Plain, _>(&FIELDS[1], &value.children)?;
        visitor.field::<Plain, _>(&FIELDS[2], &value.maybe)?;
        visitor.field::<Plain, _>(&FIELDS[3], &value.named)?;
        visitor.field::<Plain, _>(&FIELDS[4], &value.bytes)
    }
}

impl FromFrames for Tree {
    fn from_frames(_: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<Self> {
        unreachable!("the hidden hooks come first")
    }
    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let mut next = Slot::<Option<Box<Tree>>>::default();
        let mut children = Slot::<Vec<Tree>>::default();
        let mut maybe = Slot::<Option<Option<Box<Tree>>>>::default();
        let mut named = Slot::<BTreeMap<String, Tree>>::default();
        let mut bytes = Slot::<Option<Vec<u8>>>::default();
        input.object(TREE, FIELDS, Unknown::Ignore, |index, input| match index {
            0 => next.fill::<Plain>(input),
            1 => children.fill::<Plain>(input),
            2 => maybe.fill::<Plain>(input),
            3 => named.fill::<Plain>(input),
            _ => bytes.fill::<Plain>(input),
        })?;
        Ok(Tree {
            next: next.take::<Plain>(&FIELDS[0])?,
            children: children.take::<Plain>(&FIELDS[1])?,
            maybe: maybe.take::<Plain>(&FIELDS[2])?,
            named: named.take::<Plain>(&FIELDS[3])?,
            bytes: bytes.take::<Plain>(&FIELDS[4])?,
        })
    }
}

/// The simplest of them: one field.
#[derive(Debug, Default, PartialEq)]
struct Chain {
    next: Option<Box<Chain>>,
}

static CHAIN: &TypeInfo = type_info!("test.Chain");

derived!(Chain, CHAIN);

impl Visit<Chain> for Chain {
    fn visit<'a, V: Visitor<'a>>(value: &'a Chain, visitor: &mut V) -> Result<()> {
        visitor.field::<Plain, _>(&FIELDS[0], &value.next)
    }
}

impl FromFrames for Chain {
    fn from_frames(_: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<Self> {
        unreachable!("the hidden hooks come first")
    }
    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let mut next = Slot::<Option<Box<Chain>>>::default();
        input.object(CHAIN, &FIELDS[..1], Unknown::Ignore, |_, input| next.fill::<Plain>(input))?;
        Ok(Chain { next: next.take::<Plain>(&FIELDS[0])? })
    }
}

type Grow = fn(Tree) -> Tree;

/// The ways in which a tree holds another.
const WAYS: [Grow; 5] = [
    |inner| Tree { next: Some(Box::new(inner)), ..Tree::default() },
    |inner| Tree { children: vec![inner], ..Tree::default() },
    |inner| Tree { maybe: Some(Some(Box::new(inner))), ..Tree::default() },
    |inner| Tree { named: BTreeMap::from([("k".into(), inner)]), ..Tree::default() },
    |inner| Tree { children: vec![Tree { maybe: Some(None), ..Tree::default() }, inner], ..Tree::default() },
];

fn nested(depth: usize, grow: Grow, leaf: Tree) -> Tree {
    (0..depth).fold(leaf, |inner, _| grow(inner))
}

/// Takes a deep tree apart without recursion, which its own drop would need.
fn bury(tree: Tree) {
    let mut left = vec![tree];
    while let Some(mut tree) = left.pop() {
        left.extend(tree.next.take().map(|next| *next));
        left.append(&mut tree.children);
        left.extend(tree.maybe.take().flatten().map(|next| *next));
        left.extend(std::mem::take(&mut tree.named).into_values());
    }
}

fn leaves() -> [Tree; 2] {
    [Tree::default(), Tree { bytes: Some(vec![1]), ..Tree::default() }]
}

/// What goes out within the limits comes back within them, and what is too deep is refused, not overflown.
#[test]
fn deep_values_going_out() {
    on_small_stack(|| {
        for grow in WAYS {
            for leaf in 0..2 {
                let mut refused = 0;
                for depth in 1..140 {
                    let tree = nested(depth, grow, leaves().into_iter().nth(leaf).unwrap());
                    match serialize(&tree) {
                        Ok(serialized) => {
                            assert_eq!(deserialize::<Tree>(&serialized).unwrap(), tree, "{depth}")
                        }
                        Err(error) => {
                            assert!(
                                matches!(error.kind(), ErrorKind::Limit { field: "depth", .. }),
                                "{error}"
                            );
                            assert!(to_bytes(&tree).is_err());
                            refused += 1;
                        }
                    }
                    bury(tree);
                }
                assert!((10..100).contains(&refused), "{refused} of these are too deep");
            }
        }
        for depth in [10_000, 100_000] {
            for grow in WAYS {
                for leaf in leaves() {
                    let tree = nested(depth, grow, leaf);
                    assert_eq!(serialize(&tree).unwrap_err().class(), "Limit");
                    bury(tree);
                }
            }
        }
        let mut chain = Chain::default();
        for _ in 0..1_000_000 {
            chain = Chain { next: Some(Box::new(chain)) };
        }
        assert_eq!(serialize(&chain).unwrap_err().class(), "Limit");
        while let Some(next) = chain.next.take() {
            chain = *next;
        }
    });
}

#[test]
fn deep_values_coming_in() {
    on_small_stack(|| {
        for depth in [130, 1_000, 100_000, 1_000_000] {
            let body = [&b"\x81\xa4next".repeat(depth)[..], b"\x80"].concat();
            let error = deserialize::<Chain>(&message(&msgpack(), &[&body])).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Limit { field: "depth", .. }), "{error}");
            assert!(error.path().len() >= 5 * 64, "the path leads there: {}", error.path());
            assert_eq!(error.type_name(), Some("test.Chain"));
        }
        let body = [&b"\x81\xa4next".repeat(100)[..], b"\x80"].concat();
        deserialize::<Chain>(&message(&msgpack(), &[&body])).unwrap();
        deserialize_with::<Chain>(&message(&msgpack(), &[&body]), &Limits::strict()).unwrap_err();
    });
}

/// Newtypes are written as their content, so nothing of their own counts the levels.
#[derive(Framed)]
struct Runs(Vec<Runs>);

#[derive(Framed)]
struct Maps(BTreeMap<u8, Maps>);

#[derive(Framed)]
struct Boxed(Vec<Option<Box<Boxed>>>);

#[test]
fn deep_newtypes_going_out() {
    on_small_stack(|| {
        let (mut runs, mut maps, mut boxed) = (Runs(vec![]), Maps(BTreeMap::new()), Boxed(vec![]));
        for _ in 0..100_000 {
            runs = Runs(vec![runs]);
            maps = Maps(BTreeMap::from([(1, maps)]));
            boxed = Boxed(vec![Some(Box::new(boxed))]);
        }
        for result in [serialize(&runs), serialize(&maps), serialize(&boxed)] {
            assert_eq!(result.unwrap_err().class(), "Limit");
        }
        while let Some(next) = runs.0.pop() {
            runs = next;
        }
        while let Some((_, next)) = maps.0.pop_first() {
            maps = next;
        }
        while let Some(Some(next)) = boxed.0.pop() {
            boxed = *next;
        }
    });
}
