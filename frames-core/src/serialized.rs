//! A serialized value: its header, and the bytes of its frames as they go over the wire. How that becomes one run of
//! bytes is in [`packed`](crate::packed).

use std::fmt;

use bytes::Bytes;

use crate::encode::{Encoder, Tables};
use crate::error::Result;
use crate::frame::{Codec, Frame, Frames, Piece};
use crate::header::HeaderReader;
use crate::limits::Limits;
use crate::msgpack::read::{Cursor, Token};
use crate::msgpack::write;
use crate::pieces::Layout;

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
    header: Header,
    frames: Vec<Piece<'a>>,
    /// The run of bytes that the frames are slices of, where they came as one.
    parent: Option<Bytes>,
}

/// The header's msgpack: as it was written, or as part of what was received.
#[derive(Clone)]
enum Header {
    Written(Vec<u8>),
    Received(Bytes),
}

/// The entry of a part's header that says how many frames follow it in the message.
pub(crate) const COUNT: &str = "num-sub-frames";

static PRINTED: Limits = Limits::cluster();

impl<'a> Serialized<'a> {
    /// A value received elsewhere: the msgpack of its header, and its frames as they stood on the wire.
    pub fn from_parts(
        header: impl Into<Bytes>,
        frames: impl IntoIterator<Item = impl Into<Piece<'a>>>,
    ) -> Self {
        Serialized {
            header: Header::Received(header.into()),
            frames: frames.into_iter().map(Into::into).collect(),
            parent: None,
        }
    }

    /// Says that the frames are slices of `bytes`: those that are pieces of one and lie next to each other there are
    /// then joined without a copy.
    pub fn within(mut self, bytes: Bytes) -> Self {
        self.parent = Some(bytes);
        self
    }

    /// Lays logical frames out as wire frames, with tables in the header where they differ.
    pub(crate) fn from_logical(mut header: Vec<u8>, frames: Frames<'a>) -> Result<Self> {
        let irregular = frames.is_irregular();
        if irregular {
            Tables::of(frames.list()).write(&mut header)?;
        }
        // Where every frame is one piece, the list's memory is used again.
        let pieces = if irregular {
            frames.into_list().into_iter().flat_map(Frame::into_pieces).collect()
        } else {
            frames.into_list().into_iter().filter_map(Frame::into_whole).collect()
        };
        Ok(Serialized { header: Header::Written(header), frames: pieces, parent: None })
    }

    /// The header, to look at or to print.
    pub fn header(&self) -> HeaderReader<'_> {
        HeaderReader::new(self.header_bytes(), &PRINTED)
    }

    /// The header's msgpack.
    pub fn header_bytes(&self) -> &[u8] {
        match &self.header {
            Header::Written(bytes) => bytes,
            Header::Received(bytes) => bytes,
        }
    }

    /// The frames, in order.
    pub fn frames(&self) -> impl ExactSizeIterator<Item = &Piece<'a>> {
        self.frames.iter()
    }

    pub(crate) fn pieces(&self) -> &[Piece<'a>] {
        &self.frames
    }

    pub(crate) fn parent(&self) -> Option<&Bytes> {
        self.parent.as_ref()
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

    /// Whether it came from somewhere else, so that its bytes are not ours to change.
    pub(crate) fn is_received(&self) -> bool {
        matches!(self.header, Header::Received(_))
    }

    /// The same value, its frames lent once more.
    pub(crate) fn lend(&self) -> Serialized<'_> {
        Serialized {
            header: self.header.clone(),
            frames: self.frames.iter().map(Piece::lend).collect(),
            parent: self.parent.clone(),
        }
    }

    /// The frames of a message that this value takes: its header, which then says how many follow, and those. A header
    /// that says so already stays as it is, byte for byte.
    pub(crate) fn into_part(self) -> Result<(Piece<'a>, Vec<Piece<'a>>)> {
        let count = self.frames.len() as u64;
        let told = self.header().find(COUNT)?;
        let right = match told {
            Some(value) => matches!(Cursor::header(value).token()?, Token::UInt(told) if told == count),
            None => false,
        };
        let is_told = told.is_some();
        let header = match self.header {
            Header::Received(header) if right => header,
            header => {
                let mut header = match header {
                    Header::Written(bytes) => bytes,
                    Header::Received(bytes) => bytes.into(),
                };
                if is_told {
                    crate::encode::remove_entries(&mut header, 0, &[COUNT])?;
                }
                crate::encode::add_entries(&mut header, 0, 1)?;
                write::text(&mut header, COUNT);
                write::uint(&mut header, count);
                header.into()
            }
        };
        Ok((Piece::Shared(header), self.frames))
    }

    /// The same value on its own feet: frames that are borrowed are copied, the others only counted.
    pub fn into_owned(self) -> Serialized<'static> {
        Serialized {
            header: self.header,
            frames: self.frames.into_iter().map(Piece::into_owned).collect(),
            parent: self.parent,
        }
    }

    /// Not public API. The same value with each wire frame that is not compressed replaced by what `make` makes of it:
    /// its pieces in order, each with the codec it is compressed with by now.
    #[doc(hidden)]
    pub fn replace_frames(
        self,
        mut make: impl FnMut(Piece<'a>) -> Result<Vec<(Piece<'a>, Option<Codec>)>>,
    ) -> Result<Self> {
        let layout = crate::decode::layout(&self, &Limits::cluster())?.unwrap_or_else(|| Layout {
            counts: vec![1; self.frames.len()],
            codecs: vec![None; self.frames.len()],
        });
        let mut wire = self.frames.into_iter().zip(layout.codecs);
        let mut frames = Frames::default();
        for count in layout.counts {
            let mut pieces = Vec::with_capacity(count);
            for (piece, codec) in wire.by_ref().take(count) {
                match codec {
                    None => pieces.extend(make(piece)?),
                    Some(_) => pieces.push((piece, codec)),
                }
            }
            frames.push_frame(Frame::of(pieces))?;
        }
        let header = match self.header {
            Header::Written(header) => header,
            Header::Received(header) => header.into(),
        };
        Self::from_logical(header, frames)
    }
}

impl Serialized<'static> {
    /// A value that was part of another: logical frames as their wire frames, with codecs.
    pub(crate) fn from_pieces(
        header: Vec<u8>,
        logical: Vec<Vec<(Piece<'_>, Option<Codec>)>>,
    ) -> Result<Self> {
        let mut frames = Frames::default();
        for pieces in logical {
            let pieces = pieces.into_iter().map(|(piece, codec)| (piece.into_owned(), codec)).collect();
            frames.push_frame(Frame::of(pieces))?;
        }
        Self::from_logical(header, frames)
    }
}

/// Equal are values of the same header bytes and the same frames.
impl PartialEq for Serialized<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.header_bytes() == other.header_bytes()
            && self.frames.iter().map(Piece::as_slice).eq(other.frames.iter().map(Piece::as_slice))
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
        if self.pass_on(value)? {
            return Ok(());
        }
        let logical = crate::decode::logical_frames(value)?;
        // Its header says already what it is; and an element of a dict leaves its key behind.
        self.take_name();
        let start = self.header.len();
        self.header.extend_from_slice(value.header_bytes());
        crate::encode::remove_entries(&mut self.header, start, &["key"])?;
        for frame in logical {
            self.frames.push_frame(frame)?;
        }
        Ok(())
    }
}
