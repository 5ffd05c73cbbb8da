//! `#[framed(objects)]`: a vector whose elements are written one by one, where a run of them would be columns. So each
//! arrives in Python as an object of its own class.

use super::{ReadAs, WriteAs};
use crate::columns::{Column, Form, Nesting, Packing, Source, pack};
use crate::decode::{Decoder, Input};
use crate::encode::{Encoder, Fit, Inline, shallow};
use crate::error::Result;
use crate::framed::{Framed, FromFrames};

/// The writer and reader of such a field.
#[doc(hidden)]
#[derive(Debug)]
pub struct Objects;

impl<T: Framed> WriteAs<Vec<T>> for Objects {
    fn inline(value: &Vec<T>, out: &mut Inline<'_>) -> Result<Fit> {
        out.values(value.len(), value, |item, out| item.inline(out))
    }

    fn payload<'a>(value: &'a Vec<T>, out: &mut Encoder<'a>) -> Result<()> {
        let fits = !Self::needs_frames(value)
            && out.msgpack_frame(|out| <Self as WriteAs<Vec<T>>>::inline(value, out))? == Fit::Written;
        if fits {
            return Ok(());
        }
        out.collection("list", value.len(), value, |item, out| item.payload(out))
    }

    fn needs_frames(value: &Vec<T>) -> bool {
        value.first().is_some_and(|first| shallow(|| first.needs_frames()))
    }

    fn can_be_nil(_: &Vec<T>) -> bool {
        false
    }

    fn form(_: &Nesting<'_>) -> Form {
        Form::Values { nil: false }
    }

    fn column() -> Column<'static> {
        Column::values()
    }

    fn pack<'a>(rows: &[&'a Vec<T>], column: &mut Column<'a>, packing: &Packing) -> Result<Fit> {
        pack::values(rows, column, packing, <Self as WriteAs<Vec<T>>>::inline)
    }

    fn prefers_rows() -> bool {
        true
    }
}

impl<T: FromFrames> ReadAs<Vec<T>> for Objects {
    fn decode(input: Input<'_, '_>) -> Result<Vec<T>> {
        T::decode_vec(input)
    }

    fn absent() -> Option<Vec<T>> {
        None
    }

    fn nil_possible() -> bool {
        false
    }

    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        Vec::<T>::open_column(input)
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Vec<T>>,
    ) -> Result<()> {
        Vec::<T>::unpack(source, count, decoder, out)
    }
}
