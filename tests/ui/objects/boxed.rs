use frames_std::{Framed, FromFrames, framed_dyn};

trait Plain {}

#[framed_dyn]
trait Op {}

fn written<T: Framed + ?Sized>() {}
fn read<T: FromFrames>() {}

fn main() {
    written::<Box<dyn Plain>>();
    read::<Box<dyn Plain>>();
    read::<Box<dyn Op + Unpin>>();
    written::<dyn Framed>();
    read::<Box<dyn Framed>>();
}
