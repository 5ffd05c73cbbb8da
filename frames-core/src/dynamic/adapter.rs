//! Objects of traits of other crates, as fields: such a trait can't be given a supertrait, nor its boxes [`Framed`], so an
//! adapter of one's own stands in.
//!
//! [`Framed`]: crate::Framed

use std::any::Any;

use super::{Object, known};
use crate::decode::Input;
use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::registry::Registry;

/// Makes a type that is the adapter for boxes, `Arc`s and `Rc`s of another crate's trait, also with `+ Send` and `+ Sync`.
///
/// All it takes is a way from the trait's object to `dyn Any`, which tells its type. Traits that have [`Any`] above them,
/// or a method like `as_any`, have one; of others nobody can find out what they are, and a newtype around each type is
/// the way round.
///
/// ```
/// use std::any::Any;
/// use frames_core::{cast, foreign_objects, register};
/// # mod geometry {
/// #     pub trait Shape: Send { fn area(&self) -> f64; fn as_any(&self) -> Option<&dyn std::any::Any>; }
/// #     impl Shape for f64 {
/// #         fn area(&self) -> f64 { *self }
/// #         fn as_any(&self) -> Option<&dyn std::any::Any> { Some(self) }
/// #     }
/// # }
///
/// foreign_objects!(
///     /// For fields: `#[framed(with = AsShape)] shape: Box<dyn geometry::Shape>`, and
///     /// `#[framed(with = Each<AsShape>)] shapes: Vec<Box<dyn geometry::Shape>>`.
///     pub struct AsShape for dyn geometry::Shape, any = |shape| shape.as_any()
/// );
///
/// register!(f64 as dyn geometry::Shape, foreign); // one line for each type
/// ```
#[macro_export]
macro_rules! foreign_objects {
    ($(#[$attribute:meta])* $visibility:vis struct $adapter:ident for dyn $trait:path, any = $any:expr $(,)?) => {
        $(#[$attribute])*
        #[derive(Debug)]
        $visibility struct $adapter;

        const _: () = {
            fn __any<'a>(object: &'a (dyn $trait + 'static)) -> $crate::__private::Option<&'a dyn $crate::__private::std::any::Any> {
                let any: for<'o> fn(&'o (dyn $trait + 'static)) -> $crate::__private::Option<&'o dyn $crate::__private::std::any::Any> = $any;
                any(object)
            }
            $crate::foreign_objects!(@all $adapter, (dyn $trait), __any);
            $crate::foreign_objects!(@all $adapter, (dyn $trait + $crate::__private::std::marker::Send), __any);
            $crate::foreign_objects!(@all $adapter, (dyn $trait + $crate::__private::std::marker::Sync), __any);
            $crate::foreign_objects!(
                @all $adapter,
                (dyn $trait + $crate::__private::std::marker::Send + $crate::__private::std::marker::Sync),
                __any
            );
        };
    };
    (@all $adapter:ident, ($object:ty), $any:ident) => {
        $crate::foreign_objects!(@impl $adapter, ($crate::__private::std::boxed::Box<$object>), $object, $any);
        $crate::foreign_objects!(@impl $adapter, ($crate::__private::std::rc::Rc<$object>), $object, $any);
        $crate::foreign_objects!(@impl $adapter, ($crate::__private::std::sync::Arc<$object>), $object, $any);
    };
    (@impl $adapter:ident, ($pointer:ty), $object:ty, $any:ident) => {
        impl $crate::FrameAs<$pointer> for $adapter {
            fn header(value: &$pointer, out: &mut $crate::HeaderWriter<'_>) -> $crate::Result<()> {
                $crate::__private::adapter_parts::header::<Self, _>(value, out)
            }
            fn frames<'a>(value: &'a $pointer, out: &mut $crate::Frames<'a>) -> $crate::Result<()> {
                $crate::__private::adapter_parts::frames::<Self, _>(value, out)
            }
            fn from_frames(
                header: $crate::HeaderReader<'_>,
                frames: &mut $crate::FrameReader<'_>,
            ) -> $crate::Result<$pointer> {
                $crate::__private::adapter_parts::from_frames::<Self, _>(header, frames)
            }
            fn inline(_: &$pointer, _: &mut $crate::__private::Inline<'_>) -> $crate::Result<$crate::__private::Fit> {
                $crate::__private::Ok($crate::__private::Fit::NeedsFrames)
            }
            fn payload<'a>(value: &'a $pointer, out: &mut $crate::__private::Encoder<'a>) -> $crate::Result<()> {
                $crate::__private::dynamic::payload_foreign::<$object>($any(&**value), out)
            }
            fn needs_frames(_: &$pointer) -> bool {
                true
            }
            fn can_be_nil(_: &$pointer) -> bool {
                false
            }
            fn nil_possible() -> bool {
                false
            }
            fn form(_: &$crate::columns::Nesting<'_>) -> $crate::columns::Form {
                $crate::columns::Form::Rows
            }
            fn decode(input: $crate::__private::Input<'_, '_>) -> $crate::Result<$pointer> {
                $crate::__private::dynamic::decode_foreign::<$object>(input).map($crate::__private::Into::into)
            }
        }
    };
}

/// Writes an object of another crate's trait.
pub fn payload_foreign<'a, D: ?Sized + 'static>(
    value: Option<&'a dyn Any>,
    out: &mut Encoder<'a>,
) -> Result<()> {
    match value {
        Some(value) => {
            let object = Object::new::<D>(value, false);
            // What has no line for the trait could not be read; no supertrait sees to that here.
            Registry::global().cast_to::<D>(&object.registration()?)?;
            object.payload(out)
        }
        None => Err(Error::not_allowed(format!(
            "this `{}` does not tell its type; put it into a newtype that is registered",
            std::any::type_name::<D>()
        ))),
    }
}

/// Reads an object of another crate's trait.
pub fn decode_foreign<D: ?Sized + 'static>(mut input: Input<'_, '_>) -> Result<Box<D>> {
    known(&mut input, |registry, registration| registry.cast_to::<D>(registration))?.read(input)
}
