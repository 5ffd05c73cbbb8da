//! Random bytes, and valid messages with bits turned over, bytes cut out and parts repeated: an error or a value, and
//! never a panic. (A property test fails on a panic; what memory is used is measured in the test of allocations.)

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use frames_std::{
    FromFrames, Limits, Serialized, SparseMatrix, deserialize_any, deserialize_with, from_bytes, serialize,
    to_bytes,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

type Mixed = (Vec<f64>, HashMap<String, Vec<Option<u16>>>, Option<Result<Bytes, String>>, Vec<[i32; 2]>);

/// Reads it as types of every family; whatever comes out can be written again.
fn read_all(value: &Serialized<'_>) {
    fn one<T: FromFrames>(value: &Serialized<'_>) {
        for limits in [Limits::strict(), Limits::cluster()] {
            match deserialize_with::<T>(value, &limits) {
                Ok(value) => drop(serialize(&value).map(|again| again.to_bytes())),
                Err(error) => assert!(!error.to_string().is_empty() && error.to_string().len() < 2000),
            }
        }
    }
    one::<u8>(value);
    one::<i128>(value);
    one::<f32>(value);
    one::<String>(value);
    one::<Bytes>(value);
    one::<Vec<u8>>(value);
    one::<Vec<bool>>(value);
    one::<Vec<char>>(value);
    one::<Vec<Option<f64>>>(value);
    one::<Vec<[f64; 3]>>(value);
    one::<Vec<u128>>(value);
    one::<Vec<String>>(value);
    one::<VecDeque<u32>>(value);
    one::<HashSet<(u8, String)>>(value);
    one::<BTreeMap<Option<u8>, Bytes>>(value);
    one::<Option<Option<()>>>(value);
    one::<Duration>(value);
    one::<SystemTime>(value);
    one::<Result<Vec<u16>, String>>(value);
    one::<Mixed>(value);
    one::<jiff::Timestamp>(value);
    one::<Vec<Option<jiff::civil::Date>>>(value);
    one::<Vec<[chrono::TimeDelta; 2]>>(value);
    one::<Vec<uuid::Uuid>>(value);
    one::<SparseMatrix<f64>>(value);
    one::<SparseMatrix<u8, i64>>(value);
    one::<Serialized<'static>>(value);
    one::<Vec<Serialized<'static>>>(value);
    let _ = deserialize_any(value);
    let _ = format!("{value:?}");
    let _ = value.to_bytes();
}

fn messages() -> Vec<Serialized<'static>> {
    let mut deque = VecDeque::from(vec![1u32, 2, 3, 4]);
    deque.pop_front();
    deque.push_back(5);
    let mixed: Mixed = (
        vec![0.5; 3],
        HashMap::from([("a".into(), vec![Some(1), None])]),
        Some(Ok(Bytes::from_static(b"abc"))),
        vec![[1, -1]; 2],
    );
    let split = (serialize(&deque).unwrap().into_owned(), 7u8);
    [
        serialize(&mixed),
        serialize(&split),
        serialize(&[Ok::<_, String>(vec![1u16]), Err("no".to_owned())]),
        serialize(&HashSet::from([(1u8, "x".to_owned())])),
        serialize(&BTreeMap::from([(None, b"a".to_vec()), (Some(1u8), b"b".to_vec())])),
        serialize(&[u128::MAX, 1]),
        serialize(&(SystemTime::UNIX_EPOCH, Some(Some(())), 'x', -5i8)),
        serialize("text that is longer than a short one"),
        serialize(&vec![Some(jiff::Timestamp::UNIX_EPOCH), None]),
        serialize(&vec![[chrono::TimeDelta::zero(); 2]; 2]),
        serialize(&SparseMatrix::csr((2, 3), vec![0, 1, 3], vec![2, 0, 2], vec![0.5f64; 3]).unwrap()),
        serialize(&SparseMatrix::coo((2, 3), vec![1i64, 0], vec![2, 0], vec![1u8, 2]).unwrap()),
    ]
    .map(|message| message.unwrap().into_owned())
    .into()
}

/// A change to a header and its frames.
#[derive(Debug, Clone)]
enum Change {
    Flip(usize, u8),
    Set(usize, u8),
    Cut(usize, usize),
    Repeat(usize, usize),
    DropFrame(usize),
    SwapFrames(usize, usize),
    TwiceFrame(usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = any::<prop::sample::Index>().prop_map(|index| index.index(1 << 16));
    let change = prop_oneof![
        8 => (at.clone(), 0u8..8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        4 => (at.clone(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        2 => (at.clone(), 1usize..20).prop_map(|(at, len)| Change::Cut(at, len)),
        2 => (at.clone(), 1usize..40).prop_map(|(at, len)| Change::Repeat(at, len)),
        1 => at.clone().prop_map(Change::DropFrame),
        1 => (at.clone(), at.clone()).prop_map(|(a, b)| Change::SwapFrames(a, b)),
        1 => at.prop_map(Change::TwiceFrame),
    ];
    vec(change, 1..4)
}

fn apply(message: &Serialized<'_>, changes: &[Change]) -> Serialized<'static> {
    let mut header = message.header_bytes().to_vec();
    let mut frames: Vec<Vec<u8>> = message.frames().map(|frame| frame.as_slice().to_vec()).collect();
    for change in changes {
        let (len, count) = (header.len().max(1), frames.len().max(1));
        match *change {
            // One change in four meets a frame.
            Change::Flip(at, bit) => match frames.get_mut(at / 4 % count) {
                Some(frame) if at % 4 == 0 && !frame.is_empty() => {
                    let at = at / 16 % frame.len();
                    frame[at] ^= 1 << bit;
                }
                _ => header[at % len] ^= 1 << bit,
            },
            Change::Set(at, byte) => header[at % len] = byte,
            Change::Cut(at, size) => drop(header.drain(at % len..(at % len + size).min(len))),
            Change::Repeat(at, size) => {
                let part = header[at % len..(at % len + size).min(len)].to_vec();
                header.splice(at % len..at % len, part);
            }
            Change::DropFrame(at) => drop((!frames.is_empty()).then(|| frames.remove(at % count))),
            Change::SwapFrames(a, b) if !frames.is_empty() => frames.swap(a % count, b % count),
            Change::TwiceFrame(at) if !frames.is_empty() => {
                frames.insert(at % count, frames[at % count].clone())
            }
            Change::SwapFrames(..) | Change::TwiceFrame(_) => {}
        }
        if header.is_empty() {
            header.push(0x80);
        }
    }
    Serialized::from_parts(header, frames)
}

proptest! {
    #![proptest_config(Config { cases: 2000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn changed_messages(which in 0usize..12, changes in changes()) {
        read_all(&apply(&messages()[which], &changes));
    }

    #[test]
    fn changed_packed_messages(which in 0usize..12, at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = messages()[which].to_bytes().unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = from_bytes::<Mixed>(bytes.clone());
        if let Ok(value) = Serialized::from_bytes(bytes.clone(), &Limits::cluster()) {
            read_all(&value);
        }
        let _ = Serialized::read_from(&mut &bytes[..], &Limits::strict());
    }

    #[test]
    fn random_bytes(header in vec(any::<u8>(), 0..60), frames in vec(vec(any::<u8>(), 0..20), 0..3)) {
        read_all(&Serialized::from_parts(header.clone(), frames));
        let _ = from_bytes::<Mixed>(header);
    }

    #[test]
    fn random_frames_behind_good_headers(body in vec(any::<u8>(), 0..60)) {
        for header in [&b"\x81\xaaserializer\xa7msgpack"[..], b"\x81\xaaserializer\xa6pickle", b"\x81\xaaserializer\xa5error"] {
            read_all(&Serialized::from_parts(header, [&body[..]]));
        }
    }
}

#[test]
fn the_messages_are_good_before_they_are_changed() {
    for message in messages() {
        assert!(deserialize_with::<Serialized<'static>>(&message, &Limits::strict()).is_ok());
    }
    deserialize_with::<Mixed>(&messages()[0], &Limits::strict()).unwrap();
    assert!(to_bytes(&messages()[1]).is_ok());
}

/// Each byte of the header and of the frames takes on a few other values, and frames are cut and exchanged. `again` gets what is
/// read all the same.
pub(crate) fn turn_bytes_over<T: FromFrames>(message: &Serialized<'_>, again: impl Fn(T)) {
    let header = message.header_bytes().to_vec();
    let frames: Vec<Vec<u8>> = message.frames().map(|frame| frame.as_slice().to_vec()).collect();
    let check = |header: &[u8], frames: &[Vec<u8>]| {
        let changed = Serialized::from_parts(header.to_vec(), frames.to_vec());
        match deserialize_with::<T>(&changed, &Limits::strict()) {
            Ok(value) => again(value),
            Err(error) => assert!(error.to_string().len() < 800, "{error}"),
        }
    };
    check(&header, &frames);
    let changes = [
        |byte: u8| byte ^ 1,
        |byte: u8| byte ^ 0x80,
        |byte: u8| byte.wrapping_add(1),
        |_: u8| 0xff,
        |_| 0xdf,
    ];
    for change in changes {
        for at in 0..header.len() {
            let mut header = header.clone();
            header[at] = change(header[at]);
            check(&header, &frames);
        }
        for (index, frame) in frames.iter().enumerate() {
            for at in 0..frame.len() {
                let mut frames = frames.clone();
                frames[index][at] = change(frame[at]);
                check(&header, &frames);
            }
        }
    }
    for index in 0..frames.len() {
        for len in 0..frames[index].len() {
            let mut frames = frames.clone();
            frames[index].truncate(len);
            check(&header, &frames);
        }
        for other in 0..frames.len() {
            let mut frames = frames.clone();
            frames.swap(index, other);
            check(&header, &frames);
        }
    }
}
