//! A value whose shape is random too: an enum that is, in Python, whatever its arm is. Nothing on the wire says which
//! arm it was, so this goes out only.

use std::collections::{BTreeMap, BTreeSet};

use frames_std::__private::{Encoder, Fit, Inline};
use frames_std::{Framed, Frames, HeaderWriter, Named, TypeInfo, type_info};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::model::Model;
use crate::common::seen::{self, Seen};
use crate::live::{check, out};

/// Trees in a run.
const CASES: usize = 300;

macro_rules! tree {
    ($($arm:ident($type:ty),)*) => {
        #[derive(Debug, Clone)]
        enum Tree {
            $($arm($type),)*
        }

        impl Named for Tree {
            fn type_info() -> &'static TypeInfo {
                type_info!("live.Tree")
            }
            fn dyn_type_info(&self) -> &'static TypeInfo {
                Self::type_info()
            }
        }

        /// Everything is what the arm's value says of itself.
        impl Framed for Tree {
            fn header(&self, out: &mut HeaderWriter<'_>) -> frames_std::Result<()> {
                match self { $(Tree::$arm(value) => value.header(out),)* }
            }
            fn frames<'a>(&'a self, out: &mut Frames<'a>) -> frames_std::Result<()> {
                match self { $(Tree::$arm(value) => value.frames(out),)* }
            }
            fn inline(&self, out: &mut Inline<'_>) -> frames_std::Result<Fit> {
                match self { $(Tree::$arm(value) => value.inline(out),)* }
            }
            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> frames_std::Result<()> {
                match self { $(Tree::$arm(value) => value.payload(out),)* }
            }
            fn needs_frames(&self) -> bool {
                match self { $(Tree::$arm(value) => value.needs_frames(),)* }
            }
            fn can_be_nil(&self) -> bool {
                true
            }
        }

        impl Tree {
            fn seen_as(&self) -> Seen {
                match self { $(Tree::$arm(value) => value.seen(),)* }
            }
            fn holds(&self) -> bool {
                match self { $(Tree::$arm(value) => value.is_plain(),)* }
            }
        }
    };
}

tree! {
    Unit(()),
    Bool(bool),
    Int(i64),
    Wide(i128),
    Float(f64),
    Single(f32),
    Char(char),
    Text(String),
    Bytes(Vec<u8>),
    Ints(Vec<i16>),
    Floats(Vec<f32>),
    Bools(Vec<bool>),
    Optional(Vec<Option<u32>>),
    Grid(Vec<[f64; 2]>),
    Texts(Vec<String>),
    Set(BTreeSet<(u8, String)>),
    Maybe(Option<Box<Tree>>),
    List(Vec<Tree>),
    Pair((Box<Tree>, Box<Tree>)),
    Map(BTreeMap<String, Tree>),
    Keyed(BTreeMap<(u8, char), Tree>),
    Result(Result<Box<Tree>, Vec<Tree>>),
}

impl Model for Tree {
    fn random() -> BoxedStrategy<Self> {
        let leaf = prop_oneof![
            Just(Tree::Unit(())),
            bool::random().prop_map(Tree::Bool),
            i64::random().prop_map(Tree::Int),
            i128::random().prop_map(Tree::Wide),
            f64::random().prop_map(Tree::Float),
            f32::random().prop_map(Tree::Single),
            char::random().prop_map(Tree::Char),
            String::random().prop_map(Tree::Text),
            Vec::random().prop_map(Tree::Bytes),
            Vec::random().prop_map(Tree::Ints),
            Vec::random().prop_map(Tree::Floats),
            Vec::random().prop_map(Tree::Bools),
            Vec::random().prop_map(Tree::Optional),
            Vec::random().prop_map(Tree::Grid),
            Vec::random().prop_map(Tree::Texts),
            BTreeSet::random().prop_map(Tree::Set),
        ];
        leaf.prop_recursive(5, 48, 4, |tree| {
            let boxed = || tree.clone().prop_map(Box::new);
            prop_oneof![
                proptest::option::of(boxed()).prop_map(Tree::Maybe),
                vec(tree.clone(), 0..4).prop_map(Tree::List),
                (boxed(), boxed()).prop_map(Tree::Pair),
                btree_map(String::random(), tree.clone(), 0..4).prop_map(Tree::Map),
                btree_map(<(u8, char)>::random(), tree.clone(), 0..4).prop_map(Tree::Keyed),
                boxed().prop_map(|tree| Tree::Result(Ok(tree))),
                vec(tree.clone(), 0..4).prop_map(|trees| Tree::Result(Err(trees))),
            ]
        })
        .boxed()
    }
    fn seen(&self) -> Seen {
        self.seen_as()
    }
    fn is_plain(&self) -> bool {
        self.holds()
    }
    fn can_be_nil() -> bool {
        true
    }
}

#[test]
fn of_any_shape() {
    let (mut runner, seed) = super::runner();
    // Half of the leaves stand alone; a container at the top is what we are after.
    let strategy = vec(Tree::random(), 1..4).prop_map(Tree::List);
    let cases: Vec<_> = (0..CASES)
        .map(|_| {
            let tree = strategy.new_tree(&mut runner).expect("nothing is rejected for long").current();
            let case = out(&tree, tree.seen());
            if seen::holds_wide_int(&tree.seen()) { case.with_pickle() } else { case }
        })
        .collect();
    println!("seed {seed}");
    check(&format!("trees-{seed}"), &cases, false);
}
