//! Headers that promise what isn't there, for every type that arrays are read as: errors with a class, and nothing else.

use frames_std::{FromFrames, Limits, NdArray, deserialize_with};
use nalgebra::{DMatrix, DVector, Matrix2};
use ndarray::{Array1, Array2, ArrayD};
use num_complex::Complex64;

use crate::common::*;

/// Reads the value as all of them, and returns the classes of errors.
fn classes(header: &M, frames: &[&[u8]], limits: &Limits) -> Vec<&'static str> {
    fn one<T: FromFrames>(header: &M, frames: &[&[u8]], limits: &Limits) -> &'static str {
        deserialize_with::<T>(&message(header, frames), limits).err().map_or("read", |error| error.class())
    }
    vec![
        one::<NdArray>(header, frames, limits),
        one::<ArrayD<f64>>(header, frames, limits),
        one::<Array1<f64>>(header, frames, limits),
        one::<Array2<f64>>(header, frames, limits),
        one::<DMatrix<f64>>(header, frames, limits),
        one::<DVector<f64>>(header, frames, limits),
        one::<Matrix2<f64>>(header, frames, limits),
        one::<Vec<Complex64>>(header, frames, limits),
        one::<Vec<half::f16>>(header, frames, limits),
        one::<Complex64>(header, frames, limits),
    ]
}

#[test]
fn lies_are_refused() {
    let max = u64::MAX;
    for (header, bytes) in [
        (array("<f8", m!([4]), m!([8])), 31),
        (array("<f8", m!([4]), m!([8])), 33),
        (array("<f8", m!([2, 2]), m!([16, 8])), 0),
        (array("<f8", m!([(max)]), m!([8])), 32),
        (array("<f8", m!([(max), (max)]), m!([8, 8])), 32),
        (array("<f8", m!([(1u64 << 61), 4]), m!([32, 8])), 32),
        (array("<f8", m!([4]), m!([(max)])), 32),
        (array("<f8", m!([4]), m!([(-8)])), 32),
        (array("<f8", m!([4]), m!([8, 8])), 32),
        (array("<f8", m!([2, 2]), m!([8, 8])), 32),
        (array("<f8", m!([4]), m!([0])), 8),
        (array("<f8", m!([(-1)]), m!([8])), 8),
        (array("<f3", m!([4]), m!([8])), 32),
        (array("|O", m!([4]), m!([8])), 32),
        (array("", m!([4]), m!([8])), 32),
    ] {
        let frame = vec![0; bytes];
        for class in classes(&header, &[&frame], &Limits::cluster()) {
            assert_eq!(class, "Array", "{header:?} {bytes}");
        }
    }
    for class in classes(&array("<f8", m!([1]), m!([8])), &[], &Limits::cluster()) {
        assert_eq!(class, "Frames");
    }
    for class in classes(&m!({"serializer": "dask"}), &[], &Limits::cluster()) {
        assert_eq!(class, "Header");
    }
}

/// A few bytes that claim to be a huge array are one where nothing is copied, and an error where it would be.
#[test]
fn bombs_are_not_copied() {
    let axes = m!([(1u64 << 20), (1u64 << 20)]);
    let bomb = dask(
        "numpy",
        "ndarray",
        m!({"dtype": [0, "<f8"], "shape": [1, 1], "strides": [0, 0], "writeable": [false], "broadcast_to": axes}),
    );
    let found = classes(&bomb, &[&[0; 8]], &Limits::strict());
    assert_eq!(found[0], "read");
    assert!(found[1..].iter().all(|class| matches!(*class, "Limit" | "Array")), "{found:?}");
    let array: NdArray = read(bomb, &[&[0; 8]]).unwrap();
    assert_eq!(array.to_vec::<f32>().unwrap_err().class(), "Limit");
    assert_eq!(array.widen::<f32>().unwrap_err().class(), "Limit");
    assert_eq!(array.at::<f32>(&[99, 99]).unwrap(), 0.0);
    assert_eq!(array.index_axis(0, 5).unwrap().slice(1 - 1, ..3).unwrap().to_vec::<f32>().unwrap(), [0.0; 3]);
    // Many dimensions, none of them with an element.
    let empty = array_of_none();
    for class in classes(&empty, &[&[]], &Limits::cluster()).into_iter().skip(1) {
        assert_eq!(class, "Array");
    }
}

fn array_of_none() -> M {
    array("<f8", m!([0, (1u64 << 62), (1u64 << 62)]), m!(nil))
}
