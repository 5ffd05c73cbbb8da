use frames_std::Framed;

#[derive(Framed)]
enum Shape {
    #[framed(deny_unknown_fields)]
    Circle,
    #[framed(colour)]
    Square,
}

fn main() {}
