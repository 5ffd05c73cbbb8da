use frames_std::{Framed, framed_dyn};

#[framed_dyn]
trait Of<T> {
    fn value(&self) -> T;
}

#[framed_dyn]
trait Typed {
    type Output;
}

#[framed_dyn]
trait Above: Framed {}

#[framed_dyn]
struct NoTrait;

#[framed_dyn(name = "acme.Op")]
trait Named {}

fn main() {}
