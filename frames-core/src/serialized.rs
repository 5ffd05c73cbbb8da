//! A serialized value: its header, and the bytes of its frames as they go over the wire. Also its form as one run of
//! bytes, which is that of `distributed.protocol.serialize_bytes` (and of Dask's spill files).

use std::fmt;
use std::io::{self, IoSlice, Read, Write};

use bytes::Bytes;

use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::frame::{Codec, Frame, Frames, Piece};
use crate::header::HeaderReader;
use crate::limits::Limits;
use crate::msgpack::write;

/// A header and the frames that belong to it.
///
/// What [`serialize`](crate::serialize) returns borrows its frames from the value; what was received owns them. As a
/// field of a struct it is an opaque value, passed through byte for byte.
///
/// ```
/// let samples = vec![1.0f64, 2.0, 3.0];
/// let serialized = frames_core::serialize(&samples)?;
/// assert_eq!(serialized.frame_count(), 1);
/// assert_eq!(serialized.payload_bytes(), 24);
/// assert!(serialized.frames().all(|frame| frame.is_borrowed()));
/// # Ok::<(), frames_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Serialized<'a> {
    header: Bytes,
    frames: Vec<Piece<'a>>,
}

static PRINTED: Limits = Limits::cluster();

impl<'a> Serialized<'a> {
    /// A value received elsewhere: the msgpack of its header, and its frames as they stood on the wire.
    pub fn from_parts(header: impl Into<Bytes>, frames: impl IntoIterator<Item = impl Into<Piece<'a>>>) -> Self {
        Serialized { header: header.into(), frames: frames.into_iter().map(Into::into).collect() }
    }

    /// Lays logical frames out as wire frames, with tables in the header where they differ.
    pub(crate) fn from_logical(mut header: Vec<u8>, frames: Frames<'a>) -> Result<Self> {
        if frames.is_irregular() {
            Tables::of(frames.list()).write(&mut header)?;
        }
        let mut pieces = Vec::with_capacity(frames.len());
        for frame in frames.into_list() {
            match frame {
                Frame::Whole(piece) => pieces.push(piece),
                Frame::Chain(chain) => pieces.extend(chain.into_iter().map(|(piece, _)| piece)),
            }
        }
        Ok(Serialized { header: header.into(), frames: pieces })
    }

    /// The header, to look at or to print.
    pub fn header(&self) -> HeaderReader<'_> {
        HeaderReader::new(&self.header, &PRINTED)
    }

    /// The header's msgpack.
    pub fn header_bytes(&self) -> &Bytes {
        &self.header
    }

    /// The frames, in order.
    pub fn frames(&self) -> impl ExactSizeIterator<Item = &Piece<'a>> {
        self.frames.iter()
    }

    pub(crate) fn pieces(&self) -> &[Piece<'a>] {
        &self.frames
    }

    /// The bytes of one frame.
    pub fn frame(&self, index: usize) -> Option<&[u8]> {
        self.frames.get(index).map(Piece::as_slice)
    }

    /// How many frames there are.
    pub fn frame_count(&self) -> usize {
        self.frames.len()
    }

    /// Bytes in all frames together.
    pub fn payload_bytes(&self) -> u64 {
        self.frames.iter().map(|frame| frame.as_slice().len() as u64).sum()
    }

    /// The same value on its own feet: frames that are borrowed are copied, the others only counted.
    pub fn into_owned(self) -> Serialized<'static> {
        Serialized { header: self.header, frames: self.frames.into_iter().map(Piece::into_owned).collect() }
    }

    /// The value as one run of bytes, in Dask's `serialize_bytes` form.
    ///
    /// # Errors
    ///
    /// When the header is none.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let (head, slices) = self.packed()?;
        let mut out = Vec::with_capacity(head.len() + slices.iter().map(|slice| slice.len()).sum::<usize>());
        out.extend_from_slice(&head);
        slices.iter().for_each(|slice| out.extend_from_slice(slice));
        Ok(out)
    }

    /// Writes the same bytes with vectored writes: frames go from where they lie to the writer.
    ///
    /// # Errors
    ///
    /// What the writer reports.
    pub fn write_to(&self, writer: &mut impl Write) -> Result<()> {
        let (head, frames) = self.packed()?;
        let mut slices = Vec::with_capacity(1 + frames.len());
        slices.push(IoSlice::new(&head));
        slices.extend(frames.into_iter().map(IoSlice::new));
        write_all_vectored(writer, &mut slices)?;
        Ok(writer.flush()?)
    }

    /// Prelude and header as bytes, and the frames.
    fn packed(&self) -> Result<(Vec<u8>, Vec<&[u8]>)> {
        let header = self.counted_header()?;
        let mut head = Vec::with_capacity(16 + 8 * self.frames.len() + header.len());
        head.extend_from_slice(&(1 + self.frames.len() as u64).to_le_bytes());
        head.extend_from_slice(&(header.len() as u64).to_le_bytes());
        for frame in &self.frames {
            head.extend_from_slice(&(frame.as_slice().len() as u64).to_le_bytes());
        }
        head.extend_from_slice(&header);
        Ok((head, self.frames.iter().map(Piece::as_slice).collect()))
    }

    /// The header with the two keys that `deserialize_bytes` in Python wants to find in it.
    fn counted_header(&self) -> Result<Vec<u8>> {
        let mut header = self.header.to_vec();
        let reader = self.header();
        let counted = reader.get_opt::<serde::de::IgnoredAny>("count")?.is_some();
        let compressed = reader.get_opt::<serde::de::IgnoredAny>("compression")?.is_some();
        crate::encode::add_entries(&mut header, 0, usize::from(!counted) + usize::from(!compressed))?;
        if !compressed {
            write::text(&mut header, "compression");
            write::array(&mut header, self.frames.len())?;
            header.resize(header.len() + self.frames.len(), crate::msgpack::marker::NIL);
        }
        if !counted {
            write::text(&mut header, "count");
            write::uint(&mut header, self.frames.len() as u64);
        }
        Ok(header)
    }
}

impl Serialized<'static> {
    /// A value that was part of another: logical frames as their wire frames, with codecs.
    pub(crate) fn from_pieces(header: Vec<u8>, logical: Vec<Vec<(Piece<'_>, Option<Codec>)>>) -> Result<Self> {
        let mut frames = Frames::default();
        for pieces in logical {
            let mut pieces: Vec<_> = pieces.into_iter().map(|(piece, codec)| (piece.into_owned(), codec)).collect();
            frames.push_frame(match pieces.pop() {
                Some((piece, None)) if pieces.is_empty() => Frame::Whole(piece),
                last => {
                    pieces.extend(last);
                    Frame::Chain(pieces)
                }
            })?;
        }
        Self::from_logical(header, frames)
    }

    /// Reads the `serialize_bytes` form. Frames are slices of `bytes`; nothing is copied.
    ///
    /// # Errors
    ///
    /// When the lengths contradict each other or pass a limit.
    pub fn from_bytes(bytes: impl Into<Bytes>, limits: &Limits) -> Result<Self> {
        let mut bytes = bytes.into();
        let lengths = Prelude::read(&mut &bytes[..], limits)?.lengths;
        let prelude = 8 * (1 + lengths.len());
        let need = prelude as u64 + lengths.iter().sum::<u64>();
        let got = bytes.len() as u64;
        if need > got {
            return Err(Error::new(crate::ErrorKind::Truncated { need, got }));
        }
        if need < got {
            return Err(Error::malformed(format!("{} bytes follow the last frame", got - need)));
        }
        let _ = bytes.split_to(prelude);
        // All lengths add up to the bytes that are there, so each fits.
        let mut frames = lengths.into_iter().map(|len| bytes.split_to(len as usize));
        let header = frames.next().unwrap_or_default();
        Ok(Serialized { header, frames: frames.map(Piece::Shared).collect() })
    }

    /// Reads one value in the `serialize_bytes` form from a stream, and not a byte more. Each large frame gets an
    /// allocation of its own. `None` at a clean end.
    ///
    /// # Errors
    ///
    /// When the stream ends inside the value, when lengths contradict each other or pass a limit.
    pub fn read_from(reader: &mut impl Read, limits: &Limits) -> Result<Option<Self>> {
        let mut first = [0; 1];
        loop {
            match reader.read(&mut first) {
                Ok(0) => return Ok(None),
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        let lengths = Prelude::read(&mut first.chain(&mut *reader), limits)?.lengths;
        let mut parts = Vec::with_capacity(lengths.len());
        for len in lengths {
            parts.push(read_part(reader, len, limits)?);
        }
        let mut parts = parts.into_iter();
        let header = parts.next().unwrap_or_default();
        Ok(Some(Serialized { header, frames: parts.map(Piece::Shared).collect() }))
    }
}

/// The table of lengths before header and frames.
struct Prelude {
    lengths: Vec<u64>,
}

impl Prelude {
    fn read(reader: &mut impl Read, limits: &Limits) -> Result<Self> {
        let count = read_u64(reader)?;
        if count == 0 {
            return Err(Error::malformed("a value needs a header"));
        }
        let most = limits.frames as u64 + 1;
        if count > most {
            return Err(over("frames of one value", "frames", most - 1, count - 1));
        }
        let mut lengths = Vec::new();
        let mut sum = 0u64;
        for index in 0..count {
            let len = read_u64(reader)?;
            sum = sum.saturating_add(len);
            if index == 0 && len > limits.header_bytes as u64 {
                return Err(over("bytes of the header", "header_bytes", limits.header_bytes as u64, len));
            }
            if sum > limits.message_bytes {
                return Err(over("bytes of the value", "message_bytes", limits.message_bytes, sum));
            }
            lengths.push(len);
        }
        Ok(Prelude { lengths })
    }
}

fn over(what: &'static str, field: &'static str, limit: u64, got: u64) -> Error {
    Error::new(crate::ErrorKind::Limit { what, field, limit, got })
}

fn read_u64(reader: &mut impl Read) -> Result<u64> {
    let mut bytes = [0; 8];
    read_whole(reader, &mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

/// Reads one frame. Memory beyond `limits.first_alloc` follows the bytes that arrive.
fn read_part(reader: &mut impl Read, len: u64, limits: &Limits) -> Result<Bytes> {
    let whole = usize::try_from(len).map_err(|_| Error::malformed("a frame is larger than the address space"))?;
    let mut part = Vec::new();
    let mut have = 0;
    while have < whole {
        let next = whole.min((2 * have).max(usize::try_from(limits.first_alloc).unwrap_or(usize::MAX)));
        if have == 0 {
            // Zeroed memory that was never touched costs nothing until the bytes arrive.
            part = vec![0; next];
        } else {
            part.resize(next, 0);
        }
        read_whole(reader, &mut part[have..next])?;
        have = next;
    }
    Ok(part.into())
}

/// Reads until `out` is full, in calls of a size that lets the sender go on copying while we do.
fn read_whole(reader: &mut impl Read, out: &mut [u8]) -> Result<()> {
    const CALL: usize = 256 << 10;
    let need = out.len();
    let mut have = 0;
    while have < need {
        let end = need.min(have + CALL);
        match reader.read(&mut out[have..end]) {
            Ok(0) => return Err(Error::new(crate::ErrorKind::Truncated { need: need as u64, got: have as u64 })),
            Ok(read) => have += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn write_all_vectored(writer: &mut impl Write, mut slices: &mut [IoSlice<'_>]) -> Result<()> {
    IoSlice::advance_slices(&mut slices, 0);
    while !slices.is_empty() {
        match writer.write_vectored(slices) {
            Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero).into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// How wire frames make logical ones; written into the outermost header, the only place where Dask looks for it.
struct Tables {
    pieces: Vec<usize>,
    codecs: Vec<Option<&'static str>>,
}

impl Tables {
    fn of(frames: &[Frame<'_>]) -> Self {
        let mut tables = Tables { pieces: Vec::with_capacity(frames.len()), codecs: Vec::new() };
        for frame in frames {
            match frame {
                Frame::Whole(_) => {
                    tables.pieces.push(1);
                    tables.codecs.push(None);
                }
                Frame::Chain(pieces) => {
                    tables.pieces.push(pieces.len());
                    tables.codecs.extend(pieces.iter().map(|(_, codec)| codec.map(|codec| codec.name())));
                }
            }
        }
        tables
    }

    fn write(self, header: &mut Vec<u8>) -> Result<()> {
        crate::encode::add_entries(header, 0, 3)?;
        write::text(header, "split-num-sub-frames");
        write::array(header, self.pieces.len())?;
        self.pieces.iter().for_each(|count| write::uint(header, *count as u64));
        write::text(header, "split-offsets");
        write::array(header, self.pieces.len())?;
        let mut offset = 0;
        for count in &self.pieces {
            write::uint(header, offset);
            offset += *count as u64;
        }
        write::text(header, "compression");
        write::array(header, self.codecs.len())?;
        for codec in self.codecs {
            match codec {
                Some(name) => write::text(header, name),
                None => write::nil(header),
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Serialized<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let frames: Vec<_> = self.frames.iter().map(|frame| frame.as_slice().len()).collect();
        f.debug_struct("Serialized").field("header", &self.header()).field("frame_bytes", &frames).finish()
    }
}

impl<'a> Encoder<'a> {
    /// A value that is serialized already: its header as it is, its frames with their tables.
    pub(crate) fn serialized(&mut self, value: &'a Serialized<'_>) -> Result<()> {
        let logical = crate::decode::logical_frames(value)?;
        self.header.extend_from_slice(&value.header);
        for frame in logical {
            self.frames.push_frame(frame)?;
        }
        Ok(())
    }
}
