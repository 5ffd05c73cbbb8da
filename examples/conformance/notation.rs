//! Values as Python prints them, and the escapes of the description language for what JSON can't hold.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

/// The SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Two digits for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// An integer; beyond 2^53 as `{"$int": digits}`.
pub(crate) fn int(value: impl Into<i128>) -> Json {
    let value = value.into();
    const EXACT: i128 = 1 << 53;
    match i64::try_from(value) {
        Ok(small) if (-EXACT..=EXACT).contains(&value) => small.into(),
        _ => json!({"$int": value.to_string()}),
    }
}

/// A float; infinities and NaN as `{"$float": text}`.
pub(crate) fn float(value: f64) -> Json {
    if value.is_finite() { value.into() } else { json!({"$float": float_repr(value)}) }
}

/// `True` or `False`.
pub(crate) fn bool(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// `repr()` of a float: a point in it, and an exponent where it is very large or very small.
pub(crate) fn float_repr(value: f64) -> String {
    let (size, plain, scientific) = (value.abs(), value.to_string(), format!("{value:e}"));
    if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "inf" } else { "-inf" }.to_owned()
    } else if size != 0.0 && !(1e-4..1e16).contains(&size) {
        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(("+", exponent), |digits| ("-", digits));
        format!("{mantissa}e{sign}{exponent:0>2}")
    } else if plain.contains('.') {
        plain
    } else {
        format!("{plain}.0")
    }
}

/// `repr()` of a complex number, by its parts as floats.
pub(crate) fn complex_text(real: &str, imaginary: &str) -> String {
    // Whole numbers have no point here.
    let part = |text| str::strip_suffix(text, ".0").unwrap_or(text).to_owned();
    let sign = if imaginary.starts_with('-') { "" } else { "+" };
    match part(real).as_str() {
        "0" => format!("{}j", part(imaginary)),
        real => format!("({real}{sign}{}j)", part(imaginary)),
    }
}

/// `float.hex()`.
pub(crate) fn float_hex(value: f64) -> String {
    if !value.is_finite() {
        return float_repr(value);
    }
    let bits = value.to_bits();
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i64, bits & ((1 << 52) - 1));
    match (exponent, fraction) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{fraction:013x}p-1022"),
        _ => format!("{sign}0x1.{fraction:013x}p{:+}", exponent - 1023),
    }
}

/// `repr()` of a text.
pub(crate) fn str_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for char in text.chars() {
        match char {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            char if char == quote => out.extend(['\\', char]),
            char if (char as u32) < 0x20 || char as u32 == 0x7f => {
                let _ = write!(out, "\\x{:02x}", char as u32);
            }
            char => out.push(char),
        }
    }
    out.push(quote);
    out
}

/// `repr()` of bytes.
pub(crate) fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let mut out = format!("b{}", quote as char);
    for byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if *byte == quote => out.extend(['\\', quote as char]),
            0x20..=0x7e => out.push(*byte as char),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(quote as char);
    out
}

/// A tuple of numbers.
pub(crate) fn tuple(items: &[usize]) -> String {
    match items {
        [one] => format!("({one},)"),
        _ => format!("({})", items.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// `repr()` of a description, by which those of a set's members are sorted.
pub(crate) fn json_repr(json: &Json) -> String {
    match json {
        Json::Null => "None".to_owned(),
        Json::Bool(value) => bool(*value).to_owned(),
        Json::Number(number) => {
            number.as_f64().filter(|_| number.is_f64()).map_or(number.to_string(), float_repr)
        }
        Json::String(text) => str_repr(text),
        Json::Array(items) => format!("[{}]", items.iter().map(json_repr).collect::<Vec<_>>().join(", ")),
        Json::Object(entries) => {
            let entry = |(key, value): (&String, &Json)| format!("{}: {}", str_repr(key), json_repr(value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The bytes that a text of the manifest gives in hexadecimal.
pub(crate) fn unhex(text: &Json) -> Result<Vec<u8>, String> {
    let text = text.as_str().unwrap_or_default();
    let digit = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..text.len()).step_by(2).map(digit).collect::<Option<_>>().ok_or_else(|| "no hexadecimal".to_owned())
}
