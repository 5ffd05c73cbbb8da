//! Headers made by hand: a msgpack value with a notation of its own, and the headers that Dask writes.

#![allow(dead_code, unused_macros, unused_imports, reason = "each test program uses a part of it")]

use frames_std::{FromFrames, Result, Serialized, deserialize};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq};

/// A msgpack value; maps keep their order, and may have a key twice.
#[derive(Debug, Clone)]
pub(crate) enum M {
    Nil,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(String),
    Bin(Vec<u8>),
    Array(Vec<M>),
    Map(Vec<(M, M)>),
}

/// `m!({"serializer": "dask", "shape": [2, (-3)], "strides": nil})`.
macro_rules! m {
    ({ $($key:tt : $value:tt),* $(,)? }) => { $crate::common::M::Map(vec![$((m!($key), m!($value))),*]) };
    ([ $($value:tt),* $(,)? ]) => { $crate::common::M::Array(vec![$(m!($value)),*]) };
    (nil) => { $crate::common::M::Nil };
    (($value:expr)) => { $crate::common::M::from($value) };
    ($value:tt) => { $crate::common::M::from($value) };
}
pub(crate) use m;

macro_rules! from {
    ($($type:ty, |$value:ident| $make:expr;)*) => {$(
        impl From<$type> for M {
            fn from($value: $type) -> M {
                $make
            }
        }
    )*};
}

from! {
    bool, |value| M::Bool(value);
    i32, |value| M::Int(value.into());
    i64, |value| M::Int(value);
    u64, |value| M::UInt(value);
    usize, |value| M::UInt(value as u64);
    f64, |value| M::Float(value);
    &str, |value| M::Text(value.into());
    String, |value| M::Text(value);
    &[u8], |value| M::Bin(value.into());
    Vec<M>, |value| M::Array(value);
}

impl From<&M> for M {
    fn from(value: &M) -> M {
        value.clone()
    }
}

impl Serialize for M {
    fn serialize<S: serde::Serializer>(&self, out: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            M::Nil => out.serialize_unit(),
            M::Bool(value) => out.serialize_bool(*value),
            M::Int(value) => out.serialize_i64(*value),
            M::UInt(value) => out.serialize_u64(*value),
            M::Float(value) => out.serialize_f64(*value),
            M::Text(value) => out.serialize_str(value),
            M::Bin(value) => out.serialize_bytes(value),
            M::Array(items) => {
                let mut seq = out.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| seq.serialize_element(item))?;
                seq.end()
            }
            M::Map(entries) => {
                let mut map = out.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

impl M {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        rmp_serde::to_vec(self).unwrap()
    }

    /// The same map with one entry more; its type's name it has once.
    pub(crate) fn with(self, key: &str, value: impl Into<M>) -> M {
        let mut map = if key == "type" { self.without(key) } else { self };
        let M::Map(entries) = &mut map else { panic!("only a map takes entries") };
        entries.push((key.into(), value.into()));
        map
    }

    /// The same map with its entries the other way round.
    pub(crate) fn reversed(mut self) -> M {
        let M::Map(entries) = &mut self else { panic!("only a map has entries") };
        entries.reverse();
        self
    }

    /// The same map without an entry.
    pub(crate) fn without(mut self, name: &str) -> M {
        let M::Map(entries) = &mut self else { panic!("only a map has entries") };
        entries.retain(|(key, _)| !matches!(key, M::Text(key) if key == name));
        self
    }
}

/// A class reference as CPython pickles it.
pub(crate) fn class(module: &str, name: &str) -> M {
    let mut body = Vec::new();
    for text in [module, name] {
        body.extend([0x8c, text.len() as u8]);
        body.extend(text.as_bytes());
        body.push(0x94);
    }
    body.extend([0x93, 0x94, b'.']);
    let mut pickle = vec![0x80, 5, 0x95];
    pickle.extend((body.len() as u64).to_le_bytes());
    pickle.extend(body);
    M::Bin(pickle)
}

/// A header of family `dask`.
pub(crate) fn dask(module: &str, name: &str, sub_header: impl Into<M>) -> M {
    let (class, sub_header) = (class(module, name), sub_header.into());
    let dotted = if module == "builtins" { name.to_owned() } else { format!("{module}.{name}") };
    m!({"sub-header": sub_header, "type": dotted, "type-serialized": class, "serializer": "dask"})
}

pub(crate) fn bytes() -> M {
    dask("builtins", "bytes", m!({}))
}

pub(crate) fn msgpack() -> M {
    m!({"serializer": "msgpack"})
}

pub(crate) fn pickle() -> M {
    m!({"serializer": "pickle", "writeable": []})
}

/// A number array; `shape` and `strides` as they are given.
pub(crate) fn array(dtype: &str, shape: impl Into<M>, strides: impl Into<M>) -> M {
    let (shape, strides) = (shape.into(), strides.into());
    dask(
        "numpy",
        "ndarray",
        m!({"dtype": [0, dtype], "shape": shape, "strides": strides, "writeable": [true]}),
    )
}

/// A collection with these headers and frame counts.
pub(crate) fn collection(kind: &str, items: Vec<(M, usize)>) -> M {
    let (headers, lengths): (Vec<M>, Vec<M>) =
        items.into_iter().map(|(item, len)| (item, M::from(len))).unzip();
    m!({"sub-headers": headers, "is-collection": true, "frame-lengths": lengths, "type-serialized": kind})
}

/// A generic object of class `dict`.
pub(crate) fn object(simple: impl Into<M>, complex: impl Into<M>) -> M {
    let (simple, complex, dict) = (simple.into(), complex.into(), class("builtins", "dict"));
    dask("builtins", "dict", m!({"complex": complex, "simple": simple, "type-serialized": dict}))
}

/// An entry of `complex`, in Dask's order.
pub(crate) fn complex(header: impl Into<M>, start: usize, stop: usize) -> M {
    let header = header.into();
    m!({"header": header, "start": start, "stop": stop})
}

/// Little-endian bytes of numbers.
macro_rules! le {
    ($($number:expr),* $(,)?) => { [$($number.to_le_bytes().to_vec()),*].concat() };
}
pub(crate) use le;

pub(crate) fn message(header: &M, frames: &[&[u8]]) -> Serialized<'static> {
    Serialized::from_parts(header.bytes(), frames.iter().copied()).into_owned()
}

/// Reads a value of a header and frames made by hand.
pub(crate) fn read<T: FromFrames>(header: impl Into<M>, frames: &[&[u8]]) -> Result<T> {
    deserialize(&message(&header.into(), frames))
}
