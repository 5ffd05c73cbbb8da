//! One type's entry in a registry: a constant that holds its names and the functions that write and read it.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::DescribedFields;
use super::cast::CastFn;
use crate::columns;
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
    may_be_nil: fn() -> bool,
    encode: EncodeAny,
    decode: DecodeAny,
    /// For many values at once; one by one if there is none.
    runs: Option<(EncodeRun, DecodeRun)>,
    /// Of a type that may leave its thread.
    send: Option<CastFn<dyn Any + Send>>,
    fields: fn() -> DescribedFields,
}

type EncodeAny = for<'a> fn(&'a dyn Any, &mut Encoder<'a>) -> Result<()>;
pub(crate) type DecodeAny = fn(Input<'_, '_>) -> Result<Box<dyn Any>>;
type EncodeRun = for<'a> fn(&[&'a dyn Any], &mut Encoder<'a>) -> Result<()>;
type DecodeRun = fn(Input<'_, '_>) -> Result<Vec<Box<dyn Any>>>;

impl Registration {
    /// A type under its own name.
    pub const fn of<T: FromFrames + Any + Send>() -> Self {
        Registration { send: Some(send::<T>()), ..Self::local::<T>() }
    }

    /// A type that may not leave its thread, under its own name.
    pub const fn local<T: FromFrames + Any>() -> Self {
        Registration {
            name: None,
            crate_name: None,
            info: T::type_info,
            type_id: TypeId::of::<T>,
            type_name: std::any::type_name::<T>,
            may_be_nil: T::nil_possible,
            encode: encode::<T>,
            decode: decode::<T>,
            runs: Some((encode_run::<T>, decode_run::<T>)),
            send: None,
            fields: T::describe,
        }
    }

    /// A type as one that may leave its thread, if it may.
    #[doc(hidden)]
    pub const fn either(send: Option<Self>, local: Self) -> Self {
        match send {
            Some(registration) => registration,
            None => local,
        }
    }

    /// The type under another name, which this package gave it: an instance of a generic type, whose own name doesn't say
    /// which it is.
    #[doc(hidden)]
    pub const fn called(self, name: &'static str, crate_name: &'static str) -> Self {
        Registration { name: Some(name), crate_name: Some(crate_name), ..self }
    }

    /// Whether this is the type's own name, which goes before all others.
    pub(super) fn is_own_name(&self) -> bool {
        self.name.is_none()
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
            may_be_nil: || false,
            encode,
            decode,
            runs: None,
            send: Some(send::<T>()),
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

    /// Whether the type may leave its thread, so that it can be had as `Box<dyn Any + Send>`.
    pub fn is_send(&self) -> bool {
        self.send.is_some()
    }

    pub(crate) fn send(&self) -> Option<CastFn<dyn Any + Send>> {
        self.send
    }

    pub(crate) fn may_be_nil(&self) -> bool {
        (self.may_be_nil)()
    }

    /// Writes a value under its name, by which it is found again.
    pub(crate) fn encode<'a>(&self, value: &'a dyn Any, out: &mut Encoder<'a>) -> Result<()> {
        self.writing().write(value, out)
    }

    /// What writing a value takes.
    pub(crate) fn writing(&self) -> Writing {
        Writing { name: self.name(), type_name: self.type_name, encode: self.encode }
    }

    /// Reads a value that was found to be called so.
    pub(crate) fn decode(&self, mut input: Input<'_, '_>) -> Result<Box<dyn Any>> {
        input.vouch();
        (self.decode)(input)
    }

    pub(crate) fn decoder(&self) -> DecodeAny {
        self.decode
    }

    /// Writes values of this type as a run.
    pub(crate) fn encode_run<'a>(&self, rows: Vec<&'a dyn Any>, out: &mut Encoder<'a>) -> Result<()> {
        match self.runs {
            Some((encode, _)) => encode(&rows, out),
            None => out.collection("list", rows.len(), rows, |row, out| self.encode(row, out)),
        }
    }

    /// Reads a run of values of this type.
    pub(crate) fn decode_run(&self, input: Input<'_, '_>) -> Result<Vec<Box<dyn Any>>> {
        match self.runs {
            Some((_, decode)) => decode(input),
            None => input.list_with(self.decode),
        }
    }
}

/// How a value of some type is written. Objects may hold objects, so this is all that stays on the stack meanwhile.
pub(crate) struct Writing {
    name: &'static str,
    type_name: fn() -> &'static str,
    encode: EncodeAny,
}

impl Writing {
    /// Writes a value under its name, by which it is found again.
    pub(crate) fn write<'a>(self, value: &'a dyn Any, out: &mut Encoder<'a>) -> Result<()> {
        let start = out.header.len();
        out.named(self.name);
        (self.encode)(value, out)?;
        match out.is_named(start, self.name) {
            true => Ok(()),
            false => Err(nameless((self.type_name)())),
        }
    }
}

#[cold]
#[inline(never)]
fn nameless(type_name: &str) -> Error {
    Error::not_allowed(format!(
        "a `{type_name}` is written as its content, which has no place for another name than its own; give the field a name, as in `struct Outer {{ inner: Inner }}`"
    ))
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration").field("name", &self.name()).field("type", &self.type_name()).finish()
    }
}

fn encode<'a, T: FromFrames + Any>(value: &'a dyn Any, out: &mut Encoder<'a>) -> Result<()> {
    this::<T>(value)?.payload(out)
}

fn decode<T: FromFrames + Any>(input: Input<'_, '_>) -> Result<Box<dyn Any>> {
    Ok(Box::new(T::decode(input)?))
}

fn encode_run<'a, T: FromFrames + Any>(rows: &[&'a dyn Any], out: &mut Encoder<'a>) -> Result<()> {
    let rows: Vec<&T> = rows.iter().map(|row| this::<T>(*row)).collect::<Result<_>>()?;
    columns::pack::rows_payload(&rows, out)
}

fn decode_run<T: FromFrames + Any>(input: Input<'_, '_>) -> Result<Vec<Box<dyn Any>>> {
    let values = T::decode_vec(input)?.into_iter();
    Ok(values.map(|value| Box::new(value) as Box<dyn Any>).collect())
}

const fn send<T: Any + Send>() -> CastFn<dyn Any + Send> {
    CastFn(|value| value.downcast::<T>().map(|value| value as Box<dyn Any + Send>))
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
pub fn decode_foreign<T: Any>(
    input: Input<'_, '_>,
    info: &'static TypeInfo,
    deserialize: impl FnOnce(HeaderReader<'_>, &mut FrameReader<'_>) -> Result<T>,
) -> Result<Box<dyn Any>> {
    Ok(Box::new(input.header_and_frames(info, deserialize)?))
}

/// What the linker collects.
#[doc(hidden)]
#[derive(Debug)]
pub struct Entry(pub Option<Registration>);

inventory::collect!(Entry);

impl Entry {
    /// What is known of a type by the two probes of it.
    pub const fn of(send: Option<Registration>, local: Option<Registration>) -> Self {
        match send {
            Some(registration) => Entry(Some(registration)),
            None => Entry(local),
        }
    }
}

/// Finds out how a type can be registered: an inherent constant is there where its bounds hold, and elsewhere the
/// constant of [`Unregistered`] takes its place.
#[doc(hidden)]
#[derive(Debug)]
pub struct Probe<T>(PhantomData<T>);

impl<T: FromFrames + Any + Send> Probe<T> {
    /// The registration of a type that may leave its thread.
    pub const SEND: Option<Registration> = Some(Registration::of::<T>());
}

impl<T: FromFrames + Any> Probe<T> {
    /// The registration of a type that may have to stay on its thread.
    pub const LOCAL: Option<Registration> = Some(Registration::local::<T>());
}

/// See [`Probe`].
#[doc(hidden)]
pub trait Unregistered {
    /// No registration.
    const SEND: Option<Registration> = None;
    /// No registration.
    const LOCAL: Option<Registration> = None;
}

impl<T> Unregistered for Probe<T> {}
