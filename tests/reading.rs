//! Reading is wider than writing: what Dask, Python or another version of ours may have written, in headers made by
//! hand and in values recorded from a real Dask.

#[path = "common/handmade.rs"]
mod common;
#[path = "reading/golden.rs"]
mod golden;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bytes::Bytes;
use common::*;
use frames_std::{Framed, Limits, deserialize, deserialize_with};

type Numbers = Vec<i32>;

#[test]
fn the_keys_of_a_header_in_any_order() {
    let header = array("<i4", m!([2]), m!([4]));
    for header in [header.clone(), header.reversed().with("key", 7).with("unknown", m!([{"a": nil}]))] {
        assert_eq!(read::<Numbers>(header, &[&le!(1i32, -2i32)]).unwrap(), [1, -2]);
    }
    let lists = collection("list", vec![(bytes().reversed(), 1), (msgpack().with("type", "bytes"), 1)]);
    for header in [lists.clone(), lists.reversed()] {
        assert_eq!(
            read::<Vec<Vec<u8>>>(header, &[b"ab", b"\xc4\x01c"]).unwrap(),
            [b"ab".to_vec(), b"c".to_vec()]
        );
    }
}

#[test]
fn an_objects_fields_wherever_they_stand() {
    let number = || array("<f8", m!([1]), m!([8]));
    let frame = le!(1.5f64);
    let ok = |header, frames: &[&[u8]]| read::<Result<Vec<f64>, String>>(header, frames).unwrap().unwrap();

    assert_eq!(ok(object(m!({"variant": "Ok"}), m!({"0": (complex(number(), 0, 1))})), &[&frame]), [1.5]);
    // Dask's order of `header`, `start` and `stop`, and the other way round.
    let entry = complex(number(), 0, 1).reversed();
    assert_eq!(ok(object(m!({"variant": "Ok"}), m!({"0": entry})).reversed(), &[&frame]), [1.5]);
    // A value that we would put into `complex`, in `simple`.
    assert_eq!(ok(object(m!({"0": [1.5, 2], "variant": "Ok"}), m!({})), &[]), [1.5, 2.0]);
    // The variant as a payload, and an unknown field with a frame.
    let variant = complex(msgpack(), 1, 2);
    let unknown = complex(bytes(), 2, 3);
    let header = object(m!({}), m!({"0": (complex(number(), 0, 1)), "new": unknown, "variant": variant}));
    assert_eq!(ok(header, &[&frame, b"\xa2Ok", b"?"]), [1.5]);
    // A dict collection, a plain msgpack map, a pickled one.
    let items = vec![(number().with("key", "0"), 1), (pickle().with("key", "variant"), 1)];
    assert_eq!(ok(collection("dict", items), &[&frame, b"\x80\x05\x8c\x02Ok."]), [1.5]);
    assert_eq!(ok(msgpack(), &[&m!({"variant": "Ok", "0": [1.5]}).bytes()]), [1.5]);
    assert_eq!(
        ok(pickle(), &[b"\x80\x05}(\x8c\x07variant\x8c\x02Ok\x8c\x010](G\x3f\xf8\0\0\0\0\0\0eu."]),
        [1.5]
    );
}

#[test]
fn maps_in_all_their_forms() {
    type Map = BTreeMap<String, Bytes>;
    let expected =
        Map::from([("a".into(), Bytes::from_static(b"1")), ("b".into(), Bytes::from_static(b"2"))]);
    let items = vec![(bytes().with("key", "a"), 1), (bytes().with("key", "b"), 1)];
    assert_eq!(read::<Map>(collection("dict", items), &[b"1", b"2"]).unwrap(), expected);
    let simple = m!({"b": (&b"2"[..])});
    let header = object(simple, m!({"a": (complex(bytes(), 0, 1))}));
    assert_eq!(read::<Map>(header, &[b"1"]).unwrap(), expected);
    let frame = m!({"a": (&b"1"[..]), "b": (&b"2"[..])}).bytes();
    assert_eq!(read::<Map>(msgpack(), &[&frame]).unwrap(), expected);
    let pickled = b"\x80\x05\x95\x11\0\0\0\0\0\0\0}\x94(\x8c\x01a\x94C\x011\x94\x8c\x01b\x94C\x012\x94u.";
    assert_eq!(read::<Map>(pickle(), &[pickled]).unwrap(), expected);
    // One entry, by SETITEM.
    let one: BTreeMap<u8, bool> = read(pickle(), &[b"\x80\x04}K\x01\x88s."]).unwrap();
    assert_eq!(one, BTreeMap::from([(1, true)]));
    let odd: HashMap<(String, i64), Option<u8>> =
        read(msgpack(), &[&m!({["t", (-1)]: nil}).bytes()]).unwrap();
    assert_eq!(odd, HashMap::from([(("t".into(), -1), None)]));
}

#[test]
fn sequences_and_sets_in_all_their_forms() {
    for kind in ["list", "tuple", "set"] {
        let items = || collection(kind, vec![(msgpack(), 1), (pickle(), 1)]);
        let frames: [&[u8]; 2] = [b"\x05", b"\x80\x05K\x06."];
        assert_eq!(read::<Numbers>(items(), &frames).unwrap(), [5, 6]);
        assert_eq!(read::<(u8, u64)>(items(), &frames).unwrap(), (5, 6));
        assert_eq!(read::<[u8; 2]>(items(), &frames).unwrap(), [5, 6]);
        assert_eq!(read::<Vec<u8>>(items(), &frames).unwrap(), [5, 6]);
        assert_eq!(read::<Vec<Option<u16>>>(items(), &frames).unwrap(), [Some(5), Some(6)]);
        assert_eq!(read::<BTreeSet<i8>>(items(), &frames).unwrap(), BTreeSet::from([5, 6]));
        assert_eq!(read::<Vec<f64>>(items(), &frames).unwrap(), [5.0, 6.0]);
    }
    for frame in [
        &b"\x92\x05\x06"[..],
        b"\xdc\x00\x02\xcc\x05\xd1\x00\x06",
        b"\xdd\0\0\0\x02\xd0\x05\xcf\0\0\0\0\0\0\0\x06",
    ] {
        assert_eq!(read::<Vec<u8>>(msgpack(), &[frame]).unwrap(), [5, 6]);
        assert_eq!(read::<Vec<u128>>(msgpack(), &[frame]).unwrap(), [5, 6]);
        assert_eq!(read::<BTreeSet<u64>>(msgpack(), &[frame]).unwrap(), BTreeSet::from([5, 6]));
        assert_eq!(read::<[f32; 2]>(msgpack(), &[frame]).unwrap(), [5.0, 6.0]);
        // Family msgpack joins its frames.
        let (head, tail) = frame.split_at(2);
        assert_eq!(read::<Numbers>(msgpack(), &[head, tail]).unwrap(), [5, 6]);
    }
    let set: Result<BTreeSet<u8>, ()> =
        read(object(m!({"0": {"__Set__": true, "as-list": [1, 2]}, "variant": "Ok"}), m!({})), &[]).unwrap();
    assert_eq!(set, Ok(BTreeSet::from([1, 2])));
}

#[test]
fn arrays_of_other_dtypes() {
    assert_eq!(read::<Numbers>(array(">i2", m!([2]), m!([2])), &[&[0, 1, 0xff, 0xfe]]).unwrap(), [1, -2]);
    assert_eq!(read::<Vec<u64>>(array("|u1", m!([2]), m!([1])), &[&[1, 255]]).unwrap(), [1, 255]);
    assert_eq!(read::<Vec<u8>>(array("<u4", m!([2]), m!([4])), &[&le!(1u32, 255u32)]).unwrap(), [1, 255]);
    assert_eq!(read::<Vec<f64>>(array("<f4", m!([1]), m!([4])), &[&le!(0.5f32)]).unwrap(), [0.5]);
    assert_eq!(read::<Vec<f32>>(array(">f8", m!([1]), m!([8])), &[&0.5f64.to_be_bytes()]).unwrap(), [0.5]);
    assert_eq!(read::<Vec<f64>>(array("<i8", m!([1]), m!([8])), &[&le!(-3i64)]).unwrap(), [-3.0]);
    assert_eq!(read::<Vec<i8>>(array("<f8", m!([1]), m!([8])), &[&le!(-3f64)]).unwrap(), [-3]);
    assert_eq!(read::<Vec<char>>(array(">U1", m!([1]), m!([4])), &[&[0, 0, 0, b'x']]).unwrap(), ['x']);
    assert_eq!(
        read::<Vec<Option<u16>>>(array("=i4", m!([1]), m!([4])), &[&7i32.to_ne_bytes()]).unwrap(),
        [Some(7)]
    );
    assert_eq!(read::<[u16; 2]>(array("|i1", m!([2]), m!([1])), &[&[1, 2]]).unwrap(), [1, 2]);
}

#[test]
fn arrays_of_other_layouts() {
    let numbers = le!(0i32, 1i32, 2i32, 3i32, 4i32, 5i32);
    let rows = |strides| read::<Vec<[i32; 3]>>(array("<i4", m!([2, 3]), strides), &[&numbers]).unwrap();
    assert_eq!(rows(m!([12, 4])), [[0, 1, 2], [3, 4, 5]]);
    assert_eq!(rows(m!([4, 8])), [[0, 2, 4], [1, 3, 5]], "Fortran order");
    assert_eq!(rows(m!(nil)), [[0, 1, 2], [3, 4, 5]], "no strides: C order");
    let every_other = &numbers[..20];
    assert_eq!(read::<Numbers>(array("<i4", m!([3]), m!([8])), &[every_other]).unwrap(), [0, 2, 4], "gaps");
    assert_eq!(
        read::<Numbers>(array("<i4", m!([1]), m!([999])), &[&numbers[..4]]).unwrap(),
        [0],
        "one element"
    );

    let sub_header = m!({"dtype": [0, "<i4"], "shape": [1, 3], "strides": [0, 4], "broadcast_to": [2, 3]});
    let broadcast = dask("numpy", "ndarray", sub_header);
    assert_eq!(read::<[[i32; 3]; 2]>(broadcast, &[&numbers[..12]]).unwrap(), [[0, 1, 2], [0, 1, 2]]);
}

#[test]
fn empty_arrays() {
    assert_eq!(read::<Vec<f64>>(array("<f8", m!([0]), m!([8])), &[b""]).unwrap(), [0.0; 0]);
    assert_eq!(read::<Vec<[f64; 3]>>(array("<f8", m!([0, 3]), m!([24, 8])), &[b""]).unwrap(), [[0.0; 3]; 0]);
    let sub_header = m!({"dtype": [0, "<f8"], "shape": [0, 1], "strides": [0, 0], "broadcast_to": [0, 3]});
    let broadcast = dask("numpy", "ndarray", sub_header);
    assert_eq!(read::<Vec<[f64; 3]>>(broadcast, &[b""]).unwrap(), [[0.0; 3]; 0]);
    // `arange(5)[2:3][::-1]`: along one element numpy goes anywhere.
    let reversed = array("<u2", m!([1, 2]), m!([(-8), 2]));
    assert_eq!(read::<Vec<[u16; 2]>>(reversed, &[&[1, 0, 2, 0]]).unwrap(), [[1, 2]]);
    // No more elements than bytes, however long the other axes claim to be.
    let huge = read::<Vec<[u16; 2]>>(array("<u2", m!([0, 2]), m!([(i64::MAX), 2])), &[b""]).unwrap();
    assert!(huge.is_empty());
}

#[test]
fn bytes_in_all_their_forms() {
    for header in [bytes(), dask("builtins", "bytearray", m!({})), bytes().with("type", "bytes")] {
        assert_eq!(read::<Bytes>(header.clone(), &[b"abc"]).unwrap(), "abc");
        assert_eq!(read::<Vec<u8>>(header.clone(), &[b"abc"]).unwrap(), b"abc");
        assert_eq!(read::<[u8; 3]>(header.clone(), &[b"abc"]).unwrap(), *b"abc");
        assert_eq!(
            read::<Vec<u8>>(header.clone(), &[b"a", b"", b"bc"]).unwrap(),
            b"abc",
            "Dask joins the frames"
        );
        assert_eq!(read::<Option<Bytes>>(header, &[]).unwrap().unwrap(), "");
    }
    for frame in [&b"\xc4\x03abc"[..], b"\xc5\x00\x03abc", b"\xc6\0\0\0\x03abc"] {
        assert_eq!(read::<Bytes>(msgpack(), &[frame]).unwrap(), "abc");
        assert_eq!(read::<Vec<u8>>(msgpack(), &[frame]).unwrap(), b"abc");
    }
    for pickled in
        [&b"\x80\x05C\x03abc."[..], b"\x80\x04B\x03\0\0\0abc.", b"\x80\x05\x8e\x03\0\0\0\0\0\0\0abc\x94."]
    {
        assert_eq!(read::<Bytes>(pickle(), &[pickled]).unwrap(), "abc");
        assert_eq!(read::<Box<[u8]>>(pickle(), &[pickled]).unwrap()[..], *b"abc");
    }
}

#[test]
fn pickles_of_plain_data() {
    assert_eq!(read::<u8>(pickle(), &[b"\x80\x05K\x05."]).unwrap(), 5);
    assert_eq!(read::<u32>(pickle(), &[b"\x80\x05M\x00\x01."]).unwrap(), 256);
    assert_eq!(read::<i64>(pickle(), &[b"\x80\x05J\xff\xff\xff\xff."]).unwrap(), -1);
    assert_eq!(read::<i128>(pickle(), &[b"\x80\x05\x8a\x09\0\0\0\0\0\0\0\0\x01."]).unwrap(), 1 << 64);
    assert_eq!(read::<i128>(pickle(), &[b"\x80\x05\x8b\x01\0\0\0\xff."]).unwrap(), -1);
    assert_eq!(read::<u64>(pickle(), &[b"\x80\x02\x8a\x00."]).unwrap(), 0);
    assert_eq!(read::<Vec<u128>>(pickle(), &[b"\x80\x05](K\x01\x8a\x01\x02e."]).unwrap(), [1, 2]);
    assert_eq!(read::<Vec<u128>>(pickle(), &[b"\x80\x05]K\x01aK\x02a."]).unwrap(), [1, 2]);
    assert_eq!(read::<Vec<u128>>(pickle(), &[b"\x80\x05K\x01K\x02\x86."]).unwrap(), [1, 2]);
    assert_eq!(read::<Vec<u128>>(pickle(), &[b"\x80\x05(K\x01K\x02t."]).unwrap(), [1, 2]);
    assert_eq!(read::<Vec<u128>>(pickle(), &[b"\x80\x05)."]).unwrap(), []);
    assert_eq!(read::<f64>(pickle(), &[b"\x80\x05G\x3f\xf8\0\0\0\0\0\0."]).unwrap(), 1.5);
    assert_eq!(read::<String>(pickle(), &[b"\x80\x05X\x02\0\0\0\xc3\xa9\x94."]).unwrap(), "é");
    assert!(read::<bool>(pickle(), &[b"\x80\x05\x88."]).unwrap());
    assert_eq!(read::<Option<u8>>(pickle(), &[b"\x80\x05N."]).unwrap(), None);
    assert_eq!(read::<Option<Option<()>>>(pickle(), &[b"\x80\x05N\x85."]).unwrap(), Some(None));
    assert_eq!(
        read::<Vec<String>>(pickle(), &[b"\x80\x05]\x94(\x8c\x01aq\x01\x8c\x01br\0\0\0\0e."]).unwrap(),
        ["a", "b"]
    );
    assert_eq!(
        read::<(u8, Vec<u8>)>(pickle(), &[b"\x80\x05K\x01](K\x02K\x03e\x86."]).unwrap(),
        (1, vec![2, 3])
    );
}

/// numpy's arrays and scalars among plain data, with the bytes of an array beside the pickle.
#[test]
fn pickles_with_arrays() {
    // {"counts": numpy.array([-1, 2], "int16"), "share": numpy.float32(1.5)}
    let stream = b"\x80\x05}(\x8c\x06counts\x8c\x13numpy._core.numeric\x8c\x0b_frombuffer\x93(\x97\
        cnumpy\ndtype\n\x8c\x02i2\x89\x88\x87R(K\x03\x8c\x01<NNNK\0K\0K\0tbK\x02\x85\x8c\x01CtR\x8c\x05share\
        cnumpy._core.multiarray\nscalar\ncnumpy\ndtype\n\x8c\x02f4\x89\x88\x87R(K\x03\x8c\x01<NNNK\0K\0K\0tb\
        C\x04\0\0\xc0?\x86Ru.";
    let frames: [&[u8]; 2] = [stream, b"\xff\xff\x02\0"];
    #[derive(Debug, PartialEq, Framed)]
    struct Row {
        counts: Vec<i16>,
        share: f32,
    }
    assert_eq!(read::<Row>(pickle(), &frames).unwrap(), Row { counts: vec![-1, 2], share: 1.5 });
    let error = deserialize_with::<Row>(&message(&pickle(), &frames), &Limits::strict()).unwrap_err();
    assert_eq!(error.class(), "NotAllowed");
    let error = deserialize_with::<Option<u8>>(&message(&pickle(), &[b"\x80\x05N."]), &Limits::strict());
    assert_eq!(error.unwrap_err().class(), "NotAllowed");
}

/// What a writer of another program would put: everything in one frame of msgpack.
#[test]
fn everything_in_plain_msgpack() {
    type All = (Vec<f64>, Vec<Option<u8>>, BTreeMap<String, Vec<[i8; 2]>>, Option<Bytes>, Result<u8, String>);
    let frame = m!([[1, 2.5], [nil, 7], {"a": [[1, 2]]}, (&b"x"[..]), {"0": "no", "variant": "Err"}]).bytes();
    let (floats, missing, map, bytes, result): All = read(msgpack(), &[&frame]).unwrap();
    assert_eq!((floats, missing), (vec![1.0, 2.5], vec![None, Some(7)]));
    assert_eq!(map, BTreeMap::from([("a".into(), vec![[1, 2]])]));
    assert_eq!((bytes, result), (Some(Bytes::from_static(b"x")), Err("no".into())));
}

#[test]
fn tables_of_split_frames() {
    let split = bytes().with("split-num-sub-frames", m!([3])).with("split-offsets", m!([0]));
    assert_eq!(read::<Bytes>(split.clone(), &[b"a", b"", b"bc"]).unwrap(), "abc");
    let split = split.with("compression", m!([nil, false, nil])).with("num-sub-frames", 3);
    assert_eq!(read::<Vec<u8>>(split, &[b"a", b"", b"bc"]).unwrap(), b"abc");
    let list = collection("list", vec![(bytes(), 1), (array("<u2", m!([2]), m!([2])), 1)])
        .with("split-num-sub-frames", m!([1, 2]))
        .with("split-offsets", m!([0, 1]));
    let (first, second): (Bytes, Vec<u16>) =
        deserialize(&message(&list, &[b"x", b"\x01", b"\0\x02\0"])).unwrap();
    assert_eq!((&first[..], &second[..]), (&b"x"[..], &[1, 2][..]));
}
