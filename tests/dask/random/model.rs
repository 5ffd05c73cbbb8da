//! The rules, in the test's own words: for each type, what Python sees of a value, and how random values are made. A
//! sequence is a tuple where msgpack holds all of it, else a list; numbers are arrays, optional numbers masked arrays, and
//! records are columns, unless a value among them fits into none.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::rc::Rc;

use proptest::collection;
use proptest::prelude::*;

use crate::common::seen::{self, Seen};

/// How many things a random container holds.
const FEW: std::ops::Range<usize> = 0..4;

/// Texts that mean something to Dask or to us where they are keys.
const SPECIAL: &[&str] =
    &["__Set__", "__Enum__", "__Serialized__", "__Pickled__", "variant", "header", "0", ""];

/// What a column of values of a type is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// A tuple; whether `None` may stand in it already.
    Values { nil: bool },
    /// An array, or a dict of columns.
    Columns,
}

const TEXTS: Form = Form::Values { nil: false };

pub(super) trait Model: Clone + std::fmt::Debug + Sized + 'static {
    fn random() -> BoxedStrategy<Self>;
    /// What Python sees.
    fn seen(&self) -> Seen;
    /// Whether msgpack holds the value.
    fn is_plain(&self) -> bool {
        true
    }
    /// Whether msgpack holds a run of such values.
    fn run_is_plain(run: &[Self]) -> bool {
        !Self::in_columns() && run.iter().all(Self::is_plain)
    }
    /// What Python sees of a run.
    fn run_seen(run: &[Self]) -> Seen {
        if Self::in_columns() && run.iter().all(Self::fits) {
            return Self::column(run);
        }
        let items = run.iter().map(Self::seen);
        if Self::run_is_plain(run) { seen::tuple(items) } else { seen::list(items) }
    }
    /// What a column is, and one of optional values, and one of runs.
    fn form() -> Form {
        Form::Values { nil: true }
    }
    fn options_form() -> Form {
        if Self::form() == TEXTS { Form::Values { nil: true } } else { Form::Columns }
    }
    fn runs_form() -> Form {
        if Self::form() == Form::Columns { Form::Columns } else { TEXTS }
    }
    /// Whether a run that stands by itself is not in columns, though it could be.
    fn prefers_rows() -> bool {
        false
    }
    fn in_columns() -> bool {
        Self::form() == Form::Columns && !Self::prefers_rows()
    }
    /// Whether the value can be in a column.
    fn fits(&self) -> bool {
        self.is_plain()
    }
    /// What Python sees of a column.
    fn column(rows: &[Self]) -> Seen {
        match Self::columns(rows) {
            Some(columns) => seen::dict(columns.into_iter().map(|(name, column)| (seen::text(name), column))),
            None => seen::tuple(rows.iter().map(Self::seen)),
        }
    }
    /// The columns of a record.
    fn columns(_: &[Self]) -> Option<Vec<(String, Seen)>> {
        None
    }
    /// The masked array that a run of optional values is, if it is one.
    fn optional_run(_: &[Option<Self>]) -> Option<Seen> {
        None
    }
    /// The array of this shape that a run is, if it is one.
    fn grid(_: &[Self], _: &[usize]) -> Option<Seen> {
        None
    }
    /// Whether some value is nil to Python.
    fn can_be_nil() -> bool {
        false
    }
}

macro_rules! number {
    ($($type:ty, $seen:ident, $dtype:literal, $fill:expr;)*) => {$(
        impl Model for $type {
            fn random() -> BoxedStrategy<Self> {
                prop_oneof![3 => any::<$type>(), 1 => Just(<$type>::MIN), 1 => Just(<$type>::MAX), 1 => Just(1 as $type)]
                    .boxed()
            }
            fn seen(&self) -> Seen {
                seen::$seen(*self)
            }
            number!(runs $type, $dtype, $fill);
        }
    )*};
    (runs $type:ty, $dtype:literal, $fill:expr) => {
        fn run_is_plain(_: &[Self]) -> bool {
            false
        }
        fn run_seen(run: &[Self]) -> Seen {
            seen::array($dtype, &[run.len()], run.iter().map(Self::seen))
        }
        fn optional_run(run: &[Option<Self>]) -> Option<Seen> {
            Some(seen::masked($dtype, run.iter().map(Option::seen), $fill))
        }
        number!(column $dtype);
    };
    (column $dtype:expr) => {
        fn grid(run: &[Self], shape: &[usize]) -> Option<Seen> {
            Some(seen::array($dtype, shape, run.iter().map(Self::seen)))
        }
        fn form() -> Form {
            Form::Columns
        }
        fn fits(&self) -> bool {
            true
        }
        fn column(rows: &[Self]) -> Seen {
            seen::array($dtype, &[rows.len()], rows.iter().map(Self::seen))
        }
    };
}

number! {
    i8, int, "|i1", seen::int(63);
    i16, int, "<i2", seen::int(16959);
    i32, int, "<i4", seen::int(999_999);
    i64, int, "<i8", seen::int(999_999);
    u16, int, "<u2", seen::int(16959);
    u32, int, "<u4", seen::int(999_999);
    u64, int, "<u8", seen::int(999_999);
    f32, float, "<f4", seen::float(1e20f32);
    f64, float, "<f8", seen::float(1e20);
}

impl Model for bool {
    fn random() -> BoxedStrategy<Self> {
        any::<bool>().boxed()
    }
    fn seen(&self) -> Seen {
        seen::bool(*self)
    }
    number!(runs bool, "|b1", seen::bool(true));
}

/// A run of these is `bytes`.
impl Model for u8 {
    fn random() -> BoxedStrategy<Self> {
        any::<u8>().boxed()
    }
    fn seen(&self) -> Seen {
        seen::int(self)
    }
    fn run_is_plain(_: &[Self]) -> bool {
        false
    }
    fn run_seen(run: &[Self]) -> Seen {
        seen::bytes(run)
    }
    fn optional_run(run: &[Option<Self>]) -> Option<Seen> {
        Some(seen::masked("|u1", run.iter().map(Option::seen), seen::int(63)))
    }
    fn runs_form() -> Form {
        TEXTS
    }
    number!(column "|u1");
}

impl Model for char {
    /// numpy drops zeros at the end of its texts, so an array can't hold that one character.
    fn random() -> BoxedStrategy<Self> {
        any::<char>().prop_filter("numpy reads it as no character", |char| *char != '\0').boxed()
    }
    fn seen(&self) -> Seen {
        seen::text(self.to_string())
    }
    fn run_is_plain(_: &[Self]) -> bool {
        false
    }
    fn run_seen(run: &[Self]) -> Seen {
        seen::array("<U1", &[run.len()], run.iter().map(Self::seen))
    }
    number!(column "<U1");
}

/// Only what 64 bits hold is plain; a run with one that isn't is a list.
impl Model for i128 {
    fn random() -> BoxedStrategy<Self> {
        prop_oneof![any::<i64>().prop_map(i128::from), any::<u64>().prop_map(i128::from), any::<i128>()]
            .boxed()
    }
    fn seen(&self) -> Seen {
        seen::int(self)
    }
    fn is_plain(&self) -> bool {
        i64::try_from(*self).is_ok() || u64::try_from(*self).is_ok()
    }
}

impl Model for String {
    fn random() -> BoxedStrategy<Self> {
        prop_oneof![2 => any::<String>(), 1 => proptest::sample::select(SPECIAL).prop_map_into()].boxed()
    }
    fn seen(&self) -> Seen {
        seen::text(self)
    }
    fn form() -> Form {
        TEXTS
    }
}

impl Model for () {
    fn random() -> BoxedStrategy<Self> {
        Just(()).boxed()
    }
    fn seen(&self) -> Seen {
        seen::none()
    }
    fn can_be_nil() -> bool {
        true
    }
}

impl<T: Model> Model for Option<T> {
    fn random() -> BoxedStrategy<Self> {
        proptest::option::of(T::random()).boxed()
    }
    fn seen(&self) -> Seen {
        match self {
            None => seen::none(),
            Some(value) if T::can_be_nil() => seen::tuple([value.seen()]),
            Some(value) => value.seen(),
        }
    }
    fn is_plain(&self) -> bool {
        self.as_ref().is_none_or(T::is_plain)
    }
    fn run_is_plain(run: &[Self]) -> bool {
        T::optional_run(&[]).is_none() && run.iter().all(Self::is_plain)
    }
    fn run_seen(run: &[Self]) -> Seen {
        let items = || run.iter().map(Self::seen);
        let otherwise = || if Self::run_is_plain(run) { seen::tuple(items()) } else { seen::list(items()) };
        T::optional_run(run).unwrap_or_else(otherwise)
    }
    fn can_be_nil() -> bool {
        true
    }
    fn form() -> Form {
        T::options_form()
    }
    fn fits(&self) -> bool {
        self.as_ref().is_none_or(T::fits)
    }
    fn column(rows: &[Self]) -> Seen {
        if let Some(masked) = T::optional_run(rows) {
            return masked;
        }
        if T::options_form() != Form::Columns {
            return seen::tuple(rows.iter().map(Self::seen));
        }
        let there = rows.iter().map(|row| seen::bool(row.is_some()));
        let values: Vec<T> = rows.iter().flatten().cloned().collect();
        seen::fields([("validity", seen::array("|b1", &[rows.len()], there)), ("values", T::column(&values))])
    }
}

impl<T: Model, const N: usize> Model for [T; N] {
    fn random() -> BoxedStrategy<Self> {
        collection::vec(T::random(), N).prop_map(|items| items.try_into().expect("that many")).boxed()
    }
    fn seen(&self) -> Seen {
        T::run_seen(self)
    }
    fn is_plain(&self) -> bool {
        T::run_is_plain(self)
    }
    fn run_is_plain(run: &[Self]) -> bool {
        Self::grid(&[], &[0]).is_none() && run.iter().all(Self::is_plain)
    }
    fn run_seen(run: &[Self]) -> Seen {
        let items = || run.iter().map(Self::seen);
        let otherwise = || if Self::run_is_plain(run) { seen::tuple(items()) } else { seen::list(items()) };
        Self::grid(run, &[run.len()]).unwrap_or_else(otherwise)
    }
    fn grid(run: &[Self], shape: &[usize]) -> Option<Seen> {
        T::grid(run.as_flattened(), &[shape, &[N]].concat())
    }
    fn form() -> Form {
        T::runs_form()
    }
    fn fits(&self) -> bool {
        run_fits(self)
    }
    fn column(rows: &[Self]) -> Seen {
        let grid = Self::grid(rows, &[rows.len()]).filter(|_| T::runs_form() == Form::Columns);
        grid.unwrap_or_else(|| runs_column(rows.iter().map(|row| row.to_vec())))
    }
}

fn run_fits<T: Model>(run: &[T]) -> bool {
    match T::runs_form() {
        Form::Columns => run.iter().all(T::fits),
        // Bytes, and runs that msgpack holds.
        Form::Values { .. } => T::form() == Form::Columns || T::run_is_plain(run),
    }
}

/// Where each run ends, and the items of all; or a tuple of runs.
fn runs_column<T: Model>(rows: impl Iterator<Item = Vec<T>>) -> Seen {
    if T::runs_form() != Form::Columns {
        return seen::tuple(rows.map(|row| T::run_seen(&row)));
    }
    let (mut offsets, mut items) = (vec![seen::int(0)], Vec::new());
    for row in rows {
        items.extend(row);
        offsets.push(seen::int(items.len()));
    }
    seen::fields([("offsets", seen::array("<i8", &[offsets.len()], offsets)), ("items", T::column(&items))])
}

macro_rules! sequence {
    ($($type:ident)*) => {$(
        impl<T: Model> Model for $type<T> {
            fn random() -> BoxedStrategy<Self> {
                collection::vec(T::random(), FEW).prop_map($type::from).boxed()
            }
            fn seen(&self) -> Seen {
                T::run_seen(&self.iter().cloned().collect::<Vec<_>>())
            }
            fn is_plain(&self) -> bool {
                T::run_is_plain(&self.iter().cloned().collect::<Vec<_>>())
            }
            fn form() -> Form {
                T::runs_form()
            }
            fn prefers_rows() -> bool {
                T::grid(&[], &[0]).is_some() || T::prefers_rows()
            }
            fn fits(&self) -> bool {
                run_fits(&self.iter().cloned().collect::<Vec<_>>())
            }
            fn column(rows: &[Self]) -> Seen {
                runs_column(rows.iter().map(|row| row.iter().cloned().collect()))
            }
        }
    )*};
}
sequence!(Vec VecDeque);

macro_rules! pointer {
    ($($type:ident { $($columns:tt)* })*) => {$(
        impl<T: Model> Model for $type<T> {
            fn random() -> BoxedStrategy<Self> {
                T::random().prop_map($type::new).boxed()
            }
            fn seen(&self) -> Seen {
                T::seen(self)
            }
            fn is_plain(&self) -> bool {
                T::is_plain(self)
            }
            fn can_be_nil() -> bool {
                T::can_be_nil()
            }
            $($columns)*
        }
    )*};
}
pointer! {
    Box {
        fn form() -> Form {
            T::form()
        }
        fn prefers_rows() -> bool {
            T::prefers_rows()
        }
        fn fits(&self) -> bool {
            T::fits(self)
        }
        fn column(rows: &[Self]) -> Seen {
            T::column(&rows.iter().map(|row| T::clone(row)).collect::<Vec<_>>())
        }
        fn columns(rows: &[Self]) -> Option<Vec<(String, Seen)>> {
            T::columns(&rows.iter().map(|row| T::clone(row)).collect::<Vec<_>>())
        }
    }
    Rc {}
}

macro_rules! tuple {
    ($($type:ident $at:tt),*) => {
        impl<$($type: Model),*> Model for ($($type,)*) {
            fn random() -> BoxedStrategy<Self> {
                ($($type::random(),)*).boxed()
            }
            fn seen(&self) -> Seen {
                seen::tuple([$(self.$at.seen()),*])
            }
            fn is_plain(&self) -> bool {
                $(self.$at.is_plain())&&*
            }
        }
    };
}
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);

macro_rules! map {
    ($($type:ident, $bound:ident, $make:ident;)*) => {$(
        impl<K: Model + Eq + $bound, V: Model> Model for $type<K, V> {
            fn random() -> BoxedStrategy<Self> {
                collection::$make(K::random(), V::random(), FEW).boxed()
            }
            fn seen(&self) -> Seen {
                seen::dict(self.iter().map(|(key, value)| (key.seen(), value.seen())))
            }
            fn is_plain(&self) -> bool {
                self.values().all(V::is_plain)
            }
        }
    )*};
}
map! { BTreeMap, Ord, btree_map; HashMap, Hash, hash_map; }

macro_rules! set {
    ($($type:ident, $bound:ident, $make:ident;)*) => {$(
        impl<T: Model + Eq + $bound> Model for $type<T> {
            fn random() -> BoxedStrategy<Self> {
                collection::$make(T::random(), FEW).boxed()
            }
            fn seen(&self) -> Seen {
                seen::set(self.iter().map(T::seen))
            }
            fn is_plain(&self) -> bool {
                false
            }
        }
    )*};
}
set! { BTreeSet, Ord, btree_set; HashSet, Hash, hash_set; }

impl<T: Model, E: Model> Model for Result<T, E> {
    fn random() -> BoxedStrategy<Self> {
        prop_oneof![T::random().prop_map(Ok), E::random().prop_map(Err)].boxed()
    }
    fn seen(&self) -> Seen {
        let (name, value) = match self {
            Ok(value) => ("Ok", value.seen()),
            Err(error) => ("Err", error.seen()),
        };
        seen::fields([("variant", seen::text(name)), ("0", value)])
    }
    fn is_plain(&self) -> bool {
        self.as_ref().map_or_else(E::is_plain, T::is_plain)
    }
}
