//! Floats of 16 bits, one by one and in runs.

use std::collections::{BTreeMap, VecDeque};

use frames_std::{Framed, NdArray, Value, deserialize, serialize};
use half::{bf16, f16};

use crate::{back, class};

/// Every one of the 65,536 comes back with its bits; a NaN by itself stays a NaN.
#[test]
fn every_half_comes_back() {
    macro_rules! every {
        ($($half:ident, $dtype:literal;)*) => {$({
            let all: Vec<$half> = (0..=u16::MAX).map($half::from_bits).collect();
            let bits = |run: &[$half]| run.iter().map(|half| half.to_bits()).collect::<Vec<_>>();
            let serialized = serialize(&all).unwrap();
            assert_eq!(serialized.frame(0).unwrap().as_ptr(), all.as_ptr().cast());
            assert_eq!(bits(&deserialize::<Vec<$half>>(&serialized).unwrap()), bits(&all));
            let array: NdArray = deserialize(&serialized).unwrap();
            assert_eq!(array.dtype().to_string(), $dtype);
            assert_eq!(bits(array.as_slice::<$half>().unwrap()), bits(&all));
            for half in all.iter().step_by(7) {
                let alone: $half = back(half);
                assert!(alone.to_bits() == half.to_bits() || alone.is_nan() && half.is_nan());
                assert_eq!(back::<Value>(half).to_string(), Value::from(half.to_f64()).to_string());
            }
            let options: Vec<_> = all.iter().step_by(999).flat_map(|half| [Some(*half), None]).collect();
            let received = back::<Vec<Option<$half>>>(&options);
            assert!(received.iter().zip(&options).all(|(a, b)| a.map($half::to_bits) == b.map($half::to_bits)));
            let rows = [[$half::ONE, $half::ZERO, $half::MAX], [$half::MIN; 3]];
            assert_eq!(back::<Vec<[$half; 3]>>(&rows), rows);
            assert_eq!(back::<NdArray>(&rows).shape(), [2, 3]);
            assert_eq!(back::<VecDeque<$half>>(&VecDeque::from(vec![$half::ONE])), [$half::ONE]);
        })*};
    }
    every! {
        f16, "<f2";
        bf16, "|V2";
    }
}

#[test]
fn between_types() {
    assert_eq!(back::<f64>(&f16::from_f32(0.1)), f64::from(f16::from_f32(0.1)));
    assert_eq!(back::<f16>(&1.5f64), f16::from_f32(1.5));
    assert_eq!(back::<bf16>(&-3i8), bf16::from_f32(-3.0));
    assert_eq!(class(deserialize::<f16>(&serialize(&0.1f64).unwrap())), "Value");
    assert_eq!(class(deserialize::<f16>(&serialize(&1e6f64).unwrap())), "Value");
    assert_eq!(class(deserialize::<bf16>(&serialize("1").unwrap())), "Header");
    assert_eq!(back::<Vec<f64>>(&vec![f16::MAX, f16::MIN_POSITIVE]), [65504.0, 2f64.powi(-14)]);
    assert_eq!(back::<Vec<f16>>(&vec![1i8, -2]), [f16::ONE, f16::from_f32(-2.0)]);
    assert_eq!(back::<Vec<bf16>>(&vec![1.5f32, f32::INFINITY]), [bf16::from_f32(1.5), bf16::INFINITY]);
    assert_eq!(class(deserialize::<Vec<f16>>(&serialize(&vec![1e-9f64]).unwrap())), "Value");
    // Two raw bytes are numbers for nobody else.
    assert_eq!(class(deserialize::<Vec<f32>>(&serialize(&vec![bf16::ONE]).unwrap())), "Array");
}

#[derive(Framed, Debug, PartialEq)]
struct Layer {
    scale: f16,
    shift: Option<bf16>,
    weights: Vec<bf16>,
    named: BTreeMap<String, f16>,
}

#[test]
fn fields() {
    let layer = Layer {
        scale: f16::from_f32(0.5),
        shift: None,
        weights: vec![bf16::ONE; 3],
        named: [("a".to_owned(), f16::ZERO)].into(),
    };
    assert_eq!(back::<Layer>(&layer), layer);
    // Many of them are columns.
    let layers: Vec<Layer> = (0..3u8)
        .map(|at| Layer {
            scale: f16::from_f32(at.into()),
            shift: (at % 2 == 0).then(|| bf16::from_f32(at.into())),
            weights: vec![bf16::ONE; at.into()],
            named: BTreeMap::new(),
        })
        .collect();
    assert_eq!(back::<Vec<Layer>>(&layers), layers);
}
