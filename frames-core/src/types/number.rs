//! Runs of numbers: one frame, lent as it lies in memory, under a numpy header. On the way in a run may have any dtype
//! and order whose values convert without loss. Which types are numbers is said in [`numbers`](super::numbers).

use super::array;
use super::element::Element;
use crate::decode::Input;
use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::frame::{Frame, Piece};
use crate::names::known;
use crate::value::Elements;

/// An item of an array.
pub(crate) trait Number: Element {
    /// Its numpy type string on this machine.
    const DTYPE: &'static str;

    /// A whole frame of this dtype at once; `None` where each item needs a look.
    fn cast(frame: &[u8]) -> Option<Result<Vec<Self>>>;

    /// Appends the items of such a frame; false, with nothing done, where each item needs a look.
    fn extend(frame: &[u8], out: &mut Vec<Self>) -> bool;

    /// The same for items that are missing where `missing` isn't 0.
    fn extend_options(frame: &[u8], missing: &[u8], out: &mut Vec<Option<Self>>) -> bool;

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
pub(crate) fn chained<'a>(first: &'a [u8], second: &'a [u8], canonical: bool) -> Frame<'a> {
    match (first, second) {
        (one, []) | ([], one) => Frame::Whole(Piece::Borrowed(one)),
        _ if canonical => Frame::Whole(Piece::Shared([first, second].concat().into())),
        _ => Frame::Chain([first, second].map(|piece| (Piece::Borrowed(piece), None)).into()),
    }
}

/// The frame of an array whose axes behind the first have the lengths `inner`, with what its header says.
fn open<'d>(input: &mut Input<'_, 'd>, inner: &[usize]) -> Result<Option<(array::Layout, &'d [u8])>> {
    let Some((layout, bytes)) = array::open(input)? else { return Ok(None) };
    if layout.shape.len() != 1 + inner.len() || layout.shape[1..] != *inner {
        return Err(Error::array(format!(
            "its shape is {:?}; expected {} axes{}",
            layout.shape,
            1 + inner.len(),
            if inner.is_empty() { String::new() } else { format!(", the last of them {inner:?}") }
        )));
    }
    Ok(Some((layout, bytes)))
}

/// Reads an array of any dtype; `None` if none stands here.
pub(super) fn read_array<T: Number>(mut input: Input<'_, '_>, inner: &[usize]) -> Result<Option<Vec<T>>> {
    let Some((layout, bytes)) = open(&mut input, inner)? else { return Ok(None) };
    collect(layout.elements_in(bytes)).map(Some)
}

/// The items of an array, in C order.
pub(crate) fn collect<T: Number>(items: Elements<'_>) -> Result<Vec<T>> {
    if items.is_dense_of::<T>() {
        if let Some(whole) = T::cast(items.data) {
            return whole;
        }
    }
    items.to_vec()
}

pub(crate) fn read_arrays<T: Number, const N: usize>(
    mut input: Input<'_, '_>,
) -> Result<Option<Vec<[T; N]>>> {
    let Some((layout, bytes)) = open(&mut input, &[N])? else { return Ok(None) };
    if layout.elements_in(bytes).is_dense_of::<T>() {
        if let Some(whole) = T::cast_arrays(bytes) {
            return whole.map(Some);
        }
    }
    let items = collect::<T>(layout.elements_in(bytes))?;
    Ok(Some(items.chunks_exact(N.max(1)).map(|chunk| std::array::from_fn(|at| chunk[at])).collect()))
}
