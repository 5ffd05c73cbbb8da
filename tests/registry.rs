//! Types found by name: linked and explicit registries, aliases, foreign types, conflicts, and what the errors say.

use std::any::Any;
use std::collections::BTreeMap;
use std::rc::Rc;

use dep as _;
use frames_std::{
    ErrorKind, FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Registration, Registry,
    Result, STANDARD, Serialized, deserialize, deserialize_any, expect_registered, register, registration,
    serialize, serialize_any,
};

/// A type by hand that is one frame of text.
macro_rules! text_type {
    ($($name:ident)*) => {$(
        #[derive(Debug, PartialEq, Clone)]
        struct $name(String);

        impl Framed for $name {
            fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
                Ok(())
            }
            fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
                out.push(&self.0[..])
            }
        }

        impl FromFrames for $name {
            fn from_frames(_: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
                frames.next_string().map($name)
            }
        }
    )*};
}

text_type!(Plain Renamed Pythonic First Second);

register!(Plain as "test.Plain");
register!(Renamed as "test.Renamed", aliases = ["test.Old", "test.Older"]);
register!(Pythonic as "test.Pythonic", python = "acme.models.Pythonic");
register!(First as "test.Twice");
register!(Second as "test.Twice", aliases = ["test.Second"]);
register!(BTreeMap<String, f64> as "test.Table");
register!(Vec<Option<u8>> as "test.Zebra");
register!(Vec<Option<u8>> as "test.Aardvark");

mod inner {
    pub(crate) mod deeper {
        //! Private all the way, and registered all the same.
        use super::super::*;
        text_type!(Hidden);
        register!(Hidden as "test.Hidden");

        pub(crate) fn boxed(text: &str) -> Box<dyn Any> {
            Box::new(Hidden(text.to_owned()))
        }
        pub(crate) fn is_hidden(value: &dyn Any) -> bool {
            value.is::<Hidden>()
        }
    }
}

/// It may not leave its thread, so a registry hands it out only to those who stay there, too.
#[derive(Debug)]
struct Local(Rc<str>);

impl Framed for Local {
    fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
        Ok(())
    }
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        out.push(&self.0[..])
    }
}

impl FromFrames for Local {
    fn from_frames(_: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        Ok(Local(frames.next_string()?.into()))
    }
}

register!(Local as "test.Local");

fn write_version<'a>(
    value: &'a serde_json::Number,
    out: &mut HeaderWriter<'_>,
    _: &mut Frames<'a>,
) -> Result<()> {
    out.entry("text", &value.to_string())
}

fn read_version(header: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<serde_json::Number> {
    let text: String = header.get("text")?;
    text.parse().map_err(|_| frames_std::Error::value("expected a number"))
}

register!(serde_json::Number as "test.Number", serialize = write_version, deserialize = read_version,
    aliases = ["test.OldNumber"]);

fn through<T: Any + PartialEq + std::fmt::Debug>(value: T) {
    let serialized = serialize_any(&value).unwrap();
    assert_eq!(deserialize_any(&serialized).unwrap().downcast_ref::<T>(), Some(&value));
    let packed = serialized.to_bytes().unwrap();
    let packed = Serialized::from_bytes(packed, &frames_std::Limits::strict()).unwrap();
    assert_eq!(deserialize_any(&packed).unwrap().downcast_ref::<T>(), Some(&value));
}

fn text(value: impl Into<String>) -> String {
    value.into()
}

#[test]
fn linked_types_go_through_any() {
    through(Plain(text("plain")));
    through(Renamed(text("renamed")));
    through(Pythonic(text("pythonic")));
    through(BTreeMap::from([(text("a"), 0.5)]));
    through(vec![Some(1u8), None]);
    through(serde_json::Number::from(7));
    through(BTreeMap::from([(1u8, text("in a dependency"))]));
    let hidden = inner::deeper::boxed("hidden");
    let back = deserialize_any(&serialize_any(&*hidden).unwrap()).unwrap();
    assert!(inner::deeper::is_hidden(&*back));
    let far = serialize_any(&BTreeMap::from([(1u8, text("x"))])).unwrap().header().to_string();
    assert!(far.contains(r#""type": "dep.Table""#), "{far}");
}

#[test]
fn standard_types_go_through_any() {
    through(());
    through(true);
    through('x');
    through(-5i64);
    through(u128::MAX);
    through(0.5f32);
    through(text("text"));
    through(text("long").repeat(2000));
    through(bytes::Bytes::from_static(b"bytes"));
    through(vec![0.5f64]);
    through(vec![1u8, 2]);
    through(vec![text("a"), text("b")]);
    through(std::time::Duration::from_millis(5));
    through(std::path::PathBuf::from("a/b"));
    expect_registered(&STANDARD.iter().map(Registration::name).collect::<Vec<_>>()).unwrap();
}

#[test]
fn the_typed_and_the_named_way_are_one() {
    let value = Plain(text("plain"));
    let typed = serialize(&value).unwrap();
    let named = serialize_any(&value).unwrap();
    assert_eq!(typed.to_bytes().unwrap(), named.to_bytes().unwrap());
    assert_eq!(deserialize::<Plain>(&named).unwrap(), value);
    let table = BTreeMap::from([(text("a"), 0.5)]);
    let named = serialize_any(&table).unwrap();
    assert_eq!(
        deserialize::<BTreeMap<String, f64>>(&named).unwrap(),
        table,
        "a name of an instance is no matter"
    );
    let number = serde_json::Number::from(7);
    assert!(serialize_any(&number).unwrap().header().to_string().contains(r#""type": "test.Number""#));
}

/// The header of a value with another `type`.
fn called(value: &dyn Any, old: &str, new: &str) -> Serialized<'static> {
    let serialized = serialize_any(value).unwrap().into_owned();
    let header = serialized.header_bytes().to_vec();
    let at = header.windows(old.len()).position(|window| window == old.as_bytes()).unwrap();
    let mut renamed = header[..at - 1].to_vec();
    renamed.push(0xa0 | new.len() as u8);
    renamed.extend_from_slice(new.as_bytes());
    renamed.extend_from_slice(&header[at + old.len()..]);
    Serialized::from_parts(renamed, serialized.frames().cloned())
}

#[test]
fn older_names_are_read() {
    let value = Renamed(text("x"));
    for name in ["test.Old", "test.Older"] {
        let old = called(&value, "test.Renamed", name);
        assert_eq!(deserialize_any(&old).unwrap().downcast_ref(), Some(&value));
        assert_eq!(deserialize::<Renamed>(&old).unwrap(), value);
    }
    let number = serde_json::Number::from(7);
    let old = called(&number, "test.Number", "test.OldNumber");
    assert_eq!(deserialize_any(&old).unwrap().downcast_ref(), Some(&number));
}

/// Python writes its own dotted name as `type`, or says the class alone.
#[test]
fn the_python_class_is_a_name() {
    let value = Pythonic(text("x"));
    let python = called(&value, "test.Pythonic", "acme.models.Pythonic");
    assert_eq!(deserialize_any(&python).unwrap().downcast_ref(), Some(&value));
    assert_eq!(deserialize::<Pythonic>(&python).unwrap(), value);
    let unknown = called(&value, "test.Pythonic", "whatever");
    assert_eq!(deserialize_any(&unknown).unwrap().downcast_ref(), Some(&value), "the class decides");
    assert_eq!(
        Registry::global().get("acme.models.Pythonic").unwrap().python(),
        Some("acme.models.Pythonic")
    );
}

#[test]
fn a_name_for_two_types_is_an_error_for_both() {
    let is_duplicate = |result: Result<Serialized<'_>>| {
        let error = result.unwrap_err();
        let ErrorKind::DuplicateName { name, first, second } = error.kind() else { panic!("{error:?}") };
        assert_eq!(name, "test.Twice");
        let mut both = [*first, *second];
        both.sort_unstable();
        assert!(both[0].ends_with("First") && both[1].ends_with("Second"), "{both:?}");
    };
    let (first, second) = (First(text("x")), Second(text("x")));
    is_duplicate(serialize_any(&first));
    is_duplicate(serialize_any(&second));
    let typed = serialize(&first).unwrap();
    assert_eq!(deserialize_any(&typed).unwrap_err().class(), "DuplicateName");
    assert_eq!(deserialize::<First>(&typed).unwrap(), first, "who knows the type needs no registry");
    assert_eq!(Registry::global().get("test.Second").unwrap().name(), "test.Twice");
    let conflicts = Registry::global().conflicts();
    assert!(conflicts.iter().any(|conflict| conflict.name == "test.Twice"), "{conflicts:?}");
    assert_eq!(conflicts.len(), 1, "nothing else: {conflicts:?}");
    assert_eq!(expect_registered(&["test.Plain", "test.Twice"]).unwrap_err().class(), "DuplicateName");
}

#[test]
fn of_two_names_the_smaller_is_written() {
    let header = serialize_any(&vec![Some(1u8)]).unwrap().header().to_string();
    assert!(header.contains(r#""type": "test.Aardvark""#), "{header}");
    for name in ["test.Aardvark", "test.Zebra"] {
        assert!(Registry::global().get(name).is_ok());
    }
    // Whatever the order they were added in.
    let registry = Registry::new();
    registry.add(registration!(Vec<Option<u8>> as "b")).add(registration!(Vec<Option<u8>> as "a"));
    let value = vec![Some(1u8)];
    assert!(registry.serialize(&value).unwrap().header().to_string().contains(r#""type": "a""#));
}

#[test]
fn names_that_nobody_has() {
    let unknown = |name: &str| {
        let error = deserialize_any(&called(&Plain(text("x")), "test.Plain", name)).unwrap_err();
        let ErrorKind::UnknownType { name: found, known, close } = error.kind() else { panic!("{error:?}") };
        assert_eq!(found, name);
        assert!(*known > STANDARD.len());
        (close.clone(), error.to_string())
    };
    let (close, message) = unknown("test.Plian");
    assert_eq!(close[0], "test.Plain");
    assert!(message.contains("did you mean `test.Plain`") && message.contains("linked?"), "{message}");
    assert!(unknown("zzz").0.is_empty());
    for name in ["os.system", "", "test.plain", "test.Plain ", "test.Plain\0", "tеst.Plain"] {
        unknown(name);
    }
    assert_eq!(expect_registered(&["dep.Far", "test.Gone"]).unwrap_err().class(), "UnknownType");

    let error = serialize_any(&String::from_utf8).unwrap_err();
    assert_eq!(error.class(), "NotRegistered");
    let nameless = Serialized::from_parts(&b"\x81\xaaserializer\xa7msgpack"[..], [&b"\x01"[..]]);
    assert_eq!(deserialize_any(&nameless).unwrap_err().class(), "Header");
}

#[test]
fn a_type_that_stays_on_its_thread_is_no_any_that_may_leave_it() {
    let value = Local("x".into());
    let serialized = serialize(&value).unwrap();
    assert!(serialized.header().to_string().contains("test.Local"));
    assert_eq!(*deserialize::<Local>(&serialized).unwrap().0, *value.0);
    assert_eq!(serialize_any(&value).unwrap().header_bytes(), serialized.header_bytes());
    assert!(!Registry::global().get("test.Local").unwrap().is_send());
    let error = deserialize_any(&serialized).unwrap_err();
    assert_eq!(error.class(), "NotAllowed");
    assert!(error.to_string().contains("is not `Send`"), "{error}");
    let any: Box<dyn Any> = deserialize(&serialized).unwrap();
    assert_eq!(any.downcast_ref::<Local>().unwrap().0, value.0);
}

#[test]
fn what_is_linked_can_be_listed() {
    let all = Registry::global().registrations();
    let names: Vec<_> = all.iter().map(Registration::name).collect();
    assert!(names.is_sorted(), "{names:?}");
    for name in ["dep.Far", "dep.Table", "test.Hidden", "test.Number", "test.Plain", "test.Table", "std.f64"]
    {
        assert_eq!(names.iter().filter(|other| **other == name).count(), 1, "{name}");
    }
    assert_eq!(names.iter().filter(|name| **name == "test.Twice").count(), 2);
    let renamed = all.iter().find(|one| one.name() == "test.Renamed").unwrap();
    assert_eq!(renamed.aliases().collect::<Vec<_>>(), ["test.Old", "test.Older"]);
    assert!(renamed.type_name().ends_with("Renamed"));
    assert_eq!(format!("{renamed:?}").matches("test.Renamed").count(), 1);
    expect_registered(&["dep.Far", "dep.Table"]).unwrap();
}

#[test]
fn a_registry_of_ones_own_knows_only_what_it_was_given() {
    const PLAIN: Registration = registration!(Plain);
    let registry = Registry::new();
    let value = Plain(text("x"));
    assert_eq!(registry.serialize(&value).unwrap_err().class(), "NotRegistered");
    registry.add(PLAIN).add(PLAIN);
    assert!(registry.conflicts().is_empty(), "the same twice is no conflict");
    let serialized = registry.serialize(&value).unwrap();
    assert_eq!(registry.deserialize(&serialized).unwrap().downcast_ref(), Some(&value));
    assert_eq!(registry.deserialize(&serialize_any(&0.5f64).unwrap()).unwrap_err().class(), "UnknownType");
    assert_eq!(registry.expect(&["test.Plain"]).map_err(|error| error.class()), Ok(()));
    assert_eq!(registry.registrations().len(), 1);

    registry.add(registration!(Vec<f32> as "test.Plain"));
    assert_eq!(registry.serialize(&value).unwrap_err().class(), "DuplicateName");
    assert_eq!(registry.deserialize(&serialized).unwrap_err().class(), "DuplicateName");
    assert_eq!(registry.conflicts().len(), 1);
    assert!(deserialize_any(&serialized).is_ok(), "other registries don't care");

    let foreign = Registry::new();
    foreign
        .add(registration!(serde_json::Number as "n", serialize = write_version, deserialize = read_version));
    let number = serde_json::Number::from(7);
    let serialized = foreign.serialize(&number).unwrap();
    assert_eq!(foreign.deserialize(&serialized).unwrap().downcast_ref(), Some(&number));
}
