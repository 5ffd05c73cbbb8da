use frames_std::{Framed, framed_dyn};

#[framed_dyn]
trait Op {
    fn apply(&self, x: f64) -> f64;
}

#[derive(Framed)]
struct Scale {
    factor: f64,
}

impl Op for Scale {
    fn apply(&self, x: f64) -> f64 {
        self.factor * x
    }
}

fn main() {}
