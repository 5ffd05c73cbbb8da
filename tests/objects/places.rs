//! Objects by themselves, in fields, containers and each other.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use frames_std::{Framed, deserialize, framed_dyn, serialize};

#[framed_dyn]
pub(crate) trait Op: std::fmt::Debug {
    fn apply(&self, x: f64) -> f64;
}

#[derive(Framed, Debug, Clone, PartialEq)]
#[framed(dyn = Op)]
pub(crate) struct Scale {
    pub(crate) factor: f64,
}

impl Op for Scale {
    fn apply(&self, x: f64) -> f64 {
        self.factor * x
    }
}

#[derive(Framed, Debug)]
#[framed(dyn = Op)]
pub(crate) struct Table {
    pub(crate) values: Vec<f64>,
}

impl Op for Table {
    fn apply(&self, x: f64) -> f64 {
        self.values[x as usize]
    }
}

fn ops() -> Vec<Box<dyn Op>> {
    vec![
        Box::new(Scale { factor: 2.0 }),
        Box::new(Table { values: vec![5.0, 6.0] }),
        Box::new(Scale { factor: 3.0 }),
    ]
}

fn results<'a>(ops: impl IntoIterator<Item = &'a dyn Op>) -> Vec<f64> {
    ops.into_iter().map(|op| op.apply(1.0)).collect()
}

#[test]
fn a_box_and_a_run_of_boxes_come_back() {
    let one: Box<dyn Op> = Box::new(Scale { factor: 4.0 });
    let serialized = serialize(&one).unwrap();
    assert!(serialized.header().to_string().contains("frames.Scale"), "{:?}", serialized.header());
    assert_eq!(deserialize::<Box<dyn Op>>(&serialized).unwrap().apply(2.0), 8.0);

    let serialized_ops = ops();
    let serialized = serialize(&serialized_ops).unwrap();
    println!("{}", serialized.header());
    let back: Vec<Box<dyn Op>> = deserialize(&serialized).unwrap();
    assert_eq!(results(back.iter().map(|op| &**op)), [2.0, 6.0, 3.0]);
}
