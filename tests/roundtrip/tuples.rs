//! Tuples of one to twelve values, which need frames or don't.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::roundtrips;

type Bytes = Vec<u8>;

fn few() -> impl Strategy<Value = Bytes> {
    vec(any::<u8>(), 0..4)
}

roundtrips! {
    one: any::<(u8,)>();
    one_with_frames: (few(),);
    two: any::<(u8, String)>();
    two_with_frames: (few(), any::<bool>());
    three: any::<(i8, i16, i32)>();
    four: any::<(i64, bool, char, u16)>();
    five: any::<(u8, u8, u8, u8, Option<u8>)>();
    six: (any::<u8>(), few(), any::<u8>(), vec(any::<f64>(), 0..3), any::<u8>(), any::<String>());
    seven: any::<(u8, i8, u16, i16, u32, i32, u64)>();
    eight: any::<(u8, i8, u16, i16, u32, i32, u64, i64)>();
    nine: any::<(u8, i8, u16, i16, u32, i32, u64, i64, bool)>();
    ten: any::<(u8, i8, u16, i16, u32, i32, u64, i64, bool, char)>();
    eleven: (few(), (few(),)).prop_map(|(a, b)| (a, b, 3u8, 4u8, 5u8, 6u8, 7u8, 8u8, 9u8, 10u8, 11u8));
    twelve: (few(), any::<u128>()).prop_map(|(a, b)| (1u8, 2u8, 3u8, a, 5u8, 6u8, 7u8, 8u8, 9u8, 10u8, 11u8, b));
    nested: ((any::<u8>(), (few(), (any::<String>(),))), (vec(any::<u32>(), 0..3), (Just(()),)));
    runs: vec(any::<(u8, String)>(), 0..6);
    runs_with_frames: vec((few(), any::<Option<u16>>()), 0..6);
    fixed: [(any::<u8>(), few()), (any::<u8>(), few())];
}
