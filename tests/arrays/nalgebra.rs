//! nalgebra's matrices and vectors: column by column, which is numpy's Fortran order.

use frames_std::{Framed, NdArray, deserialize, serialize, serialize_canonical};
use nalgebra::{
    DMatrix, DVector, Matrix2x3, Matrix2xX, Matrix3, MatrixXx2, RowDVector, RowVector3, SMatrix, Vector3,
};

use crate::{back, class};

#[track_caller]
fn lends(matrix: &impl Framed, at: *const f64) {
    assert_eq!(serialize(matrix).unwrap().frame(0).unwrap().as_ptr(), at.cast());
}

#[test]
fn matrices_of_every_kind() {
    let fixed = Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    lends(&fixed, fixed.as_ptr());
    assert_eq!(back::<Matrix2x3<f64>>(&fixed), fixed);
    let dynamic = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    lends(&dynamic, dynamic.as_ptr());
    assert_eq!(back::<DMatrix<f64>>(&dynamic), dynamic);
    assert_eq!(back::<DMatrix<f64>>(&fixed), dynamic);
    assert_eq!(back::<Matrix2xX<f64>>(&fixed), fixed);
    assert_eq!(back::<MatrixXx2<f64>>(&fixed.transpose()), fixed.transpose());
    // As numpy sees it.
    let array: NdArray = back(&fixed);
    assert_eq!((array.shape(), array.strides()), (&[2, 3][..], &[8, 16][..]));
    assert_eq!(array.to_string(), "[[1. 2. 3.]\n [4. 5. 6.]]");
    assert_eq!(serialize(&array).unwrap().frame(0), serialize(&fixed).unwrap().frame(0));
}

#[test]
fn vectors_have_one_axis() {
    let fixed = Vector3::new(1.0, 2.0, 3.0);
    lends(&fixed, fixed.as_ptr());
    assert_eq!(back::<NdArray>(&fixed).shape(), [3]);
    assert_eq!(back::<Vector3<f64>>(&fixed), fixed);
    let dynamic = DVector::from_vec(vec![1.0, 2.0, 3.0]);
    lends(&dynamic, dynamic.as_ptr());
    assert_eq!(back::<DVector<f64>>(&dynamic), dynamic);
    assert_eq!(back::<Vec<f64>>(&dynamic), [1.0, 2.0, 3.0]);
    assert_eq!(back::<RowVector3<f64>>(&vec![1.0, 2.0, 3.0]), fixed.transpose());
    assert_eq!(back::<NdArray>(&fixed.transpose()).shape(), [1, 3]);
    assert_eq!(back::<RowDVector<f64>>(&fixed.transpose()), dynamic.transpose());
    // A column of a matrix, lent out of it.
    let matrix = Matrix3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
    let column = matrix.column(1);
    lends(&column, column.as_ptr());
    assert_eq!(back::<Vector3<f64>>(&column), column);
    // One column in an array of two axes is a vector, too.
    assert_eq!(back::<DVector<i8>>(&vec![[1i8], [2]]), DVector::from_vec(vec![1, 2]));
}

#[test]
fn from_arrays_of_any_order() {
    let rows = vec![[1i16, 2], [3, 4], [5, 6]];
    let matrix: DMatrix<f64> = back(&rows);
    assert_eq!(matrix, DMatrix::from_row_slice(3, 2, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
    assert_eq!(back::<SMatrix<i64, 3, 2>>(&rows), SMatrix::<i64, 3, 2>::new(1, 2, 3, 4, 5, 6));
    let canonical = |matrix: &DMatrix<f64>| serialize_canonical(matrix).unwrap().to_bytes().unwrap();
    let array: NdArray = deserialize(&serialize_canonical(&matrix).unwrap()).unwrap();
    assert!(array.is_c_contiguous());
    assert_eq!(canonical(&matrix), canonical(&back(&matrix)));
    assert_eq!(back::<DMatrix<f64>>(&DMatrix::<f64>::zeros(0, 3)).shape(), (0, 3));
}

#[test]
fn sizes_that_do_not_fit() {
    let six = serialize(&vec![[1.0f64, 2.0], [3.0, 4.0], [5.0, 6.0]]).unwrap().into_owned();
    assert_eq!(class(deserialize::<Matrix2x3<f64>>(&six)), "Array");
    assert_eq!(class(deserialize::<Matrix2xX<f64>>(&six)), "Array");
    assert_eq!(class(deserialize::<DVector<f64>>(&six)), "Array");
    let four = serialize(&vec![1.0f64; 4]).unwrap().into_owned();
    assert_eq!(class(deserialize::<Vector3<f64>>(&four)), "Array");
    assert_eq!(class(deserialize::<DMatrix<f64>>(&four)), "Array");
    assert_eq!(class(deserialize::<DMatrix<bool>>(&six)), "Value");
}

#[derive(Framed, Debug, PartialEq)]
struct Pose {
    rotation: Matrix3<f64>,
    at: Vector3<f64>,
    path: Vec<Vector3<f32>>,
}

#[test]
fn fields() {
    let pose = Pose {
        rotation: Matrix3::identity(),
        at: Vector3::zeros(),
        path: vec![Vector3::new(1.0, 2.0, 3.0); 2],
    };
    assert_eq!(back::<Pose>(&pose), pose);
}
