//! msgpack for people: JSON's notation, one map entry a line, with class references and long bytes abbreviated. Any
//! bytes can be printed; what isn't msgpack is said so in place.

use std::fmt::{self, Write};

use super::read::{Cursor, Token};
use crate::class::class_reference;

/// Containers deeper than this are shown as `...`.
const MOST_LEVELS: usize = 32;

/// Prints one value over several lines.
pub(crate) fn pretty(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    value(&mut Cursor::header(bytes), 0, 0, f)
}

/// One value on one line, cut to 64 bytes: a map key in an error message.
pub(crate) fn short(bytes: &[u8]) -> String {
    let text = match Cursor::header(bytes).token() {
        Ok(Token::Text(text)) => text.to_owned(),
        Ok(Token::UInt(value)) => value.to_string(),
        Ok(Token::Int(value)) => value.to_string(),
        Ok(other) => other.kind().to_owned(),
        Err(_) => "?".to_owned(),
    };
    crate::error::cut(&text)
}

/// `level` counts containers, `margin` those that began a line.
fn value(cursor: &mut Cursor<'_>, level: usize, margin: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Ok(token) = cursor.token() else {
        cursor.at = cursor.bytes.len();
        return f.write_str("<not msgpack>");
    };
    match token {
        Token::Nil => f.write_str("null"),
        Token::Bool(value) => write!(f, "{value}"),
        Token::Int(value) => write!(f, "{value}"),
        Token::UInt(value) => write!(f, "{value}"),
        Token::F32(value) => write!(f, "{value:?}"),
        Token::F64(value) => write!(f, "{value:?}"),
        Token::Text(text) => write!(f, "{text:?}"),
        Token::Bin(bytes) => match class_reference(bytes) {
            Some(class) => write!(f, "<class {}.{}>", class.module, class.qualname),
            None => write!(f, "<{} bytes>", bytes.len()),
        },
        Token::Timestamp(seconds, nanoseconds) => write!(f, "<timestamp {seconds}.{nanoseconds:09}>"),
        Token::Array(_) | Token::Map(_) if level >= MOST_LEVELS => {
            cursor.at = cursor.bytes.len();
            f.write_str("...")
        }
        Token::Array(len) => {
            f.write_char('[')?;
            for index in 0..len {
                if index > 0 {
                    f.write_str(", ")?;
                }
                if cursor.left() == 0 {
                    return f.write_str("...");
                }
                value(cursor, level + 1, margin, f)?;
            }
            f.write_char(']')
        }
        Token::Map(0) => f.write_str("{}"),
        Token::Map(len) => {
            f.write_str("{\n")?;
            for index in 0..len {
                if cursor.left() == 0 {
                    return f.write_str("...");
                }
                indent(margin + 1, f)?;
                value(cursor, level + 1, margin + 1, f)?;
                f.write_str(": ")?;
                value(cursor, level + 1, margin + 1, f)?;
                f.write_str(if index + 1 < len { ",\n" } else { "\n" })?;
            }
            indent(margin, f)?;
            f.write_char('}')
        }
    }
}

fn indent(level: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    (0..level).try_for_each(|_| f.write_str("  "))
}
