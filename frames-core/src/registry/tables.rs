//! What a registry holds.

use std::any::TypeId;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::{Cast, CastTo, Registration};

/// Types by their names and by themselves, and what objects they may be.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) by_name: HashMap<Cow<'static, str>, Named>,
    pub(super) by_type: HashMap<TypeId, Registration, ByTypeId>,
    /// For each kind of trait object the types that may become one.
    pub(super) casts: HashMap<TypeId, HashMap<TypeId, CastTo, ByTypeId>, ByTypeId>,
    /// Linked entries that were looked at.
    pub(super) scanned: usize,
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

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    One(Registration),
    Conflict(Registration, Registration),
}

impl Tables {
    pub(super) fn add_cast(&mut self, cast: Cast) {
        for cast in cast.targets.into_iter().flatten() {
            self.casts.entry(cast.target()).or_default().insert(cast.concrete(), cast);
        }
    }

    pub(super) fn add(&mut self, registration: Registration) {
        let id = registration.id();
        for name in registration.names() {
            let named = self.by_name.entry(name).or_insert(Named::One(registration));
            if let Named::One(first) = *named {
                if first.id() != id {
                    *named = Named::Conflict(first, registration);
                }
            }
        }
        // The linker's order is not ours to rely on: a type's own name is written, else the smallest of those it was given.
        let best = self.by_type.entry(id).or_insert(registration);
        let rank = |one: &Registration| (!one.is_own_name(), one.name());
        if rank(&registration) < rank(best) {
            *best = registration;
        }
    }
}

impl Named {
    pub(super) fn both(&self) -> Vec<Registration> {
        match *self {
            Named::One(one) => vec![one],
            Named::Conflict(first, second) => vec![first, second],
        }
    }
}
