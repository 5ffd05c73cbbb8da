//! The public methods of types that write header and frames in one pass: each of them makes the pass and keeps its
//! half. The fast way, which everything in this crate takes, is the hidden method that makes it once.

use crate::decode::Input;
use crate::encode::{Encoder, Style};
use crate::error::Result;
use crate::frame::Frames;
use crate::frame_reader::FrameReader;
use crate::framed::{Framed, FromFrames};
use crate::header::{HeaderReader, HeaderWriter};

/// The full header.
pub fn header<T: Framed + ?Sized>(value: &T, out: &mut HeaderWriter<'_>) -> Result<()> {
    let mut encoder = Encoder::new(Style::default());
    value.payload(&mut encoder)?;
    out.raw(&encoder.header)
}

/// The frames.
pub fn frames<'a, T: Framed + ?Sized>(value: &'a T, out: &mut Frames<'a>) -> Result<()> {
    let mut encoder = Encoder::new(Style::default());
    value.payload(&mut encoder)?;
    encoder.frames.into_list().into_iter().try_for_each(|frame| out.push_frame(frame))
}

/// The value of both.
pub fn from_frames<T: FromFrames>(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<T> {
    Input::from_parts(header, frames, T::decode)
}
