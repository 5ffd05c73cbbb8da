//! A full header, read key by key in whatever order it came: which family, which type, and where its parts stand.

use super::{Decoder, Input, Place};
use crate::class::{Class, class_reference};
use crate::error::{Error, ErrorKind, Result, cut, cut_to};
use crate::msgpack::read::{Cursor, Token};
use crate::names::TypeInfo;

/// What a header says about its value.
#[derive(Debug)]
pub(crate) struct Envelope<'d> {
    pub(crate) family: Family<'d>,
    /// `type`: our registry name, or whatever Dask calls the type.
    pub(crate) type_name: Option<&'d str>,
    /// The name was found right by somebody around the value, and is not told again.
    pub(crate) is_vouched: bool,
    /// Of family dask: the class that Python would make.
    pub(crate) class: Option<Class<'d>>,
    pub(crate) start: usize,
    pub(crate) stop: usize,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Family<'d> {
    /// The sub-header.
    Dask(Cursor<'d>),
    Msgpack,
    Pickle,
    /// `list`, `tuple`, `set` or `dict`, with the cursors of `sub-headers` and `frame-lengths`.
    Collection {
        kind: &'d str,
        headers: Cursor<'d>,
        lengths: Cursor<'d>,
    },
}

impl<'d> Envelope<'d> {
    pub(crate) fn is_class(&self, info: &TypeInfo) -> bool {
        self.class == Some(info.class())
    }

    /// What the value is, for messages.
    pub(crate) fn describe(&self) -> String {
        match (self.family, self.class) {
            (Family::Dask(_), Some(Class { module: "numpy", qualname: "ndarray" })) => {
                "a numpy array; an `NdArray` of any shape reads it, and a `Vec` of numbers or of fixed arrays"
                    .to_owned()
            }
            (Family::Dask(_), Some(class)) => {
                format!("a value of class `{}.{}`", cut(class.module), cut(class.qualname))
            }
            (Family::Dask(_), None) => format!("a value of type `{}`", cut(self.type_name.unwrap_or("?"))),
            (Family::Msgpack, _) => "a msgpack value".to_owned(),
            (Family::Pickle, _) => "a pickle".to_owned(),
            (Family::Collection { kind, .. }, _) => format!("a {}", cut(kind)),
        }
    }

    /// An error for a type that can't be read from this.
    #[cold]
    pub(crate) fn unexpected(&self, expected: &'static str) -> Error {
        match self.family {
            Family::Pickle => Error::not_allowed(format!(
                "{expected} was expected and a pickle came, which is never run; ask the sender for the families dask and msgpack"
            )),
            _ => Error::header(expected, self.describe()),
        }
    }

    /// Refuses a value that carries another type's name; a Python class of the type's own is as good as the name.
    pub(crate) fn check(&self, info: &TypeInfo) -> Result<()> {
        let Some(name) = self.type_name else { return Ok(()) };
        let by_class = info.has_class() && self.is_class(info);
        if info.is_called(name) || by_class || name == "dict" || name == "builtins.dict" {
            return Ok(());
        }
        Err(Error::new(ErrorKind::WrongType { expected: info.name().to_owned(), found: cut(name) }))
    }
}

impl<'d> Decoder<'d> {
    /// Reads the header at the cursor, of a value with the frames `start..stop`. The cursor ends behind it.
    pub(crate) fn envelope(&mut self, start: usize, stop: usize) -> Result<Envelope<'d>> {
        let header = self.cursor;
        let entries = self.map("a header")?;
        let mut family = None;
        let mut type_name = None;
        let mut class = None;
        let mut kind = None;
        let mut sub_header = None;
        let mut sub_headers = None;
        let mut lengths = None;
        let mut collection = false;
        for _ in 0..entries {
            let at = self.cursor;
            let Token::Text(key) = self.token()? else {
                self.cursor = at;
                self.skip()?;
                self.skip()?;
                continue;
            };
            match key {
                "serializer" => set(&mut family, self.text("the name of a family")?, at)?,
                "type" => set(&mut type_name, self.type_name()?, at)?,
                "type-serialized" => {
                    let at = self.cursor;
                    match self.token()? {
                        Token::Text(name) => set(&mut kind, name, at)?,
                        Token::Bin(pickle) => set(&mut class, class_reference(pickle), at)?,
                        other => return Err(at.locate(Error::header("a class reference", other.kind()))),
                    }
                }
                "sub-header" | "nested-dict" => {
                    set(&mut sub_header, self.cursor, at)?;
                    if key == "nested-dict" {
                        family.get_or_insert("dask");
                    }
                    self.look_past()?;
                }
                "sub-headers" => {
                    set(&mut sub_headers, self.cursor, at)?;
                    self.look_past()?;
                }
                "frame-lengths" => {
                    set(&mut lengths, self.cursor, at)?;
                    self.look_past()?;
                }
                // The presence of the key counts, not its value.
                "is-collection" => {
                    collection = true;
                    self.skip()?;
                }
                _ => self.skip()?,
            }
        }
        let missing =
            |key: &'static str| header.locate(Error::header("a header", format!("one without `{key}`")));
        let family = if collection {
            Family::Collection {
                kind: kind.ok_or_else(|| missing("type-serialized"))?,
                headers: sub_headers.ok_or_else(|| missing("sub-headers"))?,
                lengths: lengths.ok_or_else(|| missing("frame-lengths"))?,
            }
        } else {
            match family.ok_or_else(|| missing("serializer"))? {
                "dask" => Family::Dask(sub_header.ok_or_else(|| missing("sub-header"))?),
                "msgpack" => Family::Msgpack,
                "pickle" => Family::Pickle,
                "error" => return Err(self.remote_error(start, stop)?),
                other => {
                    return Err(header.locate(Error::header(
                        "family dask, msgpack, pickle or error",
                        format!("family `{}`", cut(other)),
                    )));
                }
            }
        };
        let is_vouched = self.vouched == Some(header.at);
        let type_name = type_name.filter(|_| !is_vouched);
        Ok(Envelope { family, type_name, is_vouched, class: class.flatten(), start, stop })
    }

    fn type_name(&mut self) -> Result<&'d str> {
        let name = self.text("a type name")?;
        if name.len() > self.limits.name_bytes {
            return Err(Error::limit(
                "bytes of a type name",
                "name_bytes",
                self.limits.name_bytes,
                name.len(),
            ));
        }
        Ok(name)
    }

    /// What the sender wrote in place of a value that it could not serialize.
    fn remote_error(&mut self, start: usize, stop: usize) -> Result<Error> {
        const MOST: usize = 64 << 10;
        let mut message = String::new();
        // The reason, then the traceback.
        for index in start..stop {
            self.frames.claim(index)?;
            if message.len() < MOST {
                let bytes = self.frames.bytes(index)?;
                let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST)]);
                message.push_str(if index == start { "" } else { "\n" });
                message.push_str(&cut_to(MOST - message.len().min(MOST), &text));
            }
        }
        Ok(Error::new(ErrorKind::Remote { message }))
    }
}

impl<'d> Input<'_, 'd> {
    /// The short way for what we write ourselves: steps over a header of this type whose sub-header is empty, and
    /// returns its frames.
    pub(crate) fn eat_envelope(&mut self, info: &TypeInfo) -> Result<Option<(usize, usize)>> {
        let Place::Payload { start, stop } = self.place else { return Ok(None) };
        let at = self.decoder.cursor;
        if self.decoder.eat_header(info.envelope()) && self.decoder.cursor.eat(b"\x80") {
            return Ok(Some((start, stop)));
        }
        self.decoder.cursor = at;
        Ok(None)
    }

    /// Whether the header of such a type stands here. The constant bytes tell for what we write ourselves.
    pub(crate) fn is_ahead(&mut self, info: &TypeInfo) -> Result<bool> {
        if !matches!(self.place, Place::Payload { .. }) {
            return Ok(false);
        }
        if self.decoder.header_starts(info.envelope()) {
            return Ok(true);
        }
        let envelope = self.peek_envelope()?;
        Ok(envelope
            .is_some_and(|envelope| matches!(envelope.family, Family::Dask(_)) && envelope.is_class(info)))
    }

    /// Where this value is a payload: its envelope, with the cursor behind it.
    pub(crate) fn envelope(&mut self) -> Result<Option<Envelope<'d>>> {
        match self.place {
            Place::Payload { start, stop } => self.decoder.envelope(start, stop).map(Some),
            _ => Ok(None),
        }
    }

    /// The same, with the cursor left where it was: to see what is coming.
    pub(crate) fn peek_envelope(&mut self) -> Result<Option<Envelope<'d>>> {
        let (cursor, nodes) = (self.decoder.cursor, self.decoder.nodes);
        let envelope = self.envelope()?;
        (self.decoder.cursor, self.decoder.nodes) = (cursor, nodes);
        Ok(envelope)
    }
}

/// Fills a slot for a key of a header, once.
pub(crate) fn set<T>(slot: &mut Option<T>, value: T, at: Cursor<'_>) -> Result<()> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(at.locate(Error::msgpack("the header has the same key twice"))),
    }
}
