//! Messages over a pipe in memory: written, read, and both; small ones, where the work is per message, and a large frame,
//! where it is per byte.
//!
//! `cargo bench -p frames-benches --bench streams`

use std::hint::black_box;
use std::io::{self, Write};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use frames_std::{Limits, MessageReader, MessageWriter};

/// Takes everything and keeps nothing.
struct Nowhere;

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(black_box(bytes).len())
    }

    fn write_vectored(&mut self, slices: &[io::IoSlice<'_>]) -> io::Result<usize> {
        Ok(black_box(slices).iter().map(|slice| slice.len()).sum())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn streams(criterion: &mut Criterion) {
    for (name, len) in [("1 KiB", 1 << 10), ("64 MiB", 64 << 20)] {
        let frames = [vec![0x80], vec![7u8; len]];
        let mut stream = Vec::new();
        MessageWriter::new(&mut stream).write(&frames).unwrap();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(stream.len() as u64));
        if len > 1 << 20 {
            group.sample_size(20);
        }
        let mut writer = MessageWriter::new(Nowhere);
        group.bench_function("write", |bencher| bencher.iter(|| writer.write(black_box(&frames)).unwrap()));
        group.bench_function("read", |bencher| {
            bencher.iter(|| MessageReader::new(black_box(&stream[..]), Limits::cluster()).read().unwrap());
        });
        group.bench_function("write and read", |bencher| {
            bencher.iter(|| {
                stream.clear();
                MessageWriter::new(&mut stream).write(black_box(&frames)).unwrap();
                MessageReader::new(&stream[..], Limits::cluster()).read().unwrap()
            });
        });
        group.finish();
    }
}

criterion_group!(benches, streams);
criterion_main!(benches);
