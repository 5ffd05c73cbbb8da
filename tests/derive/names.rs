//! The words about names: `name`, `alias`, `python`, `rename`, `rename_all`, `tag`, `no_register`.

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
        r#"{ "serializer": "dask", "type": "acme.Person", "type-serialized": <class acme.people.Person>"#
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
    assert_eq!(simple(&Camel { max_speed: 1, total_width: 2 }), r#"{ "maxSpeed": 1, "w": 2 }"#);
    round_trip(&Camel { max_speed: 1, total_width: 2 });
    assert_eq!(reread::<_, Level>(&"VERY-HIGH").unwrap(), Level::VeryHigh);
    assert_eq!(reread::<_, Level>(&"lowest").unwrap(), Level::Low);
    let circle = Shape::BigCircle { the_radius: 1, variant: 2 };
    assert_eq!(simple(&circle), r#"{ "kind": "big_circle", "TheRadius": 1, "Variant": 2 }"#);
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
