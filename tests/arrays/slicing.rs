//! Parts of arrays against the plainest model: a list of elements by index.

use frames_std::{NdArray, deserialize, serialize};
use proptest::prelude::*;

use crate::{class, filled, plain};

/// An array, and what is at each index: elements are their own numbers, so parts of it are compared by value.
#[derive(Debug, Clone)]
struct Model {
    shape: Vec<usize>,
    items: Vec<u32>,
}

impl Model {
    fn new(shape: &[usize]) -> (NdArray, Model) {
        let items: Vec<u32> = (0..shape.iter().product::<usize>() as u32).collect();
        (NdArray::from_vec(items.clone(), shape.to_vec()).unwrap(), Model { shape: shape.to_vec(), items })
    }

    fn at(&self, index: &[usize]) -> u32 {
        let offset = index.iter().zip(&self.shape).fold(0, |offset, (at, len)| offset * len + at);
        self.items[offset]
    }

    /// The model of a part, of which `source` says where an element was before.
    fn part(&self, shape: Vec<usize>, source: impl Fn(&[usize]) -> Vec<usize>) -> Model {
        let items = indices(&shape).map(|index| self.at(&source(&index))).collect();
        Model { shape, items }
    }
}

/// All indices in C order.
fn indices(shape: &[usize]) -> impl Iterator<Item = Vec<usize>> + use<> {
    let shape = shape.to_vec();
    (0..shape.iter().product()).map(move |mut at: usize| {
        let mut index: Vec<usize> = shape.iter().rev().map(|len| (at % len, at /= len).0).collect();
        index.reverse();
        index
    })
}

/// What is done to an array, with numbers that are cut to fit.
#[derive(Debug, Clone)]
enum Step {
    Slice(usize, usize, usize, usize),
    Index(usize, usize),
    Transpose,
    Rotate,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0usize..4, 0usize..6, 0usize..6, 1usize..4).prop_map(|(axis, start, len, step)| Step::Slice(axis, start, len, step)),
        1 => (0usize..4, 0usize..6).prop_map(|(axis, at)| Step::Index(axis, at)),
        1 => Just(Step::Transpose),
        1 => Just(Step::Rotate),
    ]
}

fn apply(array: NdArray, model: Model, step: &Step) -> (NdArray, Model) {
    let axes = model.shape.len();
    match *step {
        Step::Slice(axis, start, len, step) if axes > 0 => {
            let axis = axis % axes;
            let start = start.min(model.shape[axis]);
            let end = (start + len).min(model.shape[axis]);
            let mut shape = model.shape.clone();
            shape[axis] = (start..end).step_by(step).len();
            let source = |index: &[usize]| {
                let mut index = index.to_vec();
                index[axis] = start + index[axis] * step;
                index
            };
            (array.slice_by(axis, start..end, step).unwrap(), model.part(shape, source))
        }
        Step::Index(axis, at) if axes > 0 && model.shape[axis % axes] > 0 => {
            let axis = axis % axes;
            let at = at % model.shape[axis];
            let mut shape = model.shape.clone();
            shape.remove(axis);
            let source = |index: &[usize]| {
                let mut index = index.to_vec();
                index.insert(axis, at);
                index
            };
            (array.index_axis(axis, at).unwrap(), model.part(shape, source))
        }
        Step::Transpose => {
            let shape = model.shape.iter().rev().copied().collect();
            (array.transpose(), model.part(shape, |index| index.iter().rev().copied().collect()))
        }
        Step::Rotate if axes > 0 => {
            let order: Vec<usize> = (1..axes).chain([0]).collect();
            let shape = order.iter().map(|axis| model.shape[*axis]).collect();
            let source = |index: &[usize]| {
                let mut before = index.to_vec();
                before.rotate_right(1);
                before
            };
            (array.permute_axes(&order).unwrap(), model.part(shape, source))
        }
        _ => (array, model),
    }
}

#[track_caller]
fn agrees(array: &NdArray, model: &Model) {
    assert_eq!(array.shape(), model.shape);
    assert_eq!(array.to_vec::<u32>().unwrap(), model.items);
    assert_eq!(
        array.to_vec::<f64>().unwrap(),
        model.items.iter().map(|item| f64::from(*item)).collect::<Vec<_>>()
    );
    assert_eq!(array.widen::<u64>().unwrap().as_slice::<u64>().unwrap().len(), model.items.len());
    for index in indices(&model.shape) {
        assert_eq!(array.at::<u32>(&index).unwrap(), model.at(&index));
    }
    let view = array.view::<u32>().unwrap();
    assert_eq!(
        (view.shape(), view.iter().copied().collect::<Vec<_>>()),
        (&model.shape[..], model.items.clone())
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_of_parts(
        shape in prop::collection::vec(0usize..6, 0..4),
        steps in prop::collection::vec(step(), 0..6),
    ) {
        let (array, model) = Model::new(&shape);
        let (array, model) = steps.iter().fold((array, model), |(array, model), step| apply(array, model, step));
        agrees(&array, &model);
        // They are written and read like any other, and nothing is written that isn't in them.
        let serialized = serialize(&array).unwrap();
        prop_assert_eq!(serialized.payload_bytes(), 4 * model.items.len() as u64);
        agrees(&deserialize(&serialized).unwrap(), &model);
        let made: ndarray::ArrayD<u32> = deserialize(&serialized).unwrap();
        prop_assert_eq!(made.iter().copied().collect::<Vec<_>>(), model.items);
    }
}

#[test]
fn parts_that_are_not_there() {
    let array = filled(&plain("<f8"), &[2, 3]);
    assert_eq!(class(array.slice(2, ..)), "Array");
    assert_eq!(class(array.slice(1, 2..4)), "Array");
    assert_eq!(class(array.slice(1, ..=3)), "Array");
    assert_eq!(class(array.slice(1, ..=usize::MAX)), "Array");
    #[allow(clippy::reversed_empty_ranges)]
    let backwards = array.slice(1, 2..1);
    assert_eq!(class(backwards), "Array");
    assert_eq!(class(array.slice_by(1, .., 0)), "Array");
    assert_eq!(class(array.index_axis(0, 2)), "Array");
    assert_eq!(class(array.index_axis(2, 0)), "Array");
    for axes in [&[0][..], &[0, 0], &[1, 2], &[0, 1, 2]] {
        assert_eq!(class(array.permute_axes(axes)), "Array");
    }
    assert_eq!(class(array.field("x")), "Array");
    assert_eq!(array.slice_by(1, .., usize::MAX).unwrap().shape(), [2, 1]);
    assert_eq!(array.slice(0, 2..).unwrap().to_string(), "[]");
    // Axes that repeat their data, and one element with any stride.
    let huge = filled(&plain("<f8"), &[1]);
    let huge =
        NdArray::new(plain("<f8"), vec![1 << 40, 1], Some(vec![0, usize::MAX]), huge.data().clone()).unwrap();
    assert_eq!(huge.slice_by(0, 5.., 1 << 39).unwrap().to_vec::<f64>().unwrap().len(), 2);
    assert_eq!(huge.index_axis(1, 0).unwrap().shape(), [1 << 40]);
    assert_eq!(huge.slice_by(1, .., 3).unwrap().index_axis(0, 7).unwrap().elements(), 1);
    assert_eq!(huge.view::<f64>().unwrap().shape(), [1 << 40, 1]);
}
