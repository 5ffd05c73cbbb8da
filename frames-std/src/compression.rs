//! What becomes of frames before they are sent: long ones are cut into shards, and shards that shrink are compressed. Both
//! are off unless asked for; what arrived compressed stays as it is.

use std::ops::Range;

use frames_core::{Codec, Piece, Result, Serialized, compress};

/// How frames are laid out on the wire.
///
/// ```
/// use frames_std::{Codec, Wire, deserialize, serialize};
///
/// let zeros = vec![0.0f64; 100_000];
/// let wire = Wire { compression: Some(Codec::Lz4), ..Wire::default() };
/// let sent = wire.prepare(serialize(&zeros)?)?;
/// assert!(sent.payload_bytes() < 10_000);
/// assert_eq!(deserialize::<Vec<f64>>(&sent)?, zeros);
/// # Ok::<(), frames_std::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wire {
    /// The codec for frames of 10 000 bytes and more that it makes smaller by three tenths, which samples tell. Greetings
    /// agree on one; any reader that knows the codec takes it.
    pub compression: Option<Codec>,
    /// Frames that are longer are sent in pieces of at most this many bytes, a multiple of 8, so that no item is cut.
    /// Nobody has to cut frames; Dask does.
    pub shard_bytes: Option<usize>,
}

/// Below and above, frames are sent as they are.
const COMPRESSED: Range<usize> = 10_000..(1 << 31) + 1;
const SAMPLES: usize = 5;
const SAMPLE: usize = 10_000;

impl Wire {
    /// Dask's `distributed.comm.shard`, 64 MiB.
    pub const SHARD_BYTES: usize = 64 << 20;

    /// Cuts and compresses the frames of a value, and writes the tables that tell readers so into its header. Cutting
    /// copies nothing. Frames that are compressed already stay as they are.
    ///
    /// # Errors
    ///
    /// [`Codec`](crate::ErrorKind::Codec) when the codec's feature is off, [`Header`](crate::ErrorKind::Header) when the
    /// value's header is none.
    pub fn prepare<'a>(&self, value: Serialized<'a>) -> Result<Serialized<'a>> {
        let long = |len| self.shard_bytes.is_some_and(|shard| len > shard);
        let worth_trying = |len: &usize| long(*len) || self.compression.is_some() && COMPRESSED.contains(len);
        // The usual value has nothing to cut or compress, and its header is not even looked at.
        if !value.frames().any(|frame| worth_trying(&frame.as_slice().len())) {
            return Ok(value);
        }
        value.replace_frames(|frame| {
            let shards = self.shards(frame);
            shards.into_iter().map(|shard| self.shrink(shard)).collect()
        })
    }

    fn shards<'a>(&self, frame: Piece<'a>) -> Vec<Piece<'a>> {
        let len = frame.as_slice().len();
        match self.shard_bytes {
            // Where items of up to eight bytes end, all those of a sender do.
            Some(most) if len > most => {
                let shard = (most & !7).max(8);
                (0..len).step_by(shard).map(|start| part(&frame, start..len.min(start + shard))).collect()
            }
            _ => vec![frame],
        }
    }

    fn shrink<'a>(&self, piece: Piece<'a>) -> Result<(Piece<'a>, Option<Codec>)> {
        let bytes = piece.as_slice();
        let Some(codec) = self.compression.filter(|_| COMPRESSED.contains(&bytes.len())) else {
            return Ok((piece, None));
        };
        // A short piece is its own sample.
        if bytes.len() > SAMPLES * SAMPLE {
            let sample = sample(bytes);
            if !is_smaller(&compress(codec, &sample)?, &sample) {
                return Ok((piece, None));
            }
        }
        let smaller = compress(codec, bytes)?;
        if is_smaller(&smaller, bytes) { Ok((Piece::from(smaller), Some(codec))) } else { Ok((piece, None)) }
    }
}

/// Whether compressing was worth it: to seven tenths.
fn is_smaller(compressed: &[u8], plain: &[u8]) -> bool {
    compressed.len() as u64 * 10 <= plain.len() as u64 * 7
}

fn part<'a>(piece: &Piece<'a>, range: Range<usize>) -> Piece<'a> {
    match piece {
        Piece::Borrowed(bytes) => Piece::Borrowed(&bytes[range]),
        Piece::Shared(bytes) => Piece::Shared(bytes.slice(range)),
    }
}

/// Some windows of a long run of bytes, at positions that look random and are the same each time.
fn sample(bytes: &[u8]) -> Vec<u8> {
    let mut state = bytes.len() as u64;
    let mut sample = Vec::with_capacity(SAMPLES * SAMPLE);
    for _ in 0..SAMPLES {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let start = ((bits ^ (bits >> 31)) % (bytes.len() - SAMPLE + 1) as u64) as usize;
        sample.extend_from_slice(&bytes[start..start + SAMPLE]);
    }
    sample
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use frames_core::{deserialize, serialize};

    use super::*;

    fn codecs(value: &Serialized<'_>) -> Vec<Option<String>> {
        value.header().get("compression").unwrap()
    }

    #[test]
    fn shards_are_slices_of_the_frame() {
        let bytes = Bytes::from((0..1000u32).map(|byte| byte as u8).collect::<Vec<_>>());
        let wire = Wire { shard_bytes: Some(300), ..Wire::default() };
        let sent = wire.prepare(serialize(&bytes).unwrap()).unwrap();
        let sizes: Vec<_> = sent.frames().map(|frame| frame.as_slice().len()).collect();
        assert_eq!(sizes, [296, 296, 296, 112]);
        assert_eq!(sent.header().get::<Vec<u32>>("split-num-sub-frames").unwrap(), [4]);
        assert_eq!(codecs(&sent), [None, None, None, None]);
        assert!(sent.frames().all(|frame| bytes.as_ptr_range().contains(&frame.as_slice().as_ptr())));
        assert_eq!(deserialize::<Bytes>(&sent).unwrap(), bytes);

        let numbers = vec![1.5f64; 100];
        let sent = wire.prepare(serialize(&numbers).unwrap()).unwrap();
        assert!(sent.frames().all(Piece::is_borrowed));
        assert_eq!(deserialize::<Vec<f64>>(&sent).unwrap(), numbers);
    }

    #[test]
    fn what_needs_nothing_is_left_alone() {
        let value = (vec![1u8; 9_999], vec![2u8; 500]);
        let plain = serialize(&value).unwrap();
        let compression = Codec::ALL.into_iter().find(|codec| codec.is_built_in());
        let wire = Wire { compression, shard_bytes: Some(Wire::SHARD_BYTES) };
        assert_eq!(wire.prepare(plain.clone()).unwrap(), plain);
        assert_eq!(Wire::default().prepare(plain.clone()).unwrap(), plain);
        // Nothing comes of trying.
        let noise = sample_of_noise(100_000);
        let plain = serialize(&noise).unwrap();
        assert_eq!(wire.prepare(plain.clone()).unwrap(), plain);
    }

    fn sample_of_noise(len: usize) -> Vec<u8> {
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        (0..len).map(|_| next()).collect()
    }

    #[test]
    fn only_what_shrinks_is_compressed() {
        let value = (vec![0u8; 10_000], sample_of_noise(10_000), vec![0u8; 60_000], "x".repeat(20_000));
        for codec in Codec::ALL.into_iter().filter(|codec| codec.is_built_in()) {
            let name = Some(codec.name().to_owned());
            let wire = Wire { compression: Some(codec), shard_bytes: Some(30_000) };
            let sent = wire.prepare(serialize(&value).unwrap()).unwrap();
            let found = codecs(&sent);
            assert_eq!(found.iter().filter(|found| **found == name).count(), 4, "{found:?}");
            assert_eq!(deserialize::<(Vec<u8>, Vec<u8>, Vec<u8>, String)>(&sent).unwrap(), value);
            // A second time, only what is plain is looked at.
            let again = wire.prepare(sent.clone()).unwrap();
            assert_eq!(codecs(&again), found);
            assert_eq!(again.payload_bytes(), sent.payload_bytes());
            // As a part of another value it keeps its tables.
            let outer = serialize(&sent).unwrap().into_owned();
            assert_eq!(deserialize::<(Vec<u8>, Vec<u8>, Vec<u8>, String)>(&outer).unwrap(), value);
        }
    }
}
