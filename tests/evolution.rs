//! Types that change between the writer and the reader: what is read all the same, and what is refused with which
//! words. Every pair of modules is one type at two times.

use std::collections::BTreeMap;

use frames_std::{Error, Framed, FromFrames, deserialize, from_bytes, serialize, to_bytes};

/// Reads as a `New` what was written as an old value, both as header and frames and as one run of bytes.
fn read<New: FromFrames>(old: &impl Framed) -> Result<New, Error> {
    let serialized = serialize(old).expect("the old value can be written");
    let value = deserialize(&serialized);
    let packed = from_bytes::<New>(to_bytes(old).expect("the old value can be written"));
    assert_eq!(value.is_ok(), packed.is_ok(), "both ways agree");
    value
}

/// Asserts that reading fails in this way: class, type name and field path.
#[track_caller]
fn refused<New: FromFrames + std::fmt::Debug>(old: &impl Framed, class: &str, path: &str) {
    let error = read::<New>(old).expect_err("this has no reading");
    assert_eq!((error.class(), error.path().as_str()), (class, path), "{error}");
    assert_eq!(error.type_name(), Some(New::type_info().name()), "{error}");
}

/// A struct under the one name that all of this file's versions share.
macro_rules! version {
    ($(#[$container:meta])* struct $name:ident { $($(#[$field:meta])* $key:ident: $type:ty,)* }) => {
        #[derive(Framed, Debug, PartialEq)]
        #[framed(name = "evolution.Job", no_register)]
        $(#[$container])*
        struct $name { $($(#[$field])* $key: $type,)* }
    };
}

version! { struct Old { id: u32, title: String, } }

fn old() -> Old {
    Old { id: 7, title: "sum".into() }
}

#[test]
fn a_field_is_added() {
    version! { struct Default_ { id: u32, title: String, #[framed(default)] retries: u8, } }
    assert_eq!(read::<Default_>(&old()).unwrap(), Default_ { id: 7, title: "sum".into(), retries: 0 });

    version! { struct Optional { id: u32, title: String, retries: Option<u8>, } }
    assert_eq!(read::<Optional>(&old()).unwrap(), Optional { id: 7, title: "sum".into(), retries: None });

    // With a payload: a default as well.
    version! { struct Payload { id: u32, title: String, #[framed(default)] data: Vec<f64>, } }
    assert_eq!(read::<Payload>(&old()).unwrap(), Payload { id: 7, title: "sum".into(), data: vec![] });

    version! { struct Required { id: u32, title: String, retries: u8, } }
    refused::<Required>(&old(), "Header", "retries");

    #[derive(Framed, Debug, PartialEq, Default)]
    #[framed(name = "evolution.Job", no_register, default)]
    struct AllDefault {
        id: u32,
        title: String,
        retries: u8,
    }
    assert_eq!(read::<AllDefault>(&old()).unwrap(), AllDefault { id: 7, title: "sum".into(), retries: 0 });
}

#[test]
fn a_field_is_removed() {
    version! { struct Short { id: u32, } }
    assert_eq!(read::<Short>(&old()).unwrap(), Short { id: 7 });

    // One with frames of its own takes them along.
    version! { struct Large { id: u32, data: Vec<f64>, tags: Vec<Vec<u8>>, } }
    let large = Large { id: 7, data: vec![1.0], tags: vec![vec![1], vec![2]] };
    assert_eq!(read::<Short>(&large).unwrap(), Short { id: 7 });

    version! { #[framed(deny_unknown_fields)] struct Strict { id: u32, } }
    refused::<Strict>(&old(), "Header", "");
    refused::<Strict>(&large, "Header", "");
}

#[test]
fn fields_change_places_and_names() {
    version! { struct Reordered { title: String, id: u32, } }
    assert_eq!(read::<Reordered>(&old()).unwrap(), Reordered { title: "sum".into(), id: 7 });

    version! { struct Renamed { id: u32, #[framed(alias = "title")] name: String, } }
    assert_eq!(read::<Renamed>(&old()).unwrap(), Renamed { id: 7, name: "sum".into() });
    assert_eq!(read::<Renamed>(&Renamed { id: 7, name: "sum".into() }).unwrap().name, "sum");
    // The other way the old reader finds nothing under its name.
    refused::<Old>(&Renamed { id: 7, name: "sum".into() }, "Header", "title");
}

#[test]
fn options_come_and_go() {
    version! { struct Optional { id: Option<u32>, title: Option<String>, } }
    assert_eq!(read::<Optional>(&old()).unwrap(), Optional { id: Some(7), title: Some("sum".into()) });
    assert_eq!(read::<Old>(&Optional { id: Some(7), title: Some("sum".into()) }).unwrap(), old());
    refused::<Old>(&Optional { id: None, title: Some("sum".into()) }, "Header", "id");

    version! { struct Data { data: Vec<f64>, } }
    version! { struct OptionalData { data: Option<Vec<f64>>, } }
    assert_eq!(read::<OptionalData>(&Data { data: vec![1.0] }).unwrap().data, Some(vec![1.0]));
    assert_eq!(read::<Data>(&OptionalData { data: Some(vec![1.0]) }).unwrap().data, [1.0]);
    refused::<Data>(&OptionalData { data: None }, "Header", "data");
}

#[test]
fn numbers_change_their_width() {
    version! { struct Narrow { a: u8, b: i32, c: f32, d: Vec<f32>, e: Vec<u16>, } }
    version! { struct Wide { a: u64, b: i64, c: f64, d: Vec<f64>, e: Vec<i64>, } }
    let narrow = || Narrow { a: 255, b: -1, c: 0.5, d: vec![0.25], e: vec![65535] };
    let wide = || Wide { a: 255, b: -1, c: 0.5, d: vec![0.25], e: vec![65535] };
    assert_eq!(read::<Wide>(&narrow()).unwrap(), wide());
    assert_eq!(read::<Narrow>(&wide()).unwrap(), narrow());
    refused::<Narrow>(&Wide { a: 256, ..wide() }, "Value", "a");
    refused::<Narrow>(&Wide { b: 1 << 40, ..wide() }, "Value", "b");
    refused::<Narrow>(&Wide { c: 0.1, ..wide() }, "Value", "c");
    refused::<Narrow>(&Wide { d: vec![0.5, 0.1], ..wide() }, "Value", "d[1]");
    refused::<Narrow>(&Wide { e: vec![-1], ..wide() }, "Value", "e[0]");
}

#[test]
fn containers_change() {
    version! { struct Listed { tags: Vec<String>, } }
    version! { struct Fixed { tags: [String; 2], } }
    version! { struct Set { tags: std::collections::BTreeSet<String>, } }
    let tags = || vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(read::<Fixed>(&Listed { tags: tags() }).unwrap().tags[..], tags());
    assert_eq!(read::<Set>(&Listed { tags: tags() }).unwrap().tags.len(), 2);
    refused::<Fixed>(&Listed { tags: vec![] }, "Value", "tags");
    // A run that has outgrown the header stands in a frame; the reader need not know.
    let many: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
    assert_eq!(read::<Listed>(&Listed { tags: many.clone() }).unwrap().tags, many);

    version! { struct Map { size: BTreeMap<String, u32>, } }
    version! { struct Nested { size: Size, } }
    #[derive(Framed, Debug, PartialEq)]
    struct Size {
        width: u32,
        height: u32,
    }
    let nested = Nested { size: Size { width: 2, height: 3 } };
    let map = read::<Map>(&nested).unwrap();
    assert_eq!(map.size, BTreeMap::from([("width".into(), 2), ("height".into(), 3)]));
    assert_eq!(read::<Nested>(&map).unwrap(), nested);
}

#[test]
fn a_newtype_comes_and_goes() {
    #[derive(Framed, Debug, PartialEq)]
    struct Id(u32);
    version! { struct Wrapped { id: Id, title: String, } }
    let wrapped = Wrapped { id: Id(7), title: "sum".into() };
    assert_eq!(read::<Wrapped>(&old()).unwrap(), wrapped);
    assert_eq!(read::<Old>(&wrapped).unwrap(), old());
}

#[test]
fn a_type_is_renamed() {
    #[derive(Framed, Debug, PartialEq)]
    #[framed(name = "evolution.Task", no_register)]
    struct Task {
        id: u32,
        title: String,
    }
    refused::<Task>(&old(), "WrongType", "");

    #[derive(Framed, Debug, PartialEq)]
    #[framed(name = "evolution.Task2", alias = "evolution.Job", alias = "evolution.Task", no_register)]
    struct Task2 {
        id: u32,
        title: String,
    }
    let task = || Task2 { id: 7, title: "sum".into() };
    assert_eq!(read::<Task2>(&old()).unwrap(), task());
    assert_eq!(read::<Task2>(&Task { id: 7, title: "sum".into() }).unwrap(), task());
    assert_eq!(read::<Task2>(&task()).unwrap(), task());
}

/// An enum under the one name that its versions share.
macro_rules! variants {
    (enum $name:ident { $($(#[$variant:meta])* $case:ident $(($($type:ty),*))? $({ $($key:ident: $field:ty),* })?,)* }) => {
        #[derive(Framed, Debug, PartialEq)]
        #[framed(name = "evolution.State", no_register)]
        #[allow(dead_code)]
        enum $name { $($(#[$variant])* $case $(($($type),*))? $({ $($key: $field),* })?,)* }
    };
}

#[test]
fn variants_come_and_go() {
    variants! { enum First { Idle, Running, } }
    variants! { enum Second { Idle, #[framed(alias = "Running")] Busy, Stopped, } }
    assert_eq!(read::<Second>(&First::Running).unwrap(), Second::Busy);
    refused::<First>(&Second::Stopped, "Header", "");

    variants! { enum Lenient { Idle, #[framed(other)] Unknown, } }
    assert_eq!(read::<Lenient>(&Second::Stopped).unwrap(), Lenient::Unknown);

    // An enum of names alone becomes one with fields: a name alone is still read, and the other way round.
    variants! { enum Third { Idle, Running { progress: f32 }, Failed(String), } }
    assert_eq!(read::<Third>(&First::Idle).unwrap(), Third::Idle);
    assert_eq!(read::<First>(&Third::Idle).unwrap(), First::Idle);
    refused::<Third>(&First::Running, "Header", "progress");
    assert_eq!(read::<Lenient>(&Third::Failed("x".into())).unwrap(), Lenient::Unknown);

    // Fields within a variant follow the rules of structs.
    variants! { enum Fourth { Idle, Running { progress: f64, eta: Option<u32> }, } }
    let running = read::<Fourth>(&Third::Running { progress: 0.5 }).unwrap();
    assert_eq!(running, Fourth::Running { progress: 0.5, eta: None });
}

#[test]
fn a_struct_is_no_enum() {
    variants! { enum State { Idle, Failed(String), } }
    version! { struct Job { id: u32, } }
    refused::<State>(&Job { id: 7 }, "WrongType", "");
    refused::<Job>(&State::Failed("x".into()), "WrongType", "");
}
