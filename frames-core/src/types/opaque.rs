//! `Serialized` as a value: passed through byte for byte, whatever it holds.

use super::{from_whole, named, whole};
use crate::decode::{Input, Place};
use crate::encode::{Encoder, Style};
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
        if matches!(input.place, Place::Inline) && input.decoder.cursor.rest().starts_with(SET) {
            return set(input);
        }
        let Input { decoder, place } = input;
        if let Place::Payload { start, stop } = place {
            if let Some(part) = decoder.unopened(start, stop)? {
                return Ok(part);
            }
        }
        let at = decoder.cursor;
        decoder.step_over()?;
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

/// A set in a header; only there is the marker resolved, so a value of its own must be a collection.
const SET: &[u8] = b"\x82\xa7__Set__";

fn set(input: Input<'_, '_>) -> Result<Serialized<'static>> {
    let mut members = Vec::new();
    input.members(|_, _, member| {
        let at = member.decoder.cursor;
        members.push(member.decoder.slice(at)?.to_vec());
        member.decoder.skip()
    })?;
    let mut encoder = Encoder::new(Style::default());
    encoder.set_of(members)?;
    encoder.finish()
}
