//! Tasks in Python make values, and Rust gets them from the worker: as arrays, bytes and msgpack where it asks for that,
//! and otherwise as Python prefers, which is a pickle for plain data.

use std::collections::BTreeMap;

use frames_std::{Framed, Object, SparseMatrix, Value};
use jiff::{Timestamp, civil};

use crate::client::{PICKLE_FREE, put, read};
use crate::cluster::Cluster;
use crate::python::CURRENT;

#[derive(Framed, Debug, PartialEq)]
struct Human {
    name: String,
    age: u8,
    track: Vec<f64>,
}

#[test]
fn rust_reads_what_tasks_made() {
    let mut cluster = Cluster::start(&CURRENT, "get");
    cluster.make(&[
        ("floats", "np.arange(5) * 1.5"),
        ("matrix", "np.asfortranarray(np.arange(6, dtype='>i2').reshape(2, 3))"),
        ("ints", "[1, 2, 3]"),
        ("human", "{'name': 'Alice', 'age': 30, 'track': np.array([0.5])}"),
        ("text", "'grüße'"),
        ("big", "np.zeros(3_000_000)"),
        ("nested", "{'a': (1, None), 'b': [b'x', 2.5], 3: {'c': True}}"),
    ]);
    for serializers in [PICKLE_FREE, None] {
        let floats: Vec<f64> = read(&cluster, "floats", serializers).unwrap();
        assert_eq!(floats, [0.0, 1.5, 3.0, 4.5, 6.0]);
        let matrix: Vec<[i16; 3]> = read(&cluster, "matrix", serializers).unwrap();
        assert_eq!(matrix, [[0, 1, 2], [3, 4, 5]]);
        let ints: Vec<i64> = read(&cluster, "ints", serializers).unwrap();
        assert_eq!(ints, [1, 2, 3]);
        assert_eq!(read::<String>(&cluster, "text", serializers).unwrap(), "grüße");
        assert_eq!(read::<Vec<f64>>(&cluster, "big", serializers).unwrap().len(), 3_000_000);
        let human: Human = read(&cluster, "human", serializers).unwrap();
        assert_eq!(human, Human { name: "Alice".to_owned(), age: 30, track: vec![0.5] });
    }
    let nested: Value = read(&cluster, "nested", None).unwrap();
    let Value::Dict(entries) = nested else { panic!("a dict was made: {nested}") };
    assert_eq!(entries[0].1, Value::Tuple(vec![Value::Int(1), Value::Null]));
    assert_eq!(entries[1].1, Value::List(vec![Value::Bytes("x".into()), Value::Float(2.5)]));
    assert_eq!(entries[2].0, Value::Int(3));
}

/// Rust puts values on the worker, Python computes with them, Rust gets the results.
#[test]
fn tasks_compute_with_what_rust_put_on_a_worker() {
    let mut cluster = Cluster::start(&CURRENT, "compute");
    let noon: Timestamp = "2024-02-29T12:00:00Z".parse().unwrap();
    put(&cluster, "moments", vec![Some(noon), None]);
    cluster.compute("tomorrow", "(x + np.timedelta64(1, 'D'))[:1]", &[("x", "moments")]);
    let tomorrow: Vec<civil::DateTime> = read(&cluster, "tomorrow", PICKLE_FREE).unwrap();
    assert_eq!(tomorrow, [civil::date(2024, 3, 1).at(12, 0, 0, 0)]);

    let matrix = SparseMatrix::csr((2, 3), vec![0, 1, 3], vec![2, 0, 2], vec![5.0, 7.0, 9.0]).unwrap();
    put(&cluster, "matrix", matrix);
    put(&cluster, "vector", vec![1.0f64, 10.0, 100.0]);
    cluster.compute("product", "m @ v", &[("m", "matrix"), ("v", "vector")]);
    assert_eq!(read::<Vec<f64>>(&cluster, "product", PICKLE_FREE).unwrap(), [500.0, 907.0]);
    cluster.compute("transposed", "m.T", &[("m", "matrix")]);
    let transposed: SparseMatrix<f64> = read(&cluster, "transposed", PICKLE_FREE).unwrap();
    assert_eq!(transposed.iter().collect::<Vec<_>>(), [(2, 0, &5.0), (0, 1, &7.0), (2, 1, &9.0)]);
}

/// What only a pickle holds is read without running it, and is an error of its key where pickles are not wanted.
#[test]
fn pickles_are_read_but_never_run() {
    let mut cluster = Cluster::start(&CURRENT, "get-pickles");
    cluster.make(&[
        ("decimal", "decimal.Decimal('1.50')"),
        ("when", "datetime.datetime(2020, 1, 2, 3, 4, 5)"),
        ("scalars", "{'i': np.int64(3), 'c': 1 + 2j, 'dtype': np.dtype('<f4')}"),
        ("set", "frozenset([1])"),
        ("error", "ValueError('no', 5)"),
    ]);
    let object = |key: &str| match read::<Value>(&cluster, key, None).unwrap() {
        Value::Object(object) => *object,
        other => panic!("{key} is {other}"),
    };
    assert_eq!(object("decimal"), Object::call("decimal", "Decimal", vec![Value::Text("1.50".to_owned())]));
    let when = object("when");
    assert!(when.class.is("datetime", "datetime"));
    assert_eq!(when.args[..3], [2020, 1, 2].map(Value::Int));
    assert_eq!(object("set").args, [Value::Set(vec![Value::Int(1)])]);
    let scalars: BTreeMap<String, Value> = read(&cluster, "scalars", None).unwrap();
    assert_eq!(scalars.len(), 3);
    let Value::Exception(error) = read::<Value>(&cluster, "error", None).unwrap() else {
        panic!("an exception")
    };
    assert_eq!(error.args, [Value::Text("no".to_owned()), Value::Int(5)]);

    for key in ["decimal", "when", "error"] {
        let refused = read::<Value>(&cluster, key, PICKLE_FREE).unwrap_err();
        assert_eq!(refused.class(), "Remote", "{refused}");
    }
}
