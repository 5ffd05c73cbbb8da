use frames_std::{Framed, framed_dyn};

#[framed_dyn]
trait Op {}

#[derive(Framed)]
#[framed(dyn = Op)]
struct Generic<T>(T);

#[derive(Framed)]
#[framed(dyn = Op)]
struct Borrowed<'a>(&'a str);

#[derive(Framed)]
#[framed(dyn = Op, no_register)]
struct Hidden(u8);

#[derive(Framed)]
#[framed(dyn)]
struct NoPath(u8);

#[derive(Framed)]
#[framed(dyn = Op, dyn = Op)]
struct Twice(u8);

#[derive(Framed)]
#[framed(dyn = Op)]
struct NotImplemented(u8);

fn main() {}
