//! Types with `Framed` written by hand: a frame that lies in several pieces, alone and inside a derived struct, and what
//! a vectored write gets to see.

use frames_std::{
    FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Result, Serialized, deserialize,
    from_bytes, register, serialize, to_bytes,
};

/// Bytes that lie in two places, and are one frame all the same.
#[derive(Debug, PartialEq)]
struct Rope {
    left: Vec<u8>,
    right: Vec<u8>,
}

impl Framed for Rope {
    fn header(&self, out: &mut HeaderWriter<'_>) -> Result<()> {
        out.entry("left", &self.left.len())
    }
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        out.push_chain([&self.left[..], &self.right[..]])
    }
}

impl FromFrames for Rope {
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        let mut left = frames.next_bytes()?;
        let right = left.split_off(left.len().min(header.get("left")?));
        Ok(Rope { left: left.into(), right: right.into() })
    }
}

register!(Rope as "test.Rope");

#[derive(Framed, Debug, PartialEq)]
struct Bridge {
    before: Vec<f32>,
    rope: Rope,
    after: Vec<u8>,
}

fn rope() -> Rope {
    Rope { left: b"abc".to_vec(), right: b"de".to_vec() }
}

#[test]
fn a_frame_in_pieces() {
    let rope = rope();
    let serialized = serialize(&rope).unwrap();
    // Two frames travel, each lent; the outermost header says that they are one.
    assert_eq!(serialized.io_slices().map(|slice| slice.len()).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(serialized.frame(0).map(<[u8]>::as_ptr), Some(rope.left.as_ptr()));
    assert_eq!(serialized.frame(1).map(<[u8]>::as_ptr), Some(rope.right.as_ptr()));
    assert_eq!(serialized.header().get::<Vec<u32>>("split-num-sub-frames").unwrap(), [2]);
    assert_eq!(deserialize::<Rope>(&serialized).unwrap(), rope);
    assert_eq!(from_bytes::<Rope>(to_bytes(&rope).unwrap()).unwrap(), rope);
}

#[test]
fn pieces_inside_a_struct() {
    let bridge = Bridge { before: vec![0.5], rope: rope(), after: vec![9] };
    let serialized = serialize(&bridge).unwrap();
    assert_eq!(serialized.io_slices().map(|slice| slice.len()).collect::<Vec<_>>(), [4, 3, 2, 1]);
    assert_eq!(serialized.header().get::<Vec<u32>>("split-num-sub-frames").unwrap(), [1, 2, 1]);
    assert_eq!(deserialize::<Bridge>(&serialized).unwrap(), bridge);
    // Passed on as an opaque value within another, the tables move to where a reader looks for them.
    let around = vec![serialized.clone().into_owned(), serialize(&1u8).unwrap().into_owned()];
    let back: Vec<Serialized<'static>> = deserialize(&serialize(&around).unwrap()).unwrap();
    assert_eq!(deserialize::<Bridge>(&back[0]).unwrap(), bridge);
}

#[test]
fn a_chain_of_none_or_one() {
    for (left, right) in [(&b""[..], &b""[..]), (b"abc", b""), (b"", b"de")] {
        let rope = Rope { left: left.to_vec(), right: right.to_vec() };
        assert_eq!(deserialize::<Rope>(&serialize(&rope).unwrap()).unwrap(), rope);
    }
}
