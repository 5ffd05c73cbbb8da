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
                    visit.streamed(decoder, left, None, &mut on_field)?;
                }
                Place::Opened { left, complex } => visit.streamed(decoder, left, complex, &mut on_field)?,
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
                if decoder.cursor.eat(info.object_envelope()) {
                    let left = decoder.map("the map `simple`")?;
                    return read(Input {
                        decoder,
                        place: Place::Opened { left, complex: Some((start, stop)) },
                    });
                }
                let envelope = decoder.envelope(start, stop)?;
                envelope.check(info)?;
                match envelope.family {
                    Family::Msgpack => decoder.msgpack_frames(start, stop, |decoder| read(decoder.inline())),
                    Family::Pickle => {
                        decoder.pickled(&envelope, "an object", |decoder| read(decoder.inline()))
                    }
                    _ => {
                        let mut entries = decoder.object_entries(&envelope, info)?;
                        let value = read(Input { decoder, place: Place::Entries(&mut entries) })?;
                        decoder.forget(entries)?;
                        Ok(value)
                    }
                }
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

    /// Fields of a map at the cursor, and of the `complex` map behind it.
    #[inline]
    fn streamed(
        &mut self,
        decoder: &mut Decoder<'d>,
        simple: usize,
        complex: Option<(usize, usize)>,
        on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        for _ in 0..simple {
            let key = decoder.cursor;
            match self.key(decoder)? {
                Ok(index) => {
                    on_field(index, decoder.inline())
                        .map_err(|error| error.at_field(self.fields[index].name))?;
                }
                Err(name) => {
                    let value = decoder.cursor;
                    self.surplus(decoder, Entry { name, key, value, frames: None })?;
                }
            }
        }
        let Some(range) = complex else { return Ok(()) };
        if !decoder.cursor.eat(b"\xa7complex") {
            return Err(decoder.cursor.locate(Error::header("the key `complex`", "another")));
        }
        self.next = 0;
        for _ in 0..decoder.map("the map `complex`")? {
            let key = decoder.cursor;
            let name = self.key(decoder)?;
            let (entry, end) = decoder.complex_entry(range)?;
            decoder.cursor = entry.value;
            match name {
                Ok(index) => {
                    let (start, stop) = entry.frames.unwrap_or(range);
                    on_field(index, decoder.payload(start, stop))
                        .map_err(|error| error.at_field(self.fields[index].name))?;
                }
                Err(name) => self.surplus(decoder, Entry { name, key, ..entry })?,
            }
            if let Some(end) = end {
                decoder.cursor = end;
            }
        }
        Ok(())
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
