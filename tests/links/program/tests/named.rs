//! The dependency is named.

use dep as _;

#[test]
fn report() {
    println!("test: {}", program::report());
}
