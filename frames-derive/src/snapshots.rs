//! What the derive writes, as files that people read: `tests/expansion/<case>.rs` expands to
//! `tests/expansion/<case>.expanded.rs`. `FRAMES_BLESS=1 cargo test -p frames-derive` writes them anew.

use std::path::{Path, PathBuf};
use std::{env, fs};

use syn::{DeriveInput, File, Item};

use crate::expand::derive;

#[test]
fn expansions_are_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expansion");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder of cases")
        .map(|entry| entry.expect("a case").path())
        .filter(|path| !path.to_string_lossy().ends_with(".expanded.rs"))
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    let bless = env::var_os("FRAMES_BLESS").is_some();
    for case in cases {
        let expanded = expand(&fs::read_to_string(&case).expect("a case"));
        let recorded = case.with_extension("expanded.rs");
        if bless {
            fs::write(&recorded, &expanded).expect("a file that can be written");
        }
        let expected = fs::read_to_string(&recorded).unwrap_or_default();
        assert!(
            expected == expanded,
            "{} expands to something else than recorded; look at it with FRAMES_BLESS=1 and git diff:\n{expanded}",
            case.display()
        );
    }
}

/// The impls for each type in a file.
fn expand(source: &str) -> String {
    let file: File = syn::parse_str(source).expect("a case that parses");
    let mut texts = Vec::new();
    for item in file.items {
        let input: DeriveInput = match item {
            Item::Struct(item) => item.into(),
            Item::Enum(item) => item.into(),
            _ => panic!("a case consists of structs and enums"),
        };
        let output: File = syn::parse2(derive(&input)).expect("generated code that parses");
        texts.push(prettyplease::unparse(&output));
    }
    texts.join("\n")
}
