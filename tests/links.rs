//! What each kind of linking keeps of the types that registered themselves: real programs, plugins and libraries, built by
//! cargo and run. Each says what it found; `cargo test --test links -- --nocapture` shows it. The page `frames_std::linking`
//! has the table of it.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use frames_std::STANDARD;

/// The packages that are linked one way or another, and the example of plugins.
const LINKS: &str = "tests/links";
const PLUGINS: &str = "examples/plugins";

#[test]
fn a_program_that_only_depends_on_a_crate_misses_its_types() {
    for run in [&["run", "--bin", "unnamed"][..], &["test", "--test", "unnamed", "--", "--nocapture"]] {
        let report = cargo(LINKS, run);
        says(&report, &format!("1 of 3 (program.Own), {}", std_types()));
        is_unknown(&report, "dep.Far");
    }
}

#[test]
fn a_program_that_names_a_crate_has_its_types() {
    for run in [&["run", "--bin", "named"][..], &["test", "--test", "named", "--", "--nocapture"]] {
        let report = cargo(LINKS, run);
        says(&report, &format!("3 of 3 (program.Own, dep.Far, dep.Table), {}", std_types()));
        says(&report, "at start: all there");
    }
}

#[test]
fn a_plugin_that_shares_the_core_brings_its_types() {
    cargo(PLUGINS, &["build"]);
    let values = cargo_with(PLUGINS, &["run", "--bin", "send"], Vec::new());
    let report = cargo_with(PLUGINS, &["run", "--bin", "host", "--", text(&built(""))], values);
    let report = String::from_utf8(report).expect("text");
    print!("{report}");
    let (before, after) = report.split_once("with plugins:").expect("two lists");
    is_unknown(before, "plugin.Scale");
    is_unknown(before, "plugin.Polynomial");
    says(after, "Scale { factor: 2.0 } makes 10 of 5");
    says(after, "Polynomial { coefficients: [1.0, 0.0, 3.0] } makes 76 of 5");
}

#[test]
fn a_plugin_with_a_core_of_its_own_exchanges_bytes() {
    cargo(LINKS, &["build", "--package", "stranger"]);
    let library = built(&format!("{DLL_PREFIX}stranger{DLL_SUFFIX}"));
    let report = cargo(LINKS, &["run", "--bin", "ask", "--", text(&library)]);
    is_unknown(&report, "stranger.Doubled");
    says(&report, "as a value: {'samples': array(<f8, [2], 16 bytes: 2.0, 5.0)}");
}

/// A static library goes into the program object by object, each if something in it is called. That is chance for a type
/// that nobody names: crates lend each other instances of generic functions. So the first program only says what it found.
#[test]
fn a_program_in_c_has_all_of_a_static_library_if_told() {
    embedded("staticlib", &[]);
    let archive = built("libembedded.a");
    let archive = text(&archive);

    says(&c_program("plain", &[archive]), "linked: ");
    let whole: &[&str] = if cfg!(target_vendor = "apple") {
        &["-Wl,-force_load", archive]
    } else {
        &["-Wl,--whole-archive", archive, "-Wl,--no-whole-archive"]
    };
    says(&c_program("whole", whole), LINKED);

    embedded("staticlib", &["--features", "by-hand"]);
    let report = c_program("by_hand", &[archive]);
    says(&report, BY_HAND);
    says(&report, r#"read: Some(Far { text: "far away" })"#);
}

#[test]
fn a_program_in_c_has_all_of_a_dynamic_library() {
    embedded("cdylib", &[]);
    let library = built(&format!("{DLL_PREFIX}embedded{DLL_SUFFIX}"));
    let run_path = format!("-Wl,-rpath,{}", text(&built("")));
    says(&c_program("dynamic", &[text(&library), &run_path]), LINKED);
}

/// The script is its own judge: what it can't rely on, it only prints.
#[test]
fn webassembly_under_node() {
    let mut script = Command::new("sh");
    script.arg("tests/links/wasm/run").env("CARGO_TARGET_DIR", target());
    let report = output(&mut script, Vec::new());
    let report = String::from_utf8(report).expect("text");
    print!("{report}");
    assert!(
        report.contains("wasm (release by-hand): by hand: 4 of 4") || report.contains("not run"),
        "{report}"
    );
}

const LINKED: &str = "linked: 4 of 4 (embedded.Root, embedded.Inner, dep.Far, dep.Table)";
const BY_HAND: &str = "by hand: 4 of 4 (embedded.Root, embedded.Inner, dep.Far, dep.Table)";

fn std_types() -> String {
    format!("{0} of {0} std types", STANDARD.len())
}

/// All programs share one folder for what is built, apart from that of this test.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("links")
}

fn built(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// Runs cargo in a workspace of its own, and returns and prints what was written to standard output.
fn cargo(workspace: &str, args: &[&str]) -> String {
    let report = String::from_utf8(cargo_with(workspace, args, Vec::new())).expect("text");
    print!("{report}");
    report
}

fn cargo_with(workspace: &str, args: &[&str], input: Vec<u8>) -> Vec<u8> {
    let (command, args) = args.split_first().expect("a command");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(workspace));
    cargo.args([command, "--quiet", "--locked", "--target-dir", text(&target())]).args(args);
    // The workspace has flags of its own.
    for flags in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
        cargo.env_remove(flags);
    }
    output(&mut cargo, input)
}

/// Builds the library for programs that aren't Rust.
fn embedded(kind: &str, features: &[&str]) {
    cargo(LINKS, &[&["rustc", "--package", "embedded", "--crate-type", kind], features].concat());
}

/// Compiles `main.c` with a library, runs it, and returns and prints what it says.
fn c_program(name: &str, library: &[&str]) -> String {
    let program = built(&format!("c_{name}"));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/links/embedded/main.c");
    let mut cc = Command::new("cc");
    cc.arg("-o").arg(&program).arg(source).args(library).args(["-lpthread", "-ldl", "-lm"]);
    output(&mut cc, Vec::new());
    let report = String::from_utf8(output(&mut Command::new(program), Vec::new())).expect("text");
    print!("C, {name}: {report}");
    report
}

/// What a program writes, which must succeed.
fn output(command: &mut Command, input: Vec<u8>) -> Vec<u8> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| {
        panic!(
            "{:?} can't be started ({error}): install it; a C compiler is needed as `cc`",
            command.get_program()
        )
    });
    let mut stdin = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("an end");
    writer.join().expect("no panic").expect("the program reads its input");
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    output.stdout
}

fn says(report: &str, text: &str) {
    assert!(report.contains(text), "expected {text:?} in what was said:\n{report}");
}

/// The error for a name that nobody registered, which asks the right question.
fn is_unknown(report: &str, name: &str) {
    says(report, &format!("type `{name}` is not registered ("));
    says(report, "is the crate that registers it linked?");
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of characters")
}
