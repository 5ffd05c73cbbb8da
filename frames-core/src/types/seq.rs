//! Slices, vectors, fixed arrays, boxed slices, deques: what they are on the wire is decided by the hooks of their
//! elements.

use std::collections::VecDeque;

use super::{from_whole, named, named_unsized, whole};
use crate::columns::{self, Column, Form, Nesting, Packing, Source};
use crate::decode::{Decoder, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::names::known;
use crate::{read_runs_in_columns, runs_in_columns};

named_unsized!("std.slice", [T][T]);
named!("std.Vec", [T] Vec<T>);
named!("std.Box", [T] Box<[T]>);
named!("std.array", [T, const N: usize] [T; N]);
named!("std.VecDeque", [T] VecDeque<T>);

macro_rules! slice {
    ($type:ty $(, $($columns:tt)*)?) => {
        impl<T: Framed> Framed for $type {
            whole!();

            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                T::slice_inline(self, out)
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                T::slice_payload(self, out)
            }

            fn needs_frames(&self) -> bool {
                T::slice_needs_frames(self)
            }

            $($($columns)*)?
        }
    };
}

/// The hooks of runs in columns.
macro_rules! run_columns {
    () => {
        runs_in_columns!();

        fn prefers_rows() -> bool {
            T::is_array_item() || T::prefers_rows()
        }

        fn form(nesting: &Nesting<'_>) -> Form {
            T::runs_form(nesting)
        }

        fn column() -> Column<'static> {
            T::runs_column()
        }

        fn pack<'a>(rows: &[&'a Self], column: &mut Column<'a>, packing: &Packing) -> Result<Fit> {
            let runs: Vec<&[T]> = rows.iter().map(|row| &row[..]).collect();
            T::pack_runs(&runs, column, packing)
        }
    };
}

slice!([T]);
slice!(Vec<T>, run_columns!(););
slice!(Box<[T]>, run_columns!(););

impl<T: FromFrames> FromFrames for Vec<T> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        T::decode_vec(input)
    }

    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        columns::open_runs::<T>(input)
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Self>,
    ) -> Result<()> {
        T::unpack_runs(source, count, decoder, out)
    }

    read_runs_in_columns!();
}

impl<T: FromFrames> FromFrames for Box<[T]> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        T::decode_vec(input).map(Vec::into_boxed_slice)
    }

    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        columns::open_runs::<T>(input)
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Self>,
    ) -> Result<()> {
        columns::unpack::runs_into(source, count, decoder, out)
    }

    read_runs_in_columns!();
}

impl<T: Framed, const N: usize> Framed for [T; N] {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        T::slice_inline(self, out)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        T::slice_payload(self, out)
    }

    fn needs_frames(&self) -> bool {
        T::slice_needs_frames(self)
    }

    fn slice_inline(slice: &[Self], out: &mut Inline<'_>) -> Result<Fit> {
        if Self::is_array_item() && !out.is_key() {
            return Ok(Fit::NeedsFrames);
        }
        columns::slice_inline(slice, out)
    }

    fn slice_payload<'a>(slice: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
        Self::chain_payload(slice, &[], out)
    }

    fn chain_payload<'a>(first: &'a [Self], second: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
        if !Self::is_array_item() {
            return columns::chain_payload(first, second, out);
        }
        Self::array_payload(first, second, &[first.len() + second.len()], out)
    }

    fn slice_needs_frames(slice: &[Self]) -> bool {
        Self::is_array_item() || columns::slice_needs_frames(slice)
    }

    fn prefers_rows() -> bool {
        T::prefers_rows()
    }

    fn is_array_item() -> bool {
        N > 0 && T::is_array_item()
    }

    fn array_payload<'a>(
        first: &'a [Self],
        second: &'a [Self],
        shape: &[usize],
        out: &mut Encoder<'a>,
    ) -> Result<()> {
        let shape: Vec<usize> = shape.iter().copied().chain([N]).collect();
        T::array_payload(first.as_flattened(), second.as_flattened(), &shape, out)
    }

    fn form(nesting: &Nesting<'_>) -> Form {
        match T::runs_form(nesting) {
            // Nothing would tell how many there are.
            Form::Columns if N == 0 => Form::Rows,
            form => form,
        }
    }

    /// Fixed arrays of numbers are an axis of one array.
    fn column() -> Column<'static> {
        if T::is_array_item() && T::runs_form(&Nesting::ROOT) == Form::Columns {
            if let Column::Numbers(mut numbers) = T::column() {
                numbers.inner.insert(0, N);
                return Column::Numbers(numbers);
            }
        }
        T::runs_column()
    }

    fn pack<'a>(rows: &[&'a Self], column: &mut Column<'a>, packing: &Packing) -> Result<Fit> {
        let runs: Vec<&[T]> = rows.iter().map(|row| &row[..]).collect();
        match column {
            Column::Numbers(_) => T::pack_slices(&runs, column, packing),
            _ => T::pack_runs(&runs, column, packing),
        }
    }

    fn pack_slices<'a>(slices: &[&'a [Self]], column: &mut Column<'a>, packing: &Packing) -> Result<Fit> {
        match column {
            Column::Numbers(_) => {
                let flat: Vec<&[T]> = slices.iter().map(|slice| slice.as_flattened()).collect();
                T::pack_slices(&flat, column, packing)
            }
            _ => columns::pack::slices(slices, column, packing),
        }
    }
}

impl<T: FromFrames, const N: usize> FromFrames for [T; N] {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        T::decode_vec(input)?.try_into().map_err(|items: Vec<T>| wrong_length(N, items.len()))
    }

    fn decode_vec(mut input: Input<'_, '_>) -> Result<Vec<Self>> {
        if Self::is_array_item() && input.is_ahead(known::NDARRAY)? {
            return T::decode_arrays(input);
        }
        columns::read(input)
    }

    fn decode_arrays<const M: usize>(mut input: Input<'_, '_>) -> Result<Vec<[Self; M]>> {
        if M > 0 && Self::is_array_item() && input.is_ahead(known::NDARRAY)? {
            return fixed(Self::decode_array(input, &[M])?);
        }
        input.list()
    }

    fn decode_array(input: Input<'_, '_>, inner: &[usize]) -> Result<Vec<Self>> {
        let inner: Vec<usize> = inner.iter().copied().chain([N]).collect();
        fixed(T::decode_array(input, &inner)?)
    }

    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        columns::open_runs::<T>(input)
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Self>,
    ) -> Result<()> {
        if let (Source::Array(array), Column::Numbers(numbers)) = (&mut *source, Self::column()) {
            array.flatten(&numbers.inner)?;
        }
        T::unpack_arrays(source, count, decoder, out)
    }
}

/// A flat run as one of fixed arrays.
pub(crate) fn fixed<T, const N: usize>(flat: Vec<T>) -> Result<Vec<[T; N]>> {
    let mut arrays = Vec::with_capacity(flat.len() / N.max(1));
    let mut items = flat.into_iter();
    while items.len() > 0 {
        let chunk: Vec<T> = items.by_ref().take(N).collect();
        arrays.push(chunk.try_into().map_err(|chunk: Vec<T>| wrong_length(N, chunk.len()))?);
    }
    Ok(arrays)
}

#[cold]
pub(crate) fn wrong_length(expected: usize, found: usize) -> Error {
    Error::value(format!("{found} items where {expected} were expected"))
}

/// A deque lies in one or two slices; numbers in two are a frame of two pieces.
impl<T: Framed> Framed for VecDeque<T> {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        match self.as_slices() {
            (all, []) => T::slice_inline(all, out),
            (first, _) if T::slice_needs_frames(first) && !out.is_key() => Ok(Fit::NeedsFrames),
            _ => out.values(self.len(), self, |item, out| item.inline(out)),
        }
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        match self.as_slices() {
            (all, []) => T::slice_payload(all, out),
            (first, second) => T::chain_payload(first, second, out),
        }
    }

    fn needs_frames(&self) -> bool {
        T::slice_needs_frames(self.as_slices().0)
    }

    fn form(nesting: &Nesting<'_>) -> Form {
        T::runs_form(nesting)
    }

    fn column() -> Column<'static> {
        T::runs_column()
    }

    fn pack<'a>(rows: &[&'a Self], column: &mut Column<'a>, packing: &Packing) -> Result<Fit> {
        match column {
            Column::Runs(both) => {
                let (offsets, items) = &mut **both;
                columns::pack::ends(rows.iter().map(|row| row.len()), items.len(), offsets);
                let slices = rows.iter().flat_map(|row| <[_; 2]>::from(row.as_slices()));
                T::pack_slices(&slices.collect::<Vec<_>>(), items, packing)
            }
            _ => columns::pack::values(rows, column, packing, Self::inline),
        }
    }
}

impl<T: FromFrames> FromFrames for VecDeque<T> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        T::decode_vec(input).map(VecDeque::from)
    }

    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        columns::open_runs::<T>(input)
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Self>,
    ) -> Result<()> {
        columns::unpack::runs_into(source, count, decoder, out)
    }
}
