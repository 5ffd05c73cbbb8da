//! Objects of a trait of another crate that knows nothing of frames, as fields through an adapter.

use std::any::Any;
use std::sync::Arc;

use dep::Visitor;
use frames_std::{Each, Framed, Map, Maybe, deserialize, foreign_objects, register, serialize};

foreign_objects!(
    /// For boxes and counted pointers of visitors.
    struct AsVisitor for dyn Visitor, any = |visitor| visitor.as_any()
);

#[derive(Framed)]
struct Guest {
    name: String,
}

impl Visitor for Guest {
    fn greeting(&self) -> String {
        format!("hello, {}", self.name)
    }
    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

register!(Guest as dyn Visitor, foreign);

/// Does not tell what it is.
struct Stranger;

impl Visitor for Stranger {
    fn greeting(&self) -> String {
        "...".into()
    }
}

/// Is no visitor.
#[derive(Framed)]
struct Chair {
    name: String,
}

#[derive(Framed)]
struct House {
    #[framed(with = AsVisitor)]
    first: Box<dyn Visitor>,
    #[framed(with = AsVisitor)]
    shared: Arc<dyn Visitor>,
    #[framed(with = Maybe<AsVisitor>)]
    last: Option<Box<dyn Visitor>>,
    #[framed(with = Each<AsVisitor>)]
    all: Vec<Box<dyn Visitor>>,
    #[framed(with = Map<AsVisitor>)]
    rooms: std::collections::BTreeMap<u8, Box<dyn Visitor>>,
}

fn guest(name: &str) -> Box<dyn Visitor> {
    Box::new(Guest { name: name.into() })
}

fn house(first: Box<dyn Visitor>) -> House {
    House {
        first,
        shared: Arc::new(Guest { name: "b".into() }),
        last: None,
        all: vec![guest("c"), guest("d")],
        rooms: [(1, guest("e"))].into(),
    }
}

#[test]
fn another_crates_objects_are_fields() {
    let value = house(guest("a"));
    let back: House = deserialize(&serialize(&value).unwrap()).unwrap();
    let mut said = vec![back.first.greeting(), back.shared.greeting()];
    said.extend(back.all.iter().map(|visitor| visitor.greeting()));
    said.extend(back.rooms.values().map(|visitor| visitor.greeting()));
    assert_eq!(said, ["a", "b", "c", "d", "e"].map(|name| format!("hello, {name}")));
    assert!(back.last.is_none());
}

#[test]
fn who_does_not_tell_its_type_is_refused() {
    let error = serialize(&house(Box::new(Stranger))).err().unwrap();
    assert_eq!((error.class(), &*error.path()), ("NotAllowed", "first"), "{error}");
    assert!(error.to_string().contains("newtype"), "{error}");
}

#[test]
fn only_types_of_the_trait_are_read() {
    #[derive(Framed)]
    #[framed(no_register, name = "frames.House")]
    struct Right {
        #[framed(with = AsVisitor)]
        #[allow(dead_code)]
        first: Box<dyn Visitor>,
    }
    let chair: Box<dyn Any> = Box::new(Chair { name: "oak".into() });
    let chair = serialize(&chair).unwrap().into_owned();
    assert_eq!(deserialize::<Chair>(&chair).unwrap().name, "oak");
    #[derive(Framed)]
    #[framed(no_register, name = "frames.House")]
    struct Opaque {
        first: frames_std::Serialized<'static>,
    }
    let house = serialize(&Opaque { first: chair }).unwrap().into_owned();
    let error = deserialize::<Right>(&house).err().unwrap();
    assert_eq!((error.class(), &*error.path()), ("NotForTrait", "first"), "{error}");
    assert!(error.to_string().contains("`frames.Guest`"), "{error}");
}
