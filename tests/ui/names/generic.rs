use frames_std::Framed;

#[derive(Framed)]
#[framed(name = "acme.Grid")]
struct Grid<T> {
    cells: Vec<T>,
}

#[derive(Framed)]
#[framed(name = "")]
struct Nameless;

fn main() {}
