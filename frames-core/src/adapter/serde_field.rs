//! Fields of serde types: `#[framed(serde)]`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::value::UnitDeserializer;

use super::FrameAs;
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::Result;
use crate::frame_reader::FrameReader;
use crate::header::{HeaderReader, HeaderWriter};

/// Writes a value with serde: as msgpack in the header, or in a frame of its own when it is large or has keys that
/// a header can't hold.
#[derive(Debug)]
pub struct Serde;

impl<T: Serialize + DeserializeOwned> FrameAs<T> for Serde {
    fn header(value: &T, out: &mut HeaderWriter<'_>) -> Result<()> {
        out.write(value)
    }

    fn from_frames(header: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<T> {
        header.read()
    }

    fn inline(value: &T, out: &mut Inline<'_>) -> Result<Fit> {
        out.serde(value)
    }

    fn payload<'a>(value: &'a T, out: &mut Encoder<'a>) -> Result<()> {
        out.msgpack_frame(|out| out.serde(value)).map(drop)
    }

    /// What serde makes of a field that is missing: `None` of an `Option`, and nothing of most others.
    fn absent() -> Option<T> {
        T::deserialize(UnitDeserializer::<serde::de::value::Error>::new()).ok()
    }

    fn decode(input: Input<'_, '_>) -> Result<T> {
        input.value("a value for serde", |decoder| {
            let at = decoder.cursor;
            decoder.skip()?;
            let bytes = &at.bytes[at.at..decoder.cursor.at];
            HeaderReader::new(bytes, decoder.limits).read().map_err(|error| at.locate(error))
        })
    }
}
