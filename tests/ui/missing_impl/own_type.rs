use frames_std::Framed;

struct Point {
    x: f64,
}

#[derive(Framed)]
struct Human {
    name: String,
    position: Point,
}

fn main() {}
