//! Large values: the cost of `serialize` does not grow with the payload, and reading a `Vec` is one copy.
//!
//! `cargo bench -p frames-benches --bench payloads`

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use frames_std::{Framed, deserialize, serialize};

#[derive(Framed)]
struct Tensor {
    name: String,
    shape: (usize, usize),
    data: Vec<f64>,
}

fn tensor(bytes: usize) -> Tensor {
    let len = bytes / size_of::<f64>();
    Tensor { name: "weights".into(), shape: (len / 16, 16), data: vec![1.5; len] }
}

fn write(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("write a tensor");
    for bytes in [1 << 10, 1 << 20, 256 << 20] {
        let tensor = tensor(bytes);
        group.bench_with_input(
            BenchmarkId::from_parameter(format!("{} KiB", bytes >> 10)),
            &tensor,
            |bencher, tensor| {
                bencher.iter(|| serialize(black_box(tensor)));
            },
        );
    }
    group.finish();
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read a tensor of 1 MiB");
    let tensor = tensor(1 << 20);
    let serialized = serialize(&tensor).expect("a tensor can be written").into_owned();
    assert_eq!(deserialize::<Tensor>(&serialized).expect("it reads back").shape, tensor.shape);
    group.bench_function("copy of the data", |bencher| bencher.iter(|| black_box(&tensor.data).clone()));
    group.bench_function("frames", |bencher| bencher.iter(|| deserialize::<Tensor>(black_box(&serialized))));
    group.finish();
}

criterion_group!(benches, write, read);
criterion_main!(benches);
