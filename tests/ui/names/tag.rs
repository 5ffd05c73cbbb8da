use frames_std::Framed;

#[derive(Framed)]
enum Shape {
    Circle { variant: u8 },
    Square {
        #[framed(rename = "variant")]
        kind: u8,
    },
}

#[derive(Framed)]
#[framed(tag = "kind")]
enum Tagged {
    Circle { kind: u8 },
}

fn main() {}
