//! Generated code stands on its own: without a prelude, among types that are called like those of the standard
//! library, and with the crate under another name.

#![no_implicit_prelude]

mod shadowed {
    /// Names that generated code must not stumble over.
    #[allow(dead_code, non_camel_case_types)]
    mod decoys {
        pub(super) struct Option;
        pub(super) struct Result;
        pub(super) struct String;
        pub(super) struct Vec;
        pub(super) struct Box;
        pub(super) struct Some;
        pub(super) struct None;
        pub(super) struct Ok;
        pub(super) struct Err;
        pub(super) struct Default;
        pub(super) struct Into;
        pub(super) struct Clone;
        pub(super) struct Framed;
        pub(super) struct FromFrames;
        pub(super) mod core {}
        pub(super) mod std {}
        pub(super) mod frames_std {}
    }
    use ::frames_std::Framed as Derive;
    #[allow(unused_imports)]
    use decoys::*;

    #[derive(Derive)]
    #[allow(dead_code)]
    pub(crate) struct Human<T> {
        name: ::std::string::String,
        #[framed(default)]
        tags: ::std::vec::Vec<T>,
        #[framed(skip)]
        cache: ::std::option::Option<u8>,
        #[framed(flatten)]
        rest: ::std::collections::BTreeMap<::std::string::String, u8>,
    }

    #[derive(Derive)]
    pub(crate) struct Id(pub(crate) u64);

    #[derive(Derive)]
    pub(crate) struct Unit;

    #[derive(Derive, ::std::fmt::Debug, ::std::cmp::PartialEq)]
    pub(crate) enum Color {
        Red,
        #[framed(other)]
        Other,
    }

    #[derive(Derive)]
    #[allow(dead_code)]
    pub(crate) enum Event {
        Quit,
        Key(u8),
        Paste {
            text: ::std::string::String,
        },
        #[framed(skip)]
        Hidden,
    }

    #[derive(Derive, ::std::clone::Clone)]
    #[framed(from = u64, into = u64)]
    pub(crate) struct Converted(u64);

    impl ::std::convert::From<u64> for Converted {
        fn from(value: u64) -> Self {
            Converted(value)
        }
    }

    impl ::std::convert::From<Converted> for u64 {
        fn from(value: Converted) -> u64 {
            value.0
        }
    }

    #[derive(Derive)]
    #[framed(try_from = "u64", python = "acme.Small")]
    pub(crate) struct Small(u8);

    impl ::std::convert::TryFrom<u64> for Small {
        type Error = ::std::num::TryFromIntError;

        fn try_from(value: u64) -> ::std::result::Result<Self, Self::Error> {
            ::std::result::Result::map(::std::convert::TryFrom::try_from(value), Small)
        }
    }

    pub(crate) mod foreign {
        pub(crate) struct Point {
            pub(crate) x: f64,
        }
    }

    #[derive(Derive)]
    #[framed(remote = "foreign::Point")]
    pub(crate) struct PointDef {
        x: f64,
    }

    #[derive(Derive)]
    pub(crate) struct Line {
        #[framed(with = "::frames_std::Each<PointDef>")]
        pub(crate) points: ::std::vec::Vec<foreign::Point>,
    }
}

/// What a crate that wraps frames offers to its users.
mod renamed {
    pub(crate) mod inner {
        pub(crate) use ::frames_std::*;
    }

    #[derive(inner::Framed)]
    #[framed(crate = "inner")]
    pub(crate) struct Relative {
        pub(crate) value: u8,
    }

    #[derive(inner::Framed)]
    #[framed(crate = crate::renamed::inner)]
    pub(crate) enum Absolute {
        One,
        Two(u8),
    }
}

/// Fields whose tokens come from a macro and from its caller.
mod made_by_macro {
    macro_rules! pair {
        ($name:ident, $field:ident: $type:ty) => {
            #[derive(::frames_std::Framed)]
            pub(crate) struct $name {
                pub(crate) $field: $type,
                pub(crate) own: u8,
            }
        };
    }
    pair!(Pair, value: ::std::option::Option<u8>);
}

#[test]
fn it_works_too() {
    let serialized = ::frames_std::serialize(&shadowed::Id(7)).unwrap();
    ::std::assert_eq!(::frames_std::deserialize::<shadowed::Id>(&serialized).unwrap().0, 7);

    let serialized = ::frames_std::serialize(&shadowed::Color::Red).unwrap();
    ::std::assert_eq!(
        ::frames_std::deserialize::<shadowed::Color>(&serialized).unwrap(),
        shadowed::Color::Red
    );

    let line = shadowed::Line { points: ::std::vec![shadowed::foreign::Point { x: 1.0 }] };
    let serialized = ::frames_std::serialize(&line).unwrap();
    ::std::assert_eq!(::frames_std::deserialize::<shadowed::Line>(&serialized).unwrap().points[0].x, 1.0);

    let serialized = ::frames_std::serialize(&renamed::Relative { value: 7 }).unwrap();
    ::std::assert_eq!(::frames_std::deserialize::<renamed::Relative>(&serialized).unwrap().value, 7);

    let pair = made_by_macro::Pair { value: ::std::option::Option::Some(1), own: 2 };
    let serialized = ::frames_std::serialize(&pair).unwrap();
    let pair = ::frames_std::deserialize::<made_by_macro::Pair>(&serialized).unwrap();
    ::std::assert_eq!((pair.value, pair.own), (::std::option::Option::Some(1), 2));

    for name in ["frames.Human", "frames.Unit", "frames.Event", "acme.Small", "frames.Absolute"] {
        let known = ::frames_std::Registry::global().get(name).is_ok();
        ::std::assert_eq!(known, name != "frames.Human", "{name}");
    }
    let _ = (renamed::Absolute::One, renamed::Absolute::Two(1));
}
