use frames_std::Framed;

#[derive(Framed)]
enum Op {
    #[framed(other)]
    Some(u8),
    #[framed(other, skip)]
    More,
    #[framed(rename_all = "lowercase")]
    Tuple(u8),
}

fn main() {}
