//! Values for people, as Python would write them, on one line of bounded length: however large or deep a value is, it
//! can be printed.

use std::fmt::{self, Write};

use super::{ByteOrder, ClassName, DType, Kind, NdArray, Value};
use crate::types::element::Element;

/// Characters of one value.
const MOST_CHARS: usize = 2000;
/// Containers in containers.
const MOST_LEVELS: usize = 16;
/// Bytes of one `bytes`.
const MOST_BYTES: usize = 64;
/// Elements of an array.
const MOST_ELEMENTS: usize = 6;

/// `{'x': array(<f8, [2, 3], 48 bytes: 0.0, 1.0, ...), 'tags': ['a', 'b']}`, cut after some 2000 characters.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printer { f, left: MOST_CHARS }.value(self, 0)
    }
}

/// As it is displayed: short whatever it holds.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `array(<f8, [2, 3], 48 bytes: 0.0, 1.0, ...)`: type, shape, and the first elements.
impl fmt::Display for NdArray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printer { f, left: MOST_CHARS }.array(self)
    }
}

/// As it is displayed: short whatever it holds.
impl fmt::Debug for NdArray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The class with its module, as Python shows it: `decimal.Decimal`, and `complex` for what is built in.
impl fmt::Display for ClassName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.dotted())
    }
}

/// Prints until `left` characters are used up; what follows is swallowed.
struct Printer<'p, 'f> {
    f: &'p mut fmt::Formatter<'f>,
    left: usize,
}

impl fmt::Write for Printer<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.left == 0 {
            return Ok(());
        }
        match text.char_indices().nth(self.left) {
            None => {
                self.left -= text.chars().count();
                self.f.write_str(text)?;
                if self.left == 0 { self.f.write_str("...") } else { Ok(()) }
            }
            Some((end, _)) => {
                self.left = 0;
                self.f.write_str(&text[..end])?;
                self.f.write_str("...")
            }
        }
    }
}

impl Printer<'_, '_> {
    fn value(&mut self, value: &Value, level: usize) -> fmt::Result {
        if level > MOST_LEVELS {
            return self.write_str("...");
        }
        match value {
            Value::Null => self.write_str("None"),
            Value::Bool(value) => self.write_str(if *value { "True" } else { "False" }),
            Value::Int(value) => write!(self, "{value}"),
            Value::UInt(value) => write!(self, "{value}"),
            Value::Float(value) => self.float(*value),
            Value::Text(text) => self.text(text.chars()),
            Value::Bytes(bytes) => self.bytes(bytes),
            Value::List(items) => self.items("[", items, "]", level),
            Value::Tuple(items) if items.len() == 1 => self.items("(", items, ",)", level),
            Value::Tuple(items) => self.items("(", items, ")", level),
            Value::Set(members) if members.is_empty() => self.write_str("set()"),
            Value::Set(members) => self.items("{", members, "}", level),
            Value::Dict(pairs) => {
                self.write_str("{")?;
                self.separated(pairs, |printer, (key, value)| {
                    printer.value(key, level + 1)?;
                    printer.write_str(": ")?;
                    printer.value(value, level + 1)
                })?;
                self.write_str("}")
            }
            Value::Array(array) => self.array(array),
            Value::Object(object) => {
                write!(self, "{}(", object.class)?;
                self.separated(&object.args, |printer, value| printer.value(value, level + 1))?;
                let both = !object.args.is_empty() && !object.fields.is_empty();
                self.write_str(if both { ", " } else { "" })?;
                self.separated(&object.fields, |printer, (name, value)| {
                    write!(printer, "{name}=")?;
                    printer.value(value, level + 1)
                })?;
                self.write_str(")")
            }
            Value::Exception(exception) => {
                write!(self, "{}", exception.class)?;
                self.items("(", &exception.args, ")", level)
            }
            Value::Serialized(value) => {
                write!(self, "<serialized: {} frames, {} bytes>", value.frame_count(), value.payload_bytes())
            }
        }
    }

    fn items(&mut self, open: &str, items: &[Value], close: &str, level: usize) -> fmt::Result {
        self.write_str(open)?;
        self.separated(items, |printer, item| printer.value(item, level + 1))?;
        self.write_str(close)
    }

    fn separated<T>(
        &mut self,
        items: &[T],
        mut print: impl FnMut(&mut Self, &T) -> fmt::Result,
    ) -> fmt::Result {
        for (index, item) in items.iter().enumerate() {
            if self.left == 0 {
                break;
            }
            self.write_str(if index > 0 { ", " } else { "" })?;
            print(self, item)?;
        }
        Ok(())
    }

    fn float(&mut self, value: f64) -> fmt::Result {
        if value.is_nan() { self.write_str("nan") } else { write!(self, "{value:?}") }
    }

    fn text(&mut self, chars: impl Iterator<Item = char>) -> fmt::Result {
        self.write_str("'")?;
        for char in chars {
            if self.left == 0 {
                break;
            }
            match char {
                '"' => self.write_str("\"")?,
                _ => write!(self, "{}", char.escape_debug())?,
            }
        }
        self.write_str("'")
    }

    fn bytes(&mut self, bytes: &[u8]) -> fmt::Result {
        self.write_str("b'")?;
        let shown = &bytes[..bytes.len().min(MOST_BYTES)];
        write!(self, "{}{}'", shown.escape_ascii(), if shown.len() < bytes.len() { "..." } else { "" })
    }

    fn array(&mut self, array: &NdArray) -> fmt::Result {
        let name = if array.matrix { "matrix" } else { "array" };
        write!(self, "{name}({}, {:?}, {} bytes", array.dtype, array.shape, array.data.len())?;
        if !matches!(array.dtype, DType::Plain { .. }) {
            return self.write_str(")");
        }
        for (index, item) in array.items().take(MOST_ELEMENTS).enumerate() {
            self.write_str(if index > 0 { ", " } else { ": " })?;
            self.element(&array.dtype, item)?;
        }
        self.write_str(if array.elements() > MOST_ELEMENTS { ", ...)" } else { ")" })
    }

    /// One element of a plain type.
    fn element(&mut self, dtype: &DType, item: &[u8]) -> fmt::Result {
        let DType::Plain { kind, order, size, .. } = dtype else { return Ok(()) };
        let filled = item.len() - item.iter().rev().take_while(|byte| **byte == 0).count();
        match kind {
            Kind::Bytes => return self.bytes(&item[..filled]),
            Kind::Complex => {
                let part = DType::Plain { kind: Kind::Float, order: *order, size: size / 2, unit: None };
                let (real, imaginary) = item.split_at_checked(size / 2).unwrap_or_default();
                self.element(&part, real)?;
                self.write_str("+")?;
                self.element(&part, imaginary)?;
                return self.write_str("j");
            }
            Kind::Text => {
                let code = |bytes: &[u8]| {
                    let bytes = bytes.try_into().unwrap_or_default();
                    if *order == ByteOrder::Big {
                        u32::from_be_bytes(bytes)
                    } else {
                        u32::from_le_bytes(bytes)
                    }
                };
                let chars = item.chunks_exact(4).map(code).take_while(|code| *code != 0);
                return self
                    .text(chars.map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)));
            }
            _ => {}
        }
        // Dates and durations as the numbers they are.
        let kind = if matches!(kind, Kind::DateTime | Kind::TimeDelta) { Kind::Int } else { *kind };
        let number = DType::Plain { kind, order: *order, size: *size, unit: None };
        match Element::reader(&number).ok().and_then(|reader| reader(item)) {
            Some(Element::Bool(value)) => self.write_str(if value == 0 { "False" } else { "True" }),
            Some(Element::Int(value)) => write!(self, "{value}"),
            Some(Element::Float(value)) => self.float(value),
            _ => {
                self.write_str("0x")?;
                item.iter().take(MOST_ELEMENTS).try_for_each(|byte| write!(self, "{byte:02x}"))
            }
        }
    }
}
