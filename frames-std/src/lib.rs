//! The front door of frames.

pub use frames_core::*;
pub use frames_derive::Framed;

#[doc(hidden)]
pub use frames_core::__private;
