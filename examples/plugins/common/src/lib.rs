//! What the host and its plugins have in common, as a dynamic library: with frames in it, all of them have one registry.

use std::fmt::Debug;

use frames_std::framed_dyn;

/// What plugins bring.
#[framed_dyn]
pub trait Op: Debug {
    /// Calculates.
    fn apply(&self, x: f64) -> f64;
}
