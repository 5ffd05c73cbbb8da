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
    /// Complex numbers: their real and their imaginary parts, and how many characters these take.
    Complex { reals: Floats, imaginaries: Floats, widths: (usize, usize) },
    /// Other numbers, which are aligned to the right.
    Aligned,
    /// Texts, bytes and records, which stand one after the other.
    Loose,
    /// An array without axes is printed as its element.
    Alone,
}

/// How floats look that stand among each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Floats {
    /// Behind the point.
    digits: usize,
    /// Of very different sizes, so that they have an exponent of this many digits.
    exponent: Option<usize>,
    /// Of at most 32 bits, which fewer digits tell apart.
    single: bool,
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
                let (reals, imaginaries) =
                    (Floats::of(&real, *size <= 8), Floats::of(&imaginary, *size <= 8));
                let width =
                    |texts: &mut dyn Iterator<Item = String>| texts.map(|text| text.len()).max().unwrap_or(0);
                let real = width(&mut real.iter().map(|value| reals.show(*value)));
                let imaginary = width(&mut imaginary.iter().map(|value| imaginaries.show_signed(*value)));
                Look::Complex { reals, imaginaries, widths: (real, imaginary) }
            }
            Kind::Text | Kind::Bytes | Kind::Void => Look::Loose,
            _ => Look::Aligned,
        }
    }

    /// Whether elements are filled up to one width.
    pub(super) fn is_aligned(self) -> bool {
        !matches!(self, Look::Loose | Look::Alone)
    }
}

impl Floats {
    fn of(values: &[f64], single: bool) -> Floats {
        let values = || values.iter().filter(|value| value.is_finite());
        let sizes = || values().map(|value| value.abs()).filter(|value| *value != 0.0);
        let (most, least) = (sizes().fold(0.0, f64::max), sizes().fold(f64::INFINITY, f64::min));
        let exponent = most >= 1e8 || least < 1e-4 || (least.is_finite() && most / least > 1000.0);
        // At least two, as Python has it.
        let needed = if most >= 1e100 || least < 1e-99 { 3 } else { 2 };
        let floats = Floats { digits: 0, exponent: exponent.then_some(needed), single };
        let digits = values().map(|value| floats.parts(*value).1.len()).max().unwrap_or(0);
        Floats { digits, ..floats }
    }

    fn show(self, value: f64) -> String {
        if !value.is_finite() {
            return if value.is_nan() { "nan".to_owned() } else { format!("{value}") };
        }
        let digits = self.digits;
        if let Some(exponent_digits) = self.exponent {
            let text = format!("{value:.digits$e}");
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let point = if digits == 0 { "." } else { "" };
            return format!("{mantissa}{point}{}", python_exponent(exponent, exponent_digits));
        }
        let (whole, fraction) = self.parts(value);
        // Filled up with spaces, so that the points stand below each other.
        format!("{whole}.{fraction:<digits$}")
    }

    fn show_signed(self, value: f64) -> String {
        let sign = if value.is_sign_negative() { '-' } else { '+' };
        format!("{sign}{}", self.show(value.abs()))
    }

    /// The digits before and behind the point, as few as tell a float from its neighbours.
    fn parts(self, value: f64) -> (String, String) {
        let shortest = match (self.exponent.is_some(), self.single) {
            (false, false) => format!("{value}"),
            (false, true) => format!("{}", value as f32),
            (true, false) => format!("{value:e}"),
            (true, true) => format!("{:e}", value as f32),
        };
        let split = |text: &str| {
            let number = text.split_once('e').map_or(text, |(number, _)| number);
            let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
            (whole.to_owned(), fraction.trim_end_matches('0').to_owned())
        };
        match split(&shortest) {
            parts if parts.1.len() <= DIGITS => parts,
            _ if self.exponent.is_some() => split(&format!("{value:.DIGITS$e}")),
            _ => split(&format!("{value:.DIGITS$}")),
        }
    }
}

/// An exponent as Python writes it, with a sign and this many digits.
fn python_exponent(exponent: &str, digits: usize) -> String {
    let (sign, number) = exponent.strip_prefix('-').map_or(('+', exponent), |number| ('-', number));
    format!("e{sign}{number:0>digits$}")
}

/// A float by itself, as Python writes it.
fn alone(value: f64, single: bool) -> String {
    let text = if single { format!("{:?}", value as f32) } else { format!("{value:?}") };
    match text.split_once('e') {
        _ if value.is_nan() => "nan".to_owned(),
        Some((number, exponent)) => format!("{number}{}", python_exponent(exponent, 2)),
        None => text,
    }
}

/// A complex number by itself, as Python writes it.
fn complex_alone(real: f64, imaginary: f64, single: bool) -> String {
    let part = |value: f64| {
        let text = alone(value, single);
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    if real == 0.0 && real.is_sign_positive() {
        return format!("{}j", part(imaginary));
    }
    let sign = if imaginary.is_sign_negative() { "" } else { "+" };
    format!("({}{sign}{}j)", part(real), part(imaginary))
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
    let DType::Plain { kind, size, unit, .. } = dtype else { return };
    let number = number(dtype, bytes);
    let is_alone = matches!(look, Look::Alone);
    let quote = if is_alone { "" } else { "'" };
    let result = match (kind, number) {
        (Kind::Text, _) => {
            let mut native = bytes.to_vec();
            let _ = dtype.swap_to_native(&mut native);
            write!(out, "{quote}{}{quote}", cut(chars(&native).flat_map(char::escape_debug)))
        }
        (Kind::Bytes, _) => write!(out, "b'{}'", cut(filled(bytes).escape_ascii().map(char::from))),
        (Kind::DateTime | Kind::TimeDelta, _) => {
            let count = super::elements::value::<i64>(&counts(dtype), bytes).unwrap_or_default();
            match kind {
                _ if count == i64::MIN => write!(out, "{quote}NaT{quote}"),
                Kind::DateTime => write!(out, "{quote}{}{quote}", date(count, unit.as_deref())),
                _ => write!(out, "{count}"),
            }
        }
        (_, Some(AnyNumber::Bool(value))) => out.write_str(match (value, is_alone) {
            (0, _) => "False",
            (_, true) => "True",
            (_, false) => " True",
        }),
        (_, Some(AnyNumber::Int(value))) => write!(out, "{value}"),
        (_, Some(AnyNumber::Float(value))) => match look {
            Look::Float(floats) => out.write_str(&floats.show(value)),
            _ => out.write_str(&alone(value, *size <= 4)),
        },
        (_, Some(AnyNumber::Complex(real, imaginary))) => match look {
            Look::Complex { reals, imaginaries, widths } => {
                let padded = imaginaries.show_signed(imaginary);
                let digits = padded.trim_end();
                let spaces = &padded[digits.len()..];
                let width = widths.1.saturating_sub(spaces.len());
                write!(out, "{:>real$}{digits:>width$}j{spaces}", reals.show(real), real = widths.0)
            }
            _ => out.write_str(&complex_alone(real, imaginary, *size <= 8)),
        },
        _ => write!(
            out,
            "b'{}'",
            cut(bytes.iter().flat_map(|byte| format!("\\x{byte:02X}").into_bytes()).map(char::from))
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
