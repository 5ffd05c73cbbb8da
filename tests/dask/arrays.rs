//! Arrays of every type and order go to Python and come back bit for bit. numpy makes each of them itself from its type, its
//! shape and its elements, and compares.

use std::fs;

use bytes::Bytes;
use frames_std::{ByteOrder, DType, DTypeField, Framed, Kind, NdArray, from_bytes, serialize};
use half::{bf16, f16};
use ndarray::{Array, Axis, ShapeBuilder, Slice};
use num_complex::{Complex32, Complex64};
use serde_json::{Value as Json, json};

use crate::common::seen::*;
use crate::common::{python, script};
use crate::live::{Way, both, check, closed, message};

/// What goes out, and the array that it is in Python.
struct Case {
    tcp: Vec<u8>,
    array: NdArray,
}

fn case(value: &(impl Framed + ?Sized), array: NdArray) -> Case {
    Case { tcp: message(&serialize(value).unwrap()), array }
}

/// A type in numpy's own words.
fn described(dtype: &DType) -> Json {
    match dtype {
        DType::Record { fields, size, .. } => json!({
            "names": fields.iter().map(|field| &field.name).collect::<Vec<_>>(),
            "formats": fields.iter().map(|field| described(&field.dtype)).collect::<Vec<_>>(),
            "offsets": fields.iter().map(|field| field.offset).collect::<Vec<_>>(),
            "itemsize": size,
        }),
        DType::SubArray { base, shape } => json!([described(base), shape]),
        plain => json!(plain.to_string()),
    }
}

/// Sends the cases through Python; panics with all that is wrong.
fn compare(title: &str, cases: &[Case]) {
    let dir = python::work_dir(title);
    let file = |index: usize, end: &str| dir.join(format!("{index:05}.{end}"));
    for (index, Case { tcp, array }) in cases.iter().enumerate() {
        let header = json!({"dtype": described(array.dtype()), "shape": array.shape()});
        fs::write(file(index, "tcp"), tcp).unwrap();
        fs::write(file(index, "json"), header.to_string()).unwrap();
        fs::write(file(index, "raw"), array.items().collect::<Vec<_>>().concat()).unwrap();
    }
    let printed = script::run("arrays.py", &[dir.as_os_str()]);
    assert_eq!(printed.lines().count(), cases.len(), "the oracle answers each case");
    let mut problems = Vec::new();
    for (index, (line, Case { array, .. })) in printed.lines().zip(cases).enumerate() {
        let answer: Json = serde_json::from_str(line).unwrap();
        let mut problem = |text: String| problems.push(format!("{index:05} {array:?} {text}"));
        for found in answer["problems"].as_array().unwrap() {
            problem(found.to_string());
        }
        let shown = &answer["shown"];
        if prints_alike(array) && !shown.is_null() && *shown != array.to_string() {
            problem(format!("prints as\n{array}\nnot as\n{}", shown.as_str().unwrap_or("")));
        }
        for way in Way::ALL.map(Way::name) {
            match &answer["back"][way] {
                Json::Null => {
                    match from_bytes::<NdArray>(fs::read(file(index, &format!("{way}.back"))).unwrap()) {
                        Ok(back) if back == *array => {}
                        Ok(back) => problem(format!("came back as {back:?}")),
                        Err(error) => problem(error.to_string()),
                    }
                }
                error => problem(format!("can't be written in Python: {error}")),
            }
        }
    }
    assert!(problems.is_empty(), "\n{}\nfiles are in {}", problems.join("\n"), dir.display());
    println!("{title}: {} arrays went to Python and came back {} ways", cases.len(), Way::ALL.len());
    fs::remove_dir_all(dir).unwrap();
}

/// Whether the array prints as it does in numpy, to the last space.
fn prints_alike(array: &NdArray) -> bool {
    // Floats of 16 and 128 bits have shortest digits of their own, records are numbers by other rules, and what has no axes
    // numpy leaves to Python.
    let DType::Plain { kind, size, .. } = array.dtype() else { return false };
    match kind {
        Kind::Float => matches!(size, 4 | 8),
        Kind::Complex => matches!(size, 8 | 16) && !array.shape().is_empty(),
        Kind::Bool | Kind::Int | Kind::UInt => true,
        _ => !array.shape().is_empty(),
    }
}

fn plain(dtype: &str) -> DType {
    DType::parse(dtype).unwrap()
}

/// A record with a record in it, an array, a date and text. It has no gaps, whose bytes numpy would not copy.
fn record() -> DType {
    let field = |name: &str, dtype, offset| DTypeField { name: name.to_owned(), dtype, offset };
    let point = vec![field("x", plain(">i2"), 0), field("y", plain("<f4"), 2)];
    let fields = vec![
        field("p", DType::record(point, 6, false).unwrap(), 0),
        field("m", DType::sub_array(plain("<f4"), vec![2, 3]).unwrap(), 6),
        field("t", plain("<M8[25s]"), 30),
        field("s", plain("|S3"), 38),
    ];
    DType::record(fields, 41, false).unwrap()
}

/// An array in C order of elements that every type has: their bytes count up slowly.
fn filled(dtype: &DType, shape: &[usize]) -> NdArray {
    let elements: usize = shape.iter().product();
    let one = |at: usize| -> Vec<u8> {
        match dtype {
            DType::Plain { kind: Kind::Bool, .. } => vec![(at % 3 == 0) as u8],
            DType::Plain { kind: Kind::Text, order, size, .. } => {
                let char =
                    |place: u32| if place == 0 { 'ä' as u32 + at as u32 % 20 } else { 'a' as u32 + place };
                let bytes = |place| match order {
                    ByteOrder::Big => char(place).to_be_bytes(),
                    _ => char(place).to_le_bytes(),
                };
                (0..*size as u32 / 4).flat_map(bytes).collect()
            }
            DType::Plain { kind: Kind::DateTime | Kind::TimeDelta, order, .. } => {
                // A moment that is none, too.
                let count = if at % 5 == 4 { i64::MIN } else { (at as i64 - 3) * 123_456_789 };
                match order {
                    ByteOrder::Big => count.to_be_bytes().into(),
                    _ => count.to_le_bytes().into(),
                }
            }
            DType::Plain { kind: Kind::Bytes, size, .. } => {
                (0..*size).map(|byte| b'a' + (at * 3 + byte * 7) as u8 % 26).collect()
            }
            other => (0..other.size()).map(|byte| (at * 3 + byte * 7) as u8 % 64 + 32).collect(),
        }
    };
    let bytes: Vec<u8> = (0..elements).flat_map(one).collect();
    NdArray::new(dtype.clone(), shape.to_vec(), None, bytes.into()).unwrap()
}

#[test]
fn every_dtype_and_order() {
    let mut dtypes: Vec<_> = [
        "|b1", "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8",
        ">u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "<f16", "<c8", ">c8", "<c16", ">c16", "<c32", "|S1",
        "|S3", "<U1", "<U5", ">U2", "<M8", "<M8[ns]", ">M8[ns]", "<M8[ms]", "<M8[25s]", "<m8[us]", ">m8[D]",
        "|V2", "|V5",
    ]
    .map(plain)
    .into();
    dtypes.push(record());
    let mut cases = Vec::new();
    for dtype in &dtypes {
        let matrix = filled(dtype, &[3, 4]);
        let row = filled(dtype, &[4]);
        let broadcast = |shape: [usize; 2], strides: [usize; 2], data: &Bytes| {
            NdArray::new(dtype.clone(), shape.into(), Some(strides.into()), data.clone()).unwrap()
        };
        let large = filled(dtype, &[6, 8]);
        cases.extend(
            [
                matrix.clone(),
                matrix.transpose(),
                filled(dtype, &[2, 3, 2]).permute_axes(&[1, 0, 2]).unwrap(),
                large.slice_by(0, .., 2).unwrap().slice_by(1, 1.., 2).unwrap(),
                large.slice(1, 2..3).unwrap(),
                large.index_axis(1, 5).unwrap(),
                broadcast([3, 4], [0, dtype.size()], row.data()),
                broadcast([4, 3], [dtype.size(), 0], row.data()),
                broadcast([2, 2], [0, 0], filled(dtype, &[]).data()),
                filled(dtype, &[]),
                filled(dtype, &[0]),
                filled(dtype, &[3, 0]),
                filled(dtype, &[1, 1, 1]),
                filled(dtype, &[40, 50]),
            ]
            .map(|array| case(&array, array.clone())),
        );
    }
    compare("arrays", &cases);
}

/// numpy and Rust agree on what numbers look like.
#[test]
fn floats_print_alike() {
    let mut cases = Vec::new();
    let mut add = |items: &[f64]| {
        let array = NdArray::from_vec(items.to_vec(), vec![items.len()]).unwrap();
        cases.push(case(&array, array.clone()));
        let singles: Vec<f32> = items.iter().map(|item| *item as f32).collect();
        let array = NdArray::from_vec(singles, vec![items.len()]).unwrap();
        cases.push(case(&array, array.clone()));
    };
    add(&[0.0, -0.0, 1.0]);
    add(&[0.1, 1.0 / 3.0, 2.0 / 3.0]);
    add(&[1e8, 1.0]);
    add(&[1e-4, 0.5, 99_999_999.0]);
    add(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.25]);
    add(&[f64::NAN]);
    add(&[1e300, -1e-300]);
    add(&[123_456.789_012_345, -0.000_123_456_789]);
    add(&[0.12, 0.121, 100.0]);
    add(&(0..60).map(|at| f64::from(at) * 0.7).collect::<Vec<_>>());
    add(&(0..1001).map(|at| f64::from(at) / 8.0).collect::<Vec<_>>());
    compare("floats_print_alike", &cases);
}

#[test]
fn arrays_of_other_crates() {
    let mut count = 0.0;
    let mut next = || {
        count += 0.5;
        count
    };
    let cube = Array::from_shape_simple_fn((2, 3, 4), &mut next);
    let fortran = Array::from_shape_simple_fn((3, 2).f(), next);
    let backwards = cube.slice_axis(Axis(1), Slice::new(0, None, -1));
    let seen = |items: Vec<f64>, shape: &[usize]| NdArray::from_vec(items, shape.to_vec()).unwrap();
    let of = |view: ndarray::ArrayViewD<'_, f64>| seen(view.iter().copied().collect(), view.shape());
    let row = ndarray::arr1(&[1.5, 2.5]);
    let tall = row.broadcast((3, 2)).unwrap();
    let matrix = nalgebra::Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    let complex = [Complex64::new(1.0, -2.0), Complex64::new(0.5, f64::INFINITY)];
    let halves = [f16::from_f32(1.5), f16::MAX, f16::NEG_ZERO];
    compare(
        "arrays_of_other_crates",
        &[
            case(&cube, of(cube.view().into_dyn())),
            case(&cube.t(), of(cube.t().into_dyn())),
            case(&fortran, of(fortran.view().into_dyn())),
            case(&backwards, of(backwards.into_dyn())),
            case(&tall, of(tall.into_dyn())),
            case(&ndarray::arr0(1.5), seen(vec![1.5], &[])),
            case(&matrix, seen(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[2, 3])),
            case(&nalgebra::DVector::from_vec(vec![1.0, 2.0]), seen(vec![1.0, 2.0], &[2])),
            case(&complex, NdArray::from_vec(complex.to_vec(), vec![2]).unwrap()),
            case(&complex[0], NdArray::from_vec(complex[..1].to_vec(), vec![]).unwrap()),
            case(
                &[Complex32::new(0.1, 0.2)],
                NdArray::from_vec(vec![Complex32::new(0.1, 0.2)], vec![1]).unwrap(),
            ),
            case(&halves, NdArray::from_vec(halves.to_vec(), vec![3]).unwrap()),
            case(&vec![halves], NdArray::from_vec(halves.to_vec(), vec![1, 3]).unwrap()),
            case(&[bf16::ONE, bf16::MIN], NdArray::from_vec(vec![bf16::ONE, bf16::MIN], vec![2]).unwrap()),
        ],
    );
}

#[test]
fn halves_and_complex_numbers() {
    let complex = || vec![Some(Complex64::new(1.0, -2.0)), None];
    check(
        "halves_and_complex_numbers",
        &[
            both(f16::from_f32(0.1), float(f16::from_f32(0.1))),
            both(bf16::MAX, float(bf16::MAX)),
            both(
                vec![f16::ONE, f16::NEG_INFINITY],
                array("<f2", &[2], [float(1.0), float(f64::NEG_INFINITY)]),
            ),
            both(vec![Some(f16::ONE), None], masked("<f2", [float(1.0), none()], float(65504.0))),
            both(
                vec![Some(bf16::ONE), None],
                masked("|V2", [bytes(bf16::ONE.to_ne_bytes()), none()], bytes([0, 0])),
            ),
            both(complex(), masked("<c16", [imaginary(1.0, -2.0), none()], imaginary(1e20, 0.0))),
            both(
                vec![Some(Complex32::i())],
                masked("<c8", [imaginary(0.0, 1.0)], imaginary(1e20f32.into(), 0.0)),
            ),
            // Dask looks at the first element, finds a number, and pickles the whole tuple.
            both((1u8, Complex64::i()), tuple([int(1), array("<c16", &[], [imaginary(0.0, 1.0)])]))
                .no_way(Way::Dask, closed::PYTHON)
                .no_way(Way::Default, closed::PICKLE),
        ],
        true,
    );
}
