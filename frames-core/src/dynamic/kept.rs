//! Objects among which there may be some of types that nobody here knows: those stay as they came, and can be written
//! back unchanged.

use std::fmt;
use std::sync::Arc;

use super::run::{Groups, by_type, cast_all, decode_by_type};
use super::{Object, Reading, TraitObject};
use crate::columns;
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, ErrorKind, Result};
use crate::framed::{Framed, FromFrames};
use crate::names::{Named, TypeInfo};
use crate::registry::{CastFn, Registration, Registry};
use crate::serialized::Serialized;
use crate::types::{from_whole, whole};

/// An object of a trait, or a value whose type this program doesn't know, as it came.
///
/// ```
/// use std::any::Any;
/// use frames_core::{Kept, deserialize, serialize};
///
/// let values: Vec<Box<dyn Any + Send>> = vec![Box::new(7u32), Box::new("seven".to_owned())];
/// let serialized = serialize(&values)?;
/// let kept: Vec<Kept<dyn Any + Send>> = deserialize(&serialized)?;
/// assert!(kept.iter().all(|value| value.known().is_some()));
/// # Ok::<(), frames_core::Error>(())
/// ```
///
/// A relay needs no more than `Vec<Kept<dyn Op>>`: it works with the operations it knows and passes on the others.
pub enum Kept<D: TraitObject + ?Sized> {
    /// An object of the trait.
    Known(Box<D>),
    /// A value of a type that is unknown here, or not one of the trait's.
    Unknown(UnknownValue),
}

/// A value as it came: by itself, or as one of the rows of a type that were written together.
#[derive(Clone)]
pub struct UnknownValue {
    name: Option<Arc<str>>,
    part: Part,
}

#[derive(Clone)]
enum Part {
    Whole(Serialized<'static>),
    Row { block: Arc<Serialized<'static>>, row: usize, rows: usize },
}

impl<D: TraitObject + ?Sized> Kept<D> {
    /// The object, if its type is known.
    pub fn known(&self) -> Option<&D> {
        match self {
            Kept::Known(object) => Some(object),
            Kept::Unknown(_) => None,
        }
    }

    /// The value as it came, if its type is unknown.
    pub fn unknown(&self) -> Option<&UnknownValue> {
        match self {
            Kept::Known(_) => None,
            Kept::Unknown(unknown) => Some(unknown),
        }
    }
}

impl UnknownValue {
    /// The name of its type, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The value as it came; `None` if it came as one of the rows of its type, see [`rows`](Self::rows).
    pub fn serialized(&self) -> Option<&Serialized<'static>> {
        match &self.part {
            Part::Whole(whole) => Some(whole),
            Part::Row { .. } => None,
        }
    }

    /// All values of the type that came together with this one, and which of them it is. They can only be written
    /// together, in their order.
    pub fn rows(&self) -> Option<(&Serialized<'static>, usize)> {
        match &self.part {
            Part::Whole(_) => None,
            Part::Row { block, row, .. } => Some((block, *row)),
        }
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Unknown").field(&self.name).finish()
    }
}

impl<D: TraitObject + ?Sized + fmt::Debug> fmt::Debug for Kept<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kept::Known(object) => f.debug_tuple("Known").field(object).finish(),
            Kept::Unknown(unknown) => unknown.fmt(f),
        }
    }
}

impl<D: TraitObject + ?Sized> Named for Kept<D> {
    fn type_info() -> &'static TypeInfo {
        crate::type_info!("std.Kept", shared = true)
    }
    fn dyn_type_info(&self) -> &'static TypeInfo {
        Self::type_info()
    }
}

impl<D: TraitObject + ?Sized> Framed for Kept<D> {
    whole!();

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        match self {
            Kept::Known(object) => Object::of(&**object).payload(out),
            Kept::Unknown(UnknownValue { part: Part::Whole(whole), .. }) => out.serialized(whole),
            Kept::Unknown(unknown) => Err(unknown.apart()),
        }
    }

    fn can_be_nil(&self) -> bool {
        true
    }

    fn form(_: &columns::Nesting<'_>) -> columns::Form {
        columns::Form::Rows
    }

    fn slice_inline(_: &[Self], out: &mut Inline<'_>) -> Result<Fit> {
        out.no_key("a list of objects")?;
        Ok(Fit::NeedsFrames)
    }

    fn slice_payload<'a>(slice: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
        Self::chain_payload(slice, &[], out)
    }

    fn chain_payload<'a>(first: &'a [Self], second: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
        let all = || first.iter().chain(second);
        let one_by_one = |out: &mut Encoder<'a>| {
            out.collection("list", first.len() + second.len(), all(), |kept, out| kept.payload(out))
        };
        let is_whole = |kept: &Self| kept.unknown().is_some_and(|unknown| unknown.serialized().is_some());
        if all().any(is_whole) {
            return one_by_one(out);
        }
        let mut groups = Groups::default();
        let mut tags = Vec::with_capacity(first.len() + second.len());
        for (index, kept) in all().enumerate() {
            let tag = match kept {
                Kept::Known(object) => groups.tag(Object::of(&**object)),
                Kept::Unknown(unknown) => unknown.tag(&mut groups),
            };
            tags.push(tag.map_err(|error| error.at_index(index))?);
        }
        if groups.list.is_empty() || groups.has_reserved_name() {
            return one_by_one(out);
        }
        groups.check_blocks()?;
        out.closed(|out| out.nested(|out| by_type(groups.list, &tags, out)))
    }
}

impl UnknownValue {
    #[inline(never)]
    fn decode(mut input: Input<'_, '_>) -> Result<Self> {
        let name = input.peek_envelope()?.and_then(|envelope| envelope.type_name.map(Arc::from));
        Ok(UnknownValue { name, part: Part::Whole(Serialized::decode(input)?) })
    }

    /// Puts the row behind those of its block.
    fn tag<'a>(&'a self, groups: &mut Groups<'a>) -> Result<usize> {
        match &self.part {
            Part::Row { block, row, rows } => {
                groups.row(self.name.as_deref().unwrap_or_default(), block, (*row, *rows))
            }
            Part::Whole(_) => Err(self.apart()),
        }
    }

    #[cold]
    fn apart(&self) -> Error {
        apart(self.name.as_deref().unwrap_or_default())
    }
}

/// Rows of a type that is unknown here can't be told apart.
#[cold]
pub(super) fn apart(name: &str) -> Error {
    Error::not_allowed(format!(
        "values of `{}`, which is unknown here, came as rows of one block, and can only be written together in their order",
        crate::error::cut(name)
    ))
}

impl<D: TraitObject + ?Sized> FromFrames for Kept<D> {
    from_whole!();

    fn decode(mut input: Input<'_, '_>) -> Result<Self> {
        match reading_if_known(&mut input)? {
            Some(reading) => reading.read(input).map(Kept::Known),
            None => UnknownValue::decode(input).map(Kept::Unknown),
        }
    }

    fn decode_vec(input: Input<'_, '_>) -> Result<Vec<Self>> {
        decode_by_type(input, |name, rows, input| {
            let registry = input.registry();
            match cast_if_known(registry, registry.look_up(name)?)? {
                Some((registration, cast)) => {
                    let objects = cast_all(&registration, cast, input)?;
                    Ok(objects.into_iter().map(Kept::Known).collect())
                }
                None => {
                    let (name, block) = (Arc::from(name), Arc::new(Serialized::decode(input)?));
                    let row = |row| Part::Row { block: Arc::clone(&block), row, rows };
                    let unknown = |part| Kept::Unknown(UnknownValue { name: Some(Arc::clone(&name)), part });
                    Ok((0..rows).map(row).map(unknown).collect())
                }
            }
        })
    }

    fn nil_possible() -> bool {
        true
    }
}

/// The way to read the type that a header names, if it is known here, and one of the trait's.
#[inline(never)]
fn reading_if_known<D: TraitObject + ?Sized>(input: &mut Input<'_, '_>) -> Result<Option<Reading<D>>> {
    let registration = input.registry().look_up_input(input)?;
    let found = cast_if_known(input.registry(), registration)?;
    Ok(found.map(|(registration, cast)| Reading::new(&registration, cast)))
}

/// The way from a type to the trait's object, if the type is known here, and one of the trait's.
fn cast_if_known<D: TraitObject + ?Sized>(
    registry: &Registry,
    registration: Option<Registration>,
) -> Result<Option<(Registration, CastFn<D>)>> {
    let Some(registration) = registration else { return Ok(None) };
    match D::cast(registry, &registration) {
        Ok(cast) => Ok(Some((registration, cast))),
        Err(error)
            if matches!(error.kind(), ErrorKind::NotForTrait { .. } | ErrorKind::NotAllowed { .. }) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
