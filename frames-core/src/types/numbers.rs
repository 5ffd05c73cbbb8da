//! The numbers: each scalar type with its numpy type string, and the hooks that make a run of it one array. A run of
//! `u8` is `bytes`.

use super::any_number::{AnyNumber, float, int};
use super::element::Element;
use super::number::{Number, chained};
use super::number_hooks::{
    array_item, castable, maskable, not_castable, read_array_item, read_options, read_runs, runs,
};
use super::scalar::{Scalar, narrow, read, read_scalar, scalar_methods};
use super::{array, bytes, from_whole, named, whole};
use crate::columns::numbers::{
    masked_columns, number_cells, number_columns, number_run_columns, read_masked_columns,
    read_number_columns, read_number_run_columns,
};
use crate::columns::{Column, Form, Nesting, Packing};
use crate::decode::{Family, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::frame::{Frame, Piece};
use crate::framed::{Framed, FromFrames};
use crate::names::known;
use crate::value::{DType, Kind};

macro_rules! dtype {
    ($single:literal) => {
        concat!("|", $single)
    };
    ($little:literal, $big:literal) => {
        if array::NATIVE == '<' { $little } else { $big }
    };
}

macro_rules! number {
    ($($type:ident, $name:literal, $dtype:expr, $kind:ident, |$number:ident| $convert:expr;)*) => {$(
        impl Element for $type {
            fn dtype() -> DType {
                DType::native(Kind::$kind, size_of::<$type>())
            }

            fn convert($number: AnyNumber) -> Option<Self> {
                $convert
            }
        }

        impl Number for $type {
            const DTYPE: &'static str = $dtype;

            castable!();
        }

        named!($name, [] $type);

        impl Framed for $type {
            scalar_methods!();
            runs!();
            maskable!();
            number_columns!();
            number_run_columns!();
            masked_columns!();
        }

        impl FromFrames for $type {
            read_scalar!();
            read_runs!();
            read_options!();
            read_number_columns!();
            read_masked_columns!();
            number_cells!();
            read_number_run_columns!();
        }
    )*};
}

number! {
    i8, "std.i8", dtype!("i1"), Int, |number| int(number);
    i16, "std.i16", dtype!("<i2", ">i2"), Int, |number| int(number);
    i32, "std.i32", dtype!("<i4", ">i4"), Int, |number| int(number);
    i64, "std.i64", dtype!("<i8", ">i8"), Int, |number| int(number);
    u16, "std.u16", dtype!("<u2", ">u2"), UInt, |number| int(number);
    u32, "std.u32", dtype!("<u4", ">u4"), UInt, |number| int(number);
    u64, "std.u64", dtype!("<u8", ">u8"), UInt, |number| int(number);
    f32, "std.f32", dtype!("<f4", ">f4"), Float, |number| narrow(float(number)?).ok();
    f64, "std.f64", dtype!("<f8", ">f8"), Float, |number| float(number);
}

// Pointer-sized integers are written at their size here and read from any.
#[cfg(target_pointer_width = "64")]
number! {
    isize, "std.isize", dtype!("<i8", ">i8"), Int, |number| int(number);
    usize, "std.usize", dtype!("<u8", ">u8"), UInt, |number| int(number);
}
#[cfg(target_pointer_width = "32")]
number! {
    isize, "std.isize", dtype!("<i4", ">i4"), Int, |number| int(number);
    usize, "std.usize", dtype!("<u4", ">u4"), UInt, |number| int(number);
}

impl Element for bool {
    fn dtype() -> DType {
        DType::native(Kind::Bool, 1)
    }

    fn convert(number: AnyNumber) -> Option<Self> {
        match number {
            AnyNumber::Bool(0) => Some(false),
            AnyNumber::Bool(1) => Some(true),
            _ => None,
        }
    }
}

impl Number for bool {
    const DTYPE: &'static str = dtype!("b1");

    /// What isn't a bool is left to the way that says where it stands.
    fn cast(frame: &[u8]) -> Option<Result<Vec<Self>>> {
        let mut bools = Vec::with_capacity(frame.len());
        Self::extend(frame, &mut bools).then_some(Ok(bools))
    }

    fn cast_arrays<const N: usize>(_: &[u8]) -> Option<Result<Vec<[Self; N]>>> {
        None
    }

    fn extend(frame: &[u8], out: &mut Vec<Self>) -> bool {
        let valid = frame.iter().fold(0, |all, byte| all | byte) <= 1;
        if valid {
            out.extend(frame.iter().map(|byte| *byte == 1));
        }
        valid
    }

    fn extend_options(_: &[u8], _: &[u8], _: &mut Vec<Option<Self>>) -> bool {
        false
    }
}

named!("std.bool", [] bool);

impl Framed for bool {
    scalar_methods!();
    runs!();
    maskable!();
    number_columns!();
    number_run_columns!();
    masked_columns!();
}

impl FromFrames for bool {
    read_scalar!();
    read_runs!();
    read_options!();
    read_number_columns!();
    read_masked_columns!();
}

impl Element for char {
    fn dtype() -> DType {
        DType::native(Kind::Text, 4)
    }

    fn convert(number: AnyNumber) -> Option<Self> {
        match number {
            AnyNumber::Char(value) => char::from_u32(value),
            _ => None,
        }
    }
}

impl Number for char {
    const DTYPE: &'static str = dtype!("<U1", ">U1");

    not_castable!();
}

named!("std.char", [] char);

impl Framed for char {
    scalar_methods!();
    runs!();
    number_columns!();
    number_run_columns!();

    /// numpy has no missing text, so the values stand in msgpack.
    fn options_form(_: &Nesting<'_>) -> Form {
        Form::Values { nil: true }
    }
}

impl FromFrames for char {
    read_scalar!();
    read_runs!();
    read_number_columns!();
}

impl Element for u8 {
    fn dtype() -> DType {
        DType::native(Kind::UInt, 1)
    }

    fn convert(number: AnyNumber) -> Option<Self> {
        int(number)
    }
}

impl Number for u8 {
    const DTYPE: &'static str = dtype!("u1");

    castable!();
}

named!("std.u8", [] u8);

impl Framed for u8 {
    scalar_methods!();

    fn slice_inline(slice: &[Self], out: &mut Inline<'_>) -> Result<Fit> {
        bytes::inline(slice, out)
    }

    fn slice_payload<'a>(slice: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
        out.bytes(Frame::Whole(Piece::Borrowed(slice)))
    }

    fn chain_payload<'a>(first: &'a [Self], second: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
        out.bytes(chained(first, second, out.style.canonical))
    }

    fn slice_needs_frames(_: &[Self]) -> bool {
        true
    }

    array_item!();
    maskable!();
    number_columns!();
    number_run_columns!();
    masked_columns!();

    fn runs_form(_: &Nesting<'_>) -> Form {
        Form::Values { nil: false }
    }

    fn pack_runs<'a>(rows: &[&'a [Self]], column: &mut Column<'a>, _: &Packing) -> Result<Fit> {
        bytes::pack(rows.iter().copied(), column)
    }
}

impl FromFrames for u8 {
    read_scalar!();
    read_number_columns!();
    read_masked_columns!();
    number_cells!();

    fn decode_vec(mut input: Input<'_, '_>) -> Result<Vec<Self>> {
        use crate::msgpack::read::Token;
        if let Some((start, stop)) = input.eat_envelope(known::BYTES)? {
            if stop - start == 1 {
                input.decoder.frames.claim(start)?;
                return input.decoder.frames.bytes(start).map(<[u8]>::to_vec);
            }
            return bytes::joined(input, start, stop).map(Vec::from);
        }
        if input.is_ahead(known::NDARRAY)? {
            return Self::decode_array(input, &[]);
        }
        match input.peek_envelope()?.map(|envelope| envelope.family) {
            Some(Family::Collection { .. }) => input.list(),
            Some(Family::Dask(_)) => bytes::read(input).map(Vec::from),
            _ => input.value("bytes", |decoder| {
                let at = decoder.cursor;
                match decoder.token()? {
                    Token::Bin(bytes) => Ok(bytes.to_vec()),
                    Token::Array(len) => {
                        (0..len).map(|index| read(decoder).map_err(|error| error.at_index(index))).collect()
                    }
                    other => Err(at.locate(Error::header("bytes", other.kind()))),
                }
            }),
        }
    }

    read_array_item!();
    read_options!();
}
