//! `register!` and `registration!`: the one line that names a type.

/// Gives a type a name on the wire and registers it at link time.
///
/// ```
/// # use frames_core::*;
/// # #[derive(Debug)] struct Human;
/// # impl Framed for Human {
/// #     fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> { Ok(()) }
/// #     fn frames<'a>(&'a self, _: &mut Frames<'a>) -> Result<()> { Ok(()) }
/// # }
/// # impl FromFrames for Human {
/// #     fn from_frames(_: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<Self> { Ok(Human) }
/// # }
/// # mod foreign { #[derive(Debug)] pub struct Version; }
/// # fn version_out<'a>(_: &'a foreign::Version, _: &mut HeaderWriter<'_>, _: &mut Frames<'a>) -> Result<()> { Ok(()) }
/// # fn version_in(_: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<foreign::Version> { Ok(foreign::Version) }
/// // A type of this crate with `Framed` written by hand: its name, and the Python class that reads it.
/// register!(Human as "acme.Human", python = "acme.Human", aliases = ["acme.Person"]);
///
/// // An instance of a generic type.
/// register!(Vec<f32> as "acme.Samples");
///
/// // A type of another crate, by a pair of functions.
/// register!(foreign::Version as "acme.Version", serialize = version_out, deserialize = version_in);
/// ```
///
/// ```
/// use frames_core::register;
/// # use std::any::Any;
/// # use std::time::Duration;
/// # trait Wait: Any {}
///
/// // A type that may be read as the object of a trait with `#[framed_dyn]`.
/// register!(Duration as dyn Wait);
/// impl Wait for Duration {}
/// ```
///
/// A single identifier names a type of this crate and implements [`Named`](crate::Named) for it, so a derived type,
/// which has a name already, isn't registered again. Everything else (a path, a generic instance) only registers.
#[macro_export]
macro_rules! register {
    ($type:ty as dyn $trait:path, foreign $(,)?) => {
        const _: () = {
            $crate::__private::inventory::submit! {
                $crate::__private::CastEntry($crate::cast!($type as dyn $trait))
            }
        };
    };
    ($type:ty as dyn $trait:path $(,)?) => {
        const _: () = {
            impl $crate::Registered<dyn $trait> for $type {}
            $crate::__private::inventory::submit! {
                $crate::__private::CastEntry($crate::cast!($type as dyn $trait))
            }
        };
    };
    ($type:ty as $name:expr, serialize = $serialize:expr, deserialize = $deserialize:expr
        $(, python = $python:expr)? $(, aliases = [$($alias:expr),* $(,)?])? $(,)?) => {
        const _: () = {
            $crate::__private::inventory::submit! {
                $crate::__private::Entry($crate::__private::std::option::Option::Some($crate::registration!(
                    $type as $name, serialize = $serialize, deserialize = $deserialize
                    $(, python = $python)? $(, aliases = [$($alias),*])?
                )))
            }
        };
    };
    ($type:ident as $name:expr $(, python = $python:expr)? $(, aliases = [$($alias:expr),* $(,)?])? $(,)?) => {
        const _: () = {
            impl $crate::Named for $type {
                fn type_info() -> &'static $crate::TypeInfo {
                    $crate::type_info!($name $(, aliases = [$($alias),*])? $(, python = $python)?)
                }
                fn dyn_type_info(&self) -> &'static $crate::TypeInfo {
                    <Self as $crate::Named>::type_info()
                }
            }
            #[allow(unused_imports)]
            use $crate::__private::Unregistered as _;
            $crate::__private::inventory::submit! {
                $crate::__private::Entry::of(
                    $crate::__private::Probe::<$type>::SEND,
                    $crate::__private::Probe::<$type>::LOCAL,
                )
            }
        };
    };
    ($type:ty as $name:expr $(,)?) => {
        const _: () = {
            $crate::__private::inventory::submit! {
                $crate::__private::Entry($crate::__private::std::option::Option::Some(
                    $crate::registration!($type as $name)
                ))
            }
        };
    };
}

/// The constant that [`register!`](crate::register) submits, for registries that are filled by hand.
///
/// ```
/// use frames_core::{Registration, Registry, registration};
///
/// const SAMPLES: Registration = registration!(Vec<f32> as "acme.Samples");
/// let registry = Registry::new();
/// registry.add(SAMPLES).add(registration!(u32));
/// assert!(registry.expect(&["acme.Samples", "std.u32"]).is_ok());
/// ```
#[macro_export]
macro_rules! registration {
    ($type:ty as $name:expr, serialize = $serialize:expr, deserialize = $deserialize:expr
        $(, python = $python:expr)? $(, aliases = [$($alias:expr),* $(,)?])? $(,)?) => {{
        fn __info() -> &'static $crate::TypeInfo {
            $crate::type_info!($name $(, aliases = [$($alias),*])? $(, python = $python)?)
        }
        fn __encode<'a>(
            value: &'a dyn $crate::__private::std::any::Any,
            out: &mut $crate::__private::Encoder<'a>,
        ) -> $crate::Result<()> {
            $crate::__private::encode_foreign::<$type>(value, out, __info(), $serialize)
        }
        fn __decode(
            input: $crate::__private::Input<'_, '_>,
        ) -> $crate::Result<$crate::__private::std::boxed::Box<dyn $crate::__private::std::any::Any>> {
            $crate::__private::decode_foreign::<$type>(input, __info(), $deserialize)
        }
        $crate::Registration::foreign::<$type>(__info, __encode, __decode)
    }};
    ($type:ty as $name:expr $(,)?) => {
        $crate::registration!($type).called($name, ::core::env!("CARGO_PKG_NAME"))
    };
    ($type:ty $(,)?) => {{
        #[allow(unused_imports)]
        use $crate::__private::Unregistered as _;
        $crate::Registration::either(
            $crate::__private::Probe::<$type>::SEND,
            $crate::Registration::local::<$type>(),
        )
    }};
}
