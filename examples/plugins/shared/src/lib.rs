//! What the host and its plugins have in common, as a dynamic library: with frames in it, all of them have one registry.

pub use frames_std;
