//! Every limit, at its figure and one beyond.

use std::collections::HashMap;

use bytes::Bytes;
use frames_std::{
    Error, ErrorKind, FromFrames, Limits, Registry, Serialized, Value, deserialize_with, load_with, save,
    serialize, to_bytes,
};

use crate::common::*;
use crate::refused;

/// Read within `ok`, and refused within `tight`, by that field.
#[track_caller]
fn limited<T: FromFrames>(value: &Serialized<'_>, ok: Limits, tight: Limits, field: &str) {
    if let Err(error) = deserialize_with::<T>(value, &ok) {
        panic!("{error} within {ok:?}");
    }
    let Err(error) = deserialize_with::<T>(value, &tight) else { panic!("no error within {tight:?}") };
    assert_limit(&error, field);
    assert!(error.type_name().is_some(), "{error}");
}

#[track_caller]
fn assert_limit(error: &Error, name: &str) {
    let ErrorKind::Limit { field, limit, got, .. } = error.kind() else { panic!("{error:?} is no limit") };
    assert_eq!(*field, name, "{error}");
    assert!(got > limit, "{error}");
    assert!(error.to_string().contains(&format!("Limits::{name}")), "{error}");
}

#[test]
fn each_limit_at_its_figure() {
    let strict = Limits::strict;
    let bytes_of_ten = [0u8; 10];
    let bytes_value = serialize(&bytes_of_ten).unwrap();
    let header = bytes_value.header_bytes().len();
    let total = header as u64 + 10;
    let message_bytes = |message_bytes| Limits { message_bytes, ..strict() };
    limited::<Bytes>(&bytes_value, message_bytes(total), message_bytes(total - 1), "message_bytes");
    let header_bytes = |header_bytes| Limits { header_bytes, ..strict() };
    limited::<Bytes>(&bytes_value, header_bytes(header), header_bytes(header - 1), "header_bytes");

    let list = [&[1u8][..], &[2], &[3]];
    let list = serialize(&list).unwrap();
    let frames = |frames| Limits { frames, ..strict() };
    limited::<Vec<Bytes>>(&list, frames(3), frames(2), "frames");

    let nested = vec![vec![vec!["x".to_owned()]]];
    let nested = serialize(&nested).unwrap();
    let depth = |depth| Limits { depth, ..strict() };
    limited::<Vec<Vec<Vec<String>>>>(&nested, depth(3), depth(2), "depth");

    let skipped = message(&bytes().with("unknown", m!([[[]]])), &[b""]);
    let levels = |levels| Limits { levels, ..strict() };
    limited::<Bytes>(&skipped, levels(3), levels(2), "levels");

    let run: Vec<String> = vec![String::new(); 50];
    let run = serialize(&run).unwrap();
    let nodes = |nodes| Limits { nodes, ..strict() };
    limited::<Vec<String>>(&run, nodes(60), nodes(40), "nodes");
    let unknown = message(&bytes().with("unknown", M::Array(vec![M::Nil; 50])), &[b""]);
    limited::<Bytes>(&unknown, nodes(70), nodes(40), "nodes");
    let pickled = message(&pickle(), &[&[&b"\x80\x05]("[..], &b"K\x01".repeat(50), b"e."].concat()]);
    let pickled_nodes = |nodes| Limits { nodes, pickles: true, ..strict() };
    limited::<Vec<u32>>(&pickled, pickled_nodes(120), pickled_nodes(40), "nodes");

    // Integers beyond 64 bits are the one kind of pickle that is written here, so they are read in any place.
    let wide = (u128::MAX, Some(u128::MAX), vec![Some(i128::MIN), None]);
    let written = serialize(&wide).unwrap();
    type Wide = (u128, Option<u128>, Vec<Option<i128>>);
    assert_eq!(deserialize_with::<Wide>(&written, &Limits::strict()).unwrap(), wide);
    let first = serialize(&wide.0).unwrap();
    assert_eq!(deserialize_with::<Value>(&first, &Limits::strict()).unwrap(), Value::UInt(u128::MAX));

    let named = message(&bytes().with("type", "n".repeat(256)), &[b""]);
    let name_bytes = |name_bytes| Limits { name_bytes, ..strict() };
    limited::<Bytes>(&named, name_bytes(256), name_bytes(255), "name_bytes");

    let array = serialize(&[[[1u16; 1]; 1]; 1]).unwrap();
    let dimensions = |dimensions| Limits { dimensions, ..strict() };
    limited::<[[[u16; 1]; 1]; 1]>(&array, dimensions(3), dimensions(2), "dimensions");
}

#[test]
fn the_two_profiles() {
    let names = message(&bytes().with("type", "n".repeat(257)), &[b""]);
    for limits in [Limits::strict(), Limits::cluster()] {
        assert_limit(&deserialize_with::<Bytes>(&names, &limits).unwrap_err(), "name_bytes");
    }
    let many = vec![0u32; 100_001];
    let many = message(&msgpack(), &[&rmp_serde::to_vec(&many).unwrap()]);
    deserialize_with::<Vec<u32>>(&many, &Limits::cluster()).unwrap();
    assert_limit(&deserialize_with::<Vec<u32>>(&many, &Limits::strict()).unwrap_err(), "nodes");
    let frames = vec![Bytes::new(); 4097];
    let frames = serialize(&frames).unwrap();
    deserialize_with::<Vec<Bytes>>(&frames, &Limits::cluster()).unwrap();
    assert_limit(&deserialize_with::<Vec<Bytes>>(&frames, &Limits::strict()).unwrap_err(), "frames");
    assert_eq!(Limits::default(), Limits::cluster());
}

#[test]
fn limits_of_the_packed_form() {
    let bytes = to_bytes(&vec![7u8; 1000]).unwrap();
    for (limits, field) in [
        (Limits { frames: 0, ..Limits::strict() }, "frames"),
        (Limits { header_bytes: 10, ..Limits::strict() }, "header_bytes"),
        (Limits { message_bytes: 1000, ..Limits::strict() }, "message_bytes"),
    ] {
        assert_limit(&Serialized::from_bytes(bytes.clone(), &limits).unwrap_err(), field);
        assert_limit(&Serialized::read_from(&mut &bytes[..], &limits).unwrap_err(), field);
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("refusals-{field}"));
        save(&vec![7u8; 1000], &path).unwrap();
        assert_limit(&load_with::<Bytes>(&path, &limits).unwrap_err(), field);
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn limits_of_values_found_by_name() {
    let value = vec![0.5f32; 10];
    let serialized = Registry::global().serialize(&value).unwrap();
    let tight = Limits { message_bytes: 40, ..Limits::strict() };
    let error = Registry::global().deserialize_with(&serialized, &tight).unwrap_err();
    assert_limit(&error, "message_bytes");
}

/// Work that grows faster than the input would be a way to hang a reader.
#[test]
fn pickles_nested_in_pickles() {
    // Each of these would copy what is within it.
    let tuples = [b"N", &[0x85; 200_000][..]].concat();
    let lists = [b"]".repeat(200_000), b"a".repeat(199_999)].concat();
    for nested in [tuples, lists] {
        let pickled = [&b"\x80\x05"[..], &nested, b"."].concat();
        let error = deserialize_with::<Vec<String>>(&message(&pickle(), &[&pickled]), &Limits::cluster())
            .unwrap_err();
        assert_limit(&error, "depth");
        let strict = Limits { pickles: true, ..Limits::strict() };
        let error = deserialize_with::<HashMap<u8, u8>>(&message(&pickle(), &[&pickled]), &strict);
        refused(error, "Limit", "std.HashMap", "");
    }
}

/// Items that are far larger in memory than on the wire: a nil of one byte takes sixteen kilobytes here.
#[test]
fn memory_of_small_input() {
    let nothing = vec![(); 20_000];
    let value = serialize(&nothing).unwrap();
    let error = deserialize_with::<Vec<Option<[u64; 2000]>>>(&value, &Limits::strict()).unwrap_err();
    assert_limit(&error, "expanded_bytes");
    assert_eq!(deserialize_with::<Vec<Option<u8>>>(&value, &Limits::strict()).unwrap().len(), 20_000);
}

/// What a reader would refuse by default isn't written.
#[test]
fn a_header_that_nobody_would_read() {
    let many = vec![vec![0u8]; 900_000];
    let error = serialize(&many).unwrap_err();
    assert_limit(&error, "header_bytes");
}
