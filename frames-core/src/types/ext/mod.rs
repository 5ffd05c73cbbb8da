//! [`Framed`](crate::Framed) for types of other crates: one file for each, behind a feature that is named after it.

#[cfg(any(feature = "chrono", feature = "jiff", feature = "uuid"))]
mod arrays;
#[cfg(feature = "arrow")]
pub(crate) mod arrow;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "half")]
mod half;
#[cfg(any(feature = "chrono", feature = "jiff"))]
mod instant_columns;
#[cfg(any(feature = "chrono", feature = "jiff"))]
mod instants;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "nalgebra")]
mod nalgebra;
#[cfg(feature = "ndarray")]
mod ndarray;
#[cfg(feature = "num-complex")]
mod num_complex;
#[cfg(feature = "uuid")]
mod uuid;
