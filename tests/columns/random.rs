//! Random records come back as they went, whatever stands in their fields and however many there are.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::*;

#[derive(Framed, Debug, Clone, PartialEq)]
struct Record {
    small: i8,
    large: u64,
    float: f32,
    letter: char,
    text: String,
    maybe_text: Option<String>,
    maybe_number: Option<i32>,
    bytes: Vec<u8>,
    words: Vec<Option<String>>,
    numbers: Vec<u16>,
    side: Side,
    maybe_side: Option<Side>,
    event: Event,
    maybe_event: Option<Event>,
    inner: Inner,
    inners: Vec<Inner>,
    map: BTreeMap<String, Option<u8>>,
    wide: i128,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Inner {
    axis: [i16; 3],
    doubt: Option<Option<bool>>,
    runs: Vec<Vec<f64>>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
enum Event {
    Nothing,
    Number(u32),
    Both { text: String, inner: Inner },
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Buy), Just(Side::Sell)]
}

fn inner() -> impl Strategy<Value = Inner> {
    (any::<[i16; 3]>(), any::<Option<Option<bool>>>(), vec(vec(any::<f64>(), 0..3), 0..3))
        .prop_map(|(axis, doubt, runs)| Inner { axis, doubt, runs })
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Nothing),
        any::<u32>().prop_map(Event::Number),
        (text(), inner()).prop_map(|(text, inner)| Event::Both { text, inner }),
    ]
}

/// Short and long, across the lengths at which msgpack's heads grow.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => any::<String>(), 1 => "[a-zä]{28,34}", 1 => "x{250,260}"]
}

/// Mostly what msgpack holds; else the records are a list.
fn wide() -> impl Strategy<Value = i128> {
    prop_oneof![60 => any::<i64>().prop_map(i128::from), 1 => any::<i128>()]
}

fn record() -> impl Strategy<Value = Record> {
    let scalars = (any::<i8>(), any::<u64>(), any::<f32>(), any::<char>(), text(), option::of(text()));
    let runs =
        (any::<Option<i32>>(), any::<Vec<u8>>(), vec(option::of(text()), 0..3), vec(any::<u16>(), 0..9));
    let enums = (side(), option::of(side()), event(), option::of(event()));
    let nested = (inner(), vec(inner(), 0..3), btree_map(text(), any::<Option<u8>>(), 0..3), wide());
    (scalars, runs, enums, nested).prop_map(|(scalars, runs, enums, nested)| Record {
        small: scalars.0,
        large: scalars.1,
        float: scalars.2,
        letter: scalars.3,
        text: scalars.4,
        maybe_text: scalars.5,
        maybe_number: runs.0,
        bytes: runs.1,
        words: runs.2,
        numbers: runs.3,
        side: enums.0,
        maybe_side: enums.1,
        event: enums.2,
        maybe_event: enums.3,
        inner: nested.0,
        inners: nested.1,
        map: nested.2,
        wide: nested.3,
    })
}

/// NaN is equal to nothing, but prints like itself.
fn same<T: PartialEq + Debug>(one: &T, other: &T) -> bool {
    one == other || format!("{one:?}") == format!("{other:?}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_records_come_back(list in vec(record(), 0..150)) {
        let back: Vec<Record> = reread(&list).expect("it can be read");
        prop_assert!(same(&back, &list), "{:?} is not {:?}", back, list);
    }

    #[test]
    fn random_runs_of_records_come_back(runs in vec(option::of(vec(inner(), 0..4)), 0..150)) {
        let back: Vec<Option<Vec<Inner>>> = reread(&runs).expect("it can be read");
        prop_assert!(same(&back, &runs), "{:?} is not {:?}", back, runs);
    }
}
