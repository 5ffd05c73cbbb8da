//! Checks this library against recorded and hostile cases, also those of others.
//!
//! ```text
//! conformance decode DIR              every recorded case below DIR, described
//! conformance encode DIR OUT          the same cases written again, to OUT/NAME.tcp
//! conformance refuse MANIFEST CORPUS  every hostile case, and what came of it
//! ```
//!
//! One line of JSON is printed for each case.

mod arrays;
mod cases;
mod dates;
mod decode;
mod delivery;
mod describe;
mod dtypes;
mod encode;
mod fills;
mod floats;
mod notation;
mod objects;
mod refuse;
mod shut;
mod sparse;
mod tcp;

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const USAGE: &str = "usage: conformance decode DIR | encode DIR OUT | refuse MANIFEST CORPUS";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["decode", folder] => decode(Path::new(folder)),
        ["encode", folder, out] => encode(Path::new(folder), Path::new(out)),
        ["refuse", manifest, corpus] => refuse(Path::new(manifest), Path::new(corpus)),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn decode(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout();
    for case in cases::below(folder)? {
        writeln!(out, "{}", decode::line(&case))?;
    }
    Ok(())
}

fn encode(folder: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(out)?;
    let mut lines = io::stdout();
    for case in cases::below(folder)?.iter().filter(|case| encode::can_be_written(case)) {
        writeln!(lines, "{}", encode::line(case, out))?;
    }
    Ok(())
}

fn refuse(manifest: &Path, corpus: &Path) -> Result<(), Box<dyn Error>> {
    let corpus = refuse::Corpus::open(manifest, corpus)?;
    // On a stack of its own, so that the figure does not depend on the shell.
    let all = || {
        let mut out = io::stdout();
        corpus
            .cases()
            .iter()
            .try_for_each(|case| writeln!(out, "{}", case.decode(corpus.limits(), &MEMORY).line(case)))
    };
    thread::scope(|scope| {
        let cases = thread::Builder::new().stack_size(2 << 20).spawn_scoped(scope, all)?;
        Ok(cases.join().map_err(|_| "the cases ended early")??)
    })
}
