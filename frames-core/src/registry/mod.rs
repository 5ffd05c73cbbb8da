//! Types found by their names: a [`Registry`] maps wire names to [`Registration`]s. The global one starts from what
//! the linker collected; others are filled by hand, for tests, allow-lists, and targets without link-time collection.
//! This is the only place where a name from the wire chooses anything, and all it chooses is an entry of the table.

mod cast;
mod describe;
mod macros;
mod registration;

pub use cast::{Cast, CastEntry, CastFn, CastTo, NameProbe, Nameless, NoCast};
pub(crate) use describe::readable;
pub use describe::{DescribedField, DescribedFields, DescribedVariant, Description};
pub use registration::{Entry, Probe, Registration, Unregistered, decode_foreign, encode_foreign};

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};

use crate::decode::{self, Envelope, Input};
use crate::dynamic;
use crate::encode::{Encoder, Style};
use crate::error::{Error, ErrorKind, Result, cut};
use crate::framed::FromFrames;
use crate::limits::Limits;
use crate::serialized::Serialized;

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

#[derive(Debug, Default)]
struct Tables {
    by_name: HashMap<Cow<'static, str>, Named>,
    by_type: HashMap<TypeId, Registration, ByTypeId>,
    /// For each kind of trait object the types that may become one.
    casts: HashMap<TypeId, HashMap<TypeId, CastTo, ByTypeId>, ByTypeId>,
    /// Linked entries that were looked at.
    scanned: usize,
}

/// Looks types up by what is a hash already.
pub(crate) type ByTypeId = BuildHasherDefault<TypeIdHasher>;

#[derive(Debug, Default)]
pub(crate) struct TypeIdHasher(u64);

impl Hasher for TypeIdHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 ^= hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[derive(Debug, Clone, Copy)]
enum Named {
    One(Registration),
    Conflict(Registration, Registration),
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
    /// [`NotRegistered`](ErrorKind::NotRegistered), [`DuplicateName`](ErrorKind::DuplicateName), or what the type's
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
    /// [`UnknownType`](ErrorKind::UnknownType), [`DuplicateName`](ErrorKind::DuplicateName), or what the type's own
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
    /// [`UnknownType`](ErrorKind::UnknownType) or [`DuplicateName`](ErrorKind::DuplicateName).
    pub fn get(&self, name: &str) -> Result<Registration> {
        self.unique(name)
    }

    /// All registrations, sorted by name.
    pub fn registrations(&self) -> Vec<Registration> {
        let mut all: Vec<_> = self.read().by_name.values().flat_map(|named| named.both()).collect();
        all.sort_by_key(|registration| (registration.name(), registration.type_name()));
        all.dedup_by(|a, b| a.name() == b.name() && a.id() == b.id());
        all
    }

    /// Names that more than one type claims, sorted.
    pub fn conflicts(&self) -> Vec<Conflict> {
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

    fn read(&self) -> RwLockReadGuard<'_, Tables> {
        // A panic while the lock was held can only have come from the allocator: the tables are whole.
        self.tables.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in all registrations that are linked by now.
    fn scan(&self) {
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        tables.scanned = linked();
        let entries = inventory::iter::<Entry>.into_iter();
        entries.filter_map(|entry| entry.0).for_each(|registration| tables.add(registration));
        inventory::iter::<CastEntry>.into_iter().for_each(|entry| tables.add_cast(entry.0));
    }

    fn find<T>(&self, look: impl Fn(&Tables) -> Option<T>) -> Option<T> {
        let (found, scanned) = {
            let tables = self.read();
            (look(&tables), tables.scanned)
        };
        // Input may name what nobody knows as often as it likes, so what that costs is to count.
        if found.is_some() || !self.linked || scanned == linked() {
            return found;
        }
        self.scan();
        look(&self.read())
    }

    fn unique(&self, name: &str) -> Result<Registration> {
        self.look_up(name)?.ok_or_else(|| self.unknown(name))
    }

    /// The registration with this name or alias, if there is one.
    pub(crate) fn look_up(&self, name: &str) -> Result<Option<Registration>> {
        match self.find(|tables| tables.by_name.get(name).copied()) {
            Some(Named::One(registration)) => Ok(Some(registration)),
            Some(Named::Conflict(first, second)) => Err(Error::new(ErrorKind::DuplicateName {
                name: name.to_owned(),
                first: first.type_name(),
                second: second.type_name(),
            })),
            None => Ok(None),
        }
    }

    /// The type of a value, which no other may share its name with.
    pub(crate) fn of_any(&self, value: &dyn Any) -> Result<Registration> {
        let id = value.type_id();
        let registration = self
            .find(|tables| tables.by_type.get(&id).copied())
            .ok_or_else(|| Error::new(ErrorKind::NotRegistered { type_id: id }))?;
        self.unique(registration.name()).map(|_| registration)
    }

    /// How a registered type becomes an object of a trait.
    pub(crate) fn cast_to<D: ?Sized + 'static>(&self, registration: &Registration) -> Result<CastFn<D>> {
        let (target, id) = (TypeId::of::<D>(), registration.id());
        let found = self.find(|tables| tables.casts.get(&target)?.get(&id)?.function::<D>());
        found.ok_or_else(|| self.not_for::<D>(registration))
    }

    /// The traits that a type is registered for, by their names.
    fn traits(&self, registration: &Registration) -> Vec<String> {
        let (tables, id) = (self.read(), registration.id());
        let casts = tables.casts.values().filter_map(|casts| casts.get(&id));
        let mut names: Vec<_> = casts.map(CastTo::trait_name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[cold]
    fn not_for<D: ?Sized + 'static>(&self, registration: &Registration) -> Error {
        let tables = self.read();
        let ids = tables.casts.get(&TypeId::of::<D>()).into_iter().flat_map(HashMap::keys);
        let known = ids.filter_map(|id| tables.by_type.get(id)).map(Registration::name);
        let mut known: Vec<_> = known.collect();
        known.sort_unstable();
        Error::new(ErrorKind::NotForTrait {
            name: registration.name(),
            target: std::any::type_name::<D>(),
            known,
        })
    }

    /// Makes an error about a type that is not registered more precise, if the trait knows the type.
    #[cold]
    pub(crate) fn explain<D: ?Sized + 'static>(
        &self,
        error: Error,
        is_it: impl Fn(&CastTo) -> bool,
    ) -> Error {
        let tables = self.read();
        let mut casts = tables.casts.get(&TypeId::of::<D>()).into_iter().flat_map(HashMap::values);
        match casts.find(|cast| is_it(cast)) {
            Some(cast)
                if matches!(
                    error.kind(),
                    ErrorKind::UnknownType { .. } | ErrorKind::NotRegistered { .. }
                ) =>
            {
                Error::new(ErrorKind::NotInRegistry {
                    type_name: cast.type_name(),
                    target: cast.target_name(),
                })
            }
            _ => error,
        }
    }

    /// The type that a header names: by `type`, or by its Python class.
    pub(crate) fn of_input(&self, input: &mut Input<'_, '_>) -> Result<Registration> {
        if let Some(registration) = self.look_up_input(input)? {
            return Ok(registration);
        }
        match input.peek_envelope()? {
            None => Err(Error::header("a header with a type name", "plain data")),
            Some(envelope) => match names(&envelope).next() {
                None => Err(Error::header("a header with a type name", envelope.describe())),
                Some(name) => Err(self.unknown(&name)),
            },
        }
    }

    /// The same, if there is a header, it names a type, and that is known.
    pub(crate) fn look_up_input(&self, input: &mut Input<'_, '_>) -> Result<Option<Registration>> {
        let Some(envelope) = input.peek_envelope()? else { return Ok(None) };
        names(&envelope).find_map(|name| self.look_up(&name).transpose()).transpose()
    }

    #[cold]
    fn unknown(&self, name: &str) -> Error {
        let tables = self.read();
        unknown_type(name, tables.by_name.keys().map(|known| &**known))
    }
}

/// How many registrations and casts are linked.
fn linked() -> usize {
    inventory::iter::<Entry>.into_iter().count() + inventory::iter::<CastEntry>.into_iter().count()
}

/// What a header calls its type.
fn names<'d>(envelope: &Envelope<'d>) -> impl Iterator<Item = Cow<'d, str>> {
    let class = envelope.class.map(|class| Cow::Owned(format!("{}.{}", class.module, class.qualname)));
    envelope.type_name.map(Cow::Borrowed).into_iter().chain(class)
}

/// The error for a name that is none of these, with those that are like it.
#[cold]
pub(crate) fn unknown_type<'a>(name: &str, known: impl ExactSizeIterator<Item = &'a str>) -> Error {
    let count = known.len();
    let mut close: Vec<_> = known
        .map(|known| (strsim::jaro_winkler(&cut(name), known), known))
        .filter(|(likeness, _)| *likeness > 0.85)
        .collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    Error::new(ErrorKind::UnknownType {
        name: cut(name),
        known: count,
        close: close.into_iter().take(3).map(|(_, name)| name.to_owned()).collect(),
    })
}

impl Tables {
    fn add_cast(&mut self, cast: Cast) {
        for cast in cast.targets.into_iter().flatten() {
            self.casts.entry(cast.target()).or_default().insert(cast.concrete(), cast);
        }
    }

    fn add(&mut self, registration: Registration) {
        let id = registration.id();
        for name in registration.names() {
            let named = self.by_name.entry(name).or_insert(Named::One(registration));
            if let Named::One(first) = *named {
                if first.id() != id {
                    *named = Named::Conflict(first, registration);
                }
            }
        }
        // The linker's order is not ours to rely on: of several names for a type the smallest is written.
        let smallest = self.by_type.entry(id).or_insert(registration);
        if registration.name() < smallest.name() {
            *smallest = registration;
        }
    }
}

impl Named {
    fn both(&self) -> Vec<Registration> {
        match *self {
            Named::One(one) => vec![one],
            Named::Conflict(first, second) => vec![first, second],
        }
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
