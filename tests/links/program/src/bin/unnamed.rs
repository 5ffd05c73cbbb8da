//! The dependency stands in Cargo.toml, and nowhere else.

fn main() {
    println!("bin: {}", program::report());
}
