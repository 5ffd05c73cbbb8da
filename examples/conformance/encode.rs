//! Recorded cases, written again: as messages, which a real Dask must read as the same values.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use frames_std::{ErrorKind, Framed, Serialized, Value, dumps, loads};
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

/// The message as on a socket, and the parts in it that were passed on as they came.
///
/// A value is opened and written anew. What Python knows only as a pickle of something that has to be called (a date, a
/// complex number) can't be: such a part stays closed.
pub(crate) fn encode(case: &Case) -> Result<(Vec<u8>, Vec<String>), Failure> {
    let frames = tcp::single(case.read("message.tcp")?)?;
    let message: Value = loads(&frames)?;
    match stream(&message) {
        Err(error) if matches!(error.kind(), ErrorKind::NotAllowed { .. }) => {}
        written => return Ok((written?, closed(&message))),
    }
    let Value::Dict(entries) = &message else { return Ok((stream(&message)?, Vec::new())) };
    let parts: BTreeMap<String, Serialized<'static>> = loads(&frames)?;
    // Fields that can be written are, the others are passed on.
    let mut mixed = Vec::new();
    let mut passed = Vec::new();
    for (key, value) in entries {
        let name = if let Value::Text(name) = key { name.as_str() } else { "" };
        match (stream(value), parts.get(name)) {
            (Err(_), Some(part)) => {
                passed.push(name.to_owned());
                mixed.push((key.clone(), Value::Serialized(Box::new(part.clone()))));
            }
            _ => mixed.push((key.clone(), value.clone())),
        }
    }
    Ok((stream(&Value::Dict(mixed))?, passed))
}

fn stream<T: Framed>(message: &T) -> Result<Vec<u8>, frames_std::Error> {
    tcp::written(&dumps(message)?)
}

/// Where a message holds values that were not understood, which are passed on by themselves.
fn closed(message: &Value) -> Vec<String> {
    let holds = |value: &Value| matches!(value, Value::Serialized(_));
    match message {
        Value::Dict(entries) => {
            let name = |key: &Value| if let Value::Text(name) = key { name.clone() } else { format!("{key:?}") };
            entries.iter().filter(|(_, value)| holds(value)).map(|(key, _)| name(key)).collect()
        }
        _ => Vec::new(),
    }
}
