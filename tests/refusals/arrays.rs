//! Array headers that contradict themselves or their frame.

use frames_std::{Limits, deserialize_with};

use crate::common::*;
use crate::{bad, refused};

/// 32 bytes under these shape and strides, read as two axes of four.
#[track_caller]
fn two_axes(shape: M, strides: M, class: &str) {
    bad::<Vec<[u16; 4]>>(array("<u2", shape, strides), &[&[0; 32]], class, "std.Vec", "");
}

#[test]
fn shapes() {
    let c = || m!([8, 2]);
    two_axes(m!([(-4), 4]), c(), "Array");
    two_axes(m!([(-4), (-4)]), c(), "Array");
    two_axes(m!([5, 4]), c(), "Array");
    two_axes(m!([3, 4]), c(), "Array");
    two_axes(m!([0, 4]), c(), "Array");
    two_axes(m!([4, 5]), c(), "Array");
    two_axes(m!([16]), m!([2]), "Array");
    two_axes(m!([]), m!([]), "Array");
    two_axes(m!([4, 4, 1]), m!([8, 2, 2]), "Array");
    two_axes(m!([(1u64 << 63), 4]), c(), "Array");
    two_axes(m!([(u64::MAX), 4]), c(), "Array");
    two_axes(m!([(1u64 << 61), 4]), m!(nil), "Array");
    two_axes(m!([(1u64 << 62), 4]), m!(nil), "Array");
    two_axes(m!([4, (u64::MAX)]), m!(nil), "Array");
    for shape in [
        m!(nil),
        m!(4),
        m!("44"),
        m!({4: 4}),
        m!([4, nil]),
        m!([4, 4.0]),
        m!([4, "4"]),
        m!([4, true]),
        m!([4, [4]]),
    ] {
        two_axes(shape, c(), "Header");
    }
    let long = M::Array(vec![1.into(); 65]);
    two_axes(long.clone(), c(), "Limit");
    two_axes(c(), long.clone(), "Limit");
    two_axes(M::Array(vec![1.into(); 2000]), m!(nil), "Limit");
}

#[test]
fn strides() {
    for strides in [m!([2, 8, 2]), m!([2]), m!([])] {
        two_axes(m!([4, 4]), strides, "Array");
    }
    for strides in [
        m!([8, 4]),
        m!([16, 2]),
        m!([(u64::MAX), 2]),
        m!([(i64::MAX), (i64::MAX)]),
        m!([(-8), 2]),
        m!([8, (-2)]),
    ] {
        two_axes(m!([4, 4]), strides, "Array");
    }
    two_axes(m!([4, 4]), m!([0, 2]), "Array");
    two_axes(m!([4, 4]), m!([8, 1]), "Array");
    // Eight bytes that claim to be terabytes.
    let header = array("<f8", m!([1_048_576, 1_048_576]), m!([0, 0]));
    bad::<Vec<[f64; 1_048_576]>>(header, &[&[0; 8]], "Array", "std.Vec", "");
    for strides in [m!(8), m!("8"), m!({8: 2}), m!([8, 2.0]), m!([8, nil])] {
        two_axes(m!([4, 4]), strides, "Header");
    }
}

#[test]
fn broadcasts() {
    let read = |base: M, strides: M, full: M, class| {
        let sub_header = m!({"dtype": [0, "<u2"], "shape": base, "strides": strides, "broadcast_to": full});
        bad::<Vec<[u16; 4]>>(dask("numpy", "ndarray", sub_header), &[&[0; 8]], class, "std.Vec", "");
    };
    read(m!([1, 4]), m!([2, 2]), m!([3, 4]), "Array");
    read(m!([2, 4]), m!([0, 2]), m!([4, 4]), "Array");
    read(m!([1, 4]), m!([0, 2]), m!([4]), "Array");
    read(m!([4]), m!([2]), m!([4, 4]), "Array");
    read(m!([1, 4]), m!([0, 2]), m!([(-3), 4]), "Array");
    read(m!([1, 4]), m!([0, 2]), m!([(u64::MAX), 4]), "Array");
    read(m!([1, 4]), m!([0, 2]), m!([(1u64 << 40), 4]), "Limit");
    read(m!([1, 4]), m!([0, 2]), m!("34"), "Header");

    // Within the limits of the library but beyond the machine's memory, or beyond the limits of the caller.
    let sub_header = m!({"dtype": [0, "<u2"], "shape": [1], "strides": [0], "broadcast_to": [(1u64 << 60)]});
    let header = message(&dask("numpy", "ndarray", sub_header), &[&[0; 2]]);
    let no_limit = Limits { expanded_bytes: u64::MAX, ..Limits::cluster() };
    refused(deserialize_with::<Vec<u16>>(&header, &no_limit), "Array", "std.Vec", "");
    let sub_header = m!({"dtype": [0, "|b1"], "shape": [1], "strides": [0], "broadcast_to": [101]});
    let header = message(&dask("numpy", "ndarray", sub_header), &[&[1]]);
    let limits = Limits { expanded_bytes: 100, ..Limits::strict() };
    refused(deserialize_with::<Vec<bool>>(&header, &limits), "Limit", "std.Vec", "");
    let limits = Limits { expanded_bytes: 101, ..Limits::strict() };
    assert_eq!(deserialize_with::<Vec<bool>>(&header, &limits).unwrap(), [true; 101]);
}

#[test]
fn frames_of_another_length() {
    for len in [0, 31, 33, 64] {
        let header = array("<u2", m!([4, 4]), m!([8, 2]));
        bad::<Vec<[u16; 4]>>(header, &[&vec![0; len]], "Array", "std.Vec", "");
    }
    bad::<Vec<u16>>(array("<u2", m!([0]), m!([2])), &[b"hidden"], "Array", "std.Vec", "");
}

#[test]
fn dtypes() {
    let dtype = |dtype: M, class| {
        let sub_header = m!({"dtype": dtype, "shape": [4], "strides": [8]});
        bad::<Vec<f64>>(dask("numpy", "ndarray", sub_header), &[&[0; 32]], class, "std.Vec", "");
    };
    for text in [
        "",
        "<",
        ">",
        "|",
        "f",
        "<f",
        "8",
        "<8",
        "<f0",
        "<f3",
        "<f1024",
        "<i3",
        "<i16",
        "<u5",
        "<b2",
        "<b8",
        "|O",
        "|O8",
        "O",
        "<c4",
        "<q8",
        "f8,f8",
        "<f8,<f8",
        "(2,)f8",
        "((((((((",
        "<f8 ",
        " <f8",
        "<f8\0",
        "<f8)",
        "<<f8",
        "<f-8",
        "<f+8",
        "<f8.0",
        "<f٨",
        "＜f8",
        "<U-1",
        "<U99999999999999999999",
        "|S2147483648",
        "|V-1",
        "<M8[",
        "<M8[ns]",
        "<m8[s]",
        "numpy.float64",
        "float64",
        "__import__('os')",
        "<f8[2]",
        "<t8",
        "é8",
    ] {
        let error = {
            let sub_header = m!({"dtype": [0, text], "shape": [4], "strides": [8]});
            bad::<Vec<f64>>(dask("numpy", "ndarray", sub_header), &[&[0; 32]], "Array", "std.Vec", "")
        };
        assert!(error.to_string().contains("dtype"), "{error}");
    }
    for malformed in [
        m!(nil),
        m!("<f8"),
        m!([]),
        m!([0]),
        m!([0, "<f8", 0]),
        m!([2, "<f8"]),
        m!([(-1), "<f8"]),
        m!([0, 8]),
        m!(["<f8", 0]),
    ] {
        dtype(malformed, "Header");
    }
    dtype(m!([1, (&b"cnumpy\ndtype\n)R."[..])]), "Array");
    let header = array("<f8", m!([4]), m!([8]));
    for key in ["dtype", "shape"] {
        let M::Map(mut entries) = header.clone() else { unreachable!() };
        entries[0].1 = entries[0].1.clone().without(key);
        bad::<Vec<f64>>(M::Map(entries), &[&[0; 32]], "Header", "std.Vec", "");
    }
    for (key, value) in [("dtype", m!([0, "<f8"])), ("shape", m!([4])), ("strides", m!([8]))] {
        let M::Map(mut entries) = header.clone() else { unreachable!() };
        entries[0].1 = entries[0].1.clone().with(key, value);
        bad::<Vec<f64>>(M::Map(entries), &[&[0; 32]], "Msgpack", "std.Vec", "");
    }
    bad::<Vec<f64>>(
        dask("numpy", "ndarray", m!({"pickle": true})),
        &[b"..", b".."],
        "NotAllowed",
        "std.Vec",
        "",
    );
    bad::<Vec<f64>>(dask("numpy", "ndarray", m!([])), &[b""], "Header", "std.Vec", "");
}

#[test]
fn masked_arrays() {
    let inner = |dtype, len: usize| {
        let M::Map(entries) = array(dtype, m!([len]), m!(nil)) else { unreachable!() };
        entries[0].1.clone()
    };
    let masked = |data: &M, mask: &M, frames: M| {
        dask(
            "numpy.ma.core",
            "MaskedArray",
            m!({"data-header": data, "mask-header": mask, "nframes": frames}),
        )
    };
    let read = |header, frames: &[&[u8]], class, path| {
        bad::<Vec<Option<u8>>>(header, frames, class, "std.Vec", path)
    };
    let (data, mask) = (inner("|u1", 2), inner("|b1", 2));
    let ok: Vec<Option<u8>> = crate::common::read(masked(&data, &mask, m!(1)), &[&[5, 6], &[0, 1]]).unwrap();
    assert_eq!(ok, [Some(5), None]);
    read(masked(&data, &mask, m!(1)), &[&[5, 6]], "Frames", "");
    read(masked(&data, &mask, m!(1)), &[&[5, 6], &[0, 1], &[]], "Frames", "");
    read(masked(&data, &mask, m!(2)), &[&[5, 6], &[0, 1]], "Frames", "");
    read(masked(&data, &mask, m!((-1))), &[&[5, 6], &[0, 1]], "Header", "");
    read(masked(&data, &mask, m!(nil)), &[&[5, 6], &[0, 1]], "Header", "");
    read(masked(&data, &inner("|b1", 3), m!(1)), &[&[5, 6], &[0, 1, 0]], "Array", "");
    read(masked(&data, &mask, m!(1)), &[&[5, 6], &[0, 2]], "Value", "[1]");
    read(masked(&inner("<i2", 2), &mask, m!(1)), &[&[5, 0, 0, 1], &[0, 1]], "Value", "[1]");
    read(masked(&m!(nil), &mask, m!(1)), &[&[5, 6], &[0, 1]], "Header", "");
    read(masked(&m!({"pickle": true}), &mask, m!(1)), &[&[5, 6], &[0, 1]], "NotAllowed", "");
    read(dask("numpy.ma", "MaskedArray", m!({"nframes": 1})), &[&[5, 6]], "Header", "");
}
