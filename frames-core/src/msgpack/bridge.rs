//! The bridge to serde: values of serde types as msgpack, with field names, human-readable forms, and bytes as bin.
//! rmp-serde does the work and stays behind this file; what it reads was vetted by [`scan`](super::scan) before.

use serde::{Serialize, de::DeserializeOwned};

use super::scan;
use crate::error::{Error, Result, cut};
use crate::limits::Limits;

/// Appends `value`.
pub(crate) fn write<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> Result<()> {
    let mut serializer = rmp_serde::Serializer::new(&mut *out)
        .with_struct_map()
        .with_human_readable()
        .with_bytes(rmp_serde::config::BytesMode::ForceAll);
    value
        .serialize(&mut serializer)
        .map_err(|error| Error::value(format!("serde: {}", cut(&error.to_string()))))
}

/// Reads `bytes`, exactly one value.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8], limits: &Limits) -> Result<T> {
    // serde recurses once for each level of msgpack, so here levels count as values.
    scan::vet(bytes, &Limits { levels: limits.depth, ..limits.clone() })?;
    // A deserializer of its own for each value: after an error its depth budget isn't given back.
    let mut deserializer = rmp_serde::Deserializer::from_read_ref(bytes).with_human_readable();
    deserializer.set_max_depth(limits.depth);
    serde::Deserialize::deserialize(&mut deserializer).map_err(|error| match error {
        rmp_serde::decode::Error::DepthLimitExceeded => {
            Error::limit("values nested in values", "depth", limits.depth, limits.depth + 1)
        }
        other => Error::value(format!("serde: {}", cut(&other.to_string()))),
    })
}
