//! Types change while data stays: what one version of a type wrote is read by another, in both directions where both
//! make sense. Each change gives a value, or an error that says which type and which field.

mod enums;
mod fields;
mod names;
mod numbers;

use std::fmt::Debug;

use frames_std::{Framed, FromFrames, Result, deserialize, serialize};

/// Versions of one type: all have the same name.
macro_rules! versions {
    ($($type:item)*) => {
        $(
            #[derive(Debug, PartialEq, Clone, Framed)]
            #[framed(name = "acme.Photo")]
            $type
        )*
    };
}
use versions;

/// What one version wrote, read by another.
#[track_caller]
fn read<U: FromFrames>(written: &(impl Framed + ?Sized)) -> Result<U> {
    deserialize(&serialize(written).expect("a value that can be written"))
}

/// One version becomes another, alone, in a list, and before something else, where a reader that takes too little or
/// too much would show.
#[track_caller]
fn becomes<T: Framed + Clone, U: FromFrames + PartialEq + Debug>(written: T, expected: U) {
    assert_eq!(read::<U>(&written).expect("the other version"), expected);
    let pair = read::<(U, Vec<U>)>(&(written.clone(), vec![written])).expect("values of the other version");
    assert_eq!(pair.0, expected);
    assert_eq!(pair.1, [expected]);
}

/// The error of reading: its class, the path it names, and a part of its text.
#[track_caller]
fn fails<U: FromFrames + Debug>(written: &impl Framed, class: &str, path: &str, text: &str) {
    let error = read::<U>(written).expect_err("what can't be read");
    assert_eq!(error.class(), class, "{error}");
    assert_eq!(error.type_name(), Some(U::type_info().name()), "{error}");
    assert_eq!(error.path(), path, "{error}");
    assert!(error.to_string().contains(text), "{error}");
}
