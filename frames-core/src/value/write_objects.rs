//! Writing objects in the form that Dask's serializers have for their class, or in the generic form.

use super::classes::{self, Form, form};
use super::dtype_wire::write_sizes;
use super::objects::PICKLE;
use super::write::{misshapen, only_pickled};
use super::{ClassName, Object, Value, write_array};
use crate::encode::message::Family;
use crate::encode::object::{Visit, Visitor, distinct_names, parts};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::Result;
use crate::frame::{Frame, Piece};
use crate::framed::Framed;
use crate::msgpack::write;
use crate::names::write_class_reference;

/// An object as a msgpack value: timestamps, and enums in headers.
pub(super) fn inline(object: &Object, out: &mut Inline<'_>) -> Result<Fit> {
    if let Some((seconds, nanoseconds)) = timestamp(object) {
        write::timestamp(out.out, seconds, nanoseconds);
        return Ok(Fit::Written);
    }
    match enum_member(object) {
        Some(name) if out.in_header() && out.style.in_band => {
            write::map(out.out, 4)?;
            write::text(out.out, "__Enum__");
            write::bool(out.out, true);
            for (key, value) in
                [("name", name), ("__module__", &object.class.module), ("__name__", &object.class.qualname)]
            {
                write::text(out.out, key);
                write::text(out.out, value);
            }
            Ok(Fit::Written)
        }
        _ => {
            out.no_key("an object")?;
            Ok(Fit::NeedsFrames)
        }
    }
}

fn timestamp(object: &Object) -> Option<(i64, u32)> {
    let [Value::Int(seconds), Value::Int(nanoseconds)] = object.args[..] else { return None };
    let nanoseconds = u32::try_from(nanoseconds).ok().filter(|count| *count < 1_000_000_000)?;
    let is_timestamp = object.class.is("msgpack.ext", "Timestamp") && object.fields.is_empty();
    is_timestamp.then_some((i64::try_from(seconds).ok()?, nanoseconds))
}

fn enum_member(object: &Object) -> Option<&str> {
    let [Value::Text(name)] = &object.args[..] else { return None };
    classes::is_enum_member(&object.class.module, &object.class.qualname, name).then_some(name)
}

/// An object with a header of its own.
pub(super) fn payload<'a>(object: &'a Object, out: &mut Encoder<'a>) -> Result<()> {
    match form(object.class.as_class()) {
        None if object.args.is_empty() && !object.pickled => generic(object, out),
        Some(Form::Tensor | Form::Parameter | Form::Coo | Form::Dok) => {
            out.nested(|out| wrapped(object, out))
        }
        _ => special(object, out),
    }
}

/// An object that holds no other values.
fn special<'a>(object: &'a Object, out: &mut Encoder<'a>) -> Result<()> {
    let class = &object.class;
    match form(class.as_class()) {
        None if timestamp(object).is_some() => out.msgpack_frame(|out| inline(object, out)).map(drop),
        Some(Form::ByteArray | Form::Arrow) => match &object.args[..] {
            [Value::Bytes(bytes)] => {
                envelope(class, out)?;
                write::map(&mut out.header, 0)?;
                out.frames.push_frame(Frame::Whole(Piece::Shared(bytes.clone())))
            }
            _ => Err(misshapen(object, "bytes")),
        },
        Some(Form::MemoryView) => match &object.args[..] {
            [Value::Bytes(bytes), format @ Value::Text(_), shape @ Value::Tuple(_)] => {
                envelope(class, out)?;
                entries(out, &[("format", format), ("shape", shape)])?;
                out.frames.push_frame(Frame::Whole(Piece::Shared(bytes.clone())))
            }
            _ => Err(misshapen(object, "bytes, a format and a shape")),
        },
        Some(Form::PythonArray) => match &object.args[..] {
            [code @ Value::Text(_), Value::Bytes(bytes)] => {
                envelope(class, out)?;
                write::map(&mut out.header, 2)?;
                entry(out, "typecode", code)?;
                out.header.extend_from_slice(b"\xa9writeable\x91\xc0");
                out.frames.push_frame(Frame::Whole(Piece::Shared(bytes.clone())))
            }
            _ => Err(misshapen(object, "a typecode and bytes")),
        },
        Some(Form::MaskedConstant) => {
            envelope(class, out)?;
            write::map(&mut out.header, 0)
        }
        Some(Form::Hdf) => {
            envelope(class, out)?;
            let fields: Vec<_> = object.fields.iter().map(|(name, value)| (name.as_str(), value)).collect();
            entries(out, &fields)
        }
        Some(Form::Masked) => masked(object, out),
        Some(_) if object.args.is_empty() => {
            Err(misshapen(object, "what the `Value` of its kind holds, and is no object"))
        }
        // Among these are arrays of Python's objects.
        _ => {
            Err(only_pickled(&format!("an object made by calling `{}`", crate::error::cut(&class.dotted()))))
        }
    }
}

/// The header of family `dask` of a class known only at run time, up to the sub-header.
pub(super) fn envelope(class: &ClassName, out: &mut Encoder<'_>) -> Result<()> {
    out.uses(Family::Dask);
    let name = out.take_name();
    let header = &mut out.header;
    write::map(header, 4)?;
    write::text(header, "serializer");
    write::text(header, "dask");
    write::text(header, "type");
    match name {
        Some(name) => write::text(header, name),
        None => write::text(header, &class.dotted()),
    }
    write::text(header, "type-serialized");
    write_class_reference(header, class.as_class())?;
    write::text(header, "sub-header");
    Ok(())
}

/// A sub-header of entries that stand in the header.
fn entries(out: &mut Encoder<'_>, entries: &[(&str, &Value)]) -> Result<()> {
    write::map(&mut out.header, entries.len())?;
    entries.iter().try_for_each(|(key, value)| entry(out, key, value))
}

/// One entry of a sub-header.
fn entry(out: &mut Encoder<'_>, key: &str, value: &Value) -> Result<()> {
    write::text(&mut out.header, key);
    match value.inline(&mut Inline::header(&mut out.header, out.style, out.depth))? {
        Fit::Written => Ok(()),
        Fit::NeedsFrames => {
            Err(crate::Error::value("the value has no form within a header").at_field(key.to_owned()))
        }
    }
}

/// Fields of an object, shown to the writer of generic objects.
struct Attributes;

impl Visit<Object> for Attributes {
    // Names are known at run time only, so they are compared.
    const FLATTENS: bool = true;

    fn visit<'a, V: Visitor<'a>>(object: &'a Object, visitor: &mut V) -> Result<()> {
        object.fields.iter().try_for_each(|(name, value)| visitor.entry(name, value))
    }
}

/// Any object by its attributes.
fn generic<'a>(object: &'a Object, out: &mut Encoder<'a>) -> Result<()> {
    envelope(&object.class, out)?;
    out.nested(|out| generic_sub_header(object, out))
}

fn generic_sub_header<'a>(object: &'a Object, out: &mut Encoder<'a>) -> Result<()> {
    distinct_names::<Attributes, _>(object)?;
    write::map(&mut out.header, 4)?;
    write::text(&mut out.header, "serializer");
    write::text(&mut out.header, "dask");
    write::text(&mut out.header, "type-serialized");
    write_class_reference(&mut out.header, object.class.as_class())?;
    write::text(&mut out.header, "simple");
    parts::<Attributes, _>(object, out)
}

/// The value of one of an object's attributes.
fn field<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
}

/// A masked array: data, mask and fill value.
fn masked<'a>(object: &'a Object, out: &mut Encoder<'a>) -> Result<()> {
    let expected = || misshapen(object, "`data` and `mask`, arrays of one shape, and `fill_value`");
    let Some(Value::Array(data)) = field(object, "data") else { return Err(expected()) };
    let mask = match field(object, "mask") {
        None | Some(Value::Null) => None,
        Some(Value::Array(mask)) if mask.shape == data.shape => Some(mask),
        Some(_) => return Err(expected()),
    };
    envelope(&object.class, out)?;
    write::map(&mut out.header, 3 + usize::from(mask.is_some()))?;
    write::text(&mut out.header, "data-header");
    let data = write_array::sub_header(data, out)?;
    write::text(&mut out.header, "nframes");
    write::uint(&mut out.header, 1);
    let mask = match mask {
        None => None,
        Some(mask) => {
            write::text(&mut out.header, "mask-header");
            Some(write_array::sub_header(mask, out)?)
        }
    };
    write::text(&mut out.header, "fill-value");
    write::array(&mut out.header, 2)?;
    fill_value(field(object, "fill_value").unwrap_or(&Value::Null), &mut out.header)?;
    out.frames.push(data)?;
    mask.map_or(Ok(()), |mask| out.frames.push(mask))
}

fn fill_value(value: &Value, header: &mut Vec<u8>) -> Result<()> {
    let scalar = matches!(value, Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_));
    match value {
        Value::Serialized(pickle) if pickle.header_bytes() == PICKLE && pickle.frame_count() == 1 => {
            write::bool(header, true);
            write::bin(header, pickle.frame(0).unwrap_or_default())
        }
        value if scalar => {
            write::bool(header, false);
            let style = crate::encode::Style::default();
            match value.inline(&mut Inline::header(header, style, 0))? {
                Fit::Written => Ok(()),
                Fit::NeedsFrames => Err(only_pickled("this fill value")),
            }
        }
        _ => Err(only_pickled("the fill value of a masked array, unless it is a number,")),
    }
}

/// Objects made of other values.
fn wrapped<'a>(object: &'a Object, out: &mut Encoder<'a>) -> Result<()> {
    let need =
        |name: &'static str| field(object, name).ok_or_else(|| misshapen(object, "more than these fields"));
    let header_of = |name: &str, value: &'a Value, out: &mut Encoder<'a>| {
        write::text(&mut out.header, name);
        let first = out.frames.len();
        value.payload(out)?;
        Ok::<_, crate::Error>(out.frames.len() - first)
    };
    match form(object.class.as_class()) {
        Some(Form::Tensor) => {
            let grad = field(object, "grad");
            envelope(&object.class, out)?;
            write::map(&mut out.header, 3 + usize::from(grad.is_some()))?;
            let frames = header_of("sub-header", need("data")?, out)?;
            entry(out, "requires_grad", need("requires_grad")?)?;
            entry(out, "device", need("device")?)?;
            if let Some(grad) = grad {
                write::text(&mut out.header, "grad");
                write::map(&mut out.header, 2)?;
                write::text(&mut out.header, "start");
                write::uint(&mut out.header, frames as u64);
                header_of("header", grad, out)?;
            }
            Ok(())
        }
        Some(Form::Parameter) => {
            envelope(&object.class, out)?;
            write::map(&mut out.header, 2)?;
            header_of("sub-header", need("data")?, out)?;
            entry(out, "requires_grad", need("requires_grad")?)
        }
        Some(Form::Coo) => {
            envelope(&object.class, out)?;
            write::map(&mut out.header, 4)?;
            entry(out, "shape", need("shape")?)?;
            let coords = header_of("coords-header", need("coords")?, out)?;
            let data = header_of("data-header", need("data")?, out)?;
            write::text(&mut out.header, "nframes");
            write_sizes(&mut out.header, [coords, data].into_iter())
        }
        _ => {
            let Value::Object(coo) = need("coo")? else {
                return Err(misshapen(object, "`coo`, the same matrix in coordinates"));
            };
            envelope(&object.class, out)?;
            write::map(&mut out.header, 1)?;
            write::text(&mut out.header, "coo_header");
            generic_sub_header(coo, out)
        }
    }
}
