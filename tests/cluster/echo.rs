//! A scheduler passes data on without looking into it: what is sent to its `echo` comes back as it went.

use bytes::Bytes;
use frames_std::{Codec, Framed, Serialized, Value, Wire, compress, deserialize, loads, serialize};

use crate::cluster::Cluster;
use crate::peer::Peer;
use crate::python::CURRENT;

#[derive(Framed)]
struct Echo {
    op: String,
    data: Serialized<'static>,
    reply: bool,
}

/// Sends a value to the scheduler and reads what comes back, unopened.
#[track_caller]
pub(crate) fn echoed(peer: &mut Peer, data: &Serialized<'static>) -> Serialized<'static> {
    peer.ask(&Echo { op: "echo".to_owned(), data: data.clone(), reply: true })
}

/// The header as a value, without the count that belongs to the message.
fn header(value: &Serialized<'_>) -> Value {
    let header = loads(&[Bytes::copy_from_slice(value.header_bytes())]).expect("a header is a msgpack value");
    let Value::Dict(mut entries) = header else { panic!("a header is a map: {header:?}") };
    entries.retain(|(key, _)| key.as_str() != Some("num-sub-frames"));
    Value::Dict(entries)
}

fn frames(value: &Serialized<'_>) -> Vec<Bytes> {
    value.frames().map(|frame| Bytes::copy_from_slice(frame.as_slice())).collect()
}

#[derive(Framed, Debug, PartialEq, Clone)]
struct Human {
    name: String,
    track: Vec<f64>,
    photo: Bytes,
    tags: Vec<String>,
}

fn human() -> Human {
    Human {
        name: "Alice".to_owned(),
        track: (0..20_000).map(f64::from).collect(),
        photo: Bytes::from(vec![7; 30_000]),
        tags: vec!["a".to_owned(), "b".to_owned()],
    }
}

/// `\x83`...: a header as a peer of another kind might write it, with all that msgpack has.
const STRANGE: &[u8] = b"\x86\xaaserializer\xa4rust\xa4what\x93\x01\xa1x\xc0\xa4blob\xc4\x03\x00\x01\xff\xa4deep\x81\xa1k\x91\x91\x90\xa5float\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00\xa4flag\xc3";

#[test]
fn whatever_is_sent_comes_back() {
    let cluster = Cluster::start(&CURRENT, "echo");
    let mut peer = Peer::connect(&cluster.scheduler);
    assert_eq!(peer.agreed.pickle_protocol, 5);

    let lz4 = compress(Codec::Lz4, &vec![1; 50_000]).unwrap();
    let cases: Vec<(&str, Serialized<'static>)> = vec![
        ("a struct", serialize(&human()).unwrap().into_owned()),
        ("an array", serialize(&vec![0.5f64; 300_000]).unwrap().into_owned()),
        ("nothing", serialize(&()).unwrap().into_owned()),
        ("an empty list", serialize(&Vec::<Vec<u8>>::new()).unwrap().into_owned()),
        ("empty frames", Serialized::from_parts(STRANGE, [Bytes::new(), Bytes::from("x"), Bytes::new()])),
        ("no frames", Serialized::from_parts(STRANGE, [] as [Bytes; 0])),
        ("a header that nobody understands", Serialized::from_parts(STRANGE, [Bytes::from(vec![3; 1000])])),
        (
            "a compressed frame",
            Serialized::from_parts(
                [&b"\x82\xaaserializer\xa4rust\xabcompression\x91\xa3lz4"[..]].concat(),
                [Bytes::from(lz4)],
            ),
        ),
    ];
    for (what, value) in &cases {
        let back = echoed(&mut peer, value);
        assert_eq!(header(&back), header(value), "{what}");
        assert_eq!(frames(&back), frames(value), "{what}");
        // The second time it is a value that was received, and goes as it came, to the last byte.
        assert_eq!(echoed(&mut peer, &back), back, "{what}");
    }
    let [(_, human_sent), ..] = &cases[..] else { panic!("there are cases") };
    assert_eq!(deserialize::<Human>(&echoed(&mut peer, human_sent)).unwrap(), human());
}

/// Values that are cut and compressed for the wire come back so, and are whole when they are read.
#[test]
fn cut_and_compressed_values_come_back() {
    let cluster = Cluster::start(&CURRENT, "echo-cut");
    let mut peer = Peer::connect(&cluster.scheduler);
    for codec in [None, Some(Codec::Lz4), Some(Codec::Zstd), Some(Codec::Snappy), Some(Codec::Zlib)] {
        let wire = Wire { shard_bytes: Some(1 << 14), compression: codec };
        let sent = wire.prepare(serialize(&human()).unwrap().into_owned()).unwrap();
        assert!(sent.frame_count() > 10);
        let back = echoed(&mut peer, &sent);
        assert_eq!((header(&back), frames(&back)), (header(&sent), frames(&sent)));
        assert_eq!(deserialize::<Human>(&back).unwrap(), human());
    }
}
