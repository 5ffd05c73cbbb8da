//! Types with borrowed fields can be written, and what cannot be sent is not registered.

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
fn what_cannot_be_sent_is_registered_as_such() {
    round_trip(&Local { shared: "x".into() });
    assert!(!Registry::global().get("frames.Local").unwrap().is_send());
    assert!(Registry::global().get("frames.Human").unwrap().is_send());
}
