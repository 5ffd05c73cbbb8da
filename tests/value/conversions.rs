//! Rust's types into values and out of them, and values for people.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use frames_std::{Framed, NdArray, Value, deserialize, serialize};
use serde::{Deserialize, Serialize};

use crate::{comes_back, int, text};

#[derive(Debug, PartialEq, Framed)]
struct Photo {
    name: String,
    pixels: Vec<f32>,
    sizes: Vec<(u32, u32)>,
    note: Option<String>,
    more: Value,
}

fn photo() -> Photo {
    Photo {
        name: "alps".into(),
        pixels: vec![0.5, 1.5],
        sizes: vec![(1, 2)],
        note: None,
        more: Value::Dict(vec![
            (text("lists"), Value::List(vec![int(1)])),
            (int(2), Value::from(Bytes::from_static(b"x"))),
        ]),
    }
}

#[test]
fn structs_are_dicts() {
    let value = Value::from_framed(&photo()).unwrap();
    assert_eq!(value.get("name").and_then(Value::as_str), Some("alps"));
    assert_eq!(value.get("pixels").and_then(Value::as_array).unwrap().to_vec::<f64>().unwrap(), [0.5, 1.5]);
    assert_eq!(value.get("note"), Some(&Value::Null));
    assert_eq!(value.get("more"), Some(&photo().more));
    assert_eq!(value.to::<Photo>().unwrap(), photo());
    comes_back(&value);
    assert_eq!(deserialize::<Photo>(&serialize(&photo()).unwrap()).unwrap(), photo());
}

#[test]
fn options_of_values_stay_apart() {
    for value in [None, Some(Value::Null), Some(int(1)), Some(Value::List(vec![]))] {
        assert_eq!(deserialize::<Option<Value>>(&serialize(&value).unwrap()).unwrap(), value);
    }
    let map =
        HashMap::from([("a".to_owned(), Value::Null), ("b".to_owned(), Value::List(vec![Value::Null]))]);
    assert_eq!(deserialize::<HashMap<String, Value>>(&serialize(&map).unwrap()).unwrap(), map);
    let run = vec![Value::Null, Value::List(vec![]), text("x")];
    assert_eq!(deserialize::<Vec<Value>>(&serialize(&run).unwrap()).unwrap(), run);
}

/// What is left of a struct's entries can be kept as a value.
#[test]
fn leftover_entries() {
    #[derive(Debug, PartialEq, Framed)]
    struct Known {
        name: String,
        #[framed(flatten)]
        rest: BTreeMap<String, Value>,
    }
    let known: Known = Value::from_framed(&photo()).unwrap().to().unwrap();
    assert_eq!(known.rest.len(), 4);
    assert_eq!(deserialize::<Known>(&serialize(&known).unwrap()).unwrap(), known);
}

#[test]
fn serde() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Settings {
        depth: u8,
        names: Vec<String>,
        ratio: Option<f64>,
    }
    let settings = Settings { depth: 3, names: vec!["a".into()], ratio: Some(0.5) };
    let value = Value::from_serde(&settings).unwrap();
    assert_eq!(value.to_string(), "{'depth': 3, 'names': ('a'), 'ratio': 0.5}".replace("('a')", "('a',)"));
    assert_eq!(value.to_serde::<Settings>().unwrap(), settings);
    let listed = Value::Dict(vec![
        (text("depth"), int(3)),
        (text("names"), Value::List(vec![text("a")])),
        (text("ratio"), Value::Float(0.5)),
    ]);
    assert_eq!(listed.to_serde::<Settings>().unwrap(), settings);
    let marker = BTreeMap::from([("__Set__", 1)]);
    assert_eq!(Value::from_serde(&marker).unwrap(), Value::Dict(vec![(text("__Set__"), int(1))]));
    let array = Value::from_framed(&[1.0f64][..]).unwrap();
    assert_eq!(array.to_serde::<Vec<f64>>().unwrap_err().class(), "NotAllowed");
    assert_eq!(Value::from(u128::MAX).to_serde::<u128>().unwrap_err().class(), "NotAllowed");
    let deep = (0..200).fold(Value::Null, |inner, _| Value::List(vec![inner]));
    assert_eq!(deep.to_serde::<Vec<()>>().unwrap_err().class(), "Limit");
}

#[test]
fn looking_into_values() {
    assert_eq!(Value::from(7u8).as_i64(), Some(7));
    assert_eq!(Value::from(u64::MAX).as_i64(), None);
    assert_eq!(Value::from(7u8).as_f64(), Some(7.0));
    assert_eq!(Value::from(i64::MAX).as_f64(), None);
    assert_eq!(Value::from(0.5f32).as_f64(), Some(0.5));
    assert_eq!(Value::from(true).as_bool(), Some(true));
    assert_eq!(text("x").as_i64(), None);
    assert_eq!(Value::from(Bytes::from_static(b"x")).as_bytes().map(|bytes| &bytes[..]), Some(&b"x"[..]));
    assert_eq!(Value::from(vec![int(1)]).as_slice(), Some(&[int(1)][..]));
    assert_eq!(Value::Set(vec![]).as_slice(), None);
    assert_eq!(int(1).get("x"), None);
}

#[test]
fn values_for_people() {
    let array = |dtype: &str, len: usize, bytes: Vec<u8>| {
        Value::from(NdArray::new(dtype.parse().unwrap(), vec![len], None, bytes.into()).unwrap())
    };
    for (value, shown) in [
        (Value::Null, "None"),
        (Value::Bool(true), "True"),
        (Value::Float(f64::NAN), "nan"),
        (text("it's \"new\"\n"), r#"'it\'s "new"\n'"#),
        (Value::from(Bytes::from_static(b"a\xff'")), r"b'a\xff\''"),
        (Value::Tuple(vec![int(1)]), "(1,)"),
        (Value::Set(vec![]), "set()"),
        (Value::Dict(vec![(int(1), Value::List(vec![Value::Null]))]), "{1: [None]}"),
        (array("|S3", 2, b"ab\0c\0\0".to_vec()), "array(|S3, [2], 6 bytes: b'ab', b'c')"),
        (array("<U2", 1, vec![0xe9, 0, 0, 0, 0, 0, 0, 0]), "array(<U2, [1], 8 bytes: 'é')"),
        (array("<M8[s]", 1, vec![5, 0, 0, 0, 0, 0, 0, 0]), "array(<M8[s], [1], 8 bytes: 5)"),
        (array("|b1", 8, vec![1; 8]), "array(|b1, [8], 8 bytes: True, True, True, True, True, True, ...)"),
    ] {
        assert_eq!(value.to_string(), shown);
        assert_eq!(format!("{value:?}"), shown);
    }
    let long = Value::List(vec![text(&"é".repeat(100)); 100_000]).to_string();
    assert!(long.ends_with("...") && long.chars().count() < 2100, "{}", long.len());
    let deep = (0..100).fold(Value::Null, |inner, _| Value::List(vec![inner])).to_string();
    assert!(deep.contains("...") && deep.len() < 100, "{deep}");
}
