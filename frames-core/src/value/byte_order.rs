//! Byte order: which types have one, and numbers turned into this machine's.

use super::{ByteOrder, DType, DTypeField, Kind};
use crate::error::{Error, Result};

impl DType {
    /// A plain type of this machine's byte order.
    pub(crate) fn native(kind: Kind, size: usize) -> DType {
        let order = if kind.has_order(size) { ByteOrder::NATIVE } else { ByteOrder::None };
        DType::Plain { kind, order, size, unit: None }
    }

    /// Whether all its numbers are in this machine's byte order.
    pub fn is_native(&self) -> bool {
        match self {
            DType::Plain { order, .. } => matches!(*order, ByteOrder::NATIVE | ByteOrder::None),
            DType::Record { fields, .. } => fields.iter().all(|field| field.dtype.is_native()),
            DType::SubArray { base, .. } => base.is_native(),
        }
    }

    /// The same type with all numbers in this machine's byte order.
    pub fn to_native(&self) -> DType {
        match self {
            DType::Plain { kind, order, size, unit } => {
                let order = if *order == ByteOrder::None { ByteOrder::None } else { ByteOrder::NATIVE };
                DType::Plain { kind: *kind, order, size: *size, unit: unit.clone() }
            }
            DType::Record { fields, size, aligned } => {
                let native = |field: &DTypeField| DTypeField {
                    name: field.name.clone(),
                    dtype: field.dtype.to_native(),
                    offset: field.offset,
                };
                DType::Record { fields: fields.iter().map(native).collect(), size: *size, aligned: *aligned }
            }
            DType::SubArray { base, shape } => {
                DType::SubArray { base: Box::new(base.to_native()), shape: shape.clone() }
            }
        }
    }

    /// Turns the numbers in a run of elements of this type into this machine's byte order.
    pub(crate) fn swap_to_native(&self, run: &mut [u8]) -> Result<()> {
        let size = self.size();
        if size == 0 || self.is_native() {
            return Ok(());
        }
        match self {
            DType::Plain { kind, size, .. } => {
                // A complex number is two, and a text as many as it has characters.
                let number = match kind {
                    Kind::Complex => size / 2,
                    Kind::Text => 4,
                    _ => *size,
                };
                run.chunks_exact_mut(number).for_each(<[u8]>::reverse);
            }
            DType::Record { fields, .. } => {
                let mut fields: Vec<_> = fields.iter().filter(|field| field.dtype.size() > 0).collect();
                fields.sort_by_key(|field| field.offset);
                if fields.windows(2).any(|pair| pair[0].offset + pair[0].dtype.size() > pair[1].offset) {
                    return Err(Error::array(
                        "fields of its type share bytes, whose order can't be corrected for all; take one of them with `field`",
                    ));
                }
                for field in fields {
                    let bytes = field.offset..field.offset + field.dtype.size();
                    for record in run.chunks_exact_mut(size) {
                        field.dtype.swap_to_native(&mut record[bytes.clone()])?;
                    }
                }
            }
            DType::SubArray { base, .. } => base.swap_to_native(run)?,
        }
        Ok(())
    }

    /// Whether elements of both types are the same bytes with the same meaning. That numpy aligned the fields of a record
    /// changes nothing of where they are.
    pub(crate) fn has_bytes_of(&self, other: &DType) -> bool {
        match (self, other) {
            (DType::Record { fields, size, .. }, DType::Record { fields: others, size: other, .. }) => {
                size == other
                    && fields.len() == others.len()
                    && fields.iter().zip(others).all(|(field, other)| {
                        (&field.name, field.offset) == (&other.name, other.offset)
                            && field.dtype.has_bytes_of(&other.dtype)
                    })
            }
            (DType::SubArray { base, shape }, DType::SubArray { base: other, shape: lengths }) => {
                shape == lengths && base.has_bytes_of(other)
            }
            (one, other) => one == other,
        }
    }
}
