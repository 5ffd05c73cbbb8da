//! The elements of an array where they lie, borrowed from an [`NdArray`](super::NdArray) or from a frame that is being
//! read: looked at one by one, gathered, or converted.

use bytemuck::checked;

use super::DType;
#[cfg(feature = "ndarray")]
use super::memory::c_strides;
use super::memory::{is_c_contiguous, offsets};
use crate::error::{Error, Result};
use crate::types::any_number::{AnyNumber, UseReader, with_reader};
use crate::types::element::Element;

/// Elements within `data`, where shape and strides were found to lead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elements<'a> {
    pub(crate) dtype: &'a DType,
    pub(crate) shape: &'a [usize],
    pub(crate) strides: &'a [usize],
    pub(crate) data: &'a [u8],
}

/// Elements that repeat no data, in an order of axes in which they have no gaps.
#[cfg(feature = "ndarray")]
#[derive(Debug)]
pub(crate) struct Dense<T> {
    pub(crate) shape: Vec<usize>,
    /// In elements.
    pub(crate) strides: Vec<usize>,
    pub(crate) items: Vec<T>,
}

impl<'a> Elements<'a> {
    /// How many there are, repeated ones counted.
    pub(crate) fn len(&self) -> usize {
        // A product that overflows was refused when shape and strides were checked.
        if self.shape.contains(&0) { 0 } else { self.shape.iter().product() }
    }

    /// The shape with one element of each axis that repeats its data.
    pub(crate) fn own_shape(&self) -> Vec<usize> {
        let axes = self.shape.iter().zip(self.strides);
        axes.map(|(len, stride)| if *stride == 0 { (*len).min(1) } else { *len }).collect()
    }

    pub(crate) fn is_c_contiguous(&self) -> bool {
        is_c_contiguous(self.shape, self.strides, self.dtype.size())
    }

    /// Whether the data is a slice of such elements.
    pub(crate) fn is_dense_of<T: Element>(&self) -> bool {
        self.dtype.has_bytes_of(&T::dtype()) && self.is_c_contiguous()
    }

    /// The bytes of each element, in C order.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a [u8]> {
        let size = self.dtype.size();
        let item = move |offset: usize| self.data.get(offset..offset + size).unwrap_or_default();
        offsets(self.shape, self.strides, self.len()).map(item)
    }

    /// The same in runs: as many of the last axes as lie together make one.
    pub(super) fn runs(self) -> impl Iterator<Item = &'a [u8]> {
        let (mut axes, mut run) = (self.shape.len(), self.dtype.size());
        while let Some(axis) =
            axes.checked_sub(1).filter(|axis| self.strides[*axis] == run || self.shape[*axis] == 1)
        {
            run = run.saturating_mul(self.shape[axis]);
            axes = axis;
        }
        let outer = Elements { shape: &self.shape[..axes], strides: &self.strides[..axes], ..self };
        let runs = if run == 0 { 0 } else { outer.len() };
        offsets(outer.shape, outer.strides, runs)
            .map(move |offset| self.data.get(offset..offset + run).unwrap_or_default())
    }

    /// The bytes of all elements in C order without gaps.
    pub(crate) fn gather(self) -> Result<Vec<u8>> {
        // That this can be counted was checked with the shape.
        let mut out = with_room(self.len().saturating_mul(self.dtype.size()))?;
        self.runs().for_each(|run| out.extend_from_slice(run));
        Ok(out)
    }

    /// All elements in C order, as values of a type that holds them without loss.
    pub(crate) fn to_vec<T: Element>(self) -> Result<Vec<T>> {
        let wanted = T::dtype();
        if self.dtype.has_bytes_of(&wanted) {
            check_size::<T>(&wanted)?;
            let mut out = with_room(self.len())?;
            self.runs().try_for_each(|run| extend(&mut out, run))?;
            return Ok(out);
        }
        if !self.dtype.is_native() {
            let mut bytes = self.gather()?;
            self.dtype.swap_to_native(&mut bytes)?;
            let (dtype, shape) = (self.dtype.to_native(), [self.len()]);
            let strides = [dtype.size()];
            return Elements { dtype: &dtype, shape: &shape, strides: &strides, data: &bytes }.to_vec();
        }
        let out = with_room(self.len())?;
        with_reader(self.dtype, Convert { elements: self, out })
            .unwrap_or_else(|| Err(no_numbers::<T>(self.dtype)))
    }

    /// The same as they lie in memory, if they lie there without gaps and repetitions; else in C order.
    #[cfg(feature = "ndarray")]
    pub(crate) fn to_dense<T: Element>(self) -> Result<Dense<T>> {
        let axes = self.memory_order().unwrap_or_else(|| (0..self.shape.len()).collect());
        let permuted = |sizes: &[usize]| -> Vec<usize> { axes.iter().map(|axis| sizes[*axis]).collect() };
        let (shape, strides) = (permuted(self.shape), permuted(self.strides));
        let items = Elements { shape: &shape, strides: &strides, ..self }.to_vec()?;
        let mut strides = vec![0; axes.len()];
        for (axis, stride) in axes.into_iter().zip(c_strides(&shape, 1)?) {
            strides[axis] = stride;
        }
        Ok(Dense { shape: self.shape.to_vec(), strides, items })
    }

    /// The order of axes, slowest first, in which the elements have neither gaps nor repetitions; `None` if none is so.
    pub(crate) fn memory_order(self) -> Option<Vec<usize>> {
        let mut axes: Vec<usize> = (0..self.shape.len()).collect();
        if self.is_c_contiguous() {
            return Some(axes);
        }
        // Where an axis of one element stands makes no difference.
        axes.sort_by_key(|axis| {
            std::cmp::Reverse(if self.shape[*axis] == 1 { 0 } else { self.strides[*axis] })
        });
        let permuted = |sizes: &[usize]| -> Vec<usize> { axes.iter().map(|axis| sizes[*axis]).collect() };
        is_c_contiguous(&permuted(self.shape), &permuted(self.strides), self.dtype.size()).then_some(axes)
    }
}

/// One element as a value of a type that holds it without loss.
pub(crate) fn value<T: Element>(dtype: &DType, item: &[u8]) -> Result<T> {
    let wanted = T::dtype();
    if dtype.has_bytes_of(&wanted) {
        check_size::<T>(&wanted)?;
        return checked::try_pod_read_unaligned(item).map_err(|_| no_value::<T>(dtype));
    }
    if !dtype.is_native() {
        let mut item = item.to_vec();
        dtype.swap_to_native(&mut item)?;
        return value(&dtype.to_native(), &item);
    }
    match AnyNumber::read(dtype, item) {
        Some(number) => T::convert(number).ok_or_else(|| no_value::<T>(dtype)),
        None => Err(no_numbers::<T>(dtype)),
    }
}

/// Converts every element.
struct Convert<'a, T> {
    elements: Elements<'a>,
    out: Vec<T>,
}

impl<T: Element> UseReader for Convert<'_, T> {
    type Output = Result<Vec<T>>;

    fn use_reader(mut self, read: impl Fn(&[u8]) -> Option<AnyNumber>) -> Self::Output {
        for run in self.elements.runs() {
            for item in run.chunks_exact(self.elements.dtype.size().max(1)) {
                match read(item).and_then(T::convert) {
                    Some(value) => self.out.push(value),
                    None => return Err(no_value::<T>(self.elements.dtype).at_index(self.out.len())),
                }
            }
        }
        Ok(self.out)
    }
}

/// Appends the values in a run of bytes, whatever their alignment.
fn extend<T: Element>(out: &mut Vec<T>, run: &[u8]) -> Result<()> {
    if let Ok(values) = checked::try_cast_slice::<u8, T>(run) {
        out.extend_from_slice(values);
        return Ok(());
    }
    for item in run.chunks_exact(size_of::<T>().max(1)) {
        match checked::try_pod_read_unaligned(item) {
            Ok(value) => out.push(value),
            Err(_) => return Err(no_value::<T>(&T::dtype()).at_index(out.len())),
        }
    }
    Ok(())
}

/// An array that repeats its data may be larger than memory, within the limits.
fn with_room<T>(items: usize) -> Result<Vec<T>> {
    let mut out = Vec::new();
    out.try_reserve_exact(items).map_err(|_| {
        Error::array(format!("there is no memory for its {items} items of {} bytes", size_of::<T>()))
    })?;
    Ok(out)
}

/// Insists that a type has the size of its dtype.
pub(super) fn check_size<T: Element>(dtype: &DType) -> Result<()> {
    if dtype.size() == size_of::<T>() && dtype.size() > 0 {
        return Ok(());
    }
    Err(Error::array(format!(
        "a `{}` has {} bytes and its dtype `{}` {}; they must be the same, and not none",
        std::any::type_name::<T>(),
        size_of::<T>(),
        crate::error::cut(&dtype.to_string()),
        dtype.size()
    )))
}

#[cold]
fn no_value<T>(dtype: &DType) -> Error {
    let dtype = crate::error::cut(&dtype.to_string());
    Error::value(format!("an item of dtype `{dtype}` is no {} without loss", std::any::type_name::<T>()))
}

#[cold]
fn no_numbers<T>(dtype: &DType) -> Error {
    let dtype = crate::error::cut(&dtype.to_string());
    Error::array(format!("the dtype `{dtype}` can't be read as {}", std::any::type_name::<T>()))
}
