//! What several live tests share: the Python they ask, how a message is laid out for it, and what it answers.

pub(crate) mod message;
pub(crate) mod python;
pub(crate) mod seen;
