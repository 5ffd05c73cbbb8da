//! An n-dimensional array of any dtype: how it lies in memory, and its bytes, shared and never copied.

use bytes::Bytes;

use super::memory::{c_strides, extent, unfold};
use super::{DType, Elements, Kind};
use crate::error::{Error, Result};
use crate::limits::Limits;

/// An n-dimensional array of numpy's, whatever its elements are: a view of bytes that it shares with others.
///
/// A received array is a slice of the bytes that came, and stays one: [`slice`](Self::slice),
/// [`index_axis`](Self::index_axis), [`transpose`](Self::transpose) and [`field`](Self::field) make other views of the
/// same bytes. What is in it is seen as a slice of a Rust type ([`as_slice`](Self::as_slice)), element by element
/// ([`at`](Self::at)), or copied ([`to_vec`](Self::to_vec)).
///
/// ```
/// use bytes::Bytes;
/// use frames_core::{DType, NdArray};
///
/// let bytes = Bytes::from_static(&[1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]);
/// let array = NdArray::new(DType::parse("<i2")?, vec![2, 3], None, bytes)?;
/// assert_eq!(array.strides(), [6, 2]);
/// assert_eq!(array.transpose().to_string(), "[[1 4]\n [2 5]\n [3 6]]");
/// assert_eq!(array.at::<i64>(&[1, 0])?, 4);
/// # Ok::<(), frames_core::Error>(())
/// ```
///
/// As a field or a message it is what `numpy.ndarray` is to Dask, in both directions. Its bytes are lent; only of an
/// array with gaps between its elements these are gathered, so that nothing is sent that isn't in it.
///
/// Arrays are equal when type, shape and the bytes of their elements are, wherever those lie.
#[derive(Clone)]
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
        self.view_elements().len()
    }

    /// The bytes of each element, in C order.
    pub fn items(&self) -> impl Iterator<Item = &[u8]> {
        self.view_elements().iter()
    }

    /// Whether the elements lie in C order without gaps.
    pub fn is_c_contiguous(&self) -> bool {
        self.view_elements().is_c_contiguous()
    }

    /// The elements in C order without gaps: shared where they lie so already, else copied.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) when an array that repeats its data would take more than
    /// [`Limits::expanded_bytes`], [`ErrorKind::Array`](crate::ErrorKind::Array) when there is no memory for it.
    pub fn to_c_order(&self, limits: &Limits) -> Result<Bytes> {
        if self.is_c_contiguous() {
            return Ok(self.data.clone());
        }
        self.check_expansion(limits)?;
        self.view_elements().gather().map(Bytes::from)
    }

    /// The elements where they lie.
    pub(crate) fn view_elements(&self) -> Elements<'_> {
        Elements { dtype: &self.dtype, shape: &self.shape, strides: &self.strides, data: &self.data }
    }

    /// Refuses to copy an array that repeats its data too often.
    pub(crate) fn check_expansion(&self, limits: &Limits) -> Result<()> {
        if !self.repeats() {
            return Ok(());
        }
        // That this can be counted was checked when the array was made.
        let bytes = self.elements().saturating_mul(self.dtype.size());
        limits.expands("bytes of an array that repeats its data", bytes as u64)
    }

    /// Whether some axis repeats its data.
    fn repeats(&self) -> bool {
        !self.shape.contains(&0)
            && self.shape.iter().zip(&self.strides).any(|(len, stride)| *len > 1 && *stride == 0)
    }

    /// Refuses bools of other bytes than 0 and 1, which Python could not tell from true either.
    pub(crate) fn check_bools(&self) -> Result<()> {
        let is_bool = matches!(self.dtype, DType::Plain { kind: Kind::Bool, .. });
        let own = self.view_elements().own_shape();
        let mut runs = Elements { shape: &own, ..self.view_elements() }.runs();
        if is_bool && runs.any(|run| run.iter().any(|byte| *byte > 1)) {
            return Err(Error::value("an item of an array of bools is neither 0 nor 1"));
        }
        Ok(())
    }
}

impl PartialEq for NdArray {
    fn eq(&self, other: &Self) -> bool {
        if self.dtype != other.dtype || self.shape != other.shape || self.matrix != other.matrix {
            return false;
        }
        // Of an axis along which both repeat their data one element says all.
        let strides = self.strides.iter().zip(&other.strides);
        let lengths = self.shape.iter().zip(strides);
        let shape: Vec<usize> =
            lengths.map(|(len, strides)| if strides == (&0, &0) { (*len).min(1) } else { *len }).collect();
        let (one, two) = (self.view_elements(), other.view_elements());
        let same = |one: Elements<'_>, two: Elements<'_>| one.dtype.size() == 0 || one.iter().eq(two.iter());
        same(Elements { shape: &shape, ..one }, Elements { shape: &shape, ..two })
    }
}
