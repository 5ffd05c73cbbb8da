//! Sets: Dask's marker in a header, where its reader resolves it; else a set of headers. Members are written as map keys
//! are, because Python must be able to hash them.

use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, Hash};

use super::{from_whole, named, whole};
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};

named!("std.HashSet", [T, S] HashSet<T, S>);
named!("std.BTreeSet", [T] BTreeSet<T>);

macro_rules! set {
    ([$($generics:tt)*] $type:ty, sorted: $sorted:literal) => {
        impl<T: Framed, $($generics)*> Framed for $type {
            whole!();

            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                out.set(self.len(), self.iter(), $sorted)
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                out.members(self.iter(), $sorted)
            }

            fn needs_frames(&self) -> bool {
                false
            }
        }
    };
}
set!([S] HashSet<T, S>, sorted: false);
set!([] BTreeSet<T>, sorted: true);

impl<T: FromFrames + Eq + Hash, S: BuildHasher + Default> FromFrames for HashSet<T, S> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let mut set = HashSet::default();
        input.members(|_, _, input| {
            input.decoder.expand(1, size_of::<T>())?;
            once(set.insert(T::decode(input)?))
        })?;
        Ok(set)
    }
}

impl<T: FromFrames + Ord> FromFrames for BTreeSet<T> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let mut set = BTreeSet::new();
        input.members(|_, _, input| {
            input.decoder.expand(1, size_of::<T>())?;
            once(set.insert(T::decode(input)?))
        })?;
        Ok(set)
    }
}

fn once(new: bool) -> Result<()> {
    if new { Ok(()) } else { Err(Error::value("a set has the same member twice")) }
}
