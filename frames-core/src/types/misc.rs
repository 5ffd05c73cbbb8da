//! The rest: paths, ranges, `Result`, `PhantomData`.

use std::marker::PhantomData;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};

use super::{from_whole, named, named_unsized, never_nil, whole};
use crate::adapter::Plain;
use crate::decode::{Input, Slot, Unknown, unknown_variant};
use crate::encode::object::{self, Field, Visit, Visitor};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::read::Token;
use crate::msgpack::write;
use crate::names::known;

named_unsized!("std.Path", [] Path);
named!("std.PathBuf", [] PathBuf);
named!("std.Range", [T] Range<T>);
named!("std.RangeInclusive", [T] RangeInclusive<T>);
named!("std.Result", [T, E] Result<T, E>);
named!("std.PhantomData", [T: ?Sized] PhantomData<T>);

/// Text; a Unix path that isn't UTF-8 is bytes.
impl Framed for Path {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        match self.to_str() {
            Some(text) => out.text(text),
            None => write::bin(out.out, raw_path(self)?).map(|()| Fit::Written),
        }
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        out.msgpack_frame(|out| self.inline(out)).map(drop)
    }

    fn needs_frames(&self) -> bool {
        false
    }
}

impl Framed for PathBuf {
    whole!();
    never_nil!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        self.as_path().inline(out)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        self.as_path().payload(out)
    }

    fn needs_frames(&self) -> bool {
        false
    }
}

impl FromFrames for PathBuf {
    from_whole!();

    fn decode(mut input: Input<'_, '_>) -> Result<Self> {
        // Python gives bytes a frame of their own.
        if input.is_ahead(known::BYTES)? {
            return path_from_raw(&super::bytes::read(input)?);
        }
        input.value("a path", |decoder| {
            let at = decoder.cursor;
            match decoder.token()? {
                Token::Text(text) => Ok(PathBuf::from(text)),
                Token::Bin(bytes) => path_from_raw(bytes),
                other => Err(at.locate(Error::header("a path", other.kind()))),
            }
        })
    }
}

#[cfg(unix)]
fn raw_path(path: &Path) -> Result<&[u8]> {
    Ok(std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()))
}

#[cfg(unix)]
fn path_from_raw(bytes: &[u8]) -> Result<PathBuf> {
    let text: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(bytes);
    Ok(PathBuf::from(text))
}

#[cfg(not(unix))]
fn raw_path(_: &Path) -> Result<&[u8]> {
    Err(Error::value("this path is not valid Unicode and has no portable form"))
}

#[cfg(not(unix))]
fn path_from_raw(_: &[u8]) -> Result<PathBuf> {
    Err(Error::value("this path is not valid Unicode, which only Unix allows"))
}

/// A pair of start and end.
macro_rules! range {
    ($range:ident, $start:ident, $end:ident, |$pair:ident| $make:expr) => {
        impl<T: Framed> Framed for $range<T> {
            whole!();
            never_nil!();

            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                (&self.$start, &self.$end).inline(out)
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                out.temporary(&(&self.$start, &self.$end))
            }

            fn needs_frames(&self) -> bool {
                self.$start.needs_frames()
            }
        }

        impl<T: FromFrames> FromFrames for $range<T> {
            from_whole!();

            fn decode(input: Input<'_, '_>) -> Result<Self> {
                let $pair = <(T, T)>::decode(input)?;
                Ok($make)
            }
        }
    };
}
range!(Range, start, end, |pair| pair.0..pair.1);

/// An inclusive range keeps its ends to itself, so it has an impl of its own.
impl<T: Framed> Framed for RangeInclusive<T> {
    whole!();
    never_nil!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        (self.start(), self.end()).inline(out)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        out.temporary(&(self.start(), self.end()))
    }

    fn needs_frames(&self) -> bool {
        self.start().needs_frames()
    }
}

impl<T: FromFrames> FromFrames for RangeInclusive<T> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let (start, end) = <(T, T)>::decode(input)?;
        Ok(start..=end)
    }
}

impl<T: ?Sized> Framed for PhantomData<T> {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        ().inline(out)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        ().payload(out)
    }

    fn needs_frames(&self) -> bool {
        false
    }

    fn can_be_nil(&self) -> bool {
        true
    }
}

impl<T: ?Sized> FromFrames for PhantomData<T> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        <()>::decode(input).map(|()| PhantomData)
    }

    fn absent() -> Option<Self> {
        Some(PhantomData)
    }

    fn nil_possible() -> bool {
        true
    }
}

/// As the derive would write it: an object with `variant` and the field `0`.
static TAG: Field = Field { name: "variant", key: b"\xa7variant", aliases: &[] };
static FIELDS: &[Field] = &[Field { name: "0", key: b"\xa10", aliases: &[] }];

impl<T: Framed, E: Framed> Visit<Result<T, E>> for Result<T, E> {
    fn visit<'a, V: Visitor<'a>>(value: &'a Result<T, E>, visitor: &mut V) -> crate::Result<()> {
        match value {
            Ok(value) => {
                visitor.variant(&TAG, "Ok")?;
                visitor.field::<Plain, T>(&FIELDS[0], value)
            }
            Err(error) => {
                visitor.variant(&TAG, "Err")?;
                visitor.field::<Plain, E>(&FIELDS[0], error)
            }
        }
    }
}

impl<T: Framed, E: Framed> Framed for Result<T, E> {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> crate::Result<Fit> {
        object::inline::<Self, Self>(self, crate::type_info!("std.Result", shared = true), out)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> crate::Result<()> {
        object::payload::<Self, Self>(self, crate::type_info!("std.Result", shared = true), out)
    }

    fn needs_frames(&self) -> bool {
        match self {
            Ok(value) => value.needs_frames(),
            Err(error) => error.needs_frames(),
        }
    }
}

impl<T: FromFrames, E: FromFrames> FromFrames for Result<T, E> {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> crate::Result<Self> {
        let info = crate::type_info!("std.Result", shared = true);
        input.variant(info, &TAG, |name, input| {
            let (mut value, mut error) = (Slot::<T>::default(), Slot::<E>::default());
            let ok = match name {
                "Ok" => true,
                "Err" => false,
                other => return Err(unknown_variant(info, &["Ok", "Err"], other)),
            };
            input.object(info, FIELDS, Unknown::Ignore, |_, input| {
                if ok { value.fill::<Plain>(input) } else { error.fill::<Plain>(input) }
            })?;
            if ok {
                value.take::<Plain>(&FIELDS[0]).map(Ok)
            } else {
                error.take::<Plain>(&FIELDS[0]).map(Err)
            }
        })
    }
}
