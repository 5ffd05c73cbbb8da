//! Every kind of map key and set member, with values that fit into msgpack and values that don't.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr};
use std::num::{NonZero, Wrapping};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use frames_std::{Framed, FromFrames, deserialize, serialize};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::check;

/// Maps and sets with these keys, in a tuple: it needs frames, so each stands there as it would at the top.
fn hashed<K: FromFrames + Eq + Hash + Clone + std::fmt::Debug>(keys: &[K]) {
    let small: HashMap<K, u16> = keys.iter().cloned().zip(0..).collect();
    let large: HashMap<K, Vec<u8>> = keys.iter().map(|key| (key.clone(), vec![1])).collect();
    let set: HashSet<K> = keys.iter().cloned().collect();
    check(&(small.clone(), large, set.clone(), Ok::<_, ()>((small, set))));
}

fn sorted<K: FromFrames + Ord + Clone + std::fmt::Debug>(keys: &[K]) {
    let small: BTreeMap<K, String> = keys.iter().map(|key| (key.clone(), "text".to_owned())).collect();
    let large: BTreeMap<K, Vec<f64>> = keys.iter().map(|key| (key.clone(), vec![0.5])).collect();
    let set: BTreeSet<K> = keys.iter().cloned().collect();
    let tuple = (small, large, set);
    let serialized = serialize(&tuple).unwrap();
    assert_eq!(
        deserialize::<(BTreeMap<K, String>, BTreeMap<K, Vec<f64>>, BTreeSet<K>)>(&serialized).unwrap(),
        tuple
    );
}

macro_rules! keys {
    ($($name:ident: $strategy:expr;)*) => {
        proptest! {
            #![proptest_config(crate::cases())]
            $(
                #[test]
                fn $name(keys in vec($strategy, 0..4)) {
                    hashed(&keys);
                    sorted(&keys);
                }
            )*
        }
    };
}

keys! {
    bools: any::<bool>();
    u8s: any::<u8>();
    u64s: any::<u64>();
    usizes: any::<usize>();
    i8s: any::<i8>();
    i64s: any::<i64>();
    wide_but_small: any::<i64>().prop_map(i128::from);
    nonzeros: any::<NonZero<u16>>();
    wrapped: any::<u32>().prop_map(Wrapping);
    chars: any::<char>();
    texts: any::<String>();
    boxed_texts: any::<String>().prop_map(String::into_boxed_str);
    counted_texts: any::<String>().prop_map(Arc::<str>::from);
    units: Just(());
    options: any::<Option<u8>>();
    nested_options: any::<Option<Option<bool>>>();
    bytes: vec(any::<u8>(), 0..4);
    shared_bytes: vec(any::<u8>(), 0..4).prop_map(Bytes::from);
    fixed_bytes: any::<[u8; 3]>();
    fixed_rows_of_bytes: any::<[[u8; 2]; 2]>();
    runs: vec(any::<u16>(), 0..4);
    fixed: any::<[i32; 2]>();
    fixed_rows: any::<[[i32; 2]; 2]>();
    fixed_chars: any::<[char; 2]>();
    missing: vec(any::<Option<u8>>(), 0..4);
    pairs: any::<(u8, String)>();
    nested_pairs: any::<((u8, bool), [u8; 2], Option<String>)>();
    runs_of_texts: vec(any::<String>(), 0..3);
    runs_of_units: vec(Just(()), 0..3);
    durations: any::<Duration>();
    instants: any::<u32>().prop_map(|seconds| SystemTime::UNIX_EPOCH - Duration::from_millis(seconds.into()));
    addresses: any::<IpAddr>();
    paths: any::<String>().prop_map(PathBuf::from);
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn ranges(keys in vec(any::<Range<u8>>(), 0..4)) {
        hashed(&keys);
    }
}

/// Python could not hash these, so nothing is written.
fn refused<K: Framed + Ord + Clone>(key: K) {
    for result in [
        serialize(&BTreeMap::from([(key.clone(), 1u8)])),
        serialize(&BTreeMap::from([(key.clone(), vec![1u8])])),
        serialize(&BTreeSet::from([key.clone()])),
        serialize(&BTreeSet::from([(1u8, key.clone())])),
    ] {
        assert_eq!(result.unwrap_err().class(), "NotAllowed");
    }
}

#[test]
fn values_without_a_key_form() {
    refused(BTreeMap::from([(1u8, 2u8)]));
    refused(BTreeSet::from([1u8]));
    refused(Ok::<u8, u8>(1));
    refused(u128::MAX);
    refused(i128::MIN);
    refused(Some(vec![BTreeSet::from([Ipv4Addr::LOCALHOST])]));
    refused(vec![1u128, u128::MAX]);
}
