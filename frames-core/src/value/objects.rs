//! Reading what family `dask` writes: objects whose class is known, objects in the generic form, whatever their class,
//! and arrays. Of a class there is only its name here; nothing of it is run.

use std::collections::HashSet;

use bytes::Bytes;

use super::classes::{self, Form};
use super::read::{self, Pairs};
use super::{ClassName, NdArray, Object, Value, pickled};
use crate::class::{Class, class_reference};
use crate::decode::{Decoder, Entry, Envelope};
use crate::error::{Error, ErrorKind, Result};
use crate::framed::FromFrames;
use crate::msgpack::read::{Cursor, Token};
use crate::registry::{Registry, unknown_type};
use crate::serialized::Serialized;
use crate::types::bytes::joined;

/// Reads the object whose sub-header stands at the cursor, which is moved; `header` is the whole header.
pub(super) fn read<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>, header: &[u8]) -> Result<Value> {
    let form = match envelope.class.map(|class| (classes::form(class), class)) {
        Some((Some(form), class)) => {
            check_name(envelope, class, form)?;
            form
        }
        // An attribute that is a dict has no class of its own; nor has it a name.
        None if envelope.type_name.is_none() => Form::Dict,
        class => return unknown(decoder, envelope, header, class.map(|(_, class)| class)),
    };
    match form {
        Form::Dict => generic(decoder, envelope, None),
        Form::Array => array(decoder, envelope, header),
        Form::Bytes => whole_bytes(decoder, envelope).map(Value::Bytes),
        _ => special(decoder, envelope, form),
    }
}

/// `type` is written for people, and must fit the class all the same: Dask's name of it, or one that a Rust program
/// gave to it. A dict may be a struct of any program.
fn check_name(envelope: &Envelope<'_>, class: Class<'_>, form: Form) -> Result<()> {
    let Some(name) = envelope.type_name else { return Ok(()) };
    if form == Form::Dict || classes::is_named(class, name) || classes::is_known_name(name) {
        return Ok(());
    }
    match Registry::global().get(name) {
        Err(error) if matches!(error.kind(), ErrorKind::UnknownType { .. }) => Err(error),
        _ => Ok(()),
    }
}

/// An object of a class that isn't in the table: the generic form and that of arrays say all by themselves.
fn unknown<'d>(
    decoder: &mut Decoder<'d>,
    envelope: &Envelope<'d>,
    header: &[u8],
    class: Option<Class<'d>>,
) -> Result<Value> {
    let at = decoder.cursor;
    let parts = SubHeader::read(decoder)?;
    decoder.cursor = at;
    let has = |keys: &[&str]| keys.iter().all(|key| parts.get(key).is_some());
    match class {
        Some(class) if has(&["simple", "complex"]) => generic(decoder, envelope, Some(class)),
        Some(_) if has(&["dtype", "shape", "strides", "writeable"]) => array(decoder, envelope, header),
        _ => {
            let names = classes::names();
            let class = class.map(|class| ClassName::from(class).dotted());
            let name = class.as_deref().or(envelope.type_name).unwrap_or_default();
            Err(unknown_type(name, names.iter().map(String::as_str)))
        }
    }
}

/// An object in the generic form: its attributes.
fn generic<'d>(
    decoder: &mut Decoder<'d>,
    envelope: &Envelope<'d>,
    class: Option<Class<'d>>,
) -> Result<Value> {
    decoder.enter()?;
    let entries = decoder.generic_entries(envelope)?;
    let pairs = attributes(decoder, entries)?;
    decoder.leave();
    let Some(class) = class else { return Ok(Value::Dict(pairs)) };
    let fields = pairs.into_iter().map(|(key, value)| match key {
        Value::Text(name) => Ok((name, value)),
        _ => Err(Error::header("the name of an attribute", "a key that is no text")),
    });
    Ok(object(class, fields.collect::<Result<_>>()?))
}

fn attributes<'d>(decoder: &mut Decoder<'d>, entries: Vec<Entry<'d>>) -> Result<Vec<(Value, Value)>> {
    let mut pairs = Pairs::new(decoder, entries.len())?;
    for entry in entries {
        decoder.cursor = entry.key;
        let key = pairs.key(decoder)?;
        let value = decoder.entry(entry, Value::decode).map_err(|error| error.at_key(entry.name))?;
        pairs.list.push((key, value));
    }
    Ok(pairs.list)
}

fn object(class: Class<'_>, fields: Vec<(String, Value)>) -> Value {
    Value::Object(Box::new(Object { class: class.into(), args: Vec::new(), fields }))
}

fn called(class: Class<'_>, args: Vec<Value>) -> Value {
    Value::Object(Box::new(Object { class: class.into(), args, fields: Vec::new() }))
}

/// A member of an enum, which messages hold by name.
pub(super) fn enumeration(module: &str, class: &str, name: String) -> Result<Value> {
    if !classes::is_enum_member(module, class, &name) {
        return Err(Error::not_allowed(
            "an enum other than `distributed.core.Status` can't be read; ask the sender for its name or value",
        ));
    }
    Ok(Value::Object(Box::new(Object::call(module, class, vec![Value::Text(name)]))))
}

/// Frames that Python joins.
fn whole_bytes<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>) -> Result<Bytes> {
    joined(decoder.payload(envelope.start, envelope.stop), envelope.start, envelope.stop)
}

/// The frame of a value that has one.
fn one_frame(decoder: &mut Decoder<'_>, envelope: &Envelope<'_>) -> Result<Bytes> {
    frames(envelope, 1)?;
    decoder.frames.claim(envelope.start)?;
    decoder.frames.shared(envelope.start)
}

fn frames(envelope: &Envelope<'_>, count: usize) -> Result<()> {
    match envelope.stop - envelope.start {
        found if found == count => Ok(()),
        found => Err(Error::frames(format!("{} has {count} frames, this one {found}", envelope.describe()))),
    }
}

fn array<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>, header: &[u8]) -> Result<Value> {
    // An array of Python's objects is a pickle under another name.
    if decoder.cursor.rest().starts_with(b"\x81\xa6pickle") {
        return read::pickle(decoder, header, envelope.start, envelope.stop);
    }
    let layout = decoder.layout()?;
    let array = layout.into_array(one_frame(decoder, envelope)?)?;
    Ok(Value::Array(Box::new(array)))
}

/// Classes with a sub-header of their own making.
fn special<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>, form: Form) -> Result<Value> {
    let Some(class) = envelope.class else { return Err(envelope.unexpected("a class")) };
    let parts = SubHeader::read(decoder)?;
    Ok(match form {
        Form::ByteArray => called(class, vec![Value::Bytes(whole_bytes(decoder, envelope)?)]),
        Form::Arrow => called(class, vec![Value::Bytes(one_frame(decoder, envelope)?)]),
        Form::MemoryView => {
            let format = parts.text(decoder, "format")?;
            let shape = parts.at(decoder, "shape", |decoder| decoder.lengths("a shape"))?;
            let bytes = whole_bytes(decoder, envelope)?;
            let items = shape.iter().try_fold(1usize, |product, len| product.checked_mul(*len));
            let size = struct_size(format).unwrap_or_else(|| bytes.len() / items.unwrap_or(1).max(1));
            if items.and_then(|items| items.checked_mul(size)) != Some(bytes.len()) {
                return Err(Error::array(format!(
                    "a memoryview has {} bytes, which its shape doesn't fit",
                    bytes.len()
                )));
            }
            let shape = shape.into_iter().map(|len| Value::Int(len as i128)).collect();
            called(class, vec![Value::Bytes(bytes), Value::Text(format.to_owned()), Value::Tuple(shape)])
        }
        Form::PythonArray => {
            let code = parts.text(decoder, "typecode")?;
            let bytes = whole_bytes(decoder, envelope)?;
            if struct_size(code).is_none_or(|size| bytes.len() % size != 0) {
                return Err(Error::array(format!(
                    "{} bytes make no array of the given typecode",
                    bytes.len()
                )));
            }
            called(class, vec![Value::Text(code.to_owned()), Value::Bytes(bytes)])
        }
        Form::MaskedConstant => {
            frames(envelope, 0)?;
            object(class, Vec::new())
        }
        Form::Hdf => {
            frames(envelope, 0)?;
            let fields = parts.0.iter().map(|(name, value)| {
                decoder.cursor = *value;
                Ok(((*name).to_owned(), read::inline(decoder)?))
            });
            object(class, fields.collect::<Result<_>>()?)
        }
        Form::Masked => masked(decoder, envelope, class, &parts)?,
        _ => {
            decoder.enter()?;
            let value = wrapped(decoder, envelope, class, form, &parts)?;
            decoder.leave();
            value
        }
    })
}

/// Data, mask and fill value of a masked array.
fn masked<'d>(
    decoder: &mut Decoder<'d>,
    envelope: &Envelope<'d>,
    class: Class<'_>,
    parts: &SubHeader<'d>,
) -> Result<Value> {
    let data_frames = parts.at(decoder, "nframes", |decoder| decoder.index("a frame count"))?;
    let mask = parts.get("mask-header");
    if data_frames != 1 {
        return Err(Error::frames(format!("the data of a masked array has one frame, here {data_frames}")));
    }
    frames(envelope, 1 + usize::from(mask.is_some()))?;
    let data = part_array(decoder, parts.need("data-header")?, envelope.start)?;
    let mask = match mask {
        None => Value::Null,
        Some(header) => {
            let mask = part_array(decoder, header, envelope.start + 1)?;
            if mask.shape != data.shape {
                return Err(Error::array(format!(
                    "an array of shape {:?} has a mask of shape {:?}",
                    data.shape, mask.shape
                )));
            }
            Value::Array(Box::new(mask))
        }
    };
    let fill_value = parts.at(decoder, "fill-value", fill_value)?;
    let fields = [("data", Value::Array(Box::new(data))), ("mask", mask), ("fill_value", fill_value)];
    Ok(object(class, fields.map(|(name, value)| (name.to_owned(), value)).into()))
}

/// An array whose sub-header stands at `header`.
fn part_array<'d>(decoder: &mut Decoder<'d>, header: Cursor<'d>, frame: usize) -> Result<NdArray> {
    decoder.cursor = header;
    let layout = decoder.layout()?;
    decoder.frames.claim(frame)?;
    layout.into_array(decoder.frames.shared(frame)?)
}

/// `[false, number]`, or `[true, pickle]`.
fn fill_value(decoder: &mut Decoder<'_>) -> Result<Value> {
    let at = decoder.cursor;
    if decoder.array("a fill value")? != 2 {
        return Err(at.locate(Error::header("a fill value of two parts", "another number of them")));
    }
    let is_pickle = decoder.flag("whether a fill value is a pickle")?;
    let value = read::inline(decoder)?;
    match value {
        Value::Bytes(pickle) if is_pickle => match pickled::value(&pickle, Vec::new(), decoder.limits)? {
            Some(value) => Ok(value),
            None => Ok(Value::Serialized(Box::new(Serialized::from_parts(PICKLE, [pickle])))),
        },
        value if !is_pickle => Ok(value),
        _ => Err(at.locate(Error::header("a pickled fill value", "no bytes"))),
    }
}

/// `{"serializer": "pickle", "writeable": []}`
pub(super) const PICKLE: &[u8] = b"\x82\xaaserializer\xa6pickle\xa9writeable\x90";

/// Objects made of other values, each with a header of its own.
fn wrapped<'d>(
    decoder: &mut Decoder<'d>,
    envelope: &Envelope<'d>,
    class: Class<'d>,
    form: Form,
    parts: &SubHeader<'d>,
) -> Result<Value> {
    let (start, stop) = (envelope.start, envelope.stop);
    let mut fields = Vec::new();
    let mut add = |name: &str, value: Value| fields.push((name.to_owned(), value));
    match form {
        Form::Tensor => {
            let grad = match parts.get("grad") {
                Some(at) => {
                    decoder.cursor = at;
                    let grad = SubHeader::read(decoder)?;
                    let first = grad.at(decoder, "start", |decoder| decoder.index("a frame"))?;
                    Some((grad.need("header")?, split(start, first, stop)?))
                }
                None => None,
            };
            let behind = grad.map_or(stop, |(_, first)| first);
            add("data", at(decoder, parts.need("sub-header")?, start, behind)?);
            add("requires_grad", parts.at(decoder, "requires_grad", read::inline)?);
            add("device", parts.at(decoder, "device", read::inline)?);
            if let Some((header, first)) = grad {
                add("grad", at(decoder, header, first, stop)?);
            }
        }
        Form::Parameter => {
            add("data", at(decoder, parts.need("sub-header")?, start, stop)?);
            add("requires_grad", parts.at(decoder, "requires_grad", read::inline)?);
        }
        Form::Coo => {
            let counts = parts.at(decoder, "nframes", |decoder| decoder.lengths("frame counts"))?;
            let [coords, data] = counts[..] else {
                return Err(Error::header("two frame counts", format!("{} of them", counts.len())));
            };
            let first = split(start, coords, stop)?;
            if stop - first != data {
                return Err(Error::frames(format!("the data has {} frames, not {data}", stop - first)));
            }
            add("coords", at(decoder, parts.need("coords-header")?, start, first)?);
            add("data", at(decoder, parts.need("data-header")?, first, stop)?);
            add("shape", parts.at(decoder, "shape", read::inline)?);
        }
        _ => {
            let header = parts.need("coo_header")?;
            decoder.cursor = header;
            let class = SubHeader::read(decoder)?.at(decoder, "type-serialized", class_of)?;
            decoder.cursor = header;
            add("coo", generic(decoder, envelope, Some(class))?);
        }
    }
    Ok(object(class, fields))
}

/// The value whose header stands at `header`.
fn at<'d>(decoder: &mut Decoder<'d>, header: Cursor<'d>, start: usize, stop: usize) -> Result<Value> {
    decoder.cursor = header;
    read::payload(decoder, start, stop)
}

/// Where the second part of a value's frames begins.
fn split(start: usize, first: usize, stop: usize) -> Result<usize> {
    match start.checked_add(first) {
        Some(at) if at <= stop => Ok(at),
        _ => Err(Error::frames(format!("a part wants {first} frames, {} are there", stop - start))),
    }
}

fn class_of<'d>(decoder: &mut Decoder<'d>) -> Result<Class<'d>> {
    let at = decoder.cursor;
    match decoder.token()? {
        Token::Bin(pickle) => class_reference(pickle).ok_or_else(|| {
            at.locate(Error::not_allowed("a class is more than a name, which would need code"))
        }),
        other => Err(at.locate(Error::header("a class reference", other.kind()))),
    }
}

/// Bytes of an item in the notation of Python's `struct`.
fn struct_size(format: &str) -> Option<usize> {
    Some(match format {
        "c" | "b" | "B" | "?" => 1,
        "h" | "H" | "e" => 2,
        "i" | "I" | "f" | "w" | "u" => 4,
        "l" | "L" | "q" | "Q" | "n" | "N" | "d" | "P" => 8,
        _ => return None,
    })
}

/// The entries of a sub-header, each with the place of its value.
struct SubHeader<'d>(Vec<(&'d str, Cursor<'d>)>);

impl<'d> SubHeader<'d> {
    /// Steps over the sub-header at the cursor.
    fn read(decoder: &mut Decoder<'d>) -> Result<Self> {
        let (mut parts, mut seen) = (SubHeader(Vec::new()), HashSet::new());
        for _ in 0..decoder.map("a sub-header")? {
            let key = decoder.cursor;
            let name = decoder.text("a key of a sub-header")?;
            if !seen.insert(name) {
                return Err(key.locate(Error::msgpack("the sub-header has the same key twice")));
            }
            parts.0.push((name, decoder.cursor));
            decoder.look_past()?;
        }
        Ok(parts)
    }

    fn get(&self, name: &str) -> Option<Cursor<'d>> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    fn need(&self, name: &'static str) -> Result<Cursor<'d>> {
        self.get(name).ok_or_else(|| Error::header(format!("`{name}` in a sub-header"), "none"))
    }

    /// Reads the value of one entry.
    fn at<T>(
        &self,
        decoder: &mut Decoder<'d>,
        name: &'static str,
        read: impl FnOnce(&mut Decoder<'d>) -> Result<T>,
    ) -> Result<T> {
        decoder.cursor = self.need(name)?;
        read(decoder)
    }

    fn text(&self, decoder: &mut Decoder<'d>, name: &'static str) -> Result<&'d str> {
        self.at(decoder, name, |decoder| decoder.text("a text"))
    }
}
