//! Frames on their way out: bytes that are lent, shared or owned, never copied. A *logical* frame is what a type
//! pushes; it may lie in several *pieces*, each of which travels as a wire frame of its own.

use bytes::Bytes;

use crate::error::{Error, Result};
use crate::limits::Limits;

/// Bytes of one wire frame: borrowed from the value, or shared with it.
#[derive(Debug, Clone)]
pub enum Piece<'a> {
    /// Lent by the value.
    Borrowed(&'a [u8]),
    /// Owned, or shared by a reference count.
    Shared(Bytes),
}

impl Piece<'_> {
    /// The bytes.
    #[inline]
    pub fn as_slice(&self) -> &[u8] {
        match self {
            Piece::Borrowed(bytes) => bytes,
            Piece::Shared(bytes) => bytes,
        }
    }

    /// The bytes with a count of their own; only borrowed ones are copied.
    pub fn into_shared(self) -> Bytes {
        match self {
            Piece::Borrowed(bytes) => Bytes::copy_from_slice(bytes),
            Piece::Shared(bytes) => bytes,
        }
    }

    /// Whether the bytes are still the value's own.
    pub fn is_borrowed(&self) -> bool {
        matches!(self, Piece::Borrowed(_))
    }

    /// The same bytes once more, without a copy.
    pub(crate) fn lend(&self) -> Piece<'_> {
        match self {
            Piece::Borrowed(bytes) => Piece::Borrowed(bytes),
            Piece::Shared(bytes) => Piece::Shared(bytes.clone()),
        }
    }

    pub(crate) fn into_owned(self) -> Piece<'static> {
        Piece::Shared(self.into_shared())
    }
}

impl AsRef<[u8]> for Piece<'_> {
    fn as_ref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl<'a> From<&'a [u8]> for Piece<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Piece::Borrowed(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Piece<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Piece::Borrowed(bytes)
    }
}

impl<'a> From<&'a str> for Piece<'a> {
    fn from(text: &'a str) -> Self {
        Piece::Borrowed(text.as_bytes())
    }
}

impl<'a> From<&'a Vec<u8>> for Piece<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Piece::Borrowed(bytes)
    }
}

impl From<Bytes> for Piece<'_> {
    fn from(bytes: Bytes) -> Self {
        Piece::Shared(bytes)
    }
}

impl From<Vec<u8>> for Piece<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Piece::Shared(bytes.into())
    }
}

/// How the bytes of a wire frame are compressed, by its name in `compression`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Codec {
    /// A length, then one LZ4 block.
    Lz4,
    /// One Zstandard frame.
    Zstd,
    /// One raw Snappy block.
    Snappy,
    /// One zlib stream.
    Zlib,
}

impl Codec {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Codec::Lz4 => "lz4",
            Codec::Zstd => "zstd",
            Codec::Snappy => "snappy",
            Codec::Zlib => "zlib",
        }
    }

    /// The codec of a name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Codec::ALL.into_iter().find(|codec| codec.name() == name)
    }
}

/// One logical frame.
#[derive(Debug, Clone)]
pub(crate) enum Frame<'a> {
    /// The usual case: one piece, not compressed.
    Whole(Piece<'a>),
    /// Anything else: the tables of the outermost header tell how to put it together.
    Chain(Vec<(Piece<'a>, Option<Codec>)>),
}

impl<'a> Frame<'a> {
    /// A frame of pieces, which is regular if it is a single one that is not compressed.
    pub(crate) fn of(mut pieces: Vec<(Piece<'a>, Option<Codec>)>) -> Self {
        match pieces.pop() {
            Some((piece, None)) if pieces.is_empty() => Frame::Whole(piece),
            last => {
                pieces.extend(last);
                Frame::Chain(pieces)
            }
        }
    }

    pub(crate) fn into_pieces(self) -> Vec<Piece<'a>> {
        match self {
            Frame::Whole(piece) => vec![piece],
            Frame::Chain(pieces) => pieces.into_iter().map(|(piece, _)| piece).collect(),
        }
    }

    /// The one piece of a frame that is not a chain.
    pub(crate) fn as_whole(&self) -> Option<&Piece<'a>> {
        match self {
            Frame::Whole(piece) => Some(piece),
            Frame::Chain(_) => None,
        }
    }

    /// The same, taken out.
    pub(crate) fn into_whole(self) -> Option<Piece<'a>> {
        match self {
            Frame::Whole(piece) => Some(piece),
            Frame::Chain(_) => None,
        }
    }
}

/// The frames of a value while it is being written, in order.
///
/// ```
/// # use frames_core::{Frames, Result};
/// fn frames<'a>(name: &'a str, pixels: &'a [f32], out: &mut Frames<'a>) -> Result<()> {
///     out.push(name)?;            // lent
///     out.push_slice(pixels)?;    // lent, as the bytes of its numbers
///     out.push(vec![1, 2, 3])     // computed, so handed over
/// }
/// ```
#[derive(Debug, Default)]
pub struct Frames<'a> {
    list: Vec<Frame<'a>>,
    /// Wire frames that differ from logical ones: pieces beyond one, and compressed pieces.
    irregular: bool,
}

impl<'a> Frames<'a> {
    /// Appends one frame: bytes or text that the value lends, or owned bytes.
    ///
    /// # Errors
    ///
    /// When the value has more frames than [`Limits::cluster`] allows a reader to take.
    #[inline]
    pub fn push(&mut self, bytes: impl Into<Piece<'a>>) -> Result<()> {
        self.push_frame(Frame::Whole(bytes.into()))
    }

    /// Appends a run of numbers as one frame, without a copy, in this machine's byte order.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn push_slice<T: bytemuck::NoUninit>(&mut self, numbers: &'a [T]) -> Result<()> {
        self.push(bytemuck::cast_slice::<T, u8>(numbers))
    }

    /// Appends one frame that lies in several places; a reader sees it as one run of bytes.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn push_chain(&mut self, pieces: impl IntoIterator<Item = impl Into<Piece<'a>>>) -> Result<()> {
        let mut pieces: Vec<_> = pieces.into_iter().map(|piece| (piece.into(), None)).collect();
        match pieces.len() {
            0 => self.push(Bytes::new()),
            1 => self.push_frame(Frame::Whole(pieces.remove(0).0)),
            _ => self.push_frame(Frame::Chain(pieces)),
        }
    }

    #[inline]
    pub(crate) fn push_frame(&mut self, frame: Frame<'a>) -> Result<()> {
        const MOST: usize = Limits::cluster().frames;
        if self.list.len() >= MOST {
            return Err(Error::limit("frames of one value", "frames", MOST, self.list.len() + 1));
        }
        self.irregular |= matches!(frame, Frame::Chain(_));
        self.list.push(frame);
        Ok(())
    }

    /// Frames pushed so far.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether none has been pushed.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether the outermost header needs tables to put these frames together.
    pub(crate) fn is_irregular(&self) -> bool {
        self.irregular
    }

    pub(crate) fn list(&self) -> &[Frame<'a>] {
        &self.list
    }

    pub(crate) fn into_list(self) -> Vec<Frame<'a>> {
        self.list
    }
}
