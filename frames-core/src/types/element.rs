//! What an array with a type is made of: numbers, characters, and records of one's own.

use bytes::Bytes;

use super::any_number::AnyNumber;
use crate::value::DType;

/// An element of an [`NdArray`](crate::NdArray), as a Rust type of the same bytes.
///
/// It is implemented for `bool`, `char`, all integers of up to 64 bits and both floats, with the features `half` and
/// `num-complex` for `f16`, `bf16` and complex numbers. Implement it for a record of your own to see arrays of it as
/// slices:
///
/// ```
/// use frames_core::{DType, DTypeField, Element, NdArray};
///
/// // bytemuck checks that there are no gaps and that all bytes are points.
/// #[derive(Clone, Copy, Debug, PartialEq, bytemuck::Zeroable, bytemuck::Pod)]
/// #[repr(C)]
/// struct Point {
///     x: f64,
///     y: f64,
/// }
///
/// impl Element for Point {
///     fn dtype() -> DType {
///         let field = |name: &str, offset| DTypeField { name: name.into(), dtype: f64::dtype(), offset };
///         DType::Record { fields: vec![field("x", 0), field("y", 8)], size: 16, aligned: true }
///     }
/// }
///
/// let points = [Point { x: 1.0, y: 2.0 }, Point { x: 3.0, y: 4.0 }];
/// let array = NdArray::from_vec(points.to_vec(), vec![2])?;
/// assert_eq!(array.as_slice::<Point>()?, points);
/// assert_eq!(array.field("y")?.to_vec::<f64>()?, [2.0, 4.0]);
/// # Ok::<(), frames_core::Error>(())
/// ```
pub trait Element: bytemuck::CheckedBitPattern + bytemuck::NoUninit + Send + Sync {
    /// numpy's type for it on this machine; of the same size.
    fn dtype() -> DType;

    /// The value of a number of another type, if nothing is lost.
    #[doc(hidden)]
    fn convert(number: AnyNumber) -> Option<Self> {
        let _ = number;
        None
    }
}

/// A fixed array within a record.
impl<T: Element, const N: usize> Element for [T; N]
where
    [T; N]: bytemuck::CheckedBitPattern + bytemuck::NoUninit,
{
    fn dtype() -> DType {
        match T::dtype() {
            DType::SubArray { base, shape } => {
                DType::SubArray { base, shape: std::iter::once(N).chain(shape).collect() }
            }
            base => DType::SubArray { base: Box::new(base), shape: vec![N] },
        }
    }
}

/// A vector as its bytes, which are moved and not copied.
pub(crate) fn into_bytes<T: Element>(items: Vec<T>) -> Bytes {
    struct Items<T>(Vec<T>);

    impl<T: bytemuck::NoUninit> AsRef<[u8]> for Items<T> {
        fn as_ref(&self) -> &[u8] {
            bytemuck::cast_slice(&self.0)
        }
    }

    Bytes::from_owner(Items(items))
}
