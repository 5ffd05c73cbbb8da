//! A word that stands where it may, and is not written as it should be.

use frames_std::Framed;

#[derive(Framed)]
#[framed(name, python = 3, rename_all = "Camel", no_register = true)]
#[framed(bound = "T")]
#[framed]
struct Human<T> {
    #[framed(rename(name), default = 3, with = "Each<")]
    name: T,
    #[framed = "skip"]
    age: u8,
}

fn main() {}
