use frames_std::Framed;

#[derive(Framed)]
#[framed(transparent, python = "acme.Id", deny_unknown_fields)]
struct Id {
    id: u64,
}

#[derive(Framed)]
#[framed(transparent)]
struct Two {
    a: u8,
    b: u8,
}

#[derive(Framed)]
#[framed(tag = "kind")]
struct Tagged {
    a: u8,
}

#[derive(Framed)]
#[framed(transparent, default)]
enum Wrapped {
    One(u8),
}

#[derive(Clone, Framed)]
#[framed(from = "u8", try_from = "u8", into = "u8", python = "acme.Port")]
struct Port {
    port: u8,
}

#[derive(Framed)]
#[framed(remote = "Foreign", into = "u8")]
struct Remote<'a> {
    text: &'a str,
}

struct Foreign {
    text: String,
}

fn main() {}
