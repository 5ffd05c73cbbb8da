//! A type of another crate (here of std: `std::alloc::Layout`) as a value of its own, and as a field.

use std::alloc::Layout;
use std::any::Any;

use frames_std::{
    Each, Error, FrameAs, FrameReader, Framed, Frames, HeaderReader, HeaderWriter, Result, deserialize,
    deserialize_any, register, serialize, serialize_any,
};

// As a value of its own, or behind `dyn Any`: a pair of functions, and one line.

fn write<'a>(layout: &'a Layout, header: &mut HeaderWriter<'_>, _: &mut Frames<'a>) -> Result<()> {
    header.entry("size", &layout.size())?;
    header.entry("align", &layout.align())
}

fn read(header: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<Layout> {
    let (size, align) = (header.get("size")?, header.get("align")?);
    Layout::from_size_align(size, align).map_err(|error| Error::value(error.to_string()))
}

register!(Layout as "acme.Layout", serialize = write, deserialize = read);

// As a field: an adapter, an own type that speaks for the foreign one.

struct AsSizeAndAlign;

impl FrameAs<Layout> for AsSizeAndAlign {
    fn header(layout: &Layout, out: &mut HeaderWriter<'_>) -> Result<()> {
        write(layout, out, &mut Frames::default())
    }
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Layout> {
        read(header, frames)
    }
}

#[derive(Framed, Debug, PartialEq)]
struct Arena {
    #[framed(with = AsSizeAndAlign)]
    whole: Layout,
    #[framed(with = Each<AsSizeAndAlign>)]
    slots: Vec<Layout>,
}

fn main() -> Result<()> {
    let layout = Layout::new::<u64>();
    let value: Box<dyn Any> = Box::new(layout);
    let back = deserialize_any(&serialize_any(&*value)?)?;
    assert_eq!(back.downcast_ref::<Layout>(), Some(&layout));

    let arena = Arena { whole: Layout::new::<[u64; 512]>(), slots: vec![layout, Layout::new::<u8>()] };
    let serialized = serialize(&arena)?;
    println!("{}", serialized.header());
    assert_eq!(deserialize::<Arena>(&serialized)?, arena);
    Ok(())
}
