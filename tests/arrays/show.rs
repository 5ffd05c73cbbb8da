//! Arrays as numpy 2.4 prints them. What is expected here was printed by numpy, but for what is said.

use bytes::Bytes;
use frames_std::{Element, NdArray};
use num_complex::Complex64;

use crate::{every_dtype, filled, plain};

#[track_caller]
fn shows<T: Element>(items: Vec<T>, shape: &[usize], expected: &str) {
    let array = NdArray::from_vec(items, shape.to_vec()).unwrap();
    assert_eq!(array.to_string(), expected);
}

fn raw(dtype: &str, bytes: &'static [u8]) -> String {
    let dtype = plain(dtype);
    let len = bytes.len() / dtype.size();
    NdArray::new(dtype, vec![len], None, Bytes::from_static(bytes)).unwrap().to_string()
}

#[test]
fn as_numpy_prints() {
    shows(vec![1, -10, 100, 2], &[2, 2], "[[  1 -10]\n [100   2]]");
    shows(vec![true, false], &[1, 2], "[[ True False]]");
    shows(vec![1.0, 2.5, -3.0], &[3], "[ 1.   2.5 -3. ]");
    shows(vec![1e9, 1.0], &[2], "[1.e+09 1.e+00]");
    shows(vec![1e-5, 1.0], &[2], "[1.e-05 1.e+00]");
    shows(vec![1.0, 1001.0], &[2], "[1.000e+00 1.001e+03]");
    shows(vec![123_456_789.5], &[1], "[1.2345679e+08]");
    shows(vec![f64::NAN, 1.5, f64::INFINITY], &[3], "[nan 1.5 inf]");
    shows(vec![0.1f32, 0.2], &[2], "[0.1 0.2]");
    shows(vec![1.0 / 3.0; 2], &[2], "[0.33333333 0.33333333]");
    shows(vec![1.0f32 / 3.0; 2], &[2], "[0.33333334 0.33333334]");
    shows(vec![Complex64::new(1.0, 2.0), Complex64::new(-3.5, -0.25)], &[2], "[ 1. +2.j   -3.5-0.25j]");
    shows(vec![3.5], &[], "3.5");
    shows(vec![3.0], &[], "3.0");
    shows(vec![7u8], &[], "7");
    shows(Vec::<f64>::new(), &[2, 0], "[]");
    shows(vec![0.0; 8], &[2, 2, 2], "[[[0. 0.]\n  [0. 0.]]\n\n [[0. 0.]\n  [0. 0.]]]");
    assert_eq!(raw("|S2", b"a\0bb"), "[b'a' b'bb']");
    assert_eq!(raw("<U1", &[0x61, 0, 0, 0, 0xdf, 0, 0, 0]), "['a' 'ß']");
    assert_eq!(raw(">U1", &[0, 0, 0, 0x61]), "['a']");
    assert_eq!(raw("|V3", &[0; 6]), r"[b'\x00\x00\x00' b'\x00\x00\x00']");
    assert_eq!(
        raw("<M8[D]", &[0x46, 0x4d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80]),
        "['2024-02-29'        'NaT']"
    );
    assert_eq!(raw("<m8[s]", &[5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80]), "[    5 'NaT']");
}

#[test]
fn large_arrays_are_cut() {
    let array = NdArray::from_vec((0..2000i64).collect(), vec![50, 40]).unwrap();
    assert_eq!(
        array.to_string(),
        "[[   0    1    2 ...   37   38   39]
 [  40   41   42 ...   77   78   79]
 [  80   81   82 ...  117  118  119]
 ...
 [1880 1881 1882 ... 1917 1918 1919]
 [1920 1921 1922 ... 1957 1958 1959]
 [1960 1961 1962 ... 1997 1998 1999]]"
    );
    let long = NdArray::from_vec((0..40).map(|at| f64::from(at) * 1.5).collect(), vec![40]).unwrap();
    assert_eq!(
        long.to_string(),
        "[ 0.   1.5  3.   4.5  6.   7.5  9.  10.5 12.  13.5 15.  16.5 18.  19.5
 21.  22.5 24.  25.5 27.  28.5 30.  31.5 33.  34.5 36.  37.5 39.  40.5
 42.  43.5 45.  46.5 48.  49.5 51.  52.5 54.  55.5 57.  58.5]"
    );
}

/// Whatever there is to print is printed, and stays short.
#[test]
fn everything_prints() {
    for dtype in every_dtype() {
        for shape in [&[][..], &[3], &[40, 40], &[2, 0]] {
            let text = filled(&dtype, shape).to_string();
            assert!(!text.is_empty() && text.len() < 100_000, "{dtype}: {text}");
        }
    }
    let huge =
        NdArray::new(plain("<f8"), vec![7; 20], Some(vec![0; 20]), Bytes::from_static(&[0; 8])).unwrap();
    assert!(huge.to_string().starts_with("array(<f8, [7, 7, 7,"));
    let none = NdArray::new(plain("<f8"), vec![0, usize::MAX], Some(vec![8, 8]), Bytes::new()).unwrap();
    assert_eq!(none.to_string(), "[]");
    assert!(filled(&plain("|u1"), &[1; 100_000]).to_string().starts_with("array("));
    let wide = filled(&plain("|S1000000"), &[2]).to_string();
    assert!(wide.len() < 1000, "{wide}");
    let one = filled(&plain("<f8"), &[1; 64]).to_string();
    assert!(one.starts_with(&"[".repeat(64)));
    assert_eq!(format!("{:?}", filled(&plain("|u1"), &[2])), "array(|u1, [2], 2 bytes: 0, 1)");
}
