//! The header of a numpy array: written for runs of numbers, and read into a [`Layout`], which is checked against the
//! frame. Runs of numbers and arrays of any type are read from it.

use crate::decode::{Decoder, Envelope, Family, set};
use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::frame_reader::FrameReader;
use crate::limits::Limits;
use crate::msgpack::read::Token;
use crate::msgpack::{marker, write};
use crate::value::memory::{c_strides, extent, is_c_contiguous, offsets, too_large, unfold};
use crate::value::{DType, NdArray};

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
pub(crate) struct Layout<'d> {
    /// The type of its elements.
    pub(crate) dtype: DType,
    /// The numpy type string, if the header has one.
    text: Option<&'d str>,
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
    pub(super) fn array_layout(&mut self, envelope: &Envelope<'d>) -> Result<Layout<'d>> {
        let Family::Dask(sub_header) = envelope.family else {
            return Err(envelope.unexpected("an array"));
        };
        let here = std::mem::replace(&mut self.cursor, sub_header);
        let layout = self.layout()?;
        self.cursor = here;
        Ok(layout)
    }

    /// Reads the sub-header at the cursor.
    pub(crate) fn layout(&mut self) -> Result<Layout<'d>> {
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
        let (dtype, text) = dtype.ok_or_else(|| missing("dtype"))?;
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
            text,
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

impl<'d> Layout<'d> {
    /// Bytes of one element.
    pub(crate) fn item(&self) -> usize {
        self.dtype.size()
    }

    /// The numpy type string, if the header has one.
    pub(crate) fn text(&self) -> Option<&'d str> {
        self.text
    }

    /// Whether the header has this very type string.
    pub(super) fn is(&self, dtype: &str) -> bool {
        self.text == Some(dtype)
    }

    /// How many elements the array has, within the limits.
    pub(crate) fn elements(&self, limits: &Limits) -> Result<usize> {
        if self.shape.contains(&0) {
            return Ok(0);
        }
        let elements = self.shape.iter().try_fold(1usize, |product, len| product.checked_mul(*len));
        let bytes = elements.and_then(|elements| elements.checked_mul(self.item().max(1)));
        let (Some(elements), Some(bytes)) = (elements, bytes) else { return Err(too_large()) };
        if self.broadcast {
            limits.expands("bytes of an array that repeats its data", bytes as u64)?;
        }
        Ok(elements)
    }

    /// Whether the elements lie in C order without gaps.
    pub(crate) fn is_c_contiguous(&self) -> Result<bool> {
        is_c_contiguous(&self.shape, &self.strides, self.item())
    }

    /// Bytes of its frame: up to the end of the last element, with nothing behind. Only axes that say so repeat their
    /// data.
    pub(crate) fn frame_bytes(&self) -> Result<usize> {
        let bytes = extent(&self.shape, &self.strides, self.item())?;
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

    /// The offset of every element, in C order.
    pub(super) fn offsets(&self, elements: usize) -> impl Iterator<Item = usize> + use<'_> {
        offsets(&self.shape, &self.strides, elements)
    }
}
