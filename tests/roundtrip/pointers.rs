//! Boxes, counted pointers and borrowed values: nothing of their own on the wire.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use frames_std::{deserialize, serialize};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::roundtrips;

roundtrips! {
    boxes: any::<u64>().prop_map(Box::new);
    counted: any::<String>().prop_map(Arc::new);
    local: vec(any::<f64>(), 0..9).prop_map(Rc::new);
    boxed_slices: vec(any::<String>(), 0..5).prop_map(Vec::into_boxed_slice);
    counted_slices: vec(any::<String>(), 0..5).prop_map(Arc::<[String]>::from);
    counted_numbers: vec(any::<u32>(), 0..5).prop_map(Rc::<[u32]>::from);
    cow_slices: vec(any::<u32>(), 0..9).prop_map(Cow::<'static, [u32]>::Owned);
    cow_values: any::<i32>().prop_map(Cow::<'static, i32>::Owned);
    nested: vec(any::<u8>(), 0..4).prop_map(|bytes| Box::new(Rc::new(Arc::new(bytes))));
    runs_of_boxes: vec(vec(any::<u8>(), 0..4).prop_map(Box::new), 0..4);
    runs_of_boxed_numbers: vec(any::<u16>().prop_map(Box::new), 0..9);
    phantom: Just(PhantomData::<String>);
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn a_pointer_is_written_as_its_content(run in vec(any::<f64>(), 0..9)) {
        let plain = serialize(&run).unwrap().to_bytes().unwrap();
        assert_eq!(serialize(&&run).unwrap().to_bytes().unwrap(), plain);
        assert_eq!(serialize(&Box::new(run.clone())).unwrap().to_bytes().unwrap(), plain);
        assert_eq!(serialize(&Arc::<[f64]>::from(run.clone())).unwrap().to_bytes().unwrap(), plain);
        assert_eq!(serialize(&Cow::Borrowed(&run[..])).unwrap().to_bytes().unwrap(), plain);
        assert_eq!(serialize(&run[..]).unwrap().to_bytes().unwrap(), plain);
    }
}

#[test]
fn what_only_borrows_is_written() {
    let text = "text".to_owned();
    let value = (&text[..], &[1u8, 2][..], &[0.5f64][..], Some(&text), &mut 7u8);
    type Owned = (String, Vec<u8>, Vec<f64>, Option<String>, u8);
    let back: Owned = deserialize(&serialize(&value).unwrap()).unwrap();
    assert_eq!(back, (text.clone(), vec![1, 2], vec![0.5], Some(text.clone()), 7));
}
