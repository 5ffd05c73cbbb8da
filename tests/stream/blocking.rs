//! The blocking reader and writer, over sources and sinks that behave badly.

use std::io::{self, IoSlice, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use frames_std::{Codec, Greeting, Limits, MessageReader, MessageWriter, handshake};

use crate::{raw, shared, stream};

/// What a source does next.
enum Next {
    Bytes(Vec<u8>),
    Fails(io::ErrorKind),
    Waits(Duration),
}

struct Script(Vec<Next>);

impl Read for Script {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(next) = self.0.first_mut() else { return Ok(0) };
        match next {
            Next::Bytes(bytes) => {
                let len = bytes.len().min(out.len());
                out[..len].copy_from_slice(&bytes[..len]);
                bytes.drain(..len);
                if bytes.is_empty() {
                    self.0.remove(0);
                }
                Ok(len)
            }
            Next::Fails(kind) => {
                let error = (*kind).into();
                self.0.remove(0);
                Err(error)
            }
            Next::Waits(time) => {
                thread::sleep(*time);
                Err(io::ErrorKind::WouldBlock.into())
            }
        }
    }
}

fn reader(script: Vec<Next>) -> MessageReader<Script> {
    let limits = Limits { message_time: Duration::from_millis(100), ..Limits::strict() };
    MessageReader::new(Script(script), limits)
}

fn ping() -> Vec<u8> {
    stream(&[vec![b"ping".to_vec()]])
}

#[test]
fn interruptions_and_silence_between_messages_are_no_errors() {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    let (head, tail) = (ping()[..9].to_vec(), ping()[9..].to_vec());
    let mut reader = reader(vec![
        Next::Fails(TimedOut),
        Next::Fails(Interrupted),
        Next::Bytes(head),
        Next::Fails(WouldBlock),
        Next::Fails(Interrupted),
        Next::Bytes(tail),
        Next::Fails(WouldBlock),
        Next::Bytes(ping()),
    ]);
    assert_eq!(reader.read().unwrap_err().class(), "Io");
    assert_eq!(reader.read().unwrap().unwrap(), ["ping"]);
    assert_eq!(reader.read().unwrap_err().class(), "Io");
    assert_eq!(reader.read().unwrap().unwrap(), ["ping"]);
    assert!(reader.read().unwrap().is_none());
}

#[test]
fn a_reset_is_an_end() {
    use io::ErrorKind::ConnectionReset;
    let mut between = reader(vec![Next::Bytes(ping()), Next::Fails(ConnectionReset)]);
    assert_eq!(between.read().unwrap().unwrap(), ["ping"]);
    assert!(between.read().unwrap().is_none());
    let mut inside = reader(vec![Next::Bytes(ping()[..20].to_vec()), Next::Fails(ConnectionReset)]);
    assert_eq!(inside.read().unwrap_err().class(), "Truncated");
    assert_eq!(inside.read().unwrap_err().class(), "Io");
    let mut other = reader(vec![Next::Fails(io::ErrorKind::PermissionDenied), Next::Bytes(ping())]);
    assert_eq!(other.read().unwrap_err().class(), "Io");
    assert_eq!(other.read().unwrap_err().class(), "Io");
}

#[test]
fn a_message_that_stalls_or_dribbles_is_given_up() {
    for cut in [1, 8, 12, 20, 25] {
        let waits = Next::Waits(Duration::from_millis(20));
        let mut reader = reader(vec![Next::Bytes(ping()), Next::Bytes(ping()[..cut].to_vec()), waits]);
        assert!(reader.read().unwrap().is_some());
        let start = Instant::now();
        let error = reader.read().unwrap_err();
        assert_eq!(error.class(), "Timeout", "{error}");
        assert!(start.elapsed() < Duration::from_secs(5));
        assert_eq!(reader.read().unwrap_err().class(), "Io");
    }

    struct Dribble(Vec<u8>);
    impl Read for Dribble {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            thread::sleep(Duration::from_millis(20));
            out[0] = self.0.remove(0);
            Ok(1)
        }
    }
    let limits = Limits { message_time: Duration::from_millis(100), ..Limits::strict() };
    let error = MessageReader::new(Dribble(ping()), limits).read().unwrap_err();
    assert_eq!(error.class(), "Timeout", "{error}");
}

#[test]
fn time_spent_elsewhere_is_not_the_peers() {
    let both = [ping(), ping()[..10].to_vec()].concat();
    let mut reader = reader(vec![Next::Bytes(both), Next::Bytes(ping()[10..].to_vec())]);
    assert!(reader.read().unwrap().is_some());
    thread::sleep(Duration::from_millis(200));
    assert!(reader.read().unwrap().is_some());
}

/// Takes a few bytes at a time, of several slices at once, and fails at the end of its patience.
struct Sink {
    written: Vec<u8>,
    most: usize,
    slices: usize,
    left: usize,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.slices = self.slices.max(slices.len());
        let Some(left) = self.left.checked_sub(1) else { return Err(io::ErrorKind::BrokenPipe.into()) };
        self.left = left;
        if left % 5 == 4 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let before = self.written.len();
        for slice in slices {
            let room = self.most - (self.written.len() - before);
            self.written.extend_from_slice(&slice[..slice.len().min(room)]);
        }
        Ok(self.written.len() - before)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn partial_writes_and_many_frames() {
    let frames: Vec<_> = (0..5000usize).map(|index| vec![index as u8; index % 7]).collect();
    for most in [1, 3, 1000, usize::MAX] {
        let sink = Sink { written: Vec::new(), most, slices: 0, left: usize::MAX };
        let mut writer = MessageWriter::new(sink);
        writer.write(&frames).unwrap();
        writer.write(&["ping"]).unwrap();
        let Sink { written, slices, .. } = writer.get_ref();
        assert!(*slices <= 1024);
        let mut reader = MessageReader::new(&written[..], Limits::cluster());
        assert_eq!(reader.read().unwrap().unwrap(), shared(&frames));
        assert_eq!(reader.read().unwrap().unwrap(), ["ping"]);
        assert!(reader.read().unwrap().is_none());
    }
}

#[test]
fn a_failed_write_is_the_last() {
    let sink = Sink { written: Vec::new(), most: 10, slices: 0, left: 2 };
    let mut writer = MessageWriter::new(sink);
    // Nothing of these is written, so they do no harm.
    assert_eq!(writer.write(&[""; 0]).unwrap_err().class(), "Malformed");
    assert_eq!(writer.write(&vec![""; (1 << 20) + 1]).unwrap_err().class(), "Limit");
    assert_eq!(writer.write(&["a text of some length"]).unwrap_err().class(), "Io");
    let error = writer.write(&["x"]).unwrap_err();
    assert!(error.to_string().contains("open another connection"), "{error}");
    let full: &mut [u8] = &mut [0; 4];
    assert_eq!(MessageWriter::new(full).write(&["x"]).unwrap_err().class(), "Io");
}

#[test]
fn what_is_written_says_everything_first() {
    let bytes = stream(&[vec![b"\x80".to_vec(), Vec::new(), b"abc".to_vec()]]);
    assert_eq!(bytes, raw(8 + 24 + 4, 3, &[1, 0, 3], b"\x80abc"));
}

#[test]
fn both_ends_greet() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let greet = |stream: TcpStream, greeting: Greeting| {
        let mut writer = MessageWriter::new(stream.try_clone().unwrap());
        let mut reader = MessageReader::new(stream, Limits::cluster());
        let agreed = handshake(&mut reader, &mut writer, &greeting).unwrap();
        writer.write(&[vec![7u8; 3 << 20]]).unwrap();
        assert_eq!(reader.read().unwrap().unwrap()[0].len(), 3 << 20);
        agreed
    };
    let near = Greeting { compression: Some(Codec::Lz4), ..Greeting::default() };
    let far = Greeting { pickle_protocol: 4, python: Some([3, 11, 7]), ..near };
    let server = thread::spawn(move || greet(listener.accept().unwrap().0, far));
    let (theirs, agreed) = greet(TcpStream::connect(address).unwrap(), near);
    assert_eq!(theirs, far);
    assert_eq!((agreed.compression, agreed.pickle_protocol), (Some(Codec::Lz4), 4));
    assert_eq!(server.join().unwrap(), (near, agreed));
}

#[test]
fn a_greeting_is_read_under_strict_limits() {
    let read = |bytes: &[u8]| {
        let mut reader = MessageReader::new(bytes, Limits::cluster());
        let mut writer = MessageWriter::new(Vec::new());
        let result = handshake(&mut reader, &mut writer, &Greeting::default());
        assert_eq!(reader.set_limits(Limits::strict()), Limits::cluster());
        result.unwrap_err().class().to_owned()
    };
    assert_eq!(read(&raw(16 + (2 << 20), 1, &[2 << 20], b"")), "Limit");
    assert_eq!(read(b""), "Handshake");
    assert_eq!(read(&ping()), "Handshake");
    assert_eq!(read(&ping()[..20]), "Truncated");
}
