//! `Bytes`: one frame, shared with the value on the way out and with what was received on the way in. Runs of `u8` in
//! other containers are written the same way, by the hooks of `u8`.

use bytes::Bytes;

use super::{from_whole, named, whole};
use crate::columns::{Column, Form, Nesting, Packing};
use crate::decode::{Family, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::frame::{Frame, Piece};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::read::Token;
use crate::msgpack::write;
use crate::names::known;

named!("std.Bytes", [] Bytes);

impl Framed for Bytes {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        inline(self, out)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        out.bytes(Frame::Whole(Piece::Shared(self.clone())))
    }

    fn form(_: &Nesting<'_>) -> Form {
        Form::Values { nil: false }
    }

    fn pack<'a>(rows: &[&'a Self], column: &mut Column<'a>, _: &Packing) -> Result<Fit> {
        pack(rows.iter().map(|row| &row[..]), column)
    }
}

/// Appends bytes to a column; long ones are lent.
pub(super) fn pack<'a>(rows: impl Iterator<Item = &'a [u8]>, column: &mut Column<'a>) -> Result<Fit> {
    let Column::Values(values) = column else { return column.mismatch() };
    for bytes in rows {
        write::bin_head(&mut values.chunks.tail, bytes.len())?;
        values.chunks.lend(bytes);
        values.len += 1;
    }
    Ok(Fit::Written)
}

impl FromFrames for Bytes {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        read(input)
    }
}

/// Bytes as a map key. Anywhere else they are a frame, so that nothing copies them.
pub(super) fn inline(bytes: &[u8], out: &mut Inline<'_>) -> Result<Fit> {
    if !out.is_key() {
        return Ok(Fit::NeedsFrames);
    }
    write::bin(out.out, bytes)?;
    Ok(Fit::Written)
}

/// Bytes in any of their forms: a frame of class `bytes`, `bytearray` or `memoryview`, or msgpack.
pub(super) fn read(mut input: Input<'_, '_>) -> Result<Bytes> {
    if let Some((start, stop)) = input.eat_envelope(known::BYTES)? {
        return joined(input, start, stop);
    }
    if let Some(envelope) = input.peek_envelope()? {
        if let Family::Dask(_) = envelope.family {
            // `bytes(x)` of any of these in Python are the frames.
            let is_bytes = envelope.class.is_some_and(|class| {
                class.module == "builtins" && matches!(class.qualname, "bytes" | "bytearray" | "memoryview")
            });
            if !is_bytes {
                return Err(envelope.unexpected("bytes"));
            }
            input.envelope()?;
            return joined(input, envelope.start, envelope.stop);
        }
    }
    input.value("bytes", |decoder| {
        let at = decoder.cursor;
        match decoder.token()? {
            Token::Bin(bytes) => Ok(Bytes::copy_from_slice(bytes)),
            other => Err(at.locate(Error::header("bytes", other.kind()))),
        }
    })
}

/// Python joins the frames of a `bytes`; there is one in all but odd cases.
pub(crate) fn joined(input: Input<'_, '_>, start: usize, stop: usize) -> Result<Bytes> {
    let frames = &mut input.decoder.frames;
    (start..stop).try_for_each(|index| frames.claim(index))?;
    match stop - start {
        1 => frames.shared(start),
        _ => {
            // All are at hand before they are joined: what is refused was not copied as well.
            let all = (start..stop).map(|index| frames.shared(index)).collect::<Result<Vec<_>>>()?;
            Ok(all.concat().into())
        }
    }
}
