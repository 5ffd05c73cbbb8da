//! Sparse matrices are scipy's, and scipy's are ours: compared by what `toarray()` shows.

use frames_std::{Framed, SparseMatrix};

use crate::common::seen::*;
use crate::live::{Case, Way, both, check, closed};
use crate::native::Native;

#[derive(Framed, Debug, PartialEq)]
struct Model {
    name: String,
    weights: SparseMatrix<f32, i64>,
}

/// 0 0 5
/// 7 0 9
fn csr<T>(data: [T; 3]) -> SparseMatrix<T> {
    SparseMatrix::csr((2, 3), vec![0, 1, 3], vec![2, 0, 2], data.into()).expect("a matrix")
}

#[test]
fn matrices_are_scipys() {
    let class = |class: &str, dtype: &str, items: [Seen; 6]| {
        let (module, _) = class.split_once('_').expect("a class of a module");
        object(&format!("scipy.sparse._{module}.{class}"), array(dtype, &[2, 3], items))
    };
    let dense = || [0, 0, 5, 7, 0, 9].map(int);
    let floats = || [0.0, 0.0, 5.0, 7.0, 0.0, 9.0].map(float);
    let csc =
        SparseMatrix::csc((2, 3), vec![0i64, 1, 1, 3], vec![1, 0, 1], vec![7i16, 5, 9]).expect("a matrix");
    // Of the same place twice: scipy adds them up.
    let coo =
        SparseMatrix::coo((2, 3), vec![1, 0, 1, 1], vec![2, 2, 0, 2], vec![4u64, 5, 7, 5]).expect("a matrix");
    let weights =
        SparseMatrix::csr((2, 3), vec![0, 1, 3], vec![2, 0, 2], vec![5.0, 7.0, 9.0]).expect("a matrix");
    let model = Model { name: "m".to_owned(), weights };
    let cases: Vec<Case> = vec![
        both(csr([5.0f64, 7.0, 9.0]), class("csr_matrix", "<f8", floats())),
        both(csr([5u8, 7, 9]), class("csr_matrix", "|u1", dense())),
        both(csr([true; 3]), class("csr_matrix", "|b1", [false, false, true, true, false, true].map(bool))),
        both(csc, class("csc_matrix", "<i2", dense())),
        both(coo, class("coo_matrix", "<u8", dense())),
        both(
            SparseMatrix::<f64>::coo((0, 2), vec![], vec![], vec![]).expect("a matrix"),
            object("scipy.sparse._coo.coo_matrix", array("<f8", &[0, 2], [])),
        ),
        both(model, fields([("name", text("m")), ("weights", class("csr_matrix", "<f4", floats()))]))
            // A matrix is found by Dask only where it looks, in the first field; the pickle of a dict holds its pickle.
            .no_way(Way::Dask, closed::PYTHON)
            .no_way(Way::Default, closed::PICKLE),
    ];
    check("sparse", &cases, true);
}

/// Matrices that scipy made.
pub(crate) fn are_read(native: &mut Native<'_>) {
    native.reads("csr", csr([5.0f64, 7.0, 9.0]), &[]);
    native.reads("csr_of_floats", csr([5u8, 7, 9]), &[]);
    let csc = SparseMatrix::csc((2, 3), vec![0, 1, 1, 3], vec![1, 0, 1], vec![7i64, 5, 9]).expect("a matrix");
    native.reads("csc", csc, &[]);
    let coo = SparseMatrix::coo((2, 3), vec![0, 1, 1], vec![2, 0, 2], vec![5i64, 7, 9]).expect("a matrix");
    native.reads("coo", coo, &[]);
}
