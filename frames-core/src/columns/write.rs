//! Columns as headers and frames: an array, a msgpack frame, or a dict of these.

use super::column::{Column, Masked, Named, Numbers, Values, Variants};
use crate::encode::Encoder;
use crate::encode::message::Family;
use crate::error::Result;
use crate::msgpack::write;
use crate::names::known;
use crate::types::{array, masked};

/// An entry of a dict of columns.
type Entry<'a> = (String, Column<'a>);

impl<'a> Column<'a> {
    /// Writes the column with a header of its own.
    pub(crate) fn payload(self, out: &mut Encoder<'a>) -> Result<()> {
        match self {
            Column::Numbers(numbers) => numbers.payload(out),
            Column::Masked(masked) => masked.payload(out),
            Column::Values(values) => values.payload(out),
            Column::Optional(both) => dict(vec![entry("validity", both.0), ("values".into(), both.1)], out),
            Column::Runs(both) => dict(vec![entry("offsets", both.0), ("items".into(), both.1)], out),
            Column::Record(fields) => {
                let mut entries = Vec::with_capacity(fields.len());
                flattened(fields, "", &mut entries);
                dict(entries, out)
            }
            Column::Variants(variants) => variants.payload(out),
        }
    }

    /// Whether two columns of a record would have one name. Flattening and renaming can bring that about.
    pub(crate) fn names_meet(&self) -> bool {
        match self {
            Column::Record(fields) => {
                let mut names = Vec::new();
                list_names(fields, "", &mut names);
                names.sort_unstable();
                names.windows(2).any(|pair| pair[0] == pair[1])
                    || fields.iter().any(|field| field.column.names_meet())
            }
            Column::Variants(variants) => {
                let is_tag = |(name, _): &(&str, _)| *name == variants.tag.name;
                variants.variants.iter().any(is_tag)
                    || variants.variants.iter().flat_map(|(_, fields)| fields).any(|f| f.column.names_meet())
            }
            Column::Optional(both) | Column::Runs(both) => both.1.names_meet(),
            _ => false,
        }
    }
}

fn entry<'a>(name: &str, numbers: Numbers<'a>) -> Entry<'a> {
    (name.to_owned(), Column::Numbers(numbers))
}

/// The columns of a record, those of records in it under dotted names.
pub(crate) fn flattened<'a>(fields: Vec<Named<'a>>, prefix: &str, entries: &mut Vec<Entry<'a>>) {
    for Named { field, column } in fields {
        let name = named(prefix, field.map(|field| field.name));
        match column {
            Column::Record(fields) => flattened(fields, &name, entries),
            column => entries.push((name, column)),
        }
    }
}

fn list_names(fields: &[Named<'_>], prefix: &str, names: &mut Vec<String>) {
    for Named { field, column } in fields {
        let name = named(prefix, field.map(|field| field.name));
        match column {
            Column::Record(fields) => list_names(fields, &name, names),
            _ => names.push(name),
        }
    }
}

fn named(prefix: &str, name: Option<&str>) -> String {
    match name {
        None => prefix.to_owned(),
        Some(name) if prefix.is_empty() => name.to_owned(),
        Some(name) => format!("{prefix}.{name}"),
    }
}

fn dict<'a>(entries: Vec<Entry<'a>>, out: &mut Encoder<'a>) -> Result<()> {
    out.nested(|out| {
        let mut collection = out.begin("dict", entries.len())?;
        for (name, column) in entries {
            let mut key = Vec::with_capacity(name.len() + 5);
            write::text(&mut key, &name);
            collection
                .item(out, |out| out.keyed(&key, |out| column.payload(out)))
                .map_err(|error| error.at_field(name))?;
        }
        collection.end(out)
    })
}

impl<'a> Numbers<'a> {
    fn payload(self, out: &mut Encoder<'a>) -> Result<()> {
        out.envelope(known::NDARRAY);
        array::write_sub_header(out, self.dtype, self.item, &self.shape())?;
        out.frames.push_frame(self.chunks.into_frame())
    }
}

impl Masked {
    fn payload(self, out: &mut Encoder<'_>) -> Result<()> {
        masked::write_header(out, self.dtype, self.item, self.mask.len())?;
        out.frames.push(self.data)?;
        out.frames.push(self.mask)
    }
}

impl<'a> Values<'a> {
    fn payload(self, out: &mut Encoder<'a>) -> Result<()> {
        let chunks = self.close()?;
        out.family(Family::Msgpack)?;
        out.frames.push_frame(chunks.into_frame())
    }
}

impl<'a> Variants<'a> {
    fn payload(self, out: &mut Encoder<'a>) -> Result<()> {
        let mut entries = vec![(self.tag.name.to_owned(), Column::Values(self.tags))];
        let with_fields = self.variants.into_iter().filter(|(_, fields)| !fields.is_empty());
        entries.extend(with_fields.map(|(name, fields)| (name.to_owned(), Column::Record(fields))));
        dict(entries, out)
    }
}
