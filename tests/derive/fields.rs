//! The words on fields: `default`, `skip`, `flatten`, `serde`, and the rules for unknown and missing ones.

use super::*;

#[derive(Debug, PartialEq, Framed)]
#[framed(name = "acme.Old")]
struct Old {
    kept: u8,
}

fn seven() -> u8 {
    7
}

#[derive(Debug, PartialEq, Framed)]
#[framed(name = "acme.New", alias = "acme.Old")]
struct New {
    kept: u8,
    #[framed(default)]
    added: Vec<f64>,
    #[framed(default = "seven")]
    seven: u8,
    #[framed(default = seven)]
    unquoted: u8,
    option: Option<String>,
    marker: PhantomData<u8>,
    #[framed(skip)]
    cache: Option<Rc<u8>>,
    #[framed(skip, default = "seven")]
    skipped: u8,
}

fn new() -> New {
    New {
        kept: 1,
        added: vec![],
        seven: 7,
        unquoted: 7,
        option: None,
        marker: PhantomData,
        cache: None,
        skipped: 7,
    }
}

#[test]
fn missing_fields_take_defaults() {
    assert_eq!(reread::<_, New>(&Old { kept: 1 }).unwrap(), new());
    round_trip(&new());
    let lossy = New { cache: Some(Rc::new(1)), skipped: 1, ..new() };
    assert_eq!(reread::<_, New>(&lossy).unwrap(), new());
    let error = reread::<_, Required>(&Old { kept: 1 }).unwrap_err();
    assert_eq!(error.path(), "required");
    assert_eq!(error.class(), "Header");
}

#[derive(Debug, Framed)]
#[framed(alias = "acme.Old")]
struct Required {
    required: u8,
}

#[derive(Debug, PartialEq, Framed)]
#[framed(default, alias = "acme.Old")]
struct Defaulted {
    kept: u8,
    text: String,
    #[framed(default)]
    own: u8,
    #[framed(skip)]
    skipped: u8,
}

impl Default for Defaulted {
    fn default() -> Self {
        Defaulted { kept: 9, text: "default".into(), own: 9, skipped: 9 }
    }
}

#[derive(Debug, PartialEq, Framed)]
#[framed(default = "Defaults::of_old", alias = "acme.Old")]
struct Defaults<T> {
    kept: u8,
    more: Vec<T>,
}

impl<T> Defaults<T> {
    fn of_old() -> Self {
        Defaults { kept: 0, more: vec![] }
    }
}

#[test]
fn defaults_of_the_type() {
    let expected = Defaulted { kept: 1, own: 0, ..Defaulted::default() };
    assert_eq!(reread::<_, Defaulted>(&Old { kept: 1 }).unwrap(), expected);
    assert_eq!(reread::<_, Defaults<u8>>(&Old { kept: 1 }).unwrap(), Defaults { kept: 1, more: vec![] });
}

#[derive(Debug, PartialEq, Framed)]
struct Sparse {
    #[framed(skip_serializing_if = "Option::is_none")]
    option: Option<u8>,
    #[framed(default, skip_serializing_if = "Vec::is_empty")]
    list: Vec<f64>,
}

#[test]
fn skip_serializing_if() {
    assert_eq!(simple(&Sparse { option: None, list: vec![] }), "{}");
    assert!(!header(&Sparse { option: None, list: vec![] }).contains("list"));
    round_trip(&Sparse { option: None, list: vec![] });
    round_trip(&Sparse { option: Some(1), list: vec![1.0] });
}

#[derive(Debug, PartialEq, Framed)]
#[framed(deny_unknown_fields, alias = "acme.New")]
struct Strict {
    kept: u8,
}

#[test]
fn deny_unknown_fields() {
    round_trip(&Strict { kept: 1 });
    let error = reread::<_, Strict>(&new()).unwrap_err();
    assert!(error.to_string().contains("expected one of the fields `kept`, found `seven`"), "{error}");
}

#[derive(Debug, PartialEq, Framed)]
struct Flat {
    id: u8,
    #[framed(flatten)]
    human: Human,
    #[framed(flatten)]
    rest: BTreeMap<String, u64>,
}

#[derive(Debug, PartialEq, Framed)]
struct FlatGeneric<T> {
    #[framed(flatten)]
    inner: T,
    last: u8,
}

#[derive(Debug, PartialEq, Framed)]
enum FlatVariant {
    One {
        #[framed(flatten)]
        human: Human,
    },
}

#[test]
fn flatten() {
    let rest = BTreeMap::from([("x".to_owned(), 1), ("y".to_owned(), 2)]);
    let flat = Flat { id: 1, human: alice(), rest };
    assert_eq!(simple(&flat), r#"{ "id": 1, "name": "Alice", "age": 3, "x": 1, "y": 2 }"#);
    round_trip(&flat);
    assert_eq!(reread::<_, Flat>(&flat).unwrap(), flat);
    round_trip(&FlatGeneric { inner: alice(), last: 1 });
    round_trip(&FlatVariant::One { human: alice() });
}

#[derive(Debug, PartialEq, Framed)]
struct FlatOption {
    id: u8,
    #[framed(flatten)]
    human: Option<Human>,
    #[framed(flatten)]
    rest: Option<BTreeMap<String, Vec<f64>>>,
}

#[derive(Debug, PartialEq, Framed)]
struct Defaulting {
    #[framed(default)]
    level: u8,
    note: Option<String>,
}

#[derive(Debug, PartialEq, Framed)]
struct FlatDefaults {
    #[framed(flatten)]
    inner: Option<Defaulting>,
    #[framed(flatten)]
    outer: Defaulting,
}

#[derive(Debug, PartialEq, Framed)]
struct Inner {
    #[framed(flatten)]
    human: Option<Human>,
}

#[derive(Debug, PartialEq, Framed)]
struct Twice {
    #[framed(flatten)]
    inner: Inner,
    #[framed(flatten)]
    rest: BTreeMap<String, Vec<f64>>,
}

#[test]
fn flattened_options() {
    let rest = || BTreeMap::from([("x".to_owned(), vec![1.0]), ("y".to_owned(), vec![])]);
    for human in [None, Some(alice())] {
        for rest in [None, Some(rest())] {
            round_trip(&FlatOption { id: 1, human: human.clone(), rest });
        }
        // What an inner struct has no use for is left to the next.
        round_trip(&Twice { inner: Inner { human }, rest: rest() });
    }
    // None only if none of its fields is there; some but not all of those that it needs are a mistake.
    let sparse = BTreeMap::from([("id", 1u8), ("age", 3)]);
    let error = reread::<_, FlatOption>(&sparse).unwrap_err();
    assert_eq!((error.class(), error.path().as_str()), ("Header", "name"));
    // The same for a struct that could be made of nothing: what isn't there is None.
    let none = FlatDefaults { inner: None, outer: Defaulting { level: 0, note: None } };
    assert_eq!(reread::<_, FlatDefaults>(&BTreeMap::<String, u8>::new()).unwrap(), none);
    let some = reread::<_, FlatDefaults>(&BTreeMap::from([("level", 3u8)])).unwrap();
    assert_eq!(some.inner, Some(Defaulting { level: 3, note: None }));
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(Debug, PartialEq, Framed)]
struct ThroughSerde {
    #[framed(serde)]
    point: Point,
    #[framed(serde)]
    points: Vec<Point>,
}

#[test]
fn serde() {
    let value = ThroughSerde { point: Point { x: 1.0, y: 2.0 }, points: vec![Point { x: 0.0, y: 1.0 }] };
    assert!(
        simple(&value).starts_with(r#"{ "point": { "x": 1.0, "y": 2.0 }, "points": ["#),
        "{}",
        simple(&value)
    );
    round_trip(&value);
}

/// Names that flattening brings together twice are refused where they are written: nobody could read them.
#[test]
fn flattened_names_that_meet() {
    #[derive(Framed, Debug, PartialEq)]
    struct Config {
        name: String,
        #[framed(flatten)]
        labels: BTreeMap<String, Vec<u8>>,
    }
    let config = |key: &str| Config { name: "a".into(), labels: BTreeMap::from([(key.to_owned(), vec![1])]) };
    let back: Config = deserialize(&serialize(&config("other")).unwrap()).unwrap();
    assert_eq!(back, config("other"));
    let error = serialize(&config("name")).unwrap_err();
    assert_eq!((error.class(), error.path().as_str()), ("NotAllowed", "name"), "{error}");

    #[derive(Framed)]
    struct Left {
        id: u8,
    }
    #[derive(Framed)]
    struct Both {
        #[framed(flatten)]
        left: Left,
        #[framed(flatten)]
        right: Left,
    }
    let both = vec![Both { left: Left { id: 1 }, right: Left { id: 2 } }];
    let error = serialize(&both).unwrap_err();
    assert_eq!((error.class(), error.path().as_str()), ("NotAllowed", "[0].id"), "{error}");
}

/// A field of a serde type is missing as serde has it.
#[test]
fn a_missing_serde_option() {
    #[derive(Framed, Debug, PartialEq)]
    struct Old {
        id: u8,
    }
    #[derive(Framed, Debug, PartialEq)]
    #[framed(alias = "frames.Old")]
    struct New {
        id: u8,
        #[framed(serde)]
        limit: Option<u32>,
    }
    let new: New = deserialize(&serialize(&Old { id: 1 }).unwrap()).unwrap();
    assert_eq!(new, New { id: 1, limit: None });
}
