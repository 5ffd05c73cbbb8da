//! A router's work: a value goes from a reader to a writer without being opened, and its bytes are in memory once.

use std::alloc::System;
use std::io::{self, Read, Write};

use frames_std::{Framed, Limits, MessageReader, MessageWriter, Serialized, dumps, loads, serialize};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const PAYLOAD: usize = 256 << 20;
const MIB: usize = 1 << 20;

/// What a router knows of the messages that it passes on.
#[derive(Framed)]
struct Forward {
    op: String,
    data: Serialized<'static>,
}

/// A peer that sends the beginning of a message, and then as many zeros as were announced.
struct Peer {
    head: io::Cursor<Vec<u8>>,
    zeros: io::Take<io::Repeat>,
}

impl Read for Peer {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.head.read(out)? {
            0 => self.zeros.read(out),
            len => Ok(len),
        }
    }
}

/// Where the message goes: it is counted, and its first bytes are kept.
#[derive(Default)]
struct Sink {
    head: Vec<u8>,
    bytes: usize,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() < MIB {
            self.head.extend_from_slice(bytes);
        }
        self.bytes += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_payload_that_passes_through_is_allocated_once() {
    // The message as a peer lays it out; of its payload only the head is kept.
    let message = {
        let data = serialize(&vec![0u8; PAYLOAD]).unwrap().into_owned();
        let mut sink = Sink::default();
        let message = Forward { op: "put".to_owned(), data };
        MessageWriter::new(&mut sink).write(dumps(&message).unwrap().frames()).unwrap();
        assert_eq!(sink.bytes, sink.head.len() + PAYLOAD);
        sink.head
    };

    let region = Region::new(GLOBAL);
    let peer = Peer { head: io::Cursor::new(message.clone()), zeros: io::repeat(0).take(PAYLOAD as u64) };
    let mut reader = MessageReader::new(peer, Limits::cluster());
    let mut sink = Sink::default();
    let frames = reader.read().unwrap().unwrap();
    let forward: Forward = loads(&frames).unwrap();
    MessageWriter::new(&mut sink).write(dumps(&forward).unwrap().frames()).unwrap();
    let allocated = region.change().bytes_allocated;

    assert!((PAYLOAD..PAYLOAD + MIB).contains(&allocated), "{allocated} bytes were allocated");
    assert_eq!(sink.bytes, message.len() + PAYLOAD);
    assert_eq!(sink.head, message, "what is passed on is the same to the byte");
    assert!(reader.read().unwrap().is_none());
}
