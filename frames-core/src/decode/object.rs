//! Structs and enums: fields are found by name, wherever a writer may have put them. What we write ourselves is
//! recognised by its constant bytes and read in one go; anything else (Dask's own objects, dicts, other orders) is
//! first laid out as a list of entries.

use super::{Decoder, Entry, Family, Input, Place};
use crate::encode::object::Field;
use crate::error::{Error, Result, cut};
use crate::msgpack::read::Token;
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
                Place::Inline => {
                    let left = decoder.map("a map")?;
                    visit.simple(decoder, left, &mut on_field)?;
                }
                // Two calls, not one within the other: what a value takes of the stack is multiplied by its depth.
                Place::Opened { left, complex } => {
                    visit.simple(decoder, left, &mut on_field)?;
                    if let Some(range) = complex {
                        visit.complex(decoder, range, &mut on_field)?;
                    }
                }
                Place::Entries(entries) => {
                    visit.listed(decoder, entries, &mut on_field)?;
                    visit.flattened(decoder, &mut on_field)?;
                    entries.append(&mut visit.rest);
                    return Ok(());
                }
                Place::Payload { .. } => return Err(no_fields()),
            }
            visit.flattened(decoder, &mut on_field)?;
            decoder.forget(visit.rest)
        })
    }

    /// Reads the name of an enum's variant, and hands the variant's fields to `on_variant`. The name alone is a
    /// variant without fields: as an enum is written that has no fields at all, and may have some by now.
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
            let (left, complex) = match place {
                Place::Inline => {
                    let at = decoder.cursor;
                    match decoder.token()? {
                        Token::Map(left) => (left, None),
                        Token::Text(name) => {
                            let place = Place::Opened { left: 0, complex: None };
                            return on_variant(name, Input { decoder, place })
                                .map_err(|error| at.locate(error));
                        }
                        other => return Err(at.locate(Error::header("the name of a variant", other.kind()))),
                    }
                }
                Place::Opened { left, complex } => (left, complex),
                Place::Entries(entries) => return decoder.tagged(entries, tag, on_variant),
                Place::Payload { .. } => return Err(no_fields()),
            };
            // The tag stands first in what we write.
            if left > 0 && decoder.cursor.eat(tag.key) {
                let name = decoder.text("the name of a variant").map_err(|error| error.at_field(tag.name))?;
                let place = Place::Opened { left: left - 1, complex };
                return on_variant(name, Input { decoder, place });
            }
            let mut entries = Vec::new();
            decoder.list_entries(left, complex, &mut entries)?;
            let value = decoder.tagged(&mut entries, tag, on_variant)?;
            decoder.forget(entries)?;
            Ok(value)
        })
    }

    /// The value of a flattened field that is optional: there is none if it has no use for any of the entries that
    /// its surroundings left.
    pub(crate) fn flattened<T>(self, read: impl FnOnce(Input<'_, '_>) -> Result<T>) -> Result<Option<T>> {
        let Input { decoder, place } = self;
        let Place::Entries(entries) = place else { return Err(no_fields()) };
        let count = entries.len();
        let value = read(Input { decoder, place: Place::Entries(entries) });
        // Nothing was taken, so an error can only be that something is missing.
        if entries.len() == count { Ok(None) } else { value.map(Some) }
    }

    /// Brings whatever stands here to where its fields can be read, and calls `read` with that: before a msgpack
    /// value, within the fields, or with a list of them. What is there already has been counted as a level.
    fn opened<T>(self, info: &'static TypeInfo, read: impl FnOnce(Input<'_, '_>) -> Result<T>) -> Result<T> {
        let Input { decoder, place } = self;
        match place {
            Place::Opened { .. } | Place::Entries(_) => read(Input { decoder, place }),
            Place::Inline => decoder.nested(|decoder| read(Input { decoder, place: Place::Inline })),
            Place::Payload { start, stop } => decoder.nested(|decoder| {
                if !decoder.cursor.eat(info.object_envelope()) {
                    return decoder.foreign(start, stop, info, read);
                }
                let left = decoder.map("the map `simple`")?;
                read(Input { decoder, place: Place::Opened { left, complex: Some((start, stop)) } })
            }),
        }
    }
}

/// A payload where its parts should be; our own callers see to it that it never comes to this.
#[cold]
fn no_fields() -> Error {
    Error::header("fields", "a value that has none")
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
            Family::Msgpack => self.msgpack_frames(start, stop, |decoder| read(decoder.inline())),
            Family::Pickle => self.pickled(&envelope, "an object", |decoder| read(decoder.inline())),
            _ => {
                let mut entries = self.object_entries(&envelope, info)?;
                let value = read(Input { decoder: self, place: Place::Entries(&mut entries) })?;
                self.forget(entries)?;
                Ok(value)
            }
        }
    }

    /// Finds the name of a variant among entries, and hands the others to `on_variant`.
    fn tagged<T>(
        &mut self,
        entries: &mut Vec<Entry<'d>>,
        tag: &'static Field,
        on_variant: impl FnOnce(&str, Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let missing = || Error::header("the name of a variant", "none").at_field(tag.name);
        let at = entries.iter().position(|entry| tag.is_called(entry.name)).ok_or_else(missing)?;
        let entry = entries.remove(at);
        let name = self.entry(entry, tag_name).map_err(|error| error.at_field(tag.name))?;
        on_variant(&name, Input { decoder: self, place: Place::Entries(entries) })
    }

    /// Steps over entries that nobody wanted.
    fn forget(&mut self, entries: Vec<Entry<'d>>) -> Result<()> {
        let here = self.cursor;
        for entry in entries {
            self.cursor = entry.value;
            self.skip()?;
            let (start, stop) = entry.frames.unwrap_or_default();
            (start..stop).try_for_each(|index| self.frames.claim(index))?;
        }
        self.cursor = here;
        Ok(())
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
        if let Some(expected) = self.fields.get(self.next) {
            if decoder.cursor.eat(expected.key) {
                self.next += 1;
                return Ok(Ok(self.next - 1));
            }
        }
        if let Some(index) = self.fields.iter().position(|field| decoder.cursor.eat(field.key)) {
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
        for entry in std::mem::take(entries) {
            match (self.find(entry.name), self.unknown) {
                (Some(index), _) => decoder
                    .entry(entry, |input| on_field(index, input))
                    .map_err(|error| error.at_field(self.fields[index].name))?,
                (None, Unknown::Deny) => return Err(self.denied(entry)),
                (None, Unknown::Ignore) => entries.push(entry),
                (None, Unknown::Flatten(_)) => self.rest.push(entry),
            }
        }
        Ok(())
    }

    /// An entry that is no field, with the cursor before its value; steps over it.
    fn surplus(&mut self, decoder: &mut Decoder<'d>, entry: Entry<'d>) -> Result<()> {
        match self.unknown {
            Unknown::Deny => Err(self.denied(entry)),
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

    #[cold]
    fn denied(&self, entry: Entry<'d>) -> Error {
        let names: Vec<_> = self.fields.iter().map(|field| field.name).collect();
        entry.key.locate(Error::header(
            format!("one of the fields `{}`", names.join("`, `")),
            format!("`{}`", cut(entry.name)),
        ))
    }

    /// Hands what is left to the flattened fields, which take out what is theirs.
    fn flattened(
        &mut self,
        decoder: &mut Decoder<'d>,
        on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        let Unknown::Flatten(count) = self.unknown else { return Ok(()) };
        for index in 0..count {
            let place = Place::Entries(&mut self.rest);
            on_field(self.fields.len() + index, Input { decoder, place })?;
        }
        Ok(())
    }
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
