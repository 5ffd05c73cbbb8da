//! Traits and types may be called as they like, also as what the macros need themselves.

use std::boxed::Box as Boxed;

use frames_std::{Framed, FromFrames, framed_dyn, from_bytes, to_bytes};

fn through<T: FromFrames>(value: T) -> T {
    from_bytes(to_bytes(&value).unwrap()).unwrap()
}

macro_rules! traits {
    ($($name:ident $module:ident $type:ident)*) => {$(
        mod $module {
            use super::*;

            #[framed_dyn]
            #[allow(non_camel_case_types)]
            pub(crate) trait $name {
                fn number(&self) -> u8;
            }

            #[derive(Framed)]
            #[framed(dyn = $name)]
            struct $type {
                number: u8,
            }

            impl $name for $type {
                fn number(&self) -> u8 {
                    self.number
                }
            }

            #[test]
            fn is_a_trait_like_any_other() {
                let value: Boxed<dyn $name> = Boxed::new($type { number: 7 });
                assert_eq!(through(value).number(), 7);
                let many: Vec<Boxed<dyn $name>> = vec![Boxed::new($type { number: 8 })];
                assert_eq!(through(many)[0].number(), 8);
            }
        }
    )*};
}

traits! {
    Any any OneAny
    Option option OneOption
    Some some OneSome
    TypeInfo type_info OneTypeInfo
    T t OneT
    Of of OneOf
    CastTo cast_to OneCastTo
    NoCast no_cast OneNoCast
    Object object OneObject
    r#trait raw OneTrait
}

#[framed_dyn]
trait Shape {
    fn area(&self) -> f64;
}

mod types {
    use frames_std::Framed;

    use super::Shape;

    macro_rules! types {
    ($($name:ident)*) => {$(
        #[derive(Framed)]
        #[framed(dyn = Shape)]
        #[allow(non_camel_case_types)]
        pub(super) struct $name {
            pub(super) area: f64,
        }

        impl Shape for $name {
            fn area(&self) -> f64 {
                self.area
            }
        }
    )*};
}

    types! { Any Box Of Some TypeInfo CastTo CastFn NameProbe NoCast r#type }
}

#[test]
fn types_are_called_as_they_like() {
    let shapes: Vec<Boxed<dyn Shape>> = vec![
        Boxed::new(types::Any { area: 1.0 }),
        Boxed::new(types::Box { area: 2.0 }),
        Boxed::new(types::Of { area: 3.0 }),
        Boxed::new(types::r#type { area: 4.0 }),
    ];
    assert_eq!(through(shapes).iter().map(|shape| shape.area()).sum::<f64>(), 10.0);
}
