//! Frames that are missing, left over, claimed twice, or that no table puts together; and the packed form around them.

use std::collections::HashMap;

use bytes::Bytes;
use frames_std::{Limits, Serialized, from_bytes, load, load_with, save, serialize, to_bytes};

use crate::common::*;
use crate::{bad, refused};

/// `Ok` of a pair of payloads, in the given ranges of two frames.
fn ranges(first: (usize, usize), second: (usize, usize)) -> M {
    let first = complex(bytes(), first.0, first.1);
    object(m!({"variant": "Ok"}), m!({"0": first, "other": (complex(bytes(), second.0, second.1))}))
}

#[test]
fn ranges_of_an_object() {
    let read = |header, class, path| {
        bad::<Result<Bytes, ()>>(header, &[b"a", b"b"], class, "std.Result", path);
    };
    read(ranges((0, 2), (1, 2)), "Frames", "");
    read(ranges((0, 1), (0, 1)), "Frames", "");
    read(ranges((0, 1), (1, 1)), "Frames", "");
    read(ranges((0, 1), (1, 3)), "Frames", "");
    read(ranges((1, 0), (1, 2)), "Frames", "");
    read(ranges((0, usize::MAX), (1, 2)), "Frames", "");
    let entry = |range: M| object(m!({"variant": "Ok"}), m!({"0": range}));
    let header = &bytes();
    for start in [m!((-1)), m!((i64::MIN))] {
        read(entry(m!({"header": header, "start": (&start), "stop": 1})), "Header", "");
    }
    for start in [m!(nil), m!(0.0), m!("0"), m!(false), m!([]), m!({}), m!((&b"0"[..]))] {
        read(entry(m!({"header": header, "start": (&start), "stop": 2})), "Header", "");
        read(entry(m!({"header": header, "start": 0, "stop": (&start)})), "Header", "");
    }
    for key in ["header", "start", "stop"] {
        read(entry(complex(bytes(), 0, 2).without(key)), "Header", "");
        read(entry(complex(bytes(), 0, 2).with(key, 0)), "Msgpack", "");
    }
    read(object(m!({}), m!({})).without("sub-header").with("sub-header", m!({"simple": {}})), "Header", "");
    let twice = m!({"simple": {"variant": "Ok"}, "complex": {}, "simple": {}});
    read(dask("builtins", "dict", twice), "Msgpack", "");
}

#[test]
fn counts_of_a_collection() {
    let list = |lengths: M| m!({"sub-headers": [(&bytes()), (&bytes())], "is-collection": true, "frame-lengths": lengths, "type-serialized": "list"});
    let read = |header, class| {
        bad::<Vec<Bytes>>(header, &[b"a", b"b"], class, "std.Vec", "");
    };
    for lengths in
        [m!([1]), m!([1, 1, 0]), m!([1, 0]), m!([0, 1]), m!([2, 1]), m!([1, 2]), m!([(u64::MAX), 3])]
    {
        read(list(lengths), "Frames");
    }
    for lengths in [
        m!(nil),
        m!(2),
        m!("11"),
        m!({1: 1}),
        m!([1, 1.0]),
        m!([1, nil]),
        m!([1, "1"]),
        m!([1, true]),
        m!([(-1), 3]),
    ] {
        read(list(lengths), "Header");
    }
    for headers in [m!(nil), m!(2), m!("11"), m!({1: 1})] {
        let header = collection("list", vec![]).without("sub-headers").with("sub-headers", headers);
        bad::<Vec<Bytes>>(header, &[], "Header", "std.Vec", "");
    }
    bad::<Vec<Bytes>>(collection("list", vec![(m!(1), 1)]), &[b"a"], "Header", "std.Vec", "[0]");
    bad::<HashMap<u8, Bytes>>(collection("dict", vec![(m!(1), 1)]), &[b"a"], "Header", "std.HashMap", "");
}

#[test]
fn frames_left_over_or_missing() {
    bad::<()>(msgpack(), &[], "Frames", "std.unit", "");
    bad::<u8>(msgpack(), &[b"\x01", b"\x02"], "Msgpack", "std.u8", "");
    bad::<Vec<u16>>(array("<u2", m!([1]), m!([2])), &[], "Frames", "std.Vec", "");
    bad::<Vec<u16>>(array("<u2", m!([1]), m!([2])), &[b"ab", b""], "Frames", "std.Vec", "");
    bad::<Result<u8, ()>>(object(m!({"variant": "Ok", "0": 1}), m!({})), &[b"?"], "Frames", "std.Result", "");
    bad::<Vec<u8>>(collection("list", vec![]), &[b"?"], "Frames", "std.Vec", "");
    let error =
        bad::<HashMap<String, u8>>(object(m!({"a": 1}), m!({})), &[b"?"], "Frames", "std.HashMap", "");
    assert!(error.to_string().contains("frame 0 belongs to no value"), "{error}");
}

#[test]
fn tables_that_lie() {
    let split =
        |counts: M, offsets: M| bytes().with("split-num-sub-frames", counts).with("split-offsets", offsets);
    let read = |header, class| {
        bad::<Bytes>(header, &[b"a", b"b"], class, "std.Bytes", "");
    };
    for (counts, offsets) in [
        (m!([2]), m!([1])),
        (m!([1]), m!([0])),
        (m!([3]), m!([0])),
        (m!([(u64::MAX)]), m!([0])),
        (m!([2]), m!([(u64::MAX)])),
        (m!([2]), m!([])),
        (m!([]), m!([])),
        (m!([1, 1]), m!([1, 0])),
        (m!([1, 1]), m!([0, 0])),
        (m!([2, 1]), m!([0, 1])),
        (m!([0, 2]), m!([0, 0])),
    ] {
        read(split(counts, offsets), "Frames");
    }
    for table in [m!(nil), m!(2), m!("2"), m!({}), m!([nil]), m!(["2"]), m!([2.0]), m!([true]), m!([(-1)])] {
        read(split(table.clone(), m!([0])), "Header");
        read(split(m!([2]), table), "Header");
    }
    read(bytes().with("split-num-sub-frames", m!([2])), "Header");
    for count in [m!(0), m!(1), m!(3), m!((u64::MAX))] {
        read(bytes().with("count", count), "Frames");
    }
    for count in [m!((-1)), m!(nil), m!("2"), m!([2])] {
        read(bytes().with("count", count), "Header");
    }
    read(split(m!([2]), m!([0])).with("split-offsets", m!([0])), "Msgpack");
    for codecs in [m!([]), m!([nil]), m!([nil, nil, nil])] {
        read(bytes().with("compression", codecs), "Frames");
    }
    for codecs in
        [m!(1), m!("lz4"), m!({}), m!([7, nil]), m!([nil, 1.0]), m!([true, nil]), m!([(&b"lz4"[..]), nil])]
    {
        read(bytes().with("compression", codecs), "Header");
    }
    for name in ["lzma", "", "LZ4", "lz4 ", "auto", "brotli", "gzip", "blosc"] {
        let error = bad::<Bytes>(bytes().with("compression", m!([name])), &[b"a"], "Codec", "std.Bytes", "");
        assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
    }
    for name in ["lz4", "zstd", "snappy", "zlib"] {
        bad::<Bytes>(bytes().with("compression", m!([name])), &[b"a"], "Codec", "std.Bytes", "");
        bad::<Vec<f64>>(
            array("<f8", m!([1]), m!([8])).with("compression", m!([name])),
            &[b"a"],
            "Codec",
            "std.Vec",
            "",
        );
        bad::<u8>(msgpack().with("compression", m!([name])), &[b"\x01"], "Codec", "std.u8", "");
    }
}

#[test]
fn packed_bytes_that_are_cut_or_too_long() {
    let whole = to_bytes(&(vec![0.5f64; 3], "text".to_owned())).unwrap();
    for len in 0..whole.len() {
        refused(from_bytes::<(Vec<f64>, String)>(whole[..len].to_vec()), "Truncated", "", "");
    }
    let longer = [&whole[..], b"x"].concat();
    refused(from_bytes::<(Vec<f64>, String)>(longer.clone()), "Malformed", "", "");

    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("refusals-packed");
    for len in (0..whole.len()).step_by(7) {
        std::fs::write(&path, &whole[..len]).unwrap();
        refused(load::<(Vec<f64>, String)>(&path), "Truncated", "", "");
        refused(load_with::<(Vec<f64>, String)>(&path, &Limits::strict()), "Truncated", "", "");
    }
    std::fs::write(&path, longer).unwrap();
    refused(load::<(Vec<f64>, String)>(&path), "Malformed", "", "");
    std::fs::remove_file(&path).unwrap();
    refused(load::<u8>(&path), "Io", "", "");
    refused(save(&1u8, path.join("no such folder")), "Io", "", "");
}

#[test]
fn packed_lengths_that_lie() {
    let packed = |lengths: &[u64]| -> Vec<u8> { lengths.iter().flat_map(|len| len.to_le_bytes()).collect() };
    refused(from_bytes::<u8>(packed(&[0])), "Malformed", "", "");
    refused(from_bytes::<u8>(packed(&[u64::MAX])), "Limit", "", "");
    refused(from_bytes::<u8>(packed(&[1, u64::MAX])), "Limit", "", "");
    refused(from_bytes::<u8>(packed(&[2, 1, u64::MAX])), "Limit", "", "");
    refused(from_bytes::<u8>(packed(&[3, 1, u64::MAX, u64::MAX])), "Limit", "", "");
    refused(from_bytes::<u8>(packed(&[2, 1, 1 << 30])), "Truncated", "", "");

    // Whoever takes all limits away still gets no overflow, no endless loop, and no abort for want of memory.
    let none = Limits {
        message_bytes: u64::MAX,
        frames: usize::MAX,
        header_bytes: usize::MAX,
        first_alloc: u64::MAX,
        ..Limits::cluster()
    };
    for lengths in
        [&[3, 1, u64::MAX, u64::MAX][..], &[2, 0, 1 << 62], &[2, 0, u64::MAX], &[u64::MAX, 0], &[1, 1 << 62]]
    {
        let bytes = packed(lengths);
        assert!(Serialized::from_bytes(bytes.clone(), &none).is_err());
        assert!(Serialized::read_from(&mut &bytes[..], &none).is_err());
    }
    let nothing_at_once = Limits { first_alloc: 0, ..Limits::cluster() };
    let bytes = to_bytes(&vec![7u8; 10]).unwrap();
    let read = Serialized::read_from(&mut &bytes[..], &nothing_at_once).unwrap().unwrap();
    assert_eq!(read.frame(0), Some(&[7u8; 10][..]));
    assert!(Serialized::read_from(&mut &b""[..], &none).unwrap().is_none(), "a clean end is none");
}

#[test]
fn a_header_that_is_none_cannot_be_packed() {
    for header in [&b""[..], b"\xc0", b"\x90", b"\x81\xa1a"] {
        let value = Serialized::from_parts(header, [&b"x"[..]]);
        assert!(matches!(value.to_bytes().unwrap_err().class(), "Header" | "Msgpack"), "{header:?}");
        let inside = (&value, 1u8);
        assert!(serialize(&inside).is_err(), "{header:?} would make the header around it unreadable");
    }
}
