//! One item of an array of any dtype, on its way to a Rust number: nothing may be lost.

use super::scalar::exact;
use crate::error::{Error, Result, cut};
use crate::value::{ByteOrder, DType, Kind};

/// An item of an array of any dtype.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Element {
    Bool(u8),
    Int(i128),
    Float(f64),
    Char(u32),
}

/// Reads one item; `None` when the bytes are too few.
pub(crate) type Reader = fn(&[u8]) -> Option<Element>;

impl Element {
    /// Reads items of a dtype.
    pub(crate) fn reader(dtype: &DType) -> Result<Reader> {
        let number = Self::number_reader(dtype);
        number.ok_or_else(|| {
            Error::array(format!("the dtype `{}` can't be read as numbers", cut(&dtype.to_string())))
        })
    }

    fn number_reader(dtype: &DType) -> Option<Reader> {
        let DType::Plain { kind, order, size, .. } = dtype else { return None };
        macro_rules! number {
            ($element:ident, $number:ident) => {
                (
                    |bytes| Some(Element::$element($number::from_le_bytes(bytes.try_into().ok()?).into())),
                    |bytes| Some(Element::$element($number::from_be_bytes(bytes.try_into().ok()?).into())),
                )
            };
        }
        let (little, big): (Reader, Reader) = match (kind, size) {
            (Kind::Bool, 1) => {
                let byte = |bytes: &[u8]| bytes.first().copied().map(Element::Bool);
                (byte, byte)
            }
            (Kind::Int, 1) => number!(Int, i8),
            (Kind::Int, 2) => number!(Int, i16),
            (Kind::Int, 4) => number!(Int, i32),
            (Kind::Int, 8) => number!(Int, i64),
            (Kind::UInt, 1) => number!(Int, u8),
            (Kind::UInt, 2) => number!(Int, u16),
            (Kind::UInt, 4) => number!(Int, u32),
            (Kind::UInt, 8) => number!(Int, u64),
            (Kind::Float, 2) => (
                |bytes| Some(Element::Float(half(u16::from_le_bytes(bytes.try_into().ok()?)))),
                |bytes| Some(Element::Float(half(u16::from_be_bytes(bytes.try_into().ok()?)))),
            ),
            (Kind::Float, 4) => number!(Float, f32),
            (Kind::Float, 8) => number!(Float, f64),
            (Kind::Text, 4) => number!(Char, u32),
            _ => return None,
        };
        Some(if *order == ByteOrder::Big { big } else { little })
    }
}

/// A float of 16 bits, which every larger one holds exactly.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (bits >> 10 & 0x1f, f64::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(i32::from(exponent) - 25),
    };
    if bits >> 15 == 0 { magnitude } else { -magnitude }
}

/// As an integer, if it is whole and in range.
pub(super) fn int<T: TryFrom<i128>>(element: Element) -> Option<T> {
    match element {
        Element::Int(value) => T::try_from(value).ok(),
        Element::Float(value) if value.fract() == 0.0 && value.abs() < 1e18 => {
            T::try_from(value as i128).ok()
        }
        _ => None,
    }
}

/// As a float, if it is exact.
pub(super) fn float(element: Element) -> Option<f64> {
    match element {
        Element::Float(value) => Some(value),
        Element::Int(value) => exact(value).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn halves() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0400, 2f64.powi(-14)),
            (0x0001, 2f64.powi(-24)),
            (0x3555, 0.333_251_953_125),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
        ] {
            assert_eq!(half(bits), value, "{bits:04x}");
        }
        assert!(half(0x7e00).is_nan());
        assert!(half(0x8000).is_sign_negative());
    }
}
