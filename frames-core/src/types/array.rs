//! The header of a numpy array: written for runs of numbers, and read into a [`Layout`], which is checked against the
//! frame. Runs of numbers and arrays of any type are read from it.

#[cfg(any(feature = "nalgebra", feature = "ndarray"))]
use std::borrow::Cow;

use crate::decode::{Decoder, Envelope, Family, Input, set};
use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::frame_reader::FrameReader;
use crate::limits::Limits;
use crate::msgpack::read::Token;
use crate::msgpack::{marker, write};
use crate::names::known;
use crate::types::element::Element;
use crate::value::memory::{c_strides, extent, too_large, unfold};
use crate::value::{DType, Elements, NdArray};
#[cfg(any(feature = "nalgebra", feature = "ndarray"))]
use crate::{framed::FromFrames, types::element::into_bytes, value::write_array::ArrayHeader};

/// The first character of a numpy type string for items of more than one byte, on this machine.
pub(super) const NATIVE: char = if cfg!(target_endian = "big") { '>' } else { '<' };

/// Writes the sub-header of a C-ordered array: `{"dtype": [0, dtype], "shape": .., "strides": .., "writeable": [true]}`.
pub(crate) fn write_sub_header(
    out: &mut Encoder<'_>,
    dtype: &str,
    item: usize,
    shape: &[usize],
) -> Result<()> {
    let header = &mut out.header;
    header.extend_from_slice(b"\x84\xa5dtype\x92\x00");
    write::text(header, dtype);
    header.extend_from_slice(b"\xa5shape");
    write::array(header, shape.len())?;
    shape.iter().for_each(|len| write::uint(header, *len as u64));
    header.extend_from_slice(b"\xa7strides");
    write::array(header, shape.len())?;
    for axis in 1..=shape.len() {
        let stride: usize = shape[axis..].iter().product::<usize>() * item;
        write::uint(header, stride as u64);
    }
    header.extend_from_slice(b"\xa9writeable\x91\xc3");
    Ok(())
}

/// What a sub-header says of an array.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The type of its elements.
    pub(crate) dtype: DType,
    /// Lengths of the axes as the array is seen, broadcast axes at their full length.
    pub(crate) shape: Vec<usize>,
    /// Bytes from one element to the next, for each axis.
    pub(crate) strides: Vec<usize>,
    broadcast: bool,
    writeable: bool,
    matrix: bool,
}

impl<'d> Decoder<'d> {
    /// Reads the array header that an envelope leads to.
    pub(super) fn array_layout(&mut self, envelope: &Envelope<'d>) -> Result<Layout> {
        let Family::Dask(sub_header) = envelope.family else {
            return Err(envelope.unexpected("an array"));
        };
        let here = std::mem::replace(&mut self.cursor, sub_header);
        let layout = self.layout()?;
        self.cursor = here;
        Ok(layout)
    }

    /// Reads the sub-header at the cursor.
    pub(crate) fn layout(&mut self) -> Result<Layout> {
        let at = self.cursor;
        let (mut dtype, mut shape, mut strides, mut broadcast) = (None, None, None, None);
        let (mut writeable, mut matrix) = (None, None);
        for _ in 0..self.map("the header of an array")? {
            let key = self.cursor;
            match self.text("a key of an array's header")? {
                "dtype" => set(&mut dtype, self.dtype()?, key)?,
                "shape" => set(&mut shape, self.lengths("a shape")?, key)?,
                "strides" => set(&mut strides, self.strides()?, key)?,
                "broadcast_to" => set(&mut broadcast, self.lengths("a shape to broadcast to")?, key)?,
                "writeable" => set(&mut writeable, self.writeable()?, key)?,
                "matrix" => set(&mut matrix, self.flag("whether an array is a matrix")?, key)?,
                "pickle" => {
                    return Err(key.locate(Error::not_allowed(
                        "an array of Python objects is a pickle, which is never run",
                    )));
                }
                _ => self.skip()?,
            }
        }
        let missing = |key: &'static str| at.locate(Error::header(format!("`{key}` of an array"), "none"));
        let dtype = dtype.ok_or_else(|| missing("dtype"))?;
        let base = shape.ok_or_else(|| missing("shape"))?;
        let strides = match strides.ok_or_else(|| missing("strides"))? {
            Some(steps) => strides_of(&steps, &base, dtype.size()).map_err(|error| at.locate(error))?,
            None => c_strides(&base, dtype.size())?,
        };
        let broadcast = broadcast.filter(|shape| !shape.is_empty());
        let (shape, is_broadcast) = (
            broadcast_shape(&base, &strides, broadcast.as_deref()).map_err(|error| at.locate(error))?,
            broadcast.is_some(),
        );
        let mut layout = Layout {
            dtype,
            shape,
            strides,
            broadcast: is_broadcast,
            writeable: writeable.unwrap_or(true),
            matrix: matrix.unwrap_or(false),
        };
        unfold(&mut layout.dtype, &mut layout.shape, &mut layout.strides)?;
        Ok(layout)
    }

    /// Strides, or nil for those of C order.
    fn strides(&mut self) -> Result<Option<Vec<i128>>> {
        if self.cursor.peek()? == marker::NIL {
            self.skip()?;
            return Ok(None);
        }
        let len = self.dimensions("strides")?;
        (0..len).map(|_| self.stride()).collect::<Result<_>>().map(Some)
    }

    fn stride(&mut self) -> Result<i128> {
        let at = self.cursor;
        match self.token()? {
            Token::Int(stride) => Ok(stride.into()),
            Token::UInt(stride) => Ok(stride.into()),
            other => Err(at.locate(Error::header("a stride", other.kind()))),
        }
    }

    /// A flag for each frame, of which an array has one.
    fn writeable(&mut self) -> Result<bool> {
        let flags = self.array("`writeable`, an array of flags")?;
        let mut writeable = true;
        for _ in 0..flags {
            writeable &= self.flag("whether an array is writeable")?;
        }
        Ok(writeable)
    }
}

/// Strides as distances. Along an axis of one element numpy writes any, also below zero.
fn strides_of(steps: &[i128], base: &[usize], item: usize) -> Result<Vec<usize>> {
    let stride = |(at, step): (usize, &i128)| match usize::try_from(*step) {
        Ok(stride) => Ok(stride),
        Err(_) if base.get(at).is_some_and(|len| *len <= 1) => Ok(item.max(1)),
        Err(_) => Err(Error::array(format!("a stride of {step} leads out of the array"))),
    };
    steps.iter().enumerate().map(stride).collect()
}

/// The shape that an array is seen with.
fn broadcast_shape(base: &[usize], strides: &[usize], full: Option<&[usize]>) -> Result<Vec<usize>> {
    let full = full.unwrap_or(base);
    if strides.len() != base.len() || full.len() != base.len() {
        return Err(Error::array("shape, strides and broadcast_to have different lengths"));
    }
    let mut axes = base.iter().zip(full).zip(strides);
    if !axes.all(|((base, full), stride)| base == full || (*base == 1 && *stride == 0)) {
        return Err(Error::array("an axis that has elements of its own is broadcast"));
    }
    Ok(full.to_vec())
}

/// An array of any shape and dtype, and its frame; `None` if none stands here.
pub(crate) fn open<'d>(input: &mut Input<'_, 'd>) -> Result<Option<(Layout, &'d [u8])>> {
    if !input.is_ahead(known::NDARRAY)? {
        return Ok(None);
    }
    let Some(envelope) = input.envelope()? else { return Ok(None) };
    let layout = input.decoder.array_layout(&envelope)?;
    let frames = envelope.stop - envelope.start;
    if frames != 1 {
        return Err(Error::frames(format!("an array has one frame, this one {frames}")));
    }
    layout.elements(input.limits())?;
    let need = layout.frame_bytes()?;
    input.decoder.frames.claim(envelope.start)?;
    let bytes = input.decoder.frames.bytes_of_len(envelope.start, need)?;
    Ok(Some((layout, bytes)))
}

/// Whether the array that stands here has elements of this very type. Nothing is read.
pub(crate) fn is_of<T: Element>(input: &mut Input<'_, '_>) -> Result<bool> {
    let Some(envelope) = input.peek_envelope()? else { return Ok(false) };
    let layout = input.decoder.array_layout(&envelope)?;
    Ok(layout.dtype.has_bytes_of(&T::dtype()))
}

/// Reads an array of any shape and dtype with a function that sees its elements where they lie.
#[cfg(any(feature = "nalgebra", feature = "ndarray"))]
pub(super) fn read_elements<T>(
    mut input: Input<'_, '_>,
    read: impl FnOnce(Elements<'_>) -> Result<T>,
) -> Result<T> {
    let limits = input.limits();
    if let Some((layout, bytes)) = open(&mut input)? {
        return read(layout.elements_in(bytes));
    }
    // What else is an array in Python, such as one of a subclass.
    let array = NdArray::decode(input)?;
    array.check_expansion(limits)?;
    read(array.view_elements())
}

/// Writes elements without gaps as an array of this shape; the strides are in elements, 0 along axes that are repeated.
#[cfg(any(feature = "nalgebra", feature = "ndarray"))]
pub(super) fn write_elements<'a, T: Element>(
    shape: &[usize],
    strides: &[usize],
    elements: Cow<'a, [T]>,
    out: &mut Encoder<'a>,
) -> Result<()> {
    out.envelope(known::NDARRAY);
    let dtype = T::dtype();
    let strides: Vec<_> = strides.iter().map(|stride| stride.saturating_mul(dtype.size())).collect();
    let writeable = !shape.iter().zip(&strides).any(|(len, stride)| *len > 1 && *stride == 0);
    ArrayHeader { dtype: &dtype, shape, strides: &strides, writeable, matrix: false }
        .write(&mut out.header)?;
    match elements {
        Cow::Borrowed(elements) => out.frames.push(bytemuck::cast_slice::<T, u8>(elements)),
        Cow::Owned(elements) => out.frames.push(into_bytes(elements)),
    }
}

impl Layout {
    /// How many elements the array has, within the limits.
    pub(crate) fn elements(&self, limits: &Limits) -> Result<usize> {
        if self.shape.contains(&0) {
            return Ok(0);
        }
        let elements = self.shape.iter().try_fold(1usize, |product, len| product.checked_mul(*len));
        let bytes = elements.and_then(|elements| elements.checked_mul(self.dtype.size().max(1)));
        let (Some(elements), Some(bytes)) = (elements, bytes) else { return Err(too_large()) };
        if self.broadcast {
            limits.expands("bytes of an array that repeats its data", bytes as u64)?;
        }
        Ok(elements)
    }

    /// Whether the elements lie in C order without gaps.
    pub(crate) fn is_c_contiguous(&self) -> bool {
        self.elements_in(&[]).is_c_contiguous()
    }

    /// The elements in the array's frame.
    pub(crate) fn elements_in<'a>(&'a self, data: &'a [u8]) -> Elements<'a> {
        Elements { dtype: &self.dtype, shape: &self.shape, strides: &self.strides, data }
    }

    /// Bytes of its frame: up to the end of the last element, with nothing behind. Only axes that say so repeat their
    /// data.
    pub(crate) fn frame_bytes(&self) -> Result<usize> {
        let bytes = extent(&self.shape, &self.strides, self.dtype.size())?;
        let repeats = self.shape.iter().zip(&self.strides).any(|(len, stride)| *len > 1 && *stride == 0);
        if repeats && !self.broadcast && bytes > 0 {
            return Err(Error::array("an axis repeats its data and is not broadcast"));
        }
        Ok(bytes)
    }

    /// The array over a frame, which is claimed and then seen to have the size that the array takes.
    pub(crate) fn over(self, frames: &mut FrameReader<'_>, index: usize) -> Result<NdArray> {
        frames.claim(index)?;
        let data = frames.shared_of_len(index, self.frame_bytes()?)?;
        let Layout { dtype, shape, strides, writeable, matrix, .. } = self;
        let array = NdArray { dtype, shape, strides, data, writeable, matrix };
        array.check_bools()?;
        Ok(array)
    }
}
