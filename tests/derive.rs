//! `#[derive(Framed)]`: every shape of type and every attribute, by what stands on the wire and by what comes back.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::rc::Rc;

use frames_std::{
    Each, Error, FrameAs, FrameReader, Framed, FromFrames, HeaderReader, HeaderWriter, Maybe, Named,
    Registry, Result, deserialize, deserialize_any, register, serialize,
};
use serde::{Deserialize, Serialize};

/// There and back, alone and within another value.
#[track_caller]
fn round_trip<T: FromFrames + PartialEq + Debug>(value: &T) {
    let serialized = serialize(value).expect("a value that can be written");
    assert_eq!(&deserialize::<T>(&serialized).expect("what was written"), value);
    let serialized = serialize(std::slice::from_ref(value)).expect("a value that can be written");
    assert_eq!(&deserialize::<Vec<T>>(&serialized).expect("what was written")[0], value);
}

/// What was written as `T`, read as `U`.
#[track_caller]
fn reread<T: Framed, U: FromFrames>(value: &T) -> Result<U> {
    deserialize(&serialize(value).expect("a value that can be written"))
}

#[track_caller]
fn header<T: Framed + ?Sized>(value: &T) -> String {
    let serialized = serialize(value).expect("a value that can be written");
    serialized.header().to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fields that stand in the header.
#[track_caller]
fn simple<T: Framed + ?Sized>(value: &T) -> String {
    let header = header(value);
    let start = header.find("\"simple\": ").expect(&header) + "\"simple\": ".len();
    let end = header.find(" \"complex\"").expect(&header);
    header[start..end].to_owned()
}

#[derive(Debug, PartialEq, Clone, Default, Framed)]
struct Human {
    name: String,
    age: u8,
    photo: Vec<f64>,
}

fn alice() -> Human {
    Human { name: "Alice".into(), age: 3, photo: vec![1.0, 2.5] }
}

mod shapes {
    use super::*;

    #[test]
    fn named_struct() {
        assert_eq!(Human::type_info().name(), "frames.Human");
        assert_eq!(simple(&alice()), r#"{ "name": "Alice" "age": 3 }"#);
        assert!(header(&alice()).contains(r#""complex": { "photo": { "start": 0 "stop": 1 "header":"#));
        round_trip(&alice());
    }

    #[derive(Debug, PartialEq, Framed)]
    struct Pair(u8, String);

    #[test]
    fn tuple_struct() {
        assert_eq!(simple(&Pair(1, "x".into())), r#"{ "0": 1 "1": "x" }"#);
        round_trip(&Pair(1, "x".into()));
    }

    #[derive(Debug, PartialEq, Framed)]
    struct Unit;

    #[derive(Debug, PartialEq, Framed)]
    struct Empty {}

    #[derive(Debug, PartialEq, Framed)]
    struct EmptyTuple();

    #[test]
    fn structs_without_fields() {
        assert_eq!(simple(&Unit), "{}");
        round_trip(&Unit);
        round_trip(&Empty {});
        round_trip(&EmptyTuple());
    }

    #[derive(Debug, PartialEq, Framed)]
    struct UserId(u64);

    #[derive(Debug, PartialEq, Framed)]
    struct Blob(Vec<u8>);

    #[derive(Debug, PartialEq, Framed)]
    struct Citizen(Human);

    #[derive(Debug, PartialEq, Framed)]
    struct Maybes(Option<Option<u8>>);

    #[derive(Debug, PartialEq, Framed)]
    struct Newtypes {
        id: UserId,
        blob: Blob,
        citizen: Citizen,
        maybe: Option<Maybes>,
    }

    #[test]
    fn newtypes_are_their_content() {
        assert_eq!(header(&UserId(7)), r#"{ "serializer": "msgpack" "type": "frames.UserId" }"#);
        assert!(header(&Blob(vec![1])).starts_with(
            r#"{ "serializer": "dask" "type": "frames.Blob" "type-serialized": <class builtins.bytes>"#
        ));
        assert!(header(&Citizen(alice())).starts_with(r#"{ "serializer": "dask" "type": "frames.Citizen""#));
        round_trip(&UserId(7));
        round_trip(&Blob(vec![1]));
        round_trip(&Citizen(alice()));
        for maybe in [None, Some(None), Some(Some(None)), Some(Some(Some(1)))] {
            let maybe = maybe.map(Maybes);
            let value = Newtypes { id: UserId(7), blob: Blob(vec![1]), citizen: Citizen(alice()), maybe };
            assert!(simple(&value).starts_with(r#"{ "id": 7 "#));
            round_trip(&value);
        }
        // A newtype reads its content under the content's own name; the name of a stranger is refused.
        assert_eq!(reread::<_, Citizen>(&alice()).unwrap(), Citizen(alice()));
        assert_eq!(reread::<_, Human>(&Citizen(alice())).unwrap_err().class(), "WrongType");
        let back = deserialize_any(&serialize(&Citizen(alice())).unwrap()).unwrap();
        assert_eq!(back.downcast_ref(), Some(&Citizen(alice())));
    }

    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Framed)]
    enum Color {
        Red,
        DarkBlue,
    }

    #[test]
    fn unit_enums_are_text() {
        assert_eq!(header(&Color::Red), r#"{ "serializer": "msgpack" "type": "frames.Color" }"#);
        round_trip(&Color::DarkBlue);
        round_trip(&BTreeMap::from([(Color::Red, 1), (Color::DarkBlue, 2)]));
        let error = reread::<_, Color>(&"Green").unwrap_err();
        assert!(error.to_string().starts_with(
            "frames.Color: expected a variant of `frames.Color`: `Red`, `DarkBlue`, found the variant `Green`"
        ), "{error}");
    }

    #[derive(Debug, PartialEq, Framed)]
    enum Event {
        Quit,
        Key(char),
        Move(i32, i32),
        Paste { text: String, bytes: Vec<u8> },
    }

    #[test]
    fn enums_are_objects() {
        assert_eq!(simple(&Event::Quit), r#"{ "variant": "Quit" }"#);
        assert_eq!(simple(&Event::Key('x')), r#"{ "variant": "Key" "0": "x" }"#);
        assert_eq!(simple(&Event::Move(1, -1)), r#"{ "variant": "Move" "0": 1 "1": -1 }"#);
        let paste = Event::Paste { text: "x".into(), bytes: vec![1] };
        assert_eq!(simple(&paste), r#"{ "variant": "Paste" "text": "x" }"#);
        for event in [Event::Quit, Event::Key('x'), Event::Move(1, -1), paste] {
            round_trip(&event);
        }
    }

    #[derive(Framed)]
    enum Never {}

    #[test]
    fn enum_without_variants() {
        assert_eq!(reread::<_, Never>(&"Some").err().unwrap().class(), "Header");
    }

    #[derive(Debug, PartialEq, Framed)]
    struct Raw {
        r#type: u8,
        größe: u8,
    }

    #[test]
    fn names_are_what_the_source_means() {
        assert_eq!(simple(&Raw { r#type: 1, größe: 2 }), r#"{ "type": 1 "größe": 2 }"#);
        round_trip(&Raw { r#type: 1, größe: 2 });
    }

    macro_rules! wide {
        ($($field:ident)*) => {
            #[derive(Debug, PartialEq, Default, Framed)]
            #[non_exhaustive]
            struct Wide { $($field: Vec<u16>),* }
        };
    }
    wide! {
        a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 d0 d1 d2 d3 d4 d5 d6
        d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 g0 g1 g2 g3 g4 g5 g6 g7 g8 g9
    }

    #[test]
    fn more_fields_than_a_word_has_bits() {
        round_trip(&Wide { a0: vec![1], g9: vec![2, 3], ..Wide::default() });
    }
}

mod generics {
    use super::*;

    #[derive(Debug, PartialEq, Framed)]
    struct Grid<T, const N: usize = 2> {
        cells: Vec<T>,
        size: [u32; N],
        marker: PhantomData<fn(NotFramed)>,
    }

    #[derive(Debug, PartialEq)]
    struct NotFramed;

    register!(Grid<f32, 2> as "frames.Grid<f32>");

    fn grid() -> Grid<f32> {
        Grid { cells: vec![1.0], size: [1, 1], marker: PhantomData }
    }

    #[test]
    fn instances() {
        round_trip(&grid());
        round_trip(&Grid { cells: vec![alice()], size: [], marker: PhantomData });
        let any: &dyn std::any::Any = &grid();
        let serialized = frames_std::serialize_any(any).unwrap();
        assert!(deserialize_any(&serialized).unwrap().is::<Grid<f32>>());
    }

    #[derive(Debug, PartialEq, Framed)]
    struct List<T> {
        value: T,
        next: Option<Box<List<T>>>,
    }

    #[derive(Debug, PartialEq, Framed)]
    enum Tree<K, V>
    where
        K: Ord,
    {
        Leaf,
        Node { left: Box<Tree<K, V>>, entry: (K, V), right: Box<Self> },
    }

    #[derive(Debug, PartialEq, Framed)]
    struct Folder {
        files: Vec<String>,
        folders: Vec<Folder>,
    }

    #[test]
    fn recursion() {
        round_trip(&List { value: 1u8, next: Some(Box::new(List { value: 2, next: None })) });
        let leaf = || Box::new(Tree::Leaf);
        round_trip(&Tree::Node { left: leaf(), entry: ("k".to_owned(), alice()), right: leaf() });
        round_trip(&Folder {
            files: vec!["a".into()],
            folders: vec![Folder { files: vec![], folders: vec![] }],
        });
    }

    trait Kind {
        type Item;
    }

    #[derive(Debug, PartialEq)]
    struct Bytes;

    impl Kind for Bytes {
        type Item = u8;
    }

    #[derive(Framed)]
    struct Associated<K: Kind> {
        items: Vec<K::Item>,
        kind: PhantomData<K>,
    }

    #[test]
    fn associated_types_are_bound_as_written() {
        let back: Associated<Bytes> =
            reread(&Associated::<Bytes> { items: vec![1], kind: PhantomData }).unwrap();
        assert_eq!(back.items, [1]);
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(bound = "T: FromFrames + Default")]
    struct Bound<T> {
        value: T,
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(bound(serialize = "T: Framed", deserialize = "T: FromFrames"))]
    struct Bounds<T> {
        value: T,
    }

    #[test]
    fn bounds_of_ones_own() {
        round_trip(&Bound { value: 1u8 });
        round_trip(&Bounds { value: 1u8 });
    }

    #[derive(Debug, PartialEq, Framed)]
    struct Defaults<T, S> {
        #[framed(default)]
        value: T,
        #[framed(skip)]
        skipped: S,
        #[framed(serde)]
        list: Vec<T>,
    }

    #[test]
    fn defaults_bind_parameters() {
        round_trip(&Defaults { value: 1u8, skipped: 0u8, list: vec![2] });
    }
}

mod borrowing {
    use super::*;

    #[derive(Framed)]
    struct View<'a> {
        name: &'a str,
        samples: &'a [f64],
        note: Cow<'a, str>,
    }

    #[derive(Framed)]
    struct Constant {
        name: &'static str,
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(alias = "frames.View")]
    struct Owned {
        name: String,
        samples: Vec<f64>,
        note: Cow<'static, str>,
    }

    #[test]
    fn a_type_that_borrows_can_be_written() {
        let samples = [1.0, 2.0];
        let view = View { name: "n", samples: &samples, note: "x".into() };
        let serialized = serialize(&view).unwrap();
        let owned: Owned = deserialize(&serialized).unwrap();
        assert_eq!(owned, Owned { name: "n".into(), samples: samples.to_vec(), note: "x".into() });
        assert_eq!(simple(&Constant { name: "n" }), r#"{ "name": "n" }"#);
    }

    #[derive(Debug, PartialEq, Framed)]
    struct Local {
        shared: Rc<str>,
    }

    #[test]
    fn what_cannot_be_sent_is_not_registered() {
        round_trip(&Local { shared: "x".into() });
        assert!(Registry::global().get("frames.Local").is_err());
        assert!(Registry::global().get("frames.Human").is_ok());
    }
}

mod names {
    use super::*;

    #[derive(Debug, PartialEq, Framed)]
    #[framed(name = "acme.Person", alias = "acme.Human", alias = "acme.Man", python = "acme.people.Person")]
    struct Person {
        #[framed(rename = "first name", alias = "name", alias = "given")]
        first: String,
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(name = "acme.Man")]
    struct Man {
        given: String,
    }

    #[test]
    fn names_and_aliases() {
        let person = Person { first: "A".into() };
        assert!(header(&person).starts_with(
            r#"{ "serializer": "dask" "type": "acme.Person" "type-serialized": <class acme.people.Person>"#
        ));
        assert_eq!(simple(&person), r#"{ "first name": "A" }"#);
        round_trip(&person);
        assert_eq!(reread::<_, Person>(&Man { given: "A".into() }).unwrap(), person);
        assert_eq!(reread::<_, Man>(&person).unwrap_err().class(), "WrongType");
        assert!(Registry::global().get("acme.people.Person").is_ok());
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(rename_all = "camelCase")]
    struct Camel {
        max_speed: u8,
        #[framed(rename = "w")]
        total_width: u8,
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(rename_all = "SCREAMING-KEBAB-CASE")]
    enum Level {
        VeryHigh,
        #[framed(rename = "low", alias = "lowest")]
        Low,
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(rename_all = "snake_case", tag = "kind")]
    enum Shape {
        Nothing,
        #[framed(rename_all = "PascalCase", alias = "round")]
        BigCircle {
            the_radius: u8,
            variant: u8,
        },
    }

    #[test]
    fn rename_all() {
        assert_eq!(simple(&Camel { max_speed: 1, total_width: 2 }), r#"{ "maxSpeed": 1 "w": 2 }"#);
        round_trip(&Camel { max_speed: 1, total_width: 2 });
        assert_eq!(reread::<_, Level>(&"VERY-HIGH").unwrap(), Level::VeryHigh);
        assert_eq!(reread::<_, Level>(&"lowest").unwrap(), Level::Low);
        let circle = Shape::BigCircle { the_radius: 1, variant: 2 };
        assert_eq!(simple(&circle), r#"{ "kind": "big_circle" "TheRadius": 1 "Variant": 2 }"#);
        round_trip(&circle);
        round_trip(&Shape::Nothing);
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(tag = "kind")]
    enum Tagged {
        One,
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(python = "acme.Mode")]
    enum Classy {
        One,
    }

    #[test]
    fn unit_enums_that_are_objects() {
        assert_eq!(simple(&Tagged::One), r#"{ "kind": "One" }"#);
        assert_eq!(simple(&Classy::One), r#"{ "variant": "One" }"#);
        round_trip(&Tagged::One);
        round_trip(&Classy::One);
    }

    #[derive(Framed)]
    #[framed(no_register)]
    struct Secret;

    #[test]
    fn no_register() {
        assert!(Registry::global().get(Secret::type_info().name()).is_err());
    }
}

mod fields {
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
        assert_eq!(simple(&flat), r#"{ "id": 1 "name": "Alice" "age": 3 "x": 1 "y": 2 }"#);
        round_trip(&flat);
        assert_eq!(reread::<_, Flat>(&flat).unwrap(), flat);
        round_trip(&FlatGeneric { inner: alice(), last: 1 });
        round_trip(&FlatVariant::One { human: alice() });
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
            simple(&value).starts_with(r#"{ "point": { "x": 1.0 "y": 2.0 } "points": ["#),
            "{}",
            simple(&value)
        );
        round_trip(&value);
    }
}

mod variants {
    use super::*;

    #[derive(Debug, PartialEq, Framed)]
    enum Op {
        Known,
        #[framed(skip)]
        Internal,
        #[framed(other)]
        Other,
    }

    #[derive(Debug, PartialEq, Framed)]
    enum Message {
        Known {
            #[framed(default)]
            x: u8,
            #[framed(skip)]
            cache: u8,
        },
        #[framed(skip)]
        #[expect(dead_code)]
        Internal(Rc<std::cell::Cell<u8>>),
        #[framed(other)]
        Other,
    }

    #[derive(Framed)]
    #[framed(alias = "frames.Message")]
    enum Newer {
        Fancy { samples: Vec<f64> },
    }

    #[test]
    fn other_stands_for_what_is_unknown() {
        round_trip(&Op::Known);
        assert_eq!(reread::<_, Op>(&"Newer").unwrap(), Op::Other);
        let newer = Newer::Fancy { samples: vec![1.0] };
        let serialized = serialize(&newer).unwrap();
        assert_eq!(reread::<_, Renamed>(&newer).unwrap().0, Message::Other);
        assert_eq!(deserialize::<Message>(&serialized).unwrap_err().class(), "WrongType");
    }

    /// Reads a message under whatever name.
    #[derive(Debug, Framed)]
    #[framed(name = "frames.Renamed", alias = "frames.Newer")]
    struct Renamed(Message);

    #[test]
    fn skipped_variants_and_fields() {
        let error = serialize(&Op::Internal).unwrap_err();
        assert!(error.to_string().contains("`Internal` is marked `#[framed(skip)]`"), "{error}");
        assert_eq!(reread::<_, Op>(&"Internal").unwrap(), Op::Other);
        let known = Message::Known { x: 1, cache: 2 };
        assert_eq!(simple(&known), r#"{ "variant": "Known" "x": 1 }"#);
        assert_eq!(reread::<_, Message>(&known).unwrap(), Message::Known { x: 1, cache: 0 });
    }
}

mod foreign {
    use super::*;

    #[derive(Debug, PartialEq, Clone)]
    pub(crate) struct Version(pub(crate) u8, pub(crate) u8);

    #[derive(Debug, PartialEq)]
    pub(crate) struct Point<T> {
        pub(crate) x: T,
        pub(crate) y: Vec<T>,
    }

    #[derive(Debug, PartialEq)]
    pub(crate) enum Shape {
        Empty,
        Circle(f64),
        Square { side: f64 },
    }

    #[derive(Debug, PartialEq)]
    pub(crate) enum Mode {
        Fast,
        Slow,
    }

    #[derive(Debug, PartialEq)]
    pub(crate) struct Meters(pub(crate) f64);

    struct AsText;

    impl FrameAs<Version> for AsText {
        fn header(value: &Version, out: &mut HeaderWriter<'_>) -> Result<()> {
            out.write(&format!("{}.{}", value.0, value.1))
        }

        fn from_frames(header: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<Version> {
            let text: String = header.read()?;
            let (major, minor) = text.split_once('.').ok_or_else(|| Error::value("expected major.minor"))?;
            let number = |text: &str| text.parse().map_err(|_| Error::value("expected a number"));
            Ok(Version(number(major)?, number(minor)?))
        }
    }

    #[derive(Framed)]
    #[framed(remote = "Point<T>")]
    struct PointDef<T> {
        x: T,
        y: Vec<T>,
    }

    #[derive(Framed)]
    #[framed(remote = "Shape", tag = "kind")]
    enum ShapeDef {
        Empty,
        Circle(f64),
        Square { side: f64 },
    }

    #[derive(Framed)]
    #[framed(remote = Mode)]
    enum ModeDef {
        Fast,
        Slow,
    }

    #[derive(Framed)]
    #[framed(remote = "self::Meters")]
    struct MetersDef(f64);

    #[derive(Debug, PartialEq, Framed)]
    struct Foreign {
        #[framed(with = AsText)]
        version: Version,
        #[framed(with = Maybe<Each<AsText>>)]
        versions: Option<Vec<Version>>,
        #[framed(with = "PointDef<f64>")]
        point: Point<f64>,
        #[framed(with = Each<ShapeDef>)]
        shapes: Vec<Shape>,
        #[framed(with = ModeDef)]
        mode: Mode,
        #[framed(with = Maybe<MetersDef>)]
        meters: Option<Meters>,
    }

    #[test]
    fn adapters() {
        let foreign = Foreign {
            version: Version(1, 2),
            versions: Some(vec![Version(3, 4)]),
            point: Point { x: 1.0, y: vec![2.0] },
            shapes: vec![Shape::Empty, Shape::Circle(1.0), Shape::Square { side: 2.0 }],
            mode: Mode::Slow,
            meters: Some(Meters(1.5)),
        };
        let fields = simple(&foreign);
        assert!(fields.starts_with(r#"{ "version": "1.2" "versions": ["#), "{fields}");
        assert!(fields.contains(r#"{ "kind": "Square" "side": 2.0 }"#), "{fields}");
        assert!(fields.ends_with(r#""mode": "Slow" "meters": 1.5 }"#), "{fields}");
        round_trip(&foreign);
        round_trip(&Foreign { versions: None, meters: None, mode: Mode::Fast, ..foreign });
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(transparent)]
    struct Wrapper {
        #[framed(with = AsText)]
        version: Version,
        marker: PhantomData<u8>,
        #[framed(skip)]
        cache: u8,
    }

    #[test]
    fn transparent() {
        let wrapper = Wrapper { version: Version(1, 2), marker: PhantomData, cache: 0 };
        assert_eq!(header(&wrapper), r#"{ "serializer": "msgpack" "type": "frames.Wrapper" }"#);
        round_trip(&wrapper);
    }
}

mod conversions {
    use super::*;

    #[derive(Debug, PartialEq, Clone, Framed)]
    #[framed(from = "String", into = String)]
    struct Upper(u8, String);

    impl From<String> for Upper {
        fn from(text: String) -> Self {
            Upper(0, text.to_uppercase())
        }
    }

    impl From<Upper> for String {
        fn from(upper: Upper) -> Self {
            upper.1.to_lowercase()
        }
    }

    #[derive(Framed)]
    struct RawEven {
        value: u32,
        samples: Vec<f64>,
    }

    #[derive(Debug, PartialEq, Framed)]
    #[framed(try_from = "RawEven")]
    struct Even {
        value: u32,
        samples: Vec<f64>,
    }

    impl TryFrom<RawEven> for Even {
        type Error = String;

        fn try_from(raw: RawEven) -> Result<Self, String> {
            match raw.value % 2 {
                0 => Ok(Even { value: raw.value, samples: raw.samples }),
                _ => Err(format!("{} is odd", raw.value)),
            }
        }
    }

    #[test]
    fn values_are_converted_and_validated() {
        let upper = Upper(0, "ABC".into());
        assert_eq!(reread::<_, String>(&upper).unwrap(), "abc");
        round_trip(&upper);
        round_trip(&Even { value: 2, samples: vec![1.0] });
        let odd = RawEven { value: 3, samples: vec![] };
        assert_eq!(reread::<_, Even>(&odd).unwrap_err().to_string(), "frames.Even: 3 is odd");
    }
}
