//! A value of a registered type together with what the registry knows of it.

use std::any::Any;
use std::fmt;

use super::Object;
use super::any::stays;
use crate::decode::Input;
use crate::encode::Encoder;
use crate::error::{Error, ErrorKind, Result};
use crate::framed::{Framed, FromFrames};
use crate::names::{Named, TypeInfo};
use crate::registry::{Registration, Registry};
use crate::types::{from_whole, whole};
use crate::{columns, pointer_runs};

/// A value of any registered type, with the name of that type.
///
/// ```
/// use frames_core::{Dynamic, from_bytes, to_bytes};
///
/// let values = vec![Dynamic::new(7u32)?, Dynamic::new("seven".to_owned())?];
/// let back: Vec<Dynamic> = from_bytes(to_bytes(&values)?)?;
/// assert_eq!(back[0].name(), "std.u32");
/// assert_eq!(back[1].downcast_ref::<String>()?, "seven");
/// # Ok::<(), frames_core::Error>(())
/// ```
pub struct Dynamic {
    registration: Registration,
    value: Box<dyn Any + Send>,
}

impl Dynamic {
    /// A value whose type [`Registry::global`] knows.
    ///
    /// # Errors
    ///
    /// [`NotRegistered`](ErrorKind::NotRegistered) or [`DuplicateName`](ErrorKind::DuplicateName).
    pub fn new<T: Any + Send>(value: T) -> Result<Self> {
        Self::from_box(Box::new(value))
    }

    /// The same for a value in its box.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn from_box(value: Box<dyn Any + Send>) -> Result<Self> {
        Ok(Dynamic { registration: Registry::global().of_any(&*value)?, value })
    }

    /// The name that stands on the wire.
    pub fn name(&self) -> &'static str {
        self.registration.name()
    }

    /// What the registry knows of the type.
    pub fn registration(&self) -> Registration {
        self.registration
    }

    /// Whether this is a `T`.
    pub fn is<T: Any>(&self) -> bool {
        self.value.is::<T>()
    }

    /// The value, if it is a `T`.
    ///
    /// # Errors
    ///
    /// [`Downcast`](ErrorKind::Downcast), which names both types, and tells the case that they are one type of two
    /// versions of a crate.
    pub fn downcast_ref<T: Any>(&self) -> Result<&T> {
        self.value.downcast_ref().ok_or_else(|| is_no::<T>(&self.registration))
    }

    /// The value, if it is a `T`, to change it.
    ///
    /// # Errors
    ///
    /// As [`downcast_ref`](Self::downcast_ref).
    pub fn downcast_mut<T: Any>(&mut self) -> Result<&mut T> {
        let registration = self.registration;
        self.value.downcast_mut().ok_or_else(|| is_no::<T>(&registration))
    }

    /// Takes the value out, if it is a `T`.
    ///
    /// # Errors
    ///
    /// As [`downcast_ref`](Self::downcast_ref).
    pub fn downcast<T: Any>(self) -> Result<T> {
        let registration = self.registration;
        match self.value.downcast() {
            Ok(value) => Ok(*value),
            Err(_) => Err(is_no::<T>(&registration)),
        }
    }

    /// The value, whatever it is.
    pub fn into_any(self) -> Box<dyn Any + Send> {
        self.value
    }
}

#[cold]
fn is_no<T>(found: &Registration) -> Error {
    Error::new(ErrorKind::Downcast { expected: std::any::type_name::<T>(), found: found.type_name() })
}

impl fmt::Debug for Dynamic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dynamic").field(&self.name()).finish()
    }
}

impl Named for Dynamic {
    fn type_info() -> &'static TypeInfo {
        crate::type_info!("std.Dynamic", shared = true)
    }
    fn dyn_type_info(&self) -> &'static TypeInfo {
        Self::type_info()
    }
}

impl Framed for Dynamic {
    whole!();
    pointer_runs!();

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        Object::of(&*self.value).payload(out)
    }

    fn can_be_nil(&self) -> bool {
        true
    }

    fn object(&self) -> Option<Object<'_>> {
        Some(Object::of(&*self.value))
    }

    fn form(_: &columns::Nesting<'_>) -> columns::Form {
        columns::Form::Rows
    }
}

impl FromFrames for Dynamic {
    from_whole!();

    fn decode(mut input: Input<'_, '_>) -> Result<Self> {
        let registration = input.registry().of_input(&mut input)?;
        let send = registration.send().ok_or_else(|| stays(&registration))?;
        let value = super::into_object(registration.decode(input)?, send)?;
        Ok(Dynamic { registration, value })
    }

    fn decode_vec(input: Input<'_, '_>) -> Result<Vec<Self>> {
        let registry = input.registry();
        let values = super::decode_run::<dyn Any + Send>(input)?;
        let with_name =
            |value: Box<dyn Any + Send>| Ok(Dynamic { registration: registry.of_any(&*value)?, value });
        values.into_iter().map(with_name).collect()
    }

    fn nil_possible() -> bool {
        true
    }
}
