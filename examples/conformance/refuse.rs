//! Hostile input: every case of a corpus is decoded within the limits that its manifest sets, and what came of it is
//! noted, with the memory and the time it took. Nothing here may end the process.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use frames_std::{
    Codec, DType, Error, ErrorKind, Limits, Result, Value, decompress, from_bytes_with, loads_with,
};
use peak_alloc::PeakAlloc;
use serde_json::{Value as Json, json};

use crate::delivery::Connection;
use crate::{arrays, cases, notation, tcp};

/// A corpus of hostile input, as its manifest describes it.
pub(crate) struct Corpus {
    limits: Limits,
    cases: Vec<Hostile>,
}

/// One case: its entry in the manifest, and its bytes.
pub(crate) struct Hostile {
    pub(crate) entry: Json,
    /// `None` where the manifest points outside the corpus.
    bytes: Option<Bytes>,
}

/// What came of a case.
pub(crate) struct Outcome {
    result: Result<(), Failure>,
    /// How many messages were good.
    messages: usize,
    /// Bytes of memory at the worst moment, beyond those at the beginning.
    peak: usize,
    time: Duration,
}

/// Why a case was not read.
enum Failure {
    Refused(Error),
    /// It was read, and is not what the manifest says.
    Mismatch(String),
    Panic,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Refused(error)
    }
}

impl Corpus {
    /// Reads a manifest and the bytes it points into.
    pub(crate) fn open(manifest: &Path, corpus: &Path) -> io::Result<Corpus> {
        let manifest: Json = serde_json::from_slice(&cases::file(manifest)?)?;
        let corpus = Bytes::from(cases::file(corpus)?);
        let bytes = |entry: &Json| {
            let (offset, size) = (entry["offset"].as_u64()? as usize, entry["size"].as_u64()? as usize);
            (offset.checked_add(size)? <= corpus.len()).then(|| corpus.slice(offset..offset + size))
        };
        let case = |entry: &Json| Hostile { entry: entry.clone(), bytes: bytes(entry) };
        let cases = manifest["cases"].as_array().into_iter().flatten().map(case).collect();
        Ok(Corpus { limits: limits(&manifest["limits"]), cases })
    }

    /// The cases, in the manifest's order.
    pub(crate) fn cases(&self) -> &[Hostile] {
        &self.cases
    }

    /// The limits that the manifest sets for all.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }
}

fn limits(json: &Json) -> Limits {
    let strict = Limits::strict();
    let bytes = |key: &str, or: u64| json[key].as_u64().unwrap_or(or);
    let count = |key: &str, or: usize| bytes(key, or as u64) as usize;
    Limits {
        message_bytes: bytes("max_message_bytes", strict.message_bytes),
        frames: count("max_frames", strict.frames),
        header_bytes: count("max_header_bytes", strict.header_bytes),
        depth: count("max_depth", strict.depth),
        levels: count("max_depth", strict.levels),
        nodes: count("max_nodes", strict.nodes),
        name_bytes: count("max_type_name", strict.name_bytes),
        dimensions: count("max_dims", strict.dimensions),
        expanded_bytes: bytes("max_decompressed_bytes", strict.expanded_bytes),
        first_alloc: bytes("first_alloc", strict.first_alloc),
        message_time: Duration::from_millis(bytes("read_timeout_ms", 2000)),
        // A whole message has that time, however long it is.
        message_rate: u64::MAX,
        pickles: false,
    }
}

impl Hostile {
    /// Decodes the case. `memory` counts what the whole process holds.
    pub(crate) fn decode(&self, limits: &Limits, memory: &PeakAlloc) -> Outcome {
        memory.reset_peak_usage();
        let (before, begin, mut messages) = (memory.current_usage(), Instant::now(), 0);
        let read = catch_unwind(AssertUnwindSafe(|| self.read(limits, &mut messages)));
        let time = begin.elapsed();
        let peak = memory.peak_usage().saturating_sub(before);
        let result = read.unwrap_or(Err(Failure::Panic));
        Outcome { result, messages, peak, time }
    }

    fn read(&self, limits: &Limits, messages: &mut usize) -> Result<(), Failure> {
        let Some(bytes) = self.bytes.clone() else {
            return Err(Failure::Mismatch("the corpus has no such bytes".to_owned()));
        };
        match self.text("kind") {
            "tcp" => self.read_stream(bytes, limits, messages),
            "packed" => self.check(&from_bytes_with::<Value>(bytes, limits)?),
            "msgpack" => self.check(&loads_with::<Value>(&[bytes], limits)?),
            "codec" => {
                let codec = Codec::from_name(self.text("codec"))
                    .ok_or_else(|| Failure::Mismatch("the manifest names an unknown codec".to_owned()))?;
                let plain = decompress(codec, &bytes, limits)?;
                match self.entry["plain_sha256"].as_str() {
                    Some(digest) if digest != notation::sha256(&plain) => {
                        Err(Failure::Mismatch("other bytes came out".to_owned()))
                    }
                    _ => Ok(()),
                }
            }
            "dtype" => match std::str::from_utf8(&bytes) {
                Ok(text) => DType::parse(text).map(|_| ()).map_err(Failure::from),
                Err(_) => {
                    Err(Error::new(ErrorKind::Msgpack { problem: "text that is no UTF-8".into() }).into())
                }
            },
            kind => Err(Failure::Mismatch(format!("cases of kind {kind} are not known"))),
        }
    }

    fn text(&self, key: &str) -> &str {
        self.entry[key].as_str().unwrap_or_default()
    }

    /// Reads one message after another to the end of the stream.
    fn read_stream(&self, bytes: Bytes, limits: &Limits, messages: &mut usize) -> Result<(), Failure> {
        let connection = Connection::new(bytes, &self.entry["delivery"]);
        if self.text("phase") == "handshake" {
            tcp::greet(connection, limits)?;
            *messages = 1;
            return Ok(());
        }
        // A pickle that may be carried is given to the inert reader.
        let limits = Limits { pickles: self.entry["opaque"] == true, ..limits.clone() };
        let mut reader = tcp::reader(connection, &limits);
        while let Some(frames) = reader.read()? {
            let message = loads_with::<Value>(&frames, &limits)?;
            self.check_phase(&message)?;
            self.check(&message)?;
            *messages += 1;
        }
        Ok(())
    }

    /// What a message must be at this place of a conversation.
    fn check_phase(&self, message: &Value) -> Result<(), Failure> {
        match (self.text("phase"), message) {
            ("request", message) => operation(message),
            ("stream", Value::Tuple(batch)) => batch.iter().try_for_each(operation),
            ("stream", message) => operation(message),
            _ => Ok(()),
        }
    }

    /// What the manifest says of a value that was read.
    fn check(&self, value: &Value) -> Result<(), Failure> {
        let expected = &self.entry["array"];
        if !expected.is_object() {
            return Ok(());
        }
        let Some(array) = first_array(value) else {
            return Err(Failure::Mismatch("there is no array".to_owned()));
        };
        let found = json!({
            "dtype": array.dtype().to_string(),
            "shape": array.shape(),
            "sha256": notation::sha256(&arrays::c_order(array)),
        });
        if found == *expected { Ok(()) } else { Err(Failure::Mismatch(format!("another array: {found}"))) }
    }
}

/// A request is a map whose `op` is a text.
fn operation(message: &Value) -> Result<(), Failure> {
    let named = |entry: &&(Value, Value)| matches!(&entry.0, Value::Text(key) if key == "op");
    match message {
        Value::Dict(entries) => match entries.iter().find(named) {
            Some((_, Value::Text(op))) if !op.is_empty() => Ok(()),
            _ => Err(header_error("an operation's name in `op`")),
        },
        _ => Err(header_error("a request, which is a map")),
    }
}

fn header_error(expected: &'static str) -> Failure {
    Error::new(ErrorKind::Header { expected: expected.into(), found: "something else".into() }).into()
}

fn first_array(value: &Value) -> Option<&frames_std::NdArray> {
    match value {
        Value::Array(array) => Some(array),
        Value::List(items) | Value::Tuple(items) => items.iter().find_map(first_array),
        Value::Dict(entries) => entries.iter().find_map(|(_, value)| first_array(value)),
        _ => None,
    }
}

impl Outcome {
    /// The line for a case.
    pub(crate) fn line(&self, case: &Hostile) -> Json {
        let (class, error) = match &self.result {
            Ok(()) => (None, None),
            Err(Failure::Refused(error)) => (Some(error.class()), Some(error.to_string())),
            Err(Failure::Mismatch(problem)) => (Some("Mismatch"), Some(problem.clone())),
            Err(Failure::Panic) => (Some("Panic"), None),
        };
        json!({
            "id": case.entry["id"],
            "outcome": if class.is_none() { "ok" } else { "error" },
            "class": class,
            "peak_bytes": self.peak,
            "ms": self.time.as_millis() as u64,
            "messages": self.messages,
            "error": error,
        })
    }
}
