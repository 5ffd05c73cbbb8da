//! Values of the wrong kind or out of range, headers that are none, msgpack that isn't, names, families, pickles.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use frames_std::{
    ErrorKind, FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Serialized, deserialize,
    register, serialize,
};

use crate::common::*;
use crate::{bad, refused};

fn is(header: &[u8], frames: &[&[u8]]) -> Serialized<'static> {
    Serialized::from_parts(header.to_vec(), frames.iter().copied()).into_owned()
}

#[test]
fn no_msgpack() {
    for (frame, class) in [
        (&b""[..], "Msgpack"),
        (b"\xc1", "Msgpack"),
        (b"\xd4\x00\x00", "Msgpack"),
        (b"\xc7\x01\x00\x00", "Msgpack"),
        (b"\xa5text", "Msgpack"),
        (b"\xa1\xff", "Msgpack"),
        (b"\xdb\xff\xff\xff\xff", "Msgpack"),
        (b"\xa1a\xa1b", "Msgpack"),
    ] {
        let error = bad::<String>(msgpack(), &[frame], class, "std.String", "");
        assert!(matches!(error.offset(), Some((Some(0), _))), "{error:?}");
        let header = [&b"\x82\xaaserializer\xa7msgpack\xa1?"[..], frame].concat();
        let error = refused(deserialize::<String>(&is(&header, &[b"\xa1a"])), class, "std.String", "");
        assert!(matches!(error.offset(), Some((None, _))), "{error:?}");
    }
    bad::<Vec<u8>>(msgpack(), &[b"\x92\x01"], "Msgpack", "std.Vec", "");
    bad::<Vec<String>>(msgpack(), &[b"\xdd\xff\xff\xff\xff"], "Msgpack", "std.Vec", "");
    bad::<HashMap<u8, u8>>(msgpack(), &[b"\xdf\xff\xff\xff\xff\x01"], "Msgpack", "std.HashMap", "");
    bad::<Vec<String>>(msgpack(), &[b"\x92\xa1a\xa1\xff"], "Msgpack", "std.Vec", "[1]");
    let error = bad::<u8>(msgpack(), &[b"\x01\x02\x03"], "Msgpack", "std.u8", "");
    assert_eq!(error.offset(), Some((Some(0), 1)));
    let trailing = [&msgpack().bytes()[..], b"\xc0"].concat();
    let error = refused(deserialize::<u8>(&is(&trailing, &[b"\x01"])), "Msgpack", "std.u8", "");
    assert_eq!(error.offset(), Some((None, trailing.len() - 1)));
}

#[test]
fn no_header() {
    for header in [m!(nil), m!(1), m!([]), m!("text"), m!({}), m!({"type": "x"}), m!({1: 2})] {
        bad::<u8>(header.clone(), &[b"\x01"], "Header", "std.u8", "");
        bad::<Vec<f64>>(header, &[b"\x01"], "Header", "std.Vec", "");
    }
    for family in ["evil", "", "Dask", "dask ", "cuda"] {
        let error = bad::<u8>(m!({"serializer": family}), &[b"\x01"], "Header", "std.u8", "");
        assert!(error.to_string().contains(&format!("family `{family}`")), "{error}");
    }
    for family in [m!(7), m!(nil), m!((&b"dask"[..])), m!(["dask"])] {
        bad::<u8>(m!({"serializer": (&family)}), &[b"\x01"], "Header", "std.u8", "");
    }
    bad::<Bytes>(bytes().without("sub-header"), &[b""], "Header", "std.Bytes", "");
    bad::<Bytes>(bytes().without("serializer"), &[b""], "Header", "std.Bytes", "");
    bad::<Bytes>(bytes().without("type-serialized"), &[b""], "Header", "std.Bytes", "");
    bad::<Bytes>(
        bytes().without("type-serialized").with("type-serialized", 7),
        &[b""],
        "Header",
        "std.Bytes",
        "",
    );
    bad::<Bytes>(bytes().with("type", m!({})), &[b""], "Header", "std.Bytes", "");
    for key in ["serializer", "sub-header", "type-serialized"] {
        let M::Map(entries) = bytes() else { unreachable!() };
        let (_, value) =
            entries.into_iter().find(|(name, _)| matches!(name, M::Text(text) if text == key)).unwrap();
        bad::<Bytes>(bytes().with(key, value), &[b""], "Msgpack", "std.Bytes", "");
    }
    bad::<Vec<u8>>(collection("frozenset", vec![]), &[], "Header", "std.Vec", "");
    for key in ["sub-headers", "frame-lengths", "type-serialized"] {
        bad::<Vec<String>>(collection("list", vec![]).without(key), &[], "Header", "std.Vec", "");
    }
}

#[test]
fn values_of_another_kind() {
    fn wrong<T: FromFrames>(name: &str, not: &[M]) {
        for value in not {
            let frame = value.bytes();
            bad::<T>(msgpack(), &[&frame], "Header", name, "");
            // The same value as an element, to see the path.
            let list = m!([value]).bytes();
            if !name.contains("Vec") && !name.contains("u8") {
                bad::<(T,)>(msgpack(), &[&list], "Header", "std.tuple", "[0]");
            }
        }
    }
    let (nil, yes, int, float) = (m!(nil), m!(true), m!(1), m!(1.5));
    let (text, bin, list, map) = (m!("xy"), m!((&b"b"[..])), m!([1]), m!({"a": 1}));
    let all = |kinds: &[&M]| kinds.iter().map(|kind| (*kind).clone()).collect::<Vec<_>>();
    wrong::<bool>("std.bool", &all(&[&nil, &int, &float, &text, &bin, &list, &map]));
    wrong::<u8>("std.u8", &all(&[&nil, &yes, &float, &text, &bin, &list, &map]));
    wrong::<i64>("std.i64", &all(&[&nil, &yes, &float, &text, &bin, &list, &map]));
    wrong::<u128>("std.u128", &all(&[&nil, &yes, &float, &text, &bin, &list, &map]));
    wrong::<f64>("std.f64", &all(&[&nil, &yes, &text, &bin, &list, &map]));
    wrong::<f32>("std.f32", &all(&[&nil, &yes, &text, &bin, &list, &map]));
    wrong::<char>("std.char", &all(&[&nil, &yes, &int, &float, &bin, &list, &map]));
    wrong::<String>("std.String", &all(&[&nil, &yes, &int, &float, &bin, &list, &map]));
    wrong::<()>("std.unit", &all(&[&yes, &int, &float, &text, &bin, &list, &map]));
    wrong::<Bytes>("std.Bytes", &all(&[&nil, &yes, &int, &float, &text, &list, &map]));
    wrong::<Vec<String>>("std.Vec", &all(&[&nil, &yes, &int, &float, &text, &bin, &map]));
    wrong::<HashMap<String, u8>>("std.HashMap", &all(&[&nil, &yes, &int, &float, &text, &bin, &list]));
    wrong::<BTreeSet<u8>>("std.BTreeSet", &all(&[&nil, &yes, &int, &float, &text, &bin, &map]));
    wrong::<PathBuf>("std.PathBuf", &all(&[&nil, &yes, &int, &float, &list, &map]));
    wrong::<Duration>("std.Duration", &all(&[&nil, &yes, &int, &float, &text, &bin, &list, &map]));
    wrong::<IpAddr>("std.IpAddr", &all(&[&nil, &yes, &int, &float, &bin, &list, &map]));
    wrong::<Result<u8, u8>>("std.Result", &all(&[&nil, &yes, &int, &float, &text, &bin, &list]));
    bad::<Option<u8>>(msgpack(), &[b"\xc3"], "Header", "std.Option", "");
    bad::<Option<Option<u8>>>(msgpack(), &[b"\x01"], "Header", "std.Option", "");
    bad::<Option<Option<u8>>>(msgpack(), &[b"\x90"], "Header", "std.Option", "");
    bad::<Option<Option<u8>>>(msgpack(), &[b"\x92\x01\x02"], "Header", "std.Option", "");
    bad::<(u8, u8)>(msgpack(), &[b"\x91\x01"], "Header", "std.tuple", "");
    bad::<(u8, u8)>(msgpack(), &[b"\x93\x01\x02\x03"], "Header", "std.tuple", "[2]");
    bad::<Bytes>(array("|u1", m!([0]), m!([1])), &[b""], "Header", "std.Bytes", "");
    bad::<Vec<f64>>(bytes(), &[b""], "Header", "std.Vec", "");
}

#[test]
fn values_out_of_range() {
    let value = |value: M| value.bytes();
    bad::<u8>(msgpack(), &[&value(m!(256))], "Value", "std.u8", "");
    bad::<u8>(msgpack(), &[&value(m!((-1)))], "Value", "std.u8", "");
    bad::<i8>(msgpack(), &[&value(m!(128))], "Value", "std.i8", "");
    bad::<i64>(msgpack(), &[&value(m!((u64::MAX)))], "Value", "std.i64", "");
    bad::<u128>(msgpack(), &[&value(m!((-1)))], "Value", "std.u128", "");
    bad::<u128>(pickle(), &[b"\x80\x05\x8a\x01\xff."], "Value", "std.u128", "");
    bad::<f32>(msgpack(), &[&value(m!(0.1))], "Value", "std.f32", "");
    bad::<f64>(msgpack(), &[&value(m!((u64::MAX)))], "Value", "std.f64", "");
    bad::<char>(msgpack(), &[&value(m!(""))], "Value", "std.char", "");
    bad::<char>(msgpack(), &[&value(m!("ab"))], "Value", "std.char", "");
    bad::<NonZero<u8>>(msgpack(), &[&value(m!(0))], "Value", "std.NonZero", "");
    bad::<Duration>(msgpack(), &[&value(m!([1, 1_000_000_000]))], "Value", "std.Duration", "");
    bad::<Duration>(msgpack(), &[&value(m!([(-1), 0]))], "Value", "std.Duration", "[0]");
    bad::<SystemTime>(msgpack(), &[&value(m!([0, 1_000_000_000]))], "Value", "std.SystemTime", "");
    bad::<SystemTime>(msgpack(), &[&value(m!([(u64::MAX), 0]))], "Value", "std.SystemTime", "[0]");
    bad::<IpAddr>(msgpack(), &[&value(m!("1.2.3"))], "Value", "std.IpAddr", "");
    bad::<[u8; 2]>(bytes(), &[b"abc"], "Value", "std.array", "");
    bad::<[String; 2]>(msgpack(), &[b"\x91\xa1a"], "Value", "std.array", "");
    bad::<Vec<bool>>(array("|b1", m!([3]), m!([1])), &[&[0, 1, 2]], "Value", "std.Vec", "[2]");
    bad::<Vec<char>>(array("<U1", m!([1]), m!([4])), &[&le!(0xd800u32)], "Value", "std.Vec", "[0]");
    bad::<Vec<u8>>(array("<i2", m!([2]), m!([2])), &[&le!(1i16, -1i16)], "Value", "std.Vec", "[1]");
    bad::<Vec<i32>>(array("<f8", m!([1]), m!([8])), &[&le!(0.5f64)], "Value", "std.Vec", "[0]");
    bad::<Vec<f32>>(array("<f8", m!([1]), m!([8])), &[&le!(0.1f64)], "Value", "std.Vec", "[0]");
    bad::<Vec<bool>>(array("|u1", m!([1]), m!([1])), &[&[1]], "Value", "std.Vec", "[0]");
}

#[test]
fn keys_and_members_that_are_there_twice() {
    let map = |map: M| map.bytes();
    bad::<HashMap<String, u8>>(
        msgpack(),
        &[&map(m!({"a": 1, "a": 2}))],
        "Msgpack",
        "std.HashMap",
        r#"["a"]"#,
    );
    // One integer in two encodings.
    bad::<BTreeMap<u8, u8>>(msgpack(), &[b"\x82\x01\x01\xcc\x01\x02"], "Msgpack", "std.BTreeMap", r#"["1"]"#);
    bad::<BTreeSet<u8>>(msgpack(), &[b"\x92\x01\x01"], "Value", "std.BTreeSet", "[1]");
    let twice = collection("dict", vec![(msgpack().with("key", "a"), 1), (msgpack().with("key", "a"), 1)]);
    bad::<HashMap<String, u8>>(twice, &[b"\x01", b"\x02"], "Msgpack", "std.HashMap", r#"["a"]"#);
    let two_keys = collection("dict", vec![(msgpack().with("key", "a").with("key", "b"), 1)]);
    bad::<HashMap<String, u8>>(two_keys, &[b"\x01"], "Msgpack", "std.HashMap", "");
    bad::<HashMap<String, u8>>(
        collection("dict", vec![(msgpack(), 1)]),
        &[b"\x01"],
        "Header",
        "std.HashMap",
        "",
    );
    let result =
        |header, frames: &[&[u8]]| bad::<Result<u8, u8>>(header, frames, "Msgpack", "std.Result", "0");
    result(object(m!({"variant": "Ok", "0": 1, "0": 2}), m!({})), &[]);
    result(object(m!({"variant": "Ok", "0": 1}), m!({"0": (complex(msgpack(), 0, 1))})), &[b"\x01"]);
}

#[test]
fn fields_and_variants() {
    let result = |simple: M, class, path| {
        bad::<Result<u8, u8>>(object(simple, m!({})), &[], class, "std.Result", path)
    };
    result(m!({"0": 1}), "Header", "variant");
    result(m!({"variant": 1, "0": 1}), "Header", "variant");
    result(m!({"variant": "Ok"}), "Header", "0");
    result(m!({"variant": "Ok", "0": 256}), "Value", "0");
    let error = result(m!({"variant": "Maybe", "0": 1}), "Header", "");
    assert!(error.to_string().contains("`Ok`, `Err`") && error.to_string().contains("`Maybe`"), "{error}");
    let deep = m!([{"a": [{"0": {"b": "no"}, "variant": "Ok"}]}]).bytes();
    type Deep = Vec<HashMap<String, Vec<Result<HashMap<String, u8>, ()>>>>;
    bad::<Deep>(msgpack(), &[&deep], "Header", "std.Vec", r#"[0]["a"][0].0["b"]"#);
}

#[test]
fn pickles_are_never_run() {
    // Calls, globals, the memo: what plain data doesn't need. None of these does harm in Python either.
    for pickled in [
        &b"cos\ngetcwd\n)R."[..],
        b"\x80\x05\x8c\x02os\x94\x8c\x06getcwd\x94\x93)R.",
        b"\x80\x05\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93\x94.",
        b"\x80\x63N.",
    ] {
        for error in [
            bad::<Vec<u8>>(pickle(), &[pickled], "NotAllowed", "std.Vec", ""),
            bad::<String>(pickle(), &[pickled], "NotAllowed", "std.String", ""),
            bad::<HashMap<u8, u8>>(pickle(), &[pickled], "NotAllowed", "std.HashMap", ""),
            bad::<Vec<u128>>(pickle(), &[pickled], "NotAllowed", "std.Vec", ""),
            bad::<Result<u8, ()>>(pickle(), &[pickled], "NotAllowed", "std.Result", ""),
        ] {
            assert!(error.to_string().contains("never run"), "{error}");
        }
    }
    for (damaged, class) in [
        (&b"\x80\x05h\x00."[..], "Value"),
        (b"\x80\x05K\x01", "Truncated"),
        (b"\x80\x05K\x01.K\x02.", "Value"),
        (b"\x80\x05K\x01K\x02.", "Value"),
        (b"\x80\x05(.", "Value"),
        (b"\x80\x05.", "Value"),
        (b"", "Truncated"),
        (b"\x80\x05](K\x01.", "Value"),
        (b"\x80\x05}(K\x01u.", "Value"),
        (b"\x80\x05a.", "Value"),
        (b"\x80\x05\x86.", "Value"),
        (b"\x80\x05\x8c\xffa.", "Truncated"),
        (b"\x80\x05X\xff\xff\xff\xffa.", "Truncated"),
    ] {
        bad::<Vec<u8>>(pickle(), &[damaged], class, "std.Vec", "");
        bad::<String>(pickle(), &[damaged], class, "std.String", "");
        bad::<HashMap<u8, u8>>(pickle(), &[damaged], class, "std.HashMap", "");
        bad::<Vec<u128>>(pickle(), &[damaged], "NotAllowed", "std.Vec", "");
        bad::<Result<u8, ()>>(pickle(), &[damaged], class, "std.Result", "");
    }
    // A buffer too many, and lists within lists, which are no flat run of integers.
    bad::<u8>(pickle(), &[b"\x80\x05K\x01.", b""], "Value", "std.u8", "");
    for nested in [&b"\x80\x05]](K\x01K\x02ea."[..], b"\x80\x05](K\x01](K\x02ee.", b"\x80\x05K\x01\x85\x85."]
    {
        bad::<Vec<u128>>(pickle(), &[nested], "NotAllowed", "std.Vec", "");
    }
    bad::<u128>(pickle(), &[b"\x80\x05](K\x01e."], "Header", "std.u128", "");
    bad::<Vec<u128>>(pickle(), &[b"\x80\x05K\x01."], "Header", "std.Vec", "");
    bad::<i128>(
        pickle(),
        &[b"\x80\x05\x8a\x11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01."],
        "NotAllowed",
        "std.i128",
        "",
    );
    let listed = collection("list", vec![(msgpack(), 1), (pickle(), 1)]);
    bad::<Vec<String>>(listed, &[b"\xa1a", b"cos\ngetcwd\n)R."], "NotAllowed", "std.Vec", "[1]");
}

#[test]
fn the_senders_own_error() {
    let header = m!({"serializer": "error"});
    let error = bad::<Vec<f64>>(header.clone(), &["no é".as_bytes()], "Remote", "std.Vec", "");
    assert!(matches!(error.kind(), ErrorKind::Remote { message } if message == "no é"), "{error}");
    bad::<Bytes>(header.clone(), &[], "Remote", "std.Bytes", "");
    bad::<Bytes>(header.clone(), &[b"\xff\xfe", b"more"], "Remote", "std.Bytes", "");
    let error = bad::<Bytes>(header.clone(), &[&[b'x'; 100_000]], "Remote", "std.Bytes", "");
    assert!(error.to_string().len() < 200);
    bad::<Vec<Bytes>>(collection("list", vec![(header, 1)]), &[b"text"], "Remote", "std.Vec", "[0]");
}

/// Written by hand, with a name of its own.
#[derive(Debug)]
struct Named(Bytes);

impl Framed for Named {
    fn header(&self, _: &mut HeaderWriter<'_>) -> frames_std::Result<()> {
        Ok(())
    }
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> frames_std::Result<()> {
        out.push(self.0.clone())
    }
}

impl FromFrames for Named {
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> frames_std::Result<Self> {
        if header.get_opt::<bool>("twice")? == Some(true) {
            frames.next_bytes()?;
        }
        Ok(Named(frames.next_bytes()?))
    }
}

register!(Named as "test.Named", aliases = ["test.Older"]);

#[test]
fn types_of_another_name() {
    let value = Named(Bytes::from_static(b"x"));
    let renamed = |name: &str| {
        let text = serialize(&value).unwrap().header_bytes().to_vec();
        let at = text.windows(10).position(|window| window == b"test.Named").unwrap();
        let mut header = text[..at - 1].to_vec();
        header.push(0xa0 | name.len() as u8);
        header.extend_from_slice(name.as_bytes());
        header.extend_from_slice(&text[at + 10..]);
        Serialized::from_parts(header, [&b"x"[..]])
    };
    assert_eq!(deserialize::<Named>(&renamed("test.Older")).unwrap().0, "x");
    assert_eq!(deserialize::<Named>(&renamed("builtins.dict")).unwrap().0, "x");
    let error = refused(deserialize::<Named>(&renamed("test.Other")), "WrongType", "test.Named", "");
    assert!(
        matches!(error.kind(), ErrorKind::WrongType { expected, found } if expected == "test.Named" && found == "test.Other")
    );
    let list = [serialize(&value).unwrap(), renamed("test.Other")];
    let list = serialize(&list).unwrap();
    refused(deserialize::<Vec<Named>>(&list), "WrongType", "std.Vec", "[1]");
}

#[test]
fn frames_that_a_type_by_hand_leaves_or_misses() {
    let by_hand = |header: M, count: usize| {
        let list = collection("list", vec![(bytes(), 1); count]);
        object(m!({"header": header}), m!({"frames": (complex(list, 0, count))}))
    };
    bad::<Named>(by_hand(m!({}), 2), &[b"a", b"b"], "Frames", "test.Named", "");
    bad::<Named>(by_hand(m!({}), 0), &[], "Frames", "test.Named", "");
    bad::<Named>(by_hand(m!({"twice": 1}), 1), &[b"a"], "Value", "test.Named", "");
    bad::<Named>(by_hand(m!({"twice": true, "twice": true}), 1), &[b"a"], "Msgpack", "test.Named", "");
    bad::<Named>(by_hand(m!([]), 1), &[b"a"], "Header", "test.Named", "");
    bad::<Named>(object(m!({"header": {}}), m!({})), &[], "Header", "test.Named", "");
    bad::<Named>(bytes().without("type"), &[b"a"], "Header", "test.Named", "");
}

/// An entry of a header that is written twice is refused where it is written, not where it is read.
#[test]
fn an_entry_twice() {
    #[derive(Debug)]
    struct Twice;
    impl frames_std::Framed for Twice {
        fn header(&self, out: &mut frames_std::HeaderWriter<'_>) -> frames_std::Result<()> {
            out.entry("width", &1)?;
            out.entry("height", &[1, 2])?;
            out.entry("width", &2)
        }
        fn frames<'a>(&'a self, _: &mut frames_std::Frames<'a>) -> frames_std::Result<()> {
            Ok(())
        }
    }
    frames_std::register!(Twice as "refusals.Twice");
    impl frames_std::FromFrames for Twice {
        fn from_frames(
            _: frames_std::HeaderReader<'_>,
            _: &mut frames_std::FrameReader<'_>,
        ) -> frames_std::Result<Self> {
            Ok(Twice)
        }
    }
    let error = frames_std::serialize(&Twice).unwrap_err();
    assert_eq!((error.class(), error.path().as_str()), ("NotAllowed", "width"), "{error}");
}
