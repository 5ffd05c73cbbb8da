//! Adapters for containers of foreign types, made of an adapter for one value.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use super::FrameAs;
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::frame::Frames;
use crate::frame_reader::FrameReader;
use crate::framed::{Framed, FromFrames};
use crate::header::{HeaderReader, HeaderWriter};
use crate::msgpack::write;

/// Applies an adapter to each item of a `Vec`, `VecDeque` or boxed slice: `#[framed(with = Each<AsText>)]`.
#[derive(Debug)]
pub struct Each<A>(PhantomData<A>);

/// Applies an adapter to each value of a map: `#[framed(with = Map<AsText>)]`. Keys are written as they are.
#[derive(Debug)]
pub struct Map<A>(PhantomData<A>);

/// Applies an adapter to the value in an `Option`: `#[framed(with = Maybe<AsText>)]`.
#[derive(Debug)]
pub struct Maybe<A>(PhantomData<A>);

/// The public methods of an adapter that writes values whole: the full header, and all frames.
macro_rules! whole {
    ($type:ty) => {
        fn header(value: &$type, out: &mut HeaderWriter<'_>) -> Result<()> {
            super::parts::header::<Self, $type>(value, out)
        }

        fn frames<'a>(value: &'a $type, out: &mut Frames<'a>) -> Result<()> {
            super::parts::frames::<Self, $type>(value, out)
        }

        fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<$type> {
            super::parts::from_frames::<Self, $type>(header, frames)
        }
    };
}

macro_rules! each {
    ($container:ty) => {
        impl<A: FrameAs<T>, T> FrameAs<$container> for Each<A> {
            whole!($container);

            fn inline(value: &$container, out: &mut Inline<'_>) -> Result<Fit> {
                out.values(value.len(), value.iter(), A::inline)
            }

            fn payload<'a>(value: &'a $container, out: &mut Encoder<'a>) -> Result<()> {
                let fits = out.msgpack_frame(|out| <Self as FrameAs<$container>>::inline(value, out))?;
                if fits == Fit::Written {
                    return Ok(());
                }
                out.collection("list", value.len(), value.iter(), A::payload)
            }

            fn decode(input: Input<'_, '_>) -> Result<$container> {
                input.list_with(A::decode).map(Into::into)
            }

            fn can_be_nil(_: &$container) -> bool {
                false
            }

            fn nil_possible() -> bool {
                false
            }
        }
    };
}
each!(Vec<T>);
each!(VecDeque<T>);
each!(Box<[T]>);

macro_rules! map {
    ([$($key:tt)*], [$($more:tt)*], $map:ty, sorted: $sorted:literal) => {
        impl<A: FrameAs<V>, K: FromFrames + $($key)*, V, $($more)*> FrameAs<$map> for Map<A> {
            whole!($map);

            fn inline(value: &$map, out: &mut Inline<'_>) -> Result<Fit> {
                out.entries(value.len(), value.iter(), $sorted, A::inline)
            }

            fn payload<'a>(value: &'a $map, out: &mut Encoder<'a>) -> Result<()> {
                let fits = out.msgpack_frame(|out| <Self as FrameAs<$map>>::inline(value, out))?;
                if fits == Fit::Written {
                    return Ok(());
                }
                out.dict(value.iter(), $sorted, A::payload)
            }

            fn decode(input: Input<'_, '_>) -> Result<$map> {
                let mut map = <$map>::default();
                input.pairs(A::decode, |key, value| map.insert(key, value).is_none())?;
                Ok(map)
            }

            fn can_be_nil(_: &$map) -> bool {
                false
            }

            fn nil_possible() -> bool {
                false
            }
        }
    };
}
map!([Eq + Hash], [S: BuildHasher + Default], HashMap<K, V, S>, sorted: false);
map!([Ord], [], BTreeMap<K, V>, sorted: true);

impl<A: FrameAs<T>, T> FrameAs<Option<T>> for Maybe<A> {
    whole!(Option<T>);

    fn inline(value: &Option<T>, out: &mut Inline<'_>) -> Result<Fit> {
        match value {
            None => None::<()>.inline(out),
            Some(value) if A::can_be_nil(value) => {
                write::array(out.out, 1)?;
                out.nested(|out| A::inline(value, out))
            }
            Some(value) => A::inline(value, out),
        }
    }

    fn payload<'a>(value: &'a Option<T>, out: &mut Encoder<'a>) -> Result<()> {
        match value {
            None => out.temporary(&None::<()>),
            Some(inner) if A::can_be_nil(inner) => {
                let fits = out.msgpack_frame(|out| <Self as FrameAs<Option<T>>>::inline(value, out))?;
                if fits == Fit::Written {
                    return Ok(());
                }
                out.collection("tuple", 1, [inner], A::payload)
            }
            Some(inner) => A::payload(inner, out),
        }
    }

    fn needs_frames(value: &Option<T>) -> bool {
        value.as_ref().is_some_and(A::needs_frames)
    }

    fn decode(mut input: Input<'_, '_>) -> Result<Option<T>> {
        if input.nil()? {
            return Ok(None);
        }
        if !A::nil_possible() {
            return A::decode(input).map(Some);
        }
        match input.list_with(A::decode)?.pop() {
            Some(value) => Ok(Some(value)),
            None => Err(Error::header("a tuple of one value", "an empty one")),
        }
    }

    fn absent() -> Option<Option<T>> {
        Some(None)
    }
}
