//! A serialized value as one run of bytes: a table of lengths, the header, the frames. It is the form of
//! `distributed.protocol.serialize_bytes`, of Dask's spill files, and of ours.

use std::io::{self, IoSlice, Read, Write};

use bytes::Bytes;

use crate::error::{Error, ErrorKind, Result};
use crate::frame::Piece;
use crate::limits::Limits;
use crate::msgpack::{marker, write};
use crate::serialized::Serialized;

impl Serialized<'_> {
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

    /// The frames as they are given to a vectored write.
    pub fn io_slices(&self) -> impl ExactSizeIterator<Item = IoSlice<'_>> {
        self.pieces().iter().map(|frame| IoSlice::new(frame.as_slice()))
    }

    /// Prelude and header as bytes, and the frames.
    fn packed(&self) -> Result<(Vec<u8>, Vec<&[u8]>)> {
        let header = self.counted_header()?;
        let mut head = Vec::with_capacity(16 + 8 * self.frame_count() + header.len());
        head.extend_from_slice(&(1 + self.frame_count() as u64).to_le_bytes());
        head.extend_from_slice(&(header.len() as u64).to_le_bytes());
        for frame in self.pieces() {
            head.extend_from_slice(&(frame.as_slice().len() as u64).to_le_bytes());
        }
        head.extend_from_slice(&header);
        Ok((head, self.pieces().iter().map(Piece::as_slice).collect()))
    }

    /// The header with the two keys that `deserialize_bytes` in Python wants to find in it.
    fn counted_header(&self) -> Result<Vec<u8>> {
        let mut header = self.header_bytes().to_vec();
        let reader = self.header();
        let counted = reader.get_opt::<serde::de::IgnoredAny>("count")?.is_some();
        let compressed = reader.get_opt::<serde::de::IgnoredAny>("compression")?.is_some();
        crate::encode::add_entries(&mut header, 0, usize::from(!counted) + usize::from(!compressed))?;
        if !compressed {
            write::text(&mut header, "compression");
            write::array(&mut header, self.frame_count())?;
            header.resize(header.len() + self.frame_count(), marker::NIL);
        }
        if !counted {
            write::text(&mut header, "count");
            write::uint(&mut header, self.frame_count() as u64);
        }
        Ok(header)
    }
}

impl Serialized<'static> {
    /// Reads the `serialize_bytes` form. Frames are slices of `bytes`; nothing is copied.
    ///
    /// # Errors
    ///
    /// When the lengths contradict each other or pass a limit.
    pub fn from_bytes(bytes: impl Into<Bytes>, limits: &Limits) -> Result<Self> {
        let mut bytes = bytes.into();
        let Prelude { lengths, sum } = Prelude::read(&mut &bytes[..], limits)?;
        let prelude = 8 * (1 + lengths.len());
        let need = sum.saturating_add(prelude as u64);
        let got = bytes.len() as u64;
        if need > got {
            return Err(Error::new(ErrorKind::Truncated { need, got }));
        }
        if need < got {
            return Err(Error::malformed(format!("{} bytes follow the last frame", got - need)));
        }
        let parent = bytes.clone();
        let _ = bytes.split_to(prelude);
        // All lengths add up to the bytes that are there, so each fits.
        let mut frames = lengths.into_iter().map(|len| bytes.split_to(len as usize));
        let header = frames.next().unwrap_or_default();
        Ok(Serialized::from_parts(header, frames).within(parent))
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
        Ok(Some(Serialized::from_parts(header, parts)))
    }
}

/// The table of lengths before header and frames.
struct Prelude {
    lengths: Vec<u64>,
    sum: u64,
}

impl Prelude {
    fn read(reader: &mut impl Read, limits: &Limits) -> Result<Self> {
        let count = read_u64(reader)?;
        if count == 0 {
            return Err(Error::malformed("a value needs a header"));
        }
        if count - 1 > limits.frames as u64 {
            return Err(over("frames of one value", "frames", limits.frames as u64, count - 1));
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
        Ok(Prelude { lengths, sum })
    }
}

fn over(what: &'static str, field: &'static str, limit: u64, got: u64) -> Error {
    Error::new(ErrorKind::Limit { what, field, limit, got })
}

fn read_u64(reader: &mut impl Read) -> Result<u64> {
    let mut bytes = [0; 8];
    read_whole(reader, &mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

/// Reads one frame. Memory beyond `limits.first_alloc` follows the bytes that arrive.
fn read_part(reader: &mut impl Read, len: u64, limits: &Limits) -> Result<Bytes> {
    let whole =
        usize::try_from(len).map_err(|_| Error::malformed("a frame is larger than the address space"))?;
    let first = usize::try_from(limits.first_alloc).unwrap_or(usize::MAX).max(1);
    let mut part = Vec::new();
    let mut have = 0;
    while have < whole {
        let next = whole.min((2 * have).max(first));
        if have == 0 {
            // Zeroed memory that was never touched costs nothing until the bytes arrive.
            part = bytemuck::allocation::try_zeroed_vec(next).map_err(|()| out_of_memory())?;
        } else {
            part.try_reserve_exact(next - have).map_err(|_| out_of_memory())?;
            part.resize(next, 0);
        }
        read_whole(reader, &mut part[have..next])?;
        have = next;
    }
    Ok(part.into())
}

#[cold]
fn out_of_memory() -> Error {
    io::Error::from(io::ErrorKind::OutOfMemory).into()
}

/// Reads until `out` is full, in calls of a size that lets the sender go on copying while we do.
fn read_whole(reader: &mut impl Read, out: &mut [u8]) -> Result<()> {
    const CALL: usize = 256 << 10;
    let need = out.len();
    let mut have = 0;
    while have < need {
        let end = need.min(have + CALL);
        match reader.read(&mut out[have..end]) {
            Ok(0) => return Err(Error::new(ErrorKind::Truncated { need: need as u64, got: have as u64 })),
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
