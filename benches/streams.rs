//! Messages over a pipe in memory: written, read, and both; small ones, where the work is per message, and a large frame,
//! where it is per byte.
//!
//! `cargo bench -p frames-benches --bench streams`

use std::hint::black_box;
use std::io::{self, Read, Write};

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

/// The same bytes over and over.
struct Endless<'a> {
    stream: &'a [u8],
    at: usize,
}

impl Read for Endless<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = (&self.stream[self.at..]).read(out)?;
        self.at = (self.at + len) % self.stream.len();
        Ok(len)
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
        let mut reader = MessageReader::new(Endless { stream: &stream, at: 0 }, Limits::cluster());
        group.bench_function("read", |bencher| bencher.iter(|| reader.read().unwrap()));
        group.bench_function("write and read", |bencher| {
            let mut pipe = Vec::with_capacity(stream.len());
            bencher.iter(|| {
                pipe.clear();
                MessageWriter::new(&mut pipe).write(black_box(&frames)).unwrap();
                MessageReader::new(&pipe[..], Limits::cluster()).read().unwrap()
            });
        });
        group.finish();
    }
}

criterion_group!(benches, streams);
criterion_main!(benches);
