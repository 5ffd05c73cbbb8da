//! The front door of **frames**: typed Rust values between processes, files and Dask clusters, without copying their
//! bytes.
//!
//! Everything a user needs is here. See the project's README for a tour.
//!
//! - **The traits**: [`Framed`] and [`FromFrames`], derived or written by hand with [`register!`].
//! - **A value** to a header and frames, to bytes, to a file, and back: [`serialize`], [`to_bytes`], [`save`].
//! - **A message** of such values: [`dumps`], [`loads`], [`to_serialize`]; unopened parts are [`Serialized`].
//! - **A value of any type**: [`Value`], with numpy's arrays as [`NdArray`].
//! - **Tables** of Arrow's crates, behind the feature `arrow`: read in Python as pyarrow's.
//! - **A stream** of messages: [`MessageReader`], [`MessageWriter`], [`Decoder`], [`handshake`], and `tokio`.
//! - **Names** to types: [`Registry`], [`deserialize_any`]; [`snapshot`] pins their list in a test.
//! - **Python's side** of all this: [`python`], a page for people.
//! - **What may be spent, and what went wrong**: [`Limits`], [`Error`].
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
pub mod snapshot;
mod stream;

// The traits, what their methods write to and read from, and adapters for fields of foreign types.
pub use frames_core::{
    Each, FrameAs, FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Map, Maybe, Named,
    Piece, TypeInfo, type_info,
};
pub use frames_derive::{Framed, framed_dyn};

// One value, whose type is known.
pub use frames_core::{
    Serialized, deserialize, deserialize_with, from_bytes, from_bytes_with, load, load_with, save, serialize,
    serialize_canonical, to_bytes,
};

/// The same two functions under the names that Dask has for them.
pub use frames_core::{from_bytes as deserialize_bytes, to_bytes as serialize_bytes};

// Values whose type is found by its name, or not known at all.
pub use frames_core::{
    ByteOrder, ClassName, DType, DTypeField, Element, Exception, Kind, NdArray, Object, Value,
    deserialize_any, serialize_any,
};
pub use frames_core::{
    Cast, Conflict, DescribedField, DescribedFields, DescribedVariant, Description, Dynamic, Kept,
    Registered, Registration, Registry, STANDARD, TraitObject, UnknownValue, cast, expect_registered,
    foreign_objects, register, registration,
};

// The sparse matrices of scipy.
pub use frames_core::{SparseIndex, SparseLayout, SparseMatrix};

// Messages, and how they go over the wire.
pub use compression::Wire;
pub use frames_core::{Codec, Families, Family, OnError, compress, decompress};
pub use handshake::{Greeting, Negotiated, handshake};
pub use message::{
    DumpOptions, Message, ToSerialize, dumps, dumps_with, loads, loads_unopened, loads_with, to_serialize,
};
#[cfg(feature = "tokio")]
pub use stream::tokio;
pub use stream::{Decoder, MessageReader, MessageWriter, pack_frames, unpack_frames};

/// Tables of Arrow's crates, read in Python as `pyarrow.RecordBatch` and `pyarrow.Table`, and records as their rows.
///
/// ```
/// use frames_std::arrow::{Table, arrow_array::RecordBatch, from_batch, to_batch};
/// use frames_std::{Framed, deserialize, serialize};
///
/// #[derive(Framed, Debug, PartialEq)]
/// struct Trade {
///     symbol: String,
///     price: f64,
///     size: Option<u32>,
/// }
///
/// let trades = Table(vec![Trade { symbol: "ABC".into(), price: 1.5, size: None }]);
/// let serialized = serialize(&trades)?; // in Python a `pyarrow.Table`: `table.to_pandas()` has its columns
/// assert_eq!(deserialize::<Table<Trade>>(&serialized)?, trades);
///
/// let batch: RecordBatch = to_batch(&trades.0)?;
/// assert_eq!(batch.schema().field(1).name(), "price");
/// assert_eq!(from_batch::<Trade>(&batch)?, trades.0);
/// # Ok::<(), frames_std::Error>(())
/// ```
#[cfg(feature = "arrow")]
pub use frames_core::arrow;

pub use frames_core::{Error, ErrorKind, Limits, Result};

/// Not public API. What the derive's output calls.
#[doc(hidden)]
pub use frames_core::__private;

/// The page on Python's side; its examples are tests.
#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/python.md")]
pub mod python {}

/// The README's examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
