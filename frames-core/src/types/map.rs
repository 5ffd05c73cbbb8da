//! Maps: one msgpack map where keys and values fit, else a dict whose values have headers of their own. A hash map goes
//! in its own order, unless the value is written canonically.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::{from_whole, named, never_nil, whole};
use crate::decode::Input;
use crate::encode::object::{Flatten, Visitor};
use crate::encode::{Encoder, Fit, Inline, shallow};
use crate::error::Result;
use crate::framed::{Framed, FromFrames};

named!("std.HashMap", [K, V, S] HashMap<K, V, S>);
named!("std.BTreeMap", [K, V] BTreeMap<K, V>);

macro_rules! map {
    ([$($generics:tt)*] $type:ty, sorted: $sorted:literal) => {
        impl<K: Framed, V: Framed, $($generics)*> Framed for $type {
            whole!();
            never_nil!();

            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                if self.needs_frames() {
                    return Ok(Fit::NeedsFrames);
                }
                out.entries(self.len(), self.iter(), $sorted, |value, out| value.inline(out))
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                out.value_or(self, |out| out.dict(self.iter(), $sorted, |value, out| value.payload(out)))
            }

            fn needs_frames(&self) -> bool {
                self.values().next().is_some_and(|value| shallow(|| value.needs_frames()))
            }
        }
    };
}
map!([S] HashMap<K, V, S>, sorted: false);
map!([] BTreeMap<K, V>, sorted: true);

impl<K: FromFrames + Eq + Hash, V: FromFrames, S: BuildHasher + Default> FromFrames for HashMap<K, V, S> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let mut map = HashMap::default();
        input.pairs(V::decode, |key, value| map.insert(key, value).is_none())?;
        Ok(map)
    }
}

impl<K: FromFrames + Ord, V: FromFrames> FromFrames for BTreeMap<K, V> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let mut map = BTreeMap::new();
        input.pairs(V::decode, |key, value| map.insert(key, value).is_none())?;
        Ok(map)
    }
}

impl<K: AsRef<str>, V: Framed, S> Flatten for HashMap<K, V, S> {
    fn flatten<'a, W: Visitor<'a>>(&'a self, visitor: &mut W) -> Result<()> {
        self.iter().try_for_each(|(key, value)| visitor.entry(key.as_ref(), value))
    }
}

impl<K: AsRef<str>, V: Framed> Flatten for BTreeMap<K, V> {
    fn flatten<'a, W: Visitor<'a>>(&'a self, visitor: &mut W) -> Result<()> {
        self.iter().try_for_each(|(key, value)| visitor.entry(key.as_ref(), value))
    }
}
