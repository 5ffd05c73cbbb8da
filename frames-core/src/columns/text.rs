//! Text in columns: msgpack texts, long ones lent; read from these, or from numpy's text of fixed width.

use super::column::Column;
use super::source::{Array, Source, Values};
use crate::decode::Decoder;
use crate::encode::Fit;
use crate::error::{Error, Result};
use crate::framed::FromFrames;
use crate::msgpack::{marker, write};
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
        Source::Values(values) => texts(values, count, decoder, false, |text| match text {
            Some(text) => each(text),
            None => Ok(()),
        }),
        Source::Array(array) => array.take(count, |array, bytes| array.texts(bytes, each)),
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
    texts(values, count, decoder, true, |text| {
        out.push(text.map(T::from));
        Ok(())
    })
}

/// Shows each of the next msgpack texts, or nil where that may be, to `each`. Short ones are copied together first, so
/// that they are found to be UTF-8 all at once.
fn texts<'d>(
    values: &mut Values<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    nil: bool,
    mut each: impl FnMut(Option<&str>) -> Result<()>,
) -> Result<()> {
    let mut left = count;
    let mut short = ShortTexts::default();
    while left > 0 {
        short.clear();
        if let Some(cursor) = values.received() {
            short.collect(&cursor.bytes[cursor.at..], left, nil);
        }
        match short.texts() {
            Some(texts) if !short.ends.is_empty() => {
                for text in texts {
                    each(text)?;
                }
                values.skip(short.ends.len(), short.bytes)?;
                left -= short.ends.len();
            }
            // A long text, or what is none: its own way says what is wrong with it.
            _ => {
                values.take(1, decoder, |decoder| match decoder.cursor.peek()? {
                    marker::NIL if nil => {
                        decoder.cursor.at += 1;
                        each(None)
                    }
                    _ => each(Some(decoder.text("a text")?)),
                })?;
                left -= 1;
            }
        }
    }
    Ok(())
}

/// Texts of msgpack's shortest form.
#[derive(Default)]
struct ShortTexts {
    joined: Vec<u8>,
    /// Where each text ends in `joined`, [`ShortTexts::NIL`] for nil.
    ends: Vec<u16>,
    /// Bytes they take with their heads.
    bytes: usize,
}

impl ShortTexts {
    /// More of the longest would not be counted in 16 bits.
    const MOST: usize = 2000;
    const NIL: u16 = u16::MAX;

    fn clear(&mut self) {
        self.joined.clear();
        self.ends.clear();
        self.bytes = 0;
    }

    /// Copies the texts that `bytes` begin with, `most` of them or less.
    fn collect(&mut self, bytes: &[u8], most: usize, nil: bool) {
        self.ends.reserve(most.min(Self::MOST));
        for _ in 0..most.min(Self::MOST) {
            match bytes.get(self.bytes) {
                Some(head @ 0xa0..=0xbf) => {
                    let (start, len) = (self.bytes + 1, usize::from(head & 0x1f));
                    let Some(text) = bytes.get(start..start + len) else { break };
                    self.joined.extend_from_slice(text);
                    self.ends.push(self.joined.len() as u16);
                    self.bytes = start + len;
                }
                Some(&marker::NIL) if nil => {
                    self.bytes += 1;
                    self.ends.push(Self::NIL);
                }
                _ => break,
            }
        }
    }

    /// The texts; `None` if one of them is not UTF-8.
    fn texts(&self) -> Option<impl Iterator<Item = Option<&str>>> {
        let joined = std::str::from_utf8(&self.joined).ok()?;
        let mut ends = self.ends.iter().filter(|end| **end != Self::NIL);
        if !ends.all(|end| joined.is_char_boundary(usize::from(*end))) {
            return None;
        }
        let mut start = 0;
        Some(self.ends.iter().map(move |end| {
            if *end == Self::NIL {
                return None;
            }
            let text = joined.get(start..usize::from(*end));
            start = usize::from(*end);
            text
        }))
    }
}

impl Array<'_> {
    /// Texts of fixed width, without the zeros that fill them up.
    fn texts(&self, bytes: &[u8], mut each: impl FnMut(&str) -> Result<()>) -> Result<()> {
        let DType::Plain { kind: kind @ (Kind::Text | Kind::Bytes), order, size, .. } = &self.dtype else {
            return Err(Error::header("texts", format!("an array of dtype `{}`", self.dtype)));
        };
        let mut text = String::new();
        for (index, item) in bytes.chunks_exact((*size).max(1)).enumerate() {
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
    };
}

pub(crate) use {read_text_columns, text_columns};
