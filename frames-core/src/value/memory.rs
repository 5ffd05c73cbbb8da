//! How the elements of an array lie in memory: arithmetic on shapes and strides, none of which may overflow.

use super::DType;
use crate::error::{Error, Result};

/// Strides of elements in C order without gaps.
pub(crate) fn c_strides(shape: &[usize], item: usize) -> Result<Vec<usize>> {
    let mut strides = vec![item; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis].checked_mul(shape[axis]).ok_or_else(too_large)?;
    }
    Ok(strides)
}

/// Where the last element ends; also that the number of elements and their bytes can be counted.
fn end(shape: &[usize], strides: &[usize], item: usize) -> Result<usize> {
    if shape.contains(&0) {
        return Ok(0);
    }
    let elements = shape.iter().try_fold(1usize, |product, len| product.checked_mul(*len));
    if elements.and_then(|elements| elements.checked_mul(item)).is_none() {
        return Err(too_large());
    }
    if item == 0 {
        return Ok(0);
    }
    let reach =
        |end: usize, (len, stride): (&usize, &usize)| end.checked_add((len - 1).checked_mul(*stride)?);
    shape.iter().zip(strides).try_fold(item, reach).ok_or_else(too_large)
}

/// Bytes from the first element to the end of the last one. No element may lie over another, but for axes that repeat
/// their data with a stride of 0.
pub(crate) fn extent(shape: &[usize], strides: &[usize], item: usize) -> Result<usize> {
    if strides.len() != shape.len() {
        return Err(Error::array("shape and strides have different lengths"));
    }
    let end = end(shape, strides, item)?;
    let mut axes: Vec<_> =
        strides.iter().zip(shape).filter(|(stride, len)| **stride > 0 && **len > 1).collect();
    axes.sort_unstable();
    let mut extent = item;
    for (stride, len) in axes {
        if end > 0 && *stride < extent {
            return Err(Error::array(format!("with strides of {strides:?} its elements overlap")));
        }
        extent = extent.saturating_add((len - 1).saturating_mul(*stride));
    }
    Ok(end)
}

pub(crate) fn too_large() -> Error {
    Error::array("its size overflows")
}

/// Whether the elements lie in C order without gaps; strides of axes of at most one element don't count.
pub(crate) fn is_c_contiguous(shape: &[usize], strides: &[usize], item: usize) -> bool {
    if shape.contains(&0) {
        return true;
    }
    let mut expected = item;
    shape.iter().zip(strides).rev().all(|(len, stride)| {
        let fits = *len == 1 || *stride == expected;
        // That the bytes of all elements can be counted was checked with the shape.
        expected = expected.saturating_mul(*len);
        fits
    })
}

/// The offsets of the first `elements` elements, in C order. The shape was found to fit its data before.
pub(crate) fn offsets<'a>(
    shape: &'a [usize],
    strides: &'a [usize],
    elements: usize,
) -> impl Iterator<Item = usize> + use<'a> {
    let mut index = vec![0; shape.len()];
    let mut offset = 0;
    (0..elements).map(move |_| {
        let here = offset;
        for axis in (0..index.len()).rev() {
            index[axis] += 1;
            // The stride of an axis of one element may be anything, so the way over its end may wrap, and back.
            offset = usize::wrapping_add(offset, strides[axis]);
            if index[axis] < shape[axis] {
                break;
            }
            offset = offset.wrapping_sub(index[axis].wrapping_mul(strides[axis]));
            index[axis] = 0;
        }
        here
    })
}

/// Turns elements that are arrays into axes, as numpy does.
pub(crate) fn unfold(dtype: &mut DType, shape: &mut Vec<usize>, strides: &mut Vec<usize>) -> Result<()> {
    while let DType::SubArray { base, shape: inner } = dtype {
        strides.extend(c_strides(inner, base.size())?);
        shape.append(inner);
        let base =
            std::mem::replace(&mut **base, DType::Record { fields: Vec::new(), size: 0, aligned: false });
        *dtype = base;
    }
    Ok(())
}
