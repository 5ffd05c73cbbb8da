//! Derived structs with fields of special kinds: sets and maps, whose form depends on where they stand, integers beyond
//! 64 bits, names that the wire uses itself, and many of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bytes::Bytes;
use frames_std::Framed;

use crate::common::seen::*;
use crate::derived::{array_behind, array_below, floats, set_within};
use crate::live::{Way, both, check, closed};

#[derive(Debug, PartialEq, Framed)]
struct Sets {
    letters: BTreeSet<String>,
    numbers: HashSet<u16>,
    nested: Vec<BTreeSet<u8>>,
}

#[derive(Debug, PartialEq, Framed)]
struct Maps {
    by_name: BTreeMap<String, u32>,
    by_number: BTreeMap<(u8, u8), String>,
    frames: HashMap<String, Bytes>,
    list: Vec<BTreeMap<String, bool>>,
}

#[derive(Debug, PartialEq, Framed)]
struct Wide {
    small: u128,
    large: u128,
    run: Vec<i128>,
}

/// The keys that Dask resolves in a header, as runtime keys of a field's map; and field names that the wire uses itself.
#[derive(Debug, PartialEq, Framed)]
struct Reserved {
    simple: u8,
    complex: Vec<f64>,
    header: u8,
    frames: Vec<u8>,
    serializer: String,
}

#[test]
fn fields_of_all_kinds() {
    let letters = || BTreeSet::from(["a".to_owned()]);
    let sets = Sets { letters: letters(), numbers: [1].into(), nested: vec![[1].into(), [].into()] };
    let seen_sets = fields([
        ("letters", set([text("a")])),
        ("numbers", set([int(1)])),
        ("nested", list([set([int(1)]), set([])])),
    ]);
    let markers = ["__Enum__", "__Set__", "__Serialized__", "__Pickled__"];
    let mut cases = vec![set_within(both(sets, seen_sets))];
    for marker in [&markers[..], &markers[..1], &markers[1..2], &markers[2..3], &markers[3..], &["plain"]] {
        let flags = || marker.iter().map(|key| (key.to_string(), true));
        let maps = Maps {
            by_name: marker.iter().map(|key| (key.to_string(), 1)).collect(),
            by_number: [((1, 2), "x".to_owned())].into(),
            frames: marker.iter().map(|key| (key.to_string(), Bytes::from_static(b"x"))).collect(),
            list: vec![flags().collect(), BTreeMap::new()],
        };
        let seen_maps = fields([
            ("by_name", dict(marker.iter().map(|key| (text(*key), int(1))))),
            ("by_number", dict([(tuple([int(1), int(2)]), text("x"))])),
            ("frames", dict(marker.iter().map(|key| (text(*key), bytes("x"))))),
            ("list", tuple([dict(flags().map(|(key, value)| (text(key), bool(value)))), dict([])])),
        ]);
        cases.push(both(maps, seen_maps));
    }
    let wide = Wide { small: 1, large: u128::MAX, run: vec![i128::MIN, 0] };
    let seen_wide =
        fields([("small", int(1)), ("large", int(u128::MAX)), ("run", list([int(i128::MIN), int(0)]))]);
    cases.push(set_within(both(wide, seen_wide)).with_pickle().no_way(Way::Default, closed::PICKLE));
    let named =
        Reserved { simple: 1, complex: vec![1.5], header: 2, frames: vec![3], serializer: "dask".into() };
    let seen_named = fields([
        ("simple", int(1)),
        ("complex", floats(&[1.5])),
        ("header", int(2)),
        ("frames", bytes([3])),
        ("serializer", text("dask")),
    ]);
    cases.push(array_behind(both(named, seen_named)));
    check("fields", &cases, true);
}

/// So many fields that a map of them needs a longer head, the last one with more frames than a short number counts.
#[derive(Debug, Clone, PartialEq, Framed)]
struct Many {
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
    h: u8,
    i: u8,
    j: u8,
    k: u8,
    l: u8,
    m: u8,
    n: u8,
    o: u8,
    p: u8,
    rows: Vec<Vec<u16>>,
    behind: Vec<f64>,
}

#[test]
fn many_fields_and_frames() {
    let many = |rows: usize| Many {
        rows: (0..rows).map(|row| vec![row as u16; row % 3]).collect(),
        behind: vec![1.5],
        ..Many {
            a: 1,
            b: 1,
            c: 1,
            d: 1,
            e: 1,
            f: 1,
            g: 1,
            h: 1,
            i: 1,
            j: 1,
            k: 1,
            l: 1,
            m: 1,
            n: 1,
            o: 1,
            p: 1,
            rows: vec![],
            behind: vec![],
        }
    };
    let seen = |value: &Many| {
        let row = |row: &Vec<u16>| array("<u2", &[row.len()], row.iter().map(int));
        let letters = ('a'..='p').map(|name| (text(name), int(1)));
        let rows = ("rows", list(value.rows.iter().map(row)));
        let named = [rows, ("behind", floats(&[1.5]))].map(|(name, value)| (text(name), value));
        dict(letters.chain(named))
    };
    let cases: Vec<_> = [100, 300, 2_000]
        .map(many)
        .into_iter()
        .flat_map(|value| {
            let (one, seen) = (seen(&value), seen(&value));
            let case = array_behind(both(value.clone(), one));
            // The list of rows is a list of arrays again, which Dask takes apart where it looks at the first.
            [case, array_below(both((0u8, value), tuple([int(0), seen])))]
        })
        .collect();
    check("many", &cases, false);
}
