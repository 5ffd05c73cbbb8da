//! Arrays of every type out and back, and seen as Rust types.

use std::collections::BTreeMap;

use bytes::Bytes;
use frames_std::{
    DType, DTypeField, Element, Framed, NdArray, Value, deserialize, dumps, from_bytes, loads, serialize,
    serialize_canonical, to_bytes,
};

use crate::{back, bits, class, every_dtype, filled, plain, record};

/// Whether two arrays are the same, bit for bit.
#[track_caller]
fn same(found: &NdArray, expected: &NdArray) {
    assert_eq!(found, expected);
    assert_eq!((found.dtype(), found.shape()), (expected.dtype(), expected.shape()));
    assert!(found.items().eq(expected.items()));
}

#[test]
fn every_dtype_and_order_comes_back() {
    for dtype in every_dtype() {
        for shape in [&[][..], &[5], &[2, 3], &[0], &[3, 0, 2], &[2, 3, 2]] {
            let array = filled(&dtype, shape);
            for array in [array.transpose(), array.clone()] {
                same(&back(&array), &array);
            }
            if let [rows, columns] = *shape {
                let strided = filled(&dtype, &[2 * rows, 3 * columns]).slice_by(0, .., 2).unwrap();
                let strided = strided.slice_by(1, 1.., 3).unwrap();
                assert_eq!(strided.shape(), shape);
                same(&back(&strided), &strided);
                let row = filled(&dtype, &[columns]);
                let repeated = NdArray::new(
                    dtype.clone(),
                    shape.to_vec(),
                    Some(vec![0, dtype.size()]),
                    row.data().clone(),
                );
                same(&back(&repeated.unwrap()), &repeated_rows(&row, rows));
            }
        }
    }
}

fn repeated_rows(row: &NdArray, rows: usize) -> NdArray {
    let data = row.data().repeat(rows);
    NdArray::new(row.dtype().clone(), vec![rows, row.shape()[0]], None, data.into()).unwrap()
}

/// Where elements lie is no part of what an array is, nor of its canonical form.
#[test]
fn equal_wherever_the_elements_lie() {
    let array = filled(&plain("<i4"), &[3, 4]);
    let fortran = array.transpose().to_contiguous().unwrap().transpose();
    assert_ne!(fortran.strides(), array.strides());
    assert_eq!(fortran, array);
    assert_ne!(serialize(&fortran).unwrap().header_bytes(), serialize(&array).unwrap().header_bytes());
    let canonical = |array: &NdArray| serialize_canonical(array).unwrap().to_bytes().unwrap();
    assert_eq!(canonical(&fortran), canonical(&array));
    assert_ne!(array, filled(&plain("<u4"), &[3, 4]));
    assert_ne!(array, filled(&plain("<i4"), &[4, 3]));
    let zero = Bytes::from_static(&[0; 8]);
    let huge = |last| NdArray::new(plain("<f8"), vec![1 << 30, 1 << 30], Some(vec![0, 0]), last).unwrap();
    assert_eq!(huge(zero.clone()), huge(zero.clone()));
    assert_ne!(huge(zero), huge(Bytes::from_static(&[1; 8])));
}

/// What lies between elements is nobody's business.
#[test]
fn gaps_are_not_sent() {
    let secret = NdArray::from_vec(vec![1u8, 99, 2, 99, 3, 99], vec![3, 2]).unwrap();
    let column = secret.slice(1, ..1).unwrap();
    let serialized = serialize(&column).unwrap();
    assert_eq!(serialized.frame(0), Some(&[1, 2, 3][..]));
    assert_eq!(deserialize::<NdArray>(&serialized).unwrap().as_slice::<u8>().unwrap(), [1, 2, 3]);
}

#[derive(Framed, Debug, PartialEq)]
struct Picture {
    name: String,
    pixels: NdArray,
    mask: Option<NdArray>,
    layers: Vec<NdArray>,
    extra: BTreeMap<String, NdArray>,
}

#[test]
fn a_field_like_any_other() {
    let pixels = filled(&plain("<f4"), &[2, 2]);
    let picture = Picture {
        name: "cat".into(),
        mask: Some(filled(&plain("|b1"), &[2, 2])),
        layers: vec![pixels.transpose(), filled(&record(), &[2])],
        extra: [("x".to_owned(), pixels.clone())].into(),
        pixels,
    };
    assert_eq!(back::<Picture>(&picture), picture);
    assert_eq!(loads::<Picture>(&dumps(&picture).unwrap().into_shared()).unwrap(), picture);
    let none = Picture { mask: None, ..picture };
    assert_eq!(back::<Picture>(&none), none);
    // Runs of numbers are arrays, and bytes are numbers of 8 bits.
    assert_eq!(back::<NdArray>(&vec![[1i16, 2], [3, 4]]).at::<i64>(&[1, 0]).unwrap(), 3);
    assert_eq!(back::<NdArray>(&vec![1u8, 2]).as_slice::<u8>().unwrap(), [1, 2]);
    assert_eq!(class(deserialize::<NdArray>(&serialize("text").unwrap())), "Header");
    assert_eq!(class(deserialize::<NdArray>(&serialize(&vec!["a", "b"]).unwrap())), "Header");
    let key = BTreeMap::from([(1, 2)]);
    assert_eq!(class(deserialize::<NdArray>(&serialize(&key).unwrap())), "Header");
}

#[test]
fn a_slice_of_what_came() {
    let bytes = Bytes::from(to_bytes(&(1u8, vec![0.5f64, 1.5])).unwrap());
    let (_, array): (u8, NdArray) = from_bytes(bytes.clone()).unwrap();
    assert!(bytes.as_ptr_range().contains(&array.data().as_ptr()));
    let sent = NdArray::from_vec(vec![0.5f64, 1.5, 2.5], vec![3]).unwrap();
    let serialized = serialize(&sent).unwrap();
    assert_eq!(serialized.frame(0).unwrap().as_ptr(), sent.as_slice::<f64>().unwrap().as_ptr().cast());
    let received: NdArray = deserialize(&serialized).unwrap();
    assert_eq!(received.as_slice::<f64>().unwrap().as_ptr(), sent.as_slice::<f64>().unwrap().as_ptr());
    // Parts and conversions that are none share it, too.
    let shares = |array: &NdArray| sent.data().as_ptr_range().contains(&array.data().as_ptr());
    assert!(shares(&received.slice(0, 1..).unwrap()));
    assert!(shares(&received.widen::<f64>().unwrap()));
    assert!(shares(&received.to_native_order().unwrap()));
    assert!(shares(&received.to_contiguous().unwrap()));
    assert!(!shares(&received.slice_by(0, .., 2).unwrap().to_contiguous().unwrap()));
}

#[test]
fn a_vector_is_moved() {
    let items = vec![1u32, 2, 3];
    let at = items.as_ptr();
    let array = NdArray::from_vec(items, vec![3, 1]).unwrap();
    assert_eq!(array.as_slice::<u32>().unwrap().as_ptr(), at);
    assert_eq!(class(NdArray::from_vec(vec![1u32, 2, 3], vec![2])), "Array");
    assert_eq!(NdArray::from_vec(Vec::<bool>::new(), vec![0, 7]).unwrap().elements(), 0);
    assert_eq!(NdArray::from_vec(vec!['ß'], vec![]).unwrap().at::<char>(&[]).unwrap(), 'ß');
}

/// Data at an odd address, of another type, in another order: refused, with what helps.
#[test]
fn a_slice_only_where_one_lies() {
    let numbers: Bytes = [vec![0], [1i32, -2].map(i32::to_ne_bytes).concat()].concat().into();
    // One of the two is at an odd address.
    let arrays = [0, 1].map(|from| {
        let bytes = Bytes::from([vec![0; from], numbers.to_vec()].concat());
        NdArray::new(i32::dtype(), vec![2], None, bytes.slice(from + 1..)).unwrap()
    });
    let refused: Vec<_> = arrays.iter().filter_map(|array| array.as_slice::<i32>().err()).collect();
    assert!(!refused.is_empty());
    for error in refused {
        assert!(error.to_string().contains("copy it with `widen` or `to_vec`"), "{error}");
    }
    for array in &arrays {
        assert_eq!(array.to_vec::<i32>().unwrap(), [1, -2]);
        assert_eq!(array.at::<i32>(&[1]).unwrap(), -2);
        assert_eq!(array.widen::<i32>().unwrap().as_slice::<i32>().unwrap(), [1, -2]);
        assert_eq!(array.widen::<f64>().unwrap().as_slice::<f64>().unwrap(), [1.0, -2.0]);
    }
    let array = NdArray::from_vec(vec![1i32, 2, 3, 4], vec![2, 2]).unwrap();
    for error in [
        array.as_slice::<u32>().unwrap_err(),
        array.as_slice::<f32>().unwrap_err(),
        array.as_slice::<i64>().unwrap_err(),
        array.transpose().as_slice::<i32>().unwrap_err(),
        array.slice(1, ..1).unwrap().as_slice::<i32>().unwrap_err(),
    ] {
        assert_eq!(error.class(), "Array");
        assert!(error.to_string().contains("`widen` or `to_vec`"), "{error}");
    }
    let surrogate =
        NdArray::new(char::dtype(), vec![1], None, Bytes::from_owner(0xd800u32.to_ne_bytes())).unwrap();
    assert_eq!(class(surrogate.to_vec::<char>()), "Value");
    assert_eq!(class(surrogate.at::<char>(&[0])), "Value");
}

#[test]
fn conversions_that_lose_nothing() {
    let array = |dtype: &str, bytes: &'static [u8]| {
        let dtype = plain(dtype);
        let len = bytes.len() / dtype.size();
        NdArray::new(dtype, vec![len], None, Bytes::from_static(bytes)).unwrap()
    };
    let small = array(">i2", &[0, 1, 0xff, 0xfe]);
    assert_eq!(small.to_vec::<i8>().unwrap(), [1, -2]);
    assert_eq!(small.to_vec::<i64>().unwrap(), [1, -2]);
    assert_eq!(small.to_vec::<f32>().unwrap(), [1.0, -2.0]);
    assert_eq!(small.to_vec::<isize>().unwrap(), [1, -2]);
    assert_eq!(small.at::<i16>(&[1]).unwrap(), -2);
    let error = small.to_vec::<u64>().unwrap_err();
    assert_eq!((error.class(), error.path()), ("Value", "[1]".to_owned()));
    assert_eq!(class(small.to_vec::<bool>()), "Array".replace("Array", "Value"));
    assert_eq!(class(small.to_vec::<char>()), "Value");
    assert_eq!(class(array("<f8", &[0, 0, 0, 0, 0, 0, 0xe0, 0x3f]).to_vec::<i8>()), "Value");
    assert_eq!(class(array("|S2", b"ab").to_vec::<u8>()), "Array");
    assert_eq!(class(filled(&record(), &[1]).to_vec::<f64>()), "Array");
    assert_eq!(array(">U1", &[0, 0, 0, 0x41]).to_vec::<char>().unwrap(), ['A']);
    // A signaling NaN keeps its bits in another order of bytes.
    let nan = array(">f4", &[0x7f, 0xa0, 0, 1]);
    assert_eq!(nan.to_vec::<f32>().unwrap()[0].to_bits(), 0x7fa0_0001);
    assert_eq!(nan.at::<f32>(&[0]).unwrap().to_bits(), 0x7fa0_0001);
    assert_eq!(
        nan.to_native_order().unwrap().as_slice::<f32>().map(|items| items[0].to_bits()).unwrap(),
        0x7fa0_0001
    );
}

#[test]
fn every_byte_order_is_corrected() {
    for dtype in every_dtype() {
        let array = filled(&dtype, &[3, 2]);
        let native = array.to_native_order().unwrap();
        assert!(native.dtype().is_native());
        assert_eq!(native.dtype(), &dtype.to_native());
        if dtype.is_native() {
            assert_eq!(native.data().as_ptr(), array.data().as_ptr());
        } else {
            assert_ne!(native, array);
        }
    }
    let swapped = filled(&record(), &[2]).to_native_order().unwrap();
    let original = filled(&record(), &[2]);
    assert_eq!(
        swapped.field("p").unwrap().field("x").unwrap().to_vec::<i16>().unwrap(),
        original.field("p").unwrap().field("x").unwrap().to_vec::<i16>().unwrap()
    );
    assert_eq!(swapped.field("m").unwrap(), original.field("m").unwrap());
    // Of bytes that are two numbers at once only one can be right.
    let field =
        |name: &str, dtype: &str, offset| DTypeField { name: name.into(), dtype: plain(dtype), offset };
    let union = DType::record(vec![field("a", ">i4", 0), field("b", ">i2", 2)], 4, false).unwrap();
    let union = NdArray::new(union, vec![1], None, Bytes::from_static(&[0, 0, 0, 1])).unwrap();
    assert_eq!(class(union.to_native_order()), "Array");
    assert_eq!(union.field("b").unwrap().to_vec::<i16>().unwrap(), [1]);
}

#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C)]
struct Point {
    x: f64,
    y: f32,
    tag: u32,
}

impl Element for Point {
    fn dtype() -> DType {
        let field = |name: &str, dtype, offset| DTypeField { name: name.into(), dtype, offset };
        let fields =
            vec![field("x", f64::dtype(), 0), field("y", f32::dtype(), 8), field("tag", u32::dtype(), 12)];
        DType::Record { fields, size: 16, aligned: true }
    }
}

#[test]
fn records_of_ones_own() {
    let points = vec![Point { x: 1.5, y: 2.5, tag: 7 }, Point { x: -1.5, y: 0.0, tag: 8 }];
    let array = NdArray::from_vec(points.clone(), vec![2]).unwrap();
    let received: NdArray = back(&array);
    assert_eq!(received.as_slice::<Point>().unwrap(), points);
    assert_eq!(received.at::<Point>(&[1]).unwrap(), points[1]);
    assert_eq!(received.field("tag").unwrap().to_vec::<u64>().unwrap(), [7, 8]);
    assert_eq!(class(received.field("z")), "Array");
    // numpy's word for it, unaligned and in another order, is as good.
    let DType::Record { fields, size, .. } = Point::dtype() else { panic!("a record") };
    let foreign = DType::Record {
        fields: fields
            .into_iter()
            .map(|field| DTypeField { dtype: plain(&field.dtype.to_string().replace('<', ">")), ..field })
            .collect(),
        size,
        aligned: false,
    };
    let swapped: Vec<u8> = points
        .iter()
        .flat_map(|point| {
            [&point.x.to_be_bytes()[..], &point.y.to_be_bytes(), &point.tag.to_be_bytes()].concat()
        })
        .collect();
    let foreign = NdArray::new(foreign, vec![2], None, swapped.into()).unwrap();
    assert_eq!(class(foreign.as_slice::<Point>()), "Array");
    assert_eq!(foreign.to_vec::<Point>().unwrap(), points);
    assert_eq!(foreign.at::<Point>(&[0]).unwrap(), points[0]);
}

#[derive(Clone, Copy, Debug, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C)]
struct Liar(u16);

impl Element for Liar {
    fn dtype() -> DType {
        f64::dtype()
    }
}

/// A type that is wrong about itself is refused, whatever it says.
#[test]
fn elements_that_lie() {
    let numbers = NdArray::from_vec(vec![1.0f64], vec![1]).unwrap();
    assert_eq!(class(numbers.as_slice::<Liar>()), "Array");
    assert_eq!(class(numbers.to_vec::<Liar>()), "Array");
    assert_eq!(class(numbers.at::<Liar>(&[0])), "Array");
    assert_eq!(class(NdArray::from_vec(vec![Liar(1); 4], vec![1])), "Array");
}

#[test]
fn single_elements() {
    let array = NdArray::from_vec((0u16..24).collect(), vec![2, 3, 4]).unwrap();
    assert_eq!(array.at::<u16>(&[1, 2, 3]).unwrap(), 23);
    assert_eq!(array.get(&[0, 1, 0]), Some(&4u16.to_ne_bytes()[..]));
    for index in [&[2, 0, 0][..], &[0, 3, 0], &[0, 0, usize::MAX], &[0, 0], &[]] {
        assert_eq!(array.get(index), None);
        assert_eq!(class(array.at::<u16>(index)), "Array");
    }
    let odd =
        NdArray::new(plain("|V0"), vec![3, 1], Some(vec![usize::MAX, usize::MAX]), Bytes::new()).unwrap();
    assert_eq!(odd.get(&[2, 0]), Some(&[][..]));
    let one = NdArray::new(plain("|u1"), vec![1], Some(vec![usize::MAX]), bits(1)).unwrap();
    assert_eq!((one.get(&[0]).map(<[u8]>::len), one.get(&[1])), (Some(1), None));
    assert_eq!(Value::from(array).to::<NdArray>().unwrap().shape(), [2, 3, 4]);
}
