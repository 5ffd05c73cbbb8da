//! Some program that has the plugin's types, and writes values of them to its standard output.

use std::io;

use frames_std::{Result, serialize};
use plugin::{Polynomial, Scale};

fn main() -> Result<()> {
    let mut out = io::stdout().lock();
    serialize(&Scale { factor: 2.0 })?.write_to(&mut out)?;
    serialize(&Polynomial { coefficients: vec![1.0, 0.0, 3.0] })?.write_to(&mut out)
}
