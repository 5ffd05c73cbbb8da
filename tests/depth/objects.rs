//! Trait objects that hold each other: each level is found in a registry, on no more of the stack for that.

use std::fmt;

use frames_std::{Framed, Kept, Serialized, deserialize_with, framed_dyn, serialize};

use super::{deepest, on_a_small_stack, refused, within_limits};

#[framed_dyn]
trait Node {
    fn inside(&self) -> Option<&dyn Node>;
    fn take(&mut self) -> Option<Box<dyn Node>>;
}

impl dyn Node {
    fn depth(&self) -> usize {
        std::iter::successors(Some(self), |node| node.inside()).count()
    }
}

impl PartialEq for dyn Node {
    fn eq(&self, other: &Self) -> bool {
        self.depth() == other.depth()
    }
}

impl fmt::Debug for dyn Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} nodes", self.depth())
    }
}

#[derive(Framed)]
#[framed(name = "deep.Link", dyn = Node)]
struct Link {
    next: Option<Box<dyn Node>>,
}

/// With a payload at each level.
#[derive(Framed)]
#[framed(name = "deep.Layer", dyn = Node)]
struct Layer {
    bytes: Vec<u8>,
    next: Option<Box<dyn Node>>,
}

/// Its objects are written by type.
#[derive(Framed)]
#[framed(name = "deep.Branch", dyn = Node)]
struct Branch {
    children: Vec<Box<dyn Node>>,
}

impl Node for Link {
    fn inside(&self) -> Option<&dyn Node> {
        self.next.as_deref()
    }
    fn take(&mut self) -> Option<Box<dyn Node>> {
        self.next.take()
    }
}

impl Node for Layer {
    fn inside(&self) -> Option<&dyn Node> {
        self.next.as_deref()
    }
    fn take(&mut self) -> Option<Box<dyn Node>> {
        self.next.take()
    }
}

impl Node for Branch {
    fn inside(&self) -> Option<&dyn Node> {
        self.children.first().map(|child| &**child)
    }
    fn take(&mut self) -> Option<Box<dyn Node>> {
        self.children.pop()
    }
}

fn link(next: Option<Box<dyn Node>>) -> Box<dyn Node> {
    Box::new(Link { next })
}

fn layer(next: Option<Box<dyn Node>>) -> Box<dyn Node> {
    Box::new(Layer { bytes: vec![1], next })
}

fn branch(next: Option<Box<dyn Node>>) -> Box<dyn Node> {
    Box::new(Branch { children: next.into_iter().collect() })
}

type Grow = fn(Option<Box<dyn Node>>) -> Box<dyn Node>;

fn nested(depth: usize, grow: Grow) -> Box<dyn Node> {
    (1..depth).fold(grow(None), |inside, _| grow(Some(inside)))
}

#[test]
fn chains() {
    on_a_small_stack(|| {
        assert_eq!(deepest(|depth| nested(depth, link)), 128);
        assert_eq!(deepest(|depth| nested(depth, layer)), 128);
    });
}

#[test]
fn trees() {
    on_a_small_stack(|| {
        // An object, its run, and the list of the values of one type.
        assert_eq!(deepest(|depth| nested(depth, branch)), 43);
        assert_eq!(deepest(|depth| vec![nested(depth, branch)]), 42);
    });
}

/// Takes a deep value apart without recursion, which its own drop would need.
fn bury(mut node: Box<dyn Node>) {
    while let Some(inside) = node.take() {
        node = inside;
    }
}

#[test]
fn values_that_are_far_too_deep() {
    on_a_small_stack(|| {
        for grow in [link, layer, branch] {
            let node = nested(1_000_000, grow);
            let error = serialize(&node).unwrap_err();
            assert_eq!(error.class(), "Limit", "{error}");
            bury(node);
        }
    });
}

#[test]
fn objects_in_a_header() {
    within_limits(|limits| {
        let leaf = link(None);
        let header = serialize(&leaf).expect("a value that can be written").header_bytes().to_vec();
        let at = header.windows(7).position(|window| window == b"\xa6simple").expect("the fields") + 7;
        let level = |rest: &[u8]| [&header[..at], b"\x80\xa7complex\x81\xa4next\x83", rest].concat();
        let ranges_first = level(b"\xa5start\x00\xa4stop\x00\xa6header");
        // To find a name that stands behind the fields, those are stepped over first.
        for (depth, field) in [(130, "depth"), (100_000, "levels"), (300_000, "levels")] {
            refused::<Box<dyn Node>>(&[&ranges_first.repeat(depth)[..], &header].concat(), limits, field);
        }
        let headers_first = level(b"\xa6header");
        refused::<Box<dyn Node>>(&[&headers_first.repeat(100_000)[..], &header].concat(), limits, "levels");
        refused::<Box<dyn Node>>(
            &[&ranges_first.repeat(1_000_000)[..], &header].concat(),
            limits,
            "header_bytes",
        );
    });
}

/// Runs by type in plain data, one in another: those that are deeper than msgpack may be, and those that are not.
#[test]
fn runs_in_a_frame() {
    within_limits(|limits| {
        let level = b"\x81\xa8children\x83\xa5types\x91\xabdeep.Branch\xa4tags\x91\x00\xabdeep.Branch\x91";
        let header = b"\x82\xaaserializer\xa7msgpack\xa4type\xabdeep.Branch";
        for depth in [100, 200, 100_000, 1_000_000] {
            let body = [&level.repeat(depth)[..], b"\x81\xa8children\x90"].concat();
            let value = Serialized::from_parts(header.to_vec(), [&body[..]]);
            let error = deserialize_with::<Box<dyn Node>>(&value, limits).expect_err("a value too deep");
            assert_eq!(error.class(), "Limit", "{depth}: {error}");
            assert!(deserialize_with::<Kept<dyn Node>>(&value, limits).is_err());
        }
        let body = [&level.repeat(10)[..], b"\x81\xa8children\x90"].concat();
        let value = Serialized::from_parts(header.to_vec(), [&body[..]]);
        assert_eq!(deserialize_with::<Box<dyn Node>>(&value, limits).unwrap().depth(), 11);
    });
}
