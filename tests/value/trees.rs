//! Scalars and containers: inline where msgpack says all of it, collections where it doesn't.

use bytes::Bytes;
use frames_std::{
    ClassName, ErrorKind, Exception, Framed, Limits, Object, Serialized, Value, deserialize,
    deserialize_with, loads, serialize,
};

use crate::common::*;
use crate::{class_of_error, comes_back, int, text};

#[test]
fn scalars() {
    for value in [
        Value::Null,
        Value::Bool(true),
        int(0),
        int(i64::MIN),
        Value::from(u64::MAX),
        Value::Float(-0.5),
        Value::Float(f64::INFINITY),
        text(""),
        text("é\0'\""),
        text(&"long".repeat(5000)),
        Value::Bytes(Bytes::new()),
        Value::Bytes(vec![7; 64].into()),
        Value::Bytes(vec![7; 65].into()),
    ] {
        comes_back(&value);
        comes_back(&Value::List(vec![value.clone(), value.clone()]));
        comes_back(&Value::Tuple(vec![value.clone(), value.clone()]));
        comes_back(&Value::Set(vec![value.clone()]));
        comes_back(&Value::Dict(vec![(text("a"), value.clone()), (value.clone(), value)]));
    }
    assert!(deserialize::<Value>(&serialize(&f64::NAN).unwrap()).unwrap().as_f64().unwrap().is_nan());
}

#[test]
fn integers_beyond_64_bits_are_pickles() {
    for (value, wide) in [(Value::from(i128::MIN), i128::MIN), (Value::from(1i128 << 64), 1 << 64)] {
        assert_eq!(deserialize::<i128>(&serialize(&value).unwrap()).unwrap(), wide);
    }
    for value in [Value::from(i128::MAX), Value::from(-(1i128 << 100)), Value::from(u128::MAX)] {
        comes_back(&value);
        comes_back(&Value::List(vec![value.clone(), Value::Tuple(vec![value])]));
    }
    let value = Value::from(u128::MAX);
    assert_eq!(value, Value::UInt(u128::MAX));
    assert_eq!(deserialize::<u128>(&serialize(&value).unwrap()).unwrap(), u128::MAX);
    assert_eq!(Value::from(7u128), int(7));
    let limits = Limits { pickles: false, ..Limits::cluster() };
    // They are the one kind of pickle that is written here, so they are read also where no others are.
    assert_eq!(deserialize_with::<Value>(&serialize(&value).unwrap(), &limits).unwrap(), value);
}

/// What is one key in Python is one key here.
#[test]
fn keys_that_are_equal() {
    for twice in [m!({(true): 1, 1: 2}), m!({1: 1, 1.0: 2}), m!({0: 1, (-0.0): 2})] {
        let read = read::<Value>(msgpack(), &[&twice.bytes()]);
        assert_eq!(class_of_error(read), "Msgpack");
    }
    let set = loads::<Value>(&[m!({"__Set__": true, "as-list": [1, 1.0, 2]}).bytes().into()]).unwrap();
    assert_eq!(set, Value::Set(vec![int(1), int(2)]));
}

#[test]
fn containers_in_containers() {
    let array = Value::from_framed(&[1.5f64][..]).unwrap();
    let empty = [
        Value::List(vec![]),
        Value::Tuple(vec![]),
        Value::Set(vec![]),
        Value::Dict(vec![]),
        Value::List(vec![Value::Tuple(vec![Value::List(vec![])])]),
    ];
    for value in &empty {
        comes_back(value);
    }
    comes_back(&Value::List(empty.to_vec()));
    comes_back(&Value::Tuple(empty.to_vec()));
    comes_back(&Value::Tuple(vec![Value::Set(vec![int(1), Value::Tuple(vec![int(2)])]), Value::Null]));
    comes_back(&Value::Dict(vec![
        (text("set"), Value::Set(vec![text("x")])),
        (Value::Tuple(vec![text("t"), int(1)]), array.clone()),
        (int(3), Value::List(vec![array.clone(), Value::Dict(vec![(text("a"), array)])])),
        (Value::Null, Value::Null),
        (Value::Float(1.5), Value::Bool(false)),
        (Value::Bytes(Bytes::from_static(b"k")), int(-1)),
    ]));
}

/// A list is no tuple, and a set is neither, wherever they stand.
#[test]
fn kinds_of_sequences_stay_apart() {
    let items = || vec![int(1), text("b")];
    let (list, tuple, set) = (Value::List(items()), Value::Tuple(items()), Value::Set(items()));
    let values = [list, tuple, set];
    comes_back(&Value::Tuple(values.to_vec()));
    comes_back(&Value::Dict(values.iter().map(|value| (text(&value.to_string()), value.clone())).collect()));
    let [list, tuple, set] = values.map(|value| serialize(&value).unwrap().into_owned());
    let kind = |value: &Serialized<'_>| value.header().get_opt::<String>("type-serialized").unwrap();
    assert_eq!(
        (kind(&list).as_deref(), kind(&tuple), kind(&set).as_deref()),
        (Some("list"), None, Some("set"))
    );
}

/// Keys that Dask takes for markers in a header are keys like any other in a frame.
#[test]
fn marker_keys() {
    for key in ["__Set__", "__Enum__", "__Serialized__", "__Pickled__"] {
        let dict = Value::Dict(vec![(text(key), Value::Bool(true)), (text("as-list"), Value::Tuple(vec![]))]);
        comes_back(&dict);
        comes_back(&Value::List(vec![dict.clone()]));
        comes_back(&Value::Tuple(vec![dict.clone(), Value::from_framed(&[1u16][..]).unwrap()]));
        comes_back(&Value::Dict(vec![(text("inner"), dict)]));
    }
    // In a header they are markers.
    let inner = |map: M| read::<Value>(object(m!({"x": map}), m!({})), &[]);
    let set = inner(m!({"__Set__": true, "as-list": [1, "a"]})).unwrap();
    assert_eq!(set.get("x"), Some(&Value::Set(vec![int(1), text("a")])));
    let status =
        m!({"__Enum__": true, "name": "running", "__module__": "distributed.core", "__name__": "Status"});
    let value = inner(status.clone()).unwrap();
    let Some(Value::Object(object)) = value.get("x") else { panic!("{value}") };
    assert_eq!(**object, Object::call("distributed.core", "Status", vec![text("running")]));
    comes_back_inside(&value);
    for (map, class) in [
        (m!({"__Set__": true}), "Header"),
        (m!({"__Set__": true, "as-list": 5}), "Header"),
        (m!({"__Set__": true, "as-list": [{"a": 1}]}), "Header"),
        (status.clone().without("name"), "Header"),
        (status.clone().without("name").with("name", 5), "Header"),
        (status.clone().without("name").with("name", "eval"), "NotAllowed"),
        (status.clone().without("__module__").with("__module__", "os"), "NotAllowed"),
        (status.without("__name__").with("__name__", "Nope"), "NotAllowed"),
        (m!({"__Serialized__": 1}), "Header"),
        (m!({"__Pickled__": 1}), "Header"),
    ] {
        assert_eq!(class_of_error(inner(map.clone())), class, "{map:?}");
    }
}

/// An enum has a form in headers alone.
fn comes_back_inside(value: &Value) {
    #[derive(Debug, PartialEq, Framed)]
    struct Message {
        status: Value,
        bytes: Vec<u8>,
    }
    let message = Message { status: value.get("x").unwrap().clone(), bytes: vec![1] };
    assert_eq!(deserialize::<Message>(&serialize(&message).unwrap()).unwrap(), message);
    assert_eq!(class_of_error(serialize(&message.status).map(|_| Value::Null)), "NotAllowed");
}

#[test]
fn timestamps() {
    for (seconds, nanoseconds, len) in [(1, 2, 10), (1, 0, 6), (-1, 0, 15), (1 << 40, 999_999_999, 15)] {
        let value = Value::Object(Box::new(Object::call(
            "msgpack.ext",
            "Timestamp",
            vec![int(seconds), int(nanoseconds)],
        )));
        comes_back(&value);
        comes_back(&Value::Dict(vec![(text("t"), value.clone())]));
        assert_eq!(serialize(&value).unwrap().frame(0).unwrap().len(), len);
    }
    let read = |frame: &[u8]| read::<Value>(msgpack(), &[frame]);
    assert_eq!(class_of_error(read(b"\xd4\x05\x00")), "Msgpack");
    assert_eq!(class_of_error(read(b"\xd6\xff\x00")), "Msgpack");
    assert_eq!(class_of_error(read(b"\xd7\xff\xff\xff\xff\xff\0\0\0\0")), "Msgpack");
    assert_eq!(class_of_error(read(b"\xc7\x05\xff\0\0\0\0\0")), "Msgpack");
}

#[test]
fn what_python_could_not_hash_or_tell_apart() {
    let read = |frame: &[u8]| read::<Value>(msgpack(), &[frame]);
    assert_eq!(class_of_error(read(b"\x82\xa1a\x01\xa1a\x02")), "Msgpack");
    assert_eq!(class_of_error(read(b"\x82\x01\x01\xcc\x01\x02")), "Msgpack");
    assert_eq!(class_of_error(read(b"\x81\x80\x01")), "Msgpack");
    assert_eq!(class_of_error(read(b"\x81\x91\x80\x01")), "Header");
    let dict =
        |key: M| collection("dict", vec![(msgpack().with("key", key), 1), (msgpack().with("key", 1), 1)]);
    assert_eq!(class_of_error(crate::common::read(dict(m!({"a": 1})), &[b"\x01", b"\x02"])), "Header");
    assert_eq!(class_of_error(crate::common::read(dict(m!(1)), &[b"\x01", b"\x02"])), "Msgpack");
    let keyless = collection("dict", vec![(msgpack(), 1)]);
    assert_eq!(class_of_error(crate::common::read(keyless, &[b"\x01"])), "Header");
    let odd = collection("frozenset", vec![(msgpack(), 1)]);
    assert_eq!(class_of_error(crate::common::read(odd, &[b"\x01"])), "UnknownType");
    for value in [
        Value::Set(vec![Value::List(vec![])]),
        Value::Set(vec![Value::Dict(vec![])]),
        Value::Dict(vec![(Value::Set(vec![]), Value::Null)]),
        Value::Exception(Box::new(Exception {
            class: ClassName::new("builtins", "ValueError"),
            args: vec![text("no")],
        })),
        Value::Object(Box::new(Object::call("decimal", "Decimal", vec![text("1.50")]))),
    ] {
        assert_eq!(class_of_error(serialize(&value).map(|_| Value::Null)), "NotAllowed", "{value}");
    }
}

#[test]
fn closed_values_pass_through() {
    let closed = serialize(&vec![1.5f64, 2.5]).unwrap().into_owned();
    let value = Value::Serialized(Box::new(closed));
    let opened = deserialize::<Value>(&serialize(&value).unwrap()).unwrap();
    assert_eq!(opened.as_array().unwrap().to_vec::<f64>().unwrap(), [1.5, 2.5]);
    let list = Value::List(vec![value, Value::Null]);
    let opened = deserialize::<Value>(&serialize(&list).unwrap()).unwrap();
    assert_eq!(opened.to_string(), "[array(<f8, [2], 16 bytes: 1.5, 2.5), None]");
}

#[test]
fn depth() {
    fn nest(depth: usize, wrap: fn(Value) -> Value) -> Value {
        (1..depth).fold(wrap(Value::Null), |value, _| wrap(value))
    }
    let wraps: [fn(Value) -> Value; 5] = [
        |value| Value::List(vec![value]),
        |value| Value::Tuple(vec![value]),
        |value| Value::Dict(vec![(Value::from("a"), value)]),
        |value| Value::Tuple(vec![value, Value::Bytes(vec![0; 100].into())]),
        |value| {
            let mut object = Object::call("acme", "Box", Vec::new());
            object.fields = vec![("inner".to_owned(), value)];
            Value::Object(Box::new(object))
        },
    ];
    let stack = if cfg!(debug_assertions) { 512 << 10 } else { 128 << 10 };
    let run = move || {
        for wrap in wraps {
            let value = nest(128, wrap);
            let serialized = serialize(&value).unwrap();
            assert!(deserialize::<Value>(&serialized).unwrap() == value);
            assert!(value.to_string().len() < 10_000);
            let limits = Limits { depth: 64, ..Limits::cluster() };
            let error = deserialize_with::<Value>(&serialized, &limits).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Limit { field: "depth", .. }), "{error}");
            let error = serialize(&nest(129, wrap)).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Limit { field: "depth", .. }), "{error}");
        }
    };
    std::thread::Builder::new().stack_size(stack).spawn(run).unwrap().join().unwrap();
}
