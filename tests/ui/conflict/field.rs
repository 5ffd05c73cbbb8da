use frames_std::Framed;

#[derive(Framed)]
#[framed(deny_unknown_fields)]
struct Human {
    #[framed(skip, rename = "n")]
    name: String,
    #[framed(with = AsText, serde)]
    age: u8,
    #[framed(flatten, rename = "x")]
    rest: std::collections::HashMap<String, u8>,
}

#[derive(Framed)]
struct Pair(u8, #[framed(flatten)] Human);

#[derive(Framed)]
struct Newtype(#[framed(rename = "id", default)] u8);

fn main() {}
