//! A plugin: types that register themselves when the library is loaded.

use common::Op;
use frames_std::Framed;

/// Multiplies.
#[derive(Framed, Debug)]
#[framed(dyn = Op)]
pub struct Scale {
    /// By this.
    pub factor: f64,
}

impl Op for Scale {
    fn apply(&self, x: f64) -> f64 {
        self.factor * x
    }
}

/// A polynomial.
#[derive(Framed, Debug)]
#[framed(dyn = Op)]
pub struct Polynomial {
    /// From the constant upwards: an array, lent when it is written.
    pub coefficients: Vec<f64>,
}

impl Op for Polynomial {
    fn apply(&self, x: f64) -> f64 {
        self.coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
    }
}
