//! The example of Dask's documentation, in Rust: a type that says itself what its header and its frames are.

use frames_std::{
    FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Result, deserialize, register,
    serialize,
};

#[derive(Debug, PartialEq)]
struct Human {
    name: String,
}

#[rustfmt::skip]
impl Framed for Human {
    fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> { Ok(()) } // no special metadata
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> { out.push(self.name.as_bytes()) } // lent, not copied
}
impl FromFrames for Human {
    fn from_frames(_: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        Ok(Human { name: frames.next_string()? })
    }
}
register!(Human as "acme.Human");

fn main() -> Result<()> {
    let alice = Human { name: "Alice".into() };
    let serialized = serialize(&alice)?;
    println!("{}", serialized.header());
    println!("frame 0: {:?}", serialized.frame(0).map(String::from_utf8_lossy));
    assert_eq!(deserialize::<Human>(&serialized)?, alice);
    Ok(())
}
