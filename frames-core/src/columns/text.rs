//! Text in columns: msgpack texts, long ones lent; read from these, or from numpy's text of fixed width.

use super::arrays::Array;
use super::column::Column;
use super::source::Source;
use super::values::Values;
use crate::decode::Decoder;
use crate::encode::Fit;
use crate::encode::object::Field;
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

/// Shows each of the next texts to `each`: as the index of the field that it names, as far as that can be seen from its
/// bytes alone.
pub(crate) fn each_name<'d>(
    source: &mut Source<'d>,
    fields: &'static [Field],
    count: usize,
    decoder: &mut Decoder<'d>,
    mut each: impl FnMut(std::result::Result<usize, &str>) -> Result<()>,
) -> Result<()> {
    let source = source.required(count, decoder)?;
    let known: Vec<Prefix> = fields.iter().enumerate().filter_map(Prefix::of).collect();
    let mut left = count;
    while let (1.., Source::Values(values), Some(mut last)) = (left, &mut *source, known.first()) {
        let Some(cursor) = values.received() else { break };
        let (mut taken, mut bytes) = (0, cursor.rest());
        // What is too close to the end for this is read as a text.
        while let (true, Some(ahead)) = (taken < left, bytes.first_chunk()) {
            let ahead = u128::from_le_bytes(*ahead);
            if !last.starts(ahead) {
                let Some(found) = known.iter().find(|prefix| prefix.starts(ahead)) else { break };
                last = found;
            }
            each(Ok(last.index))?;
            bytes = &bytes[last.len..];
            taken += 1;
        }
        values.skip(taken, cursor.left() - bytes.len())?;
        left -= taken;
        if left > 0 {
            self::each(source, 1, decoder, |name| each(Err(name)))?;
            left -= 1;
        }
    }
    self::each(source, left, decoder, |name| each(Err(name)))
}

/// The name of a field as a short msgpack text that others may begin with, told by one comparison.
struct Prefix {
    bytes: u128,
    mask: u128,
    len: usize,
    index: usize,
}

impl Prefix {
    fn of((index, field): (usize, &Field)) -> Option<Self> {
        let (mut bytes, mut mask, len) = ([0; 16], [0; 16], field.key.len());
        bytes.get_mut(..len)?.copy_from_slice(field.key);
        mask.get_mut(..len)?.fill(u8::MAX);
        let (bytes, mask) = (u128::from_le_bytes(bytes), u128::from_le_bytes(mask));
        Some(Prefix { bytes, mask, len, index })
    }

    #[inline]
    fn starts(&self, ahead: u128) -> bool {
        ahead & self.mask == self.bytes
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

/// Shows each of the next msgpack texts, or nil where that may be, to `each`: short ones together.
fn texts<'d>(
    values: &mut Values<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    nil: bool,
    mut each: impl FnMut(Option<&str>) -> Result<()>,
) -> Result<()> {
    let mut short = std::mem::take(&mut values.short);
    let mut left = count;
    while left > 0 {
        left -= short.take(values, left, nil)?;
        short.iter().try_for_each(&mut each)?;
        if left > 0 {
            // A long text, or what is none: its own way says what is wrong with it.
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
    values.short = short;
    Ok(())
}

/// Texts of msgpack's shortest form, a head of one byte and less than 32 bytes, and nil: copied together, so that they are
/// found to be UTF-8 all at once.
#[derive(Debug, Default)]
pub(super) struct ShortTexts {
    /// Each behind its head, without the head's highest bit: so a head is ASCII, and no text can run into the next.
    joined: String,
}

impl ShortTexts {
    const HEAD: u8 = 0x7f;
    const LEN: u8 = 0x1f;
    const MOST: usize = 128;

    /// Takes the next of these values that are short texts, or nil where that may be, `most` of them or less. Returns
    /// how many; none where one isn't UTF-8.
    pub(super) fn take(&mut self, values: &mut Values<'_>, most: usize, nil: bool) -> Result<usize> {
        let taken = self.collect(values, most.min(Self::MOST), nil);
        values.skip(taken, self.joined.len())?;
        Ok(taken)
    }

    /// Takes the next `count`; none if one of them isn't short, and returns whether it did.
    pub(super) fn take_all(&mut self, values: &mut Values<'_>, count: usize, nil: bool) -> Result<bool> {
        if self.collect(values, count, nil) < count {
            self.joined.clear();
            return Ok(false);
        }
        values.skip(count, self.joined.len())?;
        Ok(true)
    }

    /// Copies the texts that stand next, and returns how many.
    fn collect(&mut self, values: &Values<'_>, most: usize, nil: bool) -> usize {
        let mut joined = std::mem::take(&mut self.joined).into_bytes();
        joined.clear();
        let Some(cursor) = values.received() else { return 0 };
        let bytes = cursor.rest();
        let (mut taken, mut end) = (0, 0);
        while taken < most {
            let len = match bytes.get(end) {
                Some(head @ 0xa0..=0xbf) => usize::from(head & Self::LEN),
                Some(&marker::NIL) if nil => 0,
                _ => break,
            };
            if len >= bytes.len() - end {
                break;
            }
            end += 1 + len;
            taken += 1;
        }
        joined.extend_from_slice(&bytes[..end]);
        let mut at = 0;
        while let Some(head) = joined.get_mut(at) {
            at += 1 + usize::from(*head & Self::LEN);
            *head &= Self::HEAD;
        }
        match String::from_utf8(joined) {
            Ok(joined) => self.joined = joined,
            Err(_) => taken = 0,
        }
        taken
    }

    /// Those that were taken last.
    pub(super) fn iter(&self) -> Texts<'_> {
        Texts { rest: &self.joined }
    }
}

/// Whether the values of a type stand in columns as texts, and are made of them by `of_text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Textual {
    /// They don't, or it takes more than the text to make them.
    No,
    /// They do.
    Yes,
    /// They do, or are nil.
    OrNil,
}

/// The short texts of a column, and `None` for nil.
#[derive(Debug, Default)]
pub(super) struct Texts<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Texts<'t> {
    type Item = Option<&'t str>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let head = *self.rest.as_bytes().first()?;
        let (text, rest) = self.rest.get(1..)?.split_at_checked(usize::from(head & ShortTexts::LEN))?;
        self.rest = rest;
        Some((head != marker::NIL & ShortTexts::HEAD).then_some(text))
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

        const TEXTUAL: crate::columns::Textual = crate::columns::Textual::Yes;

        #[inline]
        fn of_text(text: Option<&str>) -> Option<Self> {
            text.map(Self::from)
        }
    };
}

pub(crate) use {read_text_columns, text_columns};
