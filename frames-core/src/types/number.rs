//! Runs of numbers: one frame, lent as it lies in memory, under a numpy header. On the way in a run may have any dtype
//! and order whose values convert without loss. Which types are numbers is said in [`numbers`](super::numbers).

use super::array;
use super::element::Element;
use crate::decode::{Envelope, Input};
use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::frame::{Frame, Piece};
use crate::names::known;

/// An item of an array.
pub(crate) trait Number: bytemuck::NoUninit {
    /// Its numpy type string on this machine.
    const DTYPE: &'static str;

    /// The value, if `element` can be one without loss.
    fn convert(element: Element) -> Option<Self>;

    /// A whole frame of this dtype at once; `None` where each item needs a look.
    fn cast(frame: &[u8]) -> Option<Result<Vec<Self>>>;

    /// Appends the items of such a frame; false, with nothing done, where each item needs a look.
    fn extend(frame: &[u8], out: &mut Vec<Self>) -> bool;

    /// The same as `cast` for fixed arrays of items.
    fn cast_arrays<const N: usize>(frame: &[u8]) -> Option<Result<Vec<[Self; N]>>>;
}

/// Writes a run, which may lie in two places, as an array of this shape.
pub(super) fn write<'a, T: Number>(
    first: &'a [T],
    second: &'a [T],
    shape: &[usize],
    out: &mut Encoder<'a>,
) -> Result<()> {
    out.envelope(known::NDARRAY);
    array::write_sub_header(out, T::DTYPE, size_of::<T>(), shape)?;
    let (first, second) = (bytemuck::cast_slice::<T, u8>(first), bytemuck::cast_slice::<T, u8>(second));
    out.frames.push_frame(chained(first, second, out.style.canonical))
}

/// One frame of two pieces. Where a value lies in memory is no part of its canonical form: there they are joined.
pub(super) fn chained<'a>(first: &'a [u8], second: &'a [u8], canonical: bool) -> Frame<'a> {
    match (first, second) {
        (one, []) | ([], one) => Frame::Whole(Piece::Borrowed(one)),
        _ if canonical => Frame::Whole(Piece::Shared([first, second].concat().into())),
        _ => Frame::Chain([first, second].map(|piece| (Piece::Borrowed(piece), None)).into()),
    }
}

/// The frame of an array whose axes behind the first have the lengths `inner`, with what its header says.
fn open<'d>(
    input: &mut Input<'_, 'd>,
    inner: &[usize],
) -> Result<Option<(array::Layout<'d>, &'d [u8], usize)>> {
    let Some(envelope) = array_envelope(input)? else { return Ok(None) };
    let layout = input.decoder.array_layout(&envelope)?;
    if envelope.stop - envelope.start != 1 {
        let frames = envelope.stop - envelope.start;
        return Err(Error::frames(format!("an array has one frame, this one {frames}")));
    }
    if layout.shape.len() != 1 + inner.len() || layout.shape[1..] != *inner {
        return Err(Error::array(format!(
            "its shape is {:?}; expected {} axes{}",
            layout.shape,
            1 + inner.len(),
            if inner.is_empty() { String::new() } else { format!(", the last of them {inner:?}") }
        )));
    }
    let elements = layout.elements(input.limits())?;
    let need = layout.frame_bytes()?;
    input.decoder.frames.claim(envelope.start)?;
    let bytes = input.decoder.frames.bytes_of_len(envelope.start, need)?;
    Ok(Some((layout, bytes, elements)))
}

/// Reads the envelope if an array stands here; else nothing.
fn array_envelope<'d>(input: &mut Input<'_, 'd>) -> Result<Option<Envelope<'d>>> {
    if input.is_ahead(known::NDARRAY)? { input.envelope() } else { Ok(None) }
}

/// Reads an array of any dtype; `None` if none stands here.
pub(super) fn read_array<T: Number>(mut input: Input<'_, '_>, inner: &[usize]) -> Result<Option<Vec<T>>> {
    let Some((layout, bytes, elements)) = open(&mut input, inner)? else { return Ok(None) };
    collect(&layout, bytes, elements).map(Some)
}

/// The items of an array, in C order.
pub(super) fn collect<T: Number>(
    layout: &array::Layout<'_>,
    bytes: &[u8],
    elements: usize,
) -> Result<Vec<T>> {
    if layout.is(T::DTYPE) && layout.is_c_contiguous()? {
        if let Some(whole) = T::cast(bytes) {
            return whole;
        }
    }
    let reader = Element::reader(&layout.dtype)?;
    let item = layout.item();
    // An array that repeats its data may be larger than memory, within the limits.
    let mut items = Vec::new();
    items
        .try_reserve_exact(elements)
        .map_err(|_| Error::array(format!("there is no memory for its {elements} elements")))?;
    for (index, offset) in layout.offsets(elements).enumerate() {
        let element = bytes.get(offset..offset + item).and_then(reader);
        match element.and_then(T::convert) {
            Some(value) => items.push(value),
            None => {
                return Err(Error::value(format!(
                    "an item of dtype `{}` is no {} without loss",
                    layout.dtype,
                    std::any::type_name::<T>()
                ))
                .at_index(index));
            }
        }
    }
    Ok(items)
}

pub(super) fn read_arrays<T: Number, const N: usize>(
    mut input: Input<'_, '_>,
) -> Result<Option<Vec<[T; N]>>> {
    let Some((layout, bytes, elements)) = open(&mut input, &[N])? else { return Ok(None) };
    if layout.is(T::DTYPE) && layout.is_c_contiguous()? {
        if let Some(whole) = T::cast_arrays(bytes) {
            return whole.map(Some);
        }
    }
    let items = collect::<T>(&layout, bytes, elements)?;
    Ok(Some(items.chunks_exact(N.max(1)).map(|chunk| std::array::from_fn(|at| chunk[at])).collect()))
}
