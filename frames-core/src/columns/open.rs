//! Dicts of columns: the columns of a record found by the names of its fields, those of an enum by its variants, and
//! what optional values and runs are made of.

use super::source::Source;
use crate::decode::{Decoder, Entry, Family, Input, Place, Unknown};
use crate::encode::object::Field;
use crate::error::{Error, Result, cut};
use crate::framed::FromFrames;
use crate::msgpack::read::{Cursor, Token};
use crate::names::{TypeInfo, known};

/// Finds the column of each field: `on_field` gets the index of a field and where its column stands. Values that are
/// no dict are a run of records.
pub fn record<'d>(
    mut input: Input<'_, 'd>,
    info: &'static TypeInfo,
    fields: &'static [Field],
    unknown: Unknown,
    mut on_field: impl FnMut(usize, Input<'_, 'd>) -> Result<Source<'d>>,
) -> Result<Source<'d>> {
    let Some(mut entries) = input.columns(info)? else { return Source::open(input) };
    let Input { decoder, place } = input;
    if says_what_is_there(&entries) && !fields.iter().any(|field| field.is_called("validity")) {
        return decoder.optional(entries, |input| record(input, info, fields, unknown, on_field));
    }
    decoder.enter()?;
    let record = decoder.columns_of(fields, unknown, &mut entries, &mut on_field)?;
    decoder.leave();
    match place {
        // A flattened record leaves the rest to the fields around it.
        Place::Entries(rest) => *rest = entries,
        _ => decoder.forget(entries)?,
    }
    same_length(&record, fields)?;
    Ok(Source::Record(record, fields))
}

/// Finds the column of names that tells the variants, and the columns of each variant, by their fields. `on_field` gets
/// the indices of the variant and of the field.
pub fn variants<'d>(
    mut input: Input<'_, 'd>,
    info: &'static TypeInfo,
    tag: &'static Field,
    variants: &'static [&'static [&'static str]],
    fields: &'static [&'static [Field]],
    unknown: &'static [Unknown],
    mut on_field: impl FnMut(usize, usize, Input<'_, 'd>) -> Result<Source<'d>>,
) -> Result<Source<'d>> {
    let Some(mut entries) = input.columns(info)? else { return Source::open(input) };
    let decoder = input.decoder;
    if says_what_is_there(&entries) && !tag.is_called("validity") {
        return decoder.optional(entries, |input| {
            self::variants(input, info, tag, variants, fields, unknown, on_field)
        });
    }
    decoder.enter()?;
    let tags = decoder.tags(&mut entries, tag)?;
    let mut columns = Vec::with_capacity(variants.len());
    for (variant, ((names, fields), unknown)) in variants.iter().zip(fields).zip(unknown).enumerate() {
        let mut of_variant = match entry_called(&mut entries, |name| names.contains(&name))? {
            None => Vec::new(),
            Some(entry) => decoder.at_entry(entry, |mut input| {
                input
                    .columns(info)?
                    .ok_or_else(|| Error::header("the columns of a variant", "a run of values"))
            })?,
        };
        let record = decoder
            .columns_of(fields, *unknown, &mut of_variant, &mut |field, input| {
                on_field(variant, field, input)
            })
            .and_then(|record| {
                same_length(&record, fields)?;
                decoder.forget(of_variant)?;
                Ok(record)
            })
            .map_err(|error| error.at_field(names.first().copied().unwrap_or_default()))?;
        columns.push(Source::Record(record, fields));
    }
    decoder.leave();
    decoder.forget(entries)?;
    Ok(Source::Variants(Box::new((tags, columns))))
}

/// Finds the names of an enum that has nothing but names; in the columns of one that has more, the names alone.
pub fn names<'d>(
    mut input: Input<'_, 'd>,
    info: &'static TypeInfo,
    tag: &'static Field,
) -> Result<Source<'d>> {
    let Some(mut entries) = input.columns(info)? else { return Source::open(input) };
    let decoder = input.decoder;
    if says_what_is_there(&entries) {
        return decoder.optional(entries, |input| names(input, info, tag));
    }
    let tags = decoder.tags(&mut entries, tag)?;
    decoder.forget(entries)?;
    Ok(tags)
}

/// Finds optional values: where a dict says which are there, those; else what `open` finds.
pub(crate) fn optional<'d, T: FromFrames>(mut input: Input<'_, 'd>) -> Result<Source<'d>> {
    if !input.has_columns("validity", "values")? {
        return T::open_column(input);
    }
    let entries = input.columns(known::DICT)?.unwrap_or_default();
    input.decoder.optional(entries, T::open_column)
}

/// Finds runs: where a dict has offsets and items, those; else values that are runs.
pub(crate) fn runs<'d, T: FromFrames>(mut input: Input<'_, 'd>) -> Result<Source<'d>> {
    if input.has_columns("validity", "values")? {
        let entries = input.columns(known::DICT)?.unwrap_or_default();
        return input.decoder.optional(entries, runs::<T>);
    }
    if !input.has_columns("offsets", "items")? {
        return Source::open(input);
    }
    let entries = input.columns(known::DICT)?.unwrap_or_default();
    let decoder = input.decoder;
    let limits = decoder.limits;
    let (lengths, items) = decoder.two_columns(
        entries,
        ("offsets", |input| {
            let offsets = u64::decode_vec(input)?;
            limits.expands("bytes of offsets", (offsets.len() * size_of::<u64>()) as u64)?;
            lengths_of(&offsets)
        }),
        ("items", T::open_column),
    )?;
    let (end, found) = (lengths.iter().sum::<usize>(), items.len().unwrap_or_default());
    if end != found {
        let error = Error::value(format!("the offsets end at {end}, and there are {found} items"));
        return Err(error.at_field("offsets"));
    }
    Ok(Source::Runs(Box::new((lengths.into_iter(), items))))
}

/// Whether these are the two columns of optional values.
fn says_what_is_there(entries: &[Entry<'_>]) -> bool {
    entries.len() == 2 && ["validity", "values"].iter().all(|name| entries.iter().any(|e| e.name == *name))
}

/// The lengths of runs between offsets, which begin at 0 and never run backwards.
fn lengths_of(offsets: &[u64]) -> Result<Vec<usize>> {
    if offsets.first() != Some(&0) {
        return Err(Error::value("offsets begin with 0"));
    }
    let lengths = offsets.windows(2).enumerate().map(|(index, pair)| {
        let length = pair[1].checked_sub(pair[0]).and_then(|length| usize::try_from(length).ok());
        length.ok_or_else(|| Error::value("the offset is less than the one before it").at_index(index + 1))
    });
    lengths.collect()
}

/// Insists that all columns of a record have as many values.
fn same_length(record: &[Source<'_>], fields: &'static [Field]) -> Result<()> {
    let mut rows = None;
    for (index, source) in record.iter().enumerate() {
        let Some(len) = source.len() else { continue };
        let expected = *rows.get_or_insert(len);
        if len != expected {
            let error =
                Error::value(format!("the column has {len} values, the columns before it {expected}"));
            return Err(at_column(error, fields, index));
        }
    }
    Ok(())
}

/// An error of a record's column. A flattened record has no name of its own.
pub(super) fn at_column(error: Error, fields: &'static [Field], index: usize) -> Error {
    match fields.get(index) {
        Some(field) => error.at_field(field.name),
        None => error,
    }
}

/// Takes the one entry with such a name out of entries.
fn entry_called<'d>(
    entries: &mut Vec<Entry<'d>>,
    is_called: impl Fn(&str) -> bool,
) -> Result<Option<Entry<'d>>> {
    let Some(at) = entries.iter().position(|entry| is_called(entry.name)) else { return Ok(None) };
    let entry = entries.remove(at);
    match entries.iter().find(|entry| is_called(entry.name)) {
        None => Ok(Some(entry)),
        Some(second) => {
            let error = second.key.locate(Error::msgpack("the column is there twice"));
            Err(error.at_field(cut(entry.name).to_owned()))
        }
    }
}

impl<'d> Input<'_, 'd> {
    /// The entries of the dict that stands here; `None`, with nothing read, if it is another value.
    pub(crate) fn columns(&mut self, info: &'static TypeInfo) -> Result<Option<Vec<Entry<'d>>>> {
        match &mut self.place {
            Place::Entries(entries) => Ok(Some(std::mem::take(*entries))),
            Place::Opened { .. } => Ok(None),
            Place::Inline => self.decoder.inline_columns(),
            Place::Payload { start, stop } => {
                let (start, stop) = (*start, *stop);
                let header = self.decoder.cursor;
                let envelope = self.decoder.envelope(start, stop)?;
                let here = self.decoder.cursor;
                let entries = match envelope.family {
                    Family::Collection { kind: "dict", .. } => {
                        Some(self.decoder.object_entries(&envelope, info)?)
                    }
                    Family::Dask(_) if envelope.is_class(known::DICT) || envelope.is_class(info) => {
                        Some(self.decoder.object_entries(&envelope, info)?)
                    }
                    Family::Msgpack if stop - start == 1 => {
                        let bytes = self.decoder.frames.bytes(start)?;
                        self.decoder.cursor = Cursor { bytes, at: 0, frame: Some(start) };
                        let entries = self.decoder.inline_columns()?;
                        if entries.is_some() {
                            self.decoder.end("the columns")?;
                            self.decoder.frames.claim(start)?;
                        }
                        entries
                    }
                    _ => None,
                };
                self.decoder.cursor = if entries.is_some() { here } else { header };
                Ok(entries)
            }
        }
    }

    /// Whether a dict with these two entries stands here. Nothing is read.
    fn has_columns(&mut self, first: &str, second: &str) -> Result<bool> {
        let has_both = |entries: &[Entry<'_>]| {
            [first, second].iter().all(|name| entries.iter().any(|entry| entry.name == *name))
        };
        let here = self.decoder.cursor;
        let entries = match &self.place {
            Place::Entries(entries) => return Ok(has_both(entries)),
            Place::Opened { .. } => return Ok(false),
            Place::Inline => self.decoder.inline_columns()?,
            Place::Payload { start, .. } => {
                let start = *start;
                let Some(envelope) = self.peek_envelope()? else { return Ok(false) };
                match envelope.family {
                    Family::Collection { kind: "dict", .. } => {
                        Some(self.decoder.object_entries(&envelope, known::DICT)?)
                    }
                    Family::Dask(_) if envelope.is_class(known::DICT) => {
                        Some(self.decoder.object_entries(&envelope, known::DICT)?)
                    }
                    Family::Msgpack if envelope.stop - start == 1 => {
                        let bytes = self.decoder.frames.bytes(start)?;
                        self.decoder.cursor = Cursor { bytes, at: 0, frame: Some(start) };
                        self.decoder.inline_columns()?
                    }
                    _ => None,
                }
            }
        };
        self.decoder.cursor = here;
        Ok(entries.is_some_and(|entries| has_both(&entries)))
    }

    /// Whether a dict stands here, which would be columns. Nothing is read.
    pub(super) fn has_columns_ahead(&mut self) -> Result<bool> {
        let at = self.decoder.cursor;
        let (start, stop) = match self.place {
            Place::Inline => return Ok(matches!(Cursor { ..at }.token()?, Token::Map(_))),
            Place::Payload { start, stop } => (start, stop),
            Place::Opened { .. } | Place::Entries(_) => return Ok(false),
        };
        let Some(envelope) = self.peek_envelope()? else { return Ok(false) };
        Ok(match envelope.family {
            Family::Collection { kind, .. } => kind == "dict",
            Family::Dask(_) => true,
            Family::Msgpack if stop - start == 1 => {
                let bytes = self.decoder.frames.bytes(start)?;
                matches!(Cursor { bytes, at: 0, frame: Some(start) }.token()?, Token::Map(_))
            }
            Family::Msgpack | Family::Pickle => false,
        })
    }
}

impl<'d> Decoder<'d> {
    /// The entries of the map at the cursor, if one is there.
    fn inline_columns(&mut self) -> Result<Option<Vec<Entry<'d>>>> {
        let at = self.cursor;
        if !matches!(Cursor { ..at }.token()?, Token::Map(_)) {
            return Ok(None);
        }
        let len = self.map("columns")?;
        let mut entries = Vec::new();
        self.list_entries(len, None, &mut entries)?;
        Ok(Some(entries))
    }

    /// The column of names that tells the variants.
    fn tags(&mut self, entries: &mut Vec<Entry<'d>>, tag: &'static Field) -> Result<Source<'d>> {
        let tags = entry_called(entries, |name| tag.is_called(name))?
            .ok_or_else(|| Error::header("the names of variants", "none").at_field(tag.name))?;
        self.at_entry(tags, Source::open).map_err(|error| error.at_field(tag.name))
    }

    /// Optional values, in the two columns that say which are there.
    fn optional(
        &mut self,
        entries: Vec<Entry<'d>>,
        open: impl FnOnce(Input<'_, 'd>) -> Result<Source<'d>>,
    ) -> Result<Source<'d>> {
        let (validity, values) = self.two_columns(entries, ("validity", Source::open), ("values", open))?;
        Ok(Source::Optional(Box::new((validity, values))))
    }

    /// Two entries of a dict.
    fn two_columns<T, U>(
        &mut self,
        mut entries: Vec<Entry<'d>>,
        first: (&'static str, impl FnOnce(Input<'_, 'd>) -> Result<T>),
        second: (&'static str, impl FnOnce(Input<'_, 'd>) -> Result<U>),
    ) -> Result<(T, U)> {
        self.enter()?;
        let mut take = |name: &'static str| {
            entry_called(&mut entries, |found| found == name)?
                .ok_or_else(|| Error::header("a column", "none").at_field(name))
        };
        let (one, two) = (take(first.0)?, take(second.0)?);
        let one = self.at_entry(one, first.1).map_err(|error| error.at_field(first.0))?;
        let two = self.at_entry(two, second.1).map_err(|error| error.at_field(second.0))?;
        self.leave();
        self.forget(entries)?;
        Ok((one, two))
    }

    /// Opens what an entry leads to.
    fn at_entry<T>(&mut self, entry: Entry<'d>, open: impl FnOnce(Input<'_, 'd>) -> Result<T>) -> Result<T> {
        let here = std::mem::replace(&mut self.cursor, entry.value);
        if self.is_marker_ahead() {
            return Err(self.cursor.locate(Error::not_allowed(
                "a column that is a part of its own in a message can't be read; send the whole dict as one part",
            )));
        }
        let opened = match entry.frames {
            Some((start, stop)) => open(self.payload(start, stop)),
            None => open(self.inline()),
        }?;
        self.cursor = here;
        Ok(opened)
    }

    /// The columns of a record's fields, taken out of entries: by name, or by the dotted names of a record in it.
    fn columns_of(
        &mut self,
        fields: &'static [Field],
        unknown: Unknown,
        entries: &mut Vec<Entry<'d>>,
        on_field: &mut impl FnMut(usize, Input<'_, 'd>) -> Result<Source<'d>>,
    ) -> Result<Vec<Source<'d>>> {
        let mut record = Vec::with_capacity(fields.len());
        for (index, field) in fields.iter().enumerate() {
            let source = match entry_called(entries, |name| field.is_called(name))? {
                Some(entry) => self.at_entry(entry, |input| on_field(index, input)),
                None => match dotted(entries, field) {
                    inner if inner.is_empty() => Ok(Source::Absent),
                    mut inner => on_field(index, Input { decoder: self, place: Place::Entries(&mut inner) })
                        .and_then(|source| {
                            self.forget(inner)?;
                            Ok(source)
                        }),
                },
            };
            record.push(source.map_err(|error| error.at_field(field.name))?);
        }
        if let Unknown::Flatten(count) = unknown {
            for index in fields.len()..fields.len() + count {
                record.push(on_field(index, Input { decoder: self, place: Place::Entries(entries) })?);
            }
        }
        match entries.first() {
            Some(entry) if unknown == Unknown::Deny => {
                Err(entry.key.locate(Error::header("no other columns", format!("`{}`", cut(entry.name)))))
            }
            _ => Ok(record),
        }
    }
}

/// Takes the entries out whose names begin with a field's and a dot, without that beginning.
fn dotted<'d>(entries: &mut Vec<Entry<'d>>, field: &Field) -> Vec<Entry<'d>> {
    let behind = |name: &'d str| {
        let names = std::iter::once(&field.name).chain(field.aliases);
        names.into_iter().find_map(|field| name.strip_prefix(field)?.strip_prefix('.'))
    };
    let mut inner = Vec::new();
    entries.retain(|entry| match behind(entry.name) {
        Some(name) => {
            inner.push(Entry { name, ..*entry });
            false
        }
        None => true,
    });
    inner
}
