//! The decoder by itself, fed by hand.

use bytes::Bytes;
use frames_std::{Decoder, Limits, Result, pack_frames, unpack_frames};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::{raw, shared, stream};

/// All messages of a stream that arrives in these pieces, and how it ends.
fn decode(
    stream: &[u8],
    mut pieces: impl Iterator<Item = usize>,
    limits: Limits,
) -> (Vec<Vec<Bytes>>, Result<()>) {
    let mut decoder = Decoder::new(limits);
    let mut messages = Vec::new();
    let mut left = stream;
    let mut run = || {
        while !left.is_empty() {
            let piece = pieces.next().unwrap_or(usize::MAX).clamp(1, left.len());
            let fed = decoder.feed(&left[..piece])?;
            left = &left[fed..];
            while let Some(message) = decoder.message()? {
                messages.push(message);
            }
        }
        decoder.end()
    };
    let end = run();
    (messages, end)
}

fn whole(stream: &[u8]) -> (Vec<Vec<Bytes>>, Result<()>) {
    decode(stream, std::iter::empty(), Limits::strict())
}

#[track_caller]
fn refused(stream: &[u8], class: &str) {
    for pieces in [usize::MAX, 1, 7] {
        let (messages, end) = decode(stream, std::iter::repeat(pieces), Limits::strict());
        assert!(messages.is_empty());
        let error = end.unwrap_err();
        assert_eq!(error.class(), class, "{error}");
    }
}

fn messages() -> impl Strategy<Value = Vec<Vec<Vec<u8>>>> {
    let frame = prop_oneof![
        6 => vec(any::<u8>(), 0..40),
        2 => (any::<u8>(), 0usize..20_000).prop_map(|(byte, len)| vec![byte; len]),
        1 => (any::<u8>(), 60_000usize..300_000).prop_map(|(byte, len)| vec![byte; len]),
    ];
    vec(vec(frame, 1..6), 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn pieces_make_no_difference(messages in messages(), pieces in vec(1usize..5_000, 1..30)) {
        let bytes = stream(&messages);
        let expected: Vec<_> = messages.iter().map(|frames| shared(frames)).collect();
        for limits in [Limits::strict(), Limits::cluster()] {
            let (found, end) = decode(&bytes, pieces.iter().copied().cycle(), limits);
            prop_assert_eq!(&found, &expected);
            prop_assert!(end.is_ok());
        }
    }

    #[test]
    fn a_prefix_is_truncated(messages in messages(), cut in any::<prop::sample::Index>()) {
        let bytes = stream(&messages);
        let cut = cut.index(bytes.len() + 1);
        let (found, end) = whole(&bytes[..cut]);
        let ends: Vec<_> = (0..=messages.len()).map(|count| stream(&messages[..count]).len()).collect();
        prop_assert_eq!(found.len(), ends.iter().filter(|end| **end <= cut).count() - 1);
        match end {
            Ok(()) => prop_assert!(ends.contains(&cut)),
            Err(error) => {
                prop_assert_eq!(error.class(), "Truncated");
                prop_assert!(!ends.contains(&cut));
            }
        }
    }

    #[test]
    fn noise_is_refused_or_cut(bytes in vec(any::<u8>(), 0..200), small in vec(0u64..100, 2..8)) {
        let words: Vec<u8> = small.into_iter().flat_map(u64::to_le_bytes).chain(bytes.iter().copied()).collect();
        for noise in [&bytes, &words] {
            let found: Vec<_> = [usize::MAX, 1, 3]
                .map(|pieces| decode(noise, std::iter::repeat(pieces), Limits::strict()))
                .map(|(messages, end)| (messages, end.err().map(|error| error.class().to_owned())))
                .into();
            prop_assert!(found.iter().all(|one| one == &found[0]), "{:?}", found);
        }
        let _ = unpack_frames(words, &Limits::strict());
    }

    #[test]
    fn packed_frames_come_back(frames in vec(vec(any::<u8>(), 0..50), 1..8), cut in any::<prop::sample::Index>()) {
        let packed = Bytes::from(pack_frames(&frames));
        let back = unpack_frames(packed.clone(), &Limits::strict()).unwrap();
        prop_assert_eq!(&back, &shared(&frames));
        let inside = |frame: &Bytes| frame.is_empty() || packed.as_ptr_range().contains(&frame.as_ptr());
        prop_assert!(back.iter().all(inside));
        let error = unpack_frames(packed.slice(..cut.index(packed.len())), &Limits::strict()).unwrap_err();
        prop_assert_eq!(error.class(), "Truncated");
    }
}

#[test]
fn the_first_block_may_end_behind_any_frame() {
    let frames = [3, 0, 5, 0, 0, 70_000, 2];
    let body = vec![b'x'; frames.iter().sum::<u64>() as usize];
    for inside in 0..=frames.len() {
        let first = 8 + 8 * frames.len() as u64 + frames[..inside].iter().sum::<u64>();
        let message = raw(first, frames.len() as u64, &frames, &body);
        let twice = [&message[..], &message].concat();
        let (found, end) = whole(&twice);
        end.unwrap();
        assert_eq!(found.len(), 2);
        assert!(found[0].iter().map(|frame| frame.len() as u64).eq(frames));
    }
}

#[test]
fn blocks_that_contradict_themselves() {
    for first in 0..16 {
        refused(&raw(first, 1, &[0], b""), "Malformed");
    }
    refused(&raw(16, 0, &[], b""), "Malformed");
    refused(&raw(17, 0, &[], b"x"), "Malformed");
    // The table is longer than the block; a frame crosses its end; bytes follow the last frame.
    refused(&raw(16, 2, &[0, 0], b""), "Malformed");
    refused(&raw(17, 1, &[3], b"abc"), "Malformed");
    refused(&raw(25, 2, &[3, 3], b"abcabc"), "Malformed");
    refused(&raw(20, 1, &[3], b"abcd"), "Malformed");
    refused(&raw(40, 1, &[3], b"abc"), "Malformed");
}

#[test]
fn lengths_over_the_limits() {
    let strict = Limits::strict();
    for first in [strict.message_bytes + 1, 1 << 40, 1 << 63, u64::MAX] {
        refused(&raw(first, 1, &[3], b"abc"), "Limit");
    }
    for count in [strict.frames as u64 + 1, 1 << 29, 1 << 61, (1 << 61) + 1, u64::MAX] {
        refused(&raw(40, count, &[3], b"abc"), "Limit");
    }
    for lengths in [
        [1, u64::MAX],
        [1, strict.message_bytes],
        [strict.header_bytes as u64 + 1, 0],
        [2, u64::MAX - 1],
        [1 << 63, 1 << 63],
    ] {
        refused(&raw(24, 2, &lengths, b""), "Limit");
    }
    refused(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "Limit");
}

#[test]
fn packed_bytes_that_lie() {
    let refused = |bytes: &[u8], class| {
        let error = unpack_frames(bytes.to_vec(), &Limits::strict()).unwrap_err();
        assert_eq!(error.class(), class, "{error}");
    };
    refused(&raw(0, 0, &[], b"")[..8], "Malformed");
    refused(&raw(1, 2, &[], b"abc"), "Malformed");
    for words in [[1 << 61, 0, 0], [u64::MAX, 0, 0], [2, u64::MAX, 1], [2, 1, u64::MAX], [4097, 0, 0]] {
        refused(&words.into_iter().flat_map(u64::to_le_bytes).collect::<Vec<_>>(), "Limit");
    }
    refused(&raw(1, 4, &[], b"abc"), "Truncated");
}

#[test]
fn memory_of_frames() {
    let large = vec![7u8; 64 << 10];
    let frames = vec![b"head".to_vec(), b"a".to_vec(), large.clone(), b"b".to_vec(), large.clone(), large];
    for limits in [Limits::strict(), Limits::cluster()] {
        let (mut found, end) =
            decode(&stream(std::slice::from_ref(&frames)), std::iter::repeat(1000), limits);
        end.unwrap();
        let found = found.remove(0);
        assert_eq!(found, shared(&frames));
        for large in [2, 4, 5] {
            assert_eq!(found[large].as_ptr() as usize % 64, 0);
        }
        // Small neighbours share memory.
        assert_eq!(found[0].as_ptr_range().end, found[1].as_ptr());
    }
}

#[test]
fn an_error_is_the_end() {
    let mut decoder = Decoder::new(Limits::strict());
    let bytes = [stream(&[vec![b"good".to_vec()]]), vec![0; 8]].concat();
    decoder.feed(&bytes).unwrap();
    assert_eq!(decoder.message().unwrap().unwrap(), ["good"]);
    assert_eq!(decoder.message().unwrap_err().class(), "Malformed");
    assert_eq!(decoder.message().unwrap_err().class(), "Io");
    assert_eq!(decoder.feed(b"more").unwrap_err().class(), "Io");
    assert_eq!(decoder.end().unwrap_err().class(), "Io");
}

#[test]
fn truncation_tells_how_much_is_missing() {
    let bytes = raw(24, 2, &[3, 100], b"abc");
    let error = |cut: usize| whole(&bytes[..cut]).1.unwrap_err().to_string();
    assert_eq!(error(3), "the input ends early: 8 bytes are needed, 3 are there");
    assert_eq!(error(20), "the input ends early: 32 bytes are needed, 20 are there");
    assert_eq!(error(35), "the input ends early: 135 bytes are needed, 35 are there");
}
