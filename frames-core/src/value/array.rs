//! An n-dimensional array of any dtype: how it lies in memory, and its bytes, shared and never copied.

use bytes::Bytes;

use super::DType;
use crate::error::{Error, Result};

/// An n-dimensional array of numpy's, whatever its elements are.
///
/// ```
/// use bytes::Bytes;
/// use frames_core::{DType, NdArray};
///
/// let bytes = Bytes::from_static(&[1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]);
/// let array = NdArray::new(DType::parse("<i2")?, vec![2, 3], None, bytes)?;
/// assert_eq!(array.strides(), [6, 2]);
/// # Ok::<(), frames_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NdArray {
    pub(crate) dtype: DType,
    /// Lengths of the axes as the array is seen, broadcast axes at full length.
    pub(crate) shape: Vec<usize>,
    /// Bytes from one element to the next along each axis; 0 along broadcast ones.
    pub(crate) strides: Vec<usize>,
    pub(crate) data: Bytes,
    /// Whether Python may write into it.
    pub(crate) writeable: bool,
    /// Whether it is a `numpy.matrix`.
    pub(crate) matrix: bool,
}

impl NdArray {
    /// An array over `data`. Without strides the elements lie in C order without gaps; a stride of 0 repeats the data
    /// along an axis.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when an element would not lie within `data`, when shape and strides
    /// have different lengths, when there is more `data` than the last element needs, or when sizes overflow.
    pub fn new(dtype: DType, shape: Vec<usize>, strides: Option<Vec<usize>>, data: Bytes) -> Result<NdArray> {
        dtype.check()?;
        let strides = match strides {
            Some(strides) => strides,
            None => c_strides(&shape, dtype.size())?,
        };
        let array = NdArray { dtype, shape, strides, data, writeable: true, matrix: false };
        array.check()?;
        Ok(array)
    }

    /// The type of its elements.
    pub fn dtype(&self) -> &DType {
        &self.dtype
    }

    /// Lengths of its axes.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Bytes from one element to the next along each axis; 0 along an axis that repeats its data.
    pub fn strides(&self) -> &[usize] {
        &self.strides
    }

    /// Its bytes as they lie in memory.
    pub fn data(&self) -> &Bytes {
        &self.data
    }

    /// Whether Python may write into it.
    pub fn is_writeable(&self) -> bool {
        self.writeable
    }

    /// Whether it is a `numpy.matrix`, which has two axes and multiplies as matrices do.
    pub fn is_matrix(&self) -> bool {
        self.matrix
    }

    /// How many elements it has, repeated ones counted.
    pub fn elements(&self) -> usize {
        // A product that overflows was refused when the array was made.
        if self.shape.contains(&0) { 0 } else { self.shape.iter().product() }
    }

    /// Insists that every element lies within the data, and that no byte lies behind the last one.
    fn check(&self) -> Result<()> {
        if self.strides.len() != self.shape.len() {
            return Err(Error::array("shape and strides have different lengths"));
        }
        let end = end(&self.shape, &self.strides, self.dtype.size())?;
        if end != self.data.len() {
            return Err(Error::array(format!(
                "its shape and strides take {end} bytes, {} are there",
                self.data.len()
            )));
        }
        Ok(())
    }
}

/// Strides of elements in C order without gaps.
pub(crate) fn c_strides(shape: &[usize], item: usize) -> Result<Vec<usize>> {
    let mut strides = vec![item; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis].checked_mul(shape[axis]).ok_or_else(too_large)?;
    }
    Ok(strides)
}

/// Where the last element ends; also that the number of elements and their bytes can be counted.
pub(crate) fn end(shape: &[usize], strides: &[usize], item: usize) -> Result<usize> {
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

pub(crate) fn too_large() -> Error {
    Error::array("its size overflows")
}
