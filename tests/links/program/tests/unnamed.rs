//! The dependency stands in Cargo.toml, and nowhere else.

#[test]
fn report() {
    println!("test: {}", program::report());
}
