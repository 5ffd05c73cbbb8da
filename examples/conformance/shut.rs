//! A message of which some parts are opened and others kept shut.

use std::fmt::Display;

use bytes::Bytes;
use frames_std::{Limits, Result, Serialized, Value, loads, loads_unopened};

/// Reads a message; `keep` says of each part, of what is in it and of where it stands whether it stays shut.
pub(crate) fn read(
    frames: &[Bytes],
    keep: &mut dyn FnMut(&Serialized<'_>, &Value, &str) -> bool,
) -> Result<Value> {
    Ok(mixed(loads_unopened(frames, &Limits::cluster())?, loads(frames)?, "", keep))
}

/// A branch of the message: with all parts shut, and with all parts opened.
fn mixed(
    shut: Value,
    opened: Value,
    path: &str,
    keep: &mut dyn FnMut(&Serialized<'_>, &Value, &str) -> bool,
) -> Value {
    let mut below = |at: &dyn Display, shut, opened| mixed(shut, opened, &format!("{path}/{at}"), keep);
    match (shut, opened) {
        (Value::Tuple(shut), Value::Tuple(opened)) => {
            let items = shut.into_iter().zip(opened).enumerate();
            Value::Tuple(items.map(|(at, (shut, opened))| below(&at, shut, opened)).collect())
        }
        (Value::Dict(shut), Value::Dict(opened)) => {
            let entries = shut.into_iter().zip(opened).map(|((key, shut), (_, opened))| {
                let value = below(&key, shut, opened);
                (key, value)
            });
            Value::Dict(entries.collect())
        }
        (Value::Serialized(part), opened) if keep(&part, &opened, path) => Value::Serialized(part),
        (_, opened) => opened,
    }
}
