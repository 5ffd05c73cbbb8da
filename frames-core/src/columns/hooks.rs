//! The hooks of derived types, as macros that the derive's output calls: short there, and in one place here.

/// `form`, `column` and `pack` of a type that lists its fields.
#[doc(hidden)]
#[macro_export]
macro_rules! record_columns {
    ($target:ty) => {
        fn form(nesting: &$crate::columns::Nesting<'_>) -> $crate::columns::Form {
            $crate::columns::form::<Self, $target>(nesting)
        }
        fn column() -> $crate::columns::Column<'static> {
            $crate::columns::build::<Self, $target>()
        }
        fn pack<'__a>(
            rows: &[&'__a $target],
            column: &mut $crate::columns::Column<'__a>,
            packing: &$crate::columns::Packing,
        ) -> $crate::Result<$crate::__private::Fit> {
            $crate::columns::pack::<Self, $target>(rows, column, packing)
        }
    };
}

/// The same of a type that is written as its one field.
#[doc(hidden)]
#[macro_export]
macro_rules! content_columns {
    ($target:ty, $codec:ty, $content:ty, $get:expr) => {
        fn form(nesting: &$crate::columns::Nesting<'_>) -> $crate::columns::Form {
            $crate::columns::content::form::<$codec, $content, $target>(nesting)
        }
        fn column() -> $crate::columns::Column<'static> {
            <$codec as $crate::__private::WriteAs<$content>>::column()
        }
        fn pack<'__a>(
            rows: &[&'__a $target],
            column: &mut $crate::columns::Column<'__a>,
            packing: &$crate::columns::Packing,
        ) -> $crate::Result<$crate::__private::Fit> {
            $crate::columns::content::pack::<$codec, $content, $target>(rows, $get, column, packing)
        }
        fn prefers_rows() -> bool {
            <$codec as $crate::__private::WriteAs<$content>>::prefers_rows()
        }
    };
}

/// The same of an enum that is the name of its variant.
#[doc(hidden)]
#[macro_export]
macro_rules! unit_columns {
    ($target:ty) => {
        fn form(_: &$crate::columns::Nesting<'_>) -> $crate::columns::Form {
            $crate::columns::Form::Values { nil: false }
        }
        fn pack<'__a>(
            rows: &[&'__a $target],
            column: &mut $crate::columns::Column<'__a>,
            _: &$crate::columns::Packing,
        ) -> $crate::Result<$crate::__private::Fit> {
            $crate::__private::unit::pack::<Self, $target>(rows, column)
        }
    };
}

/// The hooks of `Framed` for runs of a type whose runs may be columns.
#[doc(hidden)]
#[macro_export]
macro_rules! runs_in_columns {
    () => {
        fn slice_inline(
            slice: &[Self],
            out: &mut $crate::__private::Inline<'_>,
        ) -> $crate::Result<$crate::__private::Fit> {
            $crate::columns::slice_inline(slice, out)
        }
        fn slice_payload<'__a>(
            slice: &'__a [Self],
            out: &mut $crate::__private::Encoder<'__a>,
        ) -> $crate::Result<()> {
            $crate::columns::chain_payload(slice, &[], out)
        }
        fn chain_payload<'__a>(
            first: &'__a [Self],
            second: &'__a [Self],
            out: &mut $crate::__private::Encoder<'__a>,
        ) -> $crate::Result<()> {
            $crate::columns::chain_payload(first, second, out)
        }
        fn slice_needs_frames(slice: &[Self]) -> bool {
            $crate::columns::slice_needs_frames(slice)
        }
    };
}

/// The hook of `FromFrames` for such runs.
#[doc(hidden)]
#[macro_export]
macro_rules! read_runs_in_columns {
    () => {
        fn decode_vec(
            input: $crate::__private::Input<'_, '_>,
        ) -> $crate::Result<$crate::__private::Vec<Self>> {
            $crate::columns::read(input)
        }
    };
}
