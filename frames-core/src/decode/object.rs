//! Structs and enums: fields are found by name, wherever a writer may have put them. What we write ourselves is
//! recognised by its constant bytes and read in one go; anything else (Dask's own objects, dicts, other orders) is
//! first laid out as a list of entries.

use super::{Decoder, Entry, Family, Input, Place};
use crate::encode::object::Field;
use crate::error::{Error, Result, cut};
use crate::names::TypeInfo;

/// What a type makes of entries that are none of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Step over them: a newer writer may know more.
    Ignore,
    /// Refuse them: `deny_unknown_fields`.
    Deny,
    /// Hand them to this many flattened fields, one after the other, as indices behind the fields'.
    Flatten(usize),
}

impl Input<'_, '_> {
    /// Reads the fields of a struct: calls `on_field` with the index of each field that is there.
    #[doc(hidden)]
    #[inline]
    pub fn object(
        self,
        info: &'static TypeInfo,
        fields: &'static [Field],
        unknown: Unknown,
        mut on_field: impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        self.opened(info, |input| {
            let Input { decoder, place } = input;
            let mut visit = Fields { fields, unknown, next: 0, rest: Vec::new() };
            match place {
                // Two calls, not one within the other: what a value takes of the stack is multiplied by its depth.
                Place::Opened { left, complex } => {
                    visit.simple(decoder, left, &mut on_field)?;
                    if let Some(range) = complex {
                        visit.complex(decoder, range, &mut on_field)?;
                    }
                }
                Place::Entries(entries) => visit.listed(decoder, entries, &mut on_field)?,
                Place::Inline | Place::Payload { .. } => {
                    return Err(Error::header("a map", "a value that is none"));
                }
            }
            visit.flattened(decoder, &mut on_field)
        })
    }

    /// Reads the name of an enum's variant, and hands the variant's fields to `on_variant`.
    #[doc(hidden)]
    #[inline]
    pub fn variant<T>(
        self,
        info: &'static TypeInfo,
        tag: &'static Field,
        on_variant: impl FnOnce(&str, Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        self.opened(info, |input| {
            let Input { decoder, place } = input;
            // The tag stands first in what we write.
            if let Place::Opened { left: left @ 1.., complex } = place {
                if decoder.cursor.eat(tag.key) {
                    let name =
                        decoder.text("the name of a variant").map_err(|error| error.at_field(tag.name))?;
                    let place = Place::Opened { left: left - 1, complex };
                    return on_variant(name, Input { decoder, place });
                }
            }
            let mut listed = Vec::new();
            let entries = match place {
                Place::Entries(entries) => entries,
                Place::Opened { left, complex } => {
                    decoder.list_entries(left, complex, &mut listed)?;
                    &mut listed
                }
                _ => return Err(Error::header("a map", "a value that is none")),
            };
            let missing = || Error::header("the name of a variant", "none").at_field(tag.name);
            let at = entries.iter().position(|entry| tag.is_called(entry.name)).ok_or_else(missing)?;
            let entry = entries.remove(at);
            let name = decoder.entry(entry, tag_name).map_err(|error| error.at_field(tag.name))?;
            on_variant(&name, Input { decoder, place: Place::Entries(entries) })
        })
    }

    /// Brings whatever stands here to where its fields can be read, and calls `read` with that.
    fn opened<T>(self, info: &'static TypeInfo, read: impl FnOnce(Input<'_, '_>) -> Result<T>) -> Result<T> {
        self.content(|Input { decoder, place }| match place {
            Place::Payload { start, stop } if !decoder.eat_object(info) => {
                decoder.foreign(start, stop, info, read)
            }
            place => {
                let place = decoder.open(place)?;
                read(Input { decoder, place })
            }
        })
    }
}

impl<'d> Decoder<'d> {
    /// An object that isn't laid out as we do it. Apart from the usual way, whose frame on the stack stays small so.
    #[inline(never)]
    fn foreign<T>(
        &mut self,
        start: usize,
        stop: usize,
        info: &'static TypeInfo,
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let envelope = self.envelope(start, stop)?;
        envelope.check(info)?;
        match envelope.family {
            Family::Msgpack => self.msgpack_frames(start, stop, |decoder| decoder.plain_map(read)),
            Family::Pickle => self.pickled(&envelope, "an object", |decoder| decoder.plain_map(read)),
            _ => {
                let mut entries = self.object_entries(&envelope, info)?;
                read(Input { decoder: self, place: Place::Entries(&mut entries) })
            }
        }
    }

    /// Steps over the header of an object as we write it, up to its `simple` map.
    #[inline]
    fn eat_object(&mut self, info: &'static TypeInfo) -> bool {
        self.cursor.eat(info.object_envelope())
    }

    /// Steps to the entries of the map at the cursor: of a value in a header or frame, or `simple` of an object.
    #[inline]
    fn open<'r>(&mut self, place: Place<'r, 'd>) -> Result<Place<'r, 'd>> {
        Ok(match place {
            Place::Inline => Place::Opened { left: self.map("a map")?, complex: None },
            Place::Payload { start, stop } => {
                Place::Opened { left: self.map("the map `simple`")?, complex: Some((start, stop)) }
            }
            place => place,
        })
    }

    /// The entries of a map at the cursor.
    fn plain_map<T>(&mut self, read: impl FnOnce(Input<'_, 'd>) -> Result<T>) -> Result<T> {
        let left = self.map("a map")?;
        read(Input { decoder: self, place: Place::Opened { left, complex: None } })
    }
}

/// The index of a field in `complex`, its frames, and where to go on unless that is behind its header.
type ComplexField = (usize, (usize, usize), Option<usize>);

/// The fields of one struct, while they are found.
struct Fields<'d> {
    fields: &'static [Field],
    unknown: Unknown,
    /// The field that stands here if the writer has our order.
    next: usize,
    /// Entries for flattened fields.
    rest: Vec<Entry<'d>>,
}

impl<'d> Fields<'d> {
    /// Steps over a key: the index of its field, or the key itself.
    #[inline]
    fn key(&mut self, decoder: &mut Decoder<'d>) -> Result<std::result::Result<usize, &'d str>> {
        // In the writer's order, which is mostly ours; compared as bytes, which were laid out when compiling.
        let (before, after) = self.fields.split_at(self.next.min(self.fields.len()));
        let from = |fields: &'static [Field], decoder: &mut Decoder<'d>| {
            fields.iter().position(|field| decoder.cursor.eat(field.key))
        };
        let found = from(after, decoder).map(|at| before.len() + at).or_else(|| from(before, decoder));
        if let Some(index) = found {
            self.next = index + 1;
            return Ok(Ok(index));
        }
        let key = decoder.text("a field's name")?;
        Ok(match self.find(key) {
            Some(index) => {
                self.next = index + 1;
                Ok(index)
            }
            None => Err(key),
        })
    }

    fn find(&self, key: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.is_called(key))
    }

    /// Fields of a map at the cursor.
    #[inline]
    fn simple(
        &mut self,
        decoder: &mut Decoder<'d>,
        len: usize,
        on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        for _ in 0..len {
            if let Some(index) = self.simple_key(decoder)? {
                on_field(index, decoder.inline()).map_err(|error| error.at_field(self.fields[index].name))?;
            }
        }
        Ok(())
    }

    /// Steps over the key of a field, or over a whole entry that is none.
    #[inline]
    fn simple_key(&mut self, decoder: &mut Decoder<'d>) -> Result<Option<usize>> {
        let key = decoder.cursor;
        match self.key(decoder)? {
            Ok(index) => Ok(Some(index)),
            Err(name) => {
                let value = decoder.cursor;
                self.surplus(decoder, Entry { name, key, value, frames: None })?;
                Ok(None)
            }
        }
    }

    /// Fields of the `complex` map at the cursor.
    fn complex(
        &mut self,
        decoder: &mut Decoder<'d>,
        range: (usize, usize),
        on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        for _ in 0..self.open_complex(decoder)? {
            if let Some((index, (start, stop), end)) = self.complex_key(decoder, range)? {
                on_field(index, decoder.payload(start, stop))
                    .map_err(|error| error.at_field(self.fields[index].name))?;
                decoder.cursor.at = end.unwrap_or(decoder.cursor.at);
            }
        }
        Ok(())
    }

    fn open_complex(&mut self, decoder: &mut Decoder<'d>) -> Result<usize> {
        if !decoder.cursor.eat(b"\xa7complex") {
            return Err(decoder.cursor.locate(Error::header("the key `complex`", "another")));
        }
        self.next = 0;
        decoder.map("the map `complex`")
    }

    /// Steps to the header of a field, or over a whole entry that is none. With the field come its frames, and where
    /// to go on unless that is behind the header.
    fn complex_key(
        &mut self,
        decoder: &mut Decoder<'d>,
        range: (usize, usize),
    ) -> Result<Option<ComplexField>> {
        let key = decoder.cursor;
        let name = self.key(decoder)?;
        let (entry, end) = decoder.complex_entry(range)?;
        decoder.cursor = entry.value;
        match name {
            Ok(index) => Ok(Some((index, entry.frames.unwrap_or(range), end.map(|end| end.at)))),
            Err(name) => {
                self.surplus(decoder, Entry { name, key, ..entry })?;
                decoder.cursor = end.unwrap_or(decoder.cursor);
                Ok(None)
            }
        }
    }

    /// Fields among entries that were listed before; what is no field stays in the list.
    fn listed(
        &mut self,
        decoder: &mut Decoder<'d>,
        entries: &mut Vec<Entry<'d>>,
        on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        let here = decoder.cursor;
        let mut left = Vec::new();
        for entry in entries.drain(..) {
            match self.find(entry.name) {
                Some(index) => decoder
                    .entry(entry, |input| on_field(index, input))
                    .map_err(|error| error.at_field(self.fields[index].name))?,
                None => {
                    decoder.cursor = entry.value;
                    self.surplus(decoder, entry)?;
                    if self.unknown == Unknown::Ignore {
                        left.push(entry);
                    }
                }
            }
        }
        decoder.cursor = here;
        *entries = left;
        Ok(())
    }

    /// An entry that is no field, with the cursor before its value; steps over it.
    fn surplus(&mut self, decoder: &mut Decoder<'d>, entry: Entry<'d>) -> Result<()> {
        match self.unknown {
            Unknown::Deny => {
                let names: Vec<_> = self.fields.iter().map(|field| field.name).collect();
                Err(entry.key.locate(Error::header(
                    format!("one of the fields `{}`", names.join("`, `")),
                    format!("`{}`", cut(entry.name)),
                )))
            }
            Unknown::Ignore => {
                decoder.skip()?;
                let (start, stop) = entry.frames.unwrap_or_default();
                (start..stop).try_for_each(|index| decoder.frames.claim(index))
            }
            Unknown::Flatten(_) => {
                decoder.look_past()?;
                self.rest.push(entry);
                Ok(())
            }
        }
    }

    /// Hands what is left to the flattened fields.
    fn flattened(
        mut self,
        decoder: &mut Decoder<'d>,
        on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        let Unknown::Flatten(count) = self.unknown else { return Ok(()) };
        for index in 0..count {
            let place = Place::Entries(&mut self.rest);
            on_field(self.fields.len() + index, Input { decoder, place })?;
        }
        for entry in self.rest {
            let (start, stop) = entry.frames.unwrap_or_default();
            (start..stop).try_for_each(|index| decoder.frames.claim(index))?;
        }
        Ok(())
    }
}

/// A field's value while its struct is read.
#[doc(hidden)]
#[derive(Debug)]
pub struct Slot<T>(Option<T>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Slot<T> {
    /// No value yet. `Default` isn't at hand in code without a prelude.
    pub const fn new() -> Self {
        Slot(None)
    }

    /// Takes the value; twice is an error.
    #[inline]
    pub fn fill<A: crate::adapter::ReadAs<T>>(&mut self, input: Input<'_, '_>) -> Result<()> {
        let at = input.decoder.cursor;
        match self.0.replace(A::decode(input)?) {
            None => Ok(()),
            Some(_) => Err(at.locate(Error::msgpack("the field is there twice"))),
        }
    }

    /// The value, or what stands for one that is missing.
    #[inline]
    pub fn take<A: crate::adapter::ReadAs<T>>(self, field: &'static Field) -> Result<T> {
        match self.0.or_else(A::absent) {
            Some(value) => Ok(value),
            None => Err(missing(field)),
        }
    }

    /// The value, or the field's default.
    #[inline]
    pub fn take_or(self, default: impl FnOnce() -> T) -> T {
        self.0.unwrap_or_else(default)
    }

    /// The value, if the field is there.
    #[inline]
    pub fn found(self) -> Option<T> {
        self.0
    }

    /// The value of a flattened field, which is never missing.
    #[inline]
    pub fn take_flat(self) -> Result<T> {
        self.0.ok_or_else(|| Error::header("a flattened field", "none"))
    }
}

#[cold]
fn missing(field: &'static Field) -> Error {
    Error::header("the field", "none; give it `#[framed(default)]` if it may be missing").at_field(field.name)
}

/// A variant's name that an enum doesn't have.
#[doc(hidden)]
#[cold]
pub fn unknown_variant(info: &'static TypeInfo, known: &[&str], found: &str) -> Error {
    Error::header(
        format!("a variant of `{}`: `{}`", info.name(), known.join("`, `")),
        format!("the variant `{}`", cut(found)),
    )
}

fn tag_name(input: Input<'_, '_>) -> Result<String> {
    input.value("the name of a variant", |decoder| decoder.text("the name of a variant").map(str::to_owned))
}
