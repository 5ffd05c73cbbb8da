//! An older release with numpy 1: the same wire, with other names of numpy's modules in its pickles.

use frames_std::{Codec, Value, Wire, serialize};
use serde_json::json;

use crate::client::{get, put, read};
use crate::cluster::Cluster;
use crate::echo::echoed;
use crate::peer::Peer;
use crate::put::{array, dict, sees, text};
use crate::python::Environment;

static OLDER: Environment =
    Environment::new("requirements-2024.8.txt", include_str!("../python/requirements-2024.8.txt"));

#[test]
fn dask_2024_8_is_a_peer_too() {
    let mut cluster = Cluster::start(&OLDER, "older");
    let numbers = vec![2.5f64; 20_000];
    let wire = Wire { compression: Some(Codec::Lz4), ..Wire::default() };
    let sent = wire.prepare(serialize(&numbers).unwrap().into_owned()).unwrap();
    let back = echoed(&mut Peer::connect(&cluster.scheduler), &sent);
    assert_eq!(echoed(&mut Peer::connect(&cluster.scheduler), &back), back);

    put(&cluster, "numbers", sent);
    sees(&mut cluster, "numbers", &array("<f8", &[20_000], json!([2.5, 2.5, 2.5, 2.5])));
    put(&cluster, "optional", vec![Some(1i64), None]);
    sees(&mut cluster, "optional", &json!({"data": {"dtype": "<i8"}, "mask": {"first": [false, true]}}));
    let map = Value::Dict(vec![(Value::Text("a".to_owned()), Value::List(vec![Value::Int(1)]))]);
    put(&cluster, "map", map);
    sees(&mut cluster, "map", &dict(&[("a", json!({"py": "list", "items": [{"py": "int", "value": 1}]}))]));
    put(&cluster, "text", "grüße".to_owned());
    sees(&mut cluster, "text", &text("grüße"));

    cluster.make(&[
        ("floats", "np.arange(3) * 0.5"),
        ("plain", "{'a': [1, 2.5], 'b': np.float64(1.5), 'c': np.arange(2)}"),
        ("record", "np.array([(1, 2.5)], [('a', '<i4'), ('b', '<f8')])"),
    ]);
    let floats: Vec<f64> = read(&cluster, "floats", Some(&["dask", "msgpack"])).unwrap();
    assert_eq!(floats, [0.0, 0.5, 1.0]);
    let plain: Value = read(&cluster, "plain", None).unwrap();
    let Value::Dict(entries) = &plain else { panic!("a dict was made: {plain}") };
    assert_eq!(entries[0].1, Value::List(vec![Value::Int(1), Value::Float(2.5)]));
    assert!(matches!(&entries[2].1, Value::Array(array) if array.shape() == [2]));
    let record: Value = frames_std::deserialize(&get(&cluster, "record", None)).unwrap();
    assert!(matches!(&record, Value::Array(array) if array.dtype().fields().len() == 2), "{record}");
}
