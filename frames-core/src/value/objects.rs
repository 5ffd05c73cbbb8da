//! Reading what family `dask` writes: objects whose class is known, objects in the generic form, whatever their class,
//! and arrays. Of a class there is only its name here; nothing of it is run.

use bytes::Bytes;

use super::classes::{self, Form};
use super::read::{self, Pairs};
use super::sub_header::SubHeader;
use super::{ClassName, NdArray, Object, Value, wrapped};
use crate::class::Class;
use crate::decode::{Decoder, Envelope};
use crate::error::{Error, ErrorKind, Result};
use crate::msgpack::read::{Cursor, Token};
use crate::pickle;
use crate::registry::{Registry, unknown_type};
use crate::serialized::Serialized;
use crate::types::bytes::joined;

/// Reads the object whose sub-header stands at the cursor, which is moved; the whole header begins at
/// `header`.
pub(super) fn read<'d>(
    decoder: &mut Decoder<'d>,
    envelope: &Envelope<'d>,
    header: Cursor<'d>,
) -> Result<Value> {
    match form(decoder, envelope)? {
        Form::Dict => generic(decoder, envelope, None),
        Form::Generic => generic(decoder, envelope, envelope.class),
        Form::Array => array(decoder, envelope, header),
        Form::Bytes => {
            decoder.map("the sub-header of bytes")?;
            whole_bytes(decoder, envelope).map(Value::Bytes)
        }
        form @ (Form::Tensor | Form::Parameter | Form::Coo | Form::Dok) => {
            decoder.enter()?;
            let value = wrapped::read(decoder, envelope, form)?;
            decoder.leave();
            Ok(value)
        }
        form => special(decoder, envelope, form),
    }
}

/// The form of an object. Of a class that isn't in the table two forms say all by themselves: the generic one, and that
/// of arrays.
fn form<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>) -> Result<Form> {
    match envelope.class {
        // An attribute that is a dict has no class of its own; nor has it a name.
        None if envelope.type_name.is_none() => return Ok(Form::Dict),
        None => {
            let found = "none, or a pickle that is more than that";
            return Err(Error::header("a plain reference to a class in `type-serialized`", found));
        }
        // Dask does not read it, but whatever writes a value like this one writes it.
        Some(_) if envelope.type_name.is_none() && !envelope.is_vouched => {
            return Err(Error::header("`type`", "none"));
        }
        Some(class) => {
            if let Some(form) = classes::form(class) {
                check_name(decoder, envelope, class, form)?;
                return Ok(form);
            }
            let at = decoder.cursor;
            let parts = SubHeader::read(decoder)?;
            decoder.cursor = at;
            let has = |keys: &[&str]| keys.iter().all(|key| parts.get(key).is_some());
            if has(&["simple", "complex"]) {
                return Ok(Form::Generic);
            }
            let is_named = envelope.type_name.is_some_and(|name| classes::is_named(class, name));
            // As a subclass of numpy's array has it, in whose place Python puts a plain array.
            if is_named && has(&["dtype", "shape", "strides", "writeable"]) {
                return Ok(Form::Array);
            }
        }
    }
    let names = classes::names();
    let class = envelope.class.map(|class| ClassName::from(class).dotted());
    let name = class.as_deref().or(envelope.type_name).unwrap_or_default();
    Err(unknown_type(name, names.iter().map(String::as_str)))
}

/// `type` is written for people, and must fit the class all the same: Dask's name of it, or one that a Rust program
/// gave to it. A dict may be a struct of any program.
fn check_name(decoder: &Decoder<'_>, envelope: &Envelope<'_>, class: Class<'_>, form: Form) -> Result<()> {
    let Some(name) = envelope.type_name else { return Ok(()) };
    let any = decoder.own_names || form == Form::Dict;
    if any || classes::is_named(class, name) || classes::is_known_name(name) {
        return Ok(());
    }
    match Registry::global().get(name) {
        Err(error) if matches!(error.kind(), ErrorKind::UnknownType { .. }) => Err(error),
        _ => Ok(()),
    }
}

/// An object in the generic form: its attributes.
pub(super) fn generic<'d>(
    decoder: &mut Decoder<'d>,
    envelope: &Envelope<'d>,
    class: Option<Class<'d>>,
) -> Result<Value> {
    decoder.enter()?;
    let pairs = attributes(decoder, envelope)?;
    decoder.leave();
    match class {
        None => Ok(Value::Dict(pairs)),
        Some(class) => with_attributes(class, pairs),
    }
}

fn with_attributes(class: Class<'_>, pairs: Vec<(Value, Value)>) -> Result<Value> {
    let fields = pairs.into_iter().map(|(key, value)| match key {
        Value::Text(name) => Ok((name, value)),
        _ => Err(Error::header("the name of an attribute", "a key that is no text")),
    });
    Ok(object(class, fields.collect::<Result<_>>()?))
}

fn attributes<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>) -> Result<Vec<(Value, Value)>> {
    let entries = decoder.generic_entries(envelope)?;
    let mut pairs = Pairs::new(decoder, entries.len())?;
    for entry in &entries {
        pairs.entry(decoder, entry.key, entry.value, entry.frames)?;
    }
    Ok(pairs.list)
}

pub(super) fn object(class: Class<'_>, fields: Vec<(String, Value)>) -> Value {
    Value::Object(Box::new(Object { class: class.into(), args: Vec::new(), fields, pickled: false }))
}

fn called(class: Class<'_>, args: Vec<Value>) -> Value {
    Value::Object(Box::new(Object { class: class.into(), args, fields: Vec::new(), pickled: false }))
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

pub(super) fn frames(envelope: &Envelope<'_>, count: usize) -> Result<()> {
    match envelope.stop - envelope.start {
        found if found == count => Ok(()),
        found => Err(Error::frames(format!("{} has {count} frames, this one {found}", envelope.describe()))),
    }
}

fn array<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>, header: Cursor<'d>) -> Result<Value> {
    // An array of Python's objects is a pickle under another name.
    if decoder.cursor.rest().starts_with(b"\x81\xa6pickle") {
        return read::pickle(decoder, header, envelope.start, envelope.stop);
    }
    let at = decoder.cursor;
    let layout = match decoder.layout() {
        Ok(layout) => layout,
        Err(error) => {
            decoder.cursor = at;
            return if has_foreign_dtype(decoder) {
                (envelope.start..envelope.stop).try_for_each(|index| decoder.frames.claim(index))?;
                let value = read::kept(decoder, header, envelope.start, envelope.stop)?;
                Ok(Value::Serialized(Box::new(value)))
            } else {
                Err(error)
            };
        }
    };
    frames(envelope, 1)?;
    let array = layout.over(&mut decoder.frames, envelope.start)?;
    Ok(Value::Array(Box::new(array)))
}

/// Whether the header of an array at the cursor names a type that only Python knows, such as a library's own floats: its
/// pickle is in order and means nothing here.
fn has_foreign_dtype(decoder: &mut Decoder<'_>) -> bool {
    let limits = decoder.limits;
    let Some(dtype) = SubHeader::read(decoder).ok().and_then(|parts| parts.get("dtype")) else {
        return false;
    };
    decoder.cursor = dtype;
    let mut next = || decoder.token().ok();
    match (next(), next(), next()) {
        (Some(Token::Array(2)), Some(Token::UInt(1)), Some(Token::Bin(pickle))) => {
            limits.pickles
                && pickle::value(pickle, Vec::new(), limits).is_ok()
                && pickle::dtype(pickle, limits).is_err()
        }
        _ => false,
    }
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
            let size = struct_size(format)
                .ok_or_else(|| Error::array("a memoryview has items of an unknown format"))?;
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
        _ => masked(decoder, envelope, class, &parts)?,
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
    layout.over(&mut decoder.frames, frame)
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
        Value::Bytes(pickle) if is_pickle => match pickle::value(&pickle, Vec::new(), decoder.limits)? {
            Some(value) => Ok(value),
            None => Ok(Value::Serialized(Box::new(Serialized::from_parts(PICKLE, [pickle])))),
        },
        value if !is_pickle => Ok(value),
        _ => Err(at.locate(Error::header("a pickled fill value", "no bytes"))),
    }
}

/// `{"serializer": "pickle", "writeable": []}`
pub(super) const PICKLE: &[u8] = b"\x82\xaaserializer\xa6pickle\xa9writeable\x90";

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
