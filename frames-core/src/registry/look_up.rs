//! Finding types in a registry: by the name in a header, by a value, as objects of a trait; and what is said when there is
//! none. What isn't there may have been linked in the meantime, so the global registry looks again.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLockReadGuard};

use super::tables::{Named, Tables};
use super::{CastEntry, CastFn, CastTo, Entry, Registration, Registry, readable};
use crate::decode::{Envelope, Input};
use crate::error::{Error, ErrorKind, Result, cut};

impl Registry {
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Tables> {
        // A panic while the lock was held can only have come from the allocator: the tables are whole.
        self.tables.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in all registrations that are linked by now.
    pub(super) fn scan(&self) {
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        tables.scanned = linked();
        let entries = inventory::iter::<Entry>.into_iter();
        entries.filter_map(|entry| entry.0).for_each(|registration| tables.add(registration));
        inventory::iter::<CastEntry>.into_iter().for_each(|entry| tables.add_cast(entry.0));
    }

    /// The same for a registry that knows what is linked: a library may have been loaded since the last time.
    pub(super) fn rescan(&self) {
        if self.linked {
            self.scan();
        }
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

    pub(super) fn unique(&self, name: &str) -> Result<Registration> {
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
    pub(super) fn traits(&self, registration: &Registration) -> Vec<String> {
        let (tables, id) = (self.read(), registration.id());
        let casts = tables.casts.values().filter_map(|casts| casts.get(&id));
        let mut paths: Vec<_> = casts.map(CastTo::trait_path).collect();
        paths.sort_unstable();
        // With and without `Send` and `Sync` it is one trait; two of one name are two.
        paths.dedup();
        paths.into_iter().map(readable).collect()
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
