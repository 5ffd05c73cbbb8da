//! Complex numbers, one by one and in runs.

use frames_std::{Framed, NdArray, Object, Value, deserialize, serialize};
use num_complex::{Complex, Complex32, Complex64};

use crate::{back, class};

#[test]
fn runs_and_rows() {
    let run = vec![Complex64::new(1.0, -2.5), Complex64::new(f64::INFINITY, -0.0)];
    let serialized = serialize(&run).unwrap();
    assert_eq!(serialized.frame(0).unwrap().as_ptr(), run.as_ptr().cast());
    assert_eq!(deserialize::<Vec<Complex64>>(&serialized).unwrap(), run);
    let array: NdArray = deserialize(&serialized).unwrap();
    assert_eq!(array.dtype().to_string(), "<c16");
    assert_eq!(array.as_slice::<Complex64>().unwrap(), run);
    assert_eq!(array.at::<Complex64>(&[0]).unwrap(), run[0]);
    assert_eq!(class(array.to_vec::<f64>()), "Value");
    let small = vec![[Complex32::i(), Complex32::new(0.5, 0.25)]];
    assert_eq!(back::<Vec<[Complex32; 2]>>(&small), small);
    assert_eq!(back::<Vec<[Complex64; 2]>>(&small), [[Complex64::i(), Complex64::new(0.5, 0.25)]]);
    assert_eq!(back::<Vec<Complex32>>(&vec![1i8, -2]), [Complex32::from(1.0), Complex32::from(-2.0)]);
    assert_eq!(class(deserialize::<Vec<Complex32>>(&serialize(&vec![0.1f64]).unwrap())), "Value");
    let missing = vec![Some(run[0]), None];
    assert_eq!(back::<Vec<Option<Complex64>>>(&missing), missing);
}

/// A single one is an array without axes, which Python calculates with.
#[test]
fn one_by_one() {
    let number = Complex64::new(1.5, -2.0);
    assert_eq!(back::<Complex64>(&number), number);
    let array: NdArray = back(&number);
    assert_eq!((array.shape(), array.to_string().as_str()), (&[][..], "(1.5-2j)"));
    assert_eq!(back::<Complex32>(&number), Complex32::new(1.5, -2.0));
    assert_eq!(class(deserialize::<Complex32>(&serialize(&Complex64::new(0.1, 0.0)).unwrap())), "Value");
    // Python's own kind, real numbers, and a pair of them.
    let object = Object::call("builtins", "complex", vec![Value::Float(1.5), Value::Float(-2.0)]);
    assert!(serialize(&Value::Object(object.into())).is_err(), "Dask itself would write a pickle");
    assert_eq!(back::<Complex64>(&(1.5, -2.0)), number);
    assert_eq!(back::<Complex64>(&3u8), Complex::from(3.0));
    assert_eq!(class(deserialize::<Complex64>(&serialize(&(1.0, 2.0, 3.0)).unwrap())), "Header");
    assert_eq!(class(deserialize::<Complex64>(&serialize(&vec![1.0, 2.0]).unwrap())), "Array");
}

#[derive(Framed, Debug, PartialEq)]
struct Signal {
    offset: Complex64,
    gain: Option<Complex32>,
    samples: Vec<Complex32>,
}

#[test]
fn fields() {
    let signal = Signal { offset: Complex::i(), gain: None, samples: vec![Complex::i(); 2] };
    assert_eq!(back::<Signal>(&signal), signal);
    let signal = Signal { gain: Some(Complex::new(1.0, 2.0)), ..signal };
    assert_eq!(back::<Signal>(&signal), signal);
    // Many of them are columns.
    let signals: Vec<Signal> = (0..3u8)
        .map(|at| Signal {
            offset: Complex::new(at.into(), 1.0),
            gain: (at % 2 == 0).then(Complex::i),
            samples: vec![Complex::i(); at.into()],
        })
        .collect();
    assert_eq!(back::<Vec<Signal>>(&signals), signals);
    let columns: Value = back(&signals);
    assert_eq!(columns.get("offset").and_then(Value::as_array).unwrap().dtype().to_string(), "<c16");
}
