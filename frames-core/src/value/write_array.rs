//! Writing an array: its header, and its bytes as they lie in memory. What lies between its elements is not sent: an
//! array with gaps is gathered first, in C order, as Dask does.

use bytes::Bytes;

use super::dtype_wire::{write_dtype, write_sizes};
use super::memory::c_strides;
use super::{ClassName, DType, Elements, NdArray, write_objects};
use crate::encode::Encoder;
use crate::error::Result;
use crate::msgpack::write;
use crate::names::known;

/// What stands in the header of an array. An axis that repeats its data has a stride of 0.
#[derive(Debug)]
pub(crate) struct ArrayHeader<'a> {
    pub(crate) dtype: &'a DType,
    pub(crate) shape: &'a [usize],
    /// In bytes.
    pub(crate) strides: &'a [usize],
    pub(crate) writeable: bool,
    pub(crate) matrix: bool,
}

impl ArrayHeader<'_> {
    /// Writes the sub-header.
    pub(crate) fn write(&self, header: &mut Vec<u8>) -> Result<()> {
        let axes = || self.shape.iter().copied().zip(self.strides.iter().copied());
        let repeats = axes().any(|(len, stride)| stride == 0 && len > 1);
        write::map(header, 4 + usize::from(repeats) + usize::from(self.matrix))?;
        write::text(header, "dtype");
        write_dtype(header, self.dtype)?;
        write::text(header, "shape");
        // Of an axis that repeats its data one element is sent.
        let own: Vec<_> = axes().map(|(len, stride)| if stride == 0 { len.min(1) } else { len }).collect();
        write_sizes(header, own.into_iter())?;
        write::text(header, "strides");
        write_sizes(header, self.strides.iter().copied())?;
        write::text(header, "writeable");
        write::array(header, 1)?;
        write::bool(header, self.writeable);
        if repeats {
            write::text(header, "broadcast_to");
            write_sizes(header, self.shape.iter().copied())?;
        }
        if self.matrix {
            write::text(header, "matrix");
            write::bool(header, true);
        }
        Ok(())
    }
}

/// Writes an array with header and frame.
pub(super) fn write(array: &NdArray, out: &mut Encoder<'_>) -> Result<()> {
    if array.matrix {
        write_objects::envelope(&ClassName::new("numpy", "matrix"), out)?;
    } else {
        out.envelope(known::NDARRAY);
    }
    let data = sub_header(array, out)?;
    out.frames.push(data)
}

/// Writes the sub-header of an array, and returns its frame. Where elements lie in memory is no part of the canonical
/// form.
pub(super) fn sub_header(array: &NdArray, out: &mut Encoder<'_>) -> Result<Bytes> {
    let own_shape = array.view_elements().own_shape();
    let own = Elements { shape: &own_shape, ..array.view_elements() };
    let as_it_lies = if out.style.canonical { own.is_c_contiguous() } else { own.memory_order().is_some() };
    let (strides, data) = if as_it_lies {
        (array.strides.clone(), array.data.clone())
    } else {
        let mut strides = c_strides(&own_shape, array.dtype.size())?;
        let repeats = array.strides.iter().map(|stride| *stride == 0);
        strides.iter_mut().zip(repeats).filter(|(_, repeats)| *repeats).for_each(|(stride, _)| *stride = 0);
        (strides, own.gather()?.into())
    };
    let NdArray { dtype, shape, writeable, matrix, .. } = array;
    let header_of = ArrayHeader { dtype, shape, strides: &strides, writeable: *writeable, matrix: *matrix };
    header_of.write(&mut out.header)?;
    Ok(data)
}
