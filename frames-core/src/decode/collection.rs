//! Lists, tuples, sets and dicts: as msgpack arrays and maps, or as Dask's collections of headers.

use super::{Decoder, Entry, Envelope, Family, Input, Place};
use crate::error::{Error, Result};
use crate::framed::FromFrames;
use crate::msgpack::print;
use crate::msgpack::read::{Cursor, Token};

/// An element of a collection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'d> {
    pub(crate) header: Cursor<'d>,
    /// None if it is a msgpack value and no header.
    pub(crate) frames: Option<(usize, usize)>,
    /// Of a dict's element.
    pub(crate) key: Option<Cursor<'d>>,
}

/// Elements whose memory is reserved because a header announces them; more grow as they are read.
const RESERVE_BYTES: usize = 1 << 20;

/// What to reserve for `len` announced elements.
pub(crate) fn cautious<T>(len: usize) -> usize {
    len.min(RESERVE_BYTES / size_of::<T>().max(1))
}

impl<'d> Input<'_, 'd> {
    /// A run of values of one type.
    pub(crate) fn list<T: FromFrames>(self) -> Result<Vec<T>> {
        self.list_with(T::decode)
    }

    /// A run of values, each read by `read`.
    pub(crate) fn list_with<T>(self, read: impl Fn(Input<'_, '_>) -> Result<T>) -> Result<Vec<T>> {
        if matches!(self.place, Place::Inline) {
            return self.decoder.nested(|decoder| {
                let len = decoder.array("an array")?;
                decoder.expand(len, size_of::<T>())?;
                let mut list = Vec::with_capacity(cautious::<T>(len));
                for index in 0..len {
                    list.push(decoder.here(&read).map_err(|error| error.at_index(index))?);
                }
                Ok(list)
            });
        }
        let mut list = Vec::new();
        self.sequence("an array", |len, index, input| {
            if index == 0 {
                input.decoder.expand(len, size_of::<T>())?;
                list.reserve_exact(cautious::<T>(len));
            }
            list.push(read(input)?);
            Ok(())
        })?;
        Ok(list)
    }

    /// The elements of an array, list, tuple or set, in order: `each` gets the length, the index and the element.
    /// Returns the length.
    #[doc(hidden)]
    pub fn sequence(
        self,
        expected: &'static str,
        mut each: impl FnMut(usize, usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<usize> {
        let Input { decoder, place } = self;
        decoder.enter()?;
        let len = match decoder.elements(place, expected)? {
            Elements::Inline => decoder.array_items(expected, &mut each)?,
            Elements::Listed(items) => decoder.listed_items(&items, &mut each)?,
            Elements::Msgpack(start, stop) => {
                decoder.msgpack_frames(start, stop, |decoder| decoder.array_items(expected, &mut each))?
            }
            Elements::Pickle(envelope) => {
                decoder.pickled(&envelope, expected, |decoder| decoder.array_items(expected, &mut each))?
            }
        };
        decoder.leave();
        Ok(len)
    }

    /// The members of a set. Besides all forms of a sequence it knows Dask's marker in a header.
    pub(crate) fn members(
        self,
        mut each: impl FnMut(usize, usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<usize> {
        const SET: &[u8] = b"\xa7__Set__";
        const LIST: &[u8] = b"\xa7as-list";
        if matches!(self.place, Place::Inline) {
            let at = self.decoder.cursor;
            if let Token::Map(2) = self.decoder.token()? {
                if !self.decoder.cursor.eat(SET) {
                    return Err(at.locate(Error::header("a set", "a map")));
                }
                self.decoder.skip()?;
                if !self.decoder.cursor.eat(LIST) {
                    return Err(at.locate(Error::header("a set's `as-list`", "another key")));
                }
            } else {
                self.decoder.cursor = at;
            }
        }
        self.sequence("a set", &mut each)
    }

    /// The entries of a map or dict: `each` reads a key, then its value.
    pub(crate) fn pairs<K: FromFrames, V>(
        self,
        read: impl Fn(Input<'_, '_>) -> Result<V>,
        mut each: impl FnMut(K, V) -> bool,
    ) -> Result<()> {
        // Entries of the struct around, which is no level of its own.
        if let Place::Entries(entries) = self.place {
            for entry in std::mem::take(entries) {
                let key = self.decoder.at(entry.key, K::decode)?;
                let value = self
                    .decoder
                    .entry(entry, &read)
                    .map_err(|error| error.at_key(&print::short(entry.key.rest())))?;
                once(each(key, value), entry.key)?;
            }
            return Ok(());
        }
        let Input { decoder, place } = self;
        decoder.enter()?;
        match decoder.pairs_of(place)? {
            Elements::Inline => decoder.map_pairs(&read, &mut each)?,
            Elements::Listed(items) => decoder.listed_pairs(items, &read, &mut each)?,
            Elements::Msgpack(start, stop) => {
                decoder.msgpack_frames(start, stop, |decoder| decoder.map_pairs(&read, &mut each))?;
            }
            Elements::Pickle(envelope) => {
                decoder.pickled(&envelope, "a map", |decoder| decoder.map_pairs(&read, &mut each))?;
            }
        }
        decoder.leave();
        Ok(())
    }
}

/// Where the elements of a collection stand.
enum Elements<'d> {
    /// In the array or map at the cursor.
    Inline,
    /// Each at a place of its own.
    Listed(Vec<Item<'d>>),
    /// In an array or map in these frames.
    Msgpack(usize, usize),
    /// In a pickle.
    Pickle(Box<Envelope<'d>>),
}

/// Refuses a key that was there before.
fn once(new: bool, at: Cursor<'_>) -> Result<()> {
    if new {
        return Ok(());
    }
    Err(at.locate(Error::msgpack("a map has the same key twice").at_key(&print::short(at.rest()))))
}

impl<'d> Decoder<'d> {
    /// Finds the elements of an array, list, tuple or set.
    fn elements(&mut self, place: Place<'_, 'd>, expected: &'static str) -> Result<Elements<'d>> {
        match place {
            Place::Inline => Ok(Elements::Inline),
            Place::Payload { start, stop } => {
                let envelope = self.envelope(start, stop)?;
                match envelope.family {
                    Family::Msgpack => Ok(Elements::Msgpack(start, stop)),
                    Family::Pickle => Ok(Elements::Pickle(Box::new(envelope))),
                    Family::Collection { kind: "list" | "tuple" | "set", .. } => {
                        let here = self.cursor;
                        let items = self.items(&envelope)?;
                        self.cursor = here;
                        Ok(Elements::Listed(items))
                    }
                    _ => Err(envelope.unexpected(expected)),
                }
            }
            Place::Opened { .. } | Place::Entries(_) => Err(Error::header(expected, "fields")),
        }
    }

    /// Finds the entries of a map or dict.
    fn pairs_of(&mut self, place: Place<'_, 'd>) -> Result<Elements<'d>> {
        let Place::Payload { start, stop } = place else { return Ok(Elements::Inline) };
        let envelope = self.envelope(start, stop)?;
        match envelope.family {
            Family::Msgpack => Ok(Elements::Msgpack(start, stop)),
            Family::Pickle => Ok(Elements::Pickle(Box::new(envelope))),
            Family::Collection { kind: "dict", .. } => {
                let here = self.cursor;
                let items = self.items(&envelope)?;
                self.cursor = here;
                Ok(Elements::Listed(items))
            }
            Family::Dask(_) => {
                let entries = self.dict_entries(&envelope)?;
                let item = |entry: Entry<'d>| Item {
                    header: entry.value,
                    frames: entry.frames,
                    key: Some(entry.key),
                };
                Ok(Elements::Listed(entries.into_iter().map(item).collect()))
            }
            Family::Collection { .. } => Err(envelope.unexpected("a map")),
        }
    }

    fn listed_items(
        &mut self,
        items: &[Item<'d>],
        each: &mut impl FnMut(usize, usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<usize> {
        let here = self.cursor.at;
        for (index, item) in items.iter().enumerate() {
            each(items.len(), index, self.item(item)).map_err(|error| error.at_index(index))?;
        }
        self.cursor.at = here;
        Ok(items.len())
    }

    fn listed_pairs<K: FromFrames, V>(
        &mut self,
        items: Vec<Item<'d>>,
        read: &impl Fn(Input<'_, '_>) -> Result<V>,
        each: &mut impl FnMut(K, V) -> bool,
    ) -> Result<()> {
        let here = self.cursor.at;
        for item in items {
            let at = item.key.ok_or_else(|| Error::header("the key of a dict's element", "none"))?;
            self.cursor.at = at.at;
            let key = K::decode(self.inline())?;
            let value = read(self.item(&item)).map_err(|error| error.at_key(&print::short(at.rest())))?;
            once(each(key, value), at)?;
        }
        self.cursor.at = here;
        Ok(())
    }

    /// Steps before an element. All of them stand in the bytes at hand.
    fn item(&mut self, item: &Item<'d>) -> Input<'_, 'd> {
        self.cursor.at = item.header.at;
        match item.frames {
            Some((start, stop)) => self.payload(start, stop),
            None => self.inline(),
        }
    }

    fn array_items(
        &mut self,
        expected: &'static str,
        each: &mut impl FnMut(usize, usize, Input<'_, '_>) -> Result<()>,
    ) -> Result<usize> {
        let len = self.array(expected)?;
        for index in 0..len {
            self.here(|input| each(len, index, input)).map_err(|error| error.at_index(index))?;
        }
        Ok(len)
    }

    fn map_pairs<K: FromFrames, V>(
        &mut self,
        read: &impl Fn(Input<'_, '_>) -> Result<V>,
        each: &mut impl FnMut(K, V) -> bool,
    ) -> Result<()> {
        let len = self.map("a map")?;
        self.expand(len, size_of::<K>() + size_of::<V>())?;
        for _ in 0..len {
            let at = self.cursor;
            let key = K::decode(self.inline())?;
            let value = self.here(read).map_err(|error| error.at_key(&print::short(at.rest())))?;
            once(each(key, value), at)?;
        }
        Ok(())
    }

    /// Reads a msgpack value that stands elsewhere.
    fn at<T>(&mut self, cursor: Cursor<'d>, read: impl FnOnce(Input<'_, 'd>) -> Result<T>) -> Result<T> {
        let here = std::mem::replace(&mut self.cursor, cursor);
        let value = read(self.inline())?;
        self.cursor = here;
        Ok(value)
    }

    /// The elements of a collection, with their frames; checks that those tile the collection's. The cursor is moved.
    pub(crate) fn items(&mut self, envelope: &Envelope<'d>) -> Result<Vec<Item<'d>>> {
        let Family::Collection { kind, headers, lengths } = envelope.family else {
            return Err(envelope.unexpected("a collection"));
        };
        if !["list", "tuple", "set", "dict"].contains(&kind) {
            return Err(headers.locate(Error::header("a list, tuple, set or dict", envelope.describe())));
        }
        self.cursor = headers;
        let len = self.array("an array of headers")?;
        let mut items = Vec::with_capacity(cautious::<Item<'_>>(len));
        for _ in 0..len {
            let header = self.cursor;
            let key = if kind == "dict" { self.key_of_header()? } else { None };
            self.cursor = header;
            self.look_past()?;
            items.push(Item { header, frames: None, key });
        }
        self.cursor = lengths;
        let count = self.array("an array of frame counts")?;
        let uneven = |problem: String| lengths.locate(Error::frames(problem));
        if count != len {
            return Err(uneven(format!("{len} elements have {count} frame counts")));
        }
        let mut next = envelope.start;
        for item in &mut items {
            let frames = self.index("a frame count")?;
            if frames > envelope.stop - next {
                return Err(uneven(format!(
                    "an element wants {frames} frames, {} are left",
                    envelope.stop - next
                )));
            }
            item.frames = Some((next, next + frames));
            next += frames;
        }
        if next != envelope.stop {
            return Err(uneven(format!("{} frames belong to no element", envelope.stop - next)));
        }
        Ok(items)
    }

    /// The `key` of the header at the cursor.
    fn key_of_header(&mut self) -> Result<Option<Cursor<'d>>> {
        let mut key = None;
        for _ in 0..self.map("a header")? {
            let here = matches!(self.token()?, Token::Text("key"));
            if here && key.replace(self.cursor).is_some() {
                return Err(self.cursor.locate(Error::msgpack("the header has the same key twice")));
            }
            self.look_past()?;
        }
        Ok(key)
    }
}
