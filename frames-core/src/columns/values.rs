//! Values that stand by themselves as columns: in a msgpack array, or with a header each.

use bytes::Bytes;

use super::source::{all_taken, too_short};
use super::window::Window;
use crate::decode::{Decoder, Input, Item};
use crate::error::{Error, Result};
use crate::msgpack::marker;
use crate::msgpack::read::{Cursor, Token};

/// A msgpack array.
#[derive(Debug)]
pub struct Values<'d> {
    place: ValuesPlace<'d>,
    len: usize,
    /// Values taken before the window.
    at: usize,
    /// Whether nothing may follow the last one.
    to_end: bool,
    /// Texts ahead. It begins where the next value stands, which it steps over itself.
    window: Window,
}

#[derive(Debug)]
enum ValuesPlace<'d> {
    Received(Cursor<'d>),
    Made { bytes: Bytes, at: usize, frame: Option<usize> },
}

impl ValuesPlace<'_> {
    #[inline]
    fn parts(&mut self) -> (&[u8], &mut usize, Option<usize>) {
        match self {
            ValuesPlace::Received(cursor) => (cursor.bytes, &mut cursor.at, cursor.frame),
            ValuesPlace::Made { bytes, at, frame } => (bytes, at, *frame),
        }
    }
}

#[cold]
fn not_unicode(index: usize) -> Error {
    Error::msgpack("a text is not valid UTF-8").at_index(index)
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
            window: Window::default(),
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
            window: Window::default(),
        })
    }

    /// Where to go on behind the values taken so far, of an array that was received; else nowhere.
    pub(crate) fn behind(&self, otherwise: Cursor<'d>) -> Cursor<'d> {
        match &self.place {
            ValuesPlace::Received(cursor) => Cursor { at: cursor.at + self.window.at, ..*cursor },
            ValuesPlace::Made { .. } => otherwise,
        }
    }

    /// Insists that the next `count` values are there.
    pub(super) fn has(&self, count: usize) -> Result<()> {
        match count > self.len - self.at - self.window.values {
            true => Err(too_short(self.len)),
            false => Ok(()),
        }
    }

    /// The next value, which must be there: a text or, where that may be, nil.
    #[inline]
    pub(super) fn text(&mut self, nil: bool) -> Result<Option<&str>> {
        match self.window.next_len(nil) {
            Some(len) => self.window.step(len).map_err(|index| not_unicode(self.at + index)),
            None => self.text_behind(nil),
        }
    }

    /// The same where the window ends, or a long text stands.
    #[inline(never)]
    fn text_behind(&mut self, nil: bool) -> Result<Option<&str>> {
        self.leave()?;
        let Values { place, window, at: taken, .. } = self;
        let (bytes, at, frame) = place.parts();
        let mut cursor = Cursor { bytes, at: *at, frame };
        if matches!(bytes.get(*at), Some(0xa0..=0xbf | &marker::NIL)) {
            window.open(cursor.rest());
            if let Some(len) = window.next_len(nil) {
                return window.step(len).map_err(|_| not_unicode(*taken));
            }
            window.close();
        }
        let text = match cursor.token().map_err(|error| error.at_index(*taken))? {
            Token::Text(text) => Some(text),
            Token::Nil if nil => None,
            other => {
                let here = Cursor { at: *at, ..cursor };
                return Err(here.locate(Error::header("a text", other.kind())).at_index(*taken));
            }
        };
        *at = cursor.at;
        *taken += 1;
        Ok(text)
    }

    /// Insists that the texts in the window were UTF-8, and goes on without it.
    fn leave(&mut self) -> Result<()> {
        self.check_texts()?;
        *self.place.parts().1 += self.window.at;
        self.at += self.window.values;
        self.window.close();
        Ok(())
    }

    /// Insists that the texts in the window were UTF-8.
    fn check_texts(&self) -> Result<()> {
        if self.window.is_sound() {
            return Ok(());
        }
        let mut cursor = match &self.place {
            ValuesPlace::Received(cursor) => *cursor,
            ValuesPlace::Made { bytes, at, frame } => Cursor { bytes, at: *at, frame: *frame },
        };
        for index in self.at..self.at + self.window.values {
            cursor.token().map_err(|error| error.at_index(index))?;
        }
        Err(not_unicode(self.at))
    }

    /// Places an error at the value that was taken last, unless it comes of what was no text.
    #[cold]
    pub(super) fn at_last(&self, error: Error) -> Error {
        if let Err(unsound) = self.check_texts() {
            return unsound;
        }
        error.at_index((self.at + self.window.values).saturating_sub(1))
    }

    /// Takes `count` values, each read by `read`.
    #[inline]
    pub(crate) fn take(
        &mut self,
        count: usize,
        decoder: &mut Decoder<'d>,
        mut read: impl FnMut(&mut Decoder<'_>) -> Result<()>,
    ) -> Result<()> {
        self.leave()?;
        self.has(count)?;
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
        all_taken(self.at + self.window.values, self.len)?;
        self.check_texts()?;
        let left = match &self.place {
            ValuesPlace::Received(cursor) => cursor.left(),
            ValuesPlace::Made { bytes, at, .. } => bytes.len() - at,
        };
        match left - self.window.at {
            left @ 1.. if self.to_end => {
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
