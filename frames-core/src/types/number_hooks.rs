//! The hooks that every number has in common: how a run of it is written and read as one array.

/// The hooks of a number that runs of it are written and read by.
macro_rules! runs {
    () => {
        fn slice_inline(
            slice: &[Self],
            out: &mut $crate::encode::Inline<'_>,
        ) -> $crate::Result<$crate::encode::Fit> {
            // Only as a key does a run of numbers stand in msgpack: as a tuple.
            if out.is_key() { out.run(slice) } else { Ok($crate::encode::Fit::NeedsFrames) }
        }

        fn slice_payload<'a>(slice: &'a [Self], out: &mut $crate::encode::Encoder<'a>) -> $crate::Result<()> {
            $crate::types::number::write(slice, &[], &[slice.len()], out)
        }

        fn chain_payload<'a>(
            first: &'a [Self],
            second: &'a [Self],
            out: &mut $crate::encode::Encoder<'a>,
        ) -> $crate::Result<()> {
            $crate::types::number::write(first, second, &[first.len() + second.len()], out)
        }

        fn slice_needs_frames(_: &[Self]) -> bool {
            true
        }

        $crate::types::number_hooks::array_item!();
    };
}
pub(crate) use runs;

macro_rules! array_item {
    () => {
        fn is_array_item() -> bool {
            true
        }

        fn array_payload<'a>(
            first: &'a [Self],
            second: &'a [Self],
            shape: &[usize],
            out: &mut $crate::encode::Encoder<'a>,
        ) -> $crate::Result<()> {
            $crate::types::number::write(first, second, shape, out)
        }
    };
}
pub(crate) use array_item;

/// A missing number is masked. Characters have no fill value that msgpack could hold.
macro_rules! maskable {
    () => {
        fn is_maskable() -> bool {
            true
        }

        fn options_payload<'a>(
            first: &'a [Option<Self>],
            second: &'a [Option<Self>],
            out: &mut $crate::encode::Encoder<'a>,
        ) -> $crate::Result<()> {
            $crate::types::masked::write(first, second, out)
        }
    };
}
pub(crate) use maskable;

macro_rules! read_runs {
    () => {
        fn decode_vec(mut input: $crate::decode::Input<'_, '_>) -> $crate::Result<Vec<Self>> {
            if input.is_ahead($crate::names::known::NDARRAY)? {
                return Self::decode_array(input, &[]);
            }
            input.list()
        }

        $crate::types::number_hooks::read_array_item!();
    };
}
pub(crate) use read_runs;

macro_rules! read_array_item {
    () => {
        fn decode_arrays<const N: usize>(
            mut input: $crate::decode::Input<'_, '_>,
        ) -> $crate::Result<Vec<[Self; N]>> {
            if input.is_ahead($crate::names::known::NDARRAY)? {
                return Ok($crate::types::number::read_arrays(input)?.unwrap_or_default());
            }
            input.list()
        }

        fn decode_array(input: Input<'_, '_>, inner: &[usize]) -> $crate::Result<Vec<Self>> {
            Ok($crate::types::number::read_array(input, inner)?.unwrap_or_default())
        }
    };
}
pub(crate) use read_array_item;

macro_rules! read_options {
    () => {
        fn decode_options(input: $crate::decode::Input<'_, '_>) -> $crate::Result<Vec<Option<Self>>> {
            $crate::types::masked::read(input)
        }
    };
}
pub(crate) use read_options;

/// A frame of plain numbers is copied as it is.
macro_rules! castable {
    () => {
        fn cast(frame: &[u8]) -> Option<$crate::Result<Vec<Self>>> {
            Some($crate::frame_reader::numbers(frame))
        }

        fn cast_arrays<const N: usize>(frame: &[u8]) -> Option<$crate::Result<Vec<[Self; N]>>> {
            Some($crate::frame_reader::numbers(frame))
        }

        fn extend(frame: &[u8], out: &mut Vec<Self>) -> bool {
            out.extend(frame.chunks_exact(size_of::<Self>()).map(bytemuck::pod_read_unaligned::<Self>));
            true
        }

        fn extend_options(frame: &[u8], missing: &[u8], out: &mut Vec<Option<Self>>) -> bool {
            let items = frame.chunks_exact(size_of::<Self>()).map(bytemuck::pod_read_unaligned::<Self>);
            out.extend(items.zip(missing).map(|(item, missing)| (*missing == 0).then_some(item)));
            true
        }
    };
}
pub(crate) use castable;

/// Not every bit pattern is a value: each item is looked at.
macro_rules! not_castable {
    () => {
        fn cast(_: &[u8]) -> Option<$crate::Result<Vec<Self>>> {
            None
        }

        fn cast_arrays<const N: usize>(_: &[u8]) -> Option<$crate::Result<Vec<[Self; N]>>> {
            None
        }

        fn extend(_: &[u8], _: &mut Vec<Self>) -> bool {
            false
        }

        fn extend_options(_: &[u8], _: &[u8], _: &mut Vec<Option<Self>>) -> bool {
            false
        }
    };
}
pub(crate) use not_castable;
