//! [`Framed`](crate::Framed) for the types of the standard library, one small file for each family, and in `ext` for those
//! of other crates. They are here, and not in `frames-std`, because of the orphan rule.

pub(crate) mod any_number;
pub(crate) mod array;
pub(crate) mod bytes;
pub(crate) mod element;
pub(crate) mod ext;
mod map;
pub(crate) mod masked;
mod misc;
mod net;
pub(crate) mod number;
pub(crate) mod number_hooks;
mod numbers;
mod opaque;
mod option;
pub mod parts;
mod pointer;
mod scalar;
pub(crate) mod seq;
mod set;
mod sparse;
pub(crate) mod standard;
mod text;
mod time;
mod tuple;
mod wide;

/// `header` and `frames` of a type that writes itself whole: its full header, and all its frames.
macro_rules! whole {
    () => {
        fn header(&self, out: &mut crate::HeaderWriter<'_>) -> crate::Result<()> {
            crate::types::parts::header(self, out)
        }
        fn frames<'a>(&'a self, out: &mut crate::Frames<'a>) -> crate::Result<()> {
            crate::types::parts::frames(self, out)
        }
    };
}

/// What a run of values is in columns that are msgpack values and never nil, so that nil can stand for a missing one.
macro_rules! never_nil {
    () => {
        fn form(_: &crate::columns::Nesting<'_>) -> crate::columns::Form {
            crate::columns::Form::Values { nil: false }
        }
    };
}

/// `from_frames` of such a type.
macro_rules! from_whole {
    () => {
        fn from_frames(
            header: crate::HeaderReader<'_>,
            frames: &mut crate::FrameReader<'_>,
        ) -> crate::Result<Self> {
            crate::types::parts::from_frames(header, frames)
        }
    };
}

/// The name of a std type, for error messages and for values that are found by name.
macro_rules! named {
    ($name:literal, [$($generics:tt)*] $type:ty) => {
        impl<$($generics)*> crate::Named for $type {
            fn type_info() -> &'static crate::TypeInfo {
                crate::type_info!($name, shared = true)
            }
            fn dyn_type_info(&self) -> &'static crate::TypeInfo {
                crate::type_info!($name, shared = true)
            }
        }
    };
}

/// The same for a type without a size.
macro_rules! named_unsized {
    ($name:literal, [$($generics:tt)*] $type:ty) => {
        impl<$($generics)*> crate::Named for $type {
            fn dyn_type_info(&self) -> &'static crate::TypeInfo {
                crate::type_info!($name, shared = true)
            }
        }
    };
}

pub(crate) use {from_whole, named, whole};
use {named_unsized, never_nil};
