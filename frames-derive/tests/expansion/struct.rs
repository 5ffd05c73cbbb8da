#[framed(python = "acme.Human", alias = "acme.Person")]
struct Human {
    name: String,
    #[framed(default, alias = "years")]
    age: u8,
    #[framed(skip_serializing_if = "Vec::is_empty", default)]
    photo: Vec<f64>,
}
