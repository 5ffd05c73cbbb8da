//! Runs of numbers, truth values and characters: an array each, of as many axes as fixed arrays nest; with missing
//! items a masked array.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::bytes::wrapped;
use crate::{check, check_by, roundtrips};

/// The forms of a run, for a number whose bytes are its values.
macro_rules! runs {
    ($($name:ident $number:ty)*) => {
        roundtrips! {
            $($name: (
                vec(any::<$number>(), 0..20),
                any::<[[$number; 2]; 3]>(),
                vec(any::<[$number; 2]>(), 0..6),
                vec(option::of(any::<$number>()), 0..20),
                wrapped(vec(any::<$number>(), 0..20)),
            );)*
        }
    };
}

runs! {
    i8s i8
    i16s i16
    i32s i32
    i64s i64
    isizes isize
    u32s u32
    u64s u64
    usizes usize
    bools bool
    chars char
}

/// All the rest, for one number and for what has bytes that are no value.
macro_rules! forms {
    ($($module:ident $number:ty)*) => {$(
        mod $module {
            use super::*;
            roundtrips! {
                inside;
                vectors: vec(any::<$number>(), 0..20);
                three_axes: vec(any::<[[$number; 2]; 3]>(), 0..4);
                missing: vec(option::of(any::<$number>()), 0..20);
            }
            roundtrips! {
                boxed: vec(any::<$number>(), 0..20).prop_map(Vec::into_boxed_slice);
                counted: vec(any::<$number>(), 0..20).prop_map(Arc::<[$number]>::from);
                fixed: any::<[$number; 5]>();
                vectors_of_vectors: vec(vec(any::<$number>(), 0..5), 0..5);
                fixed_of_vectors: [vec(any::<$number>(), 0..5), vec(any::<$number>(), 0..5)];
                all_missing: (0usize..5).prop_map(|len| vec![None::<$number>; len]);
                fixed_missing: any::<[Option<$number>; 3]>();
                missing_runs: vec(option::of(vec(any::<$number>(), 0..5)), 0..5);
                deques: wrapped(vec(any::<$number>(), 0..20));
                deques_of_fixed: wrapped(vec(any::<[$number; 2]>(), 0..10));
                deques_of_missing: wrapped(vec(option::of(any::<$number>()), 0..10));
            }
        }
    )*};
}

forms! {
    all_bools bool
    all_u16s u16
}

fn bits64(run: &[f64]) -> Vec<u64> {
    run.iter().map(|value| value.to_bits()).collect()
}

fn bits32(run: &[f32]) -> Vec<u32> {
    run.iter().map(|value| value.to_bits()).collect()
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn f64_runs_keep_their_bits(bits in vec(any::<u64>(), 0..20)) {
        let run: Vec<f64> = bits.into_iter().map(f64::from_bits).collect();
        check_by(&run, &|a, b| bits64(a) == bits64(b));
        check_by(&run.into_boxed_slice(), &|a, b| bits64(a) == bits64(b));
    }

    #[test]
    fn f32_runs_keep_their_bits(bits in vec(any::<u32>(), 0..20)) {
        let run: Vec<f32> = bits.into_iter().map(f32::from_bits).collect();
        check_by(&run, &|a, b| bits32(a) == bits32(b));
        check_by(&VecDeque::from(run), &|a, b| a.iter().map(|v| v.to_bits()).eq(b.iter().map(|v| v.to_bits())));
    }

    #[test]
    fn missing_f64s_keep_their_bits(bits in vec(option::of(any::<u64>()), 0..20)) {
        let run: Vec<Option<f64>> = bits.into_iter().map(|bits| bits.map(f64::from_bits)).collect();
        let bits = |run: &[Option<f64>]| -> Vec<_> { run.iter().map(|item| item.map(f64::to_bits)).collect() };
        check_by(&run, &|a, b| bits(a) == bits(b));
    }

    #[test]
    fn missing_f32s_keep_their_bits(bits in vec(option::of(any::<u32>()), 0..20)) {
        let run: Vec<Option<f32>> = bits.into_iter().map(|bits| bits.map(f32::from_bits)).collect();
        let bits = |run: &[Option<f32>]| -> Vec<_> { run.iter().map(|item| item.map(f32::to_bits)).collect() };
        check_by(&run, &|a, b| bits(a) == bits(b));
    }

    #[test]
    fn f64_arrays_keep_their_bits(bits in vec(any::<[[u64; 3]; 2]>(), 0..5)) {
        let run: Vec<[[f64; 3]; 2]> = bits.into_iter().map(|item| item.map(|row| row.map(f64::from_bits))).collect();
        check_by(&run, &|a, b| bits64(a.as_flattened().as_flattened()) == bits64(b.as_flattened().as_flattened()));
    }
}

roundtrips! {
    nonzeros: vec(any::<NonZero<u32>>(), 0..9);
    missing_nonzeros: vec(option::of(any::<NonZero<i64>>()), 0..9);
    missing_twice: vec(option::of(option::of(any::<u16>())), 0..9);
    missing_three_times: vec(option::of(option::of(option::of(any::<bool>()))), 0..9);
    missing_fixed: vec(option::of(any::<[u32; 2]>()), 0..9);
    wide_missing: vec(option::of(any::<u128>()), 0..9);
}

#[test]
fn edges() {
    check(&Vec::<f64>::new());
    check(&Vec::<[f64; 0]>::from([[], []]));
    check(&Vec::<[[f64; 2]; 0]>::from([[], []]));
    check(&Vec::<[[u8; 0]; 2]>::from([[[], []]]));
    check(&Vec::<[[f64; 2]; 3]>::new());
    check(&[0.5f32; 0]);
    check(&[[1u16; 0]; 2]);
    check(&[(); 3]);
    check(&vec![(); 5]);
    check(&vec![1.5f64; 1 << 17]);
    check(&vec![Some(true), None, Some(false)]);
}
