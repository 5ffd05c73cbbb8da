//! One item of an array of any dtype, on its way to a Rust number: nothing may be lost.

use super::scalar::exact;
use crate::error::{Error, Result, cut};

/// An item of an array of any dtype.
#[derive(Debug, Clone, Copy)]
pub(super) enum Element {
    Bool(u8),
    Int(i128),
    Float(f64),
    Char(u32),
}

/// Reads one item; `None` when the bytes are too few.
pub(super) type Reader = fn(&[u8]) -> Option<Element>;

impl Element {
    /// Reads items of a dtype. What it may be was checked when the header was read.
    pub(super) fn reader(dtype: &str) -> Result<Reader> {
        macro_rules! int {
            ($int:ident) => {
                (
                    |bytes| Some(Element::Int($int::from_le_bytes(bytes.try_into().ok()?).into())),
                    |bytes| Some(Element::Int($int::from_be_bytes(bytes.try_into().ok()?).into())),
                )
            };
        }
        let (little, big): (Reader, Reader) = match dtype.get(1..).unwrap_or_default() {
            "b1" => (
                |bytes| bytes.first().copied().map(Element::Bool),
                |bytes| bytes.first().copied().map(Element::Bool),
            ),
            "i1" => int!(i8),
            "i2" => int!(i16),
            "i4" => int!(i32),
            "i8" => int!(i64),
            "u1" => int!(u8),
            "u2" => int!(u16),
            "u4" => int!(u32),
            "u8" => int!(u64),
            "f4" => (
                |bytes| Some(Element::Float(f32::from_le_bytes(bytes.try_into().ok()?).into())),
                |bytes| Some(Element::Float(f32::from_be_bytes(bytes.try_into().ok()?).into())),
            ),
            "f8" => (
                |bytes| Some(Element::Float(f64::from_le_bytes(bytes.try_into().ok()?))),
                |bytes| Some(Element::Float(f64::from_be_bytes(bytes.try_into().ok()?))),
            ),
            "U1" => (
                |bytes| Some(Element::Char(u32::from_le_bytes(bytes.try_into().ok()?))),
                |bytes| Some(Element::Char(u32::from_be_bytes(bytes.try_into().ok()?))),
            ),
            _ => return Err(Error::array(format!("the dtype `{}` can't be read as numbers", cut(dtype)))),
        };
        let is_big = dtype.starts_with('>') || (dtype.starts_with('=') && cfg!(target_endian = "big"));
        Ok(if is_big { big } else { little })
    }
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
