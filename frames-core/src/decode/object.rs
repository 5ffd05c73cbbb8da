//! Structs and enums: the way to where their fields can be read, whatever form a writer gave them, and the name of an
//! enum's variant. What we write ourselves is recognised by its constant bytes and read in one go; anything else
//! (Dask's own objects, dicts, other orders) is first laid out as a list of entries.
//!
//! Types that contain themselves recurse through here. So what a level needs only for a moment is done in functions
//! of its own, which have given their part of the stack back before the next level begins.

use super::fields::read_fields;
use super::{Decoder, Entry, Envelope, Family, Input, Place};
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
        let Input { decoder, mut place } = self;
        let depth = decoder.depth;
        match decoder.open(&mut place, info)? {
            None => read_fields(decoder, place, fields, unknown, &mut on_field)?,
            Some(envelope) => decoder.open_otherwise(&envelope, info, |Input { decoder, place }| {
                read_fields(decoder, place, fields, unknown, &mut on_field)
            })?,
        }
        decoder.depth = depth;
        Ok(())
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
        let Input { decoder, mut place } = self;
        let depth = decoder.depth;
        if let Some(envelope) = decoder.open(&mut place, info)? {
            let value = decoder
                .open_otherwise(&envelope, info, |input| input.decoder.variant(input.place, tag, on_variant));
            decoder.depth = depth;
            return value;
        }
        let value = decoder.variant(place, tag, on_variant);
        decoder.depth = depth;
        value
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
}

/// A payload where its parts should be; our own callers see to it that it never comes to this.
#[cold]
pub(super) fn no_fields() -> Error {
    Error::header("fields", "a value that has none")
}

impl<'d> Decoder<'d> {
    /// One level deeper, to where the fields of a value can be read: before a msgpack value, within the fields, or at
    /// a list of them. Steps into what we write ourselves; anything else comes back as its envelope.
    #[inline]
    fn open(
        &mut self,
        place: &mut Place<'_, 'd>,
        info: &'static TypeInfo,
    ) -> Result<Option<Box<Envelope<'d>>>> {
        let (start, stop) = match *place {
            // The fields of a variant, or those that a struct around left: no level of their own.
            Place::Opened { .. } | Place::Entries(_) => return Ok(None),
            Place::Inline => return self.enter().map(|()| None),
            Place::Payload { start, stop } => (start, stop),
        };
        self.enter()?;
        if self.eat_header(info.object_envelope()) {
            let left = self.map("the map `simple`")?;
            *place = Place::Opened { left, complex: Some((start, stop)) };
            return Ok(None);
        }
        self.envelope_of(info, start, stop).map(Some)
    }

    #[cold]
    fn envelope_of(
        &mut self,
        info: &'static TypeInfo,
        start: usize,
        stop: usize,
    ) -> Result<Box<Envelope<'d>>> {
        let envelope = self.envelope(start, stop)?;
        envelope.check(info)?;
        Ok(Box::new(envelope))
    }

    /// Reads the fields of an object that came in another form than ours.
    fn open_otherwise<T>(
        &mut self,
        envelope: &Envelope<'d>,
        info: &'static TypeInfo,
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        match envelope.family {
            Family::Msgpack => {
                self.msgpack_frames(envelope.start, envelope.stop, |decoder| read(decoder.inline()))
            }
            Family::Pickle => self.pickled(envelope, "an object", |decoder| read(decoder.inline())),
            _ => {
                let mut entries = self.object_entries(envelope, info)?;
                let value = read(Input { decoder: self, place: Place::Entries(&mut entries) })?;
                self.forget(entries)?;
                Ok(value)
            }
        }
    }

    /// Reads the name of a variant where fields can be read.
    #[inline]
    fn variant<T>(
        &mut self,
        mut place: Place<'_, 'd>,
        tag: &'static Field,
        on_variant: impl FnOnce(&str, Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        match self.leading_tag(&mut place, tag)? {
            Some(name) => on_variant(name, Input { decoder: self, place }),
            None => self.tag_among_entries(place, tag, on_variant),
        }
    }

    /// The name of a variant, if it stands before the fields (as in what we write) or alone.
    #[inline]
    fn leading_tag(&mut self, place: &mut Place<'_, 'd>, tag: &'static Field) -> Result<Option<&'d str>> {
        if let Place::Inline = place {
            if let Some(name) = self.cursor.short_text()? {
                *place = Place::Opened { left: 0, complex: None };
                return Ok(Some(name));
            }
            let left = match self.long_name_or_map()? {
                Token::Map(left) => left,
                Token::Text(name) => {
                    *place = Place::Opened { left: 0, complex: None };
                    return Ok(Some(name));
                }
                _ => return Ok(None),
            };
            *place = Place::Opened { left, complex: None };
        }
        match place {
            Place::Opened { left: left @ 1.., .. } if self.cursor.eat(tag.key) => {
                *left -= 1;
                self.text("the name of a variant").map(Some).map_err(|error| error.at_field(tag.name))
            }
            _ => Ok(None),
        }
    }

    fn long_name_or_map(&mut self) -> Result<Token<'d>> {
        let at = self.cursor;
        match self.token()? {
            token @ (Token::Map(_) | Token::Text(_)) => Ok(token),
            other => Err(at.locate(Error::header("the name of a variant", other.kind()))),
        }
    }

    /// Finds the name of a variant among the fields, and hands the others to `on_variant`.
    #[cold]
    fn tag_among_entries<T>(
        &mut self,
        place: Place<'_, 'd>,
        tag: &'static Field,
        on_variant: impl FnOnce(&str, Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        match place {
            Place::Entries(entries) => {
                let name = self.tag_of(entries, tag)?;
                on_variant(&name, Input { decoder: self, place: Place::Entries(entries) })
            }
            Place::Opened { left, complex } => {
                let mut entries = Vec::new();
                self.list_entries(left, complex, &mut entries)?;
                let name = self.tag_of(&mut entries, tag)?;
                let place = Place::Entries(&mut entries);
                let value = on_variant(&name, Input { decoder: self, place })?;
                self.forget(entries)?;
                Ok(value)
            }
            _ => Err(no_fields()),
        }
    }

    /// Takes the name of a variant out of entries.
    fn tag_of(&mut self, entries: &mut Vec<Entry<'d>>, tag: &'static Field) -> Result<String> {
        let missing = || Error::header("the name of a variant", "none").at_field(tag.name);
        let at = entries.iter().position(|entry| tag.is_called(entry.name)).ok_or_else(missing)?;
        let entry = entries.remove(at);
        self.entry(entry, tag_name).map_err(|error| error.at_field(tag.name))
    }

    /// Steps over entries that nobody wanted.
    pub(crate) fn forget(&mut self, entries: Vec<Entry<'d>>) -> Result<()> {
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
