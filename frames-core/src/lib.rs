//! The contract of **frames**: a value becomes a msgpack header and a list of byte frames, and comes back.
//!
//! Depend on this crate if you only implement [`Framed`] by hand; everybody else depends on `frames-std`, which
//! re-exports all of it, with the derive, and adds what meets the outside world.
//!
//! - [`Framed`], [`FromFrames`], [`Named`]: the traits. [`register!`] and [`type_info!`] name a type.
//! - [`serialize`], [`deserialize`], [`to_bytes`], [`from_bytes`], [`save`], [`load`]: the functions.
//! - [`Serialized`], [`Frames`], [`FrameReader`], [`HeaderWriter`], [`HeaderReader`]: what goes through them.
//! - [`Registry`], [`Registration`]: types found by their names.
//! - [`Value`]: values whose type is not known when compiling. [`NdArray`], [`DType`], [`Element`]: numpy's arrays of any
//!   type. [`SparseMatrix`]: the sparse matrices of scipy.
//! - [`FrameAs`] with [`Each`], [`Map`], [`Maybe`]: fields of foreign types.
//! - [`Error`], [`Limits`]: what can go wrong, and how much may be spent.

// Whatever arrives gets a value or a typed error.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)]

mod adapter;
mod api;
mod class;
mod codec;
#[doc(hidden)]
pub mod columns;
mod decode;
mod derived;
#[doc(hidden)]
pub mod dynamic;
mod encode;
mod error;
mod frame;
mod frame_reader;
mod framed;
mod header;
mod limits;
mod msgpack;
#[doc(hidden)]
pub mod names;
mod packed;
mod pickle;
mod pieces;
mod registry;
mod serialized;
mod sparse;
mod types;
mod value;

pub use adapter::{Each, FrameAs, Map, Maybe};
pub use api::{
    deserialize, deserialize_with, from_bytes, from_bytes_with, load, load_with, save, serialize,
    serialize_canonical, to_bytes,
};
pub use codec::{compress, decompress};
pub use dynamic::{Dynamic, Kept, Registered, TraitObject, UnknownValue};
pub use encode::message::{Families, Family, MessageStyle, OnError};
pub use error::{Error, ErrorKind, Result};
pub use frame::{Codec, Frames, Piece};
pub use frame_reader::FrameReader;
pub use framed::{Framed, FromFrames};
pub use header::{HeaderReader, HeaderWriter};
pub use limits::Limits;
pub use names::{Named, TypeInfo};
pub use registry::{
    Cast, Conflict, DescribedField, DescribedFields, DescribedVariant, Description, Registration, Registry,
    deserialize_any, expect_registered, serialize_any,
};
pub use serialized::Serialized;
pub use sparse::{SparseIndex, SparseLayout, SparseMatrix};
pub use types::element::Element;
pub use types::standard::STANDARD;
pub use value::{ByteOrder, ClassName, DType, DTypeField, Exception, Kind, NdArray, Object, Value};

/// Tables of Arrow's, and the crates whose types they are made of.
#[cfg(feature = "arrow")]
pub mod arrow {
    pub use arrow_array;
    pub use arrow_buffer;
    pub use arrow_schema;

    pub use crate::types::ext::arrow::{ArrowTable, Table, from_batch, to_batch};
}

/// Not public API. What generated code calls.
#[doc(hidden)]
pub mod __private {
    pub use crate::adapter::{Objects, Plain, ReadAs, Serde, With, WriteAs, parts as adapter_parts};
    pub use crate::columns;
    pub use crate::decode::message::read as read_message;
    pub use crate::decode::{Decoder, Input};
    pub use crate::decode::{Slot, Unknown, unknown_variant};
    pub use crate::derived::{content, skipped_variant, through, unit};
    pub use crate::dynamic;
    pub use crate::encode::message::Tree;
    pub use crate::encode::object::{self, Field, Flatten, Visit, Visitor};
    pub use crate::encode::{Encoder, Fit, Inline};
    pub use crate::names;
    pub use crate::registry::{
        CastEntry, CastFn, CastTo, Entry, NameProbe, Nameless, NoCast, Probe, Unregistered, decode_foreign,
        encode_foreign,
    };
    pub use crate::types::parts;
    pub use crate::{
        DType, Element, content_columns, pod_runs, read_pod_runs, read_runs_in_columns, record_columns,
        register, runs_in_columns, trait_object, unit_columns,
    };
    pub use crate::{
        DescribedFields, FrameAs, FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Named,
        Registered, Result, TypeInfo, type_info,
    };
    pub use inventory;
    pub use serde::{Serialize, de::DeserializeOwned};
    pub use std;
    pub use std::clone::Clone;
    pub use std::convert::{Infallible, Into, TryFrom};
    pub use std::default::Default;
    pub use std::option::Option::{self, None, Some};
    pub use std::result::Result::{Err, Ok};
    pub use std::vec::Vec;
}
