//! `cast!`, and what `#[framed_dyn]` and `#[framed(dyn = ..)]` expand to.

/// The constant that `#[framed(dyn = Trait)]` submits, for registries that are filled by hand.
///
/// ```
/// use frames_core::{Registry, cast, registration};
/// use std::time::Duration;
///
/// trait Length: std::any::Any {}
/// impl Length for Duration {}
///
/// let registry = Registry::new();
/// registry.add(registration!(Duration)).add_cast(cast!(Duration as dyn Length));
/// ```
#[macro_export]
macro_rules! cast {
    // Types and traits may have any name, so this brings none into their scope.
    ($type:ty as dyn $trait:path) => {{
        #[allow(unused_imports)]
        use $crate::__private::{Nameless as _, NoCast as _};
        // Each constant is there for types that are as it says; elsewhere the trait's takes its place.
        #[allow(dead_code)]
        struct __Of<__T>($crate::__private::std::marker::PhantomData<__T>);
        impl<__T> $crate::__private::NoCast for __Of<__T> {}
        $crate::cast!(@to SEND, $type, $trait, + $crate::__private::std::marker::Send);
        $crate::cast!(@to SYNC, $type, $trait, + $crate::__private::std::marker::Sync);
        $crate::cast!(
            @to SEND_SYNC, $type, $trait,
            + $crate::__private::std::marker::Send + $crate::__private::std::marker::Sync
        );
        $crate::Cast::new([
            $crate::__private::Some($crate::cast!(@new $type, $type, (dyn $trait))),
            __Of::<$type>::SEND,
            __Of::<$type>::SYNC,
            __Of::<$type>::SEND_SYNC,
        ])
    }};
    (@to $name:ident, $type:ty, $trait:path, $($markers:tt)*) => {
        #[allow(dead_code)]
        impl<__T: $trait + $crate::__private::std::any::Any $($markers)*> __Of<__T> {
            const $name: $crate::__private::Option<$crate::__private::CastTo> =
                $crate::__private::Some($crate::cast!(@new $type, __T, (dyn $trait $($markers)*)));
        }
    };
    (@new $type:ty, $from:ty, ($object:ty)) => {
        $crate::__private::CastTo::new::<$from, $object>(
            $crate::__private::NameProbe::<$type>::INFO,
            &$crate::__private::CastFn(
                |value: $crate::__private::std::boxed::Box<dyn $crate::__private::std::any::Any>| {
                    value.downcast::<$from>().map(|value| value as _)
                },
            ),
        )
    };
}

/// The traits of a trait's objects and of boxes of them, in all combinations of `Send` and `Sync`.
#[doc(hidden)]
#[macro_export]
macro_rules! trait_object {
    ($trait:path, $name:expr) => {
        $crate::trait_object!(@all (dyn $trait), $name);
        $crate::trait_object!(@all (dyn $trait + $crate::__private::std::marker::Send), $name);
        $crate::trait_object!(@all (dyn $trait + $crate::__private::std::marker::Sync), $name);
        $crate::trait_object!(
            @all
            (dyn $trait + $crate::__private::std::marker::Send + $crate::__private::std::marker::Sync),
            $name
        );
    };
    (@all ($object:ty), $name:expr) => {
        impl $crate::TraitObject for $object {
            fn any(&self) -> &dyn $crate::__private::std::any::Any {
                self
            }
        }
        $crate::trait_object!(@framed ($object), $name);
    };
    (@framed ($object:ty), $name:expr) => {
        impl $crate::Named for $object {
            fn dyn_type_info(&self) -> &'static $crate::TypeInfo {
                $crate::type_info!($name, shared = true)
            }
        }

        impl $crate::Framed for $object {
            $crate::trait_object!(@write $object, $crate::__private::std::convert::identity);
        }

        impl $crate::Named for $crate::__private::std::boxed::Box<$object> {
            fn type_info() -> &'static $crate::TypeInfo {
                $crate::type_info!($name, shared = true)
            }
            fn dyn_type_info(&self) -> &'static $crate::TypeInfo {
                $crate::type_info!($name, shared = true)
            }
        }

        impl $crate::Framed for $crate::__private::std::boxed::Box<$object> {
            $crate::trait_object!(@write $object, $crate::__private::std::ops::Deref::deref);
            $crate::pointer_runs!();

            fn form(_: &$crate::columns::Nesting<'_>) -> $crate::columns::Form {
                $crate::columns::Form::Rows
            }
        }

        impl $crate::FromFrames for $crate::__private::std::boxed::Box<$object> {
            fn from_frames(
                header: $crate::HeaderReader<'_>,
                frames: &mut $crate::FrameReader<'_>,
            ) -> $crate::Result<Self> {
                $crate::__private::parts::from_frames(header, frames)
            }

            fn decode(input: $crate::__private::Input<'_, '_>) -> $crate::Result<Self> {
                $crate::__private::dynamic::decode(input)
            }

            fn decode_vec(
                input: $crate::__private::Input<'_, '_>,
            ) -> $crate::Result<$crate::__private::Vec<Self>> {
                $crate::__private::dynamic::decode_run(input)
            }

            fn nil_possible() -> bool {
                <$object as $crate::TraitObject>::MAY_BE_NIL
            }
        }
    };
    // `$get` goes from the value to the object: a box has it behind it.
    (@write $object:ty, $get:path) => {
        fn header(&self, out: &mut $crate::HeaderWriter<'_>) -> $crate::Result<()> {
            $crate::__private::parts::header(self, out)
        }

        fn frames<'a>(&'a self, out: &mut $crate::Frames<'a>) -> $crate::Result<()> {
            $crate::__private::parts::frames(self, out)
        }

        fn payload<'a>(&'a self, out: &mut $crate::__private::Encoder<'a>) -> $crate::Result<()> {
            $crate::__private::dynamic::Object::of::<$object>($get(self)).payload(out)
        }

        fn can_be_nil(&self) -> bool {
            <$object as $crate::TraitObject>::MAY_BE_NIL
        }

        fn object(&self) -> $crate::__private::Option<$crate::__private::dynamic::Object<'_>> {
            $crate::__private::Some($crate::__private::dynamic::Object::of::<$object>($get(self)))
        }
    };
}

/// The hooks of runs of pointers, which may point to trait objects.
#[doc(hidden)]
#[macro_export]
macro_rules! pointer_runs {
    () => {
        fn slice_inline(
            slice: &[Self],
            out: &mut $crate::__private::Inline<'_>,
        ) -> $crate::Result<$crate::__private::Fit> {
            $crate::__private::dynamic::slice_inline(slice, out)
        }

        fn slice_payload<'a>(
            slice: &'a [Self],
            out: &mut $crate::__private::Encoder<'a>,
        ) -> $crate::Result<()> {
            $crate::__private::dynamic::slice_payload(slice, &[], out)
        }

        fn chain_payload<'a>(
            first: &'a [Self],
            second: &'a [Self],
            out: &mut $crate::__private::Encoder<'a>,
        ) -> $crate::Result<()> {
            $crate::__private::dynamic::slice_payload(first, second, out)
        }
    };
}
