//! Messages as streams of bytes: written and read in any pieces, refused when they lie, and given up when they are late.

#[path = "stream/blocking.rs"]
mod blocking;
#[path = "stream/decoder.rs"]
mod decoder;
#[path = "stream/shards.rs"]
mod shards;
#[path = "stream/tokio.rs"]
mod tokio;

use bytes::Bytes;
use frames_std::MessageWriter;

/// The bytes of these messages, as a writer sends them.
fn stream(messages: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let mut writer = MessageWriter::new(Vec::new());
    messages.iter().for_each(|frames| writer.write(frames).unwrap());
    writer.get_ref().clone()
}

/// A message by hand: a first word, a count, lengths and whatever follows.
fn raw(first: u64, count: u64, lengths: &[u64], rest: &[u8]) -> Vec<u8> {
    let words = [first, count].into_iter().chain(lengths.iter().copied());
    let mut out: Vec<u8> = words.flat_map(u64::to_le_bytes).collect();
    out.extend_from_slice(rest);
    out
}

fn shared(frames: &[Vec<u8>]) -> Vec<Bytes> {
    frames.iter().cloned().map(Bytes::from).collect()
}
