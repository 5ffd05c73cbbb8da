//! What the compiler says about mistakes, by theme. `TRYBUILD=overwrite cargo test --test ui` records the messages
//! anew. Each compiler words them a little differently, so only one is asked.

use std::process::Command;

/// The compiler whose messages are recorded.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn messages_are_as_recorded() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().expect("a compiler");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if !version.starts_with(COMPILER) {
        eprintln!("skipped: the messages are those of {COMPILER}*, this is {version}");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
