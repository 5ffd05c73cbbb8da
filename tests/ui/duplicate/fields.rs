//! Two things, one name on the wire.

use frames_std::Framed;

#[derive(Framed)]
struct Human {
    name: String,
    #[framed(rename = "name")]
    nickname: String,
    #[framed(alias = "nick", alias = "name")]
    other: String,
}

#[derive(Framed)]
#[framed(rename_all = "lowercase")]
enum Color {
    Red,
    #[framed(alias = "red")]
    Blue,
    RED,
}

fn main() {}
