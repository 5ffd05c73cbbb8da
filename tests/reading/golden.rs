//! Values that a real Dask wrote (distributed 2026.8.0): header and frames as files, with what Python had.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use frames_std::{ErrorKind, FromFrames, Result, Serialized, deserialize};
use serde_json::Value;

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vectors").join(case)
}

/// What Python had.
fn expected(case: &str) -> Value {
    let manifest = fs::read(folder(case).join("manifest.json")).unwrap();
    serde_json::from_slice::<Value>(&manifest).unwrap()["expected"].clone()
}

fn recorded(case: &str) -> Serialized<'static> {
    let folder = folder(case);
    let mut names: Vec<_> = fs::read_dir(folder.join("frames"))
        .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default();
    names.sort();
    let frames = names.iter().map(|path| fs::read(path).unwrap());
    Serialized::from_parts(fs::read(folder.join("header.msgpack")).unwrap(), frames)
}

fn golden<T: FromFrames>(case: &str) -> Result<T> {
    deserialize(&recorded(case))
}

/// A number array read as what its numbers are in Rust, in C order, against the ends that the manifest lists.
fn array<T: FromFrames, I: Into<Value>>(case: &str, flat: impl Fn(T) -> Vec<I>) {
    let items: Vec<Value> = flat(golden(case).unwrap()).into_iter().map(Into::into).collect();
    let expected = expected(case);
    let of = |end: &str| expected[end].as_array().unwrap().clone();
    let (first, last) = (of("first"), of("last"));
    let count: u64 = expected["shape"].as_array().unwrap().iter().map(|len| len.as_u64().unwrap()).product();
    assert_eq!(items.len() as u64, count, "{case}");
    assert_eq!(items[..first.len()], first, "{case}");
    assert_eq!(items[items.len() - last.len()..], last, "{case}");
}

fn rows<T, const N: usize>(array: Vec<[T; N]>) -> Vec<T> {
    array.into_iter().flatten().collect()
}

fn planes<T, const N: usize, const M: usize>(array: Vec<[[T; N]; M]>) -> Vec<T> {
    array.into_iter().flatten().flatten().collect()
}

#[test]
fn arrays_of_one_axis() {
    array("numpy/np_big_endian_u2_strided", |items: Vec<u16>| items);
    array("numpy/np_bool", |items: Vec<bool>| items);
    array("numpy/np_dtype_f4", |items: Vec<f32>| items);
    array("numpy/np_dtype_i1", |items: Vec<i8>| items);
    array("numpy/np_dtype_i2", |items: Vec<i16>| items);
    array("numpy/np_dtype_i8", |items: Vec<i64>| items);
    array("numpy/np_dtype_u2", |items: Vec<u16>| items);
    array("numpy/np_dtype_u4", |items: Vec<u32>| items);
    array("numpy/np_reversed_1d", |items: Vec<i64>| items);
    // As other numbers, where nothing is lost.
    array("numpy/np_dtype_u4", |items: Vec<u8>| items);
    array("numpy/np_dtype_f4", |items: Vec<f64>| items);
    array("numpy/np_dtype_f2", |items: Vec<f32>| items);
    array("numpy/np_dtype_i8", |items: Box<[i32]>| items.into_vec());
}

#[test]
fn arrays_of_more_axes() {
    array("numpy/np_big_endian_f8_2d_f", rows::<f64, 3>);
    array("numpy/np_broadcast_cols", rows::<i64, 4>);
    array("numpy/np_broadcast_noncontig", planes::<i64, 2, 3>);
    array("numpy/np_broadcast_scalar", rows::<f32, 3>);
    array("numpy/np_c_2d_f8", rows::<f64, 3>);
    array("numpy/np_empty_2d", rows::<f64, 3>);
    array("numpy/np_f_2d_f8", rows::<f64, 3>);
    array("numpy/np_f_3d_i2", planes::<i16, 4, 3>);
    array("numpy/np_large_2d", rows::<i32, 60>);
    array("numpy/np_shape_ones", planes::<i32, 1, 1>);
    array("numpy/np_strided_2d", rows::<i64, 2>);
    array("numpy/np_transposed_3d_nonfortran", planes::<i64, 4, 2>);
}

#[test]
fn special_floats() {
    let items: Vec<f64> = golden("numpy/np_dtype_f8_special").unwrap();
    let bits: Vec<_> = items.iter().map(|item| item.to_bits()).collect();
    let expected = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 5e-324].map(f64::to_bits);
    assert_eq!(bits, expected);
}

#[test]
fn masked_arrays() {
    assert_eq!(golden::<Vec<Option<i64>>>("numpy/np_masked_with_mask").unwrap(), [Some(1), None, Some(3)]);
    let floats: Vec<Option<f32>> = golden("numpy/np_masked_fill_value").unwrap();
    let expected = expected("numpy/np_masked_fill_value");
    let mask: Vec<_> = floats.iter().map(|item| Value::from(item.is_none())).collect();
    assert_eq!(Value::from(mask), expected["mask"]["first"]);
    for (item, python) in floats.iter().zip(expected["data"]["first"].as_array().unwrap()) {
        if let Some(item) = item {
            assert_eq!(python.as_f64(), Some(f64::from(*item)));
        }
    }
}

#[test]
fn plain_values() {
    for case in ["builtins/bytes_empty", "builtins/bytes_small", "builtins/bytearray_small"] {
        let hex: String = golden::<Bytes>(case).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected(case)["hex"], "{case}");
    }
    assert_eq!(golden::<Option<u8>>("builtins/none").unwrap(), None);
    golden::<()>("builtins/none").unwrap();
    assert_eq!(golden::<u8>("builtins/int_1").unwrap(), 1);
    assert_eq!(golden::<i64>("builtins/int_negative").unwrap(), -5);
    let big: u128 = golden("builtins/int_big").unwrap();
    assert_eq!(big.to_string(), expected("builtins/int_big")["value"]["$int"]);
    assert_eq!(golden::<String>("builtins/str_ascii").unwrap(), expected("builtins/str_ascii")["value"]);
    assert_eq!(golden::<String>("builtins/str_empty").unwrap(), "");
    assert!(golden::<f64>("builtins/float_nan").unwrap().is_nan());
}

#[test]
fn collections() {
    type Arrays = (Vec<i64>, Vec<f64>);
    assert_eq!(golden::<Arrays>("collections/list_of_arrays").unwrap(), (vec![0, 1, 2], vec![0.0, 1.0]));
    let map: HashMap<String, Vec<f64>> = golden("collections/dict_arrays").unwrap();
    assert_eq!(map, HashMap::from([("a".into(), vec![0.0, 1.0, 2.0]), ("b".into(), vec![0.0, 1.0])]));
    type Mixed = (Vec<u8>, i32, String);
    assert_eq!(golden::<Mixed>("collections/list_array_then_int").unwrap(), (vec![0, 1, 2], 1, "x".into()));
    assert_eq!(golden::<Vec<String>>("collections/list_empty").unwrap(), [""; 0]);
    assert_eq!(golden::<Vec<u8>>("collections/list_ints").unwrap(), [1, 2]);
    assert_eq!(golden::<Vec<i128>>("collections/list_ints").unwrap(), [1, 2]);
    assert_eq!(golden::<Vec<Vec<u64>>>("collections/list_of_lists_ints").unwrap(), [vec![1, 2], vec![3]]);
    type Nested = (Vec<Vec<u64>>, (Vec<u64>, Vec<Vec<u64>>));
    let nested: Nested = golden("collections/nested_lists_of_arrays").unwrap();
    assert_eq!(nested, (vec![vec![0, 1]], (vec![0, 1, 2], vec![vec![0]])));
    type Bytes3 = (Bytes, (Bytes, (Bytes, u8)));
    let (a, (b, (c, five))): Bytes3 = golden("collections/tuple_bytes_nested").unwrap();
    assert_eq!((&a[..], &b[..], &c[..], five), (&b"a"[..], &b"b"[..], &b"c"[..], 5));
    assert_eq!(golden::<Vec<u8>>("collections/tuple_empty").unwrap(), [0; 0]);
    // Keys of all kinds, each with the header of its value, as opaque values.
    let opaque: Serialized<'static> = golden("collections/dict_odd_keys").unwrap();
    assert_eq!(opaque.frame_count(), 6);
    let error = deserialize::<BTreeMap<String, Serialized<'static>>>(&opaque).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Header { .. }), "{error:?}");
}

/// A frozenset has no header of its own; its pickle is plain data.
#[test]
fn a_frozenset_is_plain_data() {
    assert_eq!(golden::<Vec<f64>>("builtins/frozenset").unwrap(), [1.0]);
}

/// What runs code in Python, or has no counterpart, is refused as what it is.
#[test]
fn values_that_are_refused() {
    for (case, class) in [
        ("numpy/np_object", "NotAllowed"),
        ("numpy/np_struct_packed", "Array"),
        ("numpy/np_datetime_ns", "Array"),
        ("numpy/np_str_U5", "Array"),
        ("numpy/np_zero_d_f8", "Array"),
        ("numpy/np_empty_2d_f", "Array"),
        ("builtins/user_class", "NotAllowed"),
        ("builtins/bytes_small", "Header"),
    ] {
        let error = golden::<Vec<f64>>(case).unwrap_err();
        assert_eq!((error.class(), error.type_name()), (class, Some("std.Vec")), "{case}: {error}");
    }
}
