use frames_std::Framed;

#[derive(Framed)]
struct Human {
    #[framed(rename = "__Serialized__")]
    name: String,
    __Set__: u8,
    #[framed(alias = "__Pickled__")]
    age: u8,
}

#[derive(Framed)]
#[framed(tag = "__Enum__")]
enum Shape {
    Circle,
}

fn main() {}
