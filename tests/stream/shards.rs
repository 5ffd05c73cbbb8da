//! Values whose frames were cut or compressed, on their way out and in.

use std::collections::VecDeque;

use bytes::Bytes;
use frames_std::{
    Codec, Limits, Piece, Serialized, Wire, compress, decompress, deserialize, deserialize_with, serialize,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn codecs() -> impl Iterator<Item = Option<Codec>> {
    Codec::ALL.into_iter().map(Some).chain([None])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_value_comes_back(
        bytes in vec(any::<u8>(), 0..40_000),
        numbers in vec(0.0..3.0f64, 0..3_000),
        len in 0usize..200_000,
        shard in 10usize..100_000,
    ) {
        let value = (bytes, numbers, vec![7u32; len], "x".repeat(len));
        for codec in codecs() {
            for shard_bytes in [None, Some(shard)] {
                let wire = Wire { compression: codec, shard_bytes };
                let sent = wire.prepare(serialize(&value).unwrap()).unwrap();
                if let Some(most) = shard_bytes {
                    prop_assert!(sent.frames().all(|frame| frame.as_slice().len() <= most.max(8)));
                }
                type Value = (Vec<u8>, Vec<f64>, Vec<u32>, String);
                prop_assert_eq!(&deserialize::<Value>(&sent).unwrap(), &value);
                // And as one run of bytes, as Dask spills it.
                let packed = Bytes::from(sent.to_bytes().unwrap());
                let back = Serialized::from_bytes(packed, &Limits::cluster()).unwrap();
                prop_assert_eq!(&deserialize::<Value>(&back).unwrap(), &value);
            }
        }
    }

    #[test]
    fn damaged_blocks_are_typed_errors(
        plain in prop_oneof![vec(any::<u8>(), 0..300), vec(0u8..3, 0..3_000)],
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        noise in vec(any::<u8>(), 0..200),
    ) {
        let limits = Limits { expanded_bytes: 1 << 20, ..Limits::strict() };
        for codec in codecs().flatten() {
            let block = compress(codec, &plain).unwrap();
            prop_assert_eq!(&decompress(codec, &block, &limits).unwrap(), &plain);
            let mut damaged = block.clone();
            for (index, byte) in &changes {
                let len = damaged.len();
                damaged[index.index(len)] = *byte;
            }
            for block in [&damaged, &noise] {
                if let Err(error) = decompress(codec, block, &limits) {
                    prop_assert!(matches!(error.class(), "Codec" | "Limit"), "{}", error);
                }
            }
        }
    }
}

#[test]
fn pieces_that_lie_next_to_each_other_are_not_copied() {
    let mut deque: VecDeque<u8> = (0..100).collect();
    deque.rotate_left(30);
    let cut = Wire { shard_bytes: Some(16), ..Wire::default() };
    let payload = Bytes::from((0..100).collect::<Vec<u8>>());
    for serialized in [serialize(&deque).unwrap(), cut.prepare(serialize(&payload).unwrap()).unwrap()] {
        assert!(serialized.frame_count() > 1);
        let packed = Bytes::from(serialized.to_bytes().unwrap());
        let received = Serialized::from_bytes(packed.clone(), &Limits::strict()).unwrap();
        let back: Bytes = deserialize(&received).unwrap();
        assert_eq!(back.len(), 100);
        assert!(packed.as_ptr_range().contains(&back.as_ptr()));
        // Frames from elsewhere, whatever is said of them, are copied.
        let apart: Vec<_> =
            serialized.frames().map(|frame| Bytes::copy_from_slice(frame.as_slice())).collect();
        let received = Serialized::from_parts(received.header_bytes().to_vec(), apart).within(packed);
        assert_eq!(deserialize::<Bytes>(&received).unwrap(), back);
    }
}

#[test]
fn all_frames_share_one_budget() {
    let value = vec![Bytes::from(vec![0u8; 1 << 20]); 20];
    for codec in codecs().flatten() {
        let wire = Wire { compression: Some(codec), ..Wire::default() };
        let sent = wire.prepare(serialize(&value).unwrap()).unwrap();
        assert!(sent.payload_bytes() < 2_000_000);
        let limits = |expanded_bytes| Limits { expanded_bytes, ..Limits::strict() };
        assert_eq!(deserialize_with::<Vec<Bytes>>(&sent, &limits(21 << 20)).unwrap(), value);
        let error = deserialize_with::<Vec<Bytes>>(&sent, &limits(16 << 20)).unwrap_err();
        assert_eq!(error.class(), "Limit", "{error}");
    }
}

/// A header asks for few bytes, and the frame would give many.
#[test]
fn an_array_says_how_much_it_takes() {
    let small = serialize(&vec![1.0f64; 4]).unwrap().into_owned();
    let large = vec![0u8; 15 << 20];
    for codec in codecs().flatten() {
        let mut frame = Some(compress(codec, &large).unwrap());
        let swapped = small
            .clone()
            .replace_frames(|_| {
                Ok(frame.take().map(|frame| (Piece::from(frame), Some(codec))).into_iter().collect())
            })
            .unwrap();
        let error = deserialize::<Vec<f64>>(&swapped).unwrap_err();
        assert_eq!(error.class(), "Array", "{error}");
    }
}
