//! Parts of an array, which share its bytes: ranges along an axis, axes in another order, fields of records.

use std::ops::{Bound, RangeBounds};

use super::memory::{extent, unfold};
use super::{DType, NdArray};
use crate::error::{Error, Result, cut};

/// Parts of an array share its bytes. None of these copies anything.
impl NdArray {
    /// The elements of a range along one axis.
    ///
    /// ```
    /// # use frames_core::NdArray;
    /// let array = NdArray::from_vec((0..12).collect::<Vec<i32>>(), vec![3, 4])?;
    /// let corner = array.slice(0, 1..)?.slice(1, ..2)?;
    /// assert_eq!(corner.to_vec::<i32>()?, [4, 5, 8, 9]);
    /// # Ok::<(), frames_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when there is no such axis, or the range leads out of it.
    pub fn slice(&self, axis: usize, range: impl RangeBounds<usize>) -> Result<NdArray> {
        self.slice_by(axis, range, 1)
    }

    /// Every `step`th element of a range along one axis, beginning with its first. Steps lead forward: neither frames
    /// nor Dask know strides below zero.
    ///
    /// # Errors
    ///
    /// Those of [`slice`](Self::slice), and [`ErrorKind::Array`](crate::ErrorKind::Array) for a step of 0.
    pub fn slice_by(&self, axis: usize, range: impl RangeBounds<usize>, step: usize) -> Result<NdArray> {
        let len = self.len_of(axis)?;
        let start = match range.start_bound() {
            Bound::Unbounded => 0,
            Bound::Included(start) => *start,
            Bound::Excluded(before) => before.saturating_add(1),
        };
        let end = match range.end_bound() {
            Bound::Unbounded => len,
            Bound::Included(last) => last.saturating_add(1),
            Bound::Excluded(end) => *end,
        };
        if start > end || end > len || step == 0 {
            return Err(Error::array(format!(
                "a slice of {start}..{end} by steps of {step} is not possible along an axis of {len} elements"
            )));
        }
        let mut shape = self.shape.clone();
        shape[axis] = (end - start).div_ceil(step);
        let mut strides = self.strides.clone();
        // Of an axis of one element the stride may be anything.
        strides[axis] = strides[axis].saturating_mul(step);
        self.part(self.dtype.clone(), shape, strides, start.saturating_mul(self.strides[axis]))
    }

    /// The array at one index of an axis, which is gone in it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when there is no such axis, or no such index along it.
    pub fn index_axis(&self, axis: usize, index: usize) -> Result<NdArray> {
        let len = self.len_of(axis)?;
        if index >= len {
            return Err(Error::array(format!("there is no element {index} along an axis of {len}")));
        }
        let (mut shape, mut strides) = (self.shape.clone(), self.strides.clone());
        shape.remove(axis);
        let stride = strides.remove(axis);
        self.part(self.dtype.clone(), shape, strides, index.saturating_mul(stride))
    }

    /// The same elements with their axes the other way round.
    pub fn transpose(&self) -> NdArray {
        let mut array = self.clone();
        array.shape.reverse();
        array.strides.reverse();
        array
    }

    /// The same elements with axes in another order: axis `axes[0]` becomes the first, and so on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) unless `axes` has every axis once.
    pub fn permute_axes(&self, axes: &[usize]) -> Result<NdArray> {
        let mut sorted = axes.to_vec();
        sorted.sort_unstable();
        if !sorted.into_iter().eq(0..self.shape.len()) {
            return Err(Error::array(format!(
                "{axes:?} has not each of the {} axes of the array once",
                self.shape.len()
            )));
        }
        let mut array = self.clone();
        array.shape = axes.iter().map(|axis| self.shape[*axis]).collect();
        array.strides = axes.iter().map(|axis| self.strides[*axis]).collect();
        Ok(array)
    }

    /// One field of an array of records, as an array of its own. A field that is an array itself adds its axes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when the elements have no such field;
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for a bool that is neither 0 nor 1.
    pub fn field(&self, name: &str) -> Result<NdArray> {
        let field = self.dtype.fields().iter().find(|field| field.name == name);
        let field = field.ok_or_else(|| {
            let (name, dtype) = (cut(name), cut(&self.dtype.to_string()));
            Error::array(format!("elements of dtype `{dtype}` have no field `{name}`"))
        })?;
        let array = self.part(field.dtype.clone(), self.shape.clone(), self.strides.clone(), field.offset)?;
        array.check_bools()?;
        Ok(NdArray { matrix: false, ..array })
    }

    fn len_of(&self, axis: usize) -> Result<usize> {
        self.shape.get(axis).copied().ok_or_else(|| {
            Error::array(format!("there is no axis {axis} in an array of {} axes", self.shape.len()))
        })
    }

    /// Elements of this array, the first of which begins at `offset`.
    fn part(
        &self,
        mut dtype: DType,
        mut shape: Vec<usize>,
        mut strides: Vec<usize>,
        offset: usize,
    ) -> Result<NdArray> {
        let bytes = extent(&shape, &strides, dtype.size())?;
        let data = match bytes {
            0 => self.data.slice(..0),
            _ => self.data.slice(offset..offset + bytes),
        };
        unfold(&mut dtype, &mut shape, &mut strides)?;
        // A matrix has two axes.
        let matrix = self.matrix && shape.len() == 2;
        Ok(NdArray { dtype, shape, strides, data, writeable: self.writeable, matrix })
    }
}
