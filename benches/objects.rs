//! Objects of five types in one `Vec<Box<dyn Op>>`: beside typetag with rmp-serde, beside Apache Fory, and beside `clone`,
//! which is what merely allocating them costs.
//!
//! `cargo bench -p frames-benches --bench objects`

use std::fmt::Debug;
use std::hint::black_box;

use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use fory::{Fory, ForyEnum, ForyObject, ForyStruct, register_trait_type};
use frames_std::{Framed, deserialize, framed_dyn, from_bytes, serialize, to_bytes};
use serde::{Deserialize, Serialize};

#[framed_dyn]
#[typetag::serde]
trait Op: ForyObject + Debug {
    fn boxed(&self) -> Box<dyn Op>;
}

/// A type of objects, which all three libraries know by the same name.
macro_rules! op {
    ($name:ident $fields:tt) => {
        #[derive(Framed, Serialize, Deserialize, ForyStruct, Clone, Debug)]
        #[framed(dyn = Op)]
        struct $name $fields

        #[typetag::serde]
        impl Op for $name {
            fn boxed(&self) -> Box<dyn Op> {
                Box::new(self.clone())
            }
        }
    };
}

op!(Scale { factor: f64, offset: f64, steps: u32, exact: bool });
op!(Rename { from: String, to: String });
op!(Filter { taps: Vec<f64>, channel: u16 });
op!(Resample { method: Method, rate: Option<u32>, gain: Option<f64> });
op!(Draw { label: String, corner: Point, size: Point, layer: i32 });

register_trait_type!(Op, Scale, Rename, Filter, Resample, Draw);

#[derive(Framed, Serialize, Deserialize, ForyEnum, Clone, Debug, PartialEq)]
enum Method {
    #[fory(default)]
    Nearest,
    Linear,
    Cubic,
}

#[derive(Framed, Serialize, Deserialize, ForyStruct, Clone, Debug, PartialEq)]
struct Point {
    x: f64,
    y: f64,
}

/// Mixed types, in an order that is the same in each run.
fn ops() -> Vec<Box<dyn Op>> {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    (0..10_000).map(|index| op(next(), index)).collect()
}

fn op(random: u64, index: u32) -> Box<dyn Op> {
    let x = f64::from(index);
    match random % 10 {
        0..3 => Box::new(Scale { factor: x * 0.5, offset: -x, steps: index, exact: index % 2 == 0 }),
        3..5 => Box::new(Rename { from: format!("channel {index}"), to: format!("sensor-{}", random % 100) }),
        5..7 => {
            let taps = (0..4 + random % 5).map(|tap| tap as f64 * x).collect();
            Box::new(Filter { taps, channel: (index % 64) as u16 })
        }
        7..9 => Box::new(Resample {
            method: [Method::Nearest, Method::Linear, Method::Cubic][random as usize % 3].clone(),
            rate: (random % 3 != 0).then_some(44_100 + index),
            gain: (random % 4 == 0).then_some(x),
        }),
        _ => Box::new(Draw {
            label: format!("box {index}"),
            corner: Point { x, y: x + 1.0 },
            size: Point { x: 640.0, y: 480.0 },
            layer: -(index as i32 % 8),
        }),
    }
}

/// Fory with the types registered, as it is by default or for types that never change.
fn fory(compatible: bool) -> Fory {
    let mut fory = Fory::builder().xlang(false).compatible(compatible).build();
    fory.register::<Method>(1).expect("a new number");
    fory.register::<Point>(2).expect("a new number");
    fory.register::<Scale>(3).expect("a new number");
    fory.register::<Rename>(4).expect("a new number");
    fory.register::<Filter>(5).expect("a new number");
    fory.register::<Resample>(6).expect("a new number");
    fory.register::<Draw>(7).expect("a new number");
    fory
}

fn objects(criterion: &mut Criterion) {
    let ops = ops();
    let expected = format!("{ops:?}");
    let same = |back: Vec<Box<dyn Op>>| assert!(format!("{back:?}") == expected);

    let serialized = serialize(&ops).expect("objects can be written");
    let bytes = Bytes::from(to_bytes(&ops).expect("objects can be written"));
    let named = rmp_serde::to_vec_named(&ops).expect("objects can be written");
    let compact = rmp_serde::to_vec(&ops).expect("objects can be written");
    let (fixed, evolving) = (fory(false), fory(true));
    let fixed_bytes = fixed.serialize(&ops).expect("objects can be written");
    let evolving_bytes = evolving.serialize(&ops).expect("objects can be written");
    same(deserialize(&serialized).expect("they read back"));
    same(from_bytes(bytes.clone()).expect("they read back"));
    same(rmp_serde::from_slice(&named).expect("they read back"));
    same(rmp_serde::from_slice(&compact).expect("they read back"));
    same(fixed.deserialize(&fixed_bytes).expect("they read back"));
    same(evolving.deserialize(&evolving_bytes).expect("they read back"));

    let mut group = criterion.benchmark_group("10,000 objects");
    group.bench_function("clone", |bencher| {
        bencher.iter_with_large_drop(|| black_box(&ops).iter().map(|op| op.boxed()).collect::<Vec<_>>());
    });
    group.bench_function("frames, write", |bencher| {
        bencher.iter_with_large_drop(|| serialize(black_box(&ops)));
    });
    group.bench_function("frames in one buffer, write", |bencher| {
        bencher.iter_with_large_drop(|| to_bytes(black_box(&ops)));
    });
    group.bench_function("typetag and rmp-serde, write", |bencher| {
        bencher.iter_with_large_drop(|| rmp_serde::to_vec(black_box(&ops)));
    });
    group.bench_function("typetag and rmp-serde with names, write", |bencher| {
        bencher.iter_with_large_drop(|| rmp_serde::to_vec_named(black_box(&ops)));
    });
    group.bench_function("fory, write", |bencher| {
        bencher.iter_with_large_drop(|| evolving.serialize(black_box(&ops)));
    });
    group.bench_function("fory without evolution, write", |bencher| {
        bencher.iter_with_large_drop(|| fixed.serialize(black_box(&ops)));
    });
    group.bench_function("frames, read", |bencher| {
        bencher.iter_with_large_drop(|| deserialize::<Vec<Box<dyn Op>>>(black_box(&serialized)));
    });
    group.bench_function("frames in one buffer, read", |bencher| {
        bencher.iter_with_large_drop(|| from_bytes::<Vec<Box<dyn Op>>>(black_box(&bytes).clone()));
    });
    group.bench_function("typetag and rmp-serde, read", |bencher| {
        bencher.iter_with_large_drop(|| rmp_serde::from_slice::<Vec<Box<dyn Op>>>(black_box(&compact)));
    });
    group.bench_function("typetag and rmp-serde with names, read", |bencher| {
        bencher.iter_with_large_drop(|| rmp_serde::from_slice::<Vec<Box<dyn Op>>>(black_box(&named)));
    });
    group.bench_function("fory, read", |bencher| {
        bencher.iter_with_large_drop(|| evolving.deserialize::<Vec<Box<dyn Op>>>(black_box(&evolving_bytes)));
    });
    group.bench_function("fory without evolution, read", |bencher| {
        bencher.iter_with_large_drop(|| fixed.deserialize::<Vec<Box<dyn Op>>>(black_box(&fixed_bytes)));
    });
    group.finish();
}

criterion_group!(benches, objects);
criterion_main!(benches);
