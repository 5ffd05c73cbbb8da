//! ndarray's arrays: lent out as they lie, and made of whatever array came.

use bytes::Bytes;
use frames_std::{Framed, NdArray, deserialize, from_bytes, serialize, serialize_canonical, to_bytes};
use ndarray::{
    ArcArray2, Array, Array0, Array1, Array2, Array3, ArrayD, ArrayView2, Axis, CowArray, Dimension, Ix2,
    IxDyn, ShapeBuilder, Slice, arr0,
};

use crate::{back, class, plain};

fn counted<D: Dimension>(shape: impl ShapeBuilder<Dim = D>) -> Array<i32, D> {
    let mut count = 0;
    Array::from_shape_simple_fn(shape, || {
        count += 1;
        count
    })
}

/// The frame lies where the array does.
#[track_caller]
fn lends(array: &impl Framed, at: *const i32) {
    assert_eq!(serialize(array).unwrap().frame(0).unwrap().as_ptr(), at.cast());
}

#[test]
fn every_dimension_comes_back() {
    macro_rules! dimensions {
        ($($shape:expr),*) => {$({
            let array = counted($shape);
            assert_eq!(back::<Array<i32, _>>(&array), array);
            assert_eq!(back::<ArrayD<i32>>(&array), array.clone().into_dyn());
            let fortran = counted($shape.f());
            lends(&fortran, fortran.as_slice_memory_order().unwrap().as_ptr());
            let received = back::<Array<i32, _>>(&fortran);
            assert_eq!(received, fortran);
            // The order in memory is kept.
            assert_eq!(received.as_slice_memory_order(), fortran.as_slice_memory_order());
        })*};
    }
    dimensions!(
        (),
        4,
        (2, 3),
        (2, 3, 2),
        (2, 1, 3, 2),
        (1, 2, 1, 2, 1),
        (2, 1, 1, 2, 1, 2),
        IxDyn(&[2, 1, 2, 1, 2, 1, 2, 1])
    );
    dimensions!(0, (0, 3), (2, 0, 5));
    assert_eq!(back::<Array0<f64>>(&arr0(1.5)), arr0(1.5));
}

#[test]
fn every_kind_of_array() {
    let array = counted((2, 3));
    let at = array.as_ptr();
    lends(&array, at);
    lends(&array.view(), at);
    lends(&array.view().reversed_axes(), at);
    lends(&array.t(), at);
    lends(&array.slice_axis(Axis(0), Slice::from(1..)), array.slice_axis(Axis(0), Slice::from(1..)).as_ptr());
    lends(&CowArray::from(&array), at);
    let shared: ArcArray2<i32> = array.clone().into_shared();
    lends(&shared, shared.as_ptr());
    assert_eq!(back::<ArcArray2<i32>>(&shared), shared);
    assert_eq!(back::<CowArray<'static, i32, Ix2>>(&shared), CowArray::from(&array));
    let mut cube = counted((2, 3, 4));
    cube.swap_axes(0, 2);
    lends(&cube, cube.as_ptr());
    assert_eq!(back::<Array3<i32>>(&cube), cube);
}

/// What can't be lent is copied: gaps, and axes that run backwards.
#[test]
fn views_with_gaps_and_backwards() {
    let array = counted((4, 6));
    let part = |first: (usize, Slice), second: (usize, Slice)| {
        let mut view = array.view();
        view.slice_axis_inplace(Axis(first.0), first.1);
        view.slice_axis_inplace(Axis(second.0), second.1);
        view
    };
    let (all, back_to_front) = (Slice::from(..), Slice::new(0, None, -1));
    let mut views = vec![
        part((0, all), (1, Slice::from(1..3))),
        part((0, Slice::new(0, None, 2)), (1, all)),
        part((0, back_to_front), (1, all)),
        part((0, back_to_front), (1, back_to_front)),
        part((0, Slice::new(1, None, -2)), (1, Slice::new(2, None, 3))),
        part((0, all), (1, back_to_front)),
        part((0, all), (1, Slice::from(2..3))),
    ];
    views.extend(views.clone().into_iter().map(ArrayView2::reversed_axes));
    for view in views {
        assert_eq!(back::<Array2<i32>>(&view), view);
        let array: NdArray = back(&view);
        assert_eq!(array.data().len(), 4 * view.len());
        assert_eq!(array.view::<i32>().unwrap(), view.into_dyn());
    }
    // One element backwards is one element.
    let one = part((0, Slice::new(2, Some(3), -1)), (1, Slice::from(..1)));
    lends(&one, one.as_ptr());
    // An array may be sliced in place and keep its memory, gaps and all.
    let mut sliced = counted((4, 6));
    sliced.slice_axis_inplace(Axis(1), Slice::from(..2));
    assert_eq!(back::<Array2<i32>>(&sliced), sliced);
}

#[test]
fn broadcast_axes_are_sent_once() {
    let row = counted(5);
    let tall = row.broadcast((1000, 5)).unwrap();
    let serialized = serialize(&tall).unwrap();
    assert_eq!(serialized.frame(0).unwrap().len(), 20);
    lends(&tall, row.as_ptr());
    assert_eq!(deserialize::<Array2<i32>>(&serialized).unwrap(), tall);
    let array: NdArray = deserialize(&serialized).unwrap();
    assert!(!array.is_writeable());
    assert_eq!(array.view::<i32>().unwrap(), tall.into_dyn());
    let column = row.view().insert_axis(Axis(1));
    let wide = column.broadcast((5, 7)).unwrap();
    assert_eq!(back::<Array2<i32>>(&wide), wide);
    let strided = row.slice_axis(Axis(0), Slice::new(0, None, 2));
    let strided = strided.broadcast((4, 3)).unwrap();
    assert_eq!(back::<Array2<i32>>(&strided), strided);
}

#[test]
fn canonical_whatever_the_order() {
    let array = counted((3, 4));
    let fortran = Array2::from_shape_vec((3, 4).f(), array.t().iter().copied().collect()).unwrap();
    assert_eq!(array, fortran);
    let canonical = |array: &Array2<i32>| serialize_canonical(array).unwrap().to_bytes().unwrap();
    assert_eq!(canonical(&array), canonical(&fortran));
}

#[test]
fn one_copy_and_views_without() {
    let array = counted((64, 64));
    let bytes = Bytes::from(to_bytes(&array).unwrap());
    let received: NdArray = from_bytes(bytes.clone()).unwrap();
    // As it is sent in frames: aligned.
    let aligned: NdArray = deserialize(&serialize(&array).unwrap().into_owned()).unwrap();
    let view = aligned.view::<i32>().unwrap();
    assert_eq!(view.as_ptr(), aligned.data().as_ptr().cast());
    assert_eq!(view, array.view().into_dyn());
    assert!(bytes.as_ptr_range().contains(&received.data().as_ptr()));
    assert_eq!(received.widen::<i32>().unwrap().view::<i32>().unwrap(), array.into_dyn());
}

#[test]
fn other_types_and_shapes() {
    let array = counted((2, 3));
    assert_eq!(back::<Array2<f64>>(&array), array.mapv(f64::from));
    assert_eq!(back::<Array2<i32>>(&vec![[1i8, 2], [3, 4]]), ndarray::array![[1, 2], [3, 4]]);
    assert_eq!(back::<Vec<[u8; 3]>>(&array), [[1, 2, 3], [4, 5, 6]]);
    assert_eq!(back::<Array1<u8>>(&vec![1u8, 2]), ndarray::array![1, 2]);
    let serialized = serialize(&array).unwrap();
    assert_eq!(class(deserialize::<Array3<i32>>(&serialized)), "Array");
    assert_eq!(class(deserialize::<Array2<bool>>(&serialized)), "Value");
    assert_eq!(class(deserialize::<Array2<i32>>(&serialize("text").unwrap())), "Header");
    let big =
        NdArray::new(plain(">i4"), vec![1, 2], None, Bytes::from_static(&[0, 0, 0, 1, 0, 0, 0, 2])).unwrap();
    assert_eq!(back::<Array2<i32>>(&big), ndarray::array![[1, 2]]);
    assert_eq!(class(big.view::<i32>()), "Array");
    // More elements than ndarray counts, none of which is there.
    let odd = NdArray::new(plain("<i4"), vec![0, usize::MAX], Some(vec![4, 4]), Bytes::new()).unwrap();
    assert_eq!(class(odd.view::<i32>()), "Array");
    assert_eq!(class(deserialize::<Array2<i32>>(&serialize(&odd).unwrap())), "Array");
}

#[derive(Framed, Debug, PartialEq)]
struct Picture {
    pixels: Array3<u8>,
    weights: Option<Array2<f32>>,
    layers: Vec<Array1<i64>>,
}

#[test]
fn fields() {
    let picture = Picture {
        pixels: Array3::zeros((2, 2, 3)),
        weights: Some(Array2::eye(2)),
        layers: vec![ndarray::array![1, 2], ndarray::array![]],
    };
    assert_eq!(back::<Picture>(&picture), picture);
}
