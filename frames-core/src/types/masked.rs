//! Runs of optional numbers: a numpy masked array, data and mask, in two frames. Missing items are zero in the data.

use super::array;
use super::element::into_bytes;
use super::number::{Number, collect};
use crate::decode::{Decoder, Envelope, Family, Input, set};
use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::framed::FromFrames;
use crate::msgpack::read::Cursor;
use crate::msgpack::write as msgpack;
use crate::names::known;

pub(super) fn write<T: Number + Default>(
    first: &[Option<T>],
    second: &[Option<T>],
    out: &mut Encoder<'_>,
) -> Result<()> {
    write_header(out, T::DTYPE, size_of::<T>(), first.len() + second.len())?;
    let items = || first.iter().chain(second);
    let data: Vec<T> = items().map(|item| item.unwrap_or_default()).collect();
    let mask: Vec<bool> = items().map(Option::is_none).collect();
    out.frames.push(into_bytes(data))?;
    out.frames.push(into_bytes(mask))
}

/// The header of a masked array with one axis.
pub(crate) fn write_header(out: &mut Encoder<'_>, dtype: &str, item: usize, len: usize) -> Result<()> {
    out.envelope(known::MASKED_ARRAY);
    out.header.extend_from_slice(b"\x84\xabdata-header");
    array::write_sub_header(out, dtype, item, &[len])?;
    out.header.extend_from_slice(b"\xa7nframes\x01\xabmask-header");
    array::write_sub_header(out, bool::DTYPE, 1, &[len])?;
    out.header.extend_from_slice(b"\xaafill-value\x92\xc2");
    fill_value(&mut out.header, dtype);
    Ok(())
}

/// What numpy shows for a missing item when it is asked to fill them: its own defaults.
fn fill_value(out: &mut Vec<u8>, dtype: &str) {
    match dtype.get(1..) {
        Some("b1") => msgpack::bool(out, true),
        Some("f4" | "f8" | "c8" | "c16") => msgpack::f64(out, 1e20),
        // The largest there is: 1e20 would be infinite.
        Some("f2") => msgpack::f64(out, 65504.0),
        // Of raw bytes numpy's own default is three.
        Some("V2") => out.extend_from_slice(b"\xc4\x02\0\0"),
        // 999999, as far as it fits.
        Some("i1" | "u1") => msgpack::uint(out, 63),
        Some("i2" | "u2") => msgpack::uint(out, 16959),
        _ => msgpack::uint(out, 999_999),
    }
}

pub(super) fn read<T: Number + FromFrames>(mut input: Input<'_, '_>) -> Result<Vec<Option<T>>> {
    if input.is_ahead(known::NDARRAY)? {
        return Ok(T::decode_array(input, &[])?.into_iter().map(Some).collect());
    }
    let Some(envelope) = masked_envelope(&mut input)? else { return crate::columns::read(input) };
    let Family::Dask(sub_header) = envelope.family else { return crate::columns::read(input) };
    let here = std::mem::replace(&mut input.decoder.cursor, sub_header);
    let (data, frames, mask) = input.decoder.masked_header()?;
    let expected = if mask.is_some() { 2 } else { 1 };
    if frames != 1 || envelope.stop - envelope.start != expected {
        return Err(Error::frames(format!(
            "a masked array has {expected} frames, this one {}",
            envelope.stop - envelope.start
        )));
    }
    let values = run::<T>(input.decoder, data, envelope.start)?;
    let missing = mask.map(|mask| run::<bool>(input.decoder, mask, envelope.start + 1)).transpose()?;
    input.decoder.cursor = here;
    match missing {
        None => Ok(values.into_iter().map(Some).collect()),
        Some(missing) if missing.len() == values.len() => {
            Ok(values.into_iter().zip(missing).map(|(value, missing)| (!missing).then_some(value)).collect())
        }
        Some(missing) => {
            Err(Error::array(format!("{} values have a mask of {} items", values.len(), missing.len())))
        }
    }
}

/// Whether this is the envelope of a masked array.
pub(crate) fn is_masked(envelope: &Envelope<'_>) -> bool {
    envelope.class.is_some_and(|class| {
        class.qualname == "MaskedArray" && matches!(class.module, "numpy.ma" | "numpy.ma.core")
    })
}

/// Reads the envelope if a masked array stands here; else nothing.
fn masked_envelope<'d>(input: &mut Input<'_, 'd>) -> Result<Option<Envelope<'d>>> {
    let is_masked = input.peek_envelope()?.is_some_and(|envelope| is_masked(&envelope));
    if is_masked { input.envelope() } else { Ok(None) }
}

fn run<T: Number>(decoder: &mut Decoder<'_>, header: Cursor<'_>, frame: usize) -> Result<Vec<T>> {
    decoder.frames.claim(frame)?;
    let limits = decoder.limits;
    // The header's bytes are the decoder's own; a decoder for them alone keeps the lifetimes apart.
    let mut inner = Decoder::new(header.rest(), crate::frame_reader::Source::Plain(&[]), limits);
    let layout = inner.layout()?;
    if layout.shape.len() != 1 {
        return Err(Error::array(format!("its shape is {:?}; expected 1 axis", layout.shape)));
    }
    layout.elements(limits)?;
    let bytes = decoder.frames.bytes_of_len(frame, layout.frame_bytes()?)?;
    collect(layout.elements_in(bytes))
}

impl<'d> Decoder<'d> {
    /// The parts of a masked array's sub-header: the data's, how many frames that has, and the mask's.
    pub(crate) fn masked_header(&mut self) -> Result<(Cursor<'d>, usize, Option<Cursor<'d>>)> {
        let at = self.cursor;
        let (mut data, mut frames, mut mask) = (None, None, None);
        for _ in 0..self.map("the header of a masked array")? {
            let key = self.cursor;
            match self.text("a key of a masked array's header")? {
                "data-header" => set(&mut data, self.cursor, key)?,
                "mask-header" => set(&mut mask, self.cursor, key)?,
                "nframes" => {
                    set(&mut frames, self.index("a frame count")?, key)?;
                    continue;
                }
                _ => {}
            }
            self.look_past()?;
        }
        match (data, frames) {
            (Some(data), Some(frames)) => Ok((data, frames, mask)),
            _ => Err(at.locate(Error::header("`data-header` and `nframes`", "not both"))),
        }
    }
}
