//! Records: the derive lists the fields of a struct or enum once ([`Columnar`]), and the passes over that list find out
//! whether they can be columns, make those, and fill them.

use super::column::{Column, Named, Values, Variants};
use super::{Form, Nesting, Packing};
use crate::adapter::WriteAs;
use crate::encode::Fit;
use crate::encode::object::{Field, Flatten};
use crate::error::Result;
use crate::framed::Framed;
use crate::msgpack::write;

/// Lists the fields of a `T` with the way to each: implemented by the derive, on `T` itself or on the type that
/// describes a foreign `T`.
pub trait Columnar<T> {
    /// Shows each field, in order, until the visitor has seen enough.
    fn columns<'a, V: ColumnVisitor<'a, T>>(visitor: &mut V) -> Result<()>
    where
        T: 'a;
}

/// Takes the fields of a type, one by one. `get` finds a field in a value; there is none in another variant.
pub trait ColumnVisitor<'a, T: 'a> {
    /// A field, written as `A` does.
    fn field<A: WriteAs<F>, F: 'a>(
        &mut self,
        field: &'static Field,
        get: impl Fn(&'a T) -> Option<&'a F>,
    ) -> Result<()>;

    /// A field whose fields are those of the record around.
    fn flatten<F: Flatten + Framed + 'a>(&mut self, get: impl Fn(&'a T) -> Option<&'a F>) -> Result<()>;

    /// The names of an enum's variants.
    fn tag(&mut self, tag: &'static Field, get: impl Fn(&T) -> Result<&'static str>) -> Result<()>;

    /// The variant whose fields follow.
    fn variant(&mut self, name: &'static str);

    /// A variant that is never written: it has no fields here, and keeps its place among the others.
    fn skipped(&mut self, name: &'static str) {
        self.variant(name);
    }
}

/// What a run of `T` becomes.
pub fn form<D: Columnar<T>, T>(nesting: &Nesting<'_>) -> Form {
    let Some(nesting) = nesting.within::<T>() else { return Form::Rows };
    let mut pass = FormPass { nesting: &nesting, possible: true, fields: 0 };
    match D::columns(&mut pass) {
        // Without a single column nothing would tell how many rows there are.
        Ok(()) if pass.possible && pass.fields > 0 => Form::Columns,
        _ => Form::Rows,
    }
}

/// Empty columns for a run of `T`.
pub fn build<D: Columnar<T>, T>() -> Column<'static> {
    let mut pass = BuildPass { fields: Vec::new(), variants: None };
    // No field of this pass can fail.
    let _ = D::columns(&mut pass);
    match pass.variants {
        None => Column::Record(pass.fields),
        Some(variants) => Column::Variants(variants),
    }
}

/// Appends values to such columns.
pub fn pack<'a, D: Columnar<T>, T>(
    rows: &[&'a T],
    column: &mut Column<'a>,
    packing: &Packing,
) -> Result<Fit> {
    let mut pass = PackPass { rows, column, packing, fit: Fit::Written, variant: 0, field: 0 };
    D::columns(&mut pass)?;
    Ok(pass.fit)
}

struct FormPass<'n> {
    nesting: &'n Nesting<'n>,
    possible: bool,
    fields: usize,
}

impl<'a, T: 'a> ColumnVisitor<'a, T> for FormPass<'_> {
    fn field<A: WriteAs<F>, F: 'a>(
        &mut self,
        _: &'static Field,
        _: impl Fn(&'a T) -> Option<&'a F>,
    ) -> Result<()> {
        self.fields += 1;
        self.possible = self.possible && A::form(self.nesting) != Form::Rows;
        Ok(())
    }

    fn flatten<F: Flatten + Framed + 'a>(&mut self, _: impl Fn(&'a T) -> Option<&'a F>) -> Result<()> {
        self.fields += 1;
        self.possible = self.possible && F::IS_RECORD && F::form(self.nesting) == Form::Columns;
        Ok(())
    }

    fn tag(&mut self, _: &'static Field, _: impl Fn(&T) -> Result<&'static str>) -> Result<()> {
        self.fields += 1;
        Ok(())
    }

    fn variant(&mut self, _: &'static str) {}
}

struct BuildPass {
    fields: Vec<Named<'static>>,
    variants: Option<Variants<'static>>,
}

impl BuildPass {
    fn push(&mut self, field: Option<&'static Field>, column: Column<'static>) {
        let variant = self.variants.as_mut().and_then(|variants| variants.variants.last_mut());
        let fields = variant.map_or(&mut self.fields, |(_, fields)| fields);
        fields.push(Named { field, column });
    }
}

impl<'a, T: 'a> ColumnVisitor<'a, T> for BuildPass {
    fn field<A: WriteAs<F>, F: 'a>(
        &mut self,
        field: &'static Field,
        _: impl Fn(&'a T) -> Option<&'a F>,
    ) -> Result<()> {
        self.push(Some(field), A::column());
        Ok(())
    }

    fn flatten<F: Flatten + Framed + 'a>(&mut self, _: impl Fn(&'a T) -> Option<&'a F>) -> Result<()> {
        self.push(None, F::column());
        Ok(())
    }

    fn tag(&mut self, tag: &'static Field, _: impl Fn(&T) -> Result<&'static str>) -> Result<()> {
        self.variants = Some(Variants { tag, tags: Values::new(), variants: Vec::new() });
        Ok(())
    }

    fn variant(&mut self, name: &'static str) {
        if let Some(variants) = &mut self.variants {
            variants.variants.push((name, Vec::new()));
        }
    }
}

struct PackPass<'p, 'a, T> {
    rows: &'p [&'a T],
    column: &'p mut Column<'a>,
    packing: &'p Packing,
    fit: Fit,
    /// Variants begun.
    variant: usize,
    /// The field at hand.
    field: usize,
}

impl<'a, T> PackPass<'_, 'a, T> {
    /// Packs the field at hand of all rows that have it.
    #[inline]
    fn next<F: 'a>(
        &mut self,
        get: impl Fn(&'a T) -> Option<&'a F>,
        pack: impl FnOnce(&[&'a F], &mut Column<'a>, &Packing) -> Result<Fit>,
    ) -> Result<()> {
        if self.fit == Fit::NeedsFrames {
            return Ok(());
        }
        let fields = match self.column {
            Column::Record(fields) => Some(fields),
            Column::Variants(variants) => {
                variants.variants.get_mut(self.variant.wrapping_sub(1)).map(|(_, fields)| fields)
            }
            _ => None,
        };
        let Some(named) = fields.and_then(|fields| fields.get_mut(self.field)) else {
            return self.column.mismatch();
        };
        self.field += 1;
        let mut values = Vec::with_capacity(self.rows.len());
        values.extend(self.rows.iter().filter_map(|row| get(row)));
        self.fit = pack(&values, &mut named.column, self.packing).map_err(|error| match named.field {
            Some(field) => error.at_field(field.name),
            None => error,
        })?;
        Ok(())
    }
}

impl<'a, T: 'a> ColumnVisitor<'a, T> for PackPass<'_, 'a, T> {
    #[inline]
    fn field<A: WriteAs<F>, F: 'a>(
        &mut self,
        _: &'static Field,
        get: impl Fn(&'a T) -> Option<&'a F>,
    ) -> Result<()> {
        self.next(get, A::pack)
    }

    fn flatten<F: Flatten + Framed + 'a>(&mut self, get: impl Fn(&'a T) -> Option<&'a F>) -> Result<()> {
        self.next(get, F::pack)
    }

    fn tag(&mut self, _: &'static Field, get: impl Fn(&T) -> Result<&'static str>) -> Result<()> {
        let Column::Variants(variants) = &mut *self.column else { return self.column.mismatch() };
        for row in self.rows {
            write::text(&mut variants.tags.chunks.tail, get(row)?);
            variants.tags.len += 1;
        }
        Ok(())
    }

    fn variant(&mut self, _: &'static str) {
        self.variant += 1;
        self.field = 0;
    }
}
