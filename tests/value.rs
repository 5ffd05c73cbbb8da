//! `Value`, the type for what is not known when compiling: everything that it holds is written and read again, every
//! array that contradicts itself is refused, and Rust's types go in and out.

#[path = "value/arrays.rs"]
mod arrays;
#[path = "common/handmade.rs"]
mod common;
#[path = "value/conversions.rs"]
mod conversions;
#[path = "value/messages.rs"]
mod messages;
#[path = "value/objects.rs"]
mod objects;
#[path = "value/trees.rs"]
mod trees;

use frames_std::{Value, deserialize, from_bytes, serialize, to_bytes};

/// Writes a value and reads it again, in both layouts.
#[track_caller]
fn comes_back(value: &Value) {
    let serialized = serialize(value).expect("a value that can be written");
    assert_eq!(&deserialize::<Value>(&serialized).expect("a value that can be read"), value);
    let bytes = to_bytes(value).expect("a value that can be written");
    assert_eq!(&from_bytes::<Value>(bytes).expect("a value that can be read"), value);
}

#[track_caller]
fn class_of_error(result: frames_std::Result<Value>) -> String {
    result.expect_err("this was not refused").class().to_owned()
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn int(value: i64) -> Value {
    Value::from(value)
}
