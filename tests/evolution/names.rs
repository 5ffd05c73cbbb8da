//! The type gets another name, or another type comes under its name.

use super::*;

#[derive(Debug, PartialEq, Clone, Framed)]
#[framed(name = "acme.Picture")]
struct Picture {
    pixels: Vec<f64>,
}

#[derive(Debug, PartialEq, Clone, Framed)]
#[framed(name = "acme.Photo", alias = "acme.Picture")]
struct Photo {
    pixels: Vec<f64>,
}

#[derive(Debug, PartialEq, Clone, Framed)]
#[framed(name = "acme.Stranger")]
struct Stranger {
    pixels: Vec<f64>,
}

#[derive(Debug, PartialEq, Clone, Framed)]
#[framed(alias = "frames.Album")]
struct StrangeAlbum {
    photos: Vec<Stranger>,
}

#[test]
fn the_old_name_is_an_alias() {
    becomes(Picture { pixels: vec![1.0] }, Photo { pixels: vec![1.0] });
}

#[test]
fn another_name_is_refused() {
    let photo = Photo { pixels: vec![1.0] };
    fails::<Picture>(&photo, "WrongType", "", "expected type `acme.Picture`, found `acme.Photo`");
    fails::<Stranger>(&photo, "WrongType", "", "#[framed(alias = \"acme.Photo\")]");
    // In a list of objects each has its name; columns are known by theirs alone.
    #[derive(Debug, PartialEq, Clone, Framed)]
    struct Album {
        #[framed(objects)]
        photos: Vec<Photo>,
    }
    let album = Album { photos: vec![photo] };
    fails::<StrangeAlbum>(&album, "WrongType", "photos[0]", "expected type `acme.Stranger`");
}

#[test]
fn a_struct_becomes_an_enum() {
    versions! {
        struct Old { title: String, pixels: Vec<f64> }
        enum New { Plain { title: String } }
    }
    let old = Old { title: "a".into(), pixels: vec![1.0] };
    fails::<New>(&old, "Header", "variant", "expected the name of a variant, found none");
    fails::<Old>(&New::Plain { title: "a".into() }, "Header", "pixels", "found none");
}

#[test]
fn a_struct_becomes_a_newtype() {
    versions! {
        struct Old { title: String }
        struct New(String);
    }
    fails::<New>(&Old { title: "a".into() }, "Header", "", "expected");
    fails::<Old>(&New("a".into()), "Header", "", "expected a map, found a text");
}
