//! Values for people, as Python would write them, on one line of bounded length: however large or deep a value is, it
//! can be printed.

use std::fmt::{self, Write};

use super::{ClassName, DType, Kind, NdArray, Value};
use crate::types::any_number::AnyNumber;

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

/// Type, shape and the first elements on one line, short whatever it holds:
/// `array(<f8, [2, 3], 48 bytes: 0.0, 1.0, ...)`.
impl fmt::Debug for NdArray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printer { f, left: MOST_CHARS }.array(self)
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
        let DType::Plain { kind, size, .. } = dtype else { return Ok(()) };
        let mut native = item.to_vec();
        // A plain type has no fields that could share bytes.
        let _ = dtype.swap_to_native(&mut native);
        match kind {
            Kind::Bytes => return self.bytes(filled(&native)),
            Kind::Text => return self.text(chars(&native)),
            _ => {}
        }
        // Dates and durations as the numbers they are.
        let kind = if matches!(kind, Kind::DateTime | Kind::TimeDelta) { Kind::Int } else { *kind };
        match AnyNumber::read(&DType::native(kind, *size), &native) {
            Some(AnyNumber::Bool(value)) => self.write_str(if value == 0 { "False" } else { "True" }),
            Some(AnyNumber::Int(value)) => write!(self, "{value}"),
            Some(AnyNumber::Float(value)) => self.float(value),
            Some(AnyNumber::Complex(real, imaginary)) => {
                self.float(real)?;
                self.write_str("+")?;
                self.float(imaginary)?;
                self.write_str("j")
            }
            _ => {
                self.write_str("0x")?;
                item.iter().take(MOST_ELEMENTS).try_for_each(|byte| write!(self, "{byte:02x}"))
            }
        }
    }
}

/// Bytes without the zeros that fill them up.
pub(super) fn filled(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() - bytes.iter().rev().take_while(|byte| **byte == 0).count()]
}

/// The characters of a text of fixed length in this machine's byte order.
pub(super) fn chars(text: &[u8]) -> impl Iterator<Item = char> {
    let codes = text.chunks_exact(4).map(|code| u32::from_ne_bytes(code.try_into().unwrap_or_default()));
    codes
        .take_while(|code| *code != 0)
        .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}
