//! An n-dimensional array of any dtype: how it lies in memory, and its bytes, shared and never copied.

use bytes::Bytes;

use super::memory::{c_strides, extent, is_c_contiguous, offsets, unfold};
use super::{DType, Kind, Value};
use crate::error::{Error, Result};
use crate::framed::FromFrames;
use crate::limits::Limits;

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
#[derive(Clone, PartialEq)]
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
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when an element would not lie within `data`, when elements overlap,
    /// when shape and strides have different lengths, when there is more `data` than the last element needs, or when sizes
    /// overflow; [`ErrorKind::Value`](crate::ErrorKind::Value) for a bool that is neither 0 nor 1.
    pub fn new(dtype: DType, shape: Vec<usize>, strides: Option<Vec<usize>>, data: Bytes) -> Result<NdArray> {
        dtype.check()?;
        let strides = match strides {
            Some(strides) => strides,
            None => c_strides(&shape, dtype.size())?,
        };
        let mut array = NdArray { dtype, shape, strides, data, writeable: true, matrix: false };
        let (need, got) = (extent(&array.shape, &array.strides, array.dtype.size())?, array.data.len());
        if need != got {
            return Err(Error::array(format!("its shape and strides take {need} bytes, {got} are there")));
        }
        array.check_bools()?;
        unfold(&mut array.dtype, &mut array.shape, &mut array.strides)?;
        array.writeable = !array.repeats();
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

    /// The bytes of each element, in C order.
    pub fn items(&self) -> impl Iterator<Item = &[u8]> {
        let size = self.dtype.size();
        // Every element was found to lie within the data.
        let item = move |offset: usize| self.data.get(offset..offset + size).unwrap_or_default();
        offsets(&self.shape, &self.strides, self.elements()).map(item)
    }

    /// The elements in C order without gaps: shared where they lie so already, else copied.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) when an array that repeats its data would take more than
    /// [`Limits::expanded_bytes`], [`ErrorKind::Array`](crate::ErrorKind::Array) when there is no memory for it.
    pub fn to_c_order(&self, limits: &Limits) -> Result<Bytes> {
        let size = self.dtype.size();
        if is_c_contiguous(&self.shape, &self.strides, size)? {
            return Ok(self.data.clone());
        }
        // That this can be counted was checked when the array was made.
        let bytes = self.elements().saturating_mul(size);
        if self.repeats() {
            limits.expands("bytes of an array that repeats its data", bytes as u64)?;
        }
        let mut out = Vec::new();
        out.try_reserve_exact(bytes)
            .map_err(|_| Error::array(format!("there is no memory for its {bytes} bytes")))?;
        if size > 0 {
            self.items().for_each(|item| out.extend_from_slice(item));
        }
        Ok(out.into())
    }

    /// The elements in C order as numbers of any type that holds them all without loss.
    ///
    /// ```
    /// # use bytes::Bytes;
    /// # use frames_core::{DType, NdArray};
    /// let halves = Bytes::from_static(&[0x3c, 0x00, 0xc0, 0x00]);
    /// let array = NdArray::new(DType::parse(">f2")?, vec![2, 1], None, halves)?;
    /// assert_eq!(array.to_vec::<f32>()?, [1.0, -2.0]);
    /// # Ok::<(), frames_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for an element that is no such number, and the errors of
    /// [`to_c_order`](Self::to_c_order) within [`Limits::cluster`].
    pub fn to_vec<T: FromFrames>(&self) -> Result<Vec<T>> {
        let data = self.to_c_order(&Limits::cluster())?;
        let flat = NdArray::new(self.dtype.clone(), vec![self.elements()], None, data)?;
        Value::from(flat).to()
    }

    /// Whether some axis repeats its data.
    fn repeats(&self) -> bool {
        !self.shape.contains(&0)
            && self.shape.iter().zip(&self.strides).any(|(len, stride)| *len > 1 && *stride == 0)
    }

    /// Refuses bools of other bytes than 0 and 1, which Python could not tell from true either.
    pub(crate) fn check_bools(&self) -> Result<()> {
        let is_bool = matches!(self.dtype, DType::Plain { kind: Kind::Bool, .. });
        if is_bool && self.data.iter().any(|byte| *byte > 1) {
            return Err(Error::value("an item of an array of bools is neither 0 nor 1"));
        }
        Ok(())
    }
}
