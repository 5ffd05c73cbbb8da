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
