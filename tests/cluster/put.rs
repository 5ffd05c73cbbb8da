//! Rust puts values on a worker, and tasks in Python read them.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use frames_std::{Codec, DType, Framed, NdArray, Object, Serialized, Value, Wire, serialize};
use serde_json::{Value as Json, json};

use crate::client::put;
use crate::cluster::Cluster;
use crate::python::CURRENT;

/// Whether what was seen says all that is expected.
#[track_caller]
pub(crate) fn sees(cluster: &mut Cluster, key: &str, expected: &Json) {
    let seen = cluster.describe(key);
    if let Some(problem) = differs(expected, &seen, key) {
        panic!("{problem}\nPython saw {seen}");
    }
}

fn differs(expected: &Json, seen: &Json, path: &str) -> Option<String> {
    match (expected, seen) {
        (Json::Object(entries), Json::Object(seen)) => entries.iter().find_map(|(key, expected)| {
            differs(expected, seen.get(key).unwrap_or(&Json::Null), &format!("{path}.{key}"))
        }),
        (Json::Array(items), Json::Array(seen)) if items.len() == seen.len() => {
            let mut pairs = items.iter().zip(seen).enumerate();
            pairs.find_map(|(at, (expected, seen))| differs(expected, seen, &format!("{path}[{at}]")))
        }
        (expected, seen) if expected == seen => None,
        (expected, seen) => Some(format!("{path} is {seen}, not {expected}")),
    }
}

pub(crate) fn text(text: &str) -> Json {
    json!({"py": "str", "value": text})
}

pub(crate) fn dict(entries: &[(&str, Json)]) -> Json {
    let items: Vec<_> = entries.iter().map(|(key, value)| json!([text(key), value])).collect();
    json!({"py": "dict", "items": items})
}

pub(crate) fn array(dtype: &str, shape: &[usize], first: Json) -> Json {
    json!({"py": "numpy.ndarray", "dtype": dtype, "shape": shape, "first": first})
}

#[derive(Framed, Clone)]
struct Run {
    name: String,
    samples: Vec<f64>,
    image: Vec<[u8; 3]>,
    thumbnail: Bytes,
    valid: Vec<Option<i32>>,
    tags: BTreeSet<String>,
    /// A value that somebody else serialized.
    payload: Serialized<'static>,
}

fn run(payload: Serialized<'static>) -> Run {
    Run {
        name: "run 7".to_owned(),
        samples: vec![0.5, 1.5],
        image: vec![[1, 2, 3], [4, 5, 6]],
        thumbnail: Bytes::from("png"),
        valid: vec![Some(1), None],
        tags: ["a".to_owned()].into(),
        payload,
    }
}

fn seen_run(payload: Json) -> Json {
    dict(&[
        ("name", text("run 7")),
        ("tags", json!({"py": "set", "items": [text("a")]})),
        ("samples", array("<f8", &[2], json!([0.5, 1.5]))),
        ("image", array("|u1", &[2, 3], json!([1, 2, 3, 4]))),
        ("thumbnail", json!({"py": "bytes", "hex": "706e67"})),
        ("valid", json!({"py": "numpy.ma.MaskedArray", "mask": {"first": [false, true]}})),
        ("payload", payload),
    ])
}

#[test]
fn tasks_read_what_rust_put_on_a_worker() {
    let mut cluster = Cluster::start(&CURRENT, "put");
    put(&cluster, "number", 2.5f64);
    sees(&mut cluster, "number", &json!({"py": "float", "value": 2.5}));
    put(&cluster, "wide", u128::MAX);
    sees(&mut cluster, "wide", &json!({"py": "int", "value": {"$int": u128::MAX.to_string()}}));
    put(&cluster, "floats", vec![1.0f64, 2.5]);
    sees(&mut cluster, "floats", &array("<f8", &[2], json!([1.0, 2.5])));
    put(&cluster, "long", vec![7i64; 1_000_000]);
    sees(&mut cluster, "long", &array("<i8", &[1_000_000], json!([7, 7, 7, 7])));
    put(&cluster, "texts", vec!["a".to_owned(), "ß".to_owned()]);
    sees(&mut cluster, "texts", &json!({"py": "tuple", "items": [text("a"), text("ß")]}));
    put(&cluster, "map", BTreeMap::from([("a", vec![1u8]), ("b", vec![])]));
    sees(
        &mut cluster,
        "map",
        &dict(&[("a", json!({"py": "bytes", "hex": "01"})), ("b", json!({"py": "bytes", "len": 0}))]),
    );
    put(&cluster, "run", run(serialize("inner").unwrap().into_owned()));
    sees(&mut cluster, "run", &seen_run(text("inner")));
}

/// Trees of values whose types are known only at run time.
#[test]
fn tasks_read_values() {
    let mut cluster = Cluster::start(&CURRENT, "put-values");
    let big_endian = Bytes::from_static(&[0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]);
    let array_of = |dtype: &str, shape: &[usize], data: Bytes| {
        let dtype = DType::parse(dtype).unwrap();
        Value::Array(Box::new(NdArray::new(dtype, shape.to_vec(), None, data).unwrap()))
    };
    let bytearray = Object::call("builtins", "bytearray", vec![Value::Bytes(Bytes::from_static(b"\xff\0"))]);
    let tree = Value::Dict(vec![
        (Value::Text("list".to_owned()), Value::List(vec![Value::Int(1), Value::Null])),
        (Value::Text("matrix".to_owned()), array_of(">u2", &[2, 3], big_endian)),
        (
            Value::Text("dates".to_owned()),
            array_of("<M8[D]", &[1], Bytes::from_static(&[1, 0, 0, 0, 0, 0, 0, 0])),
        ),
        (Value::Text("set".to_owned()), Value::Set(vec![Value::Int(5)])),
        (Value::Text("array".to_owned()), Value::Object(Box::new(bytearray))),
    ]);
    put(&cluster, "tree", tree);
    let expected = dict(&[
        ("list", json!({"py": "list", "items": [{"py": "int", "value": 1}, {"py": "NoneType"}]})),
        ("matrix", array(">u2", &[2, 3], json!([1, 2, 3, 4]))),
        ("dates", array("<M8[D]", &[1], json!(["1970-01-02"]))),
        ("set", json!({"py": "set", "items": [{"py": "int", "value": 5}]})),
        ("array", json!({"py": "bytearray", "hex": "ff00"})),
    ]);
    sees(&mut cluster, "tree", &expected);
}

/// A value that was cut and compressed, placed inside a struct: its tables stand in the outermost header then, where Dask
/// looks for them.
#[test]
fn cut_and_compressed_values_inside_a_struct_arrive_whole() {
    let mut cluster = Cluster::start(&CURRENT, "put-cut");
    let numbers = vec![1.5f64; 50_000];
    let cut = Wire { shard_bytes: Some(1 << 16), compression: None };
    let lz4 = Wire { compression: Some(Codec::Lz4), ..Wire::default() };
    let both = Wire { compression: Some(Codec::Zstd), ..cut };
    for (key, wire) in [("cut", cut), ("compressed", lz4), ("both", both)] {
        let payload = wire.prepare(serialize(&numbers).unwrap().into_owned()).unwrap();
        assert!(payload.frame_count() > 1 || payload.payload_bytes() < 100_000);
        put(&cluster, key, run(payload));
        sees(&mut cluster, key, &seen_run(array("<f8", &[50_000], json!([1.5, 1.5, 1.5, 1.5]))));
    }
}
