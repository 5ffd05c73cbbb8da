//! A type that borrows can be written, and can't be read.

use frames_std::{Framed, deserialize, serialize};

#[derive(Framed)]
struct View<'a> {
    name: &'a str,
}

fn main() {
    let serialized = serialize(&View { name: "x" }).unwrap();
    deserialize::<View<'static>>(&serialized).unwrap();
}
