//! All mistakes of a type are reported at once.

use frames_std::Framed;

#[derive(Framed)]
struct Human {
    #[framed(getter = Map<String, u8>, other, skip_if = "Option::is_none")]
    name: String,
    #[framed(name = "years")]
    age: u8,
}

fn main() {}
