//! Scalars: each is one msgpack value, or a pickled integer beyond 64 bits.

use std::num::{NonZero, Wrapping};

use proptest::prelude::*;

use crate::{check, check_by, roundtrips};

roundtrips! {
    inside;
    bools: any::<bool>();
    i128s: any::<i128>();
    u64s: any::<u64>();
    chars: any::<char>();
    nonzero_u32s: any::<NonZero<u32>>();
}

roundtrips! {
    i8s: any::<i8>();
    i16s: any::<i16>();
    i32s: any::<i32>();
    i64s: any::<i64>();
    isizes: any::<isize>();
    u8s: any::<u8>();
    u16s: any::<u16>();
    u32s: any::<u32>();
    usizes: any::<usize>();
    u128s: any::<u128>();
    // Near zero and near the ends of 64 bits the form changes.
    small_i128s: (any::<i8>(), 0u32..127).prop_map(|(low, shift)| i128::from(low) << shift >> (shift / 2));
    small_u128s: any::<u16>().prop_map(|low| u128::from(u64::MAX) - 32_000 + u128::from(low));
    nonzero_u8s: any::<NonZero<u8>>();
    nonzero_u16s: any::<NonZero<u16>>();
    nonzero_u64s: any::<NonZero<u64>>();
    nonzero_u128s: any::<NonZero<u128>>();
    nonzero_usizes: any::<NonZero<usize>>();
    nonzero_i8s: any::<NonZero<i8>>();
    nonzero_i16s: any::<NonZero<i16>>();
    nonzero_i32s: any::<NonZero<i32>>();
    nonzero_i64s: any::<NonZero<i64>>();
    nonzero_i128s: any::<NonZero<i128>>();
    nonzero_isizes: any::<NonZero<isize>>();
    wrapping: any::<i16>().prop_map(Wrapping);
    wrapping_runs: proptest::collection::vec(any::<u64>().prop_map(Wrapping), 0..8);
    wide_runs: proptest::collection::vec(any::<i128>(), 0..8);
    wide_runs_of_small: proptest::collection::vec(any::<u8>().prop_map(u128::from), 0..8);
    wide_pairs: (any::<i128>(), any::<u128>());
    wide_arrays: any::<[u128; 3]>();
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn f64s_keep_their_bits(bits in any::<u64>()) {
        check_by(&f64::from_bits(bits), &|a, b| a.to_bits() == b.to_bits());
    }

    #[test]
    fn f32s_keep_their_bits(bits in any::<u32>()) {
        check_by(&f32::from_bits(bits), &|a, b| a.to_bits() == b.to_bits());
    }
}

#[test]
fn edges() {
    check(&());
    for value in [i128::MIN, i128::MIN + 1, -(1 << 64), -(1 << 63) - 1, -(1 << 63), -1, 0, 1 << 64, i128::MAX]
    {
        check(&value);
    }
    for value in [0, 127, 128, 255, 256, 1 << 63, (1 << 64) - 1, 1 << 64, 1 << 120, 1 << 127, u128::MAX] {
        check(&value);
    }
    for value in ['\0', 'é', '\u{ffff}', '\u{10ffff}'] {
        check(&value);
    }
    // Signalling and quiet NaN, both signs, and what is nearly none.
    for bits in [0x7ff0_0000_0000_0001, 0xfff8_0000_0000_0000, 0x7ff0_0000_0000_0000, 0x8000_0000_0000_0000] {
        check_by(&f64::from_bits(bits), &|a, b| a.to_bits() == b.to_bits());
    }
    for bits in [0x7f80_0001, 0xffc0_0000, 0x7f80_0000, 0x8000_0000, 1] {
        check_by(&f32::from_bits(bits), &|a, b| a.to_bits() == b.to_bits());
    }
}
