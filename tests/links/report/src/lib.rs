//! What a registry knows, said in one line that the tests compare and people read.

use frames_std::{Registry, STANDARD};

/// Which of these names are registered, and how many of the std types: `1 of 2 (acme.Here), 36 of 36 std types`.
pub fn found(registry: &Registry, names: &[&str]) -> String {
    let found: Vec<_> = names.iter().copied().filter(|name| registry.get(name).is_ok()).collect();
    let standard = STANDARD.iter().filter(|of_std| registry.get(of_std.name()).is_ok()).count();
    let (count, all, found) = (found.len(), names.len(), found.join(", "));
    format!("{count} of {all} ({found}), {standard} of {} std types", STANDARD.len())
}
