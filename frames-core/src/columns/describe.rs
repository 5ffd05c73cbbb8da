//! What stands in a derived type, for people: a pass over the list of its fields that sees their types alone.

use super::{ColumnVisitor, Columnar};
use crate::adapter::WriteAs;
use crate::encode::object::{Field, Flatten};
use crate::error::Result;
use crate::framed::Framed;
use crate::registry::{DescribedField, DescribedFields, DescribedVariant, readable};

/// The fields of a struct, or the variants of an enum.
pub fn record<D: Columnar<T>, T>() -> DescribedFields {
    let mut pass = DescribePass { fields: Vec::new(), tag: None, variants: Vec::new() };
    // No field of this pass can fail.
    let _ = D::columns(&mut pass);
    match pass.tag {
        None => DescribedFields::Record(pass.fields),
        tag => DescribedFields::Variants { tag, variants: pass.variants },
    }
}

/// The one field that a type is written as.
pub fn content<A: WriteAs<F>, F>() -> DescribedFields {
    DescribedFields::Content(written::<A, F>())
}

/// The names of variants without fields.
pub fn names(variants: &'static [Field]) -> DescribedFields {
    let variant = |variant: &Field| DescribedVariant { name: variant.name, fields: Vec::new() };
    DescribedFields::Variants { tag: None, variants: variants.iter().map(variant).collect() }
}

/// A type, and the adapter that writes it.
fn written<A: WriteAs<F>, F>() -> String {
    let ty = readable(std::any::type_name::<F>());
    match A::adapter() {
        None => ty,
        Some(adapter) => format!("{ty} with {}", readable(adapter)),
    }
}

struct DescribePass {
    fields: Vec<DescribedField>,
    tag: Option<&'static str>,
    variants: Vec<DescribedVariant>,
}

impl DescribePass {
    /// The fields of the variant at hand, or of the struct.
    fn fields(&mut self) -> &mut Vec<DescribedField> {
        self.variants.last_mut().map_or(&mut self.fields, |variant| &mut variant.fields)
    }
}

impl<'a, T: 'a> ColumnVisitor<'a, T> for DescribePass {
    fn field<A: WriteAs<F>, F: 'a>(
        &mut self,
        field: &'static Field,
        _: impl Fn(&'a T) -> Option<&'a F>,
    ) -> Result<()> {
        self.fields().push(DescribedField { name: Some(field.name), ty: written::<A, F>() });
        Ok(())
    }

    fn flatten<F: Flatten + Framed + 'a>(&mut self, _: impl Fn(&'a T) -> Option<&'a F>) -> Result<()> {
        match F::describe() {
            DescribedFields::Record(fields) => self.fields().extend(fields),
            _ => {
                let ty = readable(std::any::type_name::<F>());
                self.fields().push(DescribedField { name: None, ty });
            }
        }
        Ok(())
    }

    fn tag(&mut self, tag: &'static Field, _: impl Fn(&T) -> Result<&'static str>) -> Result<()> {
        self.tag = Some(tag.name);
        Ok(())
    }

    fn variant(&mut self, name: &'static str) {
        self.variants.push(DescribedVariant { name, fields: Vec::new() });
    }

    fn skipped(&mut self, _: &'static str) {}
}
