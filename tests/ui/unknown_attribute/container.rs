//! A word that is none, one that belongs elsewhere, and serde's word for what is called otherwise here.

use frames_std::Framed;

#[derive(Framed)]
#[framed(nmae = "acme.Human", flatten)]
#[framed(rename = "Human")]
struct Human {
    name: String,
}

fn main() {
    // One mistake gives one error: the type counts as `Framed`.
    let human = Human { name: String::new() };
    let serialized = frames_std::serialize(&human).unwrap();
    frames_std::deserialize::<Human>(&serialized).unwrap();
}
