//! Sparse matrices: they come back in the form they have, their numbers are lent, and one that contradicts itself is
//! refused, whoever made it.

use frames_std::{
    Framed, FromFrames, Serialized, SparseIndex, SparseLayout, SparseMatrix, Value, deserialize, dumps,
    from_bytes, loads, serialize, to_bytes,
};
use proptest::prelude::*;

/// 0 0 5
/// 7 0 9
fn csr() -> SparseMatrix<f64> {
    SparseMatrix::csr((2, 3), vec![0, 1, 3], vec![2, 0, 2], vec![5.0, 7.0, 9.0]).unwrap()
}

fn csc() -> SparseMatrix<f64> {
    SparseMatrix::csc((2, 3), vec![0, 1, 1, 3], vec![1, 0, 1], vec![7.0, 5.0, 9.0]).unwrap()
}

fn coo() -> SparseMatrix<f64> {
    SparseMatrix::coo((2, 3), vec![1, 0, 1], vec![2, 2, 0], vec![9.0, 5.0, 7.0]).unwrap()
}

#[track_caller]
fn back<T: FromFrames + PartialEq + std::fmt::Debug>(value: &T) {
    assert_eq!(&deserialize::<T>(&serialize(value).unwrap()).unwrap(), value);
    assert_eq!(&from_bytes::<T>(to_bytes(value).unwrap()).unwrap(), value);
}

#[test]
fn they_come_back_in_each_layout() {
    for matrix in [csr(), csc(), coo()] {
        back(&matrix);
        let mut entries: Vec<_> = matrix.iter().map(|(row, column, value)| (row, column, *value)).collect();
        entries.sort_by_key(|(row, column, _)| (*row, *column));
        assert_eq!(entries, [(0, 2, 5.0), (1, 0, 7.0), (1, 2, 9.0)]);
    }
    back(&vec![csr(), coo()]);
    back(&(1u8, csc()));
    back(&Some(csr()));
    let value = ("matrix", csr());
    let message = dumps(&value).unwrap();
    let frames: Vec<_> = message.frames().iter().map(|frame| frame.clone().into_shared()).collect();
    assert_eq!(loads::<(String, SparseMatrix<f64>)>(&frames).unwrap().1, csr());
}

#[test]
fn any_number_is_an_entry_and_indices_may_be_long() {
    back(&SparseMatrix::csr((1, 2), vec![0i64, 1], vec![1], vec![7u8]).unwrap());
    back(&SparseMatrix::csr((1, 2), vec![0i64, 1], vec![1], vec![true]).unwrap());
    back(&SparseMatrix::<i16>::csc((0, 0), vec![0], vec![], vec![]).unwrap());
    back(&SparseMatrix::<f32, i64>::coo((usize::MAX, usize::MAX), vec![], vec![], vec![]).unwrap());
    back(&SparseMatrix::coo((usize::MAX, 1), vec![i64::MAX], vec![0], vec![1.5f32]).unwrap());
    // Widened without loss, as any run of numbers is.
    let long: SparseMatrix<f64, i64> = deserialize(&serialize(&csr()).unwrap()).unwrap();
    assert_eq!(long.iter().collect::<Vec<_>>(), csr().iter().collect::<Vec<_>>());
    // Texts are no numbers.
    let texts = SparseMatrix::csr((1, 1), vec![0i32, 1], vec![0], vec!["a".to_owned()]).unwrap();
    assert_eq!(serialize(&texts).unwrap_err().class(), "NotAllowed");
}

#[test]
fn entries_of_an_empty_row_and_of_the_same_place_are_listed() {
    let matrix = SparseMatrix::csr((4, 2), vec![0, 0, 2, 2, 3], vec![1, 1, 0], vec![1, 2, 3]).unwrap();
    assert_eq!(matrix.iter().collect::<Vec<_>>(), [(1, 1, &1), (1, 1, &2), (3, 0, &3)]);
    let (shape, layout, data) = matrix.clone().into_parts();
    assert_eq!(SparseMatrix::new(shape, layout, data).unwrap(), matrix);
}

/// A matrix is in no column, so records of matrices are a list.
#[test]
fn records_of_matrices_are_rows() {
    #[derive(Framed, Debug, PartialEq)]
    struct Model {
        name: String,
        weights: SparseMatrix<f64>,
    }
    back(&vec![Model { name: "a".into(), weights: csr() }, Model { name: "b".into(), weights: coo() }]);
}

#[test]
fn nothing_is_copied_on_the_way_out() {
    let matrix = csr();
    let SparseLayout::Csr { indptr, indices } = matrix.layout() else { panic!("a matrix of rows") };
    let serialized = serialize(&matrix).unwrap();
    let places: Vec<_> = serialized.frames().map(|frame| frame.as_slice().as_ptr()).collect();
    assert_eq!(places, [indptr.as_ptr().cast(), indices.as_ptr().cast(), matrix.data().as_ptr().cast()]);
}

#[track_caller]
fn refused<T, I: SparseIndex>(matrix: frames_std::Result<SparseMatrix<T, I>>, part: &str) {
    let Err(error) = matrix else { panic!("this was not refused") };
    assert_eq!(error.class(), "Array");
    assert!(error.to_string().contains(part), "{error}");
}

#[test]
fn contradictions_are_refused() {
    let csr = |indptr: &[i32], indices: &[i32], entries: usize| {
        SparseMatrix::csr((2, 3), indptr.to_vec(), indices.to_vec(), vec![0u16; entries])
    };
    refused(csr(&[], &[], 0), "2 rows or columns have one bound more");
    refused(csr(&[0, 1], &[0], 1), "2 rows or columns have one bound more");
    refused(csr(&[0, 1, 2], &[0, 0, 0], 3), "from 0 to the number of entries, which is 3");
    refused(csr(&[1, 1, 2], &[0, 0], 2), "from 0 to");
    refused(csr(&[0, 4, 2], &[0, 0], 2), "indptr[2]");
    refused(csr(&[0, -1, 2], &[0, 0], 2), "run back from 0 to -1");
    refused(csr(&[0, 1, 2], &[0, 3], 2), "3 is no index within 3");
    refused(csr(&[0, 1, 2], &[0, -1], 2), "indices[1]");
    refused(csr(&[0, 1, 2], &[0], 2), "2 entries have 1 indices");
    refused(SparseMatrix::<u8>::csr((usize::MAX, 1), vec![0], vec![], vec![]), "one bound more");
    refused(SparseMatrix::csc((2, 3), vec![0, 0, 0, 1], vec![2], vec![1u8]), "2 is no index within 2");
    refused(SparseMatrix::coo((2, 3), vec![0], vec![3], vec![1u8]), "coords[1][0]");
    refused(SparseMatrix::coo((2, 3), vec![0, 1], vec![0], vec![1u8]), "1 entries have 2 indices");
}

/// The same of a matrix from the wire: the header says another shape, and the frames are left as they were.
#[test]
fn contradictions_are_refused_when_read() {
    let serialized = serialize(&csr()).unwrap().into_owned();
    let frames = || serialized.frames().map(|frame| frame.clone().into_shared());
    let with = |from: &[u8], to: &[u8]| {
        let header = serialized.header_bytes();
        let at = header.windows(from.len()).position(|window| window == from).expect("the header has it");
        let header = [&header[..at], to, &header[at + from.len()..]].concat();
        deserialize::<SparseMatrix<f64>>(&Serialized::from_parts(header, frames())).unwrap_err().to_string()
    };
    assert!(with(b"_shape\x92\x02\x03", b"_shape\x92\x02\x02").contains("2 is no index within 2"));
    assert!(with(b"_shape\x92\x02\x03", b"_shape\x92\x03\x03").contains("indptr"));
    assert!(with(b"_shape\x92\x02\x03", b"_shape\x93\x02\x03\x04").contains("_shape"));
    assert!(with(b"\xa6indptr", b"\xa6indptR").contains("indptr"));
    let other = deserialize::<SparseMatrix<f64>>(&serialize(&vec![1.5f64]).unwrap()).unwrap_err();
    assert!(other.to_string().contains("csr_matrix, csc_matrix or coo_matrix"), "{other}");
    deserialize::<SparseMatrix<u8>>(&serialize(&csr()).unwrap()).unwrap();
    deserialize::<SparseMatrix<bool>>(&serialize(&csr()).unwrap()).unwrap_err();
    deserialize::<SparseMatrix<f64>>(&serialize(&Value::Null).unwrap()).unwrap_err();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the parts are, there is a matrix that lists its entries within its shape, or an error.
    #[test]
    fn a_matrix_is_sound_or_refused(
        shape in (0usize..4, 0usize..4),
        indptr in prop::collection::vec(-1i32..4, 0..5),
        indices in prop::collection::vec(-1i32..4, 0..4),
        data in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        let made = [
            SparseMatrix::csr(shape, indptr.clone(), indices.clone(), data.clone()),
            SparseMatrix::csc(shape, indptr.clone(), indices.clone(), data.clone()),
            SparseMatrix::coo(shape, indptr, indices, data),
        ];
        for matrix in made.into_iter().flatten() {
            assert_eq!(matrix.iter().count(), matrix.data().len());
            assert!(matrix.iter().all(|(row, column, _)| row < shape.0 && column < shape.1));
            back(&matrix);
        }
    }
}
