//! A Dask message that holds one value, `{"x": value}`, laid out by the format's own words and not by this library: what
//! a peer would put on a socket.

use frames_std::Serialized;

/// The bytes on a socket: first word, table of lengths, frames.
pub(crate) fn tcp(value: &Serialized<'_>) -> Vec<u8> {
    let marker = b"\x81\xa1x\x81\xae__Serialized__\x01".to_vec();
    let header = with_count(value.header_bytes(), value.frame_count());
    let frames: Vec<&[u8]> =
        [&marker[..], &header].into_iter().chain(value.frames().map(|frame| frame.as_slice())).collect();
    let mut packed = (frames.len() as u64).to_le_bytes().to_vec();
    frames.iter().for_each(|frame| packed.extend_from_slice(&(frame.len() as u64).to_le_bytes()));
    frames.iter().for_each(|frame| packed.extend_from_slice(frame));
    let mut tcp = (packed.len() as u64).to_le_bytes().to_vec();
    tcp.extend_from_slice(&packed);
    tcp
}

/// The header, which is a msgpack map, with the entry `num-sub-frames` more.
fn with_count(header: &[u8], frames: usize) -> Vec<u8> {
    let (entries, behind) = match header {
        [head @ 0x80..=0x8f, ..] => (u32::from(head & 0x0f), 1),
        [0xde, a, b, ..] => (u32::from(u16::from_be_bytes([*a, *b])), 3),
        [0xdf, a, b, c, d, ..] => (u32::from_be_bytes([*a, *b, *c, *d]), 5),
        _ => panic!("the header is no msgpack map: {header:02x?}"),
    };
    let mut out = vec![0xdf];
    out.extend_from_slice(&(entries + 1).to_be_bytes());
    out.extend_from_slice(b"\xaenum-sub-frames\xce");
    out.extend_from_slice(&u32::try_from(frames).expect("a test has few frames").to_be_bytes());
    out.extend_from_slice(&header[behind..]);
    out
}
