//! A router: it reads what a message is about, keeps its part shut and writes it again. The payload is allocated once, as it
//! arrives, and copied never.
//! The allocator counts for the whole process, so there is one test.

use std::alloc::System;
use std::io::{self, IoSlice, Read, Write};

use bytes::Bytes;
use frames_std::{Framed, Limits, MessageReader, MessageWriter, Serialized, dumps, loads};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const PAYLOAD: usize = 256 << 20;
const KIB: usize = 1024;

/// What is sent; what the router sees of it.
#[derive(Framed)]
struct Put {
    op: String,
    data: Bytes,
}

#[derive(Framed)]
struct Routed {
    op: String,
    data: Serialized<'static>,
}

/// A message that is made as it is read: its head, then a frame of one byte repeated.
struct Source {
    head: Vec<u8>,
    payload: usize,
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.head.is_empty() {
            let len = self.head.len().min(out.len());
            out[..len].copy_from_slice(&self.head[..len]);
            self.head.drain(..len);
            return Ok(len);
        }
        let len = self.payload.min(out.len()).min(1 << 20);
        out[..len].fill(7);
        self.payload -= len;
        Ok(len)
    }
}

/// Keeps the start of what is written, and counts the rest.
struct Sink {
    start: Vec<u8>,
    written: usize,
    /// The largest slice, and where it lay.
    largest: (usize, *const u8),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        for slice in slices {
            if slice.len() < KIB {
                self.start.extend_from_slice(slice);
            }
            self.largest = self.largest.max((slice.len(), slice.as_ptr()));
            self.written += slice.len();
        }
        Ok(slices.iter().map(|slice| slice.len()).sum())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The bytes of a message before its payload: lengths, the message itself, the header of its part.
fn head(payload: usize) -> Vec<u8> {
    let put = Put { op: "put".into(), data: Bytes::new() };
    let frames = dumps(&put).unwrap().into_shared();
    let lengths = [frames[0].len(), frames[1].len(), payload].map(|len| len as u64);
    let first = 8 + 8 * 3 + lengths.iter().sum::<u64>();
    let words = [first, 3].into_iter().chain(lengths);
    words
        .flat_map(u64::to_le_bytes)
        .chain(frames[0].iter().copied())
        .chain(frames[1].iter().copied())
        .collect()
}

#[test]
fn a_payload_is_allocated_once() {
    let source = Source { head: head(PAYLOAD), payload: PAYLOAD };
    let mut reader = MessageReader::new(source, Limits::cluster());
    let sink = Sink { start: Vec::with_capacity(KIB), written: 0, largest: (0, std::ptr::null()) };
    let mut writer = MessageWriter::new(sink);

    let region = Region::new(GLOBAL);
    let frames = reader.read().unwrap().unwrap();
    let routed: Routed = loads(&frames).unwrap();
    writer.write(dumps(&routed).unwrap().frames()).unwrap();
    let allocated = region.change();
    assert_eq!((&*routed.op, routed.data.payload_bytes()), ("put", PAYLOAD as u64));

    // Beside the payload there is what is read ahead, and the lists of frames.
    let used = allocated.bytes_allocated;
    assert!((PAYLOAD..PAYLOAD + 20 * KIB).contains(&used), "{} bytes beside the payload", used - PAYLOAD);
    assert_eq!(allocated.bytes_reallocated, 0);

    let Sink { start, written, largest } = writer.get_ref();
    assert_eq!(*start, head(PAYLOAD));
    assert_eq!(*written, head(PAYLOAD).len() + PAYLOAD);
    assert_eq!(*largest, (PAYLOAD, frames[2].as_ptr()));
    assert_eq!(frames[2].as_ptr() as usize % 64, 0);
    assert!(frames[2].iter().all(|byte| *byte == 7));
    drop((frames, routed));

    // Of what is only announced to a stranger's port, little is reserved.
    let source = Source { head: head(60 << 20), payload: 100 * KIB };
    let mut reader = MessageReader::new(source, Limits::strict());
    let region = Region::new(GLOBAL);
    assert_eq!(reader.read().unwrap_err().class(), "Truncated");
    let used = region.change().bytes_allocated;
    assert!(used < 300 * KIB, "{used} bytes for 100 KiB that arrived");
}
