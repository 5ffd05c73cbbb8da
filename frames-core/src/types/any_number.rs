//! One number of an array of any dtype, on its way to a Rust number: nothing may be lost.

use super::scalar::exact;
use crate::value::{DType, Kind};

/// A number of any kind, as wide as numpy's widest.
#[derive(Debug, Clone, Copy)]
pub enum AnyNumber {
    /// A bool's byte.
    Bool(u8),
    /// An integer.
    Int(i128),
    /// A float.
    Float(f64),
    /// A complex number, real part first.
    Complex(f64, f64),
    /// The code of a character.
    Char(u32),
}

/// What is done with the numbers of a dtype, given how one is read from its bytes in this machine's order. Generic, so
/// that a loop over many of them looks at the dtype once.
pub(crate) trait UseReader {
    type Output;

    fn use_reader(self, read: impl Fn(&[u8]) -> Option<AnyNumber>) -> Self::Output;
}

/// Hands the reader of a dtype's numbers to `user`; `None` when its elements are no numbers.
pub(crate) fn with_reader<U: UseReader>(dtype: &DType, user: U) -> Option<U::Output> {
    let DType::Plain { kind, size, .. } = dtype else { return None };
    macro_rules! read {
        ($variant:ident, $number:ident) => {
            user.use_reader(|bytes| {
                Some(AnyNumber::$variant($number::from_ne_bytes(bytes.try_into().ok()?).into()))
            })
        };
        (Complex of $number:ident) => {
            user.use_reader(|bytes| {
                let (real, imaginary) = bytes.split_at_checked(size_of::<$number>())?;
                let part = |bytes: &[u8]| Some($number::from_ne_bytes(bytes.try_into().ok()?).into());
                Some(AnyNumber::Complex(part(real)?, part(imaginary)?))
            })
        };
    }
    Some(match (kind, size) {
        (Kind::Bool, 1) => read!(Bool, u8),
        (Kind::Int, 1) => read!(Int, i8),
        (Kind::Int, 2) => read!(Int, i16),
        (Kind::Int, 4) => read!(Int, i32),
        (Kind::Int, 8) => read!(Int, i64),
        (Kind::UInt, 1) => read!(Int, u8),
        (Kind::UInt, 2) => read!(Int, u16),
        (Kind::UInt, 4) => read!(Int, u32),
        (Kind::UInt, 8) => read!(Int, u64),
        (Kind::Float, 2) => {
            user.use_reader(|bytes| Some(AnyNumber::Float(half(u16::from_ne_bytes(bytes.try_into().ok()?)))))
        }
        (Kind::Float, 4) => read!(Float, f32),
        (Kind::Float, 8) => read!(Float, f64),
        (Kind::Complex, 8) => read!(Complex of f32),
        (Kind::Complex, 16) => read!(Complex of f64),
        (Kind::Text, 4) => read!(Char, u32),
        _ => return None,
    })
}

impl AnyNumber {
    /// The number of a dtype in these bytes, which are in this machine's order; `None` when it is none.
    pub(crate) fn read(dtype: &DType, bytes: &[u8]) -> Option<AnyNumber> {
        struct One<'a>(&'a [u8]);

        impl UseReader for One<'_> {
            type Output = Option<AnyNumber>;

            fn use_reader(self, read: impl Fn(&[u8]) -> Option<AnyNumber>) -> Self::Output {
                read(self.0)
            }
        }

        with_reader(dtype, One(bytes)).flatten()
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
pub(crate) fn int<T: TryFrom<i128>>(number: AnyNumber) -> Option<T> {
    match number {
        AnyNumber::Int(value) => T::try_from(value).ok(),
        AnyNumber::Float(value) if value.fract() == 0.0 && value.abs() < 1e18 => {
            T::try_from(value as i128).ok()
        }
        _ => None,
    }
}

/// As a float, if it is exact.
pub(crate) fn float(number: AnyNumber) -> Option<f64> {
    match number {
        AnyNumber::Float(value) => Some(value),
        AnyNumber::Int(value) => exact(value).ok(),
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
