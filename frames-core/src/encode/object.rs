//! Structs and enums: a list of fields becomes a msgpack map when every field fits into one, and else Dask's generic
//! object, `{"simple": {..}, "complex": {..}}`. The derive says only which fields there are ([`Visit`]); all passes
//! over them are here.

use std::borrow::Cow;
use std::collections::HashSet;

use super::message::Family;
use super::{Encoder, Fit, Inline, shallow};
use crate::adapter::WriteAs;
use crate::error::{Error, Result};
use crate::framed::Framed;
use crate::msgpack::refuse_marker_key;
use crate::msgpack::write::{self, Reserved};
use crate::names::TypeInfo;

/// A field as the wire knows it.
#[derive(Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// The name as a msgpack text, laid out when compiling.
    pub key: &'static [u8],
    /// Older names, read and never written.
    pub aliases: &'static [&'static str],
}

impl Field {
    /// Whether `key`, found on the wire, means this field.
    pub(crate) fn is_called(&self, key: &str) -> bool {
        self.name == key || self.aliases.contains(&key)
    }
}

/// Lists the fields of a `T`: implemented by the derive, on `T` itself or on the type that describes a foreign `T`.
pub trait Visit<T: ?Sized> {
    /// Whether fields of other structs or maps are among them, whose names could be taken.
    const FLATTENS: bool = false;

    /// Shows each field that is to be written, in order, the same ones at every call.
    fn visit<'a, V: Visitor<'a>>(value: &'a T, visitor: &mut V) -> Result<()>;
}

/// Takes the fields of a value, one by one.
pub trait Visitor<'a> {
    /// A field, written as `A` does.
    fn field<A: WriteAs<T>, T: ?Sized>(&mut self, field: &'static Field, value: &'a T) -> Result<()>;

    /// The name of an enum's variant.
    fn variant(&mut self, tag: &'static Field, name: &'static str) -> Result<()>;

    /// An entry of a flattened map, whose key is known only at run time.
    fn entry<T: Framed + ?Sized>(&mut self, key: &str, value: &'a T) -> Result<()>;
}

/// What can be flattened into the struct around it: derived structs, and maps with text keys.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be flattened",
    label = "`#[framed(flatten)]` needs a derived struct or a map with text keys"
)]
pub trait Flatten {
    /// Whether the fields are always the same, so that they can be columns.
    const IS_RECORD: bool = false;

    /// Shows the fields to the struct around.
    fn flatten<'a, V: Visitor<'a>>(&'a self, visitor: &mut V) -> Result<()>;
}

/// A struct or enum as one msgpack map.
#[inline]
pub fn inline<D: Visit<T>, T: ?Sized>(
    value: &T,
    info: &'static TypeInfo,
    out: &mut Inline<'_>,
) -> Result<Fit> {
    out.no_key("a struct")?;
    if info.has_class() {
        return Ok(Fit::NeedsFrames);
    }
    distinct_names::<D, T>(value)?;
    out.nested(|out| {
        let len = Reserved::new(out.out);
        let mut pass = InlinePass { out, entries: 0, fits: true };
        D::visit(value, &mut pass)?;
        let InlinePass { out, entries, fits } = pass;
        if !fits {
            return Ok(Fit::NeedsFrames);
        }
        len.set_map(out.out, entries)?;
        Ok(Fit::Written)
    })
}

/// A struct or enum as a generic object, with its envelope.
#[inline]
pub fn payload<'a, D: Visit<T>, T: ?Sized>(
    value: &'a T,
    info: &'static TypeInfo,
    out: &mut Encoder<'a>,
) -> Result<()> {
    if out.in_tree() {
        if info.has_class() {
            return out.closed(|out| payload::<D, T>(value, info, out));
        }
        return super::branch::write::<D, T>(value, out);
    }
    distinct_names::<D, T>(value)?;
    out.uses(Family::Dask);
    out.nested(|out| {
        match out.take_name() {
            None => out.header.extend_from_slice(info.object_envelope()),
            Some(name) => {
                crate::names::write_envelope(&mut out.header, name, info);
                out.header.extend_from_slice(info.object_sub_header());
            }
        }
        parts::<D, T>(value, out)
    })
}

/// The parts of a generic object, behind the key `simple`.
pub(crate) fn parts<'a, D: Visit<T>, T: ?Sized>(value: &'a T, out: &mut Encoder<'a>) -> Result<()> {
    let len = Reserved::new(&mut out.header);
    let mut simple = SimplePass { out, entries: 0, payloads: Marks::default() };
    D::visit(value, &mut simple)?;
    let SimplePass { out, entries, payloads } = simple;
    len.set_map(&mut out.header, entries)?;

    out.header.extend_from_slice(b"\xa7complex");
    if payloads.marked == 0 {
        return write::map(&mut out.header, 0);
    }
    write::map(&mut out.header, payloads.marked)?;
    let first = out.frames.len();
    D::visit(value, &mut ComplexPass { out, payloads, at: 0, first })
}

/// Refuses two fields of one name, which only flattening can bring together: a reader would refuse them, too.
#[inline]
pub(crate) fn distinct_names<D: Visit<T>, T: ?Sized>(value: &T) -> Result<()> {
    if D::FLATTENS { D::visit(value, &mut NamesPass::default()) } else { Ok(()) }
}

/// Collects the names of all fields.
#[derive(Default)]
struct NamesPass {
    seen: HashSet<Cow<'static, str>>,
}

impl NamesPass {
    fn name(&mut self, name: impl Into<Cow<'static, str>>) -> Result<()> {
        let name = name.into();
        if self.seen.contains(&name) {
            return Err(Error::not_allowed(
                "two fields have this name, one of them flattened; rename it, or keep the map in a field of its own",
            )
            .at_field(name));
        }
        self.seen.insert(name);
        Ok(())
    }
}

impl<'a> Visitor<'a> for NamesPass {
    fn field<A: WriteAs<T>, T: ?Sized>(&mut self, field: &'static Field, _: &'a T) -> Result<()> {
        self.name(field.name)
    }

    fn variant(&mut self, tag: &'static Field, _: &'static str) -> Result<()> {
        self.name(tag.name)
    }

    fn entry<T: Framed + ?Sized>(&mut self, key: &str, _: &'a T) -> Result<()> {
        self.name(key.to_owned())
    }
}

/// Whether some field needs frames for certain. A forecast only, so it looks a few values deep: a value may hold others
/// of its own type, as deep as memory allows.
#[inline]
pub fn needs_frames<D: Visit<T>, T: ?Sized>(value: &T, info: &'static TypeInfo) -> bool {
    if info.has_class() {
        return true;
    }
    shallow(|| {
        let mut pass = ForecastPass { needs_frames: false };
        // The forecast pass has nothing that could fail.
        let _ = D::visit(value, &mut pass);
        pass.needs_frames
    })
}

struct ForecastPass {
    needs_frames: bool,
}

impl<'a> Visitor<'a> for ForecastPass {
    #[inline]
    fn field<A: WriteAs<T>, T: ?Sized>(&mut self, _: &'static Field, value: &'a T) -> Result<()> {
        self.needs_frames = self.needs_frames || A::needs_frames(value);
        Ok(())
    }

    fn variant(&mut self, _: &'static Field, _: &'static str) -> Result<()> {
        Ok(())
    }

    fn entry<T: Framed + ?Sized>(&mut self, _: &str, value: &'a T) -> Result<()> {
        self.needs_frames = self.needs_frames || value.needs_frames();
        Ok(())
    }
}

/// Writes every field as a map entry, until one doesn't fit.
struct InlinePass<'p, 'b> {
    out: &'p mut Inline<'b>,
    entries: usize,
    fits: bool,
}

impl InlinePass<'_, '_> {
    #[inline]
    fn value(&mut self, write: impl FnOnce(&mut Inline<'_>) -> Result<Fit>) -> Result<()> {
        self.entries += 1;
        self.fits = write(self.out)? == Fit::Written;
        Ok(())
    }
}

impl<'a> Visitor<'a> for InlinePass<'_, '_> {
    #[inline]
    fn field<A: WriteAs<T>, T: ?Sized>(&mut self, field: &'static Field, value: &'a T) -> Result<()> {
        if !self.fits {
            return Ok(());
        }
        self.out.out.extend_from_slice(field.key);
        self.value(|out| A::inline(value, out)).map_err(|error| error.at_field(field.name))
    }

    fn variant(&mut self, tag: &'static Field, name: &'static str) -> Result<()> {
        self.out.out.extend_from_slice(tag.key);
        self.value(|out| out.text(name))
    }

    fn entry<T: Framed + ?Sized>(&mut self, key: &str, value: &'a T) -> Result<()> {
        if !self.fits {
            return Ok(());
        }
        if self.out.in_header() {
            refuse_marker_key(key)?;
        }
        write::text(self.out.out, key);
        self.value(|out| value.inline(out)).map_err(|error| error.at_key(key))
    }
}

/// Writes the fields that fit into msgpack, and marks the others.
struct SimplePass<'p, 'e> {
    out: &'p mut Encoder<'e>,
    entries: usize,
    payloads: Marks,
}

impl SimplePass<'_, '_> {
    #[inline]
    fn value(
        &mut self,
        key: impl FnOnce(&mut Vec<u8>),
        write: impl FnOnce(&mut Inline<'_>) -> Result<Fit>,
    ) -> Result<()> {
        let start = self.out.header.len();
        key(&mut self.out.header);
        let mut inline = Inline::header(&mut self.out.header, self.out.style, self.out.depth);
        if write(&mut inline)? == Fit::Written {
            self.entries += 1;
            self.payloads.push(false);
        } else {
            self.out.header.truncate(start);
            self.payloads.push(true);
        }
        Ok(())
    }
}

impl<'a> Visitor<'a> for SimplePass<'_, '_> {
    #[inline]
    fn field<A: WriteAs<T>, T: ?Sized>(&mut self, field: &'static Field, value: &'a T) -> Result<()> {
        if A::needs_frames(value) {
            self.payloads.push(true);
            return Ok(());
        }
        self.value(|header| header.extend_from_slice(field.key), |out| A::inline(value, out))
            .map_err(|error| error.at_field(field.name))
    }

    fn variant(&mut self, tag: &'static Field, name: &'static str) -> Result<()> {
        self.value(|header| header.extend_from_slice(tag.key), |out| out.text(name))
    }

    fn entry<T: Framed + ?Sized>(&mut self, key: &str, value: &'a T) -> Result<()> {
        refuse_marker_key(key)?;
        self.value(|header| write::text(header, key), |out| value.inline(out))
            .map_err(|error| error.at_key(key))
    }
}

/// Writes the marked fields, each with a header and its range of frames.
struct ComplexPass<'p, 'a> {
    out: &'p mut Encoder<'a>,
    payloads: Marks,
    at: usize,
    /// Frames before this object: ranges count from here.
    first: usize,
}

impl<'a> ComplexPass<'_, 'a> {
    /// Whether the field at hand is one of them.
    fn marked(&mut self) -> bool {
        self.at += 1;
        self.payloads.get(self.at - 1)
    }

    fn value(
        &mut self,
        key: impl FnOnce(&mut Vec<u8>),
        write: impl FnOnce(&mut Encoder<'a>) -> Result<()>,
    ) -> Result<()> {
        let out = &mut *self.out;
        key(&mut out.header);
        // `start` and `stop` stand before the header: a reader then knows the range when it comes to need it.
        out.header.extend_from_slice(b"\x83\xa5start");
        write::uint(&mut out.header, (out.frames.len() - self.first) as u64);
        out.header.extend_from_slice(b"\xa4stop");
        let stop = Reserved::new(&mut out.header);
        out.header.extend_from_slice(b"\xa6header");
        write(out)?;
        stop.set_uint(&mut out.header, out.frames.len() - self.first);
        Ok(())
    }
}

impl<'a> Visitor<'a> for ComplexPass<'_, 'a> {
    #[inline]
    fn field<A: WriteAs<T>, T: ?Sized>(&mut self, field: &'static Field, value: &'a T) -> Result<()> {
        if !self.marked() {
            return Ok(());
        }
        self.value(|header| header.extend_from_slice(field.key), |out| A::payload(value, out))
            .map_err(|error| error.at_field(field.name))
    }

    fn variant(&mut self, _: &'static Field, _: &'static str) -> Result<()> {
        self.marked();
        Ok(())
    }

    fn entry<T: Framed + ?Sized>(&mut self, key: &str, value: &'a T) -> Result<()> {
        if !self.marked() {
            return Ok(());
        }
        self.value(|header| write::text(header, key), |out| value.payload(out))
            .map_err(|error| error.at_key(key))
    }
}

/// Which fields, by position, need frames. Structs are small, so the first 64 need no allocation.
#[derive(Default)]
struct Marks {
    first: u64,
    more: Vec<bool>,
    len: usize,
    marked: usize,
}

impl Marks {
    #[inline]
    fn push(&mut self, mark: bool) {
        if self.len < 64 {
            self.first |= u64::from(mark) << self.len;
        } else {
            self.more.push(mark);
        }
        self.len += 1;
        self.marked += usize::from(mark);
    }

    #[inline]
    fn get(&self, at: usize) -> bool {
        if at < 64 { self.first >> at & 1 == 1 } else { self.more.get(at - 64).is_some_and(|mark| *mark) }
    }
}
