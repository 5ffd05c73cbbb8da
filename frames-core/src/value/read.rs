//! Reading a [`Value`]: whatever stands here, in whatever form a sender gave it. What objects hold is read in
//! [`objects`](super::objects); this file knows msgpack, collections and families.

use std::collections::HashSet;

use super::keys::distinct;
use super::{Object, Value, objects};
use crate::decode::{Decoder, Envelope, Family, Input, Place, cautious};
use crate::error::{Error, Result};
use crate::frame_reader::FrameReader;
use crate::framed::FromFrames;
use crate::header::HeaderReader;
use crate::msgpack::read::{Cursor, Token};
use crate::msgpack::scan::KeyForm;
use crate::msgpack::{is_marker_key, marker};
use crate::registry::unknown_type;
use crate::serialized::Serialized;

impl FromFrames for Value {
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        crate::types::parts::from_frames(header, frames)
    }

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        match input.place {
            Place::Inline => inline(input.decoder),
            Place::Payload { start, stop } => {
                if input.decoder.leaves_parts {
                    if let Some(part) = input.decoder.unopened(start, stop)? {
                        return Ok(Value::Serialized(Box::new(part)));
                    }
                }
                payload(input.decoder, start, stop)
            }
            Place::Entries(_) => {
                let (mut pairs, mut seen) = (Vec::new(), HashSet::new());
                input.pairs(Value::decode, |key, value| {
                    let new = seen.insert(short(&key));
                    pairs.push((key, value));
                    new
                })?;
                Ok(Value::Dict(pairs))
            }
            Place::Opened { .. } => Err(Error::header("a value", "fields")),
        }
    }

    fn nil_possible() -> bool {
        true
    }
}

/// The msgpack value at the cursor.
pub(super) fn inline(decoder: &mut Decoder<'_>) -> Result<Value> {
    Ok(match decoder.token()? {
        Token::Nil => Value::Null,
        Token::Bool(value) => Value::Bool(value),
        Token::Int(value) => Value::Int(value.into()),
        Token::UInt(value) => Value::Int(value.into()),
        Token::F32(value) => Value::Float(value.into()),
        Token::F64(value) => Value::Float(value),
        Token::Text(text) => Value::Text(text.to_owned()),
        Token::Bin(bytes) => Value::Bytes(bytes.to_vec().into()),
        Token::Timestamp(seconds, nanoseconds) => Value::Object(Box::new(Object::call(
            "msgpack.ext",
            "Timestamp",
            vec![Value::Int(seconds.into()), Value::Int(nanoseconds.into())],
        ))),
        Token::Array(len) => {
            decoder.enter()?;
            let items = tuple(decoder, len)?;
            decoder.leave();
            Value::Tuple(items)
        }
        Token::Map(len) => {
            decoder.enter()?;
            let map = map(decoder, len)?;
            decoder.leave();
            map
        }
    })
}

fn tuple(decoder: &mut Decoder<'_>, len: usize) -> Result<Vec<Value>> {
    decoder.expand(len, size_of::<Value>())?;
    let mut items = Vec::with_capacity(cautious::<Value>(len));
    for index in 0..len {
        items.push(decoder.here(Value::decode).map_err(|error| error.at_index(index))?);
    }
    Ok(items)
}

/// A map, or what Dask's markers make of one in a header.
fn map(decoder: &mut Decoder<'_>, len: usize) -> Result<Value> {
    let at = decoder.cursor;
    let mut pairs = Pairs::new(decoder, len)?;
    for _ in 0..len {
        // Of a key that msgpack doesn't hold, a date for one, Dask makes a part.
        let is_map = matches!(decoder.cursor.peek()?, 0x80..=0x8f | marker::MAP16 | marker::MAP32);
        if is_map && !decoder.is_marker_ahead() {
            return Err(decoder.cursor.locate(Error::msgpack("a map stands as a map key")));
        }
        let key = pairs.key(decoder)?;
        let value = decoder.here(Value::decode).map_err(|error| error.at_key(&short(&key)))?;
        pairs.list.push((key, value));
    }
    let has_marker = || pairs.list.iter().any(|(key, _)| key.as_str().is_some_and(is_marker_key));
    if at.frame.is_none() && has_marker() {
        return marked(pairs.list).map_err(|error| at.locate(error));
    }
    Ok(Value::Dict(pairs.list))
}

/// The entries of a dict while they are read. A key that is there twice is refused.
pub(super) struct Pairs<'d> {
    pub(super) list: Vec<(Value, Value)>,
    seen: HashSet<KeyForm<'d>>,
}

impl<'d> Pairs<'d> {
    pub(super) fn new(decoder: &mut Decoder<'d>, len: usize) -> Result<Self> {
        decoder.expand(len, size_of::<(Value, Value)>())?;
        Ok(Pairs { list: Vec::with_capacity(cautious::<(Value, Value)>(len)), seen: HashSet::new() })
    }

    /// Reads the key at the cursor.
    pub(super) fn key(&mut self, decoder: &mut Decoder<'d>) -> Result<Value> {
        let at = decoder.cursor;
        let key = hashable(decoder)?;
        if !self.seen.insert(KeyForm::of(at, decoder.cursor)?) {
            return Err(at.locate(Error::msgpack("a map has the same key twice").at_key(&short(&key))));
        }
        Ok(key)
    }

    /// Reads an entry whose parts stand here and there. The cursor is moved.
    pub(super) fn entry(
        &mut self,
        decoder: &mut Decoder<'d>,
        key: Cursor<'d>,
        value: Cursor<'d>,
        frames: Option<(usize, usize)>,
    ) -> Result<()> {
        decoder.cursor = key;
        let key = self.key(decoder)?;
        let value = value_at(decoder, value, frames).map_err(|error| error.at_key(&short(&key)))?;
        self.list.push((key, value));
        Ok(())
    }
}

/// A map key: what Python can hash.
fn hashable(decoder: &mut Decoder<'_>) -> Result<Value> {
    let at = decoder.cursor;
    let value = if decoder.is_marker_ahead() { decoder.here(Value::decode)? } else { inline(decoder)? };
    if is_hashable(&value) { Ok(value) } else { Err(at.locate(unhashable())) }
}

fn is_hashable(value: &Value) -> bool {
    match value {
        Value::Tuple(items) => items.iter().all(is_hashable),
        Value::List(_) | Value::Set(_) | Value::Dict(_) | Value::Array(_) => false,
        _ => true,
    }
}

fn unhashable() -> Error {
    Error::header("a map key or member of a set that Python can hash", "a container")
}

fn set(members: Vec<Value>) -> Result<Value> {
    if members.iter().all(is_hashable) { Ok(Value::Set(distinct(members))) } else { Err(unhashable()) }
}

/// A key for messages.
fn short(key: &Value) -> String {
    match key {
        Value::Text(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What Dask's reader of headers makes of a map with one of its keys.
fn marked(mut pairs: Vec<(Value, Value)>) -> Result<Value> {
    let mut take = |name: &str| {
        let at = pairs.iter().position(|(key, _)| key.as_str() == Some(name))?;
        Some(pairs.swap_remove(at).1)
    };
    if take("__Enum__").is_some() {
        return match (take("name"), take("__module__"), take("__name__")) {
            (Some(Value::Text(name)), Some(Value::Text(module)), Some(Value::Text(class))) => {
                objects::enumeration(&module, &class, name)
            }
            _ => Err(Error::header(
                "`name`, `__module__` and `__name__` of an enum as texts",
                "not all of them",
            )),
        };
    }
    if take("__Set__").is_none() {
        return Err(Error::header("a value", "a reference to another one, which only a message can resolve"));
    }
    match take("as-list") {
        Some(Value::Tuple(members)) => set(members),
        _ => Err(Error::header("a set's `as-list`, an array", "none")),
    }
}

// Values contain values: what a level needs only for a moment is done in functions of its own, which have given their
// part of the stack back before the next level begins.

/// The value whose full header stands at the cursor.
pub(super) fn payload(decoder: &mut Decoder<'_>, start: usize, stop: usize) -> Result<Value> {
    let at = decoder.cursor;
    let envelope = envelope(decoder, start, stop)?;
    match &envelope.family {
        Family::Msgpack => decoder.msgpack_frames(start, stop, inline),
        Family::Pickle => pickle(decoder, at, start, stop),
        Family::Collection { .. } => {
            decoder.enter()?;
            let here = decoder.cursor.at;
            let value = collection(decoder, &envelope)?;
            decoder.cursor.at = here;
            decoder.leave();
            Ok(value)
        }
        Family::Dask(sub_header) => {
            let here = decoder.cursor.at;
            decoder.cursor.at = sub_header.at;
            let value = objects::read(decoder, &envelope, at)?;
            decoder.cursor.at = here;
            Ok(value)
        }
    }
}

fn envelope<'d>(decoder: &mut Decoder<'d>, start: usize, stop: usize) -> Result<Box<Envelope<'d>>> {
    decoder.envelope(start, stop).map(Box::new)
}

/// The elements of a collection, each with a header of its own. The cursor is moved.
fn collection<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>) -> Result<Value> {
    let Family::Collection { kind, .. } = envelope.family else {
        return Err(envelope.unexpected("a collection"));
    };
    Ok(match kind {
        "list" => Value::List(items(decoder, envelope)?),
        "tuple" => Value::Tuple(items(decoder, envelope)?),
        "set" => set(items(decoder, envelope)?)?,
        "dict" => Value::Dict(pairs(decoder, envelope)?),
        _ => return Err(unknown_type(kind, ["list", "tuple", "set", "dict"].into_iter())),
    })
}

fn items<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>) -> Result<Vec<Value>> {
    let elements = decoder.items(envelope)?;
    decoder.expand(elements.len(), size_of::<Value>())?;
    let mut items = Vec::with_capacity(cautious::<Value>(elements.len()));
    for (index, element) in elements.iter().enumerate() {
        items.push(value_at(decoder, element.header, element.frames).map_err(|error| error.at_index(index))?);
    }
    Ok(items)
}

fn pairs<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>) -> Result<Vec<(Value, Value)>> {
    let elements = decoder.items(envelope)?;
    let mut pairs = Pairs::new(decoder, elements.len())?;
    for element in &elements {
        let key = element.key.ok_or_else(|| Error::header("the key of a dict's element", "none"))?;
        pairs.entry(decoder, key, element.header, element.frames)?;
    }
    Ok(pairs.list)
}

/// The value that stands at `header`, with frames if that is a full header.
pub(super) fn value_at<'d>(
    decoder: &mut Decoder<'d>,
    header: Cursor<'d>,
    frames: Option<(usize, usize)>,
) -> Result<Value> {
    decoder.cursor = header;
    match frames {
        Some((start, stop)) => payload(decoder, start, stop),
        None => inline(decoder),
    }
}

/// A pickle: read as far as that is possible without running it, else kept.
pub(super) fn pickle(
    decoder: &mut Decoder<'_>,
    header: Cursor<'_>,
    start: usize,
    stop: usize,
) -> Result<Value> {
    let mut frames = Vec::with_capacity(stop - start);
    for index in start..stop {
        decoder.frames.claim(index)?;
    }
    if start == stop {
        return Err(Error::frames("a pickle has at least one frame, this one none"));
    }
    if stop - start == 1 {
        if let Some(value) = crate::pickle::wide_int(decoder.frames.bytes(start)?) {
            return Ok(value);
        }
    }
    crate::pickle::allowed(decoder.limits)?;
    for index in start + 1..stop {
        frames.push(decoder.frames.shared(index)?);
    }
    match crate::pickle::value(decoder.frames.bytes(start)?, frames, decoder.limits)? {
        Some(value) => Ok(value),
        None => kept(decoder, header, start, stop).map(|value| Value::Serialized(Box::new(value))),
    }
}

/// The value whose header begins at `header` and whose frames are claimed, as it came.
pub(super) fn kept(
    decoder: &mut Decoder<'_>,
    header: Cursor<'_>,
    start: usize,
    stop: usize,
) -> Result<Serialized<'static>> {
    if let Some(part) = decoder.kept(header.at, start, stop) {
        return Ok(part);
    }
    let mut behind = header;
    crate::msgpack::scan::skip(&mut behind, decoder.limits)?;
    let pieces = (start..stop).map(|index| decoder.frames.pieces(index)).collect();
    Serialized::from_pieces(header.bytes[header.at..behind.at].to_vec(), pieces)
}
