//! One element of an array for people. How a number looks depends on the others that are shown with it.

use std::fmt::Write;

use super::print::{chars, filled};
use super::show_dates::date;
use super::{DType, Kind};
use crate::types::any_number::AnyNumber;

/// Characters of one text, and bytes of one run of them.
const MOST_CHARS: usize = 64;
/// Fields of a record.
const MOST_FIELDS: usize = 64;
/// Records in records, and elements of arrays in them.
const MOST_LEVELS: usize = 4;
/// Digits behind the point.
const DIGITS: usize = 8;

/// What the elements of an array have in common.
#[derive(Debug, Clone, Copy)]
pub(super) enum Look {
    /// Floats.
    Float(Floats),
    /// Complex numbers: their real and their imaginary parts.
    Complex(Floats, Floats),
    /// Other numbers, which are aligned to the right.
    Aligned,
    /// Texts, bytes and records, which stand one after the other.
    Loose,
}

/// How floats look that stand among each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Floats {
    /// Behind the point.
    digits: usize,
    /// Of very different sizes, so that they have an exponent.
    exponent: bool,
}

impl Look {
    /// How these elements look best.
    pub(super) fn of(dtype: &DType, items: &[&[u8]]) -> Look {
        let DType::Plain { kind, size, .. } = dtype else { return Look::Loose };
        let numbers = items.iter().filter_map(|item| number(dtype, item));
        match kind {
            Kind::Float => {
                let value = |number| if let AnyNumber::Float(value) = number { Some(value) } else { None };
                Look::Float(Floats::of(&numbers.filter_map(value).collect::<Vec<_>>(), *size <= 4))
            }
            Kind::Complex => {
                let parts = |number| match number {
                    AnyNumber::Complex(real, imaginary) => Some((real, imaginary)),
                    _ => None,
                };
                let (real, imaginary): (Vec<_>, Vec<_>) = numbers.filter_map(parts).unzip();
                Look::Complex(Floats::of(&real, *size <= 8), Floats::of(&imaginary, *size <= 8))
            }
            Kind::Text | Kind::Bytes | Kind::Void => Look::Loose,
            _ => Look::Aligned,
        }
    }

    /// Whether elements are filled up to one width.
    pub(super) fn is_aligned(self) -> bool {
        !matches!(self, Look::Loose)
    }
}

impl Floats {
    /// `single` says that the shortest digits are those of a float of at most 32 bits.
    fn of(values: &[f64], single: bool) -> Floats {
        let values = || values.iter().filter(|value| value.is_finite());
        let sizes = || values().map(|value| value.abs()).filter(|value| *value != 0.0);
        let (most, least) = (sizes().fold(0.0, f64::max), sizes().fold(f64::INFINITY, f64::min));
        let exponent = most >= 1e8 || least < 1e-4 || (least.is_finite() && most / least > 1000.0);
        let digits = values().map(|value| digits_needed(*value, single, exponent)).max().unwrap_or(0);
        Floats { digits, exponent }
    }

    fn show(self, value: f64) -> String {
        let digits = self.digits;
        if !value.is_finite() {
            return if value.is_nan() { "nan".to_owned() } else { format!("{value}") };
        }
        if self.exponent {
            let text = format!("{value:.digits$e}");
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let point = if digits == 0 { "." } else { "" };
            let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
            return format!("{mantissa}{point}e{sign}{exponent:0>2}");
        }
        let text = format!("{value:.digits$}");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        // Filled up with spaces, so that the points stand below each other.
        format!("{whole}.{:<digits$}", fraction.trim_end_matches('0'))
    }
}

/// How many digits behind the point tell this float from others of its type, up to a limit.
fn digits_needed(value: f64, single: bool, exponent: bool) -> usize {
    let shortest = match (exponent, single) {
        (false, false) => format!("{value}"),
        (false, true) => format!("{}", value as f32),
        (true, false) => format!("{value:e}"),
        (true, true) => format!("{:e}", value as f32),
    };
    let behind = |text: &str| {
        let number = text.split_once('e').map_or(text, |(number, _)| number);
        number.split_once('.').map_or(0, |(_, digits)| digits.trim_end_matches('0').len())
    };
    match behind(&shortest) {
        digits if digits <= DIGITS => digits,
        _ if exponent => behind(&format!("{value:.DIGITS$e}")),
        _ => behind(&format!("{value:.DIGITS$}")),
    }
}

/// The number in these bytes, of any byte order.
fn number(dtype: &DType, bytes: &[u8]) -> Option<AnyNumber> {
    let mut native = bytes.to_vec();
    dtype.swap_to_native(&mut native).ok()?;
    AnyNumber::read(dtype, &native)
}

/// One element.
pub(super) fn item(dtype: &DType, bytes: &[u8], look: &Look) -> String {
    let mut out = String::new();
    write_item(&mut out, dtype, bytes, look, MOST_LEVELS);
    out
}

fn write_item(out: &mut String, dtype: &DType, bytes: &[u8], look: &Look, levels: usize) {
    let Some(levels) = levels.checked_sub(1) else {
        out.push_str("...");
        return;
    };
    match dtype {
        DType::Plain { .. } => write_plain(out, dtype, bytes, look),
        DType::Record { fields, .. } => {
            out.push('(');
            for (at, field) in fields.iter().enumerate().take(MOST_FIELDS) {
                out.push_str(if at > 0 { ", " } else { "" });
                let bytes = bytes.get(field.offset..).and_then(|rest| rest.get(..field.dtype.size()));
                write_alone(out, &field.dtype, bytes.unwrap_or_default(), levels);
            }
            out.push_str(if fields.len() > MOST_FIELDS {
                ", ...)"
            } else if fields.len() == 1 {
                ",)"
            } else {
                ")"
            });
        }
        DType::SubArray { base, .. } => {
            out.push('[');
            let items = bytes.chunks_exact(base.size().max(1));
            let more = items.len() > MOST_FIELDS;
            for (at, item) in items.enumerate().take(MOST_FIELDS) {
                out.push_str(if at > 0 { ", " } else { "" });
                write_alone(out, base, item, levels);
            }
            out.push_str(if more { ", ...]" } else { "]" });
        }
    }
}

/// An element that is not among others of its type.
fn write_alone(out: &mut String, dtype: &DType, bytes: &[u8], levels: usize) {
    write_item(out, dtype, bytes, &Look::of(dtype, &[bytes]), levels);
}

fn write_plain(out: &mut String, dtype: &DType, bytes: &[u8], look: &Look) {
    let DType::Plain { kind, unit, .. } = dtype else { return };
    let number = number(dtype, bytes);
    let result = match (kind, number) {
        (Kind::Text, _) => {
            let mut native = bytes.to_vec();
            let _ = dtype.swap_to_native(&mut native);
            write!(out, "'{}'", cut(chars(&native).flat_map(char::escape_debug)))
        }
        (Kind::Bytes, _) => write!(out, "b'{}'", cut(filled(bytes).escape_ascii().map(char::from))),
        (Kind::DateTime | Kind::TimeDelta, _) => {
            let count = super::elements::value::<i64>(&counts(dtype), bytes).unwrap_or_default();
            match kind {
                _ if count == i64::MIN => write!(out, "'NaT'"),
                Kind::DateTime => write!(out, "'{}'", date(count, unit.as_deref())),
                _ => write!(out, "{count}"),
            }
        }
        (_, Some(AnyNumber::Bool(value))) => write!(out, "{}", if value == 0 { "False" } else { "True" }),
        (_, Some(AnyNumber::Int(value))) => write!(out, "{value}"),
        (_, Some(AnyNumber::Float(value))) => match look {
            Look::Float(floats) => out.write_str(&floats.show(value)),
            _ if value.is_nan() => out.write_str("nan"),
            _ => write!(out, "{value:?}"),
        },
        (_, Some(AnyNumber::Complex(real, imaginary))) => {
            let sign = if imaginary.is_sign_negative() { '-' } else { '+' };
            match look {
                Look::Complex(reals, imaginaries) => {
                    let padded = imaginaries.show(imaginary.abs());
                    let digits = padded.trim_end();
                    write!(out, "{}{sign}{digits}j{}", reals.show(real), &padded[digits.len()..])
                }
                _ => write!(out, "{real:?}{sign}{:?}j", imaginary.abs()),
            }
        }
        _ => write!(
            out,
            "b'{}'",
            cut(bytes.iter().flat_map(|byte| format!("\\x{byte:02x}").into_bytes()).map(char::from))
        ),
    };
    // Writing into a `String` doesn't fail.
    let _ = result;
}

/// The same bytes as whole numbers, which dates and durations are.
fn counts(dtype: &DType) -> DType {
    DType::Plain { kind: Kind::Int, order: dtype.order(), size: dtype.size(), unit: None }
}

fn cut(chars: impl Iterator<Item = char>) -> String {
    let mut chars = chars;
    let mut text: String = chars.by_ref().take(MOST_CHARS).collect();
    if chars.next().is_some() {
        text.push_str("...");
    }
    text
}
