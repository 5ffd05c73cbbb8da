//! References, boxes and counted pointers: their content, as if it stood there itself.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::{from_whole, whole};
use crate::columns::{self, Column, Form, Nesting, Packing, Source};
use crate::decode::{Decoder, Input};
use crate::dynamic::Object;
use crate::encode::{Encoder, Fit, Inline, shallow};
use crate::error::Result;
use crate::framed::{Framed, FromFrames};
use crate::names::{Named, TypeInfo};
use crate::{pointer_runs, read_runs_in_columns, runs_in_columns};

macro_rules! pointer {
    ([$($generics:tt)*] $type:ty, $target:ty $(, $($hooks:tt)*)?) => {
        impl<$($generics)*> Named for $type {
            fn type_info() -> &'static TypeInfo {
                crate::type_info!("std.pointer", shared = true)
            }
            fn dyn_type_info(&self) -> &'static TypeInfo {
                <$target as Named>::dyn_type_info(self)
            }
        }

        impl<$($generics)*> Framed for $type {
            whole!();

            #[inline]
            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                <$target as Framed>::inline(self, out)
            }

            #[inline]
            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                <$target as Framed>::payload(self, out)
            }

            #[inline]
            fn needs_frames(&self) -> bool {
                shallow(|| <$target as Framed>::needs_frames(self))
            }

            fn can_be_nil(&self) -> bool {
                <$target as Framed>::can_be_nil(self)
            }

            fn object(&self) -> Option<Object<'_>> {
                <$target as Framed>::object(self)
            }

            $($($hooks)*)?
        }
    };
}

/// What has a size may stand in columns as if there were no pointer.
macro_rules! columns_behind {
    () => {
        fn form(nesting: &Nesting<'_>) -> Form {
            T::form(nesting)
        }

        fn column() -> Column<'static> {
            T::column()
        }

        fn pack<'a>(rows: &[&'a Self], column: &mut Column<'a>, packing: &Packing) -> Result<Fit> {
            columns::pack::through(rows, |row| &**row, column, packing)
        }

        fn prefers_rows() -> bool {
            T::prefers_rows()
        }

        runs_in_columns!();
    };
}

pointer!(['r, T: Framed + ?Sized] &'r T, T, pointer_runs!(););
pointer!(['r, T: Framed + ?Sized] &'r mut T, T, pointer_runs!(););
pointer!([T: Framed] Box<T>, T, columns_behind!(););
pointer!([T: Framed + ?Sized] Rc<T>, T, pointer_runs!(););
pointer!([T: Framed + ?Sized] Arc<T>, T, pointer_runs!(););
pointer!(['r, T: Framed + ToOwned + ?Sized] Cow<'r, T>, T);

impl<T: FromFrames> FromFrames for Box<T> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        T::decode(input).map(Box::new)
    }

    read_runs_in_columns!();

    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        T::open_column(input)
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Self>,
    ) -> Result<()> {
        columns::unpack::mapped(source, count, decoder, out, |value| Ok(Box::new(value)))
    }

    fn absent() -> Option<Self> {
        T::absent().map(Box::new)
    }

    fn nil_possible() -> bool {
        T::nil_possible()
    }
}

/// Through a box, so that it covers `str`, slices and trait objects.
macro_rules! counted {
    ($counted:ident) => {
        impl<T: Framed + ?Sized> FromFrames for $counted<T>
        where
            Box<T>: FromFrames,
        {
            from_whole!();

            fn decode(input: Input<'_, '_>) -> Result<Self> {
                Box::<T>::decode(input).map(Self::from)
            }

            fn decode_vec(input: Input<'_, '_>) -> Result<Vec<Self>> {
                Ok(Box::<T>::decode_vec(input)?.into_iter().map(Self::from).collect())
            }

            fn absent() -> Option<Self> {
                Box::<T>::absent().map(Self::from)
            }

            fn nil_possible() -> bool {
                Box::<T>::nil_possible()
            }
        }
    };
}
counted!(Rc);
counted!(Arc);

impl<T: Framed + ToOwned + ?Sized> FromFrames for Cow<'_, T>
where
    T::Owned: FromFrames,
{
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        T::Owned::decode(input).map(Cow::Owned)
    }

    fn nil_possible() -> bool {
        T::Owned::nil_possible()
    }
}
