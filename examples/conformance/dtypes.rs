//! How numpy prints its types: `str(dtype)` and `dtype.descr`.

use frames_std::{ByteOrder, DType, DTypeField, Kind, Value};
use serde_json::{Value as Json, json};

use crate::notation;

/// numpy's one character for the kind; everything that has parts is raw bytes.
pub(crate) fn kind(dtype: &DType) -> Kind {
    match dtype {
        DType::Plain { kind, .. } => *kind,
        _ => Kind::Void,
    }
}

/// `dtype.str`: a record is so many raw bytes, and text has an order even without characters.
pub(crate) fn type_string(dtype: &DType) -> String {
    match dtype {
        DType::Plain { kind: Kind::Text, size: 0, .. } => "<U0".to_owned(),
        DType::Plain { .. } => dtype.to_string(),
        _ => format!("|V{}", dtype.size()),
    }
}

/// `str(dtype)`.
pub(crate) fn text(dtype: &DType) -> String {
    match dtype {
        DType::Plain { order: ByteOrder::Big, .. } => dtype.to_string(),
        DType::Plain { kind: Kind::Bytes | Kind::Text | Kind::Void, .. } => type_string(dtype),
        DType::Plain { .. } => name(dtype),
        _ => within(dtype),
    }
}

/// `dtype.name` of a number or date: `float64`, `datetime64[ns]`.
fn name(dtype: &DType) -> String {
    let DType::Plain { kind, size, unit, .. } = dtype else { return within(dtype) };
    let unit = unit.as_ref().map(|unit| format!("[{unit}]")).unwrap_or_default();
    let bits = size * 8;
    match kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Int => format!("int{bits}"),
        Kind::UInt => format!("uint{bits}"),
        Kind::Float => format!("float{bits}"),
        Kind::Complex => format!("complex{bits}"),
        Kind::DateTime => format!("datetime64{unit}"),
        Kind::TimeDelta => format!("timedelta64{unit}"),
        _ => dtype.to_string(),
    }
}

/// The class of one element: `float64`, `bytes_`.
pub(crate) fn scalar_name(dtype: &DType) -> String {
    match kind(dtype) {
        Kind::Bytes => "bytes_".to_owned(),
        Kind::Text => "str_".to_owned(),
        Kind::Void => "void".to_owned(),
        Kind::DateTime => "datetime64".to_owned(),
        Kind::TimeDelta => "timedelta64".to_owned(),
        Kind::Float if dtype.size() == 16 => "longdouble".to_owned(),
        Kind::Complex if dtype.size() == 32 => "clongdouble".to_owned(),
        _ => name(dtype),
    }
}

/// The class of the type itself: `Float64DType`.
pub(crate) fn class_name(dtype: &DType) -> String {
    let capital = |text: String| {
        let (head, tail) = text.split_at(1);
        head.to_uppercase() + tail
    };
    let name = match kind(dtype) {
        Kind::UInt => format!("UInt{}", dtype.size() * 8),
        Kind::Bytes => "Bytes".to_owned(),
        Kind::Text => "Str".to_owned(),
        Kind::Void => "Void".to_owned(),
        Kind::DateTime => "DateTime64".to_owned(),
        Kind::TimeDelta => "TimeDelta64".to_owned(),
        Kind::Float if dtype.size() == 16 => "LongDouble".to_owned(),
        Kind::Complex if dtype.size() == 32 => "CLongDouble".to_owned(),
        _ => capital(name(dtype)),
    };
    format!("numpy.dtypes.{name}DType")
}

/// A type within another's text: `'<f8'`, `'?'`, `('<f4', (2, 3))`.
fn within(dtype: &DType) -> String {
    match dtype {
        DType::Plain { kind: Kind::Bool, .. } => "'?'".to_owned(),
        // A size that is still open.
        DType::Plain { kind: Kind::Bytes, size: 0, .. } => "'S'".to_owned(),
        DType::Plain { kind: Kind::Text, size: 0, .. } => "'<U'".to_owned(),
        DType::Plain { .. } => format!("'{}'", dtype.to_string().trim_start_matches('|')),
        DType::SubArray { base, shape } => format!("({}, {})", within(base), notation::tuple(shape)),
        DType::Record { fields, size, aligned } if *aligned || !is_packed(fields, *size) => {
            let list = |each: &dyn Fn(&DTypeField) -> String| {
                format!("[{}]", fields.iter().map(each).collect::<Vec<_>>().join(", "))
            };
            format!(
                "{{'names': {}, 'formats': {}, 'offsets': {}, 'itemsize': {size}{}}}",
                list(&|field| notation::str_repr(&field.name)),
                list(&|field| within(&field.dtype)),
                list(&|field| field.offset.to_string()),
                if *aligned { ", 'aligned': True" } else { "" },
            )
        }
        DType::Record { fields, .. } => {
            let field = |field: &DTypeField| match &field.dtype {
                DType::SubArray { base, shape } => {
                    format!(
                        "({}, {}, {})",
                        notation::str_repr(&field.name),
                        within(base),
                        notation::tuple(shape)
                    )
                }
                dtype => format!("({}, {})", notation::str_repr(&field.name), within(dtype)),
            };
            format!("[{}]", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        _ => dtype.to_string(),
    }
}

/// A type that numpy would be asked for by a text, by `(base, shape)` or by a map of fields.
pub(crate) fn from_value(value: &Value) -> Option<DType> {
    let sizes = |value: &Value| items(value)?.iter().map(size).collect::<Option<Vec<_>>>();
    match value {
        Value::Text(text) => DType::parse(text).ok(),
        Value::Tuple(parts) | Value::List(parts) => {
            let [base, shape] = &parts[..] else { return None };
            Some(DType::SubArray { base: Box::new(from_value(base)?), shape: sizes(shape)? })
        }
        Value::Dict(entries) => {
            let entry = |name: &str| {
                let named = |(key, _): &&(Value, Value)| matches!(key, Value::Text(key) if key == name);
                entries.iter().find(named).map(|(_, value)| value)
            };
            let (names, formats) = (items(entry("names")?)?, items(entry("formats")?)?);
            let fields = names.iter().zip(formats).zip(sizes(entry("offsets")?)?);
            let field = |((name, format), offset): ((&Value, &Value), usize)| match name {
                Value::Text(name) => {
                    Some(DTypeField { name: name.clone(), dtype: from_value(format)?, offset })
                }
                _ => None,
            };
            Some(DType::Record {
                fields: fields.map(field).collect::<Option<_>>()?,
                size: size(entry("itemsize")?)?,
                aligned: matches!(entry("aligned"), Some(Value::Bool(true))),
            })
        }
        _ => None,
    }
}

fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(items) | Value::Tuple(items) => Some(items),
        _ => None,
    }
}

fn size(value: &Value) -> Option<usize> {
    match value {
        Value::Int(size) => usize::try_from(*size).ok(),
        _ => None,
    }
}

/// Whether the fields follow each other without gaps.
fn is_packed(fields: &[DTypeField], size: usize) -> bool {
    let mut end = 0;
    fields.iter().all(|field| {
        let follows = field.offset == end;
        end = field.offset + field.dtype.size();
        follows
    }) && end == size
}

/// `dtype.descr` with every item as its `str()`; gaps are fields without a name.
pub(crate) fn description(dtype: &DType) -> Vec<Json> {
    let mut out = Vec::new();
    let mut end = 0;
    let gap = |bytes: usize| json!(["", format!("|V{bytes}")]);
    for field in dtype.fields() {
        if field.offset > end {
            out.push(gap(field.offset - end));
        }
        end = field.offset + field.dtype.size();
        out.push(match &field.dtype {
            DType::SubArray { base, shape } => json!([field.name, entry(base), notation::tuple(shape)]),
            dtype => json!([field.name, entry(dtype)]),
        });
    }
    if dtype.size() > end {
        out.push(gap(dtype.size() - end));
    }
    out
}

/// The type of a field in `dtype.descr`: its type string, or for a record the list of its fields.
fn entry(dtype: &DType) -> String {
    match dtype {
        DType::Record { .. } => {}
        DType::SubArray { .. } => return within(dtype),
        _ => return type_string(dtype),
    }
    let tuple = |field: &Json| {
        let items: Vec<_> = field.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let (name, rest) = items.split_first().map_or(("", &[][..]), |(name, rest)| (*name, rest));
        let rest = rest.iter().map(|text| {
            if text.starts_with(['[', '(']) { (*text).to_owned() } else { notation::str_repr(text) }
        });
        format!("({}, {})", notation::str_repr(name), rest.collect::<Vec<_>>().join(", "))
    };
    format!("[{}]", description(dtype).iter().map(tuple).collect::<Vec<_>>().join(", "))
}
