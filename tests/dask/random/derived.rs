//! Derived types among the random values: the model of a struct is the dict of its fields.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use frames_std::Framed;
use proptest::prelude::*;

use super::model::{Form, Model};
use crate::common::seen::{self, Seen};

/// Declares a derived struct, and says of each field only its name.
macro_rules! record {
    ($(#[$attribute:meta])* $name:ident<$($generic:ident),*> { $($field:ident: $type:ty),* } $($class:literal)?) => {
        #[derive(Debug, Clone, PartialEq, Framed)]
        $(#[$attribute])*
        pub(super) struct $name<$($generic),*> {
            $($field: $type),*
        }

        impl<$($generic: Model),*> Model for $name<$($generic),*> {
            fn random() -> BoxedStrategy<Self> {
                ($(<$type as Model>::random(),)*).prop_map(|($($field,)*)| $name { $($field),* }).boxed()
            }
            fn seen(&self) -> Seen {
                let fields = seen::fields([$((stringify!($field), self.$field.seen())),*]);
                $(let fields = seen::object($class, fields);)?
                fields
            }
            /// An instance of a class is never a value of msgpack.
            fn is_plain(&self) -> bool {
                [$($class.is_empty(),)? $(self.$field.is_plain()),*].into_iter().all(|plain| plain)
            }
            fn form() -> Form {
                Form::Columns
            }
            fn fits(&self) -> bool {
                [$(self.$field.fits()),*].into_iter().all(|fits| fits)
            }
            fn columns(rows: &[Self]) -> Option<Vec<(String, Seen)>> {
                let mut columns = Vec::new();
                $(
                    let values: Vec<$type> = rows.iter().map(|row| row.$field.clone()).collect();
                    add(&mut columns, stringify!($field), &values);
                )*
                Some(columns)
            }
        }
    };
}

/// Adds the column of a field, or the columns of a record in it under dotted names.
fn add<T: Model>(columns: &mut Vec<(String, Seen)>, name: &str, values: &[T]) {
    match T::columns(values) {
        Some(inner) => {
            columns.extend(inner.into_iter().map(|(inner, column)| (format!("{name}.{inner}"), column)));
        }
        None => columns.push((name.to_owned(), T::column(values))),
    }
}

record!(#[framed(name = "live.random.Flat")] Flat<> { id: u64, name: String, score: Option<f64>, flag: bool });
record!(Deep<A, B> { a: A, list: Vec<A>, by_name: HashMap<String, B>, maybe: Option<B> });
record!(
    #[framed(name = "live.random.Sensor", python = "acme.Sensor")]
    Instance<> { name: String, samples: Vec<f32>, tags: BTreeSet<u16>, by_key: BTreeMap<(u8, String), Vec<u8>> }
    "acme.Sensor"
);

#[derive(Debug, Clone, PartialEq, Framed)]
pub(super) enum Event<T> {
    Nothing,
    One(T),
    Two(T, Vec<T>),
    Named { variant_of: Flat, content: Option<T> },
}

impl<T: Model> Model for Event<T> {
    fn random() -> BoxedStrategy<Self> {
        prop_oneof![
            Just(Event::Nothing),
            T::random().prop_map(Event::One),
            <(T, Vec<T>)>::random().prop_map(|(first, second)| Event::Two(first, second)),
            <(Flat, Option<T>)>::random()
                .prop_map(|(variant_of, content)| Event::Named { variant_of, content }),
        ]
        .boxed()
    }
    fn seen(&self) -> Seen {
        let variant = |name: &str| ("variant", seen::text(name));
        match self {
            Event::Nothing => seen::fields([variant("Nothing")]),
            Event::One(value) => seen::fields([variant("One"), ("0", value.seen())]),
            Event::Two(first, second) => {
                seen::fields([variant("Two"), ("0", first.seen()), ("1", second.seen())])
            }
            Event::Named { variant_of, content } => seen::fields([
                variant("Named"),
                ("variant_of", variant_of.seen()),
                ("content", content.seen()),
            ]),
        }
    }
    fn is_plain(&self) -> bool {
        match self {
            Event::Nothing => true,
            Event::One(value) => value.is_plain(),
            Event::Two(first, second) => first.is_plain() && second.is_plain(),
            Event::Named { content, .. } => content.is_plain(),
        }
    }
    fn form() -> Form {
        Form::Columns
    }
    fn fits(&self) -> bool {
        match self {
            Event::Nothing => true,
            Event::One(value) => value.fits(),
            Event::Two(first, second) => first.fits() && second.fits(),
            Event::Named { variant_of, content } => variant_of.fits() && content.fits(),
        }
    }
    /// The names of the variants, and for each the columns of its fields.
    fn column(rows: &[Self]) -> Seen {
        let (mut names, mut one, mut two, mut named) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            names.push(seen::text(match row.clone() {
                Event::Nothing => "Nothing",
                Event::One(value) => {
                    one.push(value);
                    "One"
                }
                Event::Two(first, second) => {
                    two.push((first, second));
                    "Two"
                }
                Event::Named { variant_of, content } => {
                    named.push((variant_of, content));
                    "Named"
                }
            }));
        }
        let columns = |columns: Vec<(String, Seen)>| {
            seen::dict(columns.into_iter().map(|(name, column)| (seen::text(name), column)))
        };
        let mut of = [Vec::new(), Vec::new(), Vec::new()];
        add(&mut of[0], "0", &one);
        let (first, second): (Vec<_>, Vec<_>) = two.into_iter().unzip();
        add(&mut of[1], "0", &first);
        add(&mut of[1], "1", &second);
        let (flat, content): (Vec<_>, Vec<_>) = named.into_iter().unzip();
        add(&mut of[2], "variant_of", &flat);
        add(&mut of[2], "content", &content);
        let [one, two, named] = of.map(columns);
        seen::fields([("variant", seen::tuple(names)), ("One", one), ("Two", two), ("Named", named)])
    }
}
