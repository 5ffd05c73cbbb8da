//! What the types of all calendar crates have in common. A value alone is plain text (a duration: two numbers); a run of
//! them is one array of numpy's, `datetime64` or `timedelta64`, in which a missing value is `NaT`.
//!
//! A run has the finest unit that holds every item without loss: nanoseconds, which pandas prefers and which reach from
//! 1677 to 2262, else microseconds, milliseconds or seconds. Dates are counted in days. A run that no unit holds (an item
//! too far away for nanoseconds, and one that needs them) is an error before anything is written.

use bytes::Bytes;

use super::arrays::array;
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result, cut};
use crate::framed::FromFrames;
use crate::limits::Limits;
use crate::names::known;
use crate::types::array;
use crate::value::moment::{Moment, NAT, Step, Unit};
use crate::value::{ByteOrder, DType, Kind, NdArray};

/// A moment, date or duration.
pub(super) trait Instant: Copy {
    /// Whether it is a moment or a duration.
    const KIND: Kind;

    /// The dtypes that a run may have, from the finest unit to the coarsest.
    const DTYPES: &'static [&'static str];

    /// `None` for a leap second, which is no number of seconds.
    fn moment(self) -> Option<Moment>;

    /// `None` if it is out of range, or no whole day where days are meant.
    fn from_moment(moment: Moment) -> Option<Self>;

    /// Writes it alone, as one msgpack value.
    fn write(self, out: &mut Inline<'_>) -> Result<Fit>;

    /// Reads one that stands alone as a msgpack value or in a frame of that family.
    fn read(input: Input<'_, '_>) -> Result<Self>;
}

const LITTLE: bool = cfg!(target_endian = "little");

/// The dtypes of moments. Each counts in a thousandth of the next one's unit.
pub(super) const MOMENTS: &[&str] = match LITTLE {
    true => &["<M8[ns]", "<M8[us]", "<M8[ms]", "<M8[s]"],
    false => &[">M8[ns]", ">M8[us]", ">M8[ms]", ">M8[s]"],
};

/// The same of durations.
pub(super) const DURATIONS: &[&str] = match LITTLE {
    true => &["<m8[ns]", "<m8[us]", "<m8[ms]", "<m8[s]"],
    false => &[">m8[ns]", ">m8[us]", ">m8[ms]", ">m8[s]"],
};

/// The dtype of dates.
pub(super) const DATES: &[&str] = if LITTLE { &["<M8[D]"] } else { &[">M8[D]"] };

/// The unit that one of these dtypes counts in.
pub(super) fn unit_of(kind: Kind, dtype: &str) -> Option<Unit> {
    Unit::parse(kind, dtype.get("<M8[".len()..)?.strip_suffix(']')?)
}

/// Reads a text that `parse` understands.
pub(super) fn read_text<T>(input: Input<'_, '_>, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    const EXPECTED: &str = "a moment or date as text";
    input.value(EXPECTED, |decoder| {
        let at = decoder.cursor;
        let text = decoder.text(EXPECTED)?;
        parse(text).ok_or_else(|| {
            let name = std::any::type_name::<T>();
            at.locate(Error::value(format!("`{}` is no {name} in the form of RFC 3339", cut(text))))
        })
    })
}

/// Seconds and nanoseconds of the same sign, counted from below.
pub(super) fn floor(seconds: i64, nanos: i32) -> Option<Moment> {
    match u32::try_from(nanos) {
        Ok(nanos) => Some(Moment { seconds, nanos }),
        Err(_) => {
            let nanos = u32::try_from(nanos.checked_add(1_000_000_000)?).ok()?;
            Some(Moment { seconds: seconds.checked_sub(1)?, nanos })
        }
    }
}

/// Reads a duration: seconds, and nanoseconds below a second.
pub(super) fn read_pair(input: Input<'_, '_>) -> Result<(i64, i32)> {
    let (seconds, nanos) = <(i64, i32)>::decode(input)?;
    if nanos.unsigned_abs() >= 1_000_000_000 {
        return Err(Error::value(format!("{nanos} nanoseconds are over a second")));
    }
    Ok((seconds, nanos))
}

/// Counts, shared as their bytes.
struct Counts(Vec<i64>);

impl AsRef<[u8]> for Counts {
    fn as_ref(&self) -> &[u8] {
        bytemuck::cast_slice(&self.0)
    }
}

/// Writes a run as an array of this shape.
pub(super) fn write_run<T: Instant>(
    items: impl Iterator<Item = Option<T>> + Clone,
    shape: &[usize],
    out: &mut Encoder<'_>,
) -> Result<()> {
    let (dtype, counts) = counts(items)?;
    out.envelope(known::NDARRAY);
    array::write_sub_header(out, dtype, size_of::<i64>(), shape)?;
    out.frames.push(Bytes::from_owner(Counts(counts)))
}

/// The counts of a run, in the finest unit that holds them all.
fn counts<T: Instant>(items: impl Iterator<Item = Option<T>> + Clone) -> Result<(&'static str, Vec<i64>)> {
    let mut lost = 0;
    for dtype in T::DTYPES {
        let Some(unit) = unit_of(T::KIND, dtype) else { continue };
        let mut counts = Vec::with_capacity(items.size_hint().0);
        match items.clone().position(|item| count(unit, item).map(|count| counts.push(count)).is_none()) {
            None => return Ok((dtype, counts)),
            Some(index) => lost = index,
        }
    }
    Err(no_unit(lost))
}

/// The item at `index` fits into no unit that all others fit into.
#[cold]
pub(super) fn no_unit(index: usize) -> Error {
    Error::value(
        "no unit holds all items of the run without loss: nanoseconds reach from 1677 to 2262 (a duration 292 years), coarser \
         units hold no fraction of theirs, and none holds a leap second; round this one, or make two runs",
    )
    .at_index(index)
}

/// An item as a count, if it is a whole number of units.
pub(super) fn count<T: Instant>(unit: Unit, item: Option<T>) -> Option<i64> {
    match item {
        Some(item) => units(unit, item.moment()?),
        None => Some(NAT),
    }
}

/// How many units there are up to a moment, if it is a whole number.
fn units(unit: Unit, Moment { seconds, nanos }: Moment) -> Option<i64> {
    // Almost all runs are counted in nanoseconds, and need no more than 64 bits on the way.
    if unit.step == Step::Parts(1_000_000_000) {
        let count = seconds.checked_mul(1_000_000_000).and_then(|count| count.checked_add(nanos.into()));
        if count.is_some() {
            return count;
        }
    }
    let (whole, rest) = match unit.step {
        Step::Parts(parts) => {
            let nanos_in_part = u32::try_from(1_000_000_000 / parts).ok()?;
            let whole = i128::from(seconds) * i128::from(parts) + i128::from(nanos / nanos_in_part);
            (i64::try_from(whole).ok()?, i64::from(nanos % nanos_in_part))
        }
        Step::Seconds(step) => {
            let step = i64::from(step);
            (seconds.div_euclid(step), seconds.rem_euclid(step) + i64::from(nanos))
        }
        Step::Months(_) => return None,
    };
    (rest == 0 && whole != NAT).then_some(whole)
}

/// The items of an array in C order; `make` decides what becomes of a missing one.
fn items<T: Instant, U>(
    array: &NdArray,
    limits: &Limits,
    make: impl Fn(Option<T>) -> Result<U>,
) -> Result<Vec<U>> {
    let bytes = array.to_c_order(limits)?;
    let mut items = Vec::new();
    items
        .try_reserve_exact(bytes.len() / size_of::<i64>())
        .map_err(|_| Error::array(format!("there is no memory for its {} elements", array.elements())))?;
    read_counts(array.dtype(), &bytes, 0, make, &mut items)?;
    Ok(items)
}

/// Reads counts of a dtype, the first of which has the index `first`.
pub(super) fn read_counts<T: Instant, U>(
    dtype: &DType,
    bytes: &[u8],
    first: usize,
    make: impl Fn(Option<T>) -> Result<U>,
    out: &mut Vec<U>,
) -> Result<()> {
    let name = std::any::type_name::<T>();
    let (unit, order) = match dtype {
        DType::Plain { kind, order, unit: Some(unit), .. } if *kind == T::KIND => {
            (Unit::parse(*kind, unit), *order)
        }
        _ => (None, ByteOrder::None),
    };
    let shown = || cut(&dtype.to_string());
    let Some(unit) = unit else {
        return Err(Error::array(format!("the dtype `{}` can't be read as {name}", shown())));
    };
    for (index, bytes) in bytes.chunks_exact(size_of::<i64>()).enumerate() {
        let count: i64 = bytemuck::pod_read_unaligned(bytes);
        let count = if order == ByteOrder::Big { i64::from_be(count) } else { i64::from_le(count) };
        let item = match count {
            NAT => make(None),
            count => match unit.moment(count).and_then(T::from_moment) {
                Some(item) => make(Some(item)),
                None => {
                    Err(Error::value(format!("{count} of dtype `{}` is no {name} without loss", shown())))
                }
            },
        };
        out.push(item.map_err(|error| error.at_index(first + index))?);
    }
    Ok(())
}

/// An item that must be there.
pub(super) fn present<T>(item: Option<T>) -> Result<T> {
    item.ok_or_else(|| Error::value("an item is missing (NaT); read a run of options instead"))
}

/// One that stands alone, in any form.
pub(super) fn read_one<T: Instant>(mut input: Input<'_, '_>) -> Result<T> {
    let Some(array) = array(&mut input, None)? else { return T::read(input) };
    let mut items = items::<T, T>(&array, input.limits(), present)?;
    items.pop().ok_or_else(|| Error::array("an array without axes has one item, this one none"))
}

/// A run, or the items of an array; `None` if no array stands here.
pub(super) fn read_run<T: Instant>(input: &mut Input<'_, '_>, inner: &[usize]) -> Result<Option<Vec<T>>> {
    let array = array(input, Some(inner))?;
    array.map(|array| items(&array, input.limits(), present)).transpose()
}

/// The same, with missing items.
pub(super) fn read_options<T: Instant>(input: &mut Input<'_, '_>) -> Result<Option<Vec<Option<T>>>> {
    let array = array(input, Some(&[]))?;
    array.map(|array| items(&array, input.limits(), Ok)).transpose()
}

/// Everything that follows from [`Instant`].
macro_rules! instants {
    ($($type:ty as $name:literal),* $(,)?) => {$(
        named!($name, [] $type);

        impl Framed for $type {
            whole!();

            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                Instant::write(*self, out)
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                out.msgpack_frame(|out| self.inline(out)).map(drop)
            }

            fn needs_frames(&self) -> bool {
                false
            }

            fn slice_inline(slice: &[Self], out: &mut Inline<'_>) -> Result<Fit> {
                // Only as a key does a run stand in msgpack: as a tuple.
                if out.is_key() { out.run(slice) } else { Ok(Fit::NeedsFrames) }
            }

            fn slice_payload<'a>(slice: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
                Self::array_payload(slice, &[], &[slice.len()], out)
            }

            fn chain_payload<'a>(first: &'a [Self], second: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
                Self::array_payload(first, second, &[first.len() + second.len()], out)
            }

            fn slice_needs_frames(_: &[Self]) -> bool {
                true
            }

            fn is_array_item() -> bool {
                true
            }

            fn array_payload<'a>(
                first: &'a [Self],
                second: &'a [Self],
                shape: &[usize],
                out: &mut Encoder<'a>,
            ) -> Result<()> {
                instants::write_run(first.iter().chain(second).copied().map(Some), shape, out)
            }

            fn is_maskable() -> bool {
                true
            }

            fn options_payload<'a>(
                first: &'a [Option<Self>],
                second: &'a [Option<Self>],
                out: &mut Encoder<'a>,
            ) -> Result<()> {
                let shape = [first.len() + second.len()];
                instants::write_run(first.iter().chain(second).copied(), &shape, out)
            }

            fn form(_: &Nesting<'_>) -> Form {
                Form::Columns
            }

            fn column() -> Column<'static> {
                instant_columns::column::<Self>()
            }

            fn pack<'a>(rows: &[&'a Self], column: &mut Column<'a>, _: &Packing) -> Result<Fit> {
                instant_columns::pack(rows.iter().map(|row| Some(**row)), column)
            }

            fn options_column() -> Column<'static> {
                instant_columns::column::<Self>()
            }

            fn pack_options<'a>(rows: &[Option<&'a Self>], column: &mut Column<'a>, _: &Packing) -> Result<Fit> {
                instant_columns::pack(rows.iter().map(|row| row.copied()), column)
            }
        }

        impl FromFrames for $type {
            from_whole!();

            fn decode(input: Input<'_, '_>) -> Result<Self> {
                instants::read_one(input)
            }

            fn decode_vec(mut input: Input<'_, '_>) -> Result<Vec<Self>> {
                match instants::read_run(&mut input, &[])? {
                    Some(items) => Ok(items),
                    None => input.list(),
                }
            }

            fn decode_arrays<const N: usize>(mut input: Input<'_, '_>) -> Result<Vec<[Self; N]>> {
                match instants::read_run::<Self>(&mut input, &[N])? {
                    Some(items) => Ok(items
                        .chunks_exact(N.max(1))
                        .map(|chunk| std::array::from_fn(|at| chunk[at]))
                        .collect()),
                    None => input.list(),
                }
            }

            fn decode_array(mut input: Input<'_, '_>, inner: &[usize]) -> Result<Vec<Self>> {
                match instants::read_run(&mut input, inner)? {
                    Some(items) => Ok(items),
                    None => input.list(),
                }
            }

            fn decode_options(mut input: Input<'_, '_>) -> Result<Vec<Option<Self>>> {
                match instants::read_options(&mut input)? {
                    Some(items) => Ok(items),
                    None => input.list(),
                }
            }

            fn unpack<'d>(
                source: &mut Source<'d>,
                count: usize,
                decoder: &mut Decoder<'d>,
                out: &mut Vec<Self>,
            ) -> Result<()> {
                match source {
                    Source::Array(array) => instant_columns::unpack(array, count, out, instants::present),
                    other => other.values(count, decoder, out, Self::decode),
                }
            }

            fn unpack_options<'d>(
                source: &mut Source<'d>,
                count: usize,
                decoder: &mut Decoder<'d>,
                out: &mut Vec<Option<Self>>,
            ) -> Result<()> {
                match source {
                    Source::Array(array) => instant_columns::unpack(array, count, out, Ok::<Option<Self>, _>),
                    other => columns::unpack::options(other, count, decoder, out),
                }
            }
        }
    )*};
}
pub(super) use instants;
