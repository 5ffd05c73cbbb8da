//! A field's value between its being read and its struct's being made.

use super::Input;
use crate::adapter::ReadAs;
use crate::encode::object::Field;
use crate::error::{Error, Result};

/// A field's value while its struct is read.
#[doc(hidden)]
#[derive(Debug)]
pub struct Slot<T>(Option<T>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Slot<T> {
    /// No value yet. `Default` isn't at hand in code without a prelude.
    pub const fn new() -> Self {
        Slot(None)
    }

    /// A value that is there, or none.
    #[inline]
    pub(crate) const fn of(value: Option<T>) -> Self {
        Slot(value)
    }

    /// Takes the value; twice is an error.
    #[inline]
    pub fn fill<A: ReadAs<T>>(&mut self, input: Input<'_, '_>) -> Result<()> {
        if self.0.is_some() {
            return Err(twice(&input));
        }
        self.0 = Some(A::decode(input)?);
        Ok(())
    }

    /// The value, or what stands for one that is missing.
    #[inline]
    pub fn take<A: ReadAs<T>>(self, field: &'static Field) -> Result<T> {
        match self.0.or_else(A::absent) {
            Some(value) => Ok(value),
            None => Err(missing(field)),
        }
    }

    /// The value, or the field's default.
    #[inline]
    pub fn take_or(self, default: impl FnOnce() -> T) -> T {
        self.0.unwrap_or_else(default)
    }

    /// The value, if the field is there.
    #[inline]
    pub fn found(self) -> Option<T> {
        self.0
    }

    /// The value of a flattened field, which is never missing.
    #[inline]
    pub fn take_flat(self) -> Result<T> {
        self.0.ok_or_else(|| Error::header("a flattened field", "none"))
    }
}

#[cold]
fn twice(input: &Input<'_, '_>) -> Error {
    input.decoder.cursor.locate(Error::msgpack("the field is there twice"))
}

#[cold]
fn missing(field: &'static Field) -> Error {
    Error::header("the field", "none; give it `#[framed(default)]` if it may be missing").at_field(field.name)
}
