//! What can go wrong with a name, and what is said then: four different errors.

use frames_std::{
    Error, ErrorKind, Framed, Limits, Registry, Serialized, cast, deserialize, framed_dyn, register,
    registration, serialize,
};

use super::places::{Op, Scale, Shift, ops};

/// An object of a type, made by someone who has its line.
fn scale() -> Serialized<'static> {
    serialize(&Scale { factor: 2.0 }).unwrap().into_owned()
}

fn read(registry: &Registry, value: &Serialized<'_>) -> Error {
    registry.deserialize_as::<Box<dyn Op>>(value, &Limits::strict()).err().unwrap()
}

#[test]
fn a_name_that_nobody_knows() {
    #[derive(Framed)]
    #[framed(name = "frames.Scael", no_register)]
    struct Misspelt {
        factor: f64,
    }
    let error = deserialize::<Box<dyn Op>>(&serialize(&Misspelt { factor: 1.0 }).unwrap()).err().unwrap();
    let ErrorKind::UnknownType { name, close, .. } = error.kind() else { panic!("{error}") };
    assert_eq!((&**name, &*close[0]), ("frames.Scael", "frames.Scale"));
    assert!(error.to_string().contains("linked?"), "{error}");
}

#[test]
fn a_type_that_the_trait_knows_and_the_registry_does_not() {
    let registry = Registry::new();
    registry.add_cast(cast!(Scale as dyn Op));
    let error = read(&registry, &scale());
    let ErrorKind::NotInRegistry { type_name, target } = error.kind() else { panic!("{error}") };
    assert!(type_name.ends_with("::Scale") && target.ends_with("::Op"), "{error}");
    assert!(error.to_string().contains("Registry::add"), "{error}");
    // In writing: an instance of a generic type that has a trait and no name.
    #[derive(Framed)]
    struct Pair<T>(T, T);
    impl Op for Pair<f64> {
        fn apply(&self, x: f64) -> f64 {
            self.0 * x + self.1
        }
    }
    register!(Pair<f64> as dyn Op);
    let pair: Box<dyn Op> = Box::new(Pair(1.0, 2.0));
    assert_eq!(serialize(&pair).unwrap_err().class(), "NotInRegistry");
    assert_eq!(serialize(&vec![pair]).unwrap_err().class(), "NotInRegistry");
}

#[test]
fn a_type_that_the_registry_knows_and_not_for_this_trait() {
    #[derive(Framed)]
    struct Stool {
        legs: u8,
    }
    let stool = serialize(&Stool { legs: 4 }).unwrap();
    let error = deserialize::<Box<dyn Op>>(&stool).err().unwrap();
    let ErrorKind::NotForTrait { name, target, known } = error.kind() else { panic!("{error}") };
    assert_eq!(*name, "frames.Stool");
    assert!(target.ends_with("::Op"));
    assert!(known.contains(&"frames.Scale") && known.is_sorted(), "{known:?}");
    assert!(error.to_string().contains("more); add `#[framed(dyn = ..)]`"), "{error}");
}

#[test]
fn a_payload_that_is_bad() {
    #[derive(Framed)]
    #[framed(name = "frames.Scale", no_register)]
    struct Wrong {
        factor: &'static str,
    }
    let wrong = serialize(&Wrong { factor: "two" }).unwrap();
    let error = deserialize::<Box<dyn Op>>(&wrong).err().unwrap();
    assert_eq!((error.class(), &*error.path()), ("Header", "factor"), "{error}");
}

#[test]
fn a_name_that_two_types_have() {
    #[derive(Framed)]
    #[framed(name = "test.Same", dyn = Op)]
    struct First(f64);
    #[derive(Framed)]
    #[framed(name = "test.Same", dyn = Op)]
    struct Second(f64);
    impl Op for First {
        fn apply(&self, x: f64) -> f64 {
            x
        }
    }
    impl Op for Second {
        fn apply(&self, x: f64) -> f64 {
            x
        }
    }
    let is_duplicate = |error: Error| {
        let ErrorKind::DuplicateName { name, .. } = error.kind() else { panic!("{error}") };
        assert_eq!(name, "test.Same");
    };
    let (first, second): (Box<dyn Op>, Box<dyn Op>) = (Box::new(First(1.0)), Box::new(Second(1.0)));
    is_duplicate(serialize(&first).unwrap_err());
    is_duplicate(serialize(&second).unwrap_err());
    is_duplicate(serialize(&vec![first]).unwrap_err());
    is_duplicate(deserialize::<Box<dyn Op>>(&serialize(&First(1.0)).unwrap()).err().unwrap());
}

#[test]
fn a_registry_of_ones_own_is_a_list_of_what_is_allowed() {
    let registry = Registry::new();
    registry.add(registration!(Scale)).add_cast(cast!(Scale as dyn Op));
    let limits = Limits::strict();
    let op: Box<dyn Op> = registry.deserialize_as(&scale(), &limits).unwrap();
    assert_eq!(op.apply(3.0), 6.0);
    let shift = serialize(&Shift(1.0)).unwrap();
    assert_eq!(read(&registry, &shift).class(), "UnknownType");
    let all = ops();
    let run = serialize(&all).unwrap();
    let error = registry.deserialize_as::<Vec<Box<dyn Op>>>(&run, &limits).err().unwrap();
    assert_eq!((error.class(), &*error.path()), ("UnknownType", "frames.Table"), "{error}");
    registry.add(registration!(Shift));
    assert_eq!(read(&registry, &shift).class(), "NotForTrait");
    // The same registries within values of a known type.
    #[derive(Framed)]
    struct Holder {
        op: Box<dyn Op>,
    }
    let holder = Holder { op: Box::new(Shift(1.0)) };
    let holder = serialize(&holder).unwrap();
    let error = registry.deserialize_as::<Holder>(&holder, &limits).err().unwrap();
    assert_eq!((error.class(), &*error.path()), ("NotForTrait", "op"));
    registry.add_cast(cast!(Shift as dyn Op));
    assert_eq!(registry.deserialize_as::<Holder>(&holder, &limits).unwrap().op.apply(1.0), 2.0);
}

#[framed_dyn]
trait Rare {}

#[derive(Framed)]
#[framed(name = "test.MaybeNothing", dyn = Rare)]
struct MaybeNothing(Option<u8>);

impl Rare for MaybeNothing {}

/// `Some(Box::new(MaybeNothing(None)))` would be read as `None`.
#[test]
fn an_object_that_could_be_nothing_is_refused() {
    let rare: Box<dyn Rare> = Box::new(MaybeNothing(Some(1)));
    let error = serialize(&rare).unwrap_err();
    assert_eq!(error.class(), "NotAllowed");
    assert!(error.to_string().contains("struct"), "{error}");
    assert_eq!(serialize(&vec![rare]).unwrap_err().class(), "NotAllowed");
}

/// Their content has a name of its own, and the one envelope has room for one name.
#[test]
fn a_newtype_of_an_object_is_refused_rather_than_forgotten() {
    #[derive(Framed)]
    #[framed(dyn = Op)]
    struct Twice(Box<dyn Op>);
    impl Op for Twice {
        fn apply(&self, x: f64) -> f64 {
            self.0.apply(self.0.apply(x))
        }
    }
    let twice: Box<dyn Op> = Box::new(Twice(Box::new(Shift(1.0))));
    let error = serialize(&twice).unwrap_err();
    assert_eq!(error.class(), "NotAllowed");
    assert!(error.to_string().contains("struct Outer { inner: Inner }"), "{error}");
    // Together with others of its type it is told by the tags.
    let run = vec![twice];
    let back: Vec<Box<dyn Op>> = deserialize(&serialize(&run).unwrap()).unwrap();
    assert_eq!(back[0].apply(0.0), 2.0);

    #[derive(Framed)]
    struct Sealed(Serialized<'static>);
    assert_eq!(frames_std::serialize_any(&Sealed(scale())).unwrap_err().class(), "NotAllowed");
}

#[test]
fn a_newtype_of_an_array_is_an_object() {
    #[derive(Framed, Debug, PartialEq)]
    struct Weights(frames_std::NdArray);
    let weights = Weights(deserialize(&serialize(&vec![[1.0f64, 2.0], [3.0, 4.0]]).unwrap()).unwrap());
    let serialized = frames_std::serialize_any(&weights).unwrap();
    let back = frames_std::deserialize_any(&serialized).unwrap();
    assert_eq!(back.downcast_ref(), Some(&weights));
}

mod named_twice {
    #[derive(frames_std::Framed, Debug, PartialEq)]
    pub(crate) struct Model {
        pub(crate) weight: f64,
    }
}

register!(named_twice::Model as "aaa.Model");

#[test]
fn a_second_name_is_read_and_the_own_one_written() {
    let model = named_twice::Model { weight: 0.5 };
    let text = frames_std::serialize_any(&model).unwrap().header().to_string();
    assert!(text.contains("frames.Model"), "{text}");
    let registry = Registry::new();
    registry.add(registration!(named_twice::Model as "own.Model"));
    let serialized = registry.serialize(&model).unwrap();
    assert!(serialized.header().to_string().contains("own.Model"));
    assert_eq!(registry.deserialize(&serialized).unwrap().downcast_ref(), Some(&model));
}
