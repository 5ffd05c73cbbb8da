//! Bytes: one frame each, in whatever container.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::{check, roundtrips};

fn some() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40)
}

roundtrips! {
    inside;
    vectors: some();
    deques: wrapped(vec(any::<u8>(), 1..20));
    fixed: any::<[u8; 16]>();
}

roundtrips! {
    boxed: some().prop_map(Vec::into_boxed_slice);
    shared: some().prop_map(Bytes::from);
    counted: some().prop_map(Arc::<[u8]>::from);
    local: some().prop_map(Rc::<[u8]>::from);
    borrowed: some().prop_map(Cow::<'static, [u8]>::Owned);
    runs: vec(some(), 0..5);
    runs_of_shared: vec(some().prop_map(Bytes::from), 0..5);
    arrays: vec(any::<[u8; 3]>(), 0..5);
    arrays_of_arrays: any::<[[u8; 3]; 2]>();
    options: vec(proptest::option::of(some()), 0..5);
    option_of_numbers: vec(proptest::option::of(any::<u8>()), 0..20);
    mixed: (some(), any::<u8>(), proptest::option::of(some()), some().prop_map(Bytes::from));
}

/// A deque that lies in two slices, for all but the shortest.
pub(crate) fn wrapped<T: Clone + std::fmt::Debug>(
    items: impl Strategy<Value = Vec<T>>,
) -> impl Strategy<Value = VecDeque<T>> {
    items.prop_map(|items| {
        let mut deque: VecDeque<T> = VecDeque::with_capacity(items.len());
        let turn = items.len() / 2;
        deque.extend(items[..turn].iter().cloned());
        for item in &items[turn..] {
            if deque.len() == deque.capacity() {
                deque.pop_front();
            }
            deque.push_back(item.clone());
        }
        // Full, and begun in the middle: popping the front and pushing to the back goes round the end.
        for item in &items[..turn] {
            deque.pop_front();
            deque.push_back(item.clone());
        }
        deque
    })
}

#[test]
fn a_deque_does_lie_in_two_slices() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let tree = wrapped(Just(vec![1u8, 2, 3, 4])).new_tree(&mut TestRunner::deterministic()).unwrap();
    assert!(!tree.current().as_slices().1.is_empty(), "the strategy above tests what it is for");
}

#[test]
fn edges() {
    check(&Vec::<u8>::new());
    check(&[0u8; 0]);
    check(&[[0u8; 0]; 3]);
    check(&vec![[0u8; 0]; 3]);
    check(&vec![[7u8; 1]; 0]);
    check(&vec![0u8; 1 << 20]);
    check(&vec![Vec::<u8>::new(); 70]);
}
