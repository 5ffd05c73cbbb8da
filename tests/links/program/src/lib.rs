//! A program with a type of its own, and a dependency that this library doesn't name.

use frames_std::{Framed, Registry, expect_registered};

/// A type of the program.
#[derive(Framed)]
pub struct Own {
    /// Anything.
    pub number: u32,
}

/// What the linker kept, and what a check at the start of the program says.
pub fn report() -> String {
    let found = report::found(Registry::global(), &["program.Own", "dep.Far", "dep.Table"]);
    let check = match expect_registered(&["dep.Far"]) {
        Ok(()) => "all there".to_owned(),
        Err(error) => error.to_string(),
    };
    format!("{found}\nat start: {check}")
}
