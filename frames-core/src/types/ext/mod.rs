//! [`Framed`](crate::Framed) for types of other crates, because of the orphan rule; each behind a feature named after the
//! crate.

#[cfg(feature = "arrow")]
pub(crate) mod arrow;
