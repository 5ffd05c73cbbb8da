use frames_std::Framed;

#[derive(Framed)]
#[framed(python = "Human")]
struct NoModule;

#[derive(Framed)]
#[framed(python = "acme.3d.Human")]
struct NoName;

#[derive(Framed)]
#[framed(python = "acme:Outer.Inner")]
struct Fine;

fn main() {}
