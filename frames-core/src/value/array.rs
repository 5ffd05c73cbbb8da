//! An n-dimensional array of any dtype: how it lies in memory, and its bytes, shared and never copied.

use bytes::Bytes;

use super::DType;

/// An n-dimensional array of numpy's, whatever its elements are.
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
}
