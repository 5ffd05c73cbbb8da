//! The codecs of wire frames, each behind a feature of its name. A block is believed nothing: the size it declares is
//! compared with what its bytes can give at most, with what the value's header asks for and with the budget, all before
//! memory is reserved, and with what came out in the end.

#[cfg(feature = "lz4")]
mod lz4;
#[cfg(feature = "snappy")]
mod snappy;
#[cfg(feature = "zlib")]
mod zlib;
#[cfg(feature = "zstd")]
mod zstd;

use std::borrow::Cow;

use bytes::Bytes;

use crate::error::{Error, ErrorKind, Result};
use crate::frame::Codec;
use crate::frame_reader::wrong_size;
use crate::limits::Limits;

/// Decompresses one wire frame, to at most [`Limits::expanded_bytes`].
///
/// Values are decompressed as they are read; this is for those who hold a single frame.
///
/// # Errors
///
/// [`Codec`](crate::ErrorKind::Codec) when the block is bad or the codec's feature is off,
/// [`Limit`](crate::ErrorKind::Limit) when it grows beyond the limit.
pub fn decompress(codec: Codec, block: &[u8], limits: &Limits) -> Result<Bytes> {
    decompress_within(codec, block, &Room { limit: limits.expanded_bytes, spent: 0, wanted: None })
        .map(Bytes::from)
}

/// Compresses one wire frame, in the form and with the settings that Dask uses.
///
/// # Errors
///
/// [`Codec`](crate::ErrorKind::Codec) when the codec's feature is off, or when it cannot take as many bytes.
pub fn compress(codec: Codec, bytes: &[u8]) -> Result<Vec<u8>> {
    match codec {
        #[cfg(feature = "lz4")]
        Codec::Lz4 => lz4::compress(bytes),
        #[cfg(feature = "zstd")]
        Codec::Zstd => zstd::compress(bytes),
        #[cfg(feature = "snappy")]
        Codec::Snappy => snappy::compress(bytes),
        #[cfg(feature = "zlib")]
        Codec::Zlib => zlib::compress(bytes),
        #[allow(unreachable_patterns, reason = "there is none left where all features are on")]
        codec => {
            let _ = bytes;
            Err(not_built_in(codec))
        }
    }
}

/// Decompresses one block within `room`.
pub(crate) fn decompress_within(codec: Codec, block: &[u8], room: &Room) -> Result<Vec<u8>> {
    match codec {
        #[cfg(feature = "lz4")]
        Codec::Lz4 => lz4::decompress(block, room),
        #[cfg(feature = "zstd")]
        Codec::Zstd => zstd::decompress(block, room),
        #[cfg(feature = "snappy")]
        Codec::Snappy => snappy::decompress(block, room),
        #[cfg(feature = "zlib")]
        Codec::Zlib => zlib::decompress(block, room),
        #[allow(unreachable_patterns, reason = "there is none left where all features are on")]
        codec => {
            let _ = (block, room);
            Err(not_built_in(codec))
        }
    }
}

/// How many bytes a block may give.
#[derive(Debug)]
pub(crate) struct Room {
    /// The limit for all blocks of the value, and what those before this one gave.
    pub(crate) limit: u64,
    pub(crate) spent: u64,
    /// The most that the value wants, where its header tells. That it gets as much is for its reader to see: a block
    /// that also lies about its size is bad first of all.
    pub(crate) wanted: Option<usize>,
}

#[cfg_attr(
    not(any(feature = "lz4", feature = "snappy", feature = "zlib", feature = "zstd")),
    allow(dead_code, reason = "only codecs ask")
)]
impl Room {
    /// Takes a size that a block declares or has, or refuses it.
    fn admit(&self, declared: u64) -> Result<usize> {
        if let Some(wanted) = self.wanted.filter(|wanted| declared > *wanted as u64) {
            return Err(wrong_size(wanted, declared));
        }
        self.within_limit(self.spent.saturating_add(declared))?;
        usize::try_from(declared).map_err(|_| out_of_memory())
    }

    /// Refuses what is over the limit, whatever is asked for.
    fn within_limit(&self, got: u64) -> Result<()> {
        if got <= self.limit {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Limit {
            what: "bytes of frames when decompressed",
            field: "expanded_bytes",
            limit: self.limit,
            got,
        }))
    }
}

/// Memory for a block's output. What is never written costs nothing.
#[cfg(any(feature = "lz4", feature = "snappy"))]
fn zeroed(len: usize) -> Result<Vec<u8>> {
    bytemuck::allocation::try_zeroed_vec(len).map_err(|()| out_of_memory())
}

#[cold]
fn out_of_memory() -> Error {
    std::io::Error::from(std::io::ErrorKind::OutOfMemory).into()
}

#[cold]
fn bad(codec: Codec, problem: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Codec { name: codec.name().to_owned(), problem: problem.into() })
}

#[cold]
#[cfg_attr(
    all(feature = "lz4", feature = "snappy", feature = "zlib", feature = "zstd"),
    allow(dead_code, reason = "every codec is built in")
)]
fn not_built_in(codec: Codec) -> Error {
    bad(codec, format!("it is not built in; enable the feature `{}` of frames-std", codec.name()))
}

impl Codec {
    /// All codecs, in the order in which one is chosen if any will do.
    pub const ALL: [Codec; 4] = [Codec::Lz4, Codec::Zstd, Codec::Snappy, Codec::Zlib];

    /// Whether the feature of this codec is on.
    pub const fn is_built_in(self) -> bool {
        match self {
            Codec::Lz4 => cfg!(feature = "lz4"),
            Codec::Zstd => cfg!(feature = "zstd"),
            Codec::Snappy => cfg!(feature = "snappy"),
            Codec::Zlib => cfg!(feature = "zlib"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in() -> impl Iterator<Item = Codec> {
        Codec::ALL.into_iter().filter(|codec| codec.is_built_in())
    }

    fn room(limit: u64, wanted: Option<usize>) -> Room {
        Room { limit, spent: 0, wanted }
    }

    #[test]
    fn bytes_come_back() {
        let text = b"as often as not ".repeat(4096);
        for codec in built_in() {
            for plain in [&text[..], b"", b"x"] {
                let block = compress(codec, plain).unwrap();
                assert_eq!(decompress(codec, &block, &Limits::strict()).unwrap(), plain, "{codec:?}");
                let enough = room(plain.len() as u64, Some(plain.len()));
                assert_eq!(decompress_within(codec, &block, &enough).unwrap(), plain, "{codec:?}");
            }
            assert!(compress(codec, &text).unwrap().len() < text.len() / 10, "{codec:?}");
        }
    }

    #[test]
    fn more_than_is_wanted_is_refused() {
        let plain = [7u8; 1000];
        for codec in built_in() {
            let block = compress(codec, &plain).unwrap();
            for wanted in [999, 0] {
                let error = decompress_within(codec, &block, &room(2000, Some(wanted))).unwrap_err();
                assert_eq!(error.class(), "Array", "{codec:?}: {error}");
            }
            let error = decompress_within(codec, &block, &room(999, None)).unwrap_err();
            assert_eq!(error.class(), "Limit", "{codec:?}: {error}");
            let error =
                decompress_within(codec, &block, &Room { limit: 1500, spent: 501, wanted: Some(1000) });
            assert_eq!(error.unwrap_err().class(), "Limit", "{codec:?}");
        }
    }

    #[test]
    fn cut_blocks_and_further_bytes_are_refused() {
        let plain = b"neither more nor less, neither more nor less".repeat(8);
        for codec in built_in() {
            let block = compress(codec, &plain).unwrap();
            for end in 0..block.len() {
                let error = decompress(codec, &block[..end], &Limits::strict()).unwrap_err();
                assert_eq!(error.class(), "Codec", "{codec:?} cut at {end}: {error}");
            }
            let longer = [&block[..], b"abc"].concat();
            let error = decompress(codec, &longer, &Limits::strict()).unwrap_err();
            assert_eq!(error.class(), "Codec", "{codec:?}: {error}");
        }
    }

    #[test]
    fn without_its_feature_a_codec_names_it() {
        for codec in Codec::ALL.into_iter().filter(|codec| !codec.is_built_in()) {
            for error in
                [compress(codec, b"").unwrap_err(), decompress(codec, b"", &Limits::strict()).unwrap_err()]
            {
                assert_eq!(error.class(), "Codec");
                assert!(error.to_string().contains(&format!("feature `{}`", codec.name())), "{error}");
            }
        }
    }
}
