#[framed(name = "acme.Color", rename_all = "lowercase")]
enum Color {
    Red,
    #[framed(alias = "navy")]
    Blue,
}
