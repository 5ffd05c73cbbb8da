//! Records as columns: a run of values of one type becomes a few arrays and msgpack runs, instead of a header for each
//! value, and comes back. Which columns there are follows from the type alone, so that equal types look equal in Python.
//!
//! | a field of type | its column |
//! | --- | --- |
//! | numbers, `bool`, `char`, fixed arrays of these | an array |
//! | optional numbers | a masked array |
//! | text, bytes, unit enums, and whatever else msgpack holds | a run of msgpack values, nil for `None` |
//! | a record | its columns, as `field.name` |
//! | an enum whose variants have fields | a dict: the names of the variants, and for each variant its columns |
//! | another optional | a dict: `validity`, and the `values` that are there |
//! | a vector | a dict: `offsets`, and the `items` of all vectors |
//!
//! Writing goes over blocks of rows, small enough for the cache, and in each block over the fields ([`Column`], filled by
//! the hooks `pack*` of [`Framed`](crate::Framed)). Reading is the mirror ([`Source`], emptied by the hooks `unpack*` of
//! [`FromFrames`](crate::FromFrames)).

mod arrays;
mod cell;
mod chunks;
mod column;
pub mod content;
pub mod describe;
mod forms;
mod hooks;
pub(crate) mod numbers;
mod open;
pub(crate) mod pack;
pub mod pod;
mod record;
mod rows;
mod source;
mod text;
pub(crate) mod unpack;
mod values;
mod window;
mod write;

#[cfg(any(feature = "chrono", feature = "jiff"))]
pub(crate) use arrays::Array;
pub use cell::Cell;
pub(crate) use cell::optional as optional_cell;
pub use column::Column;
pub(crate) use column::Numbers;
pub use forms::{Form, Nesting, Packing};
pub use open::{names as open_names, record as open_record, variants as open_variants};
pub(crate) use open::{optional as open_optional, runs as open_runs};
pub use pack::{chain_payload, slice_inline, slice_needs_frames};
pub use record::{ColumnVisitor, Columnar, build, form, pack};
pub use rows::{Block, HandOut, blocks, push};
pub use source::Source;
pub(crate) use text::{
    each as each_text, options as text_options, pack as text_pack, read_text_columns, text_columns,
};
pub use unpack::{Fields, read, variants_of};
#[cfg(feature = "arrow")]
pub(crate) use write::flattened;
