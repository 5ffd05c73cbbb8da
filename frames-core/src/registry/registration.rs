//! One type's entry in a registry: a constant that holds its names and the functions that write and read it.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::DescribedFields;
use crate::decode::Input;
use crate::encode::Encoder;
use crate::error::{Error, Result};
use crate::frame::Frames;
use crate::frame_reader::FrameReader;
use crate::framed::FromFrames;
use crate::header::{HeaderReader, HeaderWriter};
use crate::names::TypeInfo;

/// What a registry knows of a type. Made by `#[derive(Framed)]`, by [`register!`](crate::register) and by
/// [`registration!`](crate::registration); a constant, so that it can be listed anywhere.
#[derive(Clone, Copy)]
pub struct Registration {
    /// The name to write; the type's own if there is none.
    name: Option<&'static str>,
    /// The package that gave that name, if it isn't the one that named the type.
    crate_name: Option<&'static str>,
    info: fn() -> &'static TypeInfo,
    type_id: fn() -> TypeId,
    type_name: fn() -> &'static str,
    encode: EncodeAny,
    decode: DecodeAny,
    fields: fn() -> DescribedFields,
}

type EncodeAny = for<'a> fn(&'a dyn Any, &mut Encoder<'a>) -> Result<()>;
type DecodeAny = fn(Input<'_, '_>) -> Result<Box<dyn Any + Send>>;

impl Registration {
    /// A type under its own name.
    pub const fn of<T: FromFrames + Any + Send>() -> Self {
        Registration {
            name: None,
            crate_name: None,
            info: T::type_info,
            type_id: TypeId::of::<T>,
            type_name: std::any::type_name::<T>,
            encode: encode::<T>,
            decode: decode::<T>,
            fields: T::describe,
        }
    }

    /// A type under another name: an instance of a generic type, whose own name doesn't say which it is.
    pub const fn named<T: FromFrames + Any + Send>(name: &'static str) -> Self {
        Registration { name: Some(name), ..Self::of::<T>() }
    }

    /// The same, named by this package.
    #[doc(hidden)]
    pub const fn in_crate(self, crate_name: &'static str) -> Self {
        Registration { crate_name: Some(crate_name), ..self }
    }

    #[doc(hidden)]
    pub const fn foreign<T: Any + Send>(
        info: fn() -> &'static TypeInfo,
        encode: EncodeAny,
        decode: DecodeAny,
    ) -> Self {
        Registration {
            name: None,
            crate_name: None,
            info,
            type_id: TypeId::of::<T>,
            type_name: std::any::type_name::<T>,
            encode,
            decode,
            fields: || DescribedFields::Opaque,
        }
    }

    /// The name that is written.
    pub fn name(&self) -> &'static str {
        self.name.unwrap_or_else(|| (self.info)().name())
    }

    /// Other names that are read as this type: its aliases, and its Python class.
    pub fn aliases(&self) -> impl Iterator<Item = Cow<'static, str>> {
        let info = (self.info)();
        let own = self.name();
        let aliases = info.aliases().iter().copied().map(Cow::Borrowed);
        aliases.chain(info.python_name()).filter(move |name| name != own)
    }

    /// The Python class, if the type has one.
    pub fn python(&self) -> Option<&'static str> {
        (self.info)().python()
    }

    /// The package that gave the type its name: where the derive, [`register!`](crate::register) or
    /// [`registration!`](crate::registration) stands.
    pub fn crate_name(&self) -> &'static str {
        self.crate_name.unwrap_or_else(|| (self.info)().crate_name())
    }

    /// Rust's name of the type: for people, not for the wire.
    pub fn type_name(&self) -> &'static str {
        (self.type_name)()
    }

    /// Rust's identity of the type.
    pub fn id(&self) -> TypeId {
        (self.type_id)()
    }

    pub(super) fn info(&self) -> &'static TypeInfo {
        (self.info)()
    }

    pub(super) fn fields(&self) -> DescribedFields {
        (self.fields)()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = Cow<'static, str>> {
        std::iter::once(Cow::Borrowed(self.name())).chain(self.aliases())
    }

    pub(super) fn encode<'a>(&self, value: &'a dyn Any, out: &mut Encoder<'a>) -> Result<()> {
        out.named(self.name());
        (self.encode)(value, out)
    }

    pub(super) fn decode(&self, input: Input<'_, '_>) -> Result<Box<dyn Any + Send>> {
        (self.decode)(input)
    }
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration").field("name", &self.name()).field("type", &self.type_name()).finish()
    }
}

fn encode<'a, T: FromFrames + Any>(value: &'a dyn Any, out: &mut Encoder<'a>) -> Result<()> {
    this::<T>(value)?.payload(out)
}

fn decode<T: FromFrames + Any + Send>(input: Input<'_, '_>) -> Result<Box<dyn Any + Send>> {
    Ok(Box::new(T::decode(input)?))
}

fn this<T: Any>(value: &dyn Any) -> Result<&T> {
    value.downcast_ref().ok_or_else(|| {
        Error::value(format!(
            "expected a {}; are two versions of its crate in the build?",
            std::any::type_name::<T>()
        ))
    })
}

/// Writes a foreign type by a function: what `register!(.., serialize = f, ..)` calls.
#[doc(hidden)]
pub fn encode_foreign<'a, T: Any>(
    value: &'a dyn Any,
    out: &mut Encoder<'a>,
    info: &'static TypeInfo,
    serialize: impl FnOnce(&'a T, &mut HeaderWriter<'_>, &mut Frames<'a>) -> Result<()>,
) -> Result<()> {
    out.header_and_frames(info, this::<T>(value)?, serialize)
}

/// Reads a foreign type by a function: what `register!(.., deserialize = g)` calls.
#[doc(hidden)]
pub fn decode_foreign<T: Any + Send>(
    input: Input<'_, '_>,
    info: &'static TypeInfo,
    deserialize: impl FnOnce(HeaderReader<'_>, &mut FrameReader<'_>) -> Result<T>,
) -> Result<Box<dyn Any + Send>> {
    Ok(Box::new(input.header_and_frames(info, deserialize)?))
}

/// What the linker collects.
#[doc(hidden)]
#[derive(Debug)]
pub struct Entry(pub Option<Registration>);

inventory::collect!(Entry);

/// Finds out whether a type can be registered: `Probe::<T>::ENTRY` is the inherent constant where the bounds hold,
/// and otherwise the trait's, which registers nothing.
#[doc(hidden)]
#[derive(Debug)]
pub struct Probe<T>(PhantomData<T>);

impl<T: FromFrames + Any + Send> Probe<T> {
    /// The type's registration.
    pub const ENTRY: Entry = Entry(Some(Registration::of::<T>()));
}

/// See [`Probe`].
#[doc(hidden)]
pub trait Unregistered {
    /// No registration.
    const ENTRY: Entry = Entry(None);
}

impl<T> Unregistered for Probe<T> {}
