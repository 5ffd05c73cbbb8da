//! nalgebra's matrices and vectors, of static and dynamic size. A matrix lies column by column, which is numpy's Fortran
//! order, and is lent so; what has one column by its type is a vector and has one axis. From any array of the same shape,
//! and a vector of rows or columns from one with one axis, too.

use std::borrow::Cow;

use nalgebra::base::storage::{IsContiguous, RawStorage};
use nalgebra::{ArrayStorage, Const, Dim, Dyn, Matrix, SMatrix, Scalar, VecStorage};

use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::types::array::{read_elements, write_elements};
use crate::types::element::Element;
use crate::types::{from_whole, named, whole};
use crate::value::Elements;

named!("nalgebra.Matrix", [T, R, C, S] Matrix<T, R, C, S>);

impl<T, R, C, S> Framed for Matrix<T, R, C, S>
where
    T: Element + Scalar,
    R: Dim,
    C: Dim,
    S: RawStorage<T, R, C> + IsContiguous,
{
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        out.no_key("a matrix")?;
        Ok(Fit::NeedsFrames)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        let (rows, columns) = self.shape();
        let items = Cow::Borrowed(self.as_slice());
        if is_vector::<C>() {
            return write_elements(&[rows], &[1], items, out);
        }
        if out.style.canonical {
            let by_rows = self.row_iter().flat_map(|row| row.iter().copied().collect::<Vec<_>>()).collect();
            return write_elements(&[rows, columns], &[columns, 1], Cow::Owned(by_rows), out);
        }
        write_elements(&[rows, columns], &[1, rows], items, out)
    }
}

/// Whether a type with so many columns is a vector.
fn is_vector<C: Dim>() -> bool {
    C::try_to_usize() == Some(1)
}

/// The size of a matrix, and its elements column by column.
fn read_columns<T: Element, R: Dim, C: Dim>(input: Input<'_, '_>) -> Result<(R, C, Vec<T>)> {
    read_elements(input, |elements| {
        let (rows, columns) = match *elements.shape {
            [rows, columns] => (rows, columns),
            [len] if is_vector::<C>() => (len, 1),
            [len] if R::try_to_usize() == Some(1) => (1, len),
            _ => {
                return Err(Error::array(format!(
                    "its shape is {:?}; expected that of a matrix",
                    elements.shape
                )));
            }
        };
        let expected = (R::try_to_usize(), C::try_to_usize());
        if expected.0.is_some_and(|expected| expected != rows)
            || expected.1.is_some_and(|expected| expected != columns)
        {
            let size = |size: Option<usize>| size.map_or("any number of".to_owned(), |size| size.to_string());
            return Err(Error::array(format!(
                "its shape is {:?}; expected {} rows and {} columns",
                elements.shape,
                size(expected.0),
                size(expected.1)
            )));
        }
        // Column by column is row by row with the axes exchanged.
        let reversed = |sizes: &[usize]| -> Vec<usize> { sizes.iter().rev().copied().collect() };
        let (shape, strides) = (reversed(elements.shape), reversed(elements.strides));
        let items = Elements { shape: &shape, strides: &strides, ..elements }.to_vec()?;
        Ok((R::from_usize(rows), C::from_usize(columns), items))
    })
}

/// Matrices that keep their elements in a vector.
macro_rules! dynamic {
    ([$($generics:tt)*] $rows:ty, $columns:ty) => {
        impl<T: Element + Scalar, $($generics)*> FromFrames
            for Matrix<T, $rows, $columns, VecStorage<T, $rows, $columns>>
        {
            from_whole!();

            fn decode(input: Input<'_, '_>) -> Result<Self> {
                let (rows, columns, items) = read_columns(input)?;
                Ok(Matrix::from_data(VecStorage::new(rows, columns, items)))
            }
        }
    };
}
dynamic!([C: Dim] Dyn, C);
dynamic!([const R: usize] Const<R>, Dyn);

impl<T: Element + Scalar, const R: usize, const C: usize> FromFrames
    for Matrix<T, Const<R>, Const<C>, ArrayStorage<T, R, C>>
{
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let (_, _, items) = read_columns::<T, Const<R>, Const<C>>(input)?;
        Ok(SMatrix::<T, R, C>::from_column_slice(&items))
    }
}
