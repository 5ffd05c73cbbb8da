use frames_std::Framed;

#[derive(Framed)]
struct Human {
    #[framed(flatten)]
    tags: Vec<String>,
}

fn main() {}
