//! The dependency is named.

use dep as _;

fn main() {
    println!("bin: {}", program::report());
}
