//! Vectors, deques, sets and maps of things that are no numbers, nested in each other.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use proptest::collection::{btree_map, btree_set, hash_map, hash_set, vec, vec_deque};
use proptest::prelude::*;

use crate::bytes::wrapped;
use crate::{check, roundtrips};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..4)
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-c]{0,3}", 1 => Just("__Serialized__".to_owned()), 1 => Just("__Set__".to_owned())]
}

roundtrips! {
    inside;
    maps_of_bytes: hash_map(name(), bytes(), 0..6);
    sets: hash_set(any::<i32>(), 0..9);
}

roundtrips! {
    maps: hash_map(name(), any::<u64>(), 0..6);
    sorted_maps: btree_map(name(), any::<i8>(), 0..6);
    maps_of_runs: btree_map(name(), vec(any::<f64>(), 0..3), 0..6);
    maps_of_options: hash_map(name(), proptest::option::of(bytes()), 0..6);
    maps_of_maps: hash_map(name(), hash_map(name(), any::<bool>(), 0..3), 0..4);
    maps_of_maps_of_bytes: btree_map(name(), hash_map(name(), bytes(), 0..3), 0..4);
    maps_of_sets: hash_map(name(), hash_set(any::<u8>(), 0..4), 0..4);
    maps_of_wide: hash_map(name(), any::<u128>(), 0..4);
    maps_that_outgrow_a_header: (0u32..600).prop_map(|len| (0..len).map(|at| (at.to_string(), at)).collect::<HashMap<_, _>>());
    sorted_sets: btree_set(any::<String>(), 0..9);
    sets_of_tuples: btree_set(any::<(u8, Option<bool>)>(), 0..6);
    runs_of_sets: vec(btree_set(any::<u16>(), 0..4), 0..4);
    results_of_sets: hash_set(name(), 0..4).prop_map(Ok::<_, ()>);
    runs_of_maps: vec(hash_map(name(), any::<u8>(), 0..4), 0..4);
    runs_of_maps_of_bytes: vec(btree_map(name(), bytes(), 0..4), 0..4);
    deques_of_text: wrapped(vec(any::<String>(), 0..6));
    deques_of_bytes: wrapped(vec(bytes(), 0..6));
    deques_of_tuples: wrapped(vec((any::<u8>(), bytes()), 0..6));
    deques: vec_deque(any::<Option<char>>(), 0..6);
    mixed: (hash_map(name(), vec((bytes(), any::<Option<u8>>()), 0..3), 0..3), btree_set(name(), 0..3), vec_deque(bytes(), 0..3));
}

proptest! {
    #![proptest_config(crate::cases())]

    /// Two hash maps with the same entries, put in in another order and with another hasher, have other orders.
    #[test]
    fn equal_maps_have_equal_canonical_bytes(entries in hash_map(any::<u16>(), bytes(), 0..20)) {
        let mut turned: Vec<_> = entries.iter().collect();
        turned.reverse();
        let again: HashMap<_, _> = turned.iter().map(|(key, value)| (**key, (*value).clone())).collect();
        same(&entries, &again);
        let small: HashMap<_, _> = entries.iter().map(|(key, value)| (key.to_string(), value.len())).collect();
        let again: HashMap<_, _> = again.iter().map(|(key, value)| (key.to_string(), value.len())).collect();
        same(&small, &again);
        same(&Some((small.clone(), 1u8)), &Some((again.clone(), 1u8)));
        same(&Ok::<_, ()>(small), &Ok::<_, ()>(again));
    }

    #[test]
    fn equal_sets_have_equal_canonical_bytes(members in hash_set(any::<u32>(), 0..20)) {
        let again: HashSet<u32> = members.iter().rev_copied().collect();
        same(&members, &again);
        same(&Ok::<_, ()>(members.clone()), &Ok::<_, ()>(again.clone()));
        same(&vec![members.clone()], &vec![again.clone()]);
        same(&HashMap::from([("key", members)]), &HashMap::from([("key", again)]));
    }
}

/// The members of a set, last first, so that another set is filled in another order.
trait RevCopied {
    fn rev_copied(self) -> std::iter::Rev<std::vec::IntoIter<u32>>;
}

impl<'a, I: Iterator<Item = &'a u32>> RevCopied for I {
    fn rev_copied(self) -> std::iter::Rev<std::vec::IntoIter<u32>> {
        self.copied().collect::<Vec<_>>().into_iter().rev()
    }
}

fn same<T: frames_std::Framed>(left: &T, right: &T) {
    let [left, right] =
        [left, right].map(|value| frames_std::serialize_canonical(value).unwrap().to_bytes().unwrap());
    assert_eq!(left, right);
}

#[test]
fn edges() {
    check(&Vec::<String>::new());
    check(&VecDeque::<Vec<u8>>::new());
    check(&HashMap::<String, Vec<f64>>::new());
    check(&BTreeMap::<u8, u8>::new());
    check(&HashSet::<String>::new());
    check(&BTreeSet::<()>::from([()]));
    check(&vec![Vec::<String>::new(); 3]);
    check(&vec![vec![HashMap::<u8, Vec<u8>>::new()]; 2]);
    // More than the 64 frames and 15 entries that the short forms have room for.
    check(&(0..200u8).map(|at| vec![at]).collect::<Vec<_>>());
    check(&(0..200u8).map(|at| (at, vec![at])).collect::<BTreeMap<_, _>>());
    check(&(0..200u8).collect::<BTreeSet<_>>());
}
