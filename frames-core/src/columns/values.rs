//! Values that stand by themselves as columns: in a msgpack array, or with a header each.

use bytes::Bytes;

use super::source::{all_taken, too_short};
use super::text::ShortTexts;
use crate::decode::{Decoder, Input, Item};
use crate::error::{Error, Result};
use crate::msgpack::read::{Cursor, Token};

/// A msgpack array.
#[derive(Debug)]
pub struct Values<'d> {
    place: ValuesPlace<'d>,
    len: usize,
    /// Values taken.
    at: usize,
    /// Whether nothing may follow the last one.
    to_end: bool,
    pub(super) short: ShortTexts,
}

#[derive(Debug)]
enum ValuesPlace<'d> {
    Received(Cursor<'d>),
    Made { bytes: Bytes, at: usize, frame: Option<usize> },
}

/// A collection of headers.
#[derive(Debug)]
pub struct List<'d> {
    items: Vec<Item<'d>>,
    at: usize,
}

impl<'d> Values<'d> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The array at the cursor.
    pub(super) fn open(decoder: &mut Decoder<'d>, to_end: bool) -> Result<Self> {
        let len = decoder.array("a column")?;
        Ok(Values {
            place: ValuesPlace::Received(decoder.cursor),
            len,
            at: 0,
            to_end,
            short: ShortTexts::default(),
        })
    }

    /// The array that these bytes are.
    pub(super) fn made(bytes: Bytes, frame: usize, decoder: &mut Decoder<'d>) -> Result<Self> {
        let mut head = Cursor { bytes: &bytes, at: 0, frame: Some(frame) };
        let (len, at) = match head.token()? {
            Token::Array(len) => (len, head.at),
            other => return Err(Error::header("a column", other.kind())),
        };
        decoder.charge(len)?;
        Ok(Values {
            place: ValuesPlace::Made { bytes, at, frame: Some(frame) },
            len,
            at: 0,
            to_end: true,
            short: ShortTexts::default(),
        })
    }

    /// Where to go on behind the values taken so far, of an array that was received; else nowhere.
    pub(crate) fn behind(&self, otherwise: Cursor<'d>) -> Cursor<'d> {
        match &self.place {
            ValuesPlace::Received(cursor) => *cursor,
            ValuesPlace::Made { .. } => otherwise,
        }
    }

    /// Where the next value stands, of an array that was received.
    pub(crate) fn received(&self) -> Option<Cursor<'d>> {
        match &self.place {
            ValuesPlace::Received(cursor) if self.at < self.len => Some(*cursor),
            _ => None,
        }
    }

    /// Steps over values of this many bytes, which were read where they stand.
    pub(crate) fn skip(&mut self, count: usize, bytes: usize) -> Result<()> {
        if count > self.len - self.at {
            return Err(too_short(self.len));
        }
        if let ValuesPlace::Received(cursor) = &mut self.place {
            cursor.at += bytes;
        }
        self.at += count;
        Ok(())
    }

    /// Takes `count` values, each read by `read`.
    #[inline]
    pub(crate) fn take(
        &mut self,
        count: usize,
        decoder: &mut Decoder<'d>,
        mut read: impl FnMut(&mut Decoder<'_>) -> Result<()>,
    ) -> Result<()> {
        if count > self.len - self.at {
            return Err(too_short(self.len));
        }
        let first = self.at;
        let mut each = |decoder: &mut Decoder<'_>| {
            (0..count).try_for_each(|index| read(decoder).map_err(|error| error.at_index(first + index)))
        };
        match &mut self.place {
            ValuesPlace::Received(cursor) => {
                let here = std::mem::replace(&mut decoder.cursor, *cursor);
                each(decoder)?;
                *cursor = std::mem::replace(&mut decoder.cursor, here);
            }
            ValuesPlace::Made { bytes, at, frame } => {
                *at = decoder.resume(bytes, *at, *frame, each)?;
            }
        }
        self.at += count;
        Ok(())
    }

    pub(super) fn finish(&self, decoder: &Decoder<'d>) -> Result<()> {
        all_taken(self.at, self.len)?;
        let left = match &self.place {
            ValuesPlace::Received(cursor) => cursor.left(),
            ValuesPlace::Made { bytes, at, .. } => bytes.len() - at,
        };
        match left {
            1.. if self.to_end => {
                Err(decoder.cursor.locate(Error::msgpack(format!("{left} bytes follow a column"))))
            }
            _ => Ok(()),
        }
    }
}

impl<'d> List<'d> {
    pub(super) fn new(items: Vec<Item<'d>>) -> Self {
        List { items, at: 0 }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Insists that every one was taken.
    pub(super) fn finish(&self) -> Result<()> {
        all_taken(self.at, self.items.len())
    }

    /// Takes the next `count`, each read by `read`.
    pub(super) fn take(
        &mut self,
        count: usize,
        decoder: &mut Decoder<'d>,
        mut read: impl FnMut(Input<'_, 'd>) -> Result<()>,
    ) -> Result<()> {
        let Some(items) = self.items.get(self.at..).and_then(|left| left.get(..count)) else {
            return Err(too_short(self.items.len()));
        };
        let here = decoder.cursor;
        for (index, item) in items.iter().enumerate() {
            decoder.cursor = item.header;
            let input = match item.frames {
                Some((start, stop)) => decoder.payload(start, stop),
                None => decoder.inline(),
            };
            read(input).map_err(|error| error.at_index(self.at + index))?;
        }
        decoder.cursor = here;
        self.at += count;
        Ok(())
    }
}
