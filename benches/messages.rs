//! Small values: one message of a task scheduler, as a derived struct, beside rmp-serde with names and beside `clone`,
//! which is what merely allocating the value costs; and the same as a message of Dask's.
//!
//! `cargo bench -p frames-benches --bench messages`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use frames_std::{Framed, Serialized, deserialize, dumps, loads, serialize};
use serde::{Deserialize, Serialize};

#[derive(Framed, Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Message {
    op: String,
    key: String,
    dependencies: Vec<String>,
    priority: (i64, i64, i64),
    #[serde(with = "as_bytes")]
    payload: Vec<u8>,
}

/// Bytes as serde's bytes, so that rmp-serde does not write them one by one.
mod as_bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        bytes::Bytes::deserialize(deserializer).map(Vec::from)
    }
}

fn message() -> Message {
    Message {
        op: "compute-task".into(),
        key: "('sum-aggregate-5d1f0c9a77b4', 3, 7)".into(),
        dependencies: (0..4).map(|part| format!("('sum-part-5d1f0c9a77b4', {part})")).collect(),
        priority: (0, 12, -3),
        payload: vec![7; 200],
    }
}

fn messages(criterion: &mut Criterion) {
    let message = message();
    let serialized = serialize(&message).expect("a message can be written");
    let packed = rmp_serde::to_vec_named(&message).expect("a message can be written");
    assert_eq!(deserialize::<Message>(&serialized).expect("it reads back"), message);
    assert_eq!(rmp_serde::from_slice::<Message>(&packed).expect("it reads back"), message);

    let mut group = criterion.benchmark_group("message");
    group.bench_function("clone", |bencher| bencher.iter(|| black_box(&message).clone()));
    group.bench_function("frames, write", |bencher| bencher.iter(|| serialize(black_box(&message))));
    group.bench_function("rmp-serde with names, write", |bencher| {
        bencher.iter(|| rmp_serde::to_vec_named(black_box(&message)));
    });
    group.bench_function("frames, read", |bencher| {
        bencher.iter(|| deserialize::<Message>(black_box(&serialized)))
    });
    group.bench_function("rmp-serde with names, read", |bencher| {
        bencher.iter(|| rmp_serde::from_slice::<Message>(black_box(&packed)));
    });
    group.bench_function("frames, both", |bencher| {
        bencher.iter(|| {
            serialize(black_box(&message)).and_then(|serialized| deserialize::<Message>(&serialized))
        });
    });
    group.bench_function("rmp-serde with names, both", |bencher| {
        bencher.iter(|| {
            rmp_serde::to_vec_named(black_box(&message))
                .map(|packed| rmp_serde::from_slice::<Message>(&packed))
        });
    });
    group.finish();
}

/// The same struct as a Dask message: its fields in frame 0, its payload a part.
fn as_dask_message(criterion: &mut Criterion) {
    let message = message();
    let frames = dumps(&message).expect("a message can be written").into_shared();
    assert_eq!(loads::<Message>(&frames).expect("it reads back"), message);

    let mut group = criterion.benchmark_group("dask message");
    group.bench_function("dumps", |bencher| bencher.iter(|| dumps(black_box(&message))));
    group.bench_function("loads", |bencher| bencher.iter(|| loads::<Message>(black_box(&frames))));
    group.bench_function("loads, unopened", |bencher| {
        bencher.iter(|| loads::<Unopened>(black_box(&frames)));
    });
    group.bench_function("rmp-serde with names, both", |bencher| {
        bencher.iter(|| {
            rmp_serde::to_vec_named(black_box(&message))
                .map(|packed| rmp_serde::from_slice::<Message>(&packed))
        });
    });
    group.finish();
}

/// What a scheduler wants of the message; the payload stays shut.
#[derive(Framed)]
struct Unopened {
    op: String,
    key: String,
    payload: Serialized<'static>,
}

criterion_group!(benches, messages, as_dask_message);
criterion_main!(benches);
