//! A library for programs that aren't Rust: it says which of the types in it the linker kept, and how a registry that is
//! filled by hand does without the linker.

#[cfg(feature = "by-hand")]
mod by_hand;
mod inner;

use std::ffi::{CString, c_char};
use std::sync::OnceLock;

use dep as _;
use frames_std::{Framed, Registry};

/// A type at the root of the crate.
#[derive(Framed)]
struct Root {
    number: u32,
}

/// Everything that a program in Rust would have found.
const NAMES: &[&str] = &["embedded.Root", "embedded.Inner", "dep.Far", "dep.Table"];

/// A text that ends with a zero byte and stays where it is.
#[expect(unsafe_code, reason = "a name that C can call")]
#[unsafe(no_mangle)]
pub extern "C" fn frames_report() -> *const c_char {
    static REPORT: OnceLock<CString> = OnceLock::new();
    REPORT.get_or_init(|| CString::new(report()).unwrap_or_default()).as_ptr()
}

#[cfg(not(feature = "by-hand"))]
fn report() -> String {
    format!("linked: {}", report::found(Registry::global(), NAMES))
}

#[cfg(feature = "by-hand")]
fn report() -> String {
    let registry = Registry::new();
    match by_hand::fill(&registry) {
        Ok(read) => format!("by hand: {}; read: {read}", report::found(&registry, NAMES)),
        Err(error) => error.to_string(),
    }
}
