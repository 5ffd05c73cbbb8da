use frames_std::Framed;

#[derive(Framed)]
#[framed(crate = "acme<u8>")]
struct Generic;

#[derive(Framed)]
#[framed(crate = "3")]
struct Number;

fn main() {}
