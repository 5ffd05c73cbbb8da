//! Values as messages, and as parts of messages.

use frames_std::{
    Framed, Limits, Object, Serialized, ToSerialize, Value, dumps, loads, loads_with, to_serialize,
};

use crate::common::*;
use crate::{class_of_error, int, text};

#[track_caller]
fn comes_back(value: &Value, frames: usize) {
    let message = dumps(value).expect("a value that can be written");
    assert_eq!(message.frames().len(), frames, "{value}");
    assert_eq!(&loads::<Value>(&message.into_shared()).expect("a message that can be read"), value);
    let message = dumps(&to_serialize(value.clone())).map(|message| message.into_shared());
    // An enum has a form in frame 0 alone.
    if let Ok(message) = message {
        assert_eq!(&loads::<Value>(&message).expect("a message that can be read"), value);
    }
}

#[test]
fn messages() {
    let array = Value::from_framed(&[1.5f64][..]).unwrap();
    let status = Value::Object(Box::new(Object::call("distributed.core", "Status", vec![text("closed")])));
    let set = Value::Set(vec![int(1), text("a")]);
    let dict = |value: &Value| Value::Dict(vec![(text("op"), text("x")), (text("data"), value.clone())]);
    for (value, frames) in [
        (text("OK"), 1),
        (Value::Tuple(vec![]), 1),
        (dict(&set), 1),
        (dict(&status), 1),
        (Value::Tuple(vec![dict(&status), dict(&set), status.clone()]), 1),
        (Value::Dict(vec![(Value::Tuple(vec![text("x"), int(1)]), int(5))]), 1),
        (array.clone(), 3),
        (dict(&array), 3),
        (dict(&Value::Tuple(vec![array.clone(), status, set, array.clone()])), 5),
        // What a plain array could not say.
        (dict(&Value::List(vec![int(1), array])), 4),
        (dict(&Value::Dict(vec![(text("__Set__"), int(1))])), 3),
        // Bytes that a scheduler may want to read, and data.
        (dict(&Value::from(bytes::Bytes::from(vec![0u8; 10_000]))), 1),
        (dict(&Value::from(bytes::Bytes::from(vec![0u8; 100_000]))), 3),
    ] {
        comes_back(&value, frames);
    }
}

/// A field that is a value opens its part; one that is serialized keeps it shut.
#[test]
fn parts() {
    #[derive(Framed)]
    struct Put {
        op: String,
        data: ToSerialize<Value>,
    }
    #[derive(Framed)]
    struct Shut {
        data: Serialized<'static>,
    }
    let list = Value::List(vec![int(1), Value::Null]);
    let message = dumps(&Put { op: "put".into(), data: to_serialize(list.clone()) }).unwrap().into_shared();
    assert_eq!(loads::<Put>(&message).unwrap().data.0, list);
    let opened: Value = loads(&message).unwrap();
    assert_eq!((opened.get("op"), opened.get("data")), (Some(&text("put")), Some(&list)));
    let shut = Value::Serialized(Box::new(loads::<Shut>(&message).unwrap().data));
    let again = Value::Dict(vec![(text("op"), text("put")), (text("data"), shut)]);
    assert_eq!(dumps(&again).unwrap().into_shared(), message);
}

/// Python's keys may be what only a pickle holds: then the key is a part.
#[test]
fn a_key_that_is_a_part() {
    let tree = b"\x81\x81\xab__Pickled__\x01\x05";
    let header = b"\x82\xabpickled-obj\xc4\x1a\x80\x04cdatetime\ndate\nC\x04\x07\xe4\x01\x02\x85R.\xaenum-sub-frames\x00";
    let message = [tree.to_vec().into(), header.to_vec().into()];
    let date = Value::Object(Box::new(Object::call("datetime", "date", vec![int(2020), int(1), int(2)])));
    assert_eq!(loads::<Value>(&message).unwrap(), Value::Dict(vec![(date, int(5))]));
}

#[test]
fn what_only_a_message_refuses() {
    let read = |frame: M| loads_with::<Value>(&[frame.bytes().into()], &Limits::strict());
    assert_eq!(class_of_error(read(m!({"__Serialized__": 0}))), "Frames");
    assert_eq!(class_of_error(read(m!({"__Serialized__": 1}))), "Frames");
    assert_eq!(class_of_error(read(m!({"x": {"__Pickled__": (-1)}}))), "Frames");
    assert_eq!(class_of_error(read(m!({"a": 1, "__Serialized__": 1}))), "Header");
    assert_eq!(class_of_error(read(m!({"x": {"__Enum__": true}}))), "Header");
}
