//! The sub-header of an object, a map whose entries are read in the order in which they are needed.

use std::collections::HashSet;

use crate::decode::Decoder;
use crate::error::{Error, Result};
use crate::msgpack::read::Cursor;

/// The entries of a sub-header, each with the place of its value.
pub(super) struct SubHeader<'d>(pub(super) Vec<(&'d str, Cursor<'d>)>);

impl<'d> SubHeader<'d> {
    /// Steps over the sub-header at the cursor.
    pub(super) fn read(decoder: &mut Decoder<'d>) -> Result<Self> {
        let (mut parts, mut seen) = (SubHeader(Vec::new()), HashSet::new());
        for _ in 0..decoder.map("a sub-header")? {
            let key = decoder.cursor;
            let name = decoder.text("a key of a sub-header")?;
            if !seen.insert(name) {
                return Err(key.locate(Error::msgpack("the sub-header has the same key twice")));
            }
            parts.0.push((name, decoder.cursor));
            decoder.look_past()?;
        }
        Ok(parts)
    }

    pub(super) fn get(&self, name: &str) -> Option<Cursor<'d>> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    pub(super) fn need(&self, name: &'static str) -> Result<Cursor<'d>> {
        self.get(name).ok_or_else(|| Error::header(format!("`{name}` in a sub-header"), "none"))
    }

    /// Reads the value of one entry.
    pub(super) fn at<T>(
        &self,
        decoder: &mut Decoder<'d>,
        name: &'static str,
        read: impl FnOnce(&mut Decoder<'d>) -> Result<T>,
    ) -> Result<T> {
        decoder.cursor = self.need(name)?;
        read(decoder)
    }

    pub(super) fn text(&self, decoder: &mut Decoder<'d>, name: &'static str) -> Result<&'d str> {
        self.at(decoder, name, |decoder| decoder.text("a text"))
    }
}
