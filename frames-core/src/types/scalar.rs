//! Scalars: one msgpack value each.

use std::num::{NonZero, Wrapping};

use bytemuck::TransparentWrapper;

use super::{from_whole, named, whole};
use crate::columns::{self, Column, Form, Nesting, Packing, Source};
use crate::decode::{Decoder, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::read::Token;
use crate::msgpack::write;

/// What a scalar is on the wire, apart from where it stands.
pub(super) trait Scalar: Sized {
    const EXPECTED: &'static str;
    fn write(&self, out: &mut Vec<u8>);
    /// `None` for a token of another kind; an error for a value out of range.
    fn read(token: Token<'_>) -> Option<Result<Self>>;
    /// An integer from 0 to 127, which is one byte.
    #[inline]
    fn small(_: u8) -> Option<Self> {
        None
    }
}

/// Reads a scalar at the cursor.
#[inline]
pub(super) fn read<T: Scalar>(decoder: &mut Decoder<'_>) -> Result<T> {
    let at = decoder.cursor;
    if let Some(value) = decoder.cursor.small_uint().and_then(T::small) {
        return Ok(value);
    }
    decoder.cursor = at;
    let token = decoder.token()?;
    match T::read(token) {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(at.locate(error)),
        None => Err(at.locate(Error::header(T::EXPECTED, token.kind()))),
    }
}

/// The methods every scalar shares.
macro_rules! scalar_methods {
    () => {
        whole!();

        #[inline]
        fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
            Scalar::write(self, out.out);
            Ok(Fit::Written)
        }

        fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
            out.msgpack_frame(|out| self.inline(out)).map(drop)
        }

        #[inline]
        fn needs_frames(&self) -> bool {
            false
        }
    };
}
pub(super) use scalar_methods;

macro_rules! read_scalar {
    () => {
        from_whole!();

        #[inline]
        fn decode(input: Input<'_, '_>) -> Result<Self> {
            input.value(Self::EXPECTED, read)
        }
    };
}
pub(super) use read_scalar;

#[cold]
fn out_of_range(value: impl std::fmt::Display, of: &str) -> Error {
    Error::value(format!("{value} is out of range for {of}"))
}

macro_rules! integers {
    ($write:ident as $wide:ident: $($int:ident)*) => {$(
        impl Scalar for $int {
            const EXPECTED: &'static str = "an integer";
            #[inline]
            fn small(value: u8) -> Option<Self> {
                $int::try_from(value).ok()
            }
            #[inline]
            fn write(&self, out: &mut Vec<u8>) {
                write::$write(out, *self as $wide);
            }
            #[inline]
            fn read(token: Token<'_>) -> Option<Result<Self>> {
                Some(match token {
                    Token::UInt(value) => $int::try_from(value).map_err(|_| out_of_range(value, stringify!($int))),
                    Token::Int(value) => $int::try_from(value).map_err(|_| out_of_range(value, stringify!($int))),
                    _ => return None,
                })
            }
        }
    )*};
}
integers!(uint as u64: u8 u16 u32 u64 usize);
integers!(int as i64: i8 i16 i32 i64 isize);

impl Scalar for bool {
    const EXPECTED: &'static str = "a bool";
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        write::bool(out, *self);
    }
    #[inline]
    fn read(token: Token<'_>) -> Option<Result<Self>> {
        match token {
            Token::Bool(value) => Some(Ok(value)),
            _ => None,
        }
    }
}

impl Scalar for f64 {
    const EXPECTED: &'static str = "a float";
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        write::f64(out, *self);
    }
    #[inline]
    fn read(token: Token<'_>) -> Option<Result<Self>> {
        match token {
            Token::F64(value) => Some(Ok(value)),
            Token::F32(value) => Some(Ok(value.into())),
            Token::UInt(value) => Some(exact(value.into())),
            Token::Int(value) => Some(exact(value.into())),
            _ => None,
        }
    }
}

/// An integer as a float, if nothing is lost.
pub(super) fn exact(value: i128) -> Result<f64> {
    let float = value as f64;
    if float as i128 == value { Ok(float) } else { Err(out_of_range(value, "an exact f64")) }
}

impl Scalar for f32 {
    const EXPECTED: &'static str = "a float";
    #[inline]
    fn write(&self, out: &mut Vec<u8>) {
        write::f32(out, *self);
    }
    #[inline]
    fn read(token: Token<'_>) -> Option<Result<Self>> {
        match token {
            Token::F32(value) => Some(Ok(value)),
            other => Some(f64::read(other)?.and_then(narrow)),
        }
    }
}

/// A float in half the bits, if nothing is lost.
pub(super) fn narrow(value: f64) -> Result<f32> {
    let narrow = value as f32;
    if f64::from(narrow) == value || value.is_nan() {
        Ok(narrow)
    } else {
        Err(out_of_range(value, "an exact f32"))
    }
}

impl Scalar for char {
    const EXPECTED: &'static str = "a text of one character";
    fn write(&self, out: &mut Vec<u8>) {
        write::text(out, self.encode_utf8(&mut [0; 4]));
    }
    fn read(token: Token<'_>) -> Option<Result<Self>> {
        let Token::Text(text) = token else { return None };
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) => Some(Ok(one)),
            _ => {
                Some(Err(Error::value(format!("{} characters where one was expected", text.chars().count()))))
            }
        }
    }
}

impl Scalar for () {
    const EXPECTED: &'static str = "nil";
    fn write(&self, out: &mut Vec<u8>) {
        write::nil(out);
    }
    fn read(token: Token<'_>) -> Option<Result<Self>> {
        (token == Token::Nil).then_some(Ok(()))
    }
}

named!("std.unit", []());

impl Framed for () {
    scalar_methods!();

    fn can_be_nil(&self) -> bool {
        true
    }
}

impl FromFrames for () {
    read_scalar!();

    fn nil_possible() -> bool {
        true
    }
}

/// The hooks of a type whose runs are runs of another type, which `$peel` makes of a slice.
macro_rules! runs_of {
    ($inner:ty, |$slice:ident| $peel:expr) => {
        fn slice_inline($slice: &[Self], out: &mut Inline<'_>) -> Result<Fit> {
            <$inner>::slice_inline($peel, out)
        }
        fn slice_payload<'a>($slice: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
            <$inner>::slice_payload($peel, out)
        }
        fn chain_payload<'a>(first: &'a [Self], second: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
            let peel = |$slice: &'a [Self]| -> &'a [$inner] { $peel };
            <$inner>::chain_payload(peel(first), peel(second), out)
        }
        fn slice_needs_frames($slice: &[Self]) -> bool {
            <$inner>::slice_needs_frames($peel)
        }
        fn is_array_item() -> bool {
            <$inner>::is_array_item()
        }
        fn array_payload<'a>(
            first: &'a [Self],
            second: &'a [Self],
            shape: &[usize],
            out: &mut Encoder<'a>,
        ) -> Result<()> {
            let peel = |$slice: &'a [Self]| -> &'a [$inner] { $peel };
            <$inner>::array_payload(peel(first), peel(second), shape, out)
        }
    };
}

/// The columns of such a type.
macro_rules! columns_of {
    ($inner:ty, |$row:ident| $get:expr) => {
        fn form(nesting: &Nesting<'_>) -> Form {
            <$inner>::form(nesting)
        }
        fn column() -> Column<'static> {
            <$inner>::column()
        }
        fn pack<'a>(rows: &[&'a Self], column: &mut Column<'a>, packing: &Packing) -> Result<Fit> {
            columns::pack::through(rows, |$row| $get, column, packing)
        }
    };
}

/// The readers of such a type, with `$wrap` for each item.
macro_rules! read_runs_of {
    ($inner:ty, $wrap:expr) => {
        fn decode_vec(input: Input<'_, '_>) -> Result<Vec<Self>> {
            wrapped(<$inner>::decode_vec(input)?, $wrap)
        }
        fn decode_arrays<const N: usize>(input: Input<'_, '_>) -> Result<Vec<[Self; N]>> {
            let arrays = <$inner>::decode_arrays::<N>(input)?;
            arrays.into_iter().map(|array| fixed(wrapped(array.into(), $wrap)?)).collect()
        }
        fn decode_array(input: Input<'_, '_>, inner: &[usize]) -> Result<Vec<Self>> {
            wrapped(<$inner>::decode_array(input, inner)?, $wrap)
        }
    };
}

fn wrapped<T, W>(items: Vec<T>, wrap: impl Fn(T) -> Result<W>) -> Result<Vec<W>> {
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| wrap(item).map_err(|error| error.at_index(index)))
        .collect()
}

fn fixed<W, const N: usize>(items: Vec<W>) -> Result<[W; N]> {
    items
        .try_into()
        .map_err(|items: Vec<W>| Error::value(format!("{} items where {N} were expected", items.len())))
}

/// The same for columns.
macro_rules! read_columns_of {
    ($inner:ty, $wrap:expr) => {
        fn unpack<'d>(
            source: &mut Source<'d>,
            count: usize,
            decoder: &mut Decoder<'d>,
            out: &mut Vec<Self>,
        ) -> Result<()> {
            columns::unpack::mapped(source, count, decoder, out, $wrap)
        }
    };
}

/// The `NonZero` of an integer type.
trait NotZero: Sized {
    type Int;
    fn not_zero(value: Self::Int) -> Option<Self>;
}

fn nonzero<T: NotZero>(value: T::Int) -> Result<T> {
    T::not_zero(value).ok_or_else(|| Error::value("zero where a NonZero was expected"))
}

macro_rules! nonzero {
    ($($int:ident)*) => {$(
        named!("std.NonZero", [] NonZero<$int>);

        impl Framed for NonZero<$int> {
            whole!();
            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                self.get().inline(out)
            }
            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                out.temporary(&self.get())
            }
            fn needs_frames(&self) -> bool {
                self.get().needs_frames()
            }
            runs_of!($int, |slice| bytemuck::cast_slice::<Self, $int>(slice));
            columns_of!($int, |row| bytemuck::cast_ref::<Self, $int>(row));
        }

        impl FromFrames for NonZero<$int> {
            from_whole!();
            fn decode(input: Input<'_, '_>) -> Result<Self> {
                nonzero($int::decode(input)?)
            }
            read_runs_of!($int, nonzero);
            read_columns_of!($int, nonzero);
        }

        impl NotZero for NonZero<$int> {
            type Int = $int;
            fn not_zero(value: $int) -> Option<Self> {
                NonZero::new(value)
            }
        }
    )*};
}
nonzero!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

named!("std.Wrapping", [T] Wrapping<T>);

impl<T: Framed> Framed for Wrapping<T> {
    whole!();
    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        self.0.inline(out)
    }
    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        self.0.payload(out)
    }
    fn needs_frames(&self) -> bool {
        self.0.needs_frames()
    }
    fn can_be_nil(&self) -> bool {
        self.0.can_be_nil()
    }
    runs_of!(T, |slice| Wrapping::peel_slice(slice));
    columns_of!(T, |row| &row.0);
}

impl<T: FromFrames> FromFrames for Wrapping<T> {
    from_whole!();
    fn decode(input: Input<'_, '_>) -> Result<Self> {
        T::decode(input).map(Wrapping)
    }
    read_runs_of!(T, |item| Ok(Wrapping(item)));
    read_columns_of!(T, |item| Ok(Wrapping(item)));
    fn nil_possible() -> bool {
        T::nil_possible()
    }
}
