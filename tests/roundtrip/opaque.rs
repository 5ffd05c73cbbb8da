//! Serialized values inside others: passed on untouched, with the tables that put their frames together.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use bytes::Bytes;
use frames_std::{FromFrames, Serialized, deserialize, from_bytes, serialize, to_bytes};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::bytes::wrapped;

/// Out and back as part of something else.
fn pass<T: frames_std::Framed, U: FromFrames>(value: &T) -> U {
    let owned = serialize(value).unwrap().into_owned();
    let _: U = from_bytes(to_bytes(value).unwrap()).unwrap();
    deserialize(&owned).unwrap()
}

proptest! {
    #![proptest_config(crate::cases())]

    /// A deque in two slices is a frame of two pieces.
    #[test]
    fn split_frames_of_several_values(
        numbers in wrapped(vec(any::<u32>(), 2..9)),
        bytes in wrapped(vec(any::<u8>(), 2..9)),
        text in any::<String>(),
    ) {
        let parts = (serialize(&numbers).unwrap(), serialize(&text).unwrap(), serialize(&bytes).unwrap());
        let whole: (VecDeque<u32>, String, VecDeque<u8>) = pass(&parts);
        prop_assert_eq!(&whole, &(numbers.clone(), text.clone(), bytes.clone()));

        let twice = serialize(&parts).unwrap();
        let back: ((VecDeque<u32>, String, VecDeque<u8>), u8) = pass(&(&twice, 1u8));
        prop_assert_eq!(&back.0, &whole);

        let list: Vec<VecDeque<u32>> = pass(&vec![&parts.0, &parts.0]);
        prop_assert_eq!(list, [numbers.clone(), numbers.clone()]);
        let (numbers_again, opaque): (VecDeque<u32>, Serialized<'static>) = pass(&(&numbers, &parts.2));
        prop_assert_eq!(&numbers_again, &numbers);
        prop_assert_eq!(deserialize::<VecDeque<u8>>(&opaque).unwrap(), whole.2);
    }

    /// A dict keeps its keys in the headers of its values: in a header that came out of one, the old key must go.
    #[test]
    fn values_of_maps(bytes in vec(any::<u8>(), 0..9)) {
        let first: HashMap<String, Serialized<'static>> = pass(&HashMap::from([("a", &bytes)]));
        let second: BTreeMap<u8, Serialized<'static>> = pass(&BTreeMap::from([(1u8, &first["a"])]));
        let third: BTreeMap<(u8, bool), Vec<u8>> = pass(&BTreeMap::from([((2u8, true), &second[&1])]));
        prop_assert_eq!(&third[&(2, true)], &bytes);
        prop_assert_eq!(pass::<_, Vec<u8>>(&second[&1]), bytes);
    }

    /// A value that stood in somebody's header becomes a message of its own.
    #[test]
    fn values_that_stood_in_a_header(number in any::<i64>(), set in any::<HashSet<u8>>(), text in any::<String>()) {
        let opaque: Result<Serialized<'static>, ()> = pass(&Ok::<_, ()>(number));
        prop_assert_eq!(deserialize::<i64>(&opaque.unwrap()).unwrap(), number);
        let opaque: Result<Serialized<'static>, ()> = pass(&Ok::<_, ()>((&text, number)));
        prop_assert_eq!(deserialize::<(String, i64)>(&opaque.unwrap()).unwrap(), (text, number));
        let opaque: Result<Serialized<'static>, ()> = pass(&Ok::<_, ()>(&set));
        prop_assert_eq!(deserialize::<HashSet<u8>>(&opaque.unwrap()).unwrap(), set);
    }
}

#[test]
fn a_header_has_each_table_once() {
    let mut deque = VecDeque::from(vec![1u8, 2, 3, 4]);
    deque.pop_front();
    deque.push_back(5);
    assert!(!deque.as_slices().1.is_empty());
    let mut serialized = serialize(&deque).unwrap().into_owned();
    let header = serialized.header().to_string();
    for _ in 0..3 {
        serialized = deserialize(&serialize(&serialized).unwrap()).unwrap();
        assert_eq!(serialized.header().to_string(), header);
        assert_eq!(serialized.frame_count(), 2);
    }
}

/// Compressed frames are passed on as they are; only who wants the bytes must know the codec.
#[test]
fn compressed_frames_are_passed_on() {
    let plain = serialize(&b"abc"[..]).unwrap();
    let mut header = plain.header_bytes().to_vec();
    header[0] += 1;
    header.extend_from_slice(b"\xabcompression\x91\xa3lz4");
    let compressed = Serialized::from_parts(header, [&b"no lz4 at all"[..]]);

    let (opaque, one): (Serialized<'static>, u8) = pass(&(&compressed, 1u8));
    assert_eq!((opaque.frame(0), one), (Some(&b"no lz4 at all"[..]), 1));
    let maybe: Option<Serialized<'static>> = deserialize(&compressed).unwrap();
    assert_eq!(maybe.unwrap().frame(0), Some(&b"no lz4 at all"[..]));

    for read in [deserialize::<Bytes>(&compressed), deserialize(&opaque)] {
        let error = read.unwrap_err();
        assert_eq!((error.class(), error.type_name()), ("Codec", Some("std.Bytes")));
        assert!(error.to_string().contains("lz4"), "{error}");
    }
}
