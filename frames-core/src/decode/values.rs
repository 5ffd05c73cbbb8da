//! Values that stand alone: scalars and texts, whole types written by hand, and values of adapters.

use super::{Decoder, Entry, Envelope, Family, Input, Place, set};
use crate::error::{Error, Result};
use crate::frame::Piece;
use crate::frame_reader::{FrameReader, Source};
use crate::framed::FromFrames;
use crate::header::HeaderReader;
use crate::limits::Limits;
use crate::msgpack::marker;
use crate::msgpack::read::Cursor;
use crate::names::{TypeInfo, known};
use crate::pickle;

impl<'d> Input<'_, 'd> {
    /// A value that is one msgpack value, wherever that stands.
    #[inline]
    pub(crate) fn value<T>(
        self,
        expected: &'static str,
        read: impl FnOnce(&mut Decoder<'_>) -> Result<T>,
    ) -> Result<T> {
        if matches!(self.place, Place::Inline) {
            return read(self.decoder);
        }
        self.payload_value(expected, read)
    }

    fn payload_value<T>(
        mut self,
        expected: &'static str,
        read: impl FnOnce(&mut Decoder<'_>) -> Result<T>,
    ) -> Result<T> {
        match self.envelope()? {
            None => Err(Error::header(expected, "a map")),
            Some(envelope) => match envelope.family {
                Family::Msgpack => self.decoder.msgpack_frames(envelope.start, envelope.stop, read),
                Family::Pickle => self.decoder.pickled(&envelope, expected, read),
                _ => Err(envelope.unexpected(expected)),
            },
        }
    }

    /// Whether nil stands here; if so it is read.
    pub(crate) fn nil(&mut self) -> Result<bool> {
        match self.place {
            Place::Inline => {
                let nil = self.decoder.cursor.peek()? == marker::NIL;
                self.decoder.cursor.at += usize::from(nil);
                Ok(nil)
            }
            // What has an envelope of family dask is something.
            Place::Payload { .. } if self.decoder.header_starts(b"\x84\xaaserializer\xa4dask") => Ok(false),
            Place::Payload { start, stop } if stop - start == 1 => {
                let Some(envelope) = self.peek_envelope()? else { return Ok(false) };
                // The frame of any other family may be compressed, and nobody may want its bytes.
                let nil = match envelope.family {
                    Family::Msgpack => self.decoder.frames.bytes(start)? == [marker::NIL],
                    Family::Pickle => pickle::is_none(self.decoder.frames.bytes(start)?, self.decoder.limits),
                    _ => false,
                };
                if nil {
                    self.envelope()?;
                    self.decoder.frames.claim(start)?;
                }
                Ok(nil)
            }
            _ => Ok(false),
        }
    }

    /// A type written by hand.
    pub(crate) fn by_hand<T: FromFrames>(self) -> Result<T> {
        self.header_and_frames(T::type_info(), T::from_frames)
    }

    /// A header and frames, for a function to read.
    pub(crate) fn header_and_frames<T>(
        mut self,
        info: &'static TypeInfo,
        read: impl FnOnce(HeaderReader<'_>, &mut FrameReader<'_>) -> Result<T>,
    ) -> Result<T> {
        let Some(envelope) = self.envelope()? else {
            return match self.place {
                Place::Inline => self.decoder.header_and_frames_map(read),
                _ => Err(Error::header(HEADER_AND_FRAMES, "fields")),
            };
        };
        envelope.check(info)?;
        match envelope.family {
            Family::Msgpack => self
                .decoder
                .msgpack_frames(envelope.start, envelope.stop, |decoder| decoder.header_and_frames_map(read)),
            Family::Pickle => self
                .decoder
                .pickled(&envelope, HEADER_AND_FRAMES, |decoder| decoder.header_and_frames_map(read)),
            Family::Dask(sub_header) if info.has_class() && envelope.is_class(info) => {
                let header = self.decoder.slice(sub_header)?;
                self.decoder.hand_over(header, envelope.start, envelope.stop, read)
            }
            _ => self.decoder.header_and_frames(&envelope, read),
        }
    }

    /// The value of an adapter that has a header alone.
    fn header_alone<T>(
        self,
        read: impl FnOnce(HeaderReader<'_>, &mut FrameReader<'_>) -> Result<T>,
    ) -> Result<T> {
        let Input { decoder, place } = self;
        match place {
            Place::Inline => {
                let at = decoder.cursor;
                let header = decoder.slice(at)?;
                decoder.cursor.at = at.at + header.len();
                let header = HeaderReader::new(header, decoder.limits);
                read(header, &mut FrameReader::new(Source::Plain(&[])))
            }
            _ => Err(Error::header("a header with frames", "fields")),
        }
    }

    /// The value of an adapter: a header alone where it has no frames, else a header and frames.
    pub(crate) fn adapted<T>(
        mut self,
        read: impl FnOnce(HeaderReader<'_>, &mut FrameReader<'_>) -> Result<T>,
    ) -> Result<T> {
        match self.envelope()? {
            None => self.header_alone(read),
            Some(envelope) if matches!(envelope.family, Family::Msgpack) => {
                self.decoder.msgpack_frames(envelope.start, envelope.stop, |decoder| {
                    decoder.inline().header_alone(read)
                })
            }
            Some(envelope) => self.decoder.header_and_frames(&envelope, read),
        }
    }

    /// A value's full header, and its frames, for a type that reads them as such.
    pub(crate) fn from_parts<T>(
        header: HeaderReader<'_>,
        frames: &mut FrameReader<'_>,
        read: impl FnOnce(Input<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let mut pieces = Vec::with_capacity(frames.remaining());
        while frames.remaining() > 0 {
            pieces.push(Piece::Shared(frames.next_bytes()?));
        }
        Decoder::new(header.as_bytes(), Source::Plain(&pieces), header.limits()).root(read)
    }
}

const HEADER_AND_FRAMES: &str = "an object with `header` and `frames`";

/// The two entries of a value written by hand.
fn header_and_frames<'d>(entries: Vec<Entry<'d>>) -> Result<Option<(Entry<'d>, Entry<'d>)>> {
    let (mut header, mut frames) = (None, None);
    for entry in entries {
        match entry.name {
            "header" => set(&mut header, entry, entry.key)?,
            "frames" => set(&mut frames, entry, entry.key)?,
            _ => {}
        }
    }
    Ok(header.zip(frames))
}

impl<'d> Decoder<'d> {
    /// The bytes of the value at `cursor`.
    pub(crate) fn slice(&mut self, cursor: Cursor<'d>) -> Result<&'d [u8]> {
        let here = std::mem::replace(&mut self.cursor, cursor);
        self.skip()?;
        let end = std::mem::replace(&mut self.cursor, here).at;
        Ok(&cursor.bytes[cursor.at..end])
    }

    /// Calls a reader written by hand with a header and the frames `start..stop`, all of which it must take.
    fn hand_over<T>(
        &mut self,
        header: &[u8],
        start: usize,
        stop: usize,
        read: impl FnOnce(HeaderReader<'_>, &mut FrameReader<'_>) -> Result<T>,
    ) -> Result<T> {
        let outer = self.frames.narrow(start, stop);
        let value = read(HeaderReader::new(header, self.limits), &mut self.frames);
        let all_taken = self.frames.widen(outer);
        let value = value?;
        all_taken?;
        Ok(value)
    }

    /// The generic object (or dict) that holds `header` and `frames`.
    fn header_and_frames<T>(
        &mut self,
        envelope: &Envelope<'d>,
        read: impl FnOnce(HeaderReader<'_>, &mut FrameReader<'_>) -> Result<T>,
    ) -> Result<T> {
        let entries = self.dict_entries(envelope)?;
        let Some((header, frames)) = header_and_frames(entries)? else {
            return Err(envelope.unexpected(HEADER_AND_FRAMES));
        };
        match frames.frames {
            Some((start, stop)) if self.is_list_of_frames(frames, stop - start)? => {
                self.with_header(header, |decoder, bytes| decoder.hand_over(bytes, start, stop, read))
            }
            _ => self.with_listed_frames(header, frames, read),
        }
    }

    /// The same in the map at the cursor, as it comes when Python wrote it as plain data.
    fn header_and_frames_map<T>(
        &mut self,
        read: impl FnOnce(HeaderReader<'_>, &mut FrameReader<'_>) -> Result<T>,
    ) -> Result<T> {
        let at = self.cursor;
        let len = self.map(HEADER_AND_FRAMES)?;
        let mut entries = Vec::new();
        self.list_entries(len, None, &mut entries)?;
        let Some((header, frames)) = header_and_frames(entries)? else {
            return Err(at.locate(Error::header(HEADER_AND_FRAMES, "a map without them")));
        };
        self.with_listed_frames(header, frames, read)
    }

    /// Calls `read` with frames that are a list of bytes in some other form than ours.
    fn with_listed_frames<T>(
        &mut self,
        header: Entry<'d>,
        frames: Entry<'d>,
        read: impl FnOnce(HeaderReader<'_>, &mut FrameReader<'_>) -> Result<T>,
    ) -> Result<T> {
        let list =
            self.entry(frames, Vec::<bytes::Bytes>::decode).map_err(|error| error.at_field("frames"))?;
        let pieces: Vec<_> = list.into_iter().map(Piece::Shared).collect();
        self.with_header(header, |decoder, bytes| {
            let mut frames = FrameReader::new(Source::Plain(&pieces));
            let value = read(HeaderReader::new(bytes, decoder.limits), &mut frames)?;
            match frames.remaining() {
                0 => Ok(value),
                left => Err(Error::frames(format!("the type left {left} of its frames unread"))),
            }
        })
    }

    /// Calls `read` with the msgpack of the entry `header`, which may stand in a frame of its own.
    fn with_header<T>(
        &mut self,
        header: Entry<'d>,
        read: impl FnOnce(&mut Self, &[u8]) -> Result<T>,
    ) -> Result<T> {
        if header.frames.is_none() {
            let bytes = self.slice(header.value)?;
            return read(self, bytes);
        }
        let bytes = self.entry(header, |input| {
            input.value("a header", |decoder| {
                let at = decoder.cursor;
                decoder.skip()?;
                Ok(at.bytes[at.at..decoder.cursor.at].to_vec())
            })
        })?;
        read(self, &bytes)
    }

    /// Whether the entry is a list of as many `bytes` as it has frames, each in one, as we write it.
    fn is_list_of_frames(&mut self, entry: Entry<'d>, count: usize) -> Result<bool> {
        let here = std::mem::replace(&mut self.cursor, entry.value);
        let (start, stop) = entry.frames.unwrap_or_default();
        let envelope = self.envelope(start, stop)?;
        let mut plain = matches!(envelope.family, Family::Collection { kind: "list", .. });
        if plain {
            let items = self.items(&envelope)?;
            plain = items.len() == count
                && items.iter().all(|item| {
                    item.frames.is_some_and(|(start, stop)| stop - start == 1)
                        && item.header.rest().starts_with(known::BYTES.envelope())
                });
        }
        self.cursor = here;
        Ok(plain)
    }

    /// The entries of a generic object of class `dict`, or of a dict.
    pub(crate) fn dict_entries(&mut self, envelope: &Envelope<'d>) -> Result<Vec<Entry<'d>>> {
        self.object_entries(envelope, known::DICT)
    }

    /// A pickle of plain data and the buffers beside it, read without running it.
    pub(crate) fn pickled<T>(
        &mut self,
        envelope: &Envelope<'d>,
        expected: &'static str,
        read: impl FnOnce(&mut Decoder<'_>) -> Result<T>,
    ) -> Result<T> {
        let (start, stop) = (envelope.start, envelope.stop);
        if start == stop {
            return Err(envelope.unexpected(expected));
        }
        (start..stop).try_for_each(|index| self.frames.claim(index))?;
        let stream = self.frames.bytes(start)?;
        let buffers: Result<_> = (start + 1..stop).map(|index| self.frames.shared(index)).collect();
        let limits = Limits { depth: self.limits.depth.saturating_sub(self.depth), ..self.limits.clone() };
        match pickle::to_msgpack(stream, buffers?, &limits)? {
            Some(msgpack) => self.within(&msgpack, Some(start), read),
            None => Err(envelope.unexpected(expected)),
        }
    }
}
