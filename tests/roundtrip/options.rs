//! Options: nested ones stay apart, whatever they hold.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use crate::{check, roundtrips};

roundtrips! {
    inside;
    twice: of(of(any::<u8>()));
    of_unit_twice: of(of(Just(())));
}

roundtrips! {
    of_scalars: of(any::<i32>());
    of_text: of(any::<String>());
    of_bytes: of(vec(any::<u8>(), 0..9));
    of_runs: of(vec(any::<f32>(), 0..9));
    three_times: of(of(of(any::<i64>())));
    three_times_runs: of(of(of(vec(any::<u16>(), 0..4))));
    three_times_text: of(of(of(any::<String>())));
    of_unit: of(Just(()));
    of_unit_three_times: of(of(of(Just(()))));
    of_boxes: of(of(any::<u8>()).prop_map(Box::new)).prop_map(|value| value.map(Arc::new));
    of_wide: of(of(any::<i128>()));
    of_results: of(of(Just(())).prop_map(Ok::<Option<()>, bool>));
    of_tuples: of((of(any::<u8>()), of(of(Just(())))));
    of_sets: of(proptest::collection::hash_set(of(any::<u8>()), 0..4));
    of_maps: of(proptest::collection::btree_map(of(of(any::<bool>())), of(of(vec(any::<u8>(), 0..3))), 0..4));
    runs: vec(of(of(vec(any::<u8>(), 0..4))), 0..5);
    runs_of_units: vec(of(of(Just(()))), 0..5);
    tuples_of_missing: (of(any::<u8>()), of(of(any::<String>())), of(vec(any::<f64>(), 0..3)));
}

#[test]
fn all_levels_of_nothing() {
    check(&None::<Option<Option<()>>>);
    check(&Some(None::<Option<()>>));
    check(&Some(Some(None::<()>)));
    check(&Some(Some(Some(()))));
    check(&Some(Some(Some(vec![0u8]))));
    check(&[None, Some(None), Some(Some(None)), Some(Some(Some(1u8)))]);
    check(&Some(HashSet::<u8>::new()));
    check(&BTreeMap::from([
        (None, Some(None)),
        (Some(None), None),
        (Some(Some(())), Some(Some(vec![1.5f32]))),
    ]));
}
