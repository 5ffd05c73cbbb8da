//! The header of a numpy array: written for runs of numbers, and read into a [`Layout`], which has been checked against
//! the frame. What the elements are is not looked at here.

use crate::decode::{Decoder, Envelope, Family, set};
use crate::encode::Encoder;
use crate::error::{Error, Result, cut};
use crate::limits::Limits;
use crate::msgpack::read::Token;
use crate::msgpack::write;

/// The first character of a numpy type string for items of more than one byte, on this machine.
pub(super) const NATIVE: char = if cfg!(target_endian = "big") { '>' } else { '<' };

/// Writes the sub-header of a C-ordered array: `{"dtype": [0, dtype], "shape": .., "strides": .., "writeable": [true]}`.
pub(super) fn write_sub_header(
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
pub(super) struct Layout<'d> {
    /// The numpy type string.
    pub(super) dtype: &'d str,
    /// Lengths of the axes as the array is seen, broadcast axes at their full length.
    pub(super) shape: Vec<usize>,
    /// Bytes from one element to the next, for each axis.
    strides: Vec<usize>,
    broadcast: bool,
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
    pub(super) fn layout(&mut self) -> Result<Layout<'d>> {
        let at = self.cursor;
        let (mut dtype, mut shape, mut strides, mut broadcast) = (None, None, None, None);
        for _ in 0..self.map("the header of an array")? {
            let key = self.cursor;
            match self.text("a key of an array's header")? {
                "dtype" => set(&mut dtype, self.dtype()?, key)?,
                "shape" => set(&mut shape, self.lengths("a shape")?, key)?,
                "strides" if self.cursor.peek()? == crate::msgpack::marker::NIL => self.skip()?,
                "strides" => set(&mut strides, self.lengths("strides")?, key)?,
                "broadcast_to" => set(&mut broadcast, self.lengths("a shape to broadcast to")?, key)?,
                "pickle" => {
                    return Err(Error::not_allowed(
                        "an array of Python objects is a pickle, which is never run",
                    ));
                }
                _ => self.skip()?,
            }
        }
        let missing = |key: &'static str| at.locate(Error::header(format!("`{key}` of an array"), "none"));
        let dtype = dtype.ok_or_else(|| missing("dtype"))?;
        let base = shape.ok_or_else(|| missing("shape"))?;
        let item = item_size(dtype)?;
        let strides = match strides {
            Some(strides) => strides,
            None => c_strides(&base, item)?,
        };
        let broadcast = broadcast.filter(|shape| !shape.is_empty());
        if strides.len() != base.len() || broadcast.as_ref().is_some_and(|shape| shape.len() != base.len()) {
            return Err(at.locate(Error::array("shape, strides and broadcast_to have different lengths")));
        }
        if let Some(full) = &broadcast {
            let fits = base
                .iter()
                .zip(full)
                .zip(&strides)
                .all(|((base, full), stride)| base == full || (*base == 1 && *stride == 0));
            if !fits {
                return Err(at.locate(Error::array("an axis that has elements of its own is broadcast")));
            }
        }
        let is_broadcast = broadcast.is_some();
        Ok(Layout { dtype, shape: broadcast.unwrap_or(base), strides, broadcast: is_broadcast })
    }

    fn dtype(&mut self) -> Result<&'d str> {
        let at = self.cursor;
        if self.array("a dtype")? != 2 {
            return Err(at.locate(Error::header("a dtype of two parts", "another number of them")));
        }
        match self.token()? {
            Token::UInt(0) => {}
            Token::UInt(1) => {
                return Err(at.locate(Error::not_allowed("this dtype is a pickle, which is never run")));
            }
            other => return Err(at.locate(Error::header("the kind of a dtype, 0", other.kind()))),
        }
        self.text("a dtype as text")
    }

    fn lengths(&mut self, expected: &'static str) -> Result<Vec<usize>> {
        let at = self.cursor;
        let len = self.array(expected)?;
        if len > self.limits.dimensions {
            return Err(Error::limit("dimensions of an array", "dimensions", self.limits.dimensions, len));
        }
        (0..len)
            .map(|_| match self.token()? {
                Token::UInt(value) => usize::try_from(value)
                    .map_err(|_| at.locate(Error::array(format!("{expected} holds {value}")))),
                Token::Int(value) => {
                    Err(at.locate(Error::array(format!("{expected} holds {value}, below zero"))))
                }
                other => Err(at.locate(Error::header("a length", other.kind()))),
            })
            .collect()
    }
}

/// Bytes of an item of this dtype; only plain numbers and characters are known here.
fn item_size(dtype: &str) -> Result<usize> {
    let unknown = || Error::array(format!("the dtype `{}` is not one of plain numbers", cut(dtype)));
    let mut chars = dtype.chars();
    let (order, kind) = (chars.next(), chars.next());
    if !matches!(order, Some('<' | '>' | '|' | '=')) || !matches!(kind, Some('b' | 'i' | 'u' | 'f' | 'U')) {
        return Err(unknown());
    }
    let size = match chars.as_str() {
        "1" => 1,
        "2" => 2,
        "4" => 4,
        "8" => 8,
        _ => return Err(unknown()),
    };
    let known = match kind {
        Some('b') => size == 1,
        Some('f') => size > 1,
        // One character takes four bytes.
        Some('U') => return if size == 1 { Ok(4) } else { Err(unknown()) },
        _ => true,
    };
    if known { Ok(size) } else { Err(unknown()) }
}

fn c_strides(shape: &[usize], item: usize) -> Result<Vec<usize>> {
    let mut strides = vec![item; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis].checked_mul(shape[axis]).ok_or_else(too_large)?;
    }
    Ok(strides)
}

fn too_large() -> Error {
    Error::array("its size overflows")
}

impl Layout<'_> {
    /// Bytes of one element.
    pub(super) fn item(&self) -> Result<usize> {
        item_size(self.dtype)
    }

    /// How many elements the array has, within the limits.
    pub(super) fn elements(&self, limits: &Limits) -> Result<usize> {
        if self.shape.contains(&0) {
            return Ok(0);
        }
        let item = self.item()?;
        let elements = self.shape.iter().try_fold(1usize, |product, len| product.checked_mul(*len));
        let bytes = elements.and_then(|elements| elements.checked_mul(item));
        let (Some(elements), Some(bytes)) = (elements, bytes) else { return Err(too_large()) };
        if self.broadcast && bytes as u64 > limits.expanded_bytes {
            let limit = usize::try_from(limits.expanded_bytes).unwrap_or(usize::MAX);
            return Err(Error::limit(
                "bytes of an array that repeats its data",
                "expanded_bytes",
                limit,
                bytes,
            ));
        }
        Ok(elements)
    }

    /// Whether the elements lie in C order without gaps; strides of axes of at most one element don't count.
    pub(super) fn is_c_contiguous(&self) -> Result<bool> {
        let mut expected = self.item()?;
        for (&len, &stride) in self.shape.iter().zip(&self.strides).rev() {
            if len > 1 && stride != expected {
                return Ok(false);
            }
            expected = expected.checked_mul(len.max(1)).ok_or_else(too_large)?;
        }
        Ok(true)
    }

    /// Bytes of its frame: up to the end of the last element, with nothing behind.
    pub(super) fn frame_bytes(&self, elements: usize) -> Result<usize> {
        if elements == 0 {
            return Ok(0);
        }
        let mut end = self.item()?;
        for (&len, &stride) in self.shape.iter().zip(&self.strides) {
            if len > 1 && stride == 0 && !self.broadcast {
                return Err(Error::array("an axis repeats its data and is not broadcast"));
            }
            let reach = (len - 1).checked_mul(stride).and_then(|reach| end.checked_add(reach));
            end = reach.ok_or_else(too_large)?;
        }
        Ok(end)
    }

    /// The offset of every element, in C order.
    pub(super) fn offsets(&self, elements: usize) -> impl Iterator<Item = usize> + use<'_> {
        let mut index = vec![0; self.shape.len()];
        let mut offset = 0;
        (0..elements).map(move |_| {
            let here = offset;
            for axis in (0..index.len()).rev() {
                index[axis] += 1;
                offset += self.strides[axis];
                if index[axis] < self.shape[axis] {
                    break;
                }
                offset -= index[axis] * self.strides[axis];
                index[axis] = 0;
            }
            here
        })
    }
}
