//! Wrong input gets a typed error that says in which type, at which field, what is wrong: never a panic, a hang, or
//! memory that was only promised.

#[path = "refusals/arrays.rs"]
mod arrays;
#[path = "refusals/columns.rs"]
mod columns;
#[path = "refusals/columns_by_hand.rs"]
mod columns_by_hand;
#[path = "common/handmade.rs"]
mod common;
#[path = "refusals/deep.rs"]
mod deep;
#[path = "refusals/frames.rs"]
mod frames;
#[path = "refusals/limits.rs"]
mod limits;
#[path = "refusals/mutated.rs"]
mod mutated;
#[path = "refusals/objects.rs"]
mod objects;
#[path = "refusals/values.rs"]
mod values;

use frames_std::{Error, FromFrames, Result};

/// The class, type name and field path of the error that there must be.
#[track_caller]
fn refused<T>(result: Result<T>, class: &str, type_name: &str, path: &str) -> Error {
    let Err(error) = result else { panic!("this was not refused, as a {class} of {type_name}") };
    let found = (error.class(), error.type_name().unwrap_or_default(), error.path());
    assert_eq!(found, (class, type_name, path.to_owned()), "{error}");
    assert!(error.to_string().len() < 400, "an error is no copy of the input: {error}");
    error
}

/// The same for a header and frames made by hand.
#[track_caller]
fn bad<T: FromFrames>(
    header: common::M,
    frames: &[&[u8]],
    class: &str,
    type_name: &str,
    path: &str,
) -> Error {
    refused(common::read::<T>(header, frames), class, type_name, path)
}
