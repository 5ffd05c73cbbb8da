//! Recorded cases, written again: as messages, which a real Dask must read as the same values.

use std::fs;
use std::path::Path;

use frames_std::{Serialized, Value, dumps};
use serde_json::{Value as Json, json};

use crate::cases::Case;
use crate::decode::Failure;
use crate::{shut, tcp};

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

/// The message as on a socket, and where in it parts were passed on as they came.
///
/// A part is opened and written anew, unless it must stay what it is: see [`must_pass`].
pub(crate) fn encode(case: &Case) -> Result<(Vec<u8>, Vec<String>), Failure> {
    let frames = tcp::single(case.read("message.tcp")?)?;
    let mut passed = Vec::new();
    let message = shut::read(&frames, &mut |part, value, path| {
        let passes = matches!(value, Value::Serialized(_)) || must_pass(part, value);
        passed.extend(passes.then(|| path.to_owned()));
        passes
    })?;
    Ok((tcp::written(&dumps(&message)?)?, passed))
}

/// Whether only the sender's own bytes hold the value: what Python calls to make again (a date, a complex number) is a
/// pickle by nature, and so are the attributes of classes for which Dask has no other form, and numpy's records, whose
/// class stands in the pickle of their type alone.
fn must_pass(part: &Serialized<'_>, value: &Value) -> bool {
    let says = |key: &str, text: &str| {
        part.header().get_opt::<String>(key).is_ok_and(|found| found.as_deref() == Some(text))
    };
    dumps(value).is_err() || says("type", "numpy.rec.recarray")
}
