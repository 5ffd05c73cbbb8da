//! Some program that has the plugin's types, and writes values of them to its standard output.

use std::io;

use common::Op;
use frames_std::{Result, serialize};
use plugin::{Polynomial, Scale};

fn main() -> Result<()> {
    let ops: [&dyn Op; 2] = [&Scale { factor: 2.0 }, &Polynomial { coefficients: vec![1.0, 0.0, 3.0] }];
    let mut out = io::stdout().lock();
    ops.iter().try_for_each(|op| serialize(*op)?.write_to(&mut out))
}
