//! An array seen as elements of a Rust type: as a slice where that is possible, one by one, or copied.

use bytemuck::checked;

use super::elements::{check_size, value};
use super::memory::c_strides;
use super::{DType, NdArray};
use crate::error::{Error, Result, cut};
use crate::limits::Limits;
use crate::types::element::{Element, into_bytes};

impl NdArray {
    /// An array of this shape, in C order. The vector is moved, not copied.
    ///
    /// ```
    /// # use frames_core::NdArray;
    /// let array = NdArray::from_vec(vec![1.5f32, 2.5, 3.5, 4.5], vec![2, 2])?;
    /// assert_eq!(array.dtype().to_string(), "<f4");
    /// # Ok::<(), frames_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when the shape has another number of elements.
    pub fn from_vec<T: Element>(items: Vec<T>, shape: Vec<usize>) -> Result<NdArray> {
        let dtype = T::dtype();
        check_size::<T>(&dtype)?;
        NdArray::new(dtype, shape, None, into_bytes(items))
    }

    /// All elements as one slice, where they lie.
    ///
    /// ```
    /// # use frames_core::NdArray;
    /// let array = NdArray::from_vec(vec![1i64, 2, 3, 4], vec![2, 2])?;
    /// assert_eq!(array.as_slice::<i64>()?, [1, 2, 3, 4]);
    /// assert!(array.as_slice::<f64>().is_err()); // `widen` first
    /// assert!(array.transpose().as_slice::<i64>().is_err()); // not in C order
    /// # Ok::<(), frames_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when the elements are of another type or byte order, don't lie in C
    /// order without gaps, or begin at an address that `T` can't have; [`ErrorKind::Value`](crate::ErrorKind::Value)
    /// for bytes that are no `T`. [`widen`](Self::widen) makes an array of which this is possible, by a copy if it must;
    /// [`to_vec`](Self::to_vec) copies.
    pub fn as_slice<T: Element>(&self) -> Result<&[T]> {
        self.check_dtype::<T>()?;
        if !self.is_c_contiguous() {
            return Err(Error::array(
                "its elements don't lie in C order without gaps, as a slice does; copy them with `widen` or `to_vec`",
            ));
        }
        self.cast()
    }

    /// The data, gaps and all, as a slice of `T`.
    pub(crate) fn cast<T: Element>(&self) -> Result<&[T]> {
        if self.data.is_empty() {
            return Ok(&[]);
        }
        checked::try_cast_slice(&self.data).map_err(|error| match error {
            checked::CheckedCastError::InvalidBitPattern => Error::value(format!(
                "an item of dtype `{}` is no {}",
                cut(&self.dtype.to_string()),
                std::any::type_name::<T>()
            )),
            checked::CheckedCastError::PodCastError(_) => Error::array(format!(
                "it begins at an address that is no multiple of {}; copy it with `widen` or `to_vec`",
                align_of::<T>()
            )),
        })
    }

    /// Insists on elements that are a `T` byte by byte.
    pub(crate) fn check_dtype<T: Element>(&self) -> Result<()> {
        let wanted = T::dtype();
        if self.dtype.has_bytes_of(&wanted) {
            return check_size::<T>(&wanted);
        }
        Err(Error::array(format!(
            "its dtype is `{}`, and a `{}` is `{}`; convert it with `widen` or `to_vec`",
            cut(&self.dtype.to_string()),
            std::any::type_name::<T>(),
            cut(&wanted.to_string())
        )))
    }

    /// The elements in C order as values of any type that holds them all without loss: numbers of another size, kind or
    /// byte order, too.
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
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for an element that is no `T`, with its number;
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when elements of this type can't be; and the errors of
    /// [`to_c_order`](Self::to_c_order) within [`Limits::cluster`].
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        self.check_expansion(&Limits::cluster())?;
        self.view_elements().to_vec()
    }

    /// The bytes of the element at this index, one number for each axis; `None` when it is out of range.
    pub fn get(&self, index: &[usize]) -> Option<&[u8]> {
        if index.len() != self.shape.len() || index.iter().zip(&self.shape).any(|(at, len)| at >= len) {
            return None;
        }
        if self.dtype.size() == 0 {
            return Some(&[]);
        }
        // Of an axis of one element the stride may be anything.
        let offset: usize = index.iter().zip(&self.strides).map(|(at, stride)| at * stride).sum();
        self.data.get(offset..offset + self.dtype.size())
    }

    /// The element at this index, converted if need be.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when the index is out of range, and the errors of
    /// [`to_vec`](Self::to_vec).
    pub fn at<T: Element>(&self, index: &[usize]) -> Result<T> {
        let item = self.get(index).ok_or_else(|| {
            Error::array(format!("there is no element {index:?} in an array of shape {:?}", self.shape))
        })?;
        value(&self.dtype, item)
    }

    /// The same array of `T`, in C order, aligned, in this machine's byte order: shared where it is so already, else
    /// converted without loss. [`as_slice`](Self::as_slice) works on what comes out.
    ///
    /// # Errors
    ///
    /// Those of [`to_vec`](Self::to_vec).
    pub fn widen<T: Element>(&self) -> Result<NdArray> {
        if self.as_slice::<T>().is_ok() {
            return Ok(self.clone());
        }
        let array = NdArray::from_vec(self.to_vec::<T>()?, self.shape.clone())?;
        Ok(NdArray { matrix: self.matrix, ..array })
    }

    /// The same array in this machine's byte order: shared where it is so already, else copied in C order.
    ///
    /// # Errors
    ///
    /// Those of [`to_c_order`](Self::to_c_order) within [`Limits::cluster`], and
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) for records whose fields share bytes.
    pub fn to_native_order(&self) -> Result<NdArray> {
        if self.dtype.is_native() {
            return Ok(self.clone());
        }
        self.check_expansion(&Limits::cluster())?;
        let mut data = self.view_elements().gather()?;
        self.dtype.swap_to_native(&mut data)?;
        self.with_data(self.dtype.to_native(), data)
    }

    /// The same array with its elements in C order without gaps: shared where they lie so already, else copied.
    ///
    /// # Errors
    ///
    /// Those of [`to_c_order`](Self::to_c_order) within [`Limits::cluster`].
    pub fn to_contiguous(&self) -> Result<NdArray> {
        if self.is_c_contiguous() {
            return Ok(self.clone());
        }
        self.check_expansion(&Limits::cluster())?;
        self.with_data(self.dtype.clone(), self.view_elements().gather()?)
    }

    /// The same array over other bytes, in C order.
    fn with_data(&self, dtype: DType, data: Vec<u8>) -> Result<NdArray> {
        Ok(NdArray {
            strides: c_strides(&self.shape, dtype.size())?,
            shape: self.shape.clone(),
            dtype,
            data: data.into(),
            writeable: true,
            matrix: self.matrix,
        })
    }
}
