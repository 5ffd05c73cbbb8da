//! Recorded cases, decoded: what each holds, in the description language.

use std::error::Error;
use std::fmt;

use bytes::Bytes;
use frames_std::{ClassName, Codec, ErrorKind, Limits, Serialized, Value, decompress, deserialize, loads};
use serde_json::{Map, Value as Json, json};

use crate::cases::Case;
use crate::describe::{class_name, describe};
use crate::{dtypes, notation, tcp};

/// Why a case was not decoded.
pub(crate) enum Failure {
    Refused(frames_std::Error),
    /// The case itself can't be read, or its frames and its stream are different messages.
    Case(Box<dyn Error>),
}

impl<E: Into<Box<dyn Error>>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        match error.downcast::<frames_std::Error>() {
            Ok(refused) => Failure::Refused(*refused),
            Err(error) => Failure::Case(error),
        }
    }
}

impl Failure {
    /// The class of the error.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Failure::Refused(error) => error.class(),
            Failure::Case(_) => "Case",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(error) => error.fmt(f),
            Failure::Case(error) => error.fmt(f),
        }
    }
}

/// The line for a case.
pub(crate) fn line(case: &Case) -> Json {
    match decode(case) {
        Ok(value) => json!({"name": case.name, "ok": true, "value": value}),
        Err(failure) => {
            json!({"name": case.name, "ok": false, "class": failure.class(), "error": failure.to_string()})
        }
    }
}

/// The description of what a case holds.
fn decode(case: &Case) -> Result<Json, Failure> {
    match case.kind.as_str() {
        "value" => value(case),
        "message" => message(case),
        "reject" => Ok(describe(&single(case)?)),
        "rpc" => conversation(case),
        "codec" => blobs(case),
        "class_refs" => Ok(each(&case.manifest["classes"], |entry| class(&notation::unhex(&entry["hex"])?))),
        "class_refs_reject" => {
            Ok(each(&case.manifest["streams"], |entry| class(&notation::unhex(&entry["hex"])?)))
        }
        "dtype_pickles" => {
            Ok(each(&case.manifest["dtypes"], |entry| dtype(&notation::unhex(&entry["hex"])?)))
        }
        kind => Err(format!("cases of kind {kind} are not known").into()),
    }
}

/// `header.msgpack` with its frames, and the same value in a message.
fn value(case: &Case) -> Result<Json, Failure> {
    let alone = deserialize::<Value>(&case.serialized()?)?;
    let in_message = match single(case)? {
        Value::Dict(mut entries) if entries.len() == 1 => entries.remove(0).1,
        other => other,
    };
    Ok(more_open(&describe(&alone), &describe(&in_message)))
}

/// The first of two descriptions of one value, completed by the other where it is closed: what stays closed alone may be
/// opened in a message, where its parts are written one by one.
fn more_open(alone: &Json, in_message: &Json) -> Json {
    match (alone, in_message) {
        (alone, in_message) if alone["py"] == "Serialized" && in_message["py"] != "Serialized" => {
            in_message.clone()
        }
        (Json::Array(items), Json::Array(others)) if items.len() == others.len() => {
            items.iter().zip(others).map(|(item, other)| more_open(item, other)).collect()
        }
        (Json::Object(entries), Json::Object(others)) => {
            let completed = |(key, entry): (&String, &Json)| {
                (key.clone(), others.get(key).map_or(entry.clone(), |other| more_open(entry, other)))
            };
            Json::Object(entries.iter().map(completed).collect())
        }
        (alone, _) => alone.clone(),
    }
}

/// The frames of a message, and the same message as it was on a socket.
fn message(case: &Case) -> Result<Json, Failure> {
    let frames: Vec<Bytes> = case.frames()?.into_iter().map(Bytes::from).collect();
    let frames = describe(&loads::<Value>(&frames)?);
    let stream = describe(&single(case)?);
    if frames == stream { Ok(frames) } else { Err(format!("frames {frames}, on a socket {stream}").into()) }
}

/// The one message of `message.tcp`.
pub(crate) fn single(case: &Case) -> Result<Value, Failure> {
    Ok(loads(&tcp::single(case.read("message.tcp")?)?)?)
}

/// Every message of a recorded conversation; one that holds what can't be opened is at least a message.
fn conversation(case: &Case) -> Result<Json, Failure> {
    let message = |entry: &Json| {
        let file = entry["file"].as_str().ok_or("a message without a file")?;
        let frames = tcp::single(case.read(file)?)?;
        Ok(loads(&frames).map_or_else(|error| refusal(&error.into()), |message| describe(&message)))
    };
    case.manifest["messages"].as_array().into_iter().flatten().map(message).collect()
}

/// Each block of a codec, with what came out of it or why nothing did.
fn blobs(case: &Case) -> Result<Json, Failure> {
    let mut out = Map::new();
    for (name, entry) in case.manifest["blobs"].as_object().into_iter().flatten() {
        let codec = entry["codec"].as_str().and_then(Codec::from_name).ok_or("a blob of no codec")?;
        let plain = decompress(codec, &case.read(&format!("blobs/{name}.bin"))?, &Limits::cluster());
        let plain =
            plain.map(|plain| json!({"ok": true, "len": plain.len(), "sha256": notation::sha256(&plain)}));
        out.insert(name.clone(), plain.unwrap_or_else(|error| refusal(&error.into())));
    }
    Ok(Json::Object(out))
}

/// A table inside a manifest, line by line.
fn each(table: &Json, read: impl Fn(&Json) -> Result<Json, Failure>) -> Json {
    let line = |entry| read(entry).unwrap_or_else(|failure| refusal(&failure));
    table.as_array().into_iter().flatten().map(line).collect()
}

fn refusal(failure: &Failure) -> Json {
    json!({"ok": false, "class": failure.class(), "error": failure.to_string()})
}

fn class(pickle: &[u8]) -> Result<Json, Failure> {
    let class = ClassName::from_reference(pickle).ok_or("not a plain reference to a class")?;
    Ok(json!({"ok": true, "module": class.module, "qualname": class.qualname, "class": class_name(&class)}))
}

/// The type of elements in a pickle, read as that of an empty array.
fn dtype(pickle: &[u8]) -> Result<Json, Failure> {
    const BEFORE: &[u8] = b"\x84\xaaserializer\xa4dask\xa4type\xadnumpy.ndarray\xaftype-serialized\xc4\x14\x80\x04\x8c\x05numpy\x8c\x07ndarray\x93.\xaasub-header\x84\xa5dtype\x92\x01\xc6";
    const BEHIND: &[u8] = b"\xa5shape\x91\x00\xa7strides\x91\x00\xa9writeable\x91\xc3";
    let len = u32::try_from(pickle.len())?.to_be_bytes();
    let header = [BEFORE, &len, pickle, BEHIND].concat();
    match deserialize(&Serialized::from_parts(header, [Bytes::new()]))? {
        Value::Array(array) => {
            let dtype = array.dtype();
            Ok(json!({"ok": true, "str": dtypes::text(dtype), "itemsize": dtype.size()}))
        }
        // Of the type's elements nothing here knows the bytes, so the array stays closed.
        _ => Err(frames_std::Error::new(ErrorKind::Array {
            problem: "its type is none of plain bytes".into(),
        })
        .into()),
    }
}
