//! The list of types that may be decoded by name, pinned in a file: a test fails when a dependency brings a type along,
//! when one is lost, and when a field changes, and shows which.
//!
//! ```no_run
//! use frames_std::{Registry, Result, snapshot};
//!
//! #[test]
//! fn the_types_that_may_be_decoded() -> Result<()> {
//!     snapshot::check(Registry::global(), "tests/types.txt")
//! }
//! ```
//!
//! `FRAMES_BLESS=1 cargo test` writes the file, at first and after every change that was meant; it has a [`Description`] of
//! each type, one after the other. A test sees what is linked into it: its own types, and those of the crates that it uses.
//!
//! [`Description`]: crate::Description

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind::NotFound;
use std::path::Path;
use std::{env, fs};

use frames_core::{Description, Error, ErrorKind, Registry, Result, STANDARD};

/// Compares the types of a registry with those that a file lists, but for the common std types, [`STANDARD`]. A relative
/// path begins at the package, where cargo runs tests. With `FRAMES_BLESS` in the environment the file is written.
///
/// # Errors
///
/// [`Snapshot`](ErrorKind::Snapshot) if they differ, or if there is no such file; [`Io`](ErrorKind::Io).
pub fn check(registry: &Registry, path: impl AsRef<Path>) -> Result<()> {
    compare(&without_standard(registry), path.as_ref(), blessed())
}

/// The same with the common std types.
///
/// # Errors
///
/// As [`check`].
pub fn check_all(registry: &Registry, path: impl AsRef<Path>) -> Result<()> {
    compare(&registry.describe(), path.as_ref(), blessed())
}

fn without_standard(registry: &Registry) -> Vec<Description> {
    let mut listed = registry.describe();
    listed.retain(|of| !STANDARD.iter().any(|std| std.name() == of.name && std.type_name() == of.type_name));
    listed
}

fn blessed() -> bool {
    env::var_os("FRAMES_BLESS").is_some()
}

fn compare(listed: &[Description], path: &Path, blessed: bool) -> Result<()> {
    let new: String = listed.iter().map(|of| format!("{of}\n")).collect();
    let old = match fs::read_to_string(path) {
        Err(error) if error.kind() == NotFound => String::new(),
        read => read?,
    };
    let difference = difference(&types(&old), &types(&new));
    if difference.is_empty() {
        return Ok(());
    }
    if blessed {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        return Ok(fs::write(path, new)?);
    }
    Err(Error::new(ErrorKind::Snapshot { path: path.display().to_string(), difference }))
}

/// The lines of each type: its name has no indentation, all else has.
fn types(text: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut types = BTreeMap::<_, Vec<_>>::new();
    let mut name = "";
    for line in text.lines() {
        if !line.starts_with(' ') {
            name = line;
        }
        types.entry(name).or_default().push(line);
    }
    types
}

/// What is gone and what is new; of types that are in both, what lies between the first and the last line that differ.
fn difference(old: &BTreeMap<&str, Vec<&str>>, new: &BTreeMap<&str, Vec<&str>>) -> String {
    let mut out = String::new();
    let mut show = |mark: &str, lines: &[&str]| lines.iter().for_each(|line| out.extend([mark, line, "\n"]));
    for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let [old, new] = [old, new].map(|types| types.get(name).map_or(&[][..], Vec::as_slice));
        let pairs = || old.iter().zip(new);
        let same = pairs().take_while(|(old, new)| old == new).count();
        let (old, new) = (&old[same..], &new[same..]);
        let behind = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        let (old, new) = (&old[..old.len() - behind], &new[..new.len() - behind]);
        if same > 0 && !(old.is_empty() && new.is_empty()) {
            show("  ", &[name]);
        }
        show("- ", old);
        show("+ ", new);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::process;

    use frames_core::registration;

    use super::*;

    /// A file that is gone when the test is over.
    struct Temporary(PathBuf);

    impl Temporary {
        fn new(name: &str) -> Self {
            Temporary(
                env::temp_dir().join(format!("frames-snapshot-{}-{name}", process::id())).join("types.txt"),
            )
        }

        fn with(name: &str, text: &str) -> Self {
            let file = Self::new(name);
            fs::create_dir_all(file.0.parent().unwrap()).unwrap();
            fs::write(&file.0, text).unwrap();
            file
        }
    }

    impl Drop for Temporary {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(self.0.parent().unwrap());
        }
    }

    /// A table and samples, as the file has them.
    const LISTED: &str = "\
acme.Samples
    crate = frames-std
    is Vec<f32>
acme.Table
    crate = frames-std
    is BTreeMap<String, f64>
";

    fn listed() -> Vec<Description> {
        let registry = Registry::new();
        registry
            .add(registration!(BTreeMap<String, f64> as "acme.Table"))
            .add(registration!(Vec<f32> as "acme.Samples"));
        registry.describe()
    }

    fn difference_to(name: &str, text: &str) -> String {
        let file = Temporary::with(name, text);
        let error = compare(&listed(), &file.0, false).unwrap_err();
        assert_eq!(fs::read_to_string(&file.0).unwrap(), text, "nothing is written unasked");
        let shown = error.to_string();
        assert!(shown.contains("types.txt") && shown.ends_with("`FRAMES_BLESS=1`"), "{shown}");
        match error.kind() {
            ErrorKind::Snapshot { difference, .. } => difference.clone(),
            _ => panic!("{error}"),
        }
    }

    #[test]
    fn a_file_that_lists_the_types_is_right() {
        for (name, text) in [("same", LISTED.to_owned()), ("windows", LISTED.replace('\n', "\r\n"))] {
            let file = Temporary::with(name, &text);
            compare(&listed(), &file.0, false).unwrap();
        }
    }

    #[test]
    fn a_type_that_came_is_shown() {
        let (_, table) = LISTED.split_at(LISTED.find("acme.Table").unwrap());
        let came = "+ acme.Samples\n+     crate = frames-std\n+     is Vec<f32>\n";
        assert_eq!(difference_to("added", table), came);
    }

    #[test]
    fn a_type_that_went_is_shown() {
        let more = format!("{LISTED}acme.Zebra\n    crate = acme\n    is opaque\n");
        let went = "- acme.Zebra\n-     crate = acme\n-     is opaque\n";
        assert_eq!(difference_to("removed", &more), went);
    }

    #[test]
    fn a_field_that_changed_is_shown_under_its_type() {
        let other = LISTED.replace("Vec<f32>", "Vec<f64>");
        assert_eq!(
            difference_to("changed", &other),
            "  acme.Samples\n-     is Vec<f64>\n+     is Vec<f32>\n"
        );
        let [old, new] =
            ["T\n    a: u8\n    b: u8\n    z: u8\n", "T\n    b: u8\n    a: u8\n    c: u8\n    z: u8\n"];
        assert_eq!(
            difference(&types(old), &types(new)),
            "  T\n-     a: u8\n-     b: u8\n+     b: u8\n+     a: u8\n+     c: u8\n"
        );
    }

    #[test]
    fn a_file_that_is_missing_lists_nothing_and_is_written_when_blessed() {
        let file = Temporary::new("missing");
        let error = compare(&listed(), &file.0, false).unwrap_err().to_string();
        assert!(error.contains("+ acme.Samples\n") && error.contains("+ acme.Table\n"), "{error}");
        assert!(!file.0.exists());
        compare(&listed(), &file.0, true).unwrap();
        assert_eq!(fs::read_to_string(&file.0).unwrap(), LISTED);
        compare(&listed(), &file.0, false).unwrap();
    }

    #[test]
    fn a_type_that_only_calls_itself_a_std_type_is_listed() {
        let registry = Registry::new();
        registry.add(registration!(u32 as "std.u32")).add(registration!(Vec<u128> as "std.Vec<u32>"));
        let listed = without_standard(&registry);
        let [only] = &listed[..] else { panic!("{listed:?}") };
        assert_eq!((only.name, registry.describe().len()), ("std.Vec<u32>", 2));
    }

    #[test]
    fn what_cannot_be_read_is_an_error_of_its_own() {
        assert_eq!(compare(&listed(), &env::temp_dir(), true).unwrap_err().class(), "Io");
    }
}
