//! Derived types among the random values: the model of a struct is the dict of its fields.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use frames_std::Framed;
use proptest::prelude::*;

use super::model::Model;
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
        }
    };
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
}
