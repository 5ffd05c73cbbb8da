#[framed(nmae = "acme.Human")]
struct Human {
    name: String,
}
