//! `Serialized` as a value: passed through byte for byte, whatever it holds.

use super::{from_whole, named, whole};
use crate::decode::{Input, Place};
use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::frame::Piece;
use crate::framed::{Framed, FromFrames};
use crate::serialized::Serialized;

named!("std.Serialized", ['s] Serialized<'s>);

impl Framed for Serialized<'_> {
    whole!();

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        out.serialized(self)
    }
}

impl FromFrames for Serialized<'static> {
    from_whole!();

    /// Compressed or split frames lose their tables here, which stand in the outermost header, so they get them back.
    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let Input { decoder, place } = input;
        let at = decoder.cursor;
        decoder.skip()?;
        let header = &at.bytes[at.at..decoder.cursor.at];
        match place {
            // A msgpack value by itself is a frame of that family.
            Place::Inline => Ok(Serialized::from_parts(
                &b"\x81\xaaserializer\xa7msgpack"[..],
                [Piece::from(header.to_vec())],
            )),
            Place::Payload { start, stop } => {
                let mut frames = Vec::with_capacity(stop - start);
                for index in start..stop {
                    decoder.frames.claim(index)?;
                    frames.push(decoder.frames.pieces(index));
                }
                Serialized::from_pieces(header.to_vec(), frames)
            }
            Place::Opened { .. } | Place::Entries(_) => Err(Error::header("a value", "fields")),
        }
    }
}
