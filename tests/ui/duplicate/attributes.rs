use frames_std::Framed;

#[derive(Framed)]
#[framed(name = "acme.Human", alias = "acme.Person", alias = "acme.Man")]
#[framed(name = "acme.Person")]
struct Human {
    #[framed(rename = "a", rename = "b")]
    name: String,
    #[framed(skip, skip)]
    age: u8,
}

fn main() {}
