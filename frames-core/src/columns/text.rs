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
    let known: Vec<Option<Prefix>> = fields.iter().map(|field| Prefix::of(field.key)).collect();
    let (mut left, mut last) = (count, 0);
    while left > 0 {
        let Source::Values(values) = source else { break };
        let Some(cursor) = values.received() else { break };
        let (mut taken, mut bytes) = (0, cursor.rest());
        while taken < left {
            // What is too close to the end for this is read as a text.
            let Some(ahead) = bytes.first_chunk() else { break };
            let ahead = u128::from_le_bytes(*ahead);
            let is_ahead =
                |index: usize| known.get(index).and_then(Option::as_ref).is_some_and(|p| p.starts(ahead));
            if !is_ahead(last) {
                match (0..known.len()).find(|index| is_ahead(*index)) {
                    Some(index) => last = index,
                    None => break,
                }
            }
            each(Ok(last))?;
            bytes = &bytes[fields[last].key.len()..];
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

/// A short msgpack text that others may begin with, told by one comparison.
struct Prefix {
    bytes: u128,
    mask: u128,
}

impl Prefix {
    fn of(key: &[u8]) -> Option<Self> {
        let (mut bytes, mut mask) = ([0; 16], [0; 16]);
        bytes.get_mut(..key.len())?.copy_from_slice(key);
        mask.get_mut(..key.len())?.fill(u8::MAX);
        Some(Prefix { bytes: u128::from_le_bytes(bytes), mask: u128::from_le_bytes(mask) })
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
    while left > 0 {
        if let Some(cursor) = values.received() {
            values.short.collect(cursor.rest(), left, nil);
            let (taken, bytes) = values.short.show(&mut each)?;
            values.skip(taken, bytes)?;
            left -= taken;
        }
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
    Ok(())
}

/// Texts of msgpack's shortest form, a head of one byte and less than 32 bytes. A column keeps it from block to block:
/// memory that came and went between the texts would scatter them.
#[derive(Debug, Default)]
pub(super) struct ShortTexts {
    joined: Vec<u8>,
    end: usize,
    /// The length of each, [`ShortTexts::NIL`] for nil.
    lengths: Vec<u8>,
}

impl ShortTexts {
    /// Each is copied with what follows it: a fixed number of bytes is cheaper than the right one.
    const ROOM: usize = 32;
    const MOST: usize = 128;
    const NIL: u8 = u8::MAX;

    /// Copies the texts that `bytes` begin with, `most` of them or less.
    fn collect(&mut self, bytes: &[u8], most: usize, nil: bool) {
        self.joined.resize((Self::MOST + 1) * Self::ROOM, 0);
        self.lengths.clear();
        self.end = 0;
        let mut rest = bytes;
        for _ in 0..most.min(Self::MOST) {
            match rest.split_first() {
                Some((head @ 0xa0..=0xbf, behind)) => {
                    let len = usize::from(head & 0x1f);
                    let Some(room) = self.joined[self.end..].first_chunk_mut::<{ Self::ROOM }>() else {
                        break;
                    };
                    match behind.first_chunk::<{ Self::ROOM }>() {
                        Some(text) => *room = *text,
                        // The last ones of all.
                        None => match behind.get(..len) {
                            Some(text) => room[..len].copy_from_slice(text),
                            None => break,
                        },
                    }
                    self.lengths.push(len as u8);
                    self.end += len;
                    rest = &behind[len..];
                }
                Some((&marker::NIL, behind)) if nil => {
                    self.lengths.push(Self::NIL);
                    rest = behind;
                }
                _ => break,
            }
        }
    }

    /// Shows them up to the first that is not UTF-8. Returns how many, and the bytes they take with their heads.
    fn show(&self, each: &mut impl FnMut(Option<&str>) -> Result<()>) -> Result<(usize, usize)> {
        let joined = &self.joined[..self.end];
        let mut rest = match std::str::from_utf8(joined) {
            Ok(texts) => texts,
            Err(error) => std::str::from_utf8(&joined[..error.valid_up_to()]).unwrap_or_default(),
        };
        let valid = rest.len();
        for (index, length) in self.lengths.iter().enumerate() {
            if *length == Self::NIL {
                each(None)?;
                continue;
            }
            let Some((text, behind)) = rest.split_at_checked(usize::from(*length)) else {
                return Ok((index, valid - rest.len() + index));
            };
            each(Some(text))?;
            rest = behind;
        }
        Ok((self.lengths.len(), valid - rest.len() + self.lengths.len()))
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
