#[framed(try_from = "u16", into = "u16")]
struct Port(u16);
