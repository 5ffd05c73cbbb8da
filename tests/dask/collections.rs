//! Tuples, maps and sets: in msgpack where all of it fits, with headers of their own where something in them needs a
//! frame. Also the law that a map with runtime keys reaches Python as that map, whatever its keys are called.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bytes::Bytes;

use crate::common::seen::*;
use crate::live::{Way, both, check, closed};

fn floats(values: &[f64]) -> Seen {
    array("<f8", &[values.len()], values.iter().map(|value| float(*value)))
}

#[test]
fn tuples() {
    let text_and_floats = ("a".to_owned(), vec![1.5f64]);
    check(
        "tuples",
        &[
            both((1u8,), tuple([int(1)])),
            both(
                (1u8, -2i64, 0.5f32, true, 'x'),
                tuple([int(1), int(-2), float(0.5), bool(true), text("x")]),
            ),
            both(((), None::<u8>, Some(1u8)), tuple([none(), none(), int(1)])),
            both(
                (1u8, (2u8, (3u8, "x".to_owned()))),
                tuple([int(1), tuple([int(2), tuple([int(3), text("x")])])]),
            ),
            both((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), tuple((1..=12).map(int))),
            both((vec![1.5f64], "a".to_owned()), tuple([floats(&[1.5]), text("a")])),
            both((vec![1.5f64], vec![2u8]), tuple([floats(&[1.5]), bytes([2])])),
            // Dask looks at the first element only. By itself such a tuple is one value of msgpack, which has no
            // arrays; in a message it is taken apart.
            both(text_and_floats, tuple([text("a"), floats(&[1.5])])).no_way(Way::Dask, closed::PYTHON),
        ],
        true,
    );
}

#[test]
fn maps() {
    let ages = || HashMap::from([("Alice".to_owned(), 3u32), ("Bob".to_owned(), 5)]);
    let seen_ages = || fields([("Alice", int(3)), ("Bob", int(5))]);
    let many = || (0..300u32).map(|index| (format!("key {index}"), index));
    check(
        "maps",
        &[
            both(ages(), seen_ages()),
            both(BTreeMap::from_iter(ages()), seen_ages()),
            both(HashMap::<String, u8>::new(), dict([])),
            both(BTreeMap::<u8, Vec<f64>>::new(), dict([])),
            both(BTreeMap::from_iter(many()), dict(many().map(|(key, value)| (text(key), int(value))))),
            // Keys of other kinds.
            both(HashMap::from([(-1i64, 'a'), (7, 'b')]), dict([(int(-1), text("a")), (int(7), text("b"))])),
            both(HashMap::from([(u64::MAX, ())]), dict([(int(u64::MAX), none())])),
            both(
                HashMap::from([(true, 1u8), (false, 0)]),
                dict([(bool(true), int(1)), (bool(false), int(0))]),
            ),
            both(HashMap::from([(None, 1u8), (Some(2u8), 3)]), dict([(none(), int(1)), (int(2), int(3))])),
            both(HashMap::from([('x', 1u8)]), dict([(text("x"), int(1))])),
            both(HashMap::from([(vec![1u8, 255], 1u8)]), dict([(bytes([1, 255]), int(1))])),
            both(HashMap::from([(Bytes::from_static(b"k"), 1u8)]), dict([(bytes("k"), int(1))])),
            both(
                HashMap::from([(("a".to_owned(), 1u16), 1u8)]),
                dict([(tuple([text("a"), int(1)]), int(1))]),
            ),
            both(
                HashMap::from([(((1u8, 2u8), 'c'), 1u8)]),
                dict([(tuple([tuple([int(1), int(2)]), text("c")]), int(1))]),
            ),
            both(HashMap::from([([1i16, 2], 1u8)]), dict([(tuple([int(1), int(2)]), int(1))])),
            both(BTreeMap::from([(vec!["a".to_owned()], 1u8)]), dict([(tuple([text("a")]), int(1))])),
            // Values that need frames.
            both(HashMap::from([("a".to_owned(), vec![1.5f64])]), fields([("a", floats(&[1.5]))])),
            both(HashMap::from([(5u8, vec![1.5f64])]), dict([(int(5), floats(&[1.5]))])),
            both(HashMap::from([((1u8, 2u8), vec![9u8])]), dict([(tuple([int(1), int(2)]), bytes([9]))])),
            both(HashMap::from([(vec![3u8], vec![9u8])]), dict([(bytes([3]), bytes([9]))])),
            both(
                BTreeMap::from([("a".to_owned(), BTreeMap::from([(1u8, vec![1.5f64])]))]),
                fields([("a", dict([(int(1), floats(&[1.5]))]))]),
            ),
            both(
                HashMap::from([("all".to_owned(), vec![ages(), HashMap::new()])]),
                fields([("all", tuple([seen_ages(), dict([])]))]),
            ),
            both(
                vec![HashMap::from([("a".to_owned(), vec![1.5f64])])],
                list([fields([("a", floats(&[1.5]))])]),
            ),
        ],
        true,
    );
}

#[test]
fn sets() {
    let letters = || BTreeSet::from(["a".to_owned(), "b".to_owned()]);
    let seen = || set([text("a"), text("b")]);
    let pairs = HashSet::from([(1u8, 'a'), (2, 'b')]);
    // msgpack has no sets, so of itself Dask can't write one without a pickle; in a message it takes the outermost
    // apart.
    let alone = [
        both(letters(), seen()),
        both(HashSet::from([1u8, 2, 3]), set([1, 2, 3].map(int))),
        both(HashSet::<u8>::new(), set([])),
        both(HashSet::from([None, Some('x')]), set([none(), text("x")])),
        both(pairs, set([tuple([int(1), text("a")]), tuple([int(2), text("b")])])),
        both(BTreeSet::from([(1u8, vec!["a".to_owned()])]), set([tuple([int(1), tuple([text("a")])])])),
        both(Some(letters()), seen()),
    ]
    .map(|case| case.no_way(Way::Dask, closed::PYTHON));
    let bytes_too = [
        both(HashSet::from([vec![1u8], vec![]]), set([bytes([1]), bytes("")])),
        both(BTreeSet::from([Bytes::from_static(b"x")]), set([bytes("x")])),
    ];
    let inside = [
        both(vec![letters(), BTreeSet::new()], list([seen(), set([])])),
        both((letters(), 1u8), tuple([seen(), int(1)])),
        both(HashMap::from([("a".to_owned(), letters())]), fields([("a", seen())])),
    ]
    .map(|case| case.no_way(Way::Dask, closed::PYTHON).no_way(Way::Wrapped, closed::PYTHON));
    let cases: Vec<_> = alone.into_iter().chain(bytes_too).chain(inside).collect();
    check("sets", &cases, true);
}

/// The keys that Dask resolves where it finds them in a header: they must never stand in one.
#[test]
fn maps_with_dasks_own_keys() {
    const MARKERS: [&str; 4] = ["__Enum__", "__Set__", "__Serialized__", "__Pickled__"];
    let all = || MARKERS.map(|key| (key.to_owned(), 1u32)).into_iter();
    let seen_all = || dict(MARKERS.map(|key| (text(key), int(1))));
    let mut cases = Vec::new();
    for key in MARKERS {
        cases.push(both(HashMap::from([(key.to_owned(), 1u32)]), fields([(key, int(1))])));
        cases.push(both(BTreeMap::from([(key.to_owned(), true)]), fields([(key, bool(true))])));
        cases.push(both(HashMap::from([(key.to_owned(), vec![1.5f64])]), fields([(key, floats(&[1.5]))])));
    }
    cases.extend([
        both(HashMap::<_, _>::from_iter(all()), seen_all()),
        both(BTreeMap::from_iter(all()), seen_all()),
        both(Some(BTreeMap::from_iter(all())), seen_all()),
        both((BTreeMap::from_iter(all()), 1u8), tuple([seen_all(), int(1)])),
        both(vec![BTreeMap::from_iter(all())], tuple([seen_all()])),
        both(vec![(BTreeMap::from_iter(all()), vec![1.5f64])], list([tuple([seen_all(), floats(&[1.5])])]))
            .no_way(Way::Dask, closed::PYTHON)
            .no_way(Way::Wrapped, closed::PYTHON),
        both(HashMap::from([("in".to_owned(), BTreeMap::from_iter(all()))]), fields([("in", seen_all())])),
        both(HashMap::from([(1u8, BTreeMap::from_iter(all()))]), dict([(int(1), seen_all())])),
        // An object's simple fields stand in its header, the map must not.
        both(
            Ok::<BTreeMap<String, u32>, ()>(BTreeMap::from_iter(all())),
            fields([("variant", text("Ok")), ("0", seen_all())]),
        ),
        both(
            Ok::<_, ()>((BTreeMap::from_iter(all()), vec![1.5f64])),
            fields([("variant", text("Ok")), ("0", tuple([seen_all(), floats(&[1.5])]))]),
        )
        .no_way(Way::Dask, closed::PYTHON)
        .no_way(Way::Wrapped, closed::PYTHON),
    ]);
    check("marker_keys", &cases, true);
}
