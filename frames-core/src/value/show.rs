//! An array for people, as numpy prints it: rows in brackets, columns aligned, the middle of a large one left out.

use std::fmt::{self, Write};

use super::show_item::{Look, item};
use super::{Elements, NdArray};

/// Above this many elements only the ends of each axis are shown.
const MOST_ELEMENTS: usize = 1000;
/// Elements at each end of an axis.
const EDGE: usize = 3;
/// Axes of an array; numpy has no more.
const MOST_AXES: usize = 64;
/// Where rows are broken.
const LINE: usize = 75;

/// As numpy prints it. Of an array of more than 1000 elements the first three and the last three along each axis are
/// shown.
///
/// ```
/// # use frames_core::NdArray;
/// let array = NdArray::from_vec(vec![1.0, -0.5, 12.25, 3.0], vec![2, 2])?;
/// assert_eq!(array.to_string(), "[[ 1.   -0.5 ]\n [12.25  3.  ]]");
/// # Ok::<(), frames_core::Error>(())
/// ```
impl fmt::Display for NdArray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.shape.contains(&0) {
            return f.write_str("[]");
        }
        let elements = self.view_elements();
        let short = elements.len() > MOST_ELEMENTS;
        let axes: Vec<Vec<Option<usize>>> = self.shape.iter().map(|len| shown(*len, short)).collect();
        let count = axes.iter().try_fold(1usize, |count, axis| count.checked_mul(axis.len()));
        // Of very many axes not even the ends can be shown.
        if axes.len() > MOST_AXES || count.is_none_or(|count| count > 64 * MOST_ELEMENTS) {
            return fmt::Debug::fmt(self, f);
        }
        let mut items = Vec::new();
        collect(elements, &axes, 0, &mut items);
        let look = if axes.is_empty() { Look::Alone } else { Look::of(&self.dtype, &items) };
        let texts: Vec<String> = items.iter().map(|bytes| item(&self.dtype, bytes, &look)).collect();
        let widest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        let width = if look.is_aligned() { widest } else { 0 };
        let mut out = String::new();
        let mut texts = texts.iter();
        Rows { axes: &axes, width }.write(&mut out, 0, &mut texts)?;
        f.write_str(&out)
    }
}

/// Which indices of an axis are shown; `None` stands for those left out.
fn shown(len: usize, short: bool) -> Vec<Option<usize>> {
    if !short || len <= 2 * EDGE {
        return (0..len).map(Some).collect();
    }
    (0..EDGE).map(Some).chain([None]).chain((len - EDGE..len).map(Some)).collect()
}

/// The elements that are shown, in order.
fn collect<'a>(elements: Elements<'a>, axes: &[Vec<Option<usize>>], offset: usize, out: &mut Vec<&'a [u8]>) {
    let Some((axis, inner)) = axes.split_first() else {
        let end = offset.saturating_add(elements.dtype.size());
        out.push(elements.data.get(offset..end).unwrap_or_default());
        return;
    };
    let stride = elements.strides[elements.strides.len() - axes.len()];
    for index in axis.iter().flatten() {
        collect(elements, inner, offset.wrapping_add(index.wrapping_mul(stride)), out);
    }
}

/// Lays out texts of one width.
struct Rows<'a> {
    axes: &'a [Vec<Option<usize>>],
    width: usize,
}

impl Rows<'_> {
    fn write<'t>(
        &self,
        out: &mut String,
        axis: usize,
        texts: &mut impl Iterator<Item = &'t String>,
    ) -> fmt::Result {
        let Some(indices) = self.axes.get(axis) else {
            return texts.next().map_or(Ok(()), |text| out.write_str(text));
        };
        out.push('[');
        let is_row = axis + 1 == self.axes.len();
        let mut line = axis + 1;
        for (at, index) in indices.iter().enumerate() {
            if is_row {
                let text = if index.is_some() { texts.next().map_or("", String::as_str) } else { "..." };
                let width = if index.is_some() { self.width } else { 0 };
                let wide = width.max(text.chars().count());
                if at > 0 && line + 1 + wide > LINE.saturating_sub(self.axes.len()) {
                    out.push('\n');
                    out.extend(std::iter::repeat_n(' ', axis));
                    line = axis;
                }
                if at > 0 {
                    out.push(' ');
                    line += 1;
                }
                write!(out, "{text:>width$}")?;
                line += wide;
                continue;
            }
            if at > 0 {
                out.extend(std::iter::repeat_n('\n', self.axes.len() - axis - 1));
                out.extend(std::iter::repeat_n(' ', axis + 1));
            }
            match index {
                Some(_) => self.write(out, axis + 1, texts)?,
                None => out.push_str("..."),
            }
        }
        out.push(']');
        Ok(())
    }
}
