//! Values whose type is known only at run time: trait objects and `dyn Any`. Each is written as its own type writes it,
//! under its registered name; reading looks that name up in a registry, and then in the registry's casts for the trait.
//!
//! | file | what |
//! | --- | --- |
//! | `mod` | the traits, and one object by itself |
//! | `run` | many of them, written by type |
//! | `any` | `dyn Any`, which every registered type is |
//! | `value` | a value with its type's name, and downcasts that say what went wrong |
//! | `kept` | values of types that nobody here knows, kept as they came |
//! | `adapter` | objects of other crates' traits as fields |
//! | `macros` | what `#[framed_dyn]` and `#[framed(dyn = ..)]` expand to |

mod adapter;
mod any;
mod kept;
mod macros;
mod run;
mod value;

pub use adapter::{decode_foreign, payload_foreign};
pub(crate) use any::stays;
pub use kept::{Kept, UnknownValue};
pub use run::{decode_run, slice_inline, slice_payload};
pub use value::Dynamic;

use std::any::Any;

use crate::decode::Input;
use crate::encode::Encoder;
use crate::error::{Error, ErrorKind, Result};
use crate::registry::{CastFn, DecodeAny, Registration, Registry, Writing};

/// `dyn Trait` of a trait whose objects are [`Framed`](crate::Framed). Implemented by `#[framed_dyn]`, also for
/// `dyn Trait + Send`, `+ Sync` and `+ Send + Sync`.
pub trait TraitObject: 'static {
    /// Whether an object may be written as nil, so that `Some` of one needs a form of its own.
    #[doc(hidden)]
    const MAY_BE_NIL: bool = false;

    /// The object as what tells its type.
    fn any(&self) -> &dyn Any;

    /// How a value of a registered type becomes such an object.
    #[doc(hidden)]
    fn cast(registry: &Registry, registration: &Registration) -> Result<CastFn<Self>> {
        registry.cast_to::<Self>(registration)
    }
}

/// A type that may be read as objects of the type `D`, a `dyn Trait`. A trait with `#[framed_dyn]` can be implemented by
/// no other, so that a type which was forgotten is found when compiling.
///
/// Implemented by `#[framed(dyn = Trait)]` and by [`register!`](crate::register).
pub trait Registered<D: ?Sized>: Any {}

/// A trait object on its way out.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    value: &'a dyn Any,
    look_up: fn(&dyn Any) -> Result<Registration>,
    may_be_nil: bool,
}

impl<'a> Object<'a> {
    /// The object of a trait.
    #[inline]
    pub fn of<D: TraitObject + ?Sized>(object: &'a D) -> Self {
        Self::new::<D>(object.any(), D::MAY_BE_NIL)
    }

    /// A value that is an object of the trait `D`.
    #[inline]
    fn new<D: ?Sized + 'static>(value: &'a dyn Any, may_be_nil: bool) -> Self {
        Object { value, look_up: registration_of::<D>, may_be_nil }
    }

    /// Writes it as its type does, under its registered name, with a header of its own, which alone says what it is.
    pub fn payload(self, out: &mut Encoder<'a>) -> Result<()> {
        let writing = self.writing()?;
        out.take_name();
        out.closed(|out| writing.write(self.value, out))
    }

    #[inline(never)]
    fn writing(&self) -> Result<Writing> {
        self.registration().map(|registration| registration.writing())
    }

    /// What the registry knows of its type.
    fn registration(&self) -> Result<Registration> {
        let registration = (self.look_up)(self.value)?;
        if registration.may_be_nil() && !self.may_be_nil {
            return Err(Error::not_allowed(format!(
                "a `{}` may be nil, and would be taken for no object at all; put it into a struct",
                registration.type_name()
            )));
        }
        Ok(registration)
    }
}

/// The registration of an object of the trait `D`.
fn registration_of<D: ?Sized + 'static>(value: &dyn Any) -> Result<Registration> {
    let registry = Registry::global();
    registry.of_any(value).map_err(|error| {
        let id = value.type_id();
        registry.explain::<D>(error, |cast| cast.concrete() == id)
    })
}

/// Reads an object of whatever type its header names, if that is one of the trait's.
pub fn decode<D: TraitObject + ?Sized>(mut input: Input<'_, '_>) -> Result<Box<D>> {
    known::<D>(&mut input, D::cast)?.read(input)
}

/// How an object of a type that was found is read. Objects may hold objects, so this is all that stays on the stack
/// while one is read, and what finds it is never inlined.
struct Reading<D: ?Sized> {
    decode: DecodeAny,
    cast: CastFn<D>,
}

impl<D: ?Sized> Reading<D> {
    fn new(registration: &Registration, cast: CastFn<D>) -> Self {
        Reading { decode: registration.decoder(), cast }
    }

    fn read(self, mut input: Input<'_, '_>) -> Result<Box<D>> {
        input.vouch();
        into_object((self.decode)(input)?, self.cast)
    }
}

/// The way to read the type that a header names as the object that is wanted.
#[inline(never)]
fn known<D: ?Sized + 'static>(
    input: &mut Input<'_, '_>,
    cast: impl FnOnce(&Registry, &Registration) -> Result<CastFn<D>>,
) -> Result<Reading<D>> {
    let registry = input.registry();
    let registration = registry.of_input(input).map_err(|error| explain_unknown::<D>(registry, error))?;
    Ok(Reading::new(&registration, cast(registry, &registration)?))
}

pub(crate) fn into_object<D: ?Sized>(value: Box<dyn Any>, cast: CastFn<D>) -> Result<Box<D>> {
    (cast.0)(value).map_err(|_| made_for_another::<D>())
}

#[cold]
#[inline(never)]
fn made_for_another<D: ?Sized>() -> Error {
    Error::value(format!("a cast to `{}` was made for another type", std::any::type_name::<D>()))
}

/// Makes "no such name" more precise: the trait may know the type that the registry doesn't.
#[cold]
fn explain_unknown<D: ?Sized + 'static>(registry: &Registry, error: Error) -> Error {
    let ErrorKind::UnknownType { name, .. } = error.kind() else { return error };
    let name = name.clone();
    registry.explain::<D>(error, |cast| cast.is_called(&name))
}
