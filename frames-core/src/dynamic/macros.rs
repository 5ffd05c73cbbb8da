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
    ($type:ty as dyn $trait:path) => {{
        use $crate::__private::std::any::Any;
        use $crate::__private::std::boxed::Box;
        #[allow(unused_imports)]
        use $crate::__private::{CastFn, CastTo, NameProbe, Nameless as _, NoCast, Option, Some, TypeInfo};
        // Each constant is there for types that are as it says; elsewhere the trait's takes its place.
        #[allow(dead_code)]
        struct Of<T>($crate::__private::std::marker::PhantomData<T>);
        impl<T> NoCast for Of<T> {}
        const INFO: Option<fn() -> &'static TypeInfo> = NameProbe::<$type>::INFO;
        #[allow(dead_code)]
        impl<T: $trait + Any> Of<T> {
            const PLAIN: Option<CastTo> = Some(CastTo::new::<T, dyn $trait>(
                INFO,
                &CastFn(|value: Box<dyn Any>| value.downcast::<T>().map(|value| value as _)),
            ));
        }
        #[allow(dead_code)]
        impl<T: $trait + Any + $crate::__private::std::marker::Send> Of<T> {
            const SEND: Option<CastTo> =
                Some(CastTo::new::<T, dyn $trait + $crate::__private::std::marker::Send>(
                    INFO,
                    &CastFn(|value: Box<dyn Any>| value.downcast::<T>().map(|value| value as _)),
                ));
        }
        #[allow(dead_code)]
        impl<T: $trait + Any + $crate::__private::std::marker::Sync> Of<T> {
            const SYNC: Option<CastTo> =
                Some(CastTo::new::<T, dyn $trait + $crate::__private::std::marker::Sync>(
                    INFO,
                    &CastFn(|value: Box<dyn Any>| value.downcast::<T>().map(|value| value as _)),
                ));
        }
        #[allow(dead_code)]
        impl<T> Of<T>
        where
            T: $trait + Any + $crate::__private::std::marker::Send + $crate::__private::std::marker::Sync,
        {
            const SEND_SYNC: Option<CastTo> = Some(CastTo::new::<
                T,
                dyn $trait + $crate::__private::std::marker::Send + $crate::__private::std::marker::Sync,
            >(
                INFO,
                &CastFn(|value: Box<dyn Any>| value.downcast::<T>().map(|value| value as _)),
            ));
        }
        $crate::Cast::new([Of::<$type>::PLAIN, Of::<$type>::SEND, Of::<$type>::SYNC, Of::<$type>::SEND_SYNC])
    }};
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
