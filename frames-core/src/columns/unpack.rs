//! Emptying columns: what the hooks of [`FromFrames`] do unless a type knows better, and the way of a whole run.

use super::source::Source;
use super::{Form, Nesting};
use crate::decode::{Decoder, Family, Input, Place};
use crate::encode::object::Field;
use crate::error::{Error, Result};
use crate::framed::FromFrames;
use crate::types::seq::{fixed, wrong_length};

/// Reads a run of values from columns, or from a list.
pub fn read<T: FromFrames>(mut input: Input<'_, '_>) -> Result<Vec<T>> {
    // Values that contain their own kind take less of the stack so.
    if T::form(&Nesting::ROOT) == Form::Rows && !input.has_columns_ahead()? {
        return input.list();
    }
    columns_or_list(input)
}

/// The same in a function of its own, whose part of the stack values that contain their own kind do without.
#[inline(never)]
fn columns_or_list<T: FromFrames>(mut input: Input<'_, '_>) -> Result<Vec<T>> {
    let envelope = input.peek_envelope()?;
    match envelope.as_ref().map(|envelope| envelope.family) {
        // Made for this value alone, so that nothing can be kept that leads into it.
        Some(Family::Pickle) => input.value("a run of values or columns", |decoder| read(decoder.inline())),
        Some(Family::Msgpack) if envelope.is_some_and(|envelope| envelope.stop - envelope.start != 1) => {
            input.value("a run of values or columns", |decoder| read(decoder.inline()))
        }
        _ => whole(input),
    }
}

fn whole<T: FromFrames>(input: Input<'_, '_>) -> Result<Vec<T>> {
    let Input { decoder, place } = input;
    let inline = matches!(place, Place::Inline);
    let mut source = T::open_column(Input { decoder, place })?;
    let rows = source.len().ok_or_else(|| no_columns(&source))?;
    let list = decoder.nested(|decoder| all(&mut source, rows, decoder))?;
    // Values that stand at the cursor are stepped over by reading them.
    match source {
        Source::Values(values) if inline => decoder.cursor = values.behind(decoder.cursor),
        _ => {}
    }
    Ok(list)
}

/// Not one of a record's columns is there.
#[cold]
fn no_columns(source: &Source<'_>) -> Error {
    let error = Error::header("the columns of a record", "none of its fields");
    match source {
        Source::Record(_, [field, ..]) => error.at_field(field.name),
        _ => error,
    }
}

/// All values of a source.
fn all<'d, T: FromFrames>(source: &mut Source<'d>, rows: usize, decoder: &mut Decoder<'d>) -> Result<Vec<T>> {
    // Rows of no size are counted, too: an array may promise any number of them.
    decoder.expand(rows, size_of::<T>().max(1))?;
    let most = usize::try_from(decoder.limits.first_alloc).unwrap_or(usize::MAX) / size_of::<T>().max(1);
    let mut list = Vec::with_capacity(rows.min(most));
    T::unpack(source, rows, decoder, &mut list)?;
    source.finish(decoder)?;
    Ok(list)
}

/// Optional values, out of a column that tells them.
pub(crate) fn options<'d, T: FromFrames>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<Option<T>>,
) -> Result<()> {
    match source {
        Source::Values(_) | Source::List(_) => source.values(count, decoder, out, Option::<T>::decode),
        Source::Optional(both) => {
            let (validity, values) = &mut **both;
            let mut valid = Vec::with_capacity(count);
            bool::unpack(validity, count, decoder, &mut valid).map_err(|error| error.at_field("validity"))?;
            let there = valid.iter().filter(|valid| **valid).count();
            let mut present = Vec::with_capacity(there);
            T::unpack(values, there, decoder, &mut present).map_err(|error| error.at_field("values"))?;
            let mut present = present.into_iter();
            out.extend(valid.into_iter().map(|valid| if valid { present.next() } else { None }));
            Ok(())
        }
        Source::Masked(both) => {
            let (values, mask) = &mut **both;
            let (mut all, mut missing) = (Vec::with_capacity(count), Vec::with_capacity(count));
            T::unpack(values, count, decoder, &mut all)?;
            bool::unpack(mask, count, decoder, &mut missing)?;
            out.extend(all.into_iter().zip(missing).map(|(value, missing)| (!missing).then_some(value)));
            Ok(())
        }
        // A flattened record none of whose columns are there.
        Source::Record(columns, _) if columns.iter().all(|field| matches!(field, Source::Absent)) => {
            out.extend((0..count).map(|_| None));
            Ok(())
        }
        _ => {
            let mut values = Vec::with_capacity(count);
            T::unpack(source, count, decoder, &mut values)?;
            out.extend(values.into_iter().map(Some));
            Ok(())
        }
    }
}

/// Runs, out of their items.
pub(crate) fn runs<'d, T: FromFrames>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<Vec<T>>,
) -> Result<()> {
    let source = source.required(count, decoder)?;
    let Source::Runs(both) = source else {
        return source.values(count, decoder, out, T::decode_vec);
    };
    let (lengths, source) = &mut **both;
    let lengths: Vec<usize> = next_lengths(lengths, count)?.collect();
    let total = lengths.iter().sum();
    decoder.expand(total, size_of::<T>().max(1))?;
    let mut items = Vec::new();
    T::unpack(source, total, decoder, &mut items).map_err(|error| error.at_field("items"))?;
    let mut items = items.into_iter();
    out.extend(lengths.into_iter().map(|len| items.by_ref().take(len).collect()));
    Ok(())
}

/// The lengths of the next `count` runs.
pub(super) fn next_lengths(
    lengths: &mut std::vec::IntoIter<usize>,
    count: usize,
) -> Result<impl Iterator<Item = usize>> {
    match lengths.len() < count {
        true => Err(Error::value(format!("the column ends {} runs too early", count - lengths.len()))),
        false => Ok(lengths.take(count)),
    }
}

/// Runs in other containers than vectors.
pub(crate) fn runs_into<'d, T: FromFrames, C: From<Vec<T>>>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<C>,
) -> Result<()> {
    let mut runs = Vec::with_capacity(count);
    T::unpack_runs(source, count, decoder, &mut runs)?;
    out.extend(runs.into_iter().map(C::from));
    Ok(())
}

/// Values made of others.
pub(crate) fn mapped<'d, T: FromFrames, U>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<U>,
    make: impl Fn(T) -> Result<U>,
) -> Result<()> {
    let mut values = Vec::with_capacity(count);
    T::unpack(source, count, decoder, &mut values)?;
    values.into_iter().try_for_each(|value| {
        out.push(make(value)?);
        Ok(())
    })
}

/// Fixed arrays, out of an array or out of runs.
pub(crate) fn arrays<'d, T: FromFrames, const N: usize>(
    source: &mut Source<'d>,
    count: usize,
    decoder: &mut Decoder<'d>,
    out: &mut Vec<[T; N]>,
) -> Result<()> {
    if let Source::Array(_) = source {
        let mut flat = Vec::with_capacity(count.saturating_mul(N));
        T::unpack(source, count.saturating_mul(N), decoder, &mut flat)?;
        out.extend(fixed(flat)?);
        return Ok(());
    }
    let mut runs = Vec::with_capacity(count);
    T::unpack_runs(source, count, decoder, &mut runs)?;
    for run in runs {
        out.push(run.try_into().map_err(|run: Vec<T>| wrong_length(N, run.len()))?);
    }
    Ok(())
}

/// The columns of a record's fields, in their order.
pub type Fields<'r, 'd> = std::slice::IterMut<'r, Source<'d>>;

impl<'d> Source<'d> {
    /// The columns of a record with these fields; `None` if the values stand here one by one. The next `count` values
    /// must be there.
    #[doc(hidden)]
    pub fn fields<'r>(
        &'r mut self,
        fields: &'static [Field],
        count: usize,
        decoder: &mut Decoder<'d>,
    ) -> Result<Option<Fields<'r, 'd>>> {
        let source = self.required(count, decoder)?;
        if let Source::Array(array) = source {
            if let Some(columns) = array.split(fields) {
                *source = Source::Record(columns, fields);
            }
        }
        let Source::Record(fields, _) = source else { return Ok(None) };
        Ok(Some(fields.iter_mut()))
    }

    /// The names of an enum's variants, and the columns of each variant; `None` if the values stand here one by one.
    #[doc(hidden)]
    pub fn variants<'r>(
        &'r mut self,
        count: usize,
        decoder: &mut Decoder<'d>,
    ) -> Result<Option<(&'r mut Source<'d>, Fields<'r, 'd>)>> {
        let Source::Variants(both) = self.required(count, decoder)? else { return Ok(None) };
        let (tags, columns) = &mut **both;
        Ok(Some((tags, columns.iter_mut())))
    }

    /// The columns of a variant's fields.
    #[doc(hidden)]
    pub fn of_variant<'r>(variants: &mut Fields<'r, 'd>) -> Fields<'r, 'd> {
        match variants.next() {
            Some(Source::Record(fields, _)) => fields.iter_mut(),
            _ => [].iter_mut(),
        }
    }

    /// The values of a column that may tell which are missing, of which the next `count` must all be there.
    pub(crate) fn required(&mut self, count: usize, decoder: &mut Decoder<'d>) -> Result<&mut Self> {
        let mut flags = Vec::new();
        let (values, missing) = match self {
            Source::Optional(both) => {
                bool::unpack(&mut both.0, count, decoder, &mut flags)?;
                (&mut both.1, false)
            }
            Source::Masked(both) => {
                bool::unpack(&mut both.1, count, decoder, &mut flags)?;
                (&mut both.0, true)
            }
            _ => return Ok(self),
        };
        match flags.iter().position(|flag| *flag == missing) {
            None => values.required(count, decoder),
            Some(_) => Err(Error::value("a value is missing, and the type is no `Option`")),
        }
    }
}

/// The variants of the next rows of an enum, by their index among the names, and how many rows each variant has. The
/// index of a name that is unknown is `other`.
#[doc(hidden)]
pub fn variants_of<'d>(
    tags: &mut Source<'d>,
    names: &'static [&'static [&'static str]],
    other: Option<usize>,
    unknown: impl Fn(&str) -> Error,
    count: usize,
    decoder: &mut Decoder<'d>,
) -> Result<(Vec<usize>, Vec<usize>)> {
    let (mut variants, mut counts) = (Vec::with_capacity(count), vec![0; names.len()]);
    let mut last = 0;
    super::text::each(tags, count, decoder, |name| {
        let is_called = |index: usize| names.get(index).is_some_and(|names| names.contains(&name));
        if !is_called(last) {
            let found = (0..names.len()).find(|index| is_called(*index));
            last = found.or(other).ok_or_else(|| unknown(name))?;
        }
        if let Some(count) = counts.get_mut(last) {
            *count += 1;
        }
        variants.push(last);
        Ok(())
    })?;
    Ok((variants, counts))
}
