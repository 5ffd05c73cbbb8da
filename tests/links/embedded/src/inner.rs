//! A type that is not at the root of the crate.

use frames_std::Framed;

#[derive(Framed)]
pub(crate) struct Inner {
    number: u32,
}
