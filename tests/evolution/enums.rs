//! Variants come and go, and get fields. An enum without fields is written as the name alone, one with fields as an
//! object; both read both.

use super::*;

#[test]
fn a_variant_is_added() {
    versions! {
        enum Old { Jpeg, Png { depth: u8 } }
        enum New { Avif, Jpeg, Png { depth: u8 }, Raw { pixels: Vec<f64> } }
        enum Patient { Jpeg, Png { depth: u8 }, #[framed(other)] Other }
    }
    becomes(Old::Jpeg, New::Jpeg);
    becomes(Old::Png { depth: 8 }, New::Png { depth: 8 });
    becomes(New::Png { depth: 8 }, Old::Png { depth: 8 });
    let expected = "a variant of `acme.Photo`: `Jpeg`, `Png`, found the variant";
    fails::<Old>(&New::Avif, "Header", "", expected);
    fails::<Old>(&New::Raw { pixels: vec![1.0] }, "Header", "", expected);
    becomes(New::Jpeg, Patient::Jpeg);
    becomes(New::Avif, Patient::Other);
    becomes(New::Raw { pixels: vec![1.0] }, Patient::Other);
}

#[test]
fn a_variant_is_renamed() {
    versions! {
        enum Old { Jpg, Raw { pixels: Vec<f64> } }
        enum New { #[framed(alias = "Jpg")] Jpeg, #[framed(rename = "Bare", alias = "Raw")] Plain { pixels: Vec<f64> } }
        enum OldUnit { Jpg }
        enum NewUnit { #[framed(alias = "Jpg")] Jpeg }
    }
    becomes(Old::Jpg, New::Jpeg);
    becomes(Old::Raw { pixels: vec![1.0] }, New::Plain { pixels: vec![1.0] });
    becomes(OldUnit::Jpg, NewUnit::Jpeg);
    fails::<Old>(&New::Plain { pixels: vec![] }, "Header", "", "found the variant `Bare`");
    fails::<OldUnit>(&NewUnit::Jpeg, "Header", "", "found the variant `Jpeg`");
}

#[test]
fn a_variant_is_removed() {
    versions! {
        enum Old { Gif { frames: Vec<f64> }, Png }
        enum New { Png, #[framed(other)] Other }
        enum NewObject { Png { #[framed(default)] depth: u8 }, #[framed(other)] Other }
        enum Strict { Png }
    }
    for gif in [Old::Gif { frames: vec![] }, Old::Gif { frames: vec![1.0] }] {
        becomes(gif.clone(), New::Other);
        becomes(gif.clone(), NewObject::Other);
        fails::<Strict>(&gif, "Header", "", "a variant of `acme.Photo`: `Png`, found the variant `Gif`");
    }
    becomes(Old::Png, New::Png);
    becomes(Old::Png, Strict::Png);
}

versions! {
    #[derive(Eq, PartialOrd, Ord)]
    enum Names { Jpeg, Png }
    enum Fields { Jpeg, Png { #[framed(default)] depth: u8 }, Raw { pixels: Vec<f64> }, Text(String) }
}

#[test]
fn an_enum_of_names_gets_fields() {
    becomes(Names::Jpeg, Fields::Jpeg);
    becomes(Names::Png, Fields::Png { depth: 0 });
    becomes(Fields::Jpeg, Names::Jpeg);
    // Fields that this version doesn't know are ignored, as those of a struct are.
    becomes(Fields::Png { depth: 8 }, Names::Png);
    fails::<Names>(&Fields::Raw { pixels: vec![1.0] }, "Header", "", "found the variant `Raw`");
}

#[test]
fn a_name_alone_has_no_fields() {
    versions! { enum Bare { Raw, Nowhere } }
    fails::<Fields>(&Bare::Raw, "Header", "pixels", "expected the field, found none");
    fails::<Fields>(&Bare::Nowhere, "Header", "", "found the variant `Nowhere`");
    fails::<Fields>(&7u8, "Header", "", "expected the name of a variant, found an integer");
    fails::<Names>(&7u8, "Header", "", "expected the name of a variant, found an integer");
}

#[test]
fn names_and_objects_in_fields_and_frames() {
    #[derive(Debug, PartialEq, Clone, Framed)]
    struct Holder<E> {
        one: E,
        some: Option<E>,
        many: Vec<E>,
        pixels: Vec<f64>,
    }

    fn holder<E: Clone>(kind: E, count: usize) -> Holder<E> {
        Holder { one: kind.clone(), some: Some(kind.clone()), many: vec![kind; count], pixels: vec![1.0] }
    }

    for count in [1, 2000] {
        becomes(holder(Names::Png, count), holder(Fields::Png { depth: 0 }, count));
        becomes(holder(Fields::Jpeg, count), holder(Names::Jpeg, count));
    }
}

#[test]
fn a_tag_is_given() {
    versions! {
        enum Old { Jpeg, Png { depth: u8 } }
        #[framed(tag = "kind")]
        enum New { Jpeg, Png { depth: u8 } }
    }
    fails::<New>(&Old::Png { depth: 8 }, "Header", "kind", "expected the name of a variant, found none");
    fails::<Old>(&New::Jpeg, "Header", "variant", "expected the name of a variant, found none");
}

#[test]
fn a_variant_gets_a_field() {
    versions! {
        enum Old { Png { depth: u8 } }
        enum New { Png { #[framed(default)] gamma: f64, depth: u8, note: Option<String> } }
        enum Strict { Png { depth: u8, gamma: f64 } }
    }
    let new = New::Png { gamma: 0.0, depth: 8, note: None };
    becomes(Old::Png { depth: 8 }, new.clone());
    becomes(new, Old::Png { depth: 8 });
    fails::<Strict>(&Old::Png { depth: 8 }, "Header", "gamma", "found none");
}
