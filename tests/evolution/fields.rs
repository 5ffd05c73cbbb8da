//! Fields come and go, change their names, their order and their place on the wire.

use super::*;

#[test]
fn a_field_with_a_default_is_added() {
    versions! {
        struct Old { title: String }
        struct New { #[framed(default)] stars: u8, title: String, #[framed(default)] pixels: Vec<f64> }
    }
    let (old, new) = (Old { title: "a".into() }, New { stars: 0, title: "a".into(), pixels: vec![] });
    becomes(old.clone(), new.clone());
    becomes(New { stars: 3, pixels: vec![1.0], ..new }, old);
}

#[test]
fn a_field_without_a_default_is_added() {
    versions! {
        struct Old { title: String }
        struct New { title: String, stars: u8 }
    }
    fails::<New>(&Old { title: "a".into() }, "Header", "stars", "expected the field, found none");
    becomes(New { title: "a".into(), stars: 3 }, Old { title: "a".into() });
}

#[test]
fn an_option_is_added() {
    versions! {
        struct Old { title: String }
        struct New { title: String, stars: Option<u8>, pixels: Option<Vec<f64>> }
    }
    let new = New { title: "a".into(), stars: None, pixels: None };
    becomes(Old { title: "a".into() }, new.clone());
    becomes(New { stars: Some(1), pixels: Some(vec![1.0]), ..new }, Old { title: "a".into() });
}

#[test]
fn a_field_is_removed() {
    versions! {
        struct Old { title: String, stars: u8, pixels: Vec<f64> }
        struct New { title: String }
        #[framed(deny_unknown_fields)]
        struct Strict { title: String }
    }
    let old = Old { title: "a".into(), stars: 1, pixels: vec![1.0] };
    becomes(old.clone(), New { title: "a".into() });
    fails::<Strict>(&old, "Header", "", "expected one of the fields `title`, found `stars`");
    becomes(New { title: "a".into() }, Strict { title: "a".into() });
}

#[test]
fn a_field_is_renamed() {
    versions! {
        struct Old { name: String, data: Vec<f64> }
        struct New {
            #[framed(alias = "name")] title: String,
            #[framed(rename = "pixels", alias = "data")] samples: Vec<f64>,
        }
        struct Forgotten { title: String }
    }
    let old = Old { name: "a".into(), data: vec![1.0] };
    let new = New { title: "a".into(), samples: vec![1.0] };
    becomes(old.clone(), new.clone());
    fails::<Old>(&new, "Header", "name", "found none");
    fails::<Forgotten>(&old, "Header", "title", "found none");
}

#[test]
fn both_names_of_a_field_are_one_too_many() {
    versions! {
        struct Both { name: String, title: String }
        struct New { #[framed(alias = "name")] title: String }
    }
    let both = Both { name: "a".into(), title: "b".into() };
    fails::<New>(&both, "Msgpack", "title", "the field is there twice");
}

#[test]
fn fields_change_places() {
    versions! {
        struct Old { a: u8, pixels: Vec<f64>, b: String, bytes: Vec<u8> }
        struct New { bytes: Vec<u8>, b: String, pixels: Vec<f64>, a: u8 }
    }
    let old = Old { a: 1, pixels: vec![1.0], b: "b".into(), bytes: vec![2] };
    let new = New { a: 1, pixels: vec![1.0], b: "b".into(), bytes: vec![2] };
    becomes(old.clone(), new.clone());
    becomes(new, old);
}

#[test]
fn an_option_is_required_and_back() {
    versions! {
        struct Loose { stars: Option<u8>, pixels: Option<Vec<f64>> }
        struct Firm { stars: u8, pixels: Vec<f64> }
    }
    let loose = Loose { stars: Some(1), pixels: Some(vec![1.0]) };
    let firm = Firm { stars: 1, pixels: vec![1.0] };
    becomes(loose.clone(), firm.clone());
    becomes(firm, loose.clone());
    fails::<Firm>(&Loose { stars: None, ..loose.clone() }, "Header", "stars", "found nil");
    fails::<Firm>(&Loose { pixels: None, ..loose }, "Header", "pixels", "found nil");
}

#[test]
fn a_value_moves_to_a_frame_and_back() {
    versions! {
        struct Old { tags: Vec<String>, text: String }
        struct New { tags: Vec<String>, text: String, #[framed(default)] more: u8 }
    }
    for (tags, frames) in [(1, 0), (1000, 1)] {
        for (text, more_frames) in [(1, 0), (10_000, 2)] {
            let (tags, text) = (vec!["tag".to_owned(); tags], "t".repeat(text));
            let old = Old { tags: tags.clone(), text: text.clone() };
            assert_eq!(serialize(&old).unwrap().frame_count(), frames + more_frames);
            becomes(old.clone(), New { tags: tags.clone(), text: text.clone(), more: 0 });
            becomes(New { tags, text, more: 1 }, old);
        }
    }
}

#[test]
fn a_newtype_comes_around_a_field() {
    #[derive(Debug, PartialEq, Clone, Framed)]
    struct Stars(u8);

    #[derive(Debug, PartialEq, Clone, Framed)]
    #[framed(alias = "acme.Pixels")]
    struct Layer {
        pixels: Vec<f64>,
    }

    #[derive(Debug, PartialEq, Clone, Framed)]
    #[framed(name = "acme.Pixels")]
    struct Pixels(Layer);

    #[derive(Debug, PartialEq, Clone, Framed)]
    #[framed(name = "acme.Others")]
    struct Others(Layer);

    versions! {
        struct Old { stars: u8, layer: Layer }
        struct New { stars: Stars, layer: Pixels }
        struct Other { stars: Stars, layer: Others }
    }
    let layer = || Layer { pixels: vec![1.0] };
    let old = Old { stars: 1, layer: layer() };
    let new = New { stars: Stars(1), layer: Pixels(layer()) };
    becomes(old.clone(), new.clone());
    // What has a header of its own has a name, which its readers must know.
    becomes(new, old);
    let other = Other { stars: Stars(1), layer: Others(layer()) };
    fails::<Old>(&other, "WrongType", "layer", "expected type `frames.Layer`, found `acme.Others`");
}

#[test]
fn fields_move_into_a_flattened_struct() {
    #[derive(Debug, PartialEq, Clone, Framed)]
    struct Size {
        width: u32,
        height: u32,
    }

    versions! {
        struct Old { title: String, width: u32, height: u32 }
        struct New { title: String, #[framed(flatten)] size: Size }
        struct Sizeless { title: String }
        struct Newest { title: String, #[framed(flatten)] size: Option<Size> }
        struct Half { title: String, width: u32 }
    }
    let old = Old { title: "a".into(), width: 1, height: 2 };
    let size = Size { width: 1, height: 2 };
    let new = New { title: "a".into(), size: size.clone() };
    becomes(old.clone(), new.clone());
    becomes(new, old.clone());
    becomes(old, Newest { title: "a".into(), size: Some(size) });
    becomes(Sizeless { title: "a".into() }, Newest { title: "a".into(), size: None });
    let half = Half { title: "a".into(), width: 1 };
    fails::<Newest>(&half, "Header", "height", "expected the field, found none");
}
