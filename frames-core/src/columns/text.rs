//! Text in columns: msgpack texts, long ones lent; read from these, or from numpy's text of fixed width.

use super::arrays::Array;
use super::column::Column;
use super::source::Source;
use crate::decode::Decoder;
use crate::encode::Fit;
use crate::error::{Error, Result};
use crate::framed::FromFrames;
use crate::msgpack::write;
use crate::value::{ByteOrder, DType, Kind};

/// Appends texts.
pub(crate) fn pack<'a>(rows: impl Iterator<Item = &'a str>, column: &mut Column<'a>) -> Result<Fit> {
    let Column::Values(values) = column else { return column.mismatch() };
    for text in rows {
        write::length(text.len())?;
        write::text_head(&mut values.chunks.tail, text.len());
        values.chunks.lend(text.as_bytes());
        values.len += 1;
    }
    Ok(Fit::Written)
}

/// Shows each of the next texts to `each`.
pub(crate) fn each<'d>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    mut each: impl FnMut(&str) -> Result<()>,
) -> Result<()> {
    match source.required(count, decoder)? {
        Source::Values(values) => {
            values.has(count)?;
            (0..count).try_for_each(|_| match values.text(false)?.map(&mut each) {
                Some(Err(error)) => Err(values.at_last(error)),
                _ => Ok(()),
            })
        }
        Source::Array(array) => array.take(count, |array, bytes| array.texts(count, bytes, each)),
        other => {
            let mut texts = Vec::new();
            other.values(count, decoder, &mut texts, String::decode)?;
            texts.iter().try_for_each(|text| each(text))
        }
    }
}

/// Takes texts that may be missing.
pub(crate) fn options<'d, T: FromFrames + for<'t> From<&'t str>>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<Option<T>>,
) -> Result<()> {
    let Source::Values(values) = source else { return super::unpack::options(source, count, decoder, out) };
    values.has(count)?;
    (0..count).try_for_each(|_| {
        out.push(values.text(true)?.map(T::from));
        Ok(())
    })
}

impl Array<'_> {
    /// Texts of fixed width, without the zeros that fill them up.
    fn texts(&self, count: usize, bytes: &[u8], mut each: impl FnMut(&str) -> Result<()>) -> Result<()> {
        let DType::Plain { kind: kind @ (Kind::Text | Kind::Bytes), order, size, .. } = &self.dtype else {
            return Err(Error::header("texts", format!("an array of dtype `{}`", self.dtype)));
        };
        let mut text = String::new();
        for index in 0..count {
            // Of width 0 texts may be, too.
            let item = bytes.get(index * size..(index + 1) * size).unwrap_or_default();
            text.clear();
            let fits = match kind {
                Kind::Bytes => std::str::from_utf8(item).map(|ascii| text.push_str(ascii)).ok(),
                _ => item.chunks_exact(4).try_for_each(|unit| {
                    let unit = <[u8; 4]>::try_from(unit).ok()?;
                    let unit = match order {
                        ByteOrder::Big => u32::from_be_bytes(unit),
                        _ => u32::from_le_bytes(unit),
                    };
                    text.push(char::from_u32(unit)?);
                    Some(())
                }),
            };
            fits.ok_or_else(|| Error::value("the text is not valid Unicode").at_index(self.at + index))?;
            each(text.trim_end_matches('\0'))?;
        }
        Ok(())
    }
}

/// The hooks of a text.
macro_rules! text_columns {
    () => {
        fn form(_: &crate::columns::Nesting<'_>) -> crate::columns::Form {
            crate::columns::Form::Values { nil: false }
        }

        fn pack<'a>(
            rows: &[&'a Self],
            column: &mut crate::columns::Column<'a>,
            _: &crate::columns::Packing,
        ) -> crate::Result<crate::encode::Fit> {
            crate::columns::text_pack(rows.iter().map(|row| &***row), column)
        }
    };
}

/// The hooks of a text that is read.
macro_rules! read_text_columns {
    () => {
        fn unpack<'d>(
            source: &mut crate::columns::Source<'d>,
            count: usize,
            decoder: &mut crate::decode::Decoder<'d>,
            out: &mut Vec<Self>,
        ) -> crate::Result<()> {
            crate::columns::each_text(source, count, decoder, |text| {
                out.push(text.into());
                Ok(())
            })
        }

        fn unpack_options<'d>(
            source: &mut crate::columns::Source<'d>,
            count: usize,
            decoder: &mut crate::decode::Decoder<'d>,
            out: &mut Vec<Option<Self>>,
        ) -> crate::Result<()> {
            crate::columns::text_options(source, count, decoder, out)
        }

        const CELL: crate::columns::Cell<Self> =
            crate::columns::Cell::Text { nil: false, make: |text| Ok(text.map(Self::from)) };
    };
}

pub(crate) use {read_text_columns, text_columns};
