//! The public methods of adapters that write header and frames in one pass; what `types::parts` is to values.

use super::FrameAs;
use crate::decode::Input;
use crate::encode::{Encoder, Style};
use crate::error::Result;
use crate::frame::Frames;
use crate::frame_reader::FrameReader;
use crate::header::{HeaderReader, HeaderWriter};

/// The full header.
pub fn header<A: FrameAs<T> + ?Sized, T: ?Sized>(value: &T, out: &mut HeaderWriter<'_>) -> Result<()> {
    let mut encoder = Encoder::new(Style::default());
    A::payload(value, &mut encoder)?;
    out.raw(&encoder.header)
}

/// The frames.
pub fn frames<'a, A: FrameAs<T> + ?Sized, T: ?Sized>(value: &'a T, out: &mut Frames<'a>) -> Result<()> {
    let mut encoder = Encoder::new(Style::default());
    A::payload(value, &mut encoder)?;
    encoder.frames.into_list().into_iter().try_for_each(|frame| out.push_frame(frame))
}

/// The value of both.
pub fn from_frames<A: FrameAs<T> + ?Sized, T>(
    header: HeaderReader<'_>,
    frames: &mut FrameReader<'_>,
) -> Result<T> {
    Input::from_parts(header, frames, A::decode)
}
