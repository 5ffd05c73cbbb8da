use frames_std::Framed;

#[derive(Framed)]
union Bits {
    float: f32,
    int: u32,
}

fn main() {
    frames_std::serialize(&Bits { int: 1 }).unwrap();
}
