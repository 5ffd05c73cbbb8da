//! A Python value as Python itself described it: its exact type and its content. Tests write down what they expect with
//! the functions here, `tuple([int(1), text("a")])`, and both sides print as Python would.

use std::fmt;

use serde_json::Value;

/// What Python saw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Seen {
    None,
    Bool(bool),
    /// In decimal: Python's have no limit.
    Int(String),
    Float(Float),
    Complex(Float, Float),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Seen>),
    Tuple(Vec<Seen>),
    /// In an order of our own.
    Set(Vec<Seen>),
    /// In an order of our own.
    Dict(Vec<(Seen, Seen)>),
    Array(Array),
    /// Hidden items are `None`; the second part is what fills them.
    Masked(Array, Box<Seen>),
    /// An instance of a class, and its attributes.
    Object(String, Box<Seen>),
    /// What no test expects.
    Other(String),
}

/// A numpy array: numpy's name of the item type, the shape, and the items in C order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Array {
    pub(crate) dtype: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) items: Vec<Seen>,
}

/// A float that equals the same float only: the zeros differ, and NaN is NaN.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Float(pub(crate) f64);

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits() || (self.0.is_nan() && other.0.is_nan())
    }
}

pub(crate) fn none() -> Seen {
    Seen::None
}

pub(crate) fn bool(value: bool) -> Seen {
    Seen::Bool(value)
}

pub(crate) fn int(value: impl fmt::Display) -> Seen {
    Seen::Int(value.to_string())
}

pub(crate) fn float(value: impl Into<f64>) -> Seen {
    Seen::Float(Float(value.into()))
}

pub(crate) fn imaginary(real: f64, imaginary: f64) -> Seen {
    Seen::Complex(Float(real), Float(imaginary))
}

pub(crate) fn text(value: impl Into<String>) -> Seen {
    Seen::Text(value.into())
}

pub(crate) fn bytes(value: impl AsRef<[u8]>) -> Seen {
    Seen::Bytes(value.as_ref().to_vec())
}

pub(crate) fn list(items: impl IntoIterator<Item = Seen>) -> Seen {
    Seen::List(items.into_iter().collect())
}

pub(crate) fn tuple(items: impl IntoIterator<Item = Seen>) -> Seen {
    Seen::Tuple(items.into_iter().collect())
}

pub(crate) fn set(items: impl IntoIterator<Item = Seen>) -> Seen {
    let mut items: Vec<_> = items.into_iter().collect();
    items.sort_by_key(Seen::to_string);
    Seen::Set(items)
}

pub(crate) fn dict(entries: impl IntoIterator<Item = (Seen, Seen)>) -> Seen {
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.to_string());
    Seen::Dict(entries)
}

/// A dict with text keys.
pub(crate) fn fields<const N: usize>(fields: [(&str, Seen); N]) -> Seen {
    dict(fields.map(|(name, value)| (text(name), value)))
}

pub(crate) fn array(dtype: &str, shape: &[usize], items: impl IntoIterator<Item = Seen>) -> Seen {
    Seen::Array(Array { dtype: dtype.into(), shape: shape.into(), items: items.into_iter().collect() })
}

pub(crate) fn masked(dtype: &str, items: impl IntoIterator<Item = Seen>, fill: Seen) -> Seen {
    let items: Vec<_> = items.into_iter().collect();
    Seen::Masked(Array { dtype: dtype.into(), shape: vec![items.len()], items }, Box::new(fill))
}

pub(crate) fn object(class: &str, attributes: Seen) -> Seen {
    Seen::Object(class.into(), Box::new(attributes))
}

/// Whether the value holds an integer of more than 64 bits, for which Dask has no form but a pickle.
pub(crate) fn holds_wide_int(seen: &Seen) -> bool {
    let wide = |digits: &str| digits.parse::<i64>().is_err() && digits.parse::<u64>().is_err();
    seen.any(&|seen| matches!(seen, Seen::Int(digits) if wide(digits)))
}

/// Whether the value holds an array: inside a pickle it is not plain data.
pub(crate) fn holds_array(seen: &Seen) -> bool {
    seen.any(&|seen| matches!(seen, Seen::Array(_) | Seen::Masked(..) | Seen::Object(..)))
}

impl Seen {
    /// Whether `test` is true of this value or one in it.
    fn any(&self, test: &dyn Fn(&Seen) -> bool) -> bool {
        test(self)
            || match self {
                Seen::List(items) | Seen::Tuple(items) | Seen::Set(items) => {
                    items.iter().any(|item| item.any(test))
                }
                Seen::Dict(entries) => entries.iter().any(|(key, value)| key.any(test) || value.any(test)),
                _ => false,
            }
    }

    /// From the oracle's JSON.
    pub(crate) fn from_json(json: &Value) -> Seen {
        let value = &json["value"];
        match json["py"].as_str().expect("a description names the type") {
            "None" => Seen::None,
            "bool" => Seen::Bool(value.as_bool().expect("a bool")),
            "int" => int(string(value)),
            "float" => float(string(value).parse::<f64>().expect("Python prints floats as Rust reads them")),
            "complex" => {
                let part =
                    |at: usize| string(&value[at]).parse().expect("Python prints floats as Rust reads them");
                imaginary(part(0), part(1))
            }
            "str" => text(string(value)),
            "bytes" => Seen::Bytes(hex(string(value))),
            "list" => list(items(value)),
            "tuple" => tuple(items(value)),
            "set" => set(items(value)),
            "dict" => {
                let pair = |pair: &Value| (Seen::from_json(&pair[0]), Seen::from_json(&pair[1]));
                dict(value.as_array().expect("entries").iter().map(pair))
            }
            "ndarray" => Seen::Array(Array::from_json(value)),
            "MaskedArray" => Seen::Masked(Array::from_json(value), Box::new(Seen::from_json(&value["fill"]))),
            "object" => object(string(&value[0]), Seen::from_json(&value[1])),
            other => Seen::Other(format!("{other} {value}")),
        }
    }
}

impl Array {
    fn from_json(json: &Value) -> Self {
        let shape = json["shape"].as_array().expect("a shape").iter();
        Array {
            dtype: string(&json["dtype"]).into(),
            shape: shape.map(|len| len.as_u64().expect("a length") as usize).collect(),
            items: items(&json["items"]),
        }
    }
}

fn string(json: &Value) -> &str {
    json.as_str().expect("text")
}

fn items(json: &Value) -> Vec<Seen> {
    json.as_array().expect("items").iter().map(Seen::from_json).collect()
}

fn hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks_exact(2).map(|pair| std::str::from_utf8(pair).expect("hex digits"));
    digits.map(|pair| u8::from_str_radix(pair, 16).expect("hex digits")).collect()
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Seen::None => f.write_str("None"),
            Seen::Bool(true) => f.write_str("True"),
            Seen::Bool(false) => f.write_str("False"),
            Seen::Int(value) => f.write_str(value),
            Seen::Float(Float(value)) => write!(f, "{value:?}"),
            Seen::Complex(Float(real), Float(imaginary)) => write!(f, "({real:?}, {imaginary:?}j)"),
            Seen::Text(value) => write!(f, "'{}'", value.escape_debug()),
            Seen::Bytes(value) => write!(f, "b'{}'", value.escape_ascii()),
            Seen::List(items) => sequence(f, "[", items, "]"),
            Seen::Tuple(items) => sequence(f, "(", items, if items.len() == 1 { ",)" } else { ")" }),
            Seen::Set(items) if items.is_empty() => f.write_str("set()"),
            Seen::Set(items) => sequence(f, "{", items, "}"),
            Seen::Dict(entries) => {
                f.write_str("{")?;
                for (index, (key, value)) in entries.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{key}: {value}")?;
                }
                f.write_str("}")
            }
            Seen::Array(array) => write!(f, "ndarray{array}"),
            Seen::Masked(array, fill) => write!(f, "masked{array} filled with {fill}"),
            Seen::Object(class, attributes) => write!(f, "<{class} {attributes}>"),
            Seen::Other(what) => write!(f, "<{what}>"),
        }
    }
}

impl fmt::Display for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} {:?} ", self.dtype, self.shape)?;
        sequence(f, "[", &self.items, "])")
    }
}

fn sequence(f: &mut fmt::Formatter<'_>, open: &str, items: &[Seen], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    f.write_str(close)
}
