//! Types found by their names: a [`Registry`] maps wire names to [`Registration`]s. The global one starts from what
//! the linker collected; others are filled by hand, for tests, allow-lists, and targets without link-time collection.
//! This is the only place where a name from the wire chooses anything, and all it chooses is an entry of the table.

mod cast;
mod describe;
mod look_up;
mod macros;
mod registration;
mod tables;

pub use cast::{Cast, CastEntry, CastFn, CastTo, NameProbe, Nameless, NoCast};
pub(crate) use describe::readable;
pub use describe::{DescribedField, DescribedFields, DescribedVariant, Description};
pub(crate) use look_up::unknown_type;
pub(crate) use registration::{DecodeAny, Writing};
pub use registration::{Entry, Probe, Registration, Unregistered, decode_foreign, encode_foreign};
pub(crate) use tables::ByTypeId;

use std::any::Any;
use std::borrow::Cow;
use std::sync::{OnceLock, PoisonError, RwLock};

use crate::decode;
use crate::dynamic;
use crate::encode::{Encoder, Style};
use crate::error::Result;
use crate::framed::FromFrames;
use crate::limits::Limits;
use crate::serialized::Serialized;
use tables::{Named, Tables};

/// A table of types by name.
///
/// ```
/// use frames_core::{Registry, registration};
///
/// let registry = Registry::new();
/// registry.add(registration!(Vec<f32> as "acme.Samples"));
///
/// let samples = vec![1.0f32, 2.0];
/// let serialized = registry.serialize(&samples)?;
/// let back = registry.deserialize(&serialized)?;
/// assert_eq!(back.downcast_ref::<Vec<f32>>(), Some(&samples));
/// # Ok::<(), frames_core::Error>(())
/// ```
///
/// What is in the table is all that can be decoded by name, whatever arrives. [`describe`](Registry::describe) lists it,
/// with the fields of each type and the crate that brought it; [`fingerprint`](Registry::fingerprint) is one number for
/// the list, by which two programs see whether theirs are the same; `snapshot::check` in `frames-std` pins it in a test, so
/// that no dependency adds a type unnoticed.
#[derive(Debug, Default)]
pub struct Registry {
    tables: RwLock<Tables>,
    /// Whether names that are missing may have been linked in the meantime.
    linked: bool,
}

/// A name that more than one type claims.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Conflict {
    /// The name.
    pub name: Cow<'static, str>,
    /// Rust's name of one of the types.
    pub first: &'static str,
    /// Rust's name of another.
    pub second: &'static str,
}

impl Registry {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// The table of all registrations that were linked into the program, and of those that a library loaded since
    /// then brought along: a name that is missing is looked for again.
    pub fn global() -> &'static Registry {
        static GLOBAL: OnceLock<Registry> = OnceLock::new();
        GLOBAL.get_or_init(|| {
            let registry = Registry { linked: true, ..Registry::default() };
            registry.scan();
            registry
        })
    }

    /// Adds one type. The same type again changes nothing; another type under a name that is taken makes that name
    /// an error for both, see [`conflicts`](Self::conflicts).
    pub fn add(&self, registration: Registration) -> &Self {
        self.tables.write().unwrap_or_else(PoisonError::into_inner).add(registration);
        self
    }

    /// Adds leave to read a type as the objects of a trait; the type itself is added by [`add`](Self::add).
    pub fn add_cast(&self, cast: Cast) -> &Self {
        self.tables.write().unwrap_or_else(PoisonError::into_inner).add_cast(cast);
        self
    }

    /// Writes a value of any registered type, under its registered name.
    ///
    /// # Errors
    ///
    /// [`NotRegistered`](crate::ErrorKind::NotRegistered), [`DuplicateName`](crate::ErrorKind::DuplicateName), or what the type's
    /// own [`Framed`](crate::Framed) reports.
    pub fn serialize<'a>(&self, value: &'a dyn Any) -> Result<Serialized<'a>> {
        let registration = self.of_any(value)?;
        let mut encoder = Encoder::new(Style::default());
        match registration.encode(value, &mut encoder) {
            Ok(()) => encoder.finish(),
            Err(error) => Err(error.in_type(registration.name())),
        }
    }

    /// Reads a value of whatever registered type its header names, within [`Limits::cluster`].
    ///
    /// # Errors
    ///
    /// [`UnknownType`](crate::ErrorKind::UnknownType), [`DuplicateName`](crate::ErrorKind::DuplicateName), or what the type's own
    /// [`FromFrames`](crate::FromFrames) reports.
    pub fn deserialize(&self, value: &Serialized<'_>) -> Result<Box<dyn Any + Send>> {
        self.deserialize_with(value, &Limits::cluster())
    }

    /// The same within limits of one's own.
    ///
    /// # Errors
    ///
    /// As [`deserialize`](Self::deserialize).
    pub fn deserialize_with(&self, value: &Serialized<'_>, limits: &Limits) -> Result<Box<dyn Any + Send>> {
        decode::read_by(self, value, limits, |mut input| {
            let registration = self.of_input(&mut input)?;
            let read = || {
                let send = registration.send().ok_or_else(|| dynamic::stays(&registration))?;
                dynamic::into_object(registration.decode(input)?, send)
            };
            read().map_err(|error| error.in_type(registration.name()))
        })
    }

    /// Reads a value of a type that is known, and the objects in it by the types of this registry alone.
    ///
    /// # Errors
    ///
    /// As [`crate::deserialize_with`].
    pub fn deserialize_as<T: FromFrames>(&self, value: &Serialized<'_>, limits: &Limits) -> Result<T> {
        decode::read_by(self, value, limits, T::decode).map_err(|error| error.in_type(T::type_info().name()))
    }

    /// The registration with this name or alias.
    ///
    /// # Errors
    ///
    /// [`UnknownType`](crate::ErrorKind::UnknownType) or [`DuplicateName`](crate::ErrorKind::DuplicateName).
    pub fn get(&self, name: &str) -> Result<Registration> {
        self.unique(name)
    }

    /// All registrations, sorted by name.
    pub fn registrations(&self) -> Vec<Registration> {
        self.rescan();
        let mut all: Vec<_> = self.read().by_name.values().flat_map(|named| named.both()).collect();
        all.sort_by_key(|registration| (registration.name(), registration.type_name()));
        all.dedup_by(|a, b| a.name() == b.name() && a.id() == b.id());
        all
    }

    /// Names that more than one type claims, sorted.
    pub fn conflicts(&self) -> Vec<Conflict> {
        self.rescan();
        let tables = self.read();
        let mut conflicts: Vec<_> = tables
            .by_name
            .iter()
            .filter_map(|(name, named)| match named {
                Named::One(_) => None,
                Named::Conflict(first, second) => {
                    let (first, second) = (first.type_name(), second.type_name());
                    Some(Conflict { name: name.clone(), first: first.min(second), second: first.max(second) })
                }
            })
            .collect();
        conflicts.sort_unstable();
        conflicts
    }

    /// Insists that all of these names are registered, each for one type: a check for the start of a program, or
    /// for a test.
    ///
    /// # Errors
    ///
    /// For the first name that is missing or not unique.
    pub fn expect(&self, names: &[&str]) -> Result<()> {
        names.iter().try_for_each(|name| self.unique(name).map(drop))
    }
}

/// Writes a value of any linked type: [`Registry::serialize`] of [`Registry::global`].
///
/// # Errors
///
/// As [`Registry::serialize`].
pub fn serialize_any(value: &dyn Any) -> Result<Serialized<'_>> {
    Registry::global().serialize(value)
}

/// Reads a value of any linked type: [`Registry::deserialize`] of [`Registry::global`].
///
/// # Errors
///
/// As [`Registry::deserialize`].
pub fn deserialize_any(value: &Serialized<'_>) -> Result<Box<dyn Any + Send>> {
    Registry::global().deserialize(value)
}

/// Insists that these names were linked: a check for the start of a program. The linker drops crates that nobody
/// names, and some targets (static libraries, wasm) collect little; then add what is missing by hand.
///
/// # Errors
///
/// For the first name that is missing or not unique.
pub fn expect_registered(names: &[&str]) -> Result<()> {
    Registry::global().expect(names)
}
