//! `Option`: nil, or the value itself. Where the value could be nil too, `Some(x)` is the 1-tuple `(x,)`, so that nested
//! options stay apart.

use super::{from_whole, named, whole};
use crate::columns::{self, Cell, Column, Form, Nesting, Packing, Source};
use crate::decode::{Decoder, Input, Place};
use crate::encode::object::{Flatten, Visitor};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::write;

named!("std.Option", [T] Option<T>);

impl<T: Framed> Framed for Option<T> {
    whole!();

    #[inline]
    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        match self {
            None => {
                write::nil(out.out);
                Ok(Fit::Written)
            }
            Some(value) if value.can_be_nil() => {
                write::array(out.out, 1)?;
                out.nested(|out| value.inline(out))
            }
            Some(value) => value.inline(out),
        }
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        match self {
            None => out.msgpack_frame(|out| self.inline(out)).map(drop),
            Some(value) if value.can_be_nil() => {
                out.value_or(self, |out| out.collection("tuple", 1, [value], |value, out| value.payload(out)))
            }
            Some(value) => value.payload(out),
        }
    }

    fn needs_frames(&self) -> bool {
        self.as_ref().is_some_and(T::needs_frames)
    }

    fn can_be_nil(&self) -> bool {
        true
    }

    fn slice_inline(slice: &[Self], out: &mut Inline<'_>) -> Result<Fit> {
        if T::is_maskable() && !out.is_key() {
            return Ok(Fit::NeedsFrames);
        }
        columns::slice_inline(slice, out)
    }

    fn slice_payload<'a>(slice: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
        Self::chain_payload(slice, &[], out)
    }

    fn chain_payload<'a>(first: &'a [Self], second: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
        if T::is_maskable() {
            return T::options_payload(first, second, out);
        }
        columns::chain_payload(first, second, out)
    }

    fn slice_needs_frames(slice: &[Self]) -> bool {
        T::is_maskable() || columns::slice_needs_frames(slice)
    }

    /// Only where the values themselves would be columns is a run of optional ones.
    fn prefers_rows() -> bool {
        T::is_maskable() || T::form(&Nesting::ROOT) != Form::Columns || T::prefers_rows()
    }

    fn form(nesting: &Nesting<'_>) -> Form {
        T::options_form(nesting)
    }

    fn column() -> Column<'static> {
        T::options_column()
    }

    fn pack<'a>(rows: &[&'a Self], column: &mut Column<'a>, packing: &Packing) -> Result<Fit> {
        let values: Vec<Option<&T>> = rows.iter().map(|row| row.as_ref()).collect();
        T::pack_options(&values, column, packing)
    }
}

impl<T: FromFrames> FromFrames for Option<T> {
    from_whole!();

    #[inline]
    fn decode(mut input: Input<'_, '_>) -> Result<Self> {
        if matches!(input.place, Place::Entries(_)) {
            return input.flattened(T::decode);
        }
        if input.nil()? {
            return Ok(None);
        }
        if T::nil_possible() { tuple_of_one(input) } else { T::decode(input).map(Some) }
    }

    fn decode_vec(input: Input<'_, '_>) -> Result<Vec<Self>> {
        T::decode_options(input)
    }

    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        columns::open_optional::<T>(input)
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Self>,
    ) -> Result<()> {
        T::unpack_options(source, count, decoder, out)
    }

    const CELL: Cell<Self> = columns::optional_cell();

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn nil_possible() -> bool {
        true
    }
}

/// Apart from the usual way, whose frame on the stack stays small so.
#[inline(never)]
fn tuple_of_one<T: FromFrames>(input: Input<'_, '_>) -> Result<Option<T>> {
    let mut inner = None;
    let len = input.sequence("a tuple of one value", |_, _, input| {
        inner = Some(T::decode(input)?);
        Ok(())
    })?;
    match inner {
        Some(value) if len == 1 => Ok(Some(value)),
        _ => Err(Error::header("a tuple of one value", format!("one of {len}"))),
    }
}

impl<T: Flatten> Flatten for Option<T> {
    fn flatten<'a, V: Visitor<'a>>(&'a self, visitor: &mut V) -> Result<()> {
        self.as_ref().map_or(Ok(()), |value| value.flatten(visitor))
    }
}
