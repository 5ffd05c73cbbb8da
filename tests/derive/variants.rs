//! The words on variants: `skip` and `other`.

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
    assert_eq!(simple(&known), r#"{ "variant": "Known", "x": 1 }"#);
    assert_eq!(reread::<_, Message>(&known).unwrap(), Message::Known { x: 1, cache: 0 });
}
