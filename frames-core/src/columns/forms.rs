//! What a run of values of a type becomes, as far as the type alone says it.

use crate::encode::Style;

/// What a run of values of one type becomes. The same for all values of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// No column can hold such values: a record of them is written row by row.
    Rows,
    /// A run of msgpack values.
    Values {
        /// Whether one of them may be nil by itself.
        nil: bool,
    },
    /// An array, or columns of its own.
    Columns,
}

impl Form {
    /// Of optional values.
    pub(crate) fn optional(self) -> Form {
        match self {
            Form::Values { nil: false } => Form::Values { nil: true },
            // Nil would not tell which of the two is missing.
            Form::Values { nil: true } => Form::Columns,
            other => other,
        }
    }

    /// Of runs.
    pub(crate) fn run(self) -> Form {
        match self {
            Form::Values { .. } => Form::Values { nil: false },
            other => other,
        }
    }
}

/// The records around a type, to notice those that contain themselves.
#[derive(Debug)]
pub struct Nesting<'n> {
    record: &'static str,
    outer: Option<&'n Nesting<'n>>,
}

impl<'n> Nesting<'n> {
    /// No record is around.
    pub(crate) const ROOT: Nesting<'static> = Nesting { record: "", outer: None };

    /// The fields of the record `T`; `None` if `T` is around already. Names may be shared by different types, to which
    /// rows do no harm.
    pub(crate) fn within<T: ?Sized>(&'n self) -> Option<Nesting<'n>> {
        let record = std::any::type_name::<T>();
        let mut around = Some(self);
        while let Some(nesting) = around {
            if nesting.record == record {
                return None;
            }
            around = nesting.outer;
        }
        Some(Nesting { record, outer: Some(self) })
    }
}

/// How values are packed into columns.
#[derive(Debug, Clone, Copy)]
pub struct Packing {
    pub(crate) style: Style,
    pub(crate) depth: usize,
}
