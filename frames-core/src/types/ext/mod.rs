//! [`Framed`](crate::Framed) for types of other crates, one small file for each crate, behind a feature of its name.

#[cfg(any(feature = "chrono", feature = "jiff", feature = "uuid"))]
mod arrays;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(any(feature = "chrono", feature = "jiff"))]
mod instant_columns;
#[cfg(any(feature = "chrono", feature = "jiff"))]
mod instants;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "uuid")]
mod uuid;
