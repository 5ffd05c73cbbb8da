//! A value in the description language of the recorded cases: a JSON object with the name of its Python type and facts
//! that don't depend on Python, such as dtype, shape and the SHA-256 of its bytes.

use bytes::Bytes;
use frames_std::{ClassName, Object, Serialized, Value, loads};
use serde_json::{Map, Value as Json, json};

use crate::{arrays, notation, objects};

/// Containers are described up to this many items.
const MOST_ITEMS: usize = 64;

/// What `describe()` says of a value.
pub(crate) fn describe(value: &Value) -> Json {
    match value {
        Value::Null => json!({"py": "NoneType", "value": null}),
        Value::Bool(value) => json!({"py": "bool", "value": value}),
        Value::Int(value) => json!({"py": "int", "value": notation::int(*value)}),
        Value::UInt(value) => json!({"py": "int", "value": {"$int": value.to_string()}}),
        Value::Float(value) => {
            json!({"py": "float", "value": notation::float(*value), "hex": notation::float_hex(*value)})
        }
        Value::Text(text) => text_facts(text),
        Value::Bytes(bytes) => bytes_facts("bytes", bytes),
        Value::List(items) => sequence("list", items, |value| match value {
            Value::List(items) => Some(items),
            _ => None,
        }),
        Value::Tuple(items) => sequence("tuple", items, |value| match value {
            Value::Tuple(items) => Some(items),
            _ => None,
        }),
        Value::Set(items) => set("set", items),
        Value::Dict(entries) => {
            let items =
                entries.iter().take(MOST_ITEMS).map(|(key, value)| json!([describe(key), describe(value)]));
            json!({"py": "dict", "len": entries.len(), "items": items.collect::<Vec<_>>()})
        }
        Value::Array(array) => arrays::describe(array),
        Value::Object(object) => objects::describe_object(object),
        Value::Exception(exception) => {
            json!({"py": class_name(&exception.class), "repr": objects::repr(value)})
        }
        Value::Serialized(closed) => serialized(closed),
        _ => json!({"py": "unknown"}),
    }
}

fn text_facts(text: &str) -> Json {
    let len = text.chars().count();
    let short = (len <= 200).then_some(text);
    json!({"py": "str", "len": len, "sha256": notation::sha256(text.as_bytes()), "value": short})
}

/// Of `bytes` and what is like it.
pub(crate) fn bytes_facts(kind: &str, bytes: &[u8]) -> Json {
    let short = (bytes.len() <= 64).then(|| notation::hex(bytes));
    json!({"py": kind, "len": bytes.len(), "sha256": notation::sha256(bytes), "hex": short})
}

/// A list or tuple; a long chain of ones with a single item is cut to its length and its end.
fn sequence<'a>(kind: &str, items: &'a [Value], same: impl Fn(&'a Value) -> Option<&'a Vec<Value>>) -> Json {
    let (mut depth, mut inner) = (0, Some(items));
    let mut leaf = None;
    while let Some([one]) = inner {
        depth += 1;
        leaf = Some(one);
        inner = same(one).map(Vec::as_slice);
    }
    match leaf {
        Some(leaf) if depth > 12 => json!({"py": kind, "chain_depth": depth, "leaf": describe(leaf)}),
        _ => {
            let described: Vec<_> = items.iter().take(MOST_ITEMS).map(describe).collect();
            json!({"py": kind, "len": items.len(), "items": described})
        }
    }
}

/// A set, whose members have no order: their descriptions are sorted as Python prints them.
pub(crate) fn set(kind: &str, items: &[Value]) -> Json {
    let mut described: Vec<_> = items.iter().map(describe).collect();
    described.sort_by_cached_key(notation::json_repr);
    json!({"py": kind, "len": items.len(), "items": described})
}

/// The name of a class; those of `builtins` stand alone.
pub(crate) fn class_name(class: &ClassName) -> String {
    match class.module.as_str() {
        "builtins" => class.qualname.clone(),
        module => format!("{module}.{}", class.qualname),
    }
}

/// A value that is closed: its header, and its frames as they came.
fn serialized(closed: &Serialized<'_>) -> Json {
    let frames = closed.frames().map(|frame| {
        let bytes = frame.as_slice();
        json!({"len": bytes.len(), "sha256": notation::sha256(bytes)})
    });
    // A header is msgpack like the first frame of a message.
    let header = loads::<Value>(&[Bytes::copy_from_slice(closed.header_bytes())]);
    let header = header.map_or(Json::Null, |header| plain(&header));
    json!({"py": "Serialized", "header": header, "frames": frames.collect::<Vec<_>>()})
}

/// A value of msgpack as JSON, with escapes for what JSON can't hold.
pub(crate) fn plain(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => notation::int(*value),
        Value::UInt(value) => json!({"$int": value.to_string()}),
        Value::Float(value) => notation::float(*value),
        Value::Text(text) => text.as_str().into(),
        Value::Bytes(bytes) => json!({"$bytes": notation::hex(bytes)}),
        Value::List(items) | Value::Tuple(items) if items.len() > 400 => {
            let ends = |items: &[Value]| items.iter().map(plain).collect::<Vec<_>>();
            json!({"$long_list": items.len(), "first": ends(&items[..8]), "last": ends(&items[items.len() - 8..])})
        }
        Value::List(items) | Value::Tuple(items) => items.iter().map(plain).collect(),
        Value::Set(items) => {
            let mut items: Vec<_> = items.iter().map(plain).collect();
            items.sort_by_cached_key(notation::json_repr);
            json!({"$set": items})
        }
        Value::Dict(entries) => {
            let named = |(key, value): &(Value, Value)| match key {
                Value::Text(key) => Some((key.clone(), plain(value))),
                _ => None,
            };
            match entries.iter().map(named).collect::<Option<Map<_, _>>>() {
                Some(map) => Json::Object(map),
                None => {
                    json!({"$map": entries.iter().map(|(key, value)| json!([plain(key), plain(value)])).collect::<Vec<_>>()})
                }
            }
        }
        other => json!({"$repr": objects::repr(other)}),
    }
}

/// The named attribute of an object.
pub(crate) fn field<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
}
