//! The front door of **frames**: typed Rust values between processes, files and Dask clusters, without copying their
//! bytes.
//!
//! Everything a user needs is here: the traits and functions of `frames-core`, and the derive. See the project's README
//! for a tour.
//!
//! ```
//! use frames_std::{Framed, deserialize, serialize};
//!
//! #[derive(Framed, Debug, PartialEq)]
//! struct Photo {
//!     title: String,
//!     pixels: Vec<u8>,
//! }
//!
//! let photo = Photo { title: "rain".into(), pixels: vec![7; 1 << 20] };
//! let serialized = serialize(&photo)?; // a header, and one frame that borrows from `photo`
//! assert_eq!(deserialize::<Photo>(&serialized)?, photo);
//! # Ok::<(), frames_std::Error>(())
//! ```

mod compression;
mod handshake;
mod message;
mod stream;

pub use compression::Wire;
pub use handshake::{Greeting, Negotiated, handshake};
pub use message::{DumpOptions, Message, ToSerialize, dumps, dumps_with, loads, loads_with, to_serialize};
#[cfg(feature = "tokio")]
pub use stream::tokio;
pub use stream::{Decoder, MessageReader, MessageWriter, pack_frames, unpack_frames};

pub use frames_core::{ByteOrder, ClassName, DType, DTypeField, Exception, Kind, NdArray, Object, Value};
pub use frames_core::{
    Codec, Conflict, Each, Error, ErrorKind, FrameAs, FrameReader, Framed, Frames, FromFrames, HeaderReader,
    HeaderWriter, Limits, Map, Maybe, Named, Piece, Registration, Registry, Result, STANDARD, Serialized,
    TypeInfo, compress, decompress, deserialize, deserialize_any, deserialize_with, expect_registered,
    from_bytes, from_bytes_with, load, load_with, register, registration, save, serialize, serialize_any,
    serialize_canonical, to_bytes, type_info,
};
pub use frames_core::{Families, Family, OnError};
pub use frames_derive::Framed;

/// Not public API. What the derive's output calls.
#[doc(hidden)]
pub use frames_core::__private;

/// The README's examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
