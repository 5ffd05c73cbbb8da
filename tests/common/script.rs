//! Scripts of `tests/python/` that run to their end and print what they found.

use std::ffi::OsStr;

use super::python::CURRENT;

/// Runs a script of `tests/python/` with the current release, and returns what it printed; panics with its complaints
/// if it failed.
pub(crate) fn run(script: &str, arguments: &[&OsStr]) -> String {
    let output = CURRENT
        .command(script)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("can't start the virtual environment's Python: {error}"));
    assert!(
        output.status.success(),
        "{script} ended with {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap_or_else(|error| panic!("{script} printed no UTF-8: {error}"))
}
