//! Structs of every kind, newtypes and enums, without attributes: what stands on the wire, and that it comes back.

use super::*;

#[test]
fn named_struct() {
    assert_eq!(Human::type_info().name(), "frames.Human");
    assert_eq!(simple(&alice()), r#"{ "name": "Alice", "age": 3 }"#);
    assert!(header(&alice()).contains(r#""complex": { "photo": { "start": 0, "stop": 1, "header":"#));
    round_trip(&alice());
}

#[derive(Debug, PartialEq, Framed)]
struct Pair(u8, String);

#[test]
fn tuple_struct() {
    assert_eq!(simple(&Pair(1, "x".into())), r#"{ "0": 1, "1": "x" }"#);
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
    assert_eq!(header(&UserId(7)), r#"{ "serializer": "msgpack", "type": "frames.UserId" }"#);
    assert!(header(&Blob(vec![1])).starts_with(
        r#"{ "serializer": "dask", "type": "frames.Blob", "type-serialized": <class builtins.bytes>"#
    ));
    assert!(header(&Citizen(alice())).starts_with(r#"{ "serializer": "dask", "type": "frames.Citizen""#));
    round_trip(&UserId(7));
    round_trip(&Blob(vec![1]));
    round_trip(&Citizen(alice()));
    for maybe in [None, Some(None), Some(Some(None)), Some(Some(Some(1)))] {
        let maybe = maybe.map(Maybes);
        let value = Newtypes { id: UserId(7), blob: Blob(vec![1]), citizen: Citizen(alice()), maybe };
        assert!(simple(&value).starts_with(r#"{ "id": 7, "#));
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
    assert_eq!(header(&Color::Red), r#"{ "serializer": "msgpack", "type": "frames.Color" }"#);
    round_trip(&Color::DarkBlue);
    round_trip(&BTreeMap::from([(Color::Red, 1), (Color::DarkBlue, 2)]));
    let error = reread::<_, Color>(&"Green").unwrap_err();
    assert!(
        error.to_string().starts_with(
            "frames.Color: expected a variant of `frames.Color`: `Red`, `DarkBlue`, found the variant `Green`"
        ),
        "{error}"
    );
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
    assert_eq!(simple(&Event::Key('x')), r#"{ "variant": "Key", "0": "x" }"#);
    assert_eq!(simple(&Event::Move(1, -1)), r#"{ "variant": "Move", "0": 1, "1": -1 }"#);
    let paste = Event::Paste { text: "x".into(), bytes: vec![1] };
    assert_eq!(simple(&paste), r#"{ "variant": "Paste", "text": "x" }"#);
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
    assert_eq!(simple(&Raw { r#type: 1, größe: 2 }), r#"{ "type": 1, "größe": 2 }"#);
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
