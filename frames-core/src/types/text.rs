//! Text: a msgpack string. A long one is lent as a frame behind its head, so that it is not copied.

use super::{from_whole, named, named_unsized, whole};
use crate::columns::{read_text_columns, text_columns};
use crate::decode::{Family, Input, Place};
use crate::encode::{Encoder, Fit, Inline, message};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::read::{Cursor, Token};
use crate::msgpack::{marker, write};

named_unsized!("std.str", [] str);
named!("std.String", [] String);
named!("std.str", [] Box<str>);

impl Framed for str {
    whole!();

    #[inline]
    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        out.text(self)
    }

    /// Family msgpack joins its frames, so the head and the text can be two.
    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        let most = if out.in_tree() { Inline::TEXT_IN_MESSAGE } else { Inline::TEXT_IN_HEADER };
        if self.len() <= most {
            return out.msgpack_frame(|out| out.text(self)).map(drop);
        }
        let mut head = Vec::with_capacity(5);
        write::length(self.len())?;
        write::text_head(&mut head, self.len());
        out.family(message::Family::Msgpack)?;
        out.frames.push(head)?;
        out.frames.push(self)
    }

    #[inline]
    fn needs_frames(&self) -> bool {
        false
    }
}

macro_rules! owned_text {
    ($type:ty) => {
        impl Framed for $type {
            whole!();

            #[inline]
            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                out.text(self)
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                str::payload(self, out)
            }

            #[inline]
            fn needs_frames(&self) -> bool {
                false
            }

            text_columns!();
        }

        impl FromFrames for $type {
            from_whole!();

            #[inline]
            fn decode(input: Input<'_, '_>) -> Result<Self> {
                read(input).map(Into::into)
            }

            read_text_columns!();
        }
    };
}
owned_text!(String);
owned_text!(Box<str>);

#[inline]
fn read(input: Input<'_, '_>) -> Result<String> {
    if matches!(input.place, Place::Inline) {
        return input.decoder.text("a text").map(str::to_owned);
    }
    payload(input)
}

fn payload(mut input: Input<'_, '_>) -> Result<String> {
    if let Some(text) = long(&mut input)? {
        return Ok(text);
    }
    input.value("a text", |decoder| decoder.text("a text").map(str::to_owned))
}

/// A text whose head and bytes are frames of their own: copied once, not joined first.
fn long(input: &mut Input<'_, '_>) -> Result<Option<String>> {
    let Some(envelope) = input.peek_envelope()? else { return Ok(None) };
    let frames = &input.decoder.frames;
    if !matches!(envelope.family, Family::Msgpack) || envelope.stop - envelope.start != 2 {
        return Ok(None);
    }
    let head = frames.bytes(envelope.start)?;
    let body = frames.bytes(envelope.start + 1)?;
    if !is_head(head, body.len()) {
        return Ok(None);
    }
    input.envelope()?;
    input.decoder.frames.claim(envelope.start)?;
    input.decoder.frames.claim(envelope.start + 1)?;
    match std::str::from_utf8(body) {
        Ok(text) => Ok(Some(text.to_owned())),
        Err(error) => Err(Error::msgpack("a text is not valid UTF-8")
            .at_byte(Some(envelope.start + 1), error.valid_up_to())),
    }
}

fn is_head(head: &[u8], len: usize) -> bool {
    let mut expected = Vec::with_capacity(5);
    match head.first() {
        Some(&marker::STR16 | &marker::STR32) if u32::try_from(len).is_ok() => {
            write::text_head(&mut expected, len)
        }
        _ => return false,
    }
    head == expected && !matches!(Cursor::header(head).token(), Ok(Token::Text(_)))
}
