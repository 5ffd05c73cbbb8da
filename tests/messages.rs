//! Messages: what stands in frame 0, what becomes a part, and what passes through untouched.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use frames_std::{
    Codec, DumpOptions, ErrorKind, Families, Family, Framed, Limits, OnError, Serialized, ToSerialize, Wire,
    dumps, dumps_with, loads, loads_with, serialize, to_serialize,
};

fn wire<T: Framed + ?Sized>(message: &T) -> Vec<Bytes> {
    dumps(message).expect("it can be written").into_shared()
}

/// A frame as a tree of JSON; byte strings are not in it.
fn json(frame: &[u8]) -> serde_json::Value {
    rmp_serde::from_slice(frame).expect("the frame is msgpack")
}

fn frame<T: serde::Serialize>(value: T) -> Bytes {
    rmp_serde::to_vec_named(&value).expect("msgpack").into()
}

#[derive(Framed, Debug, PartialEq)]
struct Put {
    op: String,
    keys: Vec<String>,
    numbers: Vec<f64>,
    inner: Inner,
    reply: bool,
}

#[derive(Framed, Debug, PartialEq, Clone, Default)]
struct Inner {
    blob: Vec<u8>,
    count: u8,
}

fn put() -> Put {
    Put {
        op: "put".into(),
        // More than a header would take: in a message a list is a list, however long.
        keys: (0..1000).map(|at| format!("key-{at}")).collect(),
        numbers: vec![1.0, 2.0],
        inner: Inner { blob: b"bytes".to_vec(), count: 7 },
        reply: true,
    }
}

#[test]
fn a_struct_is_a_message() {
    let frames = wire(&put());
    assert_eq!(frames.len(), 5);
    let tree = json(&frames[0]);
    assert_eq!(tree["op"], "put");
    assert_eq!(tree["keys"].as_array().map(Vec::len), Some(1000));
    assert_eq!(tree["numbers"], serde_json::json!({"__Serialized__": 1}));
    assert_eq!(tree["inner"], serde_json::json!({"blob": {"__Serialized__": 3}, "count": 7}));
    assert_eq!(&frames[4][..], b"bytes");
    assert_eq!(loads::<Put>(&frames).expect("it can be read"), put());
}

#[test]
fn payloads_are_lent() {
    let put = put();
    let message = dumps(&put).expect("it can be written");
    let numbers = message.frames()[2].as_slice();
    assert!(std::ptr::eq(numbers.as_ptr(), put.numbers.as_ptr().cast()));
}

#[test]
fn plain_values_are_one_frame() {
    assert_eq!(wire("OK"), [frame("OK")]);
    assert_eq!(wire(&()), [frame(())]);
    assert_eq!(wire(&Some(Some(3u8))), [frame((3,))]);
    let hello = BTreeMap::from([("python", (3, 11, 7))]);
    assert_eq!(json(&wire(&hello)[0]), serde_json::json!({"python": [3, 11, 7]}));
    assert_eq!(loads::<String>(&wire("OK")).expect("text"), "OK");
}

#[test]
fn a_value_with_frames_may_be_the_whole_message() {
    let frames = wire(&vec![1.5, 2.5]);
    assert_eq!(json(&frames[0]), serde_json::json!({"__Serialized__": 1}));
    assert_eq!(loads::<Vec<f64>>(&frames).expect("numbers"), [1.5, 2.5]);
}

#[test]
fn wrapped_values_are_parts_even_where_msgpack_holds_them() {
    let data = BTreeMap::from([("x", to_serialize(5)), ("y", to_serialize(6))]);
    let frames = wire(&data);
    assert_eq!(json(&frames[0]), serde_json::json!({"x": {"__Serialized__": 1}, "y": {"__Serialized__": 3}}));
    assert_eq!(json(&frames[1]), serde_json::json!({"serializer": "msgpack", "num-sub-frames": 1}));
    let read: BTreeMap<String, ToSerialize<i64>> = loads(&frames).expect("it can be read");
    assert_eq!(read["y"], to_serialize(6));
    // Wrapped whole, all of it is one part.
    assert_eq!(json(&wire(&to_serialize(put()))[0]), serde_json::json!({"__Serialized__": 1}));
}

#[test]
fn wrapped_values_may_stand_at_any_depth() {
    let deep = vec![(1, vec![Some(to_serialize(Inner { blob: vec![1], count: 1 })), None])];
    let frames = wire(&deep);
    assert_eq!(json(&frames[0]), serde_json::json!([[1, [{"__Serialized__": 1}, null]]]));
    let read: Vec<(i32, Vec<Option<ToSerialize<Inner>>>)> = loads(&frames).expect("it can be read");
    assert_eq!(read, deep);
}

#[test]
fn sets_and_keys_of_all_kinds() {
    #[derive(Framed, Debug, PartialEq)]
    struct Request {
        keys: BTreeSet<String>,
        by_number: BTreeMap<(u8, String), Option<Vec<u8>>>,
    }
    let request = Request {
        keys: ["a".to_owned(), "b".to_owned()].into(),
        by_number: [((1, "x".to_owned()), Some(vec![1])), ((2, "y".to_owned()), None)].into(),
    };
    let frames = wire(&request);
    assert_eq!(frames.len(), 3);
    assert!(frames[0].windows(8).any(|bytes| bytes == b"\xa7__Set__"));
    assert_eq!(loads::<Request>(&frames).expect("it can be read"), request);
}

/// Law: what Dask takes for a marker never stands in frame 0 as a user's key.
#[test]
fn marker_keys_travel_in_parts() {
    for key in ["__Serialized__", "__Pickled__", "__Set__", "__Enum__"] {
        let plain = BTreeMap::from([(key.to_owned(), 1)]);
        let frames = wire(&plain);
        assert_eq!(json(&frames[0]), serde_json::json!({"__Serialized__": 1}), "{key}");
        assert_eq!(loads::<BTreeMap<String, i32>>(&frames).expect("it can be read"), plain);

        let with_frames = BTreeMap::from([(key.to_owned(), vec![1.0])]);
        let frames = wire(&with_frames);
        assert_eq!(json(&frames[0]), serde_json::json!({"__Serialized__": 1}), "{key}");
        assert_eq!(loads::<BTreeMap<String, Vec<f64>>>(&frames).expect("it can be read"), with_frames);
    }
}

#[test]
fn a_part_passes_through_byte_for_byte() {
    let header = frame(BTreeMap::from([("serializer", "unknown to everybody"), ("x", "y")]));
    let mut told = b"\x83\xaenum-sub-frames\x02".to_vec();
    told.extend_from_slice(&header[1..]);
    let told = Bytes::from(told);
    let sent = [
        frame(BTreeMap::from([("part", BTreeMap::from([("__Serialized__", 2)]))])),
        frame("nothing names this frame"),
        told.clone(),
        Bytes::from_static(b"first"),
        Bytes::from(vec![7; 1 << 20]),
        frame("nor this"),
    ];
    let read: BTreeMap<String, Serialized<'static>> = loads(&sent).expect("it stays shut");
    assert_eq!(read["part"].header_bytes(), told);
    let again = wire(&read);
    assert_eq!(again[1..], sent[2..5]);
    assert_eq!(again[3].as_ptr(), sent[4].as_ptr(), "the payload was copied");
}

/// So it does where it is wrapped once more, which makes a part of what is one already.
#[test]
fn a_part_that_is_wrapped_passes_through() {
    let numbers = vec![1.0f64; 100_000];
    let part = serialize(&numbers).expect("it can be written").into_owned();
    let wire = Wire { compression: Some(Codec::Lz4), shard_bytes: Some(50_000) };
    let options = DumpOptions { wire, ..DumpOptions::default() };
    let sent = dumps_with(&to_serialize(numbers), &options).expect("it can be written").into_shared();
    let shut: Serialized<'static> = loads(&sent).expect("it stays shut");
    assert!(shut.frame_count() > 1 && shut.frame_count() != part.frame_count());
    let wire = Wire { compression: Some(Codec::Zlib), shard_bytes: Some(10_000) };
    let options = DumpOptions { wire, ..DumpOptions::default() };
    for again in [
        dumps_with(&to_serialize(&shut), &options),
        dumps_with(&to_serialize(Some(Box::new(shut.clone()))), &options),
    ] {
        assert_eq!(again.expect("it is passed on").into_shared(), sent);
    }
}

/// What the sender compressed and cut stays so, and the router's own options change nothing.
#[test]
fn a_compressed_part_passes_through_byte_for_byte() {
    let numbers = vec![1.0f64; 100_000];
    let wire = Wire { compression: Some(Codec::Lz4), shard_bytes: Some(300_000) };
    let options = DumpOptions { wire, ..DumpOptions::default() };
    let data = BTreeMap::from([("x".to_owned(), to_serialize(numbers.clone()))]);
    let sent = dumps_with(&data, &options).expect("it can be written").into_shared();
    assert_eq!(sent.len(), 5);
    let shut: BTreeMap<String, Serialized<'static>> = loads(&sent).expect("it stays shut");
    let other = DumpOptions {
        wire: Wire { compression: Some(Codec::Zlib), shard_bytes: Some(100) },
        ..DumpOptions::default()
    };
    for options in [DumpOptions::default(), options, other] {
        let again = dumps_with(&shut, &options).expect("it is passed on").into_shared();
        assert_eq!(again, sent);
    }
    assert_eq!(loads::<BTreeMap<String, Vec<f64>>>(&sent).expect("it can be read")["x"], numbers);
}

#[test]
fn a_pickled_part_stays_one() {
    let header: Bytes =
        b"\x83\xabpickled-obj\xc4\x04\x80\x05N.\xabcompression\x90\xaenum-sub-frames\x00"[..].into();
    let sent = [frame(BTreeMap::from([("code", BTreeMap::from([("__Pickled__", 1)]))])), header];
    let read: BTreeMap<String, Serialized<'static>> = loads(&sent).expect("it stays shut");
    let again = wire(&read);
    assert!(again[0].starts_with(b"\x81\xa4code\x81\xab__Pickled__"));
    assert_eq!(again[1], sent[1]);
    let opened: BTreeMap<String, Option<i32>> = loads(&sent).expect("a pickle of plain data");
    assert_eq!(opened["code"], None);
}

#[test]
fn markers_lead_by_number() {
    let (x, y) = (serialize(&1).expect("x").into_owned(), serialize("y").expect("y").into_owned());
    let with_count = |value: &Serialized<'_>| {
        let mut header = value.header_bytes().to_vec();
        header[0] += 1;
        header.extend_from_slice(b"\xaenum-sub-frames\x01");
        Bytes::from(header)
    };
    let body = |value: &Serialized<'_>| Bytes::copy_from_slice(value.frame(0).expect("a frame"));
    let tree = frame((BTreeMap::from([("__Serialized__", 4)]), BTreeMap::from([("__Serialized__", 1)])));
    let frames = [tree, with_count(&x), body(&x), frame("orphan"), with_count(&y), body(&y)];
    assert_eq!(loads::<(String, i32)>(&frames).expect("out of order"), ("y".to_owned(), 1));
}

#[test]
fn a_part_that_cannot_be_written() {
    #[derive(Framed)]
    enum State {
        #[framed(skip)]
        Local,
        Known {
            numbers: Vec<f64>,
        },
    }
    let known = State::Known { numbers: vec![1.0] };
    let data = BTreeMap::from([("x", to_serialize(State::Local)), ("y", to_serialize(known))]);
    assert!(dumps(&data).is_err(), "a skipped variant");

    let options = DumpOptions { on_error: OnError::Message, ..DumpOptions::default() };
    let frames = dumps_with(&data, &options).expect("the message goes out").into_shared();
    assert_eq!(json(&frames[1]), serde_json::json!({"serializer": "error", "num-sub-frames": 1}));
    let error = loads::<BTreeMap<String, Inner>>(&frames).expect_err("the part is an error");
    assert!(matches!(error.kind(), ErrorKind::Remote { .. }), "{error}");
    assert_eq!(frames.len(), 5, "the other part is there");
}

#[test]
fn families_in_order() {
    let value = Inner { blob: Vec::new(), count: 1 };
    #[derive(Framed)]
    struct Plain {
        x: i32,
    }
    let families =
        |order: &[Family]| DumpOptions { families: Families::new(order), ..DumpOptions::default() };
    let family = |options: &DumpOptions| {
        let plain = to_serialize(Plain { x: 1 });
        let frames = dumps_with(&plain, options).expect("it can be written").into_shared();
        json_text(&frames[1])
    };
    assert!(family(&families(&[Family::Dask, Family::Msgpack])).contains("dask"));
    assert!(family(&families(&[Family::Msgpack, Family::Dask])).contains("msgpack"));
    assert!(family(&families(&[Family::Msgpack])).contains("msgpack"));

    let no_dask = families(&[Family::Msgpack]);
    assert_eq!(dumps_with(&value, &no_dask).expect_err("bytes are of family dask").class(), "NotAllowed");
    let no_pickle = families(&[Family::Dask, Family::Msgpack]);
    let wide = to_serialize(u128::MAX);
    assert_eq!(dumps_with(&wide, &no_pickle).expect_err("wide integers are pickles").class(), "NotAllowed");
    assert_eq!(loads::<u128>(&wire(&wide)).expect("it can be read"), u128::MAX);
}

fn json_text(header: &[u8]) -> String {
    String::from_utf8_lossy(header).into_owned()
}

#[test]
fn false_references_are_refused() {
    let part = |count: serde_json::Value| {
        frame(serde_json::json!({"serializer": "msgpack", "num-sub-frames": count}))
    };
    let class = |marker: serde_json::Value, header: Bytes| {
        let frames = [frame(serde_json::json!({"x": marker})), header, frame(1)];
        loads::<BTreeMap<String, i32>>(&frames).map_err(|error| error.class())
    };
    let marker = |number: serde_json::Value| serde_json::json!({"__Serialized__": number});
    let good = part(1.into());
    assert!(class(marker(1.into()), good.clone()).is_ok());
    for number in [0, -1, 3, i64::MAX] {
        assert_eq!(class(marker(number.into()), good.clone()), Err("Frames"), "{number}");
    }
    for number in
        [serde_json::json!("1"), serde_json::json!(1.0), serde_json::json!(true), serde_json::json!([1])]
    {
        assert_eq!(class(marker(number.clone()), good.clone()), Err("Header"), "{number}");
    }
    assert_eq!(class(marker(1.into()), part(2.into())), Err("Frames"));
    assert_eq!(class(marker(1.into()), part((-1).into())), Err("Header"));
    assert_eq!(class(marker(1.into()), frame(serde_json::json!({"serializer": "msgpack"}))), Err("Header"));
    assert_eq!(class(marker(1.into()), frame(marker(1.into()))), Err("Header"));
    assert_eq!(class(marker(1.into()), Bytes::from_static(b"data")), Err("Msgpack"));
    let both = serde_json::json!({"__Pickled__": 1, "__Serialized__": 1});
    assert_eq!(class(both, good.clone()), Err("Header"));

    let twice = frame(serde_json::json!([marker(1.into()), marker(1.into())]));
    let error = loads::<Vec<i32>>(&[twice, good.clone(), frame(1)]).expect_err("one frame, two values");
    assert_eq!(error.class(), "Frames");
    assert_eq!(loads::<i32>(&[]).expect_err("no frame").class(), "Malformed");
}

#[test]
fn limits_hold_for_messages() {
    let frames = wire(&put());
    let class = |limits: Limits| loads_with::<Put>(&frames, &limits).map_err(|error| error.class());
    assert!(class(Limits::strict()).is_ok());
    assert_eq!(class(Limits { frames: 4, ..Limits::strict() }), Err("Limit"));
    assert_eq!(class(Limits { header_bytes: 100, ..Limits::strict() }), Err("Limit"));
    assert_eq!(class(Limits { message_bytes: 100, ..Limits::strict() }), Err("Limit"));
    assert_eq!(class(Limits { nodes: 100, ..Limits::strict() }), Err("Limit"));
    assert_eq!(class(Limits { depth: 1, ..Limits::strict() }), Err("Limit"));
}

/// What is written can be read: long text is lent, and a tree that is too large is refused before it is sent.
#[test]
fn a_tree_stays_within_what_readers_take() {
    #[derive(Framed)]
    struct Log {
        op: String,
        text: String,
    }
    let log = Log { op: "log".into(), text: "y".repeat(80 << 20) };
    let message = dumps(&log).expect("the text is a part");
    assert!(message.frames().iter().any(|frame| frame.is_borrowed() && frame.as_slice().len() == 80 << 20));
    let read: Log = loads(&message.into_shared()).expect("it can be read");
    assert!(read.text == log.text && read.op == "log");

    let keys: Vec<String> = (0..2_000).map(|_| "k".repeat(40_000)).collect();
    assert_eq!(dumps(&keys).expect_err("no reader takes it").class(), "Limit");
}

/// A reader that wants one thing of a branch can't keep the branch as one value.
#[test]
fn a_branch_with_parts_is_no_single_value() {
    let frames = wire(&BTreeMap::from([("data", BTreeMap::from([("x", vec![1.0])]))]));
    let error = loads::<BTreeMap<String, Serialized<'static>>>(&frames).expect_err("a branch");
    assert_eq!(error.class(), "Header");
}
