//! The fields of structs and variants: found by name, wherever a writer may have put them, and shown to the type one
//! by one.

use super::object::no_fields;
use super::{Decoder, Entry, Input, Place, Unknown};
use crate::encode::object::Field;
use crate::error::{Error, Result, cut};

/// Reads the fields that stand here, or are listed here.
#[inline]
pub(super) fn read_fields<'d>(
    decoder: &mut Decoder<'d>,
    place: Place<'_, 'd>,
    fields: &'static [Field],
    unknown: Unknown,
    on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
) -> Result<()> {
    let mut visit = Fields { fields, unknown, next: 0, rest: Vec::new(), range: None };
    if let Place::Entries(entries) = place {
        return visit.listed(decoder, entries, on_field);
    }
    for _ in 0..visit.start(decoder, &place)? {
        if let Some(index) = visit.field(decoder)? {
            decoder.here(|input| on_field(index, input)).map_err(|error| visit.at(index, error))?;
        }
    }
    if let Some(range) = visit.range {
        visit.streamed_payloads(decoder, range, on_field)?;
    }
    match unknown {
        Unknown::Flatten(count) => visit.finish(decoder, count, on_field),
        _ => Ok(()),
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
    /// The frames, if a `complex` map follows.
    range: Option<(usize, usize)>,
}

/// Where the value of a field stands that has frames.
struct Payload {
    field: Option<usize>,
    start: usize,
    stop: usize,
    /// Where its entry ends, if not with its header.
    end: Option<usize>,
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

    /// Steps to the first field; how many there are in the map at the cursor.
    #[inline]
    fn start(&mut self, decoder: &mut Decoder<'d>, place: &Place<'_, 'd>) -> Result<usize> {
        match *place {
            Place::Inline => decoder.map("a map"),
            Place::Opened { left, complex } => {
                self.range = complex;
                Ok(left)
            }
            _ => Err(no_fields()),
        }
    }

    /// Steps before the value of a field and returns its index, or over what is no field.
    #[inline]
    fn field(&mut self, decoder: &mut Decoder<'d>) -> Result<Option<usize>> {
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
    fn streamed_payloads(
        &mut self,
        decoder: &mut Decoder<'d>,
        range: (usize, usize),
        on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        for _ in 0..self.payloads(decoder)? {
            let payload = self.payload(decoder, range)?;
            if let Some(index) = payload.field {
                on_field(index, decoder.payload(payload.start, payload.stop))
                    .map_err(|error| self.at(index, error))?;
            }
            if let Some(end) = payload.end {
                decoder.cursor.at = end;
            }
        }
        Ok(())
    }

    /// The head of the `complex` map.
    fn payloads(&mut self, decoder: &mut Decoder<'d>) -> Result<usize> {
        if !decoder.cursor.eat(b"\xa7complex") {
            return Err(decoder.cursor.locate(Error::header("the key `complex`", "another")));
        }
        self.next = 0;
        decoder.map("the map `complex`")
    }

    /// Steps before the header of a field, or over what is no field.
    fn payload(&mut self, decoder: &mut Decoder<'d>, range: (usize, usize)) -> Result<Payload> {
        let key = decoder.cursor;
        let name = self.key(decoder)?;
        let (entry, end) = decoder.complex_entry(range)?;
        decoder.cursor = entry.value;
        let (start, stop) = entry.frames.unwrap_or(range);
        let field = match name {
            Ok(index) => Some(index),
            Err(name) => {
                self.surplus(decoder, Entry { name, key, ..entry })?;
                None
            }
        };
        Ok(Payload { field, start, stop, end: end.map(|end| end.at) })
    }

    #[cold]
    fn at(&self, index: usize, error: Error) -> Error {
        error.at_field(self.fields[index].name)
    }

    /// Fields among entries that were listed before; what is no field stays in the list.
    #[cold]
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
                    .map_err(|error| self.at(index, error))?,
                (None, Unknown::Deny) => return Err(self.denied(entry)),
                (None, Unknown::Ignore) => entries.push(entry),
                (None, Unknown::Flatten(_)) => self.rest.push(entry),
            }
        }
        if let Unknown::Flatten(count) = self.unknown {
            self.flattened(decoder, count, on_field)?;
            entries.append(&mut self.rest);
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

    /// Flattened fields behind the others, and an end to what none of them took.
    #[cold]
    fn finish(
        &mut self,
        decoder: &mut Decoder<'d>,
        count: usize,
        on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        self.flattened(decoder, count, on_field)?;
        decoder.forget(std::mem::take(&mut self.rest))
    }

    /// Hands what is left to the flattened fields, which take out what is theirs.
    fn flattened(
        &mut self,
        decoder: &mut Decoder<'d>,
        count: usize,
        on_field: &mut impl FnMut(usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        for index in 0..count {
            let place = Place::Entries(&mut self.rest);
            on_field(self.fields.len() + index, Input { decoder, place })?;
        }
        Ok(())
    }
}
