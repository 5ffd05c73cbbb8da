//! Every supported type survives the way out and back, by itself and inside others: property tests, a module for each
//! family of types. What stands here is the check that all of them share.

mod bytes;
mod keys;
mod misc;
mod numbers;
mod opaque;
mod options;
mod pointers;
mod scalars;
mod sequences;
mod text;
mod tuples;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use frames_std::{
    Framed, FromFrames, Limits, Serialized, deserialize, deserialize_with, from_bytes, load, load_with, save,
    serialize, serialize_canonical, to_bytes,
};
use proptest::test_runner::Config;

/// Enough cases for every branch, and no files beside the sources: a failing case is printed.
fn cases() -> Config {
    Config { cases: 256, failure_persistence: None, ..Config::default() }
}

/// Tests named like the families, each of which checks all values of a strategy; with `inside`, in other values too.
macro_rules! roundtrips {
    (inside; $($name:ident: $strategy:expr;)*) => {
        proptest::proptest! {
            #![proptest_config(crate::cases())]
            $(
                #[test]
                fn $name(value in $strategy) {
                    crate::check(&value);
                    crate::check_inside(&value);
                }
            )*
        }
    };
    ($($name:ident: $strategy:expr;)*) => {
        proptest::proptest! {
            #![proptest_config(crate::cases())]
            $(
                #[test]
                fn $name(value in $strategy) {
                    crate::check(&value);
                }
            )*
        }
    };
}
use roundtrips;

/// All ways out and back give the value again.
fn check<T: FromFrames + PartialEq + Debug>(value: &T) {
    check_by(value, &T::eq);
}

/// The same for types whose equality isn't `==`: NaN is to keep its bits.
fn check_by<T: FromFrames + Debug>(value: &T, same: &dyn Fn(&T, &T) -> bool) {
    let is_same = |way: &str, back: &T| assert!(same(back, value), "{way}: {back:?} came back for {value:?}");

    let serialized = serialize(value).unwrap();
    is_same("deserialize", &deserialize(&serialized).unwrap());
    is_same("strict limits", &deserialize_with(&serialized, &Limits::strict()).unwrap());
    is_same("owned frames", &deserialize(&serialized.clone().into_owned()).unwrap());
    assert!(!format!("{serialized:?}").contains("<not msgpack>"), "the header prints whole");
    again(&serialized, &is_same);

    is_same("bytes", &from_bytes(to_bytes(value).unwrap()).unwrap());
    let path = scratch_file();
    save(value, &path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), to_bytes(value).unwrap(), "the file has the same bytes");
    is_same("file", &load(&path).unwrap());
    is_same("file within strict limits", &load_with(&path, &Limits::strict()).unwrap());
    std::fs::remove_file(path).unwrap();

    let canonical = serialize_canonical(value).unwrap();
    is_same("canonical", &deserialize(&canonical).unwrap());
    assert_same_bytes(&canonical, &serialize_canonical(&deserialize::<T>(&serialized).unwrap()).unwrap());
}

/// A value that is only passed on stays what it is, by itself and among others.
fn again<T: FromFrames>(serialized: &Serialized<'_>, is_same: &impl Fn(&str, &T)) {
    let opaque: Serialized<'static> = deserialize(serialized).unwrap();
    assert_eq!(opaque.header_bytes(), serialized.header_bytes(), "a header is passed on byte for byte");
    assert!(
        opaque.frames().map(AsRef::as_ref).eq(serialized.frames().map(AsRef::<[u8]>::as_ref)),
        "frames are passed on byte for byte"
    );
    is_same("opaque", &deserialize(&opaque).unwrap());
    is_same("opaque, in bytes", &from_bytes(to_bytes(&opaque).unwrap()).unwrap());

    let pair = (opaque, 7u8);
    let (back, seven): (T, u8) = deserialize(&serialize(&pair).unwrap()).unwrap();
    assert_eq!(seven, 7);
    is_same("opaque in a tuple", &back);
    let (opaque, _): (Serialized<'static>, u8) = deserialize(&serialize(&pair).unwrap()).unwrap();
    is_same("opaque out of a tuple", &deserialize(&opaque).unwrap());
    let list: Vec<T> = deserialize(&serialize(&[&opaque, &opaque]).unwrap()).unwrap();
    list.iter().for_each(|back| is_same("opaque in a list", back));
}

/// A value inside the containers, where it may stand in a header, in a frame, or behind a header of its own. Each type
/// that comes here costs the compiler many others, so only some do.
fn check_inside<T: FromFrames + PartialEq + Debug>(value: &T) {
    type Containers<T> = (Option<T>, Option<Option<T>>, Vec<T>, BTreeMap<String, T>, Vec<Option<T>>);
    let both = || vec![value, value];
    let map = || BTreeMap::from([("__Enum__", value), ("key", value)]);
    let containers = (Some(value), Some(Some(value)), both(), map(), vec![Some(value), None]);

    let (some, nested, list, map, options): Containers<T> = back(&containers);
    assert_eq!(some.as_ref(), Some(value));
    assert_eq!(nested.flatten().as_ref(), Some(value));
    assert!(list.iter().eq(both()));
    assert!(map.values().eq(both()));
    assert!(options.iter().map(Option::as_ref).eq([Some(value), None]));

    // In a result each has the chance to stand in the header.
    let ok: Result<(T, String, T), ()> = back(&Ok::<_, ()>((value, "between", value)));
    let (first, _, last) = ok.unwrap();
    assert_eq!((&first, &last), (value, value));
    let ok: Result<Result<Vec<T>, u8>, Option<T>> = back(&Ok::<_, Option<&T>>(Ok::<_, u8>(both())));
    assert!(ok.unwrap().unwrap().iter().eq(both()));
    let err: Result<u8, Option<Option<T>>> = back(&Err::<u8, _>(Some(Some(value))));
    assert_eq!(err.unwrap_err().flatten().as_ref(), Some(value));
}

/// Out as one type, back as another that reads the same.
fn back<T: FromFrames>(value: &impl Framed) -> T {
    let there: T = from_bytes(to_bytes(value).unwrap()).unwrap();
    drop(there);
    deserialize(&serialize(value).unwrap()).unwrap()
}

fn assert_same_bytes(left: &Serialized<'_>, right: &Serialized<'_>) {
    assert_eq!(left.to_bytes().unwrap(), right.to_bytes().unwrap(), "{left:?} and {right:?} are equal");
}

/// A file that no other test uses.
fn scratch_file() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("roundtrip-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}
