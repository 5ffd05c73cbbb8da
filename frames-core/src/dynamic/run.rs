//! Many objects, written by type: a table of the types that occur, the type of each object, and for each type the run of
//! its values, in columns where it has them.
//!
//! ```text
//! {"types": ["acme.Scale", "acme.Shift"], "tags": [0, 1, 0], "acme.Scale": {"factor": [2.0, 0.5]}, "acme.Shift": {..}}
//! ```

use std::any::{Any, TypeId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Object, TraitObject, explain_unknown, into_object, kept};
use crate::columns::{Column, Numbers};
use crate::decode::{Decoder, Entry, Family, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result, cut};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::write;
use crate::names::known;
use crate::registry::{ByTypeId, CastFn, Registration};
use crate::serialized::Serialized;

const TYPES: &str = "types";
const TAGS: &str = "tags";

/// `Framed::slice_inline` of pointers: objects have frames, and a name to tell.
pub fn slice_inline<P: Framed>(slice: &[P], out: &mut Inline<'_>) -> Result<Fit> {
    match slice.first().and_then(Framed::object) {
        Some(_) if !out.is_key() => Ok(Fit::NeedsFrames),
        _ => out.run(slice),
    }
}

/// `Framed::chain_payload` of pointers: objects by type, all else one by one.
pub fn slice_payload<'a, P: Framed>(first: &'a [P], second: &'a [P], out: &mut Encoder<'a>) -> Result<()> {
    let all = || first.iter().chain(second);
    if all().next().and_then(Framed::object).is_none() {
        return out.chain(first, second);
    }
    let mut groups = Groups::default();
    let mut tags = Vec::with_capacity(first.len() + second.len());
    for (index, object) in all().filter_map(Framed::object).enumerate() {
        tags.push(groups.tag(object).map_err(|error| error.at_index(index))?);
    }
    if groups.has_reserved_name() {
        let objects = all().filter_map(Framed::object);
        return out.collection("list", tags.len(), objects, |object, out| object.payload(out));
    }
    out.closed(|out| out.nested(|out| by_type(groups.list, &tags, out)))
}

/// The objects of a run by their types.
#[derive(Default)]
pub(super) struct Groups<'a> {
    pub(super) list: Vec<Group<'a>>,
    by_type: HashMap<TypeId, usize, ByTypeId>,
    by_block: HashMap<*const Serialized<'static>, usize>,
}

/// The values of one type.
pub(super) struct Group<'a> {
    name: &'a str,
    values: Values<'a>,
}

enum Values<'a> {
    /// Of a type that is known.
    Rows(Registration, Vec<&'a dyn Any>),
    /// As they came, with the number of those seen so far and of all.
    Block(&'a Arc<Serialized<'static>>, usize, usize),
}

impl<'a> Groups<'a> {
    /// Puts an object to those of its type.
    pub(super) fn tag(&mut self, object: Object<'a>) -> Result<usize> {
        let id = object.value.type_id();
        let tag = match self.by_type.get(&id) {
            Some(tag) => *tag,
            None => {
                let registration = object.registration()?;
                self.list.push(Group {
                    name: registration.name(),
                    values: Values::Rows(registration, Vec::new()),
                });
                *self.by_type.entry(id).or_insert(self.list.len() - 1)
            }
        };
        if let Values::Rows(_, rows) = &mut self.list[tag].values {
            rows.push(object.value);
        }
        Ok(tag)
    }

    /// Puts a row of a block behind those that came before it in the block.
    pub(super) fn row(
        &mut self,
        name: &'a str,
        of: &'a Arc<Serialized<'static>>,
        (row, rows): (usize, usize),
    ) -> Result<usize> {
        let tag = *self.by_block.entry(Arc::as_ptr(of)).or_insert_with(|| {
            self.list.push(Group { name, values: Values::Block(of, 0, rows) });
            self.list.len() - 1
        });
        match &mut self.list[tag].values {
            Values::Block(_, seen, _) if *seen == row => {
                *seen += 1;
                Ok(tag)
            }
            _ => Err(kept::apart(name)),
        }
    }

    /// Insists that all rows of all blocks are there, and that no two blocks are of one type.
    pub(super) fn check_blocks(&self) -> Result<()> {
        let mut names = HashSet::new();
        for group in &self.list {
            let is_whole = !matches!(group.values, Values::Block(_, seen, rows) if seen < rows);
            if !is_whole || !names.insert(group.name) {
                return Err(kept::apart(group.name));
            }
        }
        Ok(())
    }

    /// Whether a type has the name of an entry that is none.
    pub(super) fn has_reserved_name(&self) -> bool {
        self.list.iter().any(|group| [TYPES, TAGS].contains(&group.name))
    }
}

/// Writes the dict.
pub(super) fn by_type<'a>(groups: Vec<Group<'a>>, tags: &[usize], out: &mut Encoder<'a>) -> Result<()> {
    let mut dict = out.begin("dict", 2 + groups.len())?;
    dict.item(out, |out| {
        out.keyed(&key(TYPES), |out| {
            let names = groups.iter().map(|group| group.name);
            out.msgpack_frame(|out| out.values(groups.len(), names, |name, out| out.text(name))).map(drop)
        })
    })?;
    let tags = tag_column(tags, groups.len());
    dict.item(out, |out| out.keyed(&key(TAGS), |out| tags.payload(out)))?;
    for Group { name, values } in groups {
        dict.item(out, |out| out.keyed(&key(name), |out| values.payload(out)))
            .map_err(|error| error.at_field(name.to_owned()))?;
    }
    dict.end(out)
}

fn key(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() + 5);
    write::text(&mut key, text);
    key
}

/// The narrowest numbers that tell so many types.
fn tag_column(tags: &[usize], types: usize) -> Column<'static> {
    let mut column = match types {
        ..=0x100 => Numbers::new("|u1", 1),
        _ if cfg!(target_endian = "big") => Numbers::new(">u4", 4),
        _ => Numbers::new("<u4", 4),
    };
    let bytes = &mut column.chunks.tail;
    match types {
        ..=0x100 => bytes.extend(tags.iter().map(|tag| *tag as u8)),
        _ => tags.iter().for_each(|tag| bytes.extend_from_slice(&(*tag as u32).to_ne_bytes())),
    }
    Column::Numbers(column)
}

impl<'a> Values<'a> {
    fn payload(self, out: &mut Encoder<'a>) -> Result<()> {
        match self {
            Values::Rows(registration, rows) => registration.encode_run(rows, out),
            Values::Block(block, ..) => out.serialized(block),
        }
    }
}

/// Reads many objects: written by type, or one by one.
pub fn decode_run<D: TraitObject + ?Sized>(input: Input<'_, '_>) -> Result<Vec<Box<D>>>
where
    Box<D>: FromFrames,
{
    decode_by_type(input, |name, _, input| {
        let registry = input.registry();
        let registration = registry.get(name).map_err(|error| explain_unknown::<D>(registry, error))?;
        let cast = D::cast(registry, &registration)?;
        cast_all(&registration, cast, input)
    })
}

/// Reads the run of one type's values, as objects.
pub(super) fn cast_all<D: ?Sized>(
    registration: &Registration,
    cast: CastFn<D>,
    input: Input<'_, '_>,
) -> Result<Vec<Box<D>>> {
    registration.decode_run(input)?.into_iter().map(|value| into_object(value, cast)).collect()
}

/// Reads objects by type, of which `read` makes those of one type, as many as it is told; or one by one.
pub(super) fn decode_by_type<T: FromFrames>(
    mut input: Input<'_, '_>,
    read: impl Fn(&str, usize, Input<'_, '_>) -> Result<Vec<T>>,
) -> Result<Vec<T>> {
    let envelope = input.peek_envelope()?;
    if matches!(envelope.map(|envelope| envelope.family), Some(Family::Pickle)) {
        return input.value("objects", |decoder| T::decode_vec(decoder.inline()));
    }
    match input.columns(known::DICT)? {
        None => input.list(),
        Some(entries) => input.decoder.nested(|decoder| decoder.objects(entries, read)),
    }
}

impl<'d> Decoder<'d> {
    /// The objects that such a dict holds.
    fn objects<T>(
        &mut self,
        entries: Vec<Entry<'d>>,
        read: impl Fn(&str, usize, Input<'_, '_>) -> Result<Vec<T>>,
    ) -> Result<Vec<T>> {
        let mut entries = by_name(entries)?;
        let types = self.entry_of(&mut entries, TYPES, Vec::<String>::decode)?;
        let tags = self.entry_of(&mut entries, TAGS, u64::decode_vec)?;
        self.expand(tags.len(), size_of::<T>() + size_of::<u64>())?;
        let counts = counts(&tags, types.len()).map_err(|error| error.at_field(TAGS))?;
        let mut groups = Vec::with_capacity(types.len());
        for (name, count) in types.iter().zip(counts) {
            let values = self.entry_of(&mut entries, name, |input| {
                let values = read(name, count, input)?;
                match values.len() {
                    found if found == count => Ok(values),
                    found => Err(Error::value(format!("{found} values of a type that {count} tags name"))),
                }
            })?;
            groups.push(values.into_iter());
        }
        self.forget(entries.into_values().collect())?;
        let mut objects = Vec::with_capacity(tags.len());
        objects.extend(tags.iter().filter_map(|tag| groups.get_mut(*tag as usize)?.next()));
        Ok(objects)
    }

    /// Reads the entry of this name.
    fn entry_of<T>(
        &mut self,
        entries: &mut HashMap<&'d str, Entry<'d>>,
        name: &str,
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let missing = || Error::header("a list of objects, or objects by type", "a dict without this entry");
        let entry = entries.remove(name).ok_or_else(missing);
        entry.and_then(|entry| self.entry(entry, read)).map_err(|error| error.at_field(cut(name)))
    }
}

/// Entries to be found by their names, of which there may be very many.
fn by_name<'d>(entries: Vec<Entry<'d>>) -> Result<HashMap<&'d str, Entry<'d>>> {
    let mut found = HashMap::with_capacity(entries.len());
    for entry in entries {
        if found.insert(entry.name, entry).is_some() {
            let error = entry.key.locate(Error::msgpack("the entry is there twice"));
            return Err(error.at_field(cut(entry.name)));
        }
    }
    Ok(found)
}

/// How many tags name each of so many types.
fn counts(tags: &[u64], types: usize) -> Result<Vec<usize>> {
    let mut counts = vec![0; types];
    for (index, tag) in tags.iter().enumerate() {
        match usize::try_from(*tag).ok().and_then(|tag| counts.get_mut(tag)) {
            Some(count) => *count += 1,
            None => {
                let problem = format!("the tag {tag} names none of the {types} types");
                return Err(Error::value(problem).at_index(index));
            }
        }
    }
    Ok(counts)
}
