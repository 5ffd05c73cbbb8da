//! What the live tests share: the Python they ask, and what it answers.

pub(crate) mod python;
pub(crate) mod script;
pub(crate) mod seen;
