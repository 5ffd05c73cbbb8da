//! Recorded cases, written again: as messages, which a real Dask must read as the same values.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use frames_std::{Framed, Serialized, Value, dumps, loads};
use serde_json::{Value as Json, json};

use crate::cases::Case;
use crate::decode::Failure;
use crate::tcp;

/// Whether a case holds a value that can be written again.
pub(crate) fn can_be_written(case: &Case) -> bool {
    matches!(case.kind.as_str(), "value" | "message")
}

/// Writes a case to `out/NAME.tcp`; the line says what became of it.
pub(crate) fn line(case: &Case, out: &Path) -> Json {
    match encode(case) {
        Ok((stream, passed)) => match fs::write(out.join(format!("{}.tcp", case.name)), stream) {
            Ok(()) if passed.is_empty() => json!({"name": case.name, "ok": true}),
            Ok(()) => json!({"name": case.name, "ok": true, "passed": passed}),
            Err(error) => json!({"name": case.name, "ok": false, "reason": error.to_string()}),
        },
        Err(failure) => {
            json!({"name": case.name, "ok": false, "class": failure.class(), "reason": failure.to_string()})
        }
    }
}

/// The message as on a socket, and the fields of it that were passed on as they came.
///
/// A value is opened and written anew. What Python knows only as a pickle of something that has to be called (a date, a
/// complex number) can't be: such a field stays closed.
pub(crate) fn encode(case: &Case) -> Result<(Vec<u8>, Vec<String>), Failure> {
    let frames = tcp::single(case.read("message.tcp")?)?;
    let message: Value = loads(&frames)?;
    let refused = match stream(&message) {
        Ok(stream) => return Ok((stream, closed(&message))),
        Err(error) => error,
    };
    let (Value::Dict(fields), Ok(parts)) = (message, loads::<BTreeMap<String, Serialized<'static>>>(&frames))
    else {
        return Err(refused.into());
    };
    let mut passed = Vec::new();
    let mixed = fields.into_iter().map(|(key, value)| match key.as_str().and_then(|name| parts.get(name)) {
        Some(part) if stream(&value).is_err() => {
            passed.extend(key.as_str().map(str::to_owned));
            (key, Value::Serialized(Box::new(part.clone())))
        }
        _ => (key, value),
    });
    let mixed = Value::Dict(mixed.collect());
    Ok((stream(&mixed)?, passed))
}

fn stream<T: Framed>(message: &T) -> Result<Vec<u8>, frames_std::Error> {
    tcp::written(&dumps(message)?)
}

/// The fields of a message whose values nobody here understands: they pass by themselves.
fn closed(message: &Value) -> Vec<String> {
    let Value::Dict(fields) = message else { return Vec::new() };
    let closed = fields.iter().filter(|(_, value)| matches!(value, Value::Serialized(_)));
    closed.filter_map(|(key, _)| key.as_str().map(str::to_owned)).collect()
}
