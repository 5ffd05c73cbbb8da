//! A struct or enum as a branch of a message's tree: a map of its fields, those that msgpack doesn't hold as markers.

use super::object::{Field, Visit, Visitor, distinct_names};
use super::{Encoder, Fit, Inline};
use crate::adapter::WriteAs;
use crate::error::Result;
use crate::framed::Framed;
use crate::msgpack::refuse_marker_key;
use crate::msgpack::write::{self as msgpack, Reserved};

/// Writes the object into the tree of a message: a map of its fields, those with frames as markers.
pub(super) fn write<'a, D: Visit<T>, T: ?Sized>(value: &'a T, out: &mut Encoder<'a>) -> Result<()> {
    distinct_names::<D, T>(value)?;
    out.take_name();
    out.nested(|out| {
        let len = Reserved::new(&mut out.header);
        let first = out.markers();
        let mut pass = BranchPass { out, entries: 0 };
        D::visit(value, &mut pass)?;
        let BranchPass { out, entries } = pass;
        // The head of a wide struct takes more than the byte that was reserved: what follows it moves.
        let before = out.header.len();
        len.set_map(&mut out.header, entries)?;
        out.move_markers(first, out.header.len() - before);
        out.grown();
        Ok(())
    })
}

/// Writes all fields into the tree of a message.
struct BranchPass<'p, 'a> {
    out: &'p mut Encoder<'a>,
    entries: usize,
}

impl<'a> BranchPass<'_, 'a> {
    /// Writes a field inline where it fits, and else as whatever its payload is.
    fn value(
        &mut self,
        inline: impl FnOnce(&mut Inline<'_>) -> Result<Fit>,
        payload: impl FnOnce(&mut Encoder<'a>) -> Result<()>,
    ) -> Result<()> {
        let out = &mut *self.out;
        self.entries += 1;
        let start = out.header.len();
        if inline(&mut Inline::tree(&mut out.header, out.style, out.depth))? == Fit::NeedsFrames {
            out.header.truncate(start);
            out.below(payload)?;
        }
        Ok(())
    }
}

impl<'a> Visitor<'a> for BranchPass<'_, 'a> {
    fn field<A: WriteAs<T>, T: ?Sized>(&mut self, field: &'static Field, value: &'a T) -> Result<()> {
        self.out.header.extend_from_slice(field.key);
        self.value(|out| A::inline(value, out), |out| A::payload(value, out))
            .map_err(|error| error.at_field(field.name))
    }

    fn variant(&mut self, tag: &'static Field, name: &'static str) -> Result<()> {
        self.out.header.extend_from_slice(tag.key);
        self.entries += 1;
        msgpack::text(&mut self.out.header, name);
        Ok(())
    }

    fn entry<T: Framed + ?Sized>(&mut self, key: &str, value: &'a T) -> Result<()> {
        refuse_marker_key(key)?;
        msgpack::text(&mut self.out.header, key);
        self.value(|out| value.inline(out), |out| value.payload(out)).map_err(|error| error.at_key(key))
    }
}
