//! `dyn Any` and `dyn Any + Send`: objects of every registered type.

use std::any::Any;

use super::TraitObject;
use crate::error::{Error, Result};
use crate::registry::{CastFn, Registration, Registry};
use crate::trait_object;

impl TraitObject for dyn Any {
    const MAY_BE_NIL: bool = true;

    fn any(&self) -> &dyn Any {
        self
    }

    fn cast(_: &Registry, _: &Registration) -> Result<CastFn<Self>> {
        Ok(CastFn(Ok))
    }
}

impl TraitObject for dyn Any + Send {
    const MAY_BE_NIL: bool = true;

    fn any(&self) -> &dyn Any {
        self
    }

    fn cast(_: &Registry, registration: &Registration) -> Result<CastFn<Self>> {
        registration.send().ok_or_else(|| stays(registration))
    }
}

/// A value that may not leave its thread was to be handed out as one that may.
#[cold]
pub(crate) fn stays(registration: &Registration) -> Error {
    Error::not_allowed(format!(
        "a `{}` is not `Send`; read it as its own type, as `Box<dyn Any>`, or as a trait object",
        registration.type_name()
    ))
}

trait_object!(@framed (dyn Any), "std.Any");
trait_object!(@framed (dyn Any + Send), "std.Any");
