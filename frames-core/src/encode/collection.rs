//! Lists, tuples, sets and dicts whose elements need frames: Dask's collection header, one header per element. The
//! fallback for what neither msgpack nor an array holds.

use super::inline::key_text;
use super::message::Family;
use super::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::Framed;
use crate::limits::Limits;
use crate::msgpack::read::{Cursor, Token};
use crate::msgpack::{is_marker_key, scan, write};

impl<'a> Encoder<'a> {
    /// A run of values: one frame of family msgpack if they fit into one, else a list.
    pub(crate) fn run<T: Framed>(&mut self, items: &'a [T]) -> Result<()> {
        if !T::slice_needs_frames(items) && self.msgpack_frame(|out| out.run(items))? == Fit::Written {
            return Ok(());
        }
        self.collection("list", items.len(), items, |item, out| item.payload(out))
    }

    /// The same for a run that lies in two places.
    pub(crate) fn chain<T: Framed>(&mut self, first: &'a [T], second: &'a [T]) -> Result<()> {
        let len = first.len() + second.len();
        let items = || first.iter().chain(second);
        let fits = !T::slice_needs_frames(first)
            && self.msgpack_frame(|out| out.values(len, items(), |item, out| item.inline(out)))?
                == Fit::Written;
        if fits {
            return Ok(());
        }
        self.collection("list", len, items(), |item, out| item.payload(out))
    }

    /// A collection of any kind but `dict`.
    pub(crate) fn collection<I: IntoIterator>(
        &mut self,
        kind: &str,
        len: usize,
        items: I,
        write: impl Fn(I::Item, &mut Self) -> Result<()>,
    ) -> Result<()> {
        // msgpack has no sets, so in a message a set is a part.
        if kind == "set" && self.in_tree() {
            return self.closed(|out| out.collection(kind, len, items, write));
        }
        self.nested(|out| {
            let mut collection = out.begin(kind, len)?;
            for (index, item) in items.into_iter().enumerate() {
                collection.item(out, |out| write(item, out)).map_err(|error| error.at_index(index))?;
            }
            collection.end(out)
        })
    }

    /// Starts a collection whose items have different types.
    pub(crate) fn begin(&mut self, kind: &str, len: usize) -> Result<Collection> {
        let name = self.take_name();
        if self.in_tree() {
            match kind {
                "dict" => write::map(&mut self.header, len)?,
                _ => write::array(&mut self.header, len)?,
            }
            return Ok(Collection { lengths: None });
        }
        let out = &mut self.header;
        write::map(out, 4 + usize::from(name.is_some()))?;
        if let Some(name) = name {
            write::text(out, "type");
            write::text(out, name);
        }
        write::text(out, "is-collection");
        write::bool(out, true);
        write::text(out, "type-serialized");
        write::text(out, kind);
        write::text(out, "sub-headers");
        write::array(out, len)?;
        Ok(Collection { lengths: Some(Vec::with_capacity(len)) })
    }

    /// A set, each member a msgpack frame of its own.
    pub(crate) fn members<'v, T: Framed + 'v>(
        &mut self,
        items: impl Iterator<Item = &'v T>,
        sorted: bool,
    ) -> Result<()> {
        let mut members = items
            .map(|item| {
                let mut bytes = Vec::new();
                Inline::frame(&mut bytes, self.style, self.depth + 1).key(item)?;
                Ok(bytes)
            })
            .collect::<Result<Vec<_>>>()?;
        if self.style.canonical && !sorted {
            members.sort();
        }
        self.set_of(members)
    }

    /// A set whose members are msgpack already.
    pub(crate) fn set_of(&mut self, members: Vec<Vec<u8>>) -> Result<()> {
        self.collection("set", members.len(), members, |member, out| {
            out.family(Family::Msgpack)?;
            out.frames.push(member)
        })
    }

    /// A dict. Keys stand in the headers of their values.
    pub(crate) fn dict<'k, K: Framed + 'k, V>(
        &mut self,
        entries: impl Iterator<Item = (&'k K, V)>,
        sorted: bool,
        write: impl Fn(V, &mut Self) -> Result<()>,
    ) -> Result<()> {
        self.nested(|out| {
            let mut entries: Vec<(Vec<u8>, V)> = entries
                .map(|(key, value)| {
                    let mut bytes = Vec::new();
                    Inline::header(&mut bytes, out.style, out.depth).key(key)?;
                    Ok((bytes, value))
                })
                .collect::<Result<_>>()?;
            if out.style.canonical && !sorted {
                entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            }
            // A key that Dask takes for a marker in frame 0 is a key like any other in a header.
            if out.in_tree() && entries.iter().any(|(key, _)| key_text(key).is_some_and(is_marker_key)) {
                out.closed(|out| out.pairs(entries, write))
            } else {
                out.pairs(entries, write)
            }
        })
    }

    fn pairs<V>(
        &mut self,
        entries: Vec<(Vec<u8>, V)>,
        write: impl Fn(V, &mut Self) -> Result<()>,
    ) -> Result<()> {
        let mut collection = self.begin("dict", entries.len())?;
        let in_tree = self.in_tree();
        for (key, value) in entries {
            let written = if in_tree {
                self.header.extend_from_slice(&key);
                collection.item(self, |out| write(value, out))
            } else {
                collection.item(self, |out| out.keyed(&key, |out| write(value, out)))
            };
            written.map_err(|error| error.at_key(&crate::msgpack::print::short(&key)))?;
        }
        collection.end(self)
    }

    /// The header of a dict's value: the value's own, with one entry more.
    pub(crate) fn keyed(&mut self, key: &[u8], write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let start = self.header.len();
        write(self)?;
        add_entries(&mut self.header, start, 1)?;
        crate::msgpack::write::text(&mut self.header, "key");
        self.header.extend_from_slice(key);
        Ok(())
    }
}

/// A collection that is being written: its elements' frame counts follow their headers.
pub(crate) struct Collection {
    /// Of each element so far; `None` in the tree of a message, whose arrays and maps tell no lengths.
    lengths: Option<Vec<usize>>,
}

impl Collection {
    /// One element, as `write` puts it down.
    pub(crate) fn item<'a>(
        &mut self,
        out: &mut Encoder<'a>,
        write: impl FnOnce(&mut Encoder<'a>) -> Result<()>,
    ) -> Result<()> {
        let Some(lengths) = &mut self.lengths else { return out.below(write) };
        let first = out.frames.len();
        write(out)?;
        lengths.push(out.frames.len() - first);
        Ok(())
    }

    pub(crate) fn end(self, out: &mut Encoder<'_>) -> Result<()> {
        let Some(lengths) = self.lengths else {
            out.grown();
            return Ok(());
        };
        let out = &mut out.header;
        write::text(out, "frame-lengths");
        write::array(out, lengths.len())?;
        lengths.into_iter().for_each(|length| write::uint(out, length as u64));
        Ok(())
    }
}

/// Makes the map that starts at `start` announce `more` entries. Our headers are small maps; one that came from
/// elsewhere may have any form.
pub(crate) fn add_entries(out: &mut Vec<u8>, start: usize, more: usize) -> Result<()> {
    let (len, behind) = map_head(out, start)?;
    set_map_head(out, start..behind, len + more)
}

/// Takes the entries with these keys out of the map that starts at `start`.
pub(crate) fn remove_entries(out: &mut Vec<u8>, start: usize, keys: &[&str]) -> Result<()> {
    let (len, behind) = map_head(out, start)?;
    let mut found = Vec::new();
    let mut cursor = Cursor::header(out);
    cursor.at = behind;
    for _ in 0..len {
        let entry = cursor.at;
        let here = matches!(Cursor { ..cursor }.token()?, Token::Text(key) if keys.contains(&key));
        scan::skip(&mut cursor, &Limits::cluster())?;
        scan::skip(&mut cursor, &Limits::cluster())?;
        if here {
            found.push(entry..cursor.at);
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    let left = len - found.len();
    found.into_iter().rev().for_each(|entry| drop(out.drain(entry)));
    set_map_head(out, start..behind, left)
}

/// How many entries the map at `start` has, and where the first of them begins.
fn map_head(out: &[u8], start: usize) -> Result<(usize, usize)> {
    let mut cursor = Cursor::header(out);
    cursor.at = start;
    match cursor.token()? {
        Token::Map(len) => Ok((len, cursor.at)),
        other => Err(Error::header("a header", other.kind())),
    }
}

fn set_map_head(out: &mut Vec<u8>, old: std::ops::Range<usize>, len: usize) -> Result<()> {
    let mut head = Vec::with_capacity(5);
    write::map(&mut head, len)?;
    if head.len() == old.len() {
        out[old].copy_from_slice(&head);
    } else {
        out.splice(old, head);
    }
    Ok(())
}
