//! What derived code calls for types that are no objects: those that are written as their content, as another type, or
//! as the name of a variant. Objects have `encode::object` and `decode::object`.

use crate::adapter::{ReadAs, WriteAs};
use crate::columns::{self, Cell, Column, Source};
use crate::decode::{Decoder, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::names::{Named, TypeInfo};

/// Types that are written as the one field they hold, under their own name where a name is due.
pub mod content {
    use super::*;

    /// The content as a msgpack value, one level deeper: as deep as reading counts it.
    #[inline]
    pub fn inline<A: WriteAs<T>, T: ?Sized>(value: &T, out: &mut Inline<'_>) -> Result<Fit> {
        out.nested(|out| A::inline(value, out))
    }

    /// The content, as a payload.
    pub fn payload<'a, A: WriteAs<T>, T: ?Sized>(
        value: &'a T,
        info: &'static TypeInfo,
        out: &mut Encoder<'a>,
    ) -> Result<()> {
        out.named(info.name());
        out.nested(|out| A::payload(value, out))?;
        // Content that has no place for a name must not leave it to what comes next.
        out.take_name();
        Ok(())
    }

    /// The content, wherever it stands.
    pub fn decode<A: ReadAs<T>, T>(input: Input<'_, '_>, info: &'static TypeInfo) -> Result<T> {
        input.called(info, A::decode)
    }
}

/// Types that are written or read through another type: `into`, `from`, `try_from`.
pub mod through {
    use super::*;

    /// The other value as a msgpack value.
    pub fn inline<T: Framed>(value: &T, out: &mut Inline<'_>) -> Result<Fit> {
        out.nested(|out| value.inline(out))
    }

    /// The other value, as a payload.
    pub fn payload<T: Framed>(value: &T, info: &'static TypeInfo, out: &mut Encoder<'_>) -> Result<()> {
        out.named(info.name());
        out.nested(|out| out.temporary(value))
    }

    /// The other value, converted.
    pub fn decode<R: FromFrames, T, E: std::fmt::Display>(
        input: Input<'_, '_>,
        info: &'static TypeInfo,
        convert: impl FnOnce(R) -> Result<T, E>,
    ) -> Result<T> {
        input.called(info, |input| input.convert(convert))
    }

    /// The next of the other values in a column, converted.
    pub fn unpack<'d, R: FromFrames, T, E: std::fmt::Display>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<T>,
        convert: impl Fn(R) -> Result<T, E>,
    ) -> Result<()> {
        columns::unpack::mapped(source, count, decoder, out, |value| {
            convert(value).map_err(|error| Error::value(crate::error::cut(&error.to_string())))
        })
    }
}

/// Enums without fields, which are written as the name of their variant.
pub mod unit {
    use super::*;
    use crate::decode::{Unknown, unknown_variant};
    use crate::encode::object::Field;

    /// What the derive says of such an enum `T`: implemented on `T` itself, or on the type that describes it.
    pub trait UnitEnum<T>: Named + Sized {
        /// The variants that are written and read.
        const VARIANTS: &'static [Field];

        /// Which of them this is.
        fn index(value: &T) -> Result<usize>;

        /// The variant of this name.
        fn called(name: &str) -> Option<T>;

        /// What stands for all names that are unknown.
        fn other() -> Option<T> {
            None
        }
    }

    /// The variant that a value is.
    fn variant<D: UnitEnum<T>, T>(value: &T) -> Result<&'static Field> {
        let index = D::index(value)?;
        D::VARIANTS.get(index).ok_or_else(|| Error::value("no variant has this index"))
    }

    /// The variant of this name.
    #[inline]
    fn called<D: UnitEnum<T>, T>(name: &str) -> Result<T> {
        D::called(name).or_else(D::other).ok_or_else(|| unknown::<D, T>(name))
    }

    #[cold]
    fn unknown<D: UnitEnum<T>, T>(name: &str) -> Error {
        let known: Vec<_> = D::VARIANTS.iter().map(|variant| variant.name).collect();
        unknown_variant(D::type_info(), &known, name)
    }

    /// How an enum that has fields by now tells its variant.
    static TAG: Field = Field { name: "variant", key: b"\xa7variant", aliases: &[] };

    /// The name as a text.
    pub fn inline<D: UnitEnum<T>, T>(value: &T, out: &mut Inline<'_>) -> Result<Fit> {
        out.nested(|out| out.text(variant::<D, T>(value)?.name))
    }

    /// The name in a frame of its own.
    pub fn payload<D: UnitEnum<T>, T>(value: &T, out: &mut Encoder<'_>) -> Result<()> {
        let name = variant::<D, T>(value)?.name;
        out.named(D::type_info().name());
        out.nested(|out| out.msgpack_frame(|out| out.text(name)).map(drop))
    }

    /// The names in a column.
    pub fn pack<'a, D: UnitEnum<T>, T>(rows: &[&'a T], column: &mut Column<'a>) -> Result<Fit> {
        let Column::Values(values) = column else { return column.mismatch() };
        for row in rows {
            values.chunks.tail.extend_from_slice(variant::<D, T>(row)?.key);
            values.len += 1;
        }
        Ok(Fit::Written)
    }

    /// Finds the names in a column.
    pub fn open_column<'d, D: UnitEnum<T>, T>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        columns::open_names(input, D::type_info(), &TAG)
    }

    /// The variants of the next names in a column.
    pub fn unpack<'d, D: UnitEnum<T>, T>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<T>,
    ) -> Result<()> {
        columns::each_text(source, count, decoder, |name| {
            out.push(called::<D, T>(name)?);
            Ok(())
        })
    }

    /// How a row makes one of the name in its cell.
    pub const fn cell<D: UnitEnum<T>, T>() -> Cell<T> {
        Cell::Text { nil: false, make: |name| name.map(called::<D, T>).transpose() }
    }

    /// The variant of the name that stands here, alone or as the tag of an object.
    pub fn decode<D: UnitEnum<T>, T>(input: Input<'_, '_>) -> Result<T> {
        let info = D::type_info();
        input.variant(info, &TAG, |name, input| {
            let value = called::<D, T>(name).map_err(|error| input.decoder.cursor.locate(error))?;
            input.object(info, &[], Unknown::Ignore, |_, _| Ok(()))?;
            Ok(value)
        })
    }
}

/// A variant with `#[framed(skip)]` was to be written.
#[cold]
pub fn skipped_variant(name: &'static str) -> Error {
    Error::not_allowed(format!("the variant `{name}` is marked `#[framed(skip)]` and can't be written"))
}
