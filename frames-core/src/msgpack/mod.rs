//! msgpack as bytes: writing primitives, a cursor for reading them, and a scan that walks a value without recursion.
//! Nothing here knows about headers or frames. Values of serde types go through rmp-serde, in [`bridge`].

pub(crate) mod bridge;
pub(crate) mod print;
pub(crate) mod read;
pub(crate) mod scan;
pub(crate) mod write;

use crate::error::{Error, Result};

/// First bytes of msgpack values, as in the specification of msgpack.
pub(crate) mod marker {
    pub(crate) const FIXMAP: u8 = 0x80;
    pub(crate) const FIXARRAY: u8 = 0x90;
    pub(crate) const FIXSTR: u8 = 0xa0;
    pub(crate) const NIL: u8 = 0xc0;
    pub(crate) const FALSE: u8 = 0xc2;
    pub(crate) const TRUE: u8 = 0xc3;
    pub(crate) const BIN8: u8 = 0xc4;
    pub(crate) const BIN16: u8 = 0xc5;
    pub(crate) const BIN32: u8 = 0xc6;
    pub(crate) const EXT8: u8 = 0xc7;
    pub(crate) const F32: u8 = 0xca;
    pub(crate) const F64: u8 = 0xcb;
    pub(crate) const U8: u8 = 0xcc;
    pub(crate) const U16: u8 = 0xcd;
    pub(crate) const U32: u8 = 0xce;
    pub(crate) const U64: u8 = 0xcf;
    pub(crate) const I8: u8 = 0xd0;
    pub(crate) const I16: u8 = 0xd1;
    pub(crate) const I32: u8 = 0xd2;
    pub(crate) const I64: u8 = 0xd3;
    pub(crate) const FIXEXT4: u8 = 0xd6;
    pub(crate) const FIXEXT8: u8 = 0xd7;
    pub(crate) const STR8: u8 = 0xd9;
    pub(crate) const STR16: u8 = 0xda;
    pub(crate) const STR32: u8 = 0xdb;
    pub(crate) const ARRAY16: u8 = 0xdc;
    pub(crate) const ARRAY32: u8 = 0xdd;
    pub(crate) const MAP16: u8 = 0xde;
    pub(crate) const MAP32: u8 = 0xdf;
    /// The extension type -1.
    pub(crate) const TIMESTAMP: u8 = 0xff;
}

/// Keys that Dask takes for markers in frame 0 and in headers, wherever a map holds one.
pub(crate) const MARKER_KEYS: [&str; 4] = ["__Serialized__", "__Pickled__", "__Set__", "__Enum__"];

/// Whether a map with this key must stay out of headers and of frame 0.
pub(crate) fn is_marker_key(key: &str) -> bool {
    key.starts_with("__") && MARKER_KEYS.contains(&key)
}

/// Refuses such a key.
pub(crate) fn refuse_marker_key(key: &str) -> Result<()> {
    if is_marker_key(key) {
        return Err(Error::not_allowed(format!(
            "the key `{key}` is a marker to Dask and can't stand in a header; put the map into a field of its own"
        )));
    }
    Ok(())
}
