//! Runs of numbers: one frame, lent as it lies in memory, under a numpy header. On the way in a run may have any dtype
//! and order whose values convert without loss. A run of `u8` is `bytes`.

use super::element::{Element, float, int};
use super::scalar::{Scalar, narrow, read, read_scalar, scalar_methods};
use super::{array, bytes, from_whole, named, whole};
use crate::decode::{Envelope, Family, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::frame::{Frame, Piece};
use crate::frame_reader::numbers;
use crate::framed::{Framed, FromFrames};
use crate::names::known;

/// An item of an array.
pub(super) trait Number: bytemuck::NoUninit {
    /// Its numpy type string on this machine.
    const DTYPE: &'static str;

    /// The value, if `element` can be one without loss.
    fn convert(element: Element) -> Option<Self>;

    /// A whole frame of this dtype at once; `None` where each item needs a look.
    fn cast(frame: &[u8]) -> Option<Result<Vec<Self>>>;

    /// The same for fixed arrays of items.
    fn cast_arrays<const N: usize>(frame: &[u8]) -> Option<Result<Vec<[Self; N]>>>;
}

/// Writes a run, which may lie in two places, as an array of this shape.
pub(super) fn write<'a, T: Number>(
    first: &'a [T],
    second: &'a [T],
    shape: &[usize],
    out: &mut Encoder<'a>,
) -> Result<()> {
    out.envelope(known::NDARRAY);
    array::write_sub_header(out, T::DTYPE, size_of::<T>(), shape)?;
    let (first, second) = (bytemuck::cast_slice::<T, u8>(first), bytemuck::cast_slice::<T, u8>(second));
    out.frames.push_frame(chained(first, second, out.style.canonical))
}

/// One frame of two pieces. Where a value lies in memory is no part of its canonical form: there they are joined.
fn chained<'a>(first: &'a [u8], second: &'a [u8], canonical: bool) -> Frame<'a> {
    match (first, second) {
        (one, []) | ([], one) => Frame::Whole(Piece::Borrowed(one)),
        _ if canonical => Frame::Whole(Piece::Shared([first, second].concat().into())),
        _ => Frame::Chain([first, second].map(|piece| (Piece::Borrowed(piece), None)).into()),
    }
}

/// The frame of an array whose axes behind the first have the lengths `inner`, with what its header says.
fn open<'d>(
    input: &mut Input<'_, 'd>,
    inner: &[usize],
) -> Result<Option<(array::Layout<'d>, &'d [u8], usize)>> {
    let Some(envelope) = array_envelope(input)? else { return Ok(None) };
    let layout = input.decoder.array_layout(&envelope)?;
    let bytes = one_frame(input, &envelope)?;
    if layout.shape.len() != 1 + inner.len() || layout.shape[1..] != *inner {
        return Err(Error::array(format!(
            "its shape is {:?}; expected {} axes{}",
            layout.shape,
            1 + inner.len(),
            if inner.is_empty() { String::new() } else { format!(", the last of them {inner:?}") }
        )));
    }
    let elements = layout.elements(input.limits())?;
    layout.check_frame(elements, bytes.len())?;
    Ok(Some((layout, bytes, elements)))
}

/// Reads the envelope if an array stands here; else nothing.
fn array_envelope<'d>(input: &mut Input<'_, 'd>) -> Result<Option<Envelope<'d>>> {
    if input.is_ahead(known::NDARRAY)? { input.envelope() } else { Ok(None) }
}

/// The one frame that an array has.
fn one_frame<'d>(input: &mut Input<'_, 'd>, envelope: &Envelope<'d>) -> Result<&'d [u8]> {
    match envelope.stop - envelope.start {
        1 => {
            input.decoder.frames.claim(envelope.start)?;
            input.decoder.frames.bytes(envelope.start)
        }
        other => Err(Error::frames(format!("an array has one frame, this one {other}"))),
    }
}

/// Reads an array of any dtype; `None` if none stands here.
fn read_array<T: Number>(mut input: Input<'_, '_>, inner: &[usize]) -> Result<Option<Vec<T>>> {
    let Some((layout, bytes, elements)) = open(&mut input, inner)? else { return Ok(None) };
    collect(&layout, bytes, elements).map(Some)
}

/// The items of an array, in C order.
pub(super) fn collect<T: Number>(
    layout: &array::Layout<'_>,
    bytes: &[u8],
    elements: usize,
) -> Result<Vec<T>> {
    if layout.dtype == T::DTYPE && layout.is_c_contiguous()? {
        if let Some(whole) = T::cast(bytes) {
            return whole;
        }
    }
    let reader = Element::reader(layout.dtype)?;
    let item = layout.item()?;
    // An array that repeats its data may be larger than memory, within the limits.
    let mut items = Vec::new();
    items
        .try_reserve_exact(elements)
        .map_err(|_| Error::array(format!("there is no memory for its {elements} elements")))?;
    for (index, offset) in layout.offsets(elements).enumerate() {
        let element = bytes.get(offset..offset + item).and_then(reader);
        match element.and_then(T::convert) {
            Some(value) => items.push(value),
            None => {
                return Err(Error::value(format!(
                    "an item of dtype `{}` is no {} without loss",
                    layout.dtype,
                    std::any::type_name::<T>()
                ))
                .at_index(index));
            }
        }
    }
    Ok(items)
}

fn read_arrays<T: Number, const N: usize>(mut input: Input<'_, '_>) -> Result<Option<Vec<[T; N]>>> {
    let Some((layout, bytes, elements)) = open(&mut input, &[N])? else { return Ok(None) };
    if layout.dtype == T::DTYPE && layout.is_c_contiguous()? {
        if let Some(whole) = T::cast_arrays(bytes) {
            return whole.map(Some);
        }
    }
    let items = collect::<T>(&layout, bytes, elements)?;
    Ok(Some(items.chunks_exact(N.max(1)).map(|chunk| std::array::from_fn(|at| chunk[at])).collect()))
}

/// The hooks of a number that runs of it are written and read by.
macro_rules! runs {
    () => {
        fn slice_inline(slice: &[Self], out: &mut Inline<'_>) -> Result<Fit> {
            // Only as a key does a run of numbers stand in msgpack: as a tuple.
            if out.is_key() { out.run(slice) } else { Ok(Fit::NeedsFrames) }
        }

        fn slice_payload<'a>(slice: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
            write(slice, &[], &[slice.len()], out)
        }

        fn chain_payload<'a>(first: &'a [Self], second: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
            write(first, second, &[first.len() + second.len()], out)
        }

        fn slice_needs_frames(_: &[Self]) -> bool {
            true
        }

        array_item!();
    };
}

macro_rules! array_item {
    () => {
        fn is_array_item() -> bool {
            true
        }

        fn array_payload<'a>(
            first: &'a [Self],
            second: &'a [Self],
            shape: &[usize],
            out: &mut Encoder<'a>,
        ) -> Result<()> {
            write(first, second, shape, out)
        }
    };
}

/// A missing number is masked. Characters have no fill value that msgpack could hold.
macro_rules! maskable {
    () => {
        fn is_maskable() -> bool {
            true
        }

        fn options_payload<'a>(
            first: &'a [Option<Self>],
            second: &'a [Option<Self>],
            out: &mut Encoder<'a>,
        ) -> Result<()> {
            super::masked::write(first, second, out)
        }
    };
}

macro_rules! read_runs {
    () => {
        fn decode_vec(mut input: Input<'_, '_>) -> Result<Vec<Self>> {
            if input.is_ahead(known::NDARRAY)? {
                return Self::decode_array(input, &[]);
            }
            input.list()
        }

        read_array_item!();
    };
}

macro_rules! read_array_item {
    () => {
        fn decode_arrays<const N: usize>(mut input: Input<'_, '_>) -> Result<Vec<[Self; N]>> {
            if input.is_ahead(known::NDARRAY)? {
                return Ok(read_arrays(input)?.unwrap_or_default());
            }
            input.list()
        }

        fn decode_array(input: Input<'_, '_>, inner: &[usize]) -> Result<Vec<Self>> {
            Ok(read_array(input, inner)?.unwrap_or_default())
        }
    };
}

macro_rules! read_options {
    () => {
        fn decode_options(input: Input<'_, '_>) -> Result<Vec<Option<Self>>> {
            super::masked::read(input)
        }
    };
}

/// A frame of plain numbers is copied as it is.
macro_rules! castable {
    () => {
        fn cast(frame: &[u8]) -> Option<Result<Vec<Self>>> {
            Some(numbers(frame))
        }

        fn cast_arrays<const N: usize>(frame: &[u8]) -> Option<Result<Vec<[Self; N]>>> {
            Some(numbers(frame))
        }
    };
}

/// Not every bit pattern is a value: each item is looked at.
macro_rules! not_castable {
    () => {
        fn cast(_: &[u8]) -> Option<Result<Vec<Self>>> {
            None
        }

        fn cast_arrays<const N: usize>(_: &[u8]) -> Option<Result<Vec<[Self; N]>>> {
            None
        }
    };
}

macro_rules! dtype {
    ($single:literal) => {
        concat!("|", $single)
    };
    ($little:literal, $big:literal) => {
        if array::NATIVE == '<' { $little } else { $big }
    };
}

macro_rules! number {
    ($($type:ident, $name:literal, $dtype:expr, |$element:ident| $convert:expr;)*) => {$(
        impl Number for $type {
            const DTYPE: &'static str = $dtype;

            fn convert($element: Element) -> Option<Self> {
                $convert
            }

            castable!();
        }

        named!($name, [] $type);

        impl Framed for $type {
            scalar_methods!();
            runs!();
            maskable!();
        }

        impl FromFrames for $type {
            read_scalar!();
            read_runs!();
            read_options!();
        }
    )*};
}

number! {
    i8, "std.i8", dtype!("i1"), |element| int(element);
    i16, "std.i16", dtype!("<i2", ">i2"), |element| int(element);
    i32, "std.i32", dtype!("<i4", ">i4"), |element| int(element);
    i64, "std.i64", dtype!("<i8", ">i8"), |element| int(element);
    u16, "std.u16", dtype!("<u2", ">u2"), |element| int(element);
    u32, "std.u32", dtype!("<u4", ">u4"), |element| int(element);
    u64, "std.u64", dtype!("<u8", ">u8"), |element| int(element);
    f32, "std.f32", dtype!("<f4", ">f4"), |element| narrow(float(element)?).ok();
    f64, "std.f64", dtype!("<f8", ">f8"), |element| float(element);
}

// Pointer-sized integers are written at their size here and read from any.
#[cfg(target_pointer_width = "64")]
number! {
    isize, "std.isize", dtype!("<i8", ">i8"), |element| int(element);
    usize, "std.usize", dtype!("<u8", ">u8"), |element| int(element);
}
#[cfg(target_pointer_width = "32")]
number! {
    isize, "std.isize", dtype!("<i4", ">i4"), |element| int(element);
    usize, "std.usize", dtype!("<u4", ">u4"), |element| int(element);
}

impl Number for bool {
    const DTYPE: &'static str = dtype!("b1");

    fn convert(element: Element) -> Option<Self> {
        match element {
            Element::Bool(0) => Some(false),
            Element::Bool(1) => Some(true),
            _ => None,
        }
    }

    not_castable!();
}

named!("std.bool", [] bool);

impl Framed for bool {
    scalar_methods!();
    runs!();
    maskable!();
}

impl FromFrames for bool {
    read_scalar!();
    read_runs!();
    read_options!();
}

impl Number for char {
    const DTYPE: &'static str = dtype!("<U1", ">U1");

    fn convert(element: Element) -> Option<Self> {
        match element {
            Element::Char(value) => char::from_u32(value),
            _ => None,
        }
    }

    not_castable!();
}

named!("std.char", [] char);

impl Framed for char {
    scalar_methods!();
    runs!();
}

impl FromFrames for char {
    read_scalar!();
    read_runs!();
}

impl Number for u8 {
    const DTYPE: &'static str = dtype!("u1");

    fn convert(element: Element) -> Option<Self> {
        int(element)
    }

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
}

impl FromFrames for u8 {
    read_scalar!();

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
