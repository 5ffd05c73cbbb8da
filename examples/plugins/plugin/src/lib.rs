//! A plugin: types that register themselves when the library is loaded.

use frames_std::Framed;
use shared as _;

/// Multiplies.
#[derive(Framed, Debug)]
pub struct Scale {
    /// By this.
    pub factor: f64,
}

/// A polynomial.
#[derive(Framed, Debug)]
pub struct Polynomial {
    /// From the constant upwards: an array, lent when it is written.
    pub coefficients: Vec<f64>,
}
