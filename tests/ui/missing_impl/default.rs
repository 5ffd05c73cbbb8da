use frames_std::Framed;

#[derive(Framed)]
struct Tag {
    tag: u8,
}

#[derive(Framed)]
struct Human {
    #[framed(default)]
    tag: Tag,
    #[framed(skip)]
    skipped: std::thread::ThreadId,
}

fn main() {}
