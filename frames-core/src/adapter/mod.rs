//! Adapters: how a field of a foreign type is written. An adapter is a type of one's own that implements [`FrameAs`]
//! for the foreign one; `#[framed(with = Adapter)]` chooses it, and [`Each`], [`Map`] and [`Maybe`] lift it through
//! containers.

mod lift;
mod objects;
pub mod parts;
mod serde_field;

use std::marker::PhantomData;

pub use lift::{Each, Map, Maybe};
pub use objects::Objects;
pub use serde_field::Serde;

use crate::columns::{Cell, Column, Form, Nesting, Packing, Source, pack};
use crate::decode::{Decoder, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::Result;
use crate::frame::Frames;
use crate::frame_reader::FrameReader;
use crate::framed::{Framed, FromFrames};
use crate::header::{HeaderReader, HeaderWriter};

/// Writes and reads a `T` on behalf of a type that cannot implement [`Framed`] itself.
///
/// The methods are those of [`Framed`] and [`FromFrames`], with the value as a parameter. A value that pushes no
/// frames stands in the header of its struct as what `header` wrote: here, as a text.
///
/// ```
/// use std::num::ParseIntError;
/// use frames_core::{Error, FrameAs, FrameReader, Frames, HeaderReader, HeaderWriter, Result};
///
/// # struct Version { major: u8, minor: u8 }
/// struct AsText;
///
/// impl FrameAs<Version> for AsText {
///     fn header(value: &Version, out: &mut HeaderWriter<'_>) -> Result<()> {
///         out.write(&format!("{}.{}", value.major, value.minor))
///     }
///     fn from_frames(header: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<Version> {
///         let text: String = header.read()?;
///         let (major, minor) = text.split_once('.').ok_or_else(|| Error::value("expected major.minor"))?;
///         let number = |text: &str| text.parse().map_err(|error: ParseIntError| Error::value(error.to_string()));
///         Ok(Version { major: number(major)?, minor: number(minor)? })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no adapter for `{T}`",
    label = "`FrameAs<{T}>` is not implemented for `{Self}`",
    note = "implement `FrameAs<{T}>` for `{Self}`, or derive `Framed` on a struct with the same fields and `#[framed(remote = ...)]`"
)]
pub trait FrameAs<T: ?Sized> {
    /// Writes what a reader must know before it looks at the frames.
    ///
    /// # Errors
    ///
    /// As [`Framed::header`].
    fn header(value: &T, out: &mut HeaderWriter<'_>) -> Result<()>;

    /// Lends the value's bytes, in order; by default none.
    ///
    /// # Errors
    ///
    /// As [`Framed::frames`].
    fn frames<'a>(value: &'a T, out: &mut Frames<'a>) -> Result<()> {
        let _ = (value, out);
        Ok(())
    }

    /// Rebuilds the value.
    ///
    /// # Errors
    ///
    /// As [`FromFrames::from_frames`].
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<T>
    where
        T: Sized;

    #[doc(hidden)]
    fn inline(value: &T, out: &mut Inline<'_>) -> Result<Fit> {
        let mut frames = Frames::default();
        Self::frames(value, &mut frames)?;
        if !frames.is_empty() {
            return Ok(Fit::NeedsFrames);
        }
        let mut header = HeaderWriter::new(out.out);
        Self::header(value, &mut header)?;
        header.finish()?;
        Ok(Fit::Written)
    }

    #[doc(hidden)]
    fn payload<'a>(value: &'a T, out: &mut Encoder<'a>) -> Result<()> {
        out.adapted::<Self, T>(value)
    }

    #[doc(hidden)]
    fn needs_frames(value: &T) -> bool {
        let _ = value;
        false
    }

    #[doc(hidden)]
    fn can_be_nil(value: &T) -> bool {
        let _ = value;
        true
    }

    #[doc(hidden)]
    fn form(nesting: &Nesting<'_>) -> Form {
        let _ = nesting;
        Form::Values { nil: true }
    }

    #[doc(hidden)]
    fn prefers_rows() -> bool {
        false
    }

    #[doc(hidden)]
    fn column() -> Column<'static> {
        Column::values()
    }

    #[doc(hidden)]
    fn pack<'a>(rows: &[&'a T], column: &mut Column<'a>, packing: &Packing) -> Result<Fit>
    where
        T: Sized,
    {
        pack::values(rows, column, packing, Self::inline)
    }

    #[doc(hidden)]
    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        Source::open(input)
    }

    #[doc(hidden)]
    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<T>,
    ) -> Result<()>
    where
        T: Sized,
    {
        source.values(count, decoder, out, Self::decode)
    }

    #[doc(hidden)]
    fn decode(input: Input<'_, '_>) -> Result<T>
    where
        T: Sized,
    {
        input.adapted(Self::from_frames)
    }

    #[doc(hidden)]
    fn absent() -> Option<T>
    where
        T: Sized,
    {
        None
    }

    #[doc(hidden)]
    fn nil_possible() -> bool {
        true
    }
}

/// How the derive names the writer of a field: [`Plain`], or [`With`] an adapter.
#[doc(hidden)]
pub trait WriteAs<T: ?Sized> {
    fn inline(value: &T, out: &mut Inline<'_>) -> Result<Fit>;
    fn payload<'a>(value: &'a T, out: &mut Encoder<'a>) -> Result<()>;
    fn needs_frames(value: &T) -> bool;
    fn can_be_nil(value: &T) -> bool;
    fn form(nesting: &Nesting<'_>) -> Form
    where
        T: Sized;
    fn prefers_rows() -> bool
    where
        T: Sized,
    {
        false
    }
    fn column() -> Column<'static>
    where
        T: Sized;
    fn pack<'a>(rows: &[&'a T], column: &mut Column<'a>, packing: &Packing) -> Result<Fit>
    where
        T: Sized;
    /// Rust's name of the adapter, where one changes what is written.
    fn adapter() -> Option<&'static str> {
        None
    }
}

/// How the derive names the reader of a field.
#[doc(hidden)]
pub trait ReadAs<T> {
    const CELL: Cell<T> = Cell::Made;
    fn decode(input: Input<'_, '_>) -> Result<T>;
    fn absent() -> Option<T>;
    fn nil_possible() -> bool;
    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>>;
    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<T>,
    ) -> Result<()>;
}

/// A field without an adapter: its type's own [`Framed`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Plain;

impl<T: Framed + ?Sized> WriteAs<T> for Plain {
    #[inline]
    fn inline(value: &T, out: &mut Inline<'_>) -> Result<Fit> {
        value.inline(out)
    }

    #[inline]
    fn payload<'a>(value: &'a T, out: &mut Encoder<'a>) -> Result<()> {
        value.payload(out)
    }

    #[inline]
    fn needs_frames(value: &T) -> bool {
        value.needs_frames()
    }

    fn can_be_nil(value: &T) -> bool {
        value.can_be_nil()
    }

    fn form(nesting: &Nesting<'_>) -> Form
    where
        T: Sized,
    {
        T::form(nesting)
    }

    fn prefers_rows() -> bool
    where
        T: Sized,
    {
        T::prefers_rows()
    }

    fn column() -> Column<'static>
    where
        T: Sized,
    {
        T::column()
    }

    fn pack<'a>(rows: &[&'a T], column: &mut Column<'a>, packing: &Packing) -> Result<Fit>
    where
        T: Sized,
    {
        T::pack(rows, column, packing)
    }
}

impl<T: FromFrames> ReadAs<T> for Plain {
    const CELL: Cell<T> = T::CELL;

    #[inline]
    fn decode(input: Input<'_, '_>) -> Result<T> {
        T::decode(input)
    }

    #[inline]
    fn absent() -> Option<T> {
        T::absent()
    }

    fn nil_possible() -> bool {
        T::nil_possible()
    }

    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        T::open_column(input)
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<T>,
    ) -> Result<()> {
        T::unpack(source, count, decoder, out)
    }
}

/// A field with an adapter.
#[doc(hidden)]
#[derive(Debug)]
pub struct With<A>(PhantomData<A>);

impl<T: ?Sized, A: FrameAs<T>> WriteAs<T> for With<A> {
    #[inline]
    fn inline(value: &T, out: &mut Inline<'_>) -> Result<Fit> {
        A::inline(value, out)
    }

    #[inline]
    fn payload<'a>(value: &'a T, out: &mut Encoder<'a>) -> Result<()> {
        A::payload(value, out)
    }

    #[inline]
    fn needs_frames(value: &T) -> bool {
        A::needs_frames(value)
    }

    fn can_be_nil(value: &T) -> bool {
        A::can_be_nil(value)
    }

    fn form(nesting: &Nesting<'_>) -> Form
    where
        T: Sized,
    {
        A::form(nesting)
    }

    fn prefers_rows() -> bool
    where
        T: Sized,
    {
        A::prefers_rows()
    }

    fn column() -> Column<'static>
    where
        T: Sized,
    {
        A::column()
    }

    fn pack<'a>(rows: &[&'a T], column: &mut Column<'a>, packing: &Packing) -> Result<Fit>
    where
        T: Sized,
    {
        A::pack(rows, column, packing)
    }

    fn adapter() -> Option<&'static str> {
        Some(std::any::type_name::<A>())
    }
}

impl<T, A: FrameAs<T>> ReadAs<T> for With<A> {
    #[inline]
    fn decode(input: Input<'_, '_>) -> Result<T> {
        A::decode(input)
    }

    #[inline]
    fn absent() -> Option<T> {
        A::absent()
    }

    fn nil_possible() -> bool {
        A::nil_possible()
    }

    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        A::open_column(input)
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<T>,
    ) -> Result<()> {
        A::unpack(source, count, decoder, out)
    }
}
