//! ndarray's arrays, which are numpy's: owned, shared, and views, of any number of axes. The elements are lent as they
//! lie where they lie without gaps, whatever the order of the axes; an axis that was broadcast is sent once. A view with
//! gaps, or with an axis that runs backwards, is copied in C order: the gaps aren't its own, and Dask has no form for the
//! other.

use std::borrow::Cow;

use ndarray::{
    ArrayBase, ArrayView, ArrayViewD, Axis, Data, DataOwned, Dimension, IxDyn, RawData, Shape, ShapeBuilder,
};

use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::types::array::{read_elements, write_elements};
use crate::types::element::Element;
use crate::types::{from_whole, named, whole};
use crate::value::NdArray;
use crate::value::memory::c_strides;

named!("ndarray.Array", [S: RawData, D] ArrayBase<S, D>);

impl<A: Element, S: Data<Elem = A>, D: Dimension> Framed for ArrayBase<S, D> {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        out.no_key("an array")?;
        Ok(Fit::NeedsFrames)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        let mut own = self.view();
        for axis in 0..own.ndim() {
            if own.strides()[axis] == 0 && own.shape()[axis] > 1 {
                own.collapse_axis(Axis(axis), 0);
            }
        }
        let (items, strides) = match own.to_slice_memory_order().zip(forward(&own)) {
            Some((items, strides)) if !out.style.canonical => (Cow::Borrowed(items), strides),
            _ => (Cow::Owned(own.iter().copied().collect()), c_strides(own.shape(), 1)?),
        };
        let repeats = own.shape().iter().zip(self.shape()).map(|(own, full)| own != full);
        let strides: Vec<_> = strides
            .into_iter()
            .zip(repeats)
            .map(|(stride, repeats)| if repeats { 0 } else { stride })
            .collect();
        write_elements(self.shape(), &strides, items, out)
    }
}

/// Strides in elements, if none leads backwards. Along an axis of at most one element any would do.
fn forward<A, D: Dimension>(array: &ArrayView<'_, A, D>) -> Option<Vec<usize>> {
    let axes = array.shape().iter().zip(array.strides());
    axes.map(|(len, stride)| if *len > 1 { usize::try_from(*stride).ok() } else { Some(1) }).collect()
}

/// Into arrays that own their elements, which keep the order in memory that they came in; one that came with gaps or
/// repetitions is in C order.
impl<A: Element, S: DataOwned<Elem = A>, D: Dimension> FromFrames for ArrayBase<S, D> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let dense = read_elements(input, |elements| elements.to_dense::<A>())?;
        let made = match dense.shape.contains(&0) {
            // Where there are no elements, any strides would do, and not all are taken.
            true => ArrayBase::from_shape_vec(dimension::<D>(&dense.shape)?, dense.items),
            false => {
                let shape = Shape::from(dimension::<D>(&dense.shape)?);
                ArrayBase::from_shape_vec(shape.strides(dimension(&dense.strides)?), dense.items)
            }
        };
        made.map_err(|error| Error::array(format!("its shape {:?} is not ndarray's: {error}", dense.shape)))
    }
}

/// Lengths or strides as ndarray has them.
fn dimension<D: Dimension>(sizes: &[usize]) -> Result<D> {
    if let Some(axes) = D::NDIM.filter(|axes| *axes != sizes.len()) {
        return Err(Error::array(format!("it has {} axes; expected {axes}", sizes.len())));
    }
    let mut made = D::zeros(sizes.len());
    sizes.iter().enumerate().for_each(|(axis, size)| made[axis] = *size);
    Ok(made)
}

impl NdArray {
    /// The array as ndarray sees it, in place, whatever its strides.
    ///
    /// ```
    /// # use frames_core::NdArray;
    /// let array = NdArray::from_vec(vec![1.0, 2.0, 3.0, 4.0], vec![2, 2])?;
    /// let view = array.view::<f64>()?;
    /// assert_eq!(view.sum_axis(ndarray::Axis(0)), ndarray::arr1(&[4.0, 6.0]).into_dyn());
    /// # Ok::<(), frames_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`as_slice`](Self::as_slice), but for elements with gaps or in another order, which a view can have; only
    /// gaps that are no whole number of elements, as between the fields of records, are an
    /// [`ErrorKind::Array`](crate::ErrorKind::Array). [`widen`](Self::widen) makes an array of which this is possible.
    pub fn view<T: Element>(&self) -> Result<ArrayViewD<'_, T>> {
        self.check_dtype::<T>()?;
        let size = size_of::<T>();
        let axes = || self.shape.iter().zip(&self.strides);
        if axes().any(|(len, stride)| *len > 1 && stride % size != 0) && !self.data.is_empty() {
            return Err(Error::array(
                "between its elements are parts of elements; copy it with `widen` or `to_vec`",
            ));
        }
        let items = self.cast::<T>()?;
        let strides: Vec<_> = axes().map(|(len, stride)| if *len > 1 { stride / size } else { 1 }).collect();
        let shape = IxDyn(&self.shape);
        let made = match self.shape.contains(&0) {
            true => ArrayView::from_shape(shape, items),
            false => ArrayView::from_shape(shape.strides(IxDyn(&strides)), items),
        };
        made.map_err(|error| Error::array(format!("its shape {:?} is not ndarray's: {error}", self.shape)))
    }
}
