//! Type strings of numpy, `<f8` or `<M8[25s]`: read into a [`DType`] and written again. Only what numpy itself writes is
//! accepted: no names, no lists, no spaces.

use std::fmt;
use std::str::FromStr;

use super::{ByteOrder, DType, Kind};
use crate::error::{Error, Result, cut};

/// Units that dates and durations count in.
const UNITS: [&str; 13] = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"];

/// numpy keeps sizes in a C `int`.
const MOST_BYTES: usize = i32::MAX as usize;

impl DType {
    /// Reads a plain type from numpy's notation: byte order, kind, size (of text in characters), and the unit of dates.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) for anything that numpy would not write for a plain type.
    ///
    /// ```
    /// use frames_core::{ByteOrder, DType};
    ///
    /// let dtype = DType::parse(">M8[25s]")?;
    /// assert_eq!((dtype.size(), dtype.order()), (8, ByteOrder::Big));
    /// assert_eq!(dtype.to_string(), ">M8[25s]");
    /// assert!(DType::parse("float64").is_err());
    /// # Ok::<(), frames_core::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<DType> {
        plain(text)
            .ok_or_else(|| Error::array(format!("the dtype `{}` is none of numpy's plain ones", cut(text))))
    }
}

impl FromStr for DType {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

fn plain(text: &str) -> Option<DType> {
    let mut chars = text.chars();
    let order = chars.next()?;
    let kind = Kind::from_char(chars.next()?)?;
    let rest = chars.as_str();
    let digits = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
    let (number, unit) = rest.split_at(digits);
    let number = number_without_zeros(number)?;
    let size = if kind == Kind::Text { number.checked_mul(4)? } else { number };
    let unit = match (kind, unit) {
        (_, "") => None,
        (Kind::DateTime | Kind::TimeDelta, unit) => {
            let unit = unit.strip_prefix('[')?.strip_suffix(']')?;
            is_unit(unit).then_some(Some(unit.to_owned()))?
        }
        _ => return None,
    };
    if !kind.has_size(size) || size > MOST_BYTES {
        return None;
    }
    let order = match order {
        '<' | '>' | '|' | '=' if !kind.has_order(size) => ByteOrder::None,
        '<' => ByteOrder::Little,
        '>' => ByteOrder::Big,
        // numpy's `=`, and a `|` that numpy itself would not write here: this machine's.
        '|' | '=' => ByteOrder::NATIVE,
        _ => return None,
    };
    Some(DType::Plain { kind, order, size, unit })
}

/// A number as numpy writes it.
fn number_without_zeros(digits: &str) -> Option<usize> {
    if digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    digits.parse().ok()
}

/// Whether dates can be counted in it: `ns`, `25s`.
fn is_unit(text: &str) -> bool {
    let name = text.trim_start_matches(|char: char| char.is_ascii_digit());
    let count = &text[..text.len() - name.len()];
    let counts = count.is_empty()
        || number_without_zeros(count).is_some_and(|count| (1..=MOST_BYTES).contains(&count));
    counts && UNITS.contains(&name)
}

impl Kind {
    /// numpy's character for it.
    pub const fn as_char(self) -> char {
        match self {
            Kind::Bool => 'b',
            Kind::Int => 'i',
            Kind::UInt => 'u',
            Kind::Float => 'f',
            Kind::Complex => 'c',
            Kind::Bytes => 'S',
            Kind::Text => 'U',
            Kind::DateTime => 'M',
            Kind::TimeDelta => 'm',
            Kind::Void => 'V',
        }
    }

    fn from_char(char: char) -> Option<Self> {
        Some(match char {
            'b' => Kind::Bool,
            'i' => Kind::Int,
            'u' => Kind::UInt,
            'f' => Kind::Float,
            'c' => Kind::Complex,
            'S' => Kind::Bytes,
            'U' => Kind::Text,
            'M' => Kind::DateTime,
            'm' => Kind::TimeDelta,
            'V' => Kind::Void,
            _ => return None,
        })
    }

    /// Whether numpy has elements of this kind and size.
    pub(super) fn has_size(self, size: usize) -> bool {
        match self {
            Kind::Bool => size == 1,
            Kind::Int | Kind::UInt => matches!(size, 1 | 2 | 4 | 8),
            Kind::Float => matches!(size, 2 | 4 | 8 | 16),
            Kind::Complex => matches!(size, 8 | 16 | 32),
            Kind::DateTime | Kind::TimeDelta => size == 8,
            Kind::Text => size % 4 == 0,
            Kind::Bytes | Kind::Void => true,
        }
    }

    /// Whether the order of bytes makes a difference.
    pub(super) fn has_order(self, size: usize) -> bool {
        !matches!(self, Kind::Bytes | Kind::Void) && size > 1
    }
}

impl ByteOrder {
    /// The order of this machine.
    pub const NATIVE: ByteOrder =
        if cfg!(target_endian = "big") { ByteOrder::Big } else { ByteOrder::Little };

    const fn as_char(self) -> char {
        match self {
            ByteOrder::Little => '<',
            ByteOrder::Big => '>',
            ByteOrder::None => '|',
        }
    }
}

/// A plain type in numpy's notation, `<f8`; a record as a list of its fields, `[('x', '<f8'), ('name', '|S3')]`; an array
/// in place of an element as `('<f4', (3,))`.
impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DType::Plain { kind, order, size, unit } => {
                let number = if *kind == Kind::Text { size / 4 } else { *size };
                write!(f, "{}{}{number}", order.as_char(), kind.as_char())?;
                unit.as_ref().map_or(Ok(()), |unit| write!(f, "[{unit}]"))
            }
            DType::Record { fields, .. } => {
                f.write_str("[")?;
                for (index, field) in fields.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}('{}', {})", field.name.escape_debug(), Quoted(&field.dtype))?;
                }
                f.write_str("]")
            }
            DType::SubArray { base, shape } => {
                write!(f, "({}, (", Quoted(base))?;
                for (index, len) in shape.iter().enumerate() {
                    write!(f, "{}{len}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str(if shape.len() == 1 { ",))" } else { "))" })
            }
        }
    }
}

/// A type within another's notation.
struct Quoted<'a>(&'a DType);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            plain @ DType::Plain { .. } => write!(f, "'{plain}'"),
            other => other.fmt(f),
        }
    }
}
