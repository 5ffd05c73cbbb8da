//! Sparse matrices in the three forms of scipy's that Dask passes on: the numbers that are not zero, and where they are.
//! What they are on the wire is in `types`.

use std::iter::zip;

use crate::error::{Error, Result};
use crate::framed::FromFrames;

/// A matrix of numbers most of which are zero, as `scipy.sparse` keeps it: in Python a `csr_matrix`, `csc_matrix` or
/// `coo_matrix`.
///
/// Every index is found to be within the matrix when one is made or read. As in scipy, entries need not be in order, and
/// those of the same place count together. `I` is the type of all indices, `i32` unless the matrix has 2³¹ entries, rows
/// or columns; scipy knows no others. scipy's other matrices are read as a [`Value`](crate::Value); its sparse *arrays*
/// (`csr_array`) are pickled by Dask, so Python has to wrap one in a matrix before it is sent.
///
/// ```
/// use frames_core::{SparseMatrix, deserialize, serialize};
///
/// // 0 0 5
/// // 7 0 0
/// let matrix = SparseMatrix::csr((2, 3), vec![0, 1, 2], vec![2, 0], vec![5.0, 7.0])?;
/// assert_eq!(matrix.iter().collect::<Vec<_>>(), [(0, 2, &5.0), (1, 0, &7.0)]);
///
/// let back: SparseMatrix<f64> = deserialize(&serialize(&matrix)?)?;
/// assert_eq!(back, matrix);
/// # Ok::<(), frames_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SparseMatrix<T, I = i32> {
    pub(crate) shape: (usize, usize),
    pub(crate) layout: SparseLayout<I>,
    pub(crate) data: Vec<T>,
}

/// Where the entries of a [`SparseMatrix`] are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SparseLayout<I> {
    /// Row after row.
    Csr {
        /// For each row where its entries begin, and then the number of all entries.
        indptr: Vec<I>,
        /// The column of each entry.
        indices: Vec<I>,
    },
    /// Column after column.
    Csc {
        /// For each column where its entries begin, and then the number of all entries.
        indptr: Vec<I>,
        /// The row of each entry.
        indices: Vec<I>,
    },
    /// In any order.
    Coo {
        /// The rows of all entries, and their columns.
        coords: (Vec<I>, Vec<I>),
    },
}

/// A type of indices that scipy has matrices with: `i32` or `i64`.
pub trait SparseIndex: sealed::Index + FromFrames + Copy + std::fmt::Display {}

impl SparseIndex for i32 {}
impl SparseIndex for i64 {}

mod sealed {
    pub trait Index {
        /// `None` below zero, or beyond the address space.
        fn to_usize(&self) -> Option<usize>;
    }

    impl Index for i32 {
        fn to_usize(&self) -> Option<usize> {
            usize::try_from(*self).ok()
        }
    }

    impl Index for i64 {
        fn to_usize(&self) -> Option<usize> {
            usize::try_from(*self).ok()
        }
    }
}

impl<T, I: SparseIndex> SparseMatrix<T, I> {
    /// A matrix of so many rows and columns, with these entries.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when the parts have different lengths, an index is not within the
    /// matrix, or the bounds of rows or columns don't run from zero up to the number of entries.
    pub fn new(shape: (usize, usize), layout: SparseLayout<I>, data: Vec<T>) -> Result<Self> {
        let (rows, columns) = shape;
        let entries = data.len();
        match &layout {
            SparseLayout::Csr { indptr, indices } => {
                bounds(indptr, rows, entries)?;
                within(indices, columns, entries).map_err(|error| error.at_field("indices"))?;
            }
            SparseLayout::Csc { indptr, indices } => {
                bounds(indptr, columns, entries)?;
                within(indices, rows, entries).map_err(|error| error.at_field("indices"))?;
            }
            SparseLayout::Coo { coords } => {
                let axes = [(&coords.0, rows), (&coords.1, columns)];
                for (axis, (indices, len)) in axes.into_iter().enumerate() {
                    within(indices, len, entries).map_err(|error| error.at_index(axis).at_field("coords"))?;
                }
            }
        }
        Ok(SparseMatrix { shape, layout, data })
    }

    /// A matrix row after row: where the entries of each row begin, and their columns.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn csr(shape: (usize, usize), indptr: Vec<I>, indices: Vec<I>, data: Vec<T>) -> Result<Self> {
        Self::new(shape, SparseLayout::Csr { indptr, indices }, data)
    }

    /// A matrix column after column: where the entries of each column begin, and their rows.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn csc(shape: (usize, usize), indptr: Vec<I>, indices: Vec<I>, data: Vec<T>) -> Result<Self> {
        Self::new(shape, SparseLayout::Csc { indptr, indices }, data)
    }

    /// A matrix of entries in any order, by their rows and columns.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn coo(shape: (usize, usize), rows: Vec<I>, columns: Vec<I>, data: Vec<T>) -> Result<Self> {
        Self::new(shape, SparseLayout::Coo { coords: (rows, columns) }, data)
    }

    /// Rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        self.shape
    }

    /// Where its entries are.
    pub fn layout(&self) -> &SparseLayout<I> {
        &self.layout
    }

    /// Its entries, in the order of its layout.
    pub fn data(&self) -> &[T] {
        &self.data
    }

    /// Its entries to be changed; none can be added.
    pub fn data_mut(&mut self) -> &mut [T] {
        &mut self.data
    }

    /// Row, column and value of each entry, in the order of its layout.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, &T)> {
        // Lines of a compressed matrix, one for each entry; the coordinates of others.
        let at = |indices: &[I], entry: usize| indices.get(entry).and_then(I::to_usize).unwrap_or_default();
        let mut line = 0;
        self.data.iter().enumerate().map(move |(entry, value)| match &self.layout {
            SparseLayout::Coo { coords } => (at(&coords.0, entry), at(&coords.1, entry), value),
            SparseLayout::Csr { indptr, indices } | SparseLayout::Csc { indptr, indices } => {
                // The bounds run up to the number of entries, so some line holds this one.
                while at(indptr, line + 1) <= entry && line + 1 < indptr.len() {
                    line += 1;
                }
                match self.layout {
                    SparseLayout::Csc { .. } => (at(indices, entry), line, value),
                    _ => (line, at(indices, entry), value),
                }
            }
        })
    }

    /// Its shape, where its entries are, and the entries: what constructors of other crates take.
    pub fn into_parts(self) -> ((usize, usize), SparseLayout<I>, Vec<T>) {
        (self.shape, self.layout, self.data)
    }
}

/// Insists that the bounds of rows or columns run from zero up to the number of entries.
fn bounds<I: SparseIndex>(indptr: &[I], lines: usize, entries: usize) -> Result<()> {
    let error = |text: String| Error::array(text).at_field("indptr");
    if indptr.len().checked_sub(1) != Some(lines) {
        let found = indptr.len();
        return Err(error(format!(
            "{lines} rows or columns have one bound more than that, here are {found}"
        )));
    }
    let ends = [indptr.first(), indptr.last()].map(|bound| bound.and_then(I::to_usize));
    if ends != [Some(0), Some(entries)] {
        return Err(error(format!(
            "its bounds don't run from 0 to the number of entries, which is {entries}; in Python, `prune()` removes what is \
             behind the last bound"
        )));
    }
    let back = zip(indptr, &indptr[1..]).position(|(low, high)| low.to_usize() > high.to_usize());
    match back {
        None => Ok(()),
        Some(line) => {
            Err(Error::array(format!("its bounds run back from {} to {}", indptr[line], indptr[line + 1]))
                .at_index(line + 1)
                .at_field("indptr"))
        }
    }
}

/// Insists that there is an index for each entry, and all are within the matrix.
fn within<I: SparseIndex>(indices: &[I], len: usize, entries: usize) -> Result<()> {
    if indices.len() != entries {
        return Err(Error::array(format!("{entries} entries have {} indices", indices.len())));
    }
    match indices.iter().position(|index| index.to_usize().is_none_or(|index| index >= len)) {
        None => Ok(()),
        Some(at) => {
            let index = indices[at];
            Err(Error::array(format!("{index} is no index within {len} rows or columns")).at_index(at))
        }
    }
}
