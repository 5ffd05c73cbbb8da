//! `dyn Any` and [`Dynamic`]: values of every registered type.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use frames_std::{Dynamic, ErrorKind, Framed, deserialize, from_bytes, register, serialize, to_bytes};

use super::places::{Scale, Shift};

register!(Option<u8> as "test.MaybeByte");

fn values() -> Vec<Box<dyn Any + Send>> {
    vec![
        Box::new(7u32),
        Box::new("seven".to_owned()),
        Box::new(Scale { factor: 7.0 }),
        Box::new(()),
        Box::new(vec![1.5f64, 2.5]),
        Box::new(8u32),
        Box::new(None::<u8>),
        Box::new(vec![1u8, 2, 3]),
        Box::new(b'x'),
        Box::new(u128::MAX),
    ]
}

fn check(values: &[Box<dyn Any + Send>]) {
    assert_eq!(values[0].downcast_ref(), Some(&7u32));
    assert_eq!(values[1].downcast_ref(), Some(&"seven".to_owned()));
    assert_eq!(values[2].downcast_ref(), Some(&Scale { factor: 7.0 }));
    assert!(values[3].is::<()>());
    assert_eq!(values[4].downcast_ref(), Some(&vec![1.5f64, 2.5]));
    assert_eq!(values[5].downcast_ref(), Some(&8u32));
    assert_eq!(values[6].downcast_ref(), Some(&None::<u8>));
    assert_eq!(values[7].downcast_ref(), Some(&vec![1u8, 2, 3]));
    assert_eq!(values[8].downcast_ref(), Some(&b'x'));
    assert_eq!(values[9].downcast_ref(), Some(&u128::MAX));
}

#[test]
fn any_values_come_back_together() {
    check(&from_bytes::<Vec<Box<dyn Any + Send>>>(to_bytes(&values()).unwrap()).unwrap());
    for _ in 0..3 {
        let many: Vec<Box<dyn Any + Send>> = values().into_iter().chain(values()).collect();
        let back: Vec<Box<dyn Any + Send>> = from_bytes(to_bytes(&many).unwrap()).unwrap();
        check(&back[..10]);
        check(&back[10..]);
    }
}

#[test]
fn any_values_come_back_one_by_one_and_in_fields() {
    #[derive(Framed)]
    struct Holder {
        values: Vec<Option<Box<dyn Any + Send>>>,
        local: Box<dyn Any>,
        counted: Rc<dyn Any>,
        shared: Arc<dyn Any + Send>,
    }
    let holder = Holder {
        values: values().into_iter().map(Some).chain([None]).collect(),
        local: Box::new(Shift(1.0)),
        counted: Rc::new(2u64),
        shared: Arc::new("three".to_owned()),
    };
    let mut back: Holder = from_bytes(to_bytes(&holder).unwrap()).unwrap();
    assert!(back.values.pop().unwrap().is_none());
    check(&back.values.into_iter().map(Option::unwrap).collect::<Vec<_>>());
    assert_eq!(back.local.downcast_ref::<Shift>().unwrap().0, 1.0);
    assert_eq!(back.counted.downcast_ref(), Some(&2u64));
    assert_eq!(back.shared.downcast_ref(), Some(&"three".to_owned()));
}

#[test]
fn a_dynamic_value_knows_its_name() {
    let value = Dynamic::new(Scale { factor: 2.0 }).unwrap();
    assert_eq!(value.name(), "frames.Scale");
    let mut back: Dynamic = deserialize(&serialize(&value).unwrap()).unwrap();
    assert_eq!((back.name(), back.is::<Scale>(), back.is::<u32>()), ("frames.Scale", true, false));
    back.downcast_mut::<Scale>().unwrap().factor = 3.0;
    assert_eq!(back.downcast_ref::<Scale>().unwrap().factor, 3.0);
    assert_eq!(format!("{back:?}"), r#"Dynamic("frames.Scale")"#);
    assert_eq!(back.downcast::<Scale>().unwrap(), Scale { factor: 3.0 });

    let many: Vec<Dynamic> = values().into_iter().map(|value| Dynamic::from_box(value).unwrap()).collect();
    let back: Vec<Dynamic> = from_bytes(to_bytes(&many).unwrap()).unwrap();
    check(&back.into_iter().map(Dynamic::into_any).collect::<Vec<_>>());

    struct Nobody;
    assert_eq!(Dynamic::new(Nobody).err().unwrap().class(), "NotRegistered");
}

#[test]
fn a_downcast_says_what_was_found() {
    let mut value = Dynamic::new(7u32).unwrap();
    let error = value.downcast_ref::<Scale>().unwrap_err();
    let ErrorKind::Downcast { expected, found } = error.kind() else { panic!("{error}") };
    assert!(expected.ends_with("Scale") && *found == "u32");
    assert_eq!(value.downcast_mut::<u64>().unwrap_err().class(), "Downcast");
    assert_eq!(
        value.downcast::<u64>().unwrap_err().to_string(),
        "expected a value of type `u64`, found one of `u32`"
    );
    // Two types of one name, as two versions of a crate have them.
    let error = frames_std::Error::new(ErrorKind::Downcast { expected: "acme::Scale", found: "acme::Scale" });
    assert!(error.to_string().ends_with("two versions of its crate are in the build"), "{error}");
}
