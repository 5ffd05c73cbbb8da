//! A few dozen static types with random values: Python sees what the model says, and every way back leads to the value,
//! unless Dask itself can't write what it read, or puts an array into a pickle.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Debug;
use std::rc::Rc;

use frames_std::FromFrames;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::derived::{Deep, Event, Flat, Instance};
use super::model::Model;
use crate::live::{Case, check, random};

/// Values made of one type.
const EACH: usize = 8;

fn cases<T: Model + FromFrames + PartialEq + Debug>(runner: &mut TestRunner) -> impl Iterator<Item = Case> {
    let strategy = T::random();
    (0..EACH).map(move |_| {
        let value = strategy.new_tree(runner).expect("nothing is rejected for long").current();
        let seen = value.seen();
        random(value, seen)
    })
}

macro_rules! shapes {
    ($runner:expr; $($type:ty),* $(,)?) => {{
        let mut all = Vec::new();
        $(all.extend(cases::<$type>($runner));)*
        all
    }};
}

type Text = String;

#[test]
fn of_static_types() {
    let (mut runner, seed) = super::runner();
    let cases = shapes! {
        &mut runner;
        i64, u64, f32, f64, char, Text, i128, Option<Option<u8>>,
        Vec<u8>, Vec<bool>, Vec<i16>, Vec<f32>, Vec<char>, Vec<i128>, VecDeque<u64>, [i32; 3], [[u8; 2]; 3],
        Vec<[f64; 2]>, Vec<[[i8; 2]; 2]>, VecDeque<[Text; 2]>,
        Vec<Option<i8>>, Vec<Option<f32>>, [Option<u8>; 3], Vec<Option<bool>>, Vec<Option<Text>>, Vec<Option<Option<u16>>>,
        Vec<()>, Vec<Text>, Vec<Vec<Text>>, Vec<Vec<u32>>, Vec<Vec<Vec<u8>>>, Vec<(u8, Option<Text>)>,
        (Vec<f64>, Text), (Text, Vec<f64>), (u8, (i128, ()), Option<char>, Vec<Vec<u8>>),
        Option<Vec<Option<Vec<i16>>>>, Vec<Box<u16>>, Rc<Vec<Box<Vec<u8>>>>,
        HashMap<Text, u32>, HashMap<Text, Vec<u32>>, BTreeMap<i64, Text>, BTreeMap<(u8, Text), Option<f64>>,
        HashMap<Vec<u8>, Vec<u8>>, BTreeMap<Option<char>, BTreeMap<Text, Vec<i32>>>, Vec<HashMap<Text, (f32, Text)>>,
        BTreeMap<bool, Vec<BTreeMap<Text, u8>>>, HashMap<Text, HashMap<Text, HashMap<Text, u8>>>,
        BTreeSet<Text>, HashSet<(u8, Text)>, HashSet<Vec<u8>>, Vec<BTreeSet<i16>>, (BTreeSet<u8>, Vec<u16>),
        BTreeMap<u8, HashSet<char>>, Option<BTreeSet<Text>>,
        Result<u8, Text>, Result<Vec<f32>, ()>, Vec<Result<BTreeMap<Text, u8>, Vec<u8>>>, Result<BTreeMap<i8, Text>, BTreeSet<Text>>,
        Result<(BTreeSet<u8>, Vec<Text>), Vec<BTreeSet<Text>>>, Result<Result<Vec<Vec<Text>>, Option<()>>, Vec<Option<u64>>>,
        Flat, Vec<Flat>, BTreeMap<Text, Flat>, (Flat, Vec<u8>), Deep<u8, Text>, Deep<Text, Vec<f32>>, Deep<Flat, i128>,
        Deep<Vec<Text>, BTreeSet<u8>>, Deep<BTreeMap<Text, u8>, Option<()>>, Vec<Deep<BTreeSet<char>, Flat>>,
        Deep<Deep<u16, Flat>, Deep<Text, [f64; 2]>>, Instance, Vec<Instance>, Deep<Instance, Option<Instance>>,
        Event<u8>, Vec<Event<Vec<u16>>>, HashMap<Text, Event<Text>>, Event<BTreeMap<Text, Text>>, Event<Event<Instance>>,
        Deep<Event<Text>, Event<Vec<u8>>>, Option<Event<BTreeSet<Text>>>,
    };
    println!("seed {seed}");
    let open = check(&format!("static-types-{seed}"), &cases, false);
    // There are three ways for each, and the closed ones are the exception.
    assert!(open > 2 * cases.len(), "only {open} ways back for {} values", cases.len());
}
