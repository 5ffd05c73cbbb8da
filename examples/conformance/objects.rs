//! Objects in the description language. Of a class that is known here, what Python's `repr()` or the class's own facts
//! would be; of any other its name, arguments and attributes.

use std::cmp::Reverse;

use frames_std::{DType, Object, Value};
use serde_json::{Map, Value as Json, json};

use crate::describe::{bytes_facts, class_name, describe, field, set};
use crate::{arrays, dtypes, fills, notation, sparse};

/// What `describe()` says of an object.
pub(crate) fn describe_object(object: &Object) -> Json {
    let class = (object.class.module.as_str(), object.class.qualname.as_str());
    match (class, &object.args[..]) {
        (("builtins", "bytearray"), [Value::Bytes(bytes)]) => bytes_facts("bytearray", bytes),
        (("builtins", "frozenset"), [Value::Set(items)]) => set("frozenset", items),
        (("builtins", "memoryview"), [Value::Bytes(bytes), Value::Text(format), shape]) => {
            let mut out = bytes_facts("memoryview", bytes);
            out["format"] = format.as_str().into();
            out["shape"] = crate::describe::plain(shape);
            out["nbytes"] = bytes.len().into();
            out
        }
        (("array", "array"), [Value::Text(code), Value::Bytes(bytes)]) => python_array(code, bytes),
        (("numpy", _), [Value::Array(array)]) if array.shape().is_empty() => {
            arrays::describe_scalar(array.dtype(), array.data())
        }
        (("numpy", "dtype"), [parts]) => match dtypes::from_value(parts) {
            Some(dtype) => json!({"py": dtypes::class_name(&dtype), "dtype": dtypes::text(&dtype)}),
            None => json!({"py": "numpy.dtypes.ObjectDType", "dtype": "object"}),
        },
        (("numpy", "ndarray"), [shape, Value::Text(dtype), Value::List(items)]) => {
            let (kind, size) = if dtype == "|O" { ("O", 8) } else { ("T", 16) };
            json!({
                "py": "numpy.ndarray",
                "dtype": dtype,
                "kind": kind,
                "itemsize": size,
                "shape": crate::describe::plain(shape),
                "writeable": true,
                "items": items.iter().take(16).map(describe).collect::<Vec<_>>(),
            })
        }
        (("numpy.ma" | "numpy.ma.core", "MaskedArray"), args) => {
            let part = |at: usize, name| args.get(at).or_else(|| field(object, name));
            masked(part(0, "data"), part(1, "mask"), field(object, "fill_value"))
        }
        (("numpy.ma.core", "MaskedConstant"), _) => json!({"py": class_name(&object.class)}),
        (("distributed.core", "Status"), [Value::Text(name)]) => {
            // Every member of this enum has its name as value.
            json!({"py": "enum", "class": class_name(&object.class), "name": name, "value": name})
        }
        (("torch" | "torch.nn.parameter", "Tensor" | "Parameter"), _) => tensor(object),
        (("h5py._hl.files" | "h5py._hl.group" | "h5py._hl.dataset", _), _) => hdf(object),
        (("pyarrow.lib" | "pyarrow", _), [Value::Bytes(stream)]) => {
            json!({"py": class_name(&object.class), "ipc": {"len": stream.len(), "sha256": notation::sha256(stream)}})
        }
        _ => sparse::describe(object).unwrap_or_else(|| record(object)),
    }
}

/// An object of which only its parts are known.
fn record(object: &Object) -> Json {
    if let Some(repr) = object_repr(object) {
        return json!({"py": class_name(&object.class), "repr": repr});
    }
    let fields: Map<_, _> =
        object.fields.iter().map(|(name, value)| (name.clone(), describe(value))).collect();
    let args: Vec<_> = object.args.iter().map(describe).collect();
    json!({"py": class_name(&object.class), "args": args, "fields": fields})
}

/// Python's `repr()` of plain values and of objects that are well known.
pub(crate) fn repr(value: &Value) -> Option<String> {
    let all = |items: &[Value]| Some(items.iter().map(repr).collect::<Option<Vec<_>>>()?.join(", "));
    Some(match value {
        Value::Null => "None".to_owned(),
        Value::Bool(value) => notation::bool(*value).to_owned(),
        Value::Int(value) => value.to_string(),
        Value::UInt(value) => value.to_string(),
        Value::Float(value) => notation::float_repr(*value),
        Value::Text(text) => notation::str_repr(text),
        Value::Bytes(bytes) => notation::bytes_repr(bytes),
        Value::List(items) => format!("[{}]", all(items)?),
        Value::Tuple(items) if items.len() == 1 => format!("({},)", all(items)?),
        Value::Tuple(items) => format!("({})", all(items)?),
        Value::Set(items) if items.is_empty() => "set()".to_owned(),
        Value::Set(items) => format!("{{{}}}", all(items)?),
        Value::Dict(entries) => {
            let entry = |(key, value): &(Value, Value)| Some(format!("{}: {}", repr(key)?, repr(value)?));
            format!("{{{}}}", entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Value::Object(object) => object_repr(object)?,
        Value::Exception(exception) => {
            format!("{}({})", exception.class.qualname, all(&exception.args)?)
        }
        _ => return None,
    })
}

fn object_repr(object: &Object) -> Option<String> {
    let args = &object.args;
    let listed = |args: &[Value]| Some(args.iter().map(repr).collect::<Option<Vec<_>>>()?.join(", "));
    let is_zero = |value: Option<&Value>| matches!(value, Some(Value::Int(0)));
    let names = |names: &[&str]| {
        let named = names.iter().zip(args).filter(|(_, value)| !is_zero(Some(value)));
        let named = named.map(|(name, value)| Some(format!("{name}={}", repr(value)?)));
        Some(named.collect::<Option<Vec<_>>>()?.join(", "))
    };
    Some(match ((object.class.module.as_str(), object.class.qualname.as_str()), &args[..]) {
        (("builtins", "complex"), [Value::Float(real), Value::Float(imaginary)]) => {
            notation::complex_text(&notation::float_repr(*real), &notation::float_repr(*imaginary))
        }
        (("builtins", "range"), [start, stop, Value::Int(1)]) => {
            format!("range({}, {})", repr(start)?, repr(stop)?)
        }
        (("builtins", name @ ("range" | "slice")), args) => format!("{name}({})", listed(args)?),
        (("datetime", name @ ("datetime" | "time")), args) => {
            let (shown, folded, zone) = clock(name, args)?;
            // Seconds and what is smaller are left out at the end while they are zero, and a time zone has its name.
            let least = if name == "datetime" { 5 } else { 2 };
            let last = shown.iter().rposition(|number| *number != 0).map_or(0, |last| last + 1);
            let shown: Vec<_> =
                shown[..last.max(least).min(shown.len())].iter().map(i128::to_string).collect();
            let fold = if folded { ", fold=1" } else { "" };
            let zone = match zone {
                Some(zone) => format!(", tzinfo={}", repr(zone)?),
                None => String::new(),
            };
            format!("datetime.{name}({}{fold}{zone})", shown.join(", "))
        }
        (("datetime", "timedelta"), [_, ..]) => match names(&["days", "seconds", "microseconds"])? {
            none if none.is_empty() => "datetime.timedelta(0)".to_owned(),
            parts => format!("datetime.timedelta({parts})"),
        },
        (("datetime", "timezone"), [_]) if repr(&args[0])? == "datetime.timedelta(0)" => {
            "datetime.timezone.utc".to_owned()
        }
        (("datetime", name @ ("date" | "timezone")), args) => format!("datetime.{name}({})", listed(args)?),
        (("zoneinfo", "ZoneInfo"), [key]) => format!("zoneinfo.ZoneInfo(key={})", repr(key)?),
        (("collections", "deque"), [items] | [items, Value::Null]) => format!("deque({})", repr(items)?),
        (("collections", "deque"), [items, most]) => {
            format!("deque({}, maxlen={})", repr(items)?, repr(most)?)
        }
        (("collections", "OrderedDict"), [Value::Dict(entries)]) => {
            let pair = |(key, value): &(Value, Value)| Some(format!("({}, {})", repr(key)?, repr(value)?));
            match entries.iter().map(pair).collect::<Option<Vec<_>>>()?.join(", ") {
                none if none.is_empty() => "OrderedDict()".to_owned(),
                pairs => format!("OrderedDict([{pairs}])"),
            }
        }
        (("collections", "Counter"), [Value::Dict(entries)]) => {
            // The most common ones come first.
            let mut entries = entries.clone();
            entries.sort_by_key(|(_, count)| match count {
                Value::Int(count) => Reverse(*count),
                _ => Reverse(0),
            });
            match &entries[..] {
                [] => "Counter()".to_owned(),
                _ => format!("Counter({})", repr(&Value::Dict(entries))?),
            }
        }
        (("decimal", "Decimal"), args) => format!("Decimal({})", listed(args)?),
        (("uuid", "UUID"), args) => format!("UUID({})", listed(args)?),
        (("fractions", "Fraction"), [Value::Text(text)]) => {
            let (above, below) = text.split_once('/').unwrap_or((text, "1"));
            format!("Fraction({above}, {below})")
        }
        (("fractions", "Fraction"), args) => format!("Fraction({})", listed(args)?),
        (("msgpack.ext", "Timestamp"), [seconds, nanoseconds]) => {
            format!("Timestamp(seconds={}, nanoseconds={})", repr(seconds)?, repr(nanoseconds)?)
        }
        (("builtins", "frozenset"), [Value::Set(items)]) if items.is_empty() => "frozenset()".to_owned(),
        (("builtins", name @ ("frozenset" | "bytearray")), args) => format!("{name}({})", listed(args)?),
        _ => return None,
    })
}

/// The numbers of a `datetime` or `time`, whether it is the second of two equal ones when clocks are set back (`fold`), and
/// its time zone. Only packed bytes have a fold: it is the highest bit of the month, or of the hour.
fn clock<'a>(name: &str, args: &'a [Value]) -> Option<(Vec<i128>, bool, Option<&'a Value>)> {
    if let [Value::Bytes(packed), zone @ ..] = args {
        let (head, tail) = packed.split_last_chunk::<3>()?;
        let micros = tail.iter().fold(0, |micros, byte| micros << 8 | i128::from(*byte));
        let mut numbers: Vec<i128> = match (name, head) {
            ("datetime", [high, low, rest @ ..]) => {
                let year = i128::from(u16::from_be_bytes([*high, *low]));
                [year].into_iter().chain(rest.iter().map(|byte| i128::from(*byte))).collect()
            }
            (_, head) => head.iter().map(|byte| i128::from(*byte)).collect(),
        };
        let marked = numbers.get_mut(usize::from(name == "datetime"))?;
        let folded = *marked & 0x80 != 0;
        *marked &= 0x7f;
        numbers.push(micros);
        return Some((numbers, folded, zone.first().filter(|zone| **zone != Value::Null)));
    }
    let number = |arg: &Value| match arg {
        Value::Int(number) => Some(*number),
        _ => None,
    };
    let numbers: Vec<i128> = args.iter().map_while(number).collect();
    let zone = args.get(numbers.len()).filter(|zone| **zone != Value::Null);
    Some((numbers, false, zone))
}

/// An array of Python's own.
fn python_array(code: &str, bytes: &[u8]) -> Json {
    let dtype = match code {
        "b" => "|i1",
        "B" => "|u1",
        "h" => "<i2",
        "H" => "<u2",
        "i" => "<i4",
        "I" => "<u4",
        "l" | "q" => "<i8",
        "L" | "Q" => "<u8",
        "f" => "<f4",
        "d" => "<f8",
        _ => "<U1",
    };
    let mut out = json!({"py": "array.array", "typecode": code, "sha256": notation::sha256(bytes)});
    if let Ok(dtype) = DType::parse(dtype) {
        out["len"] = (bytes.len() / dtype.size()).into();
        out["first"] =
            bytes.chunks_exact(dtype.size()).take(4).map(|item| arrays::element(&dtype, item)).collect();
    }
    out
}

/// A masked array by its parts.
fn masked(data: Option<&Value>, mask: Option<&Value>, fill: Option<&Value>) -> Json {
    let part = |value: Option<&Value>| value.filter(|value| **value != Value::Null).map(describe);
    let fill = match (data, fill) {
        (Some(Value::Array(data)), Some(fill)) => Some(fills::describe(data.dtype(), fill)),
        (_, fill) => part(fill),
    };
    json!({"py": "numpy.ma.MaskedArray", "data": part(data), "mask": part(mask), "fill_value": fill})
}

fn tensor(object: &Object) -> Json {
    let part = |name: &str| match field(object, name) {
        // A parameter holds a tensor, a tensor an array.
        Some(Value::Object(inner)) => tensor(inner)["array"].clone(),
        Some(value) => describe(value),
        None => Json::Null,
    };
    let requires_grad = field(object, "requires_grad").map_or(Json::Null, crate::describe::plain);
    json!({
        "py": class_name(&object.class),
        "requires_grad": requires_grad,
        "array": part("data"),
        "grad": part("grad"),
    })
}

fn hdf(object: &Object) -> Json {
    let text = |name: &str| match field(object, name) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let file = text("filename").unwrap_or_default();
    let basename = file.rsplit('/').next();
    json!({"py": class_name(&object.class), "name": text("name").unwrap_or("/"), "basename": basename})
}
