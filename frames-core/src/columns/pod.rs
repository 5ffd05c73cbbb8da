//! Plain records: values whose bytes mean the same here and in numpy. A run of them is one frame, lent as it lies in
//! memory, under the type of its records, which numpy sees as a structured array. Read back, a frame of that very type
//! is copied as it is; any other array of records, and columns, are read field by field.

use super::unpack;
use crate::decode::Input;
use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::framed::FromFrames;
use crate::names::known;
use crate::types::array;
use crate::types::element::Element;
use crate::types::number::chained;
use crate::value::memory::c_strides;
use crate::value::write_array::ArrayHeader;
use crate::value::{DType, DTypeField};

/// The type of a record with these fields, each with its offset.
#[doc(hidden)]
pub fn dtype(size: usize, fields: &[(&str, DType, usize)]) -> DType {
    let field = |(name, dtype, offset): &(&str, DType, usize)| DTypeField {
        name: (*name).to_owned(),
        dtype: dtype.clone(),
        offset: *offset,
    };
    DType::Record { fields: fields.iter().map(field).collect(), size, aligned: false }
}

/// Writes a run, which may lie in two places, as an array of this shape.
#[doc(hidden)]
pub fn payload<'a, T: Element>(
    first: &'a [T],
    second: &'a [T],
    shape: &[usize],
    out: &mut Encoder<'a>,
) -> Result<()> {
    let dtype = T::dtype();
    dtype.check()?;
    let strides = c_strides(shape, size_of::<T>())?;
    out.envelope(known::NDARRAY);
    ArrayHeader { dtype: &dtype, shape, strides: &strides, writeable: true, matrix: false }
        .write(&mut out.header)?;
    let (first, second) = (bytemuck::cast_slice::<T, u8>(first), bytemuck::cast_slice::<T, u8>(second));
    out.frames.push_frame(chained(first, second, out.style.canonical))
}

/// Reads a run: from an array of this very type, or from whatever else records may stand in.
#[doc(hidden)]
pub fn read<T: Element + FromFrames>(mut input: Input<'_, '_>) -> Result<Vec<T>> {
    if !input.is_ahead(known::NDARRAY)? || !array::is_of::<T>(&mut input)? {
        return unpack::read(input);
    }
    read_array(input, &[])
}

/// Reads an array of this very type into one run; `inner` are the lengths of all axes but the first.
#[doc(hidden)]
pub fn read_array<T: Element>(mut input: Input<'_, '_>, inner: &[usize]) -> Result<Vec<T>> {
    let Some((layout, bytes)) = array::open(&mut input)? else {
        return Err(Error::header("an array of records", "another value"));
    };
    if layout.shape.len() != 1 + inner.len() || layout.shape[1..] != *inner {
        return Err(Error::array(format!(
            "its shape is {:?}; expected {} axes",
            layout.shape,
            1 + inner.len()
        )));
    }
    layout.elements_in(bytes).to_vec()
}

/// The same for fixed arrays.
#[doc(hidden)]
pub fn read_arrays<T: Element + FromFrames, const N: usize>(mut input: Input<'_, '_>) -> Result<Vec<[T; N]>> {
    if N == 0 || !input.is_ahead(known::NDARRAY)? {
        return input.list();
    }
    let items = read_array::<T>(input, &[N])?;
    Ok(items.chunks_exact(N).map(|chunk| std::array::from_fn(|at| chunk[at])).collect())
}

/// The hooks of `Framed` for runs of a plain record.
#[doc(hidden)]
#[macro_export]
macro_rules! pod_runs {
    () => {
        fn slice_inline(
            slice: &[Self],
            out: &mut $crate::__private::Inline<'_>,
        ) -> $crate::Result<$crate::__private::Fit> {
            $crate::columns::pod::slice_inline(slice, out)
        }
        fn slice_payload<'__a>(
            slice: &'__a [Self],
            out: &mut $crate::__private::Encoder<'__a>,
        ) -> $crate::Result<()> {
            $crate::columns::pod::payload(slice, &[], &[slice.len()], out)
        }
        fn chain_payload<'__a>(
            first: &'__a [Self],
            second: &'__a [Self],
            out: &mut $crate::__private::Encoder<'__a>,
        ) -> $crate::Result<()> {
            $crate::columns::pod::payload(first, second, &[first.len() + second.len()], out)
        }
        fn slice_needs_frames(_: &[Self]) -> bool {
            true
        }
        fn is_array_item() -> bool {
            true
        }
        fn array_payload<'__a>(
            first: &'__a [Self],
            second: &'__a [Self],
            shape: &[usize],
            out: &mut $crate::__private::Encoder<'__a>,
        ) -> $crate::Result<()> {
            $crate::columns::pod::payload(first, second, shape, out)
        }
    };
}

/// A run where it may stand as a msgpack value: as a key only.
#[doc(hidden)]
pub fn slice_inline<T: crate::Framed>(
    slice: &[T],
    out: &mut crate::encode::Inline<'_>,
) -> Result<crate::encode::Fit> {
    if out.is_key() { out.run(slice) } else { Ok(crate::encode::Fit::NeedsFrames) }
}

/// The hooks of `FromFrames` for such runs.
#[doc(hidden)]
#[macro_export]
macro_rules! read_pod_runs {
    () => {
        fn decode_vec(
            input: $crate::__private::Input<'_, '_>,
        ) -> $crate::Result<$crate::__private::Vec<Self>> {
            $crate::columns::pod::read(input)
        }
        fn decode_array(
            input: $crate::__private::Input<'_, '_>,
            inner: &[usize],
        ) -> $crate::Result<$crate::__private::Vec<Self>> {
            $crate::columns::pod::read_array(input, inner)
        }
        fn decode_arrays<const N: usize>(
            input: $crate::__private::Input<'_, '_>,
        ) -> $crate::Result<$crate::__private::Vec<[Self; N]>> {
            $crate::columns::pod::read_arrays(input)
        }
    };
}
