//! Every array that a real Dask wrote (distributed 2026.8.0), read as an `NdArray`: type, shape and bytes are compared with
//! what Python had.

use std::fs;
use std::path::Path;

use frames_std::{NdArray, Result, Serialized, deserialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Cases that are no plain array by nature, the class of the error, and why.
const NOT_ARRAYS: &[(&str, &str, &str)] = &[
    ("np_dtype_object", "Header", "Dask writes a dtype by itself as a pickle"),
    ("np_masked_bytes", "Header", "without its mask it would be another value; read it as a `Value`"),
    ("np_masked_constant", "Header", "a constant of numpy's, without any data"),
    (
        "np_masked_fill_value",
        "Header",
        "without its mask it would be another value; `Vec<Option<_>>` reads it",
    ),
    (
        "np_masked_with_mask",
        "Header",
        "without its mask it would be another value; `Vec<Option<_>>` reads it",
    ),
    ("np_object", "Header", "its elements are Python's objects, in a pickle"),
    ("np_object_2d_f", "Header", "its elements are Python's objects, in a pickle"),
    ("np_scalar_float64", "Header", "a number by itself, which `f64` reads"),
    ("np_scalar_int64", "Header", "a number by itself, which `i64` reads"),
    ("np_string_dtype", "Header", "texts of any length, which numpy pickles"),
];

fn read(folder: &Path) -> Result<NdArray> {
    let mut frames: Vec<_> = fs::read_dir(folder.join("frames"))
        .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default();
    frames.sort();
    let frames = frames.iter().map(|path| fs::read(path).unwrap());
    deserialize(&Serialized::from_parts(fs::read(folder.join("header.msgpack")).unwrap(), frames))
}

#[test]
fn every_array_is_what_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vectors/numpy");
    let (mut arrays, mut others, mut problems) = (0, 0, Vec::new());
    for case in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
        let name = case.file_name().into_string().unwrap();
        let exception = NOT_ARRAYS.iter().find(|(other, ..)| *other == name);
        match (read(&case.path()), exception) {
            (Ok(array), None) => {
                arrays += 1;
                let manifest = fs::read(case.path().join("manifest.json")).unwrap();
                let expected = &serde_json::from_slice::<Value>(&manifest).unwrap()["expected"];
                problems.extend(differs(&array, expected).map(|problem| format!("{name}: {problem}")));
            }
            (Err(error), Some((_, class, _))) if error.class() == *class => others += 1,
            (Err(error), _) => problems.push(format!("{name}: {}: {error}", error.class())),
            (Ok(array), Some(_)) => problems.push(format!("{name}: was read as {array:?}")),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(others, NOT_ARRAYS.len());
    assert!(arrays > 40, "{arrays}");
}

/// What is not as it was in Python.
fn differs(array: &NdArray, expected: &Value) -> Option<String> {
    let shape: Vec<_> =
        expected["shape"].as_array()?.iter().map(|len| len.as_u64().unwrap() as usize).collect();
    let mut sha256 = Sha256::new();
    array.items().for_each(|item| sha256.update(item));
    let sha256: String = sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let has_fields = !array.dtype().fields().is_empty();
    if !has_fields && expected["dtype"] != array.dtype().to_string() {
        return Some(format!("its dtype is {}, expected {}", array.dtype(), expected["dtype"]));
    }
    if expected["itemsize"].as_u64().is_some_and(|size| size != array.dtype().size() as u64) {
        return Some(format!("its elements have {} bytes", array.dtype().size()));
    }
    if array.shape() != shape || expected["sha256"] != sha256 {
        return Some(format!("{:?} {sha256}, expected {expected}", array.shape()));
    }
    (expected["writeable"].as_bool()? != array.is_writeable()).then(|| "may be written, or not".to_owned())
}
