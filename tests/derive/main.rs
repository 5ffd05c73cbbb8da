//! `#[derive(Framed)]`: every shape of type and every attribute, by what stands on the wire and by what comes back.

mod borrowing;
mod conversions;
mod fields;
mod foreign;
mod generics;
mod names;
mod shapes;
mod variants;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::rc::Rc;

use frames_std::{
    Each, Error, FrameAs, FrameReader, Framed, FromFrames, HeaderReader, HeaderWriter, Maybe, Named,
    Registry, Result, deserialize, deserialize_any, register, serialize,
};
use serde::{Deserialize, Serialize};

/// There and back, alone and within another value.
#[track_caller]
fn round_trip<T: FromFrames + PartialEq + Debug>(value: &T) {
    let serialized = serialize(value).expect("a value that can be written");
    assert_eq!(&deserialize::<T>(&serialized).expect("what was written"), value);
    let serialized = serialize(std::slice::from_ref(value)).expect("a value that can be written");
    assert_eq!(&deserialize::<Vec<T>>(&serialized).expect("what was written")[0], value);
}

/// What was written as `T`, read as `U`.
#[track_caller]
fn reread<T: Framed, U: FromFrames>(value: &T) -> Result<U> {
    deserialize(&serialize(value).expect("a value that can be written"))
}

#[track_caller]
fn header<T: Framed + ?Sized>(value: &T) -> String {
    let serialized = serialize(value).expect("a value that can be written");
    serialized.header().to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fields that stand in the header.
#[track_caller]
fn simple<T: Framed + ?Sized>(value: &T) -> String {
    let header = header(value);
    let start = header.find("\"simple\": ").expect(&header) + "\"simple\": ".len();
    let end = header.find(", \"complex\"").expect(&header);
    header[start..end].to_owned()
}

#[derive(Debug, PartialEq, Clone, Default, Framed)]
struct Human {
    name: String,
    age: u8,
    photo: Vec<f64>,
}

fn alice() -> Human {
    Human { name: "Alice".into(), age: 3, photo: vec![1.0, 2.5] }
}
