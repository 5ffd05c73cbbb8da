//! The entries of maps, generic objects and dicts as a list, for readers that want them in another order than they
//! stand in.

use super::{Decoder, Entry, Envelope, Family, set};
use crate::error::{Error, Result};
use crate::msgpack::read::{Cursor, Token};
use crate::names::{TypeInfo, known};

impl<'d> Decoder<'d> {
    /// The entry of `complex` at the cursor. When its range stands before its header, as we write it, the cursor ends
    /// before the header; else the cursor to go on from is returned too.
    pub(super) fn complex_entry(
        &mut self,
        (start, stop): (usize, usize),
    ) -> Result<(Entry<'d>, Option<Cursor<'d>>)> {
        let at = self.cursor;
        // What we write ourselves, with less than 128 frames.
        if self.cursor.eat(b"\x83\xa5start") {
            if let Some(range) = self.short_range(stop - start) {
                self.charge(6)?;
                let (first, behind) = (start + usize::from(range.0), start + usize::from(range.1));
                return Ok((
                    Entry { name: "", key: at, value: self.cursor, frames: Some((first, behind)) },
                    None,
                ));
            }
            self.cursor = at;
        }
        let (mut first, mut behind, mut header) = (None, None, None);
        let len = self.map("a header with its range of frames")?;
        let mut streaming = false;
        for index in 0..len {
            let key = self.cursor;
            match self.text("`start`, `stop` or `header`")? {
                "start" => set(&mut first, self.index("the start of a range of frames")?, key)?,
                "stop" => set(&mut behind, self.index("the end of a range of frames")?, key)?,
                "header" => {
                    set(&mut header, self.cursor, key)?;
                    if index + 1 == len && first.is_some() && behind.is_some() {
                        streaming = true;
                    } else {
                        self.look_past()?;
                    }
                }
                _ => self.skip()?,
            }
        }
        let (Some(first), Some(behind), Some(value)) = (first, behind, header) else {
            return Err(at.locate(Error::header("`start`, `stop` and `header`", "not all of them")));
        };
        if first > behind || behind > stop - start {
            return Err(at.locate(Error::frames(format!(
                "the range {first}..{behind} is not within the value's {} frames",
                stop - start
            ))));
        }
        let entry = Entry { name: "", key: at, value, frames: Some((start + first, start + behind)) };
        Ok((entry, (!streaming).then_some(self.cursor)))
    }

    /// The rest of a range, `start` having been read; the cursor ends before the header.
    fn short_range(&mut self, frames: usize) -> Option<(u8, u8)> {
        let first = self.cursor.small_uint()?;
        self.cursor.eat(b"\xa4stop").then_some(())?;
        let behind = self.cursor.small_uint()?;
        self.cursor.eat(b"\xa6header").then_some(())?;
        (first <= behind && usize::from(behind) <= frames).then_some((first, behind))
    }

    /// The entries of a generic object or of a dict, wherever its parts stand.
    pub(crate) fn object_entries(
        &mut self,
        envelope: &Envelope<'d>,
        info: &'static TypeInfo,
    ) -> Result<Vec<Entry<'d>>> {
        let here = self.cursor;
        let mut entries = Vec::new();
        match envelope.family {
            Family::Dask(sub_header) => {
                if !(envelope.is_class(info) || envelope.is_class(known::DICT) || envelope.class.is_none()) {
                    return Err(envelope.unexpected("an object"));
                }
                self.cursor = sub_header;
                entries = self.generic_entries(envelope)?;
            }
            Family::Collection { kind: "dict", .. } => {
                for item in self.items(envelope)? {
                    let key = item.key.ok_or_else(|| Error::header("the key of a dict's element", "none"))?;
                    self.cursor = key;
                    let name = self.entry_name()?;
                    entries.push(Entry { name, key, value: item.header, frames: item.frames });
                }
            }
            _ => return Err(envelope.unexpected("an object")),
        }
        self.cursor = here;
        Ok(entries)
    }

    /// The entries of the generic object whose sub-header stands at the cursor, which is moved.
    pub(crate) fn generic_entries(&mut self, envelope: &Envelope<'d>) -> Result<Vec<Entry<'d>>> {
        let (simple, complex) = self.object_parts(envelope)?;
        let mut entries = Vec::new();
        self.cursor = simple;
        let left = self.map("the map `simple`")?;
        self.list_entries(left, None, &mut entries)?;
        self.cursor = complex;
        self.list_complex((envelope.start, envelope.stop), &mut entries)?;
        Ok(entries)
    }

    /// Finds `simple` and `complex` in the sub-header at the cursor.
    fn object_parts(&mut self, envelope: &Envelope<'d>) -> Result<(Cursor<'d>, Cursor<'d>)> {
        let (mut simple, mut complex) = (None, None);
        for _ in 0..self.map("the sub-header of an object")? {
            let key = self.cursor;
            match self.text("a key of the sub-header")? {
                "simple" => set(&mut simple, self.cursor, key)?,
                "complex" => set(&mut complex, self.cursor, key)?,
                _ => {}
            }
            self.look_past()?;
        }
        match (simple, complex) {
            (Some(simple), Some(complex)) => Ok((simple, complex)),
            _ => Err(envelope.unexpected("an object with `simple` and `complex`")),
        }
    }

    /// Lists the entries of a map of which `left` follow, and of the `complex` map behind it.
    pub(crate) fn list_entries(
        &mut self,
        left: usize,
        complex: Option<(usize, usize)>,
        entries: &mut Vec<Entry<'d>>,
    ) -> Result<()> {
        for _ in 0..left {
            let key = self.cursor;
            let name = self.entry_name()?;
            entries.push(Entry { name, key, value: self.cursor, frames: None });
            self.look_past()?;
        }
        if let Some(range) = complex {
            if !self.cursor.eat(b"\xa7complex") {
                return Err(self.cursor.locate(Error::header("the key `complex`", "another")));
            }
            self.list_complex(range, entries)?;
        }
        Ok(())
    }

    /// The key of an entry as a field's name. One that is no text, as a map may have, names no field.
    fn entry_name(&mut self) -> Result<&'d str> {
        let key = self.cursor;
        if let Token::Text(name) = self.token()? {
            return Ok(name);
        }
        self.cursor = key;
        self.look_past()?;
        Ok("")
    }

    fn list_complex(&mut self, range: (usize, usize), entries: &mut Vec<Entry<'d>>) -> Result<()> {
        for _ in 0..self.map("the map `complex`")? {
            let key = self.cursor;
            let name = self.entry_name()?;
            let (entry, end) = self.complex_entry(range)?;
            match end {
                Some(end) => self.cursor = end,
                None => {
                    self.look_past()?;
                }
            }
            entries.push(Entry { name, key, ..entry });
        }
        Ok(())
    }
}
