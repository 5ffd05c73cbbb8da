use frames_std::{Framed, Maybe};

struct AsText;

#[derive(Framed)]
struct Human {
    #[framed(with = AsText)]
    id: std::thread::ThreadId,
    #[framed(with = Maybe<AsText>)]
    other: Option<std::thread::ThreadId>,
}

fn main() {}
