//! What was read is written again, and an unmodified Dask reads it as the same values.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;

use serde_json::Value as Json;

use crate::cases::below;
use crate::{ALONE, data, encode, python, script};

/// Cases that are not written, and why.
const NOT_WRITTEN: &[(&str, &str)] = &[];

/// Cases that are pickles by nature: passed on as they came, or with a part that is.
const PICKLES: &[&str] = &[];

#[test]
fn dask_reads_what_was_written_again() {
    let _alone = ALONE.lock();
    let out = python::work_dir("written");
    let (mut passed, mut problems) = (BTreeSet::new(), Vec::new());
    let mut written = 0;
    for case in below(&data("vectors")).unwrap().iter().filter(|case| encode::can_be_written(case)) {
        let line = encode::line(case, &out);
        let reason = NOT_WRITTEN.iter().find(|(name, _)| *name == case.name);
        match (line["ok"] == true, reason) {
            (true, None) => written += 1,
            (false, Some((name, reason))) => println!("{name} is not written: {reason}"),
            _ => problems.push(line.to_string()),
        }
        if line["passed"].is_array() {
            passed.insert(case.name.clone());
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    println!("{written} cases written, {} of them with parts passed on: {passed:?}", passed.len());

    let vectors = data("vectors");
    let expect = [out.as_os_str(), OsStr::new("--expect"), vectors.as_os_str()];
    let failed = failures(&script::run("roundtrip_check.py", &expect));
    assert!(failed.is_empty(), "{} in {}:\n{}", failed.len(), out.display(), failed.join("\n"));
    fs::remove_dir_all(&out).unwrap();
}

fn failures(lines: &str) -> Vec<String> {
    let lines = lines.lines().map(|line| serde_json::from_str::<Json>(line).expect("the oracle prints JSON"));
    lines
        .filter(|line| line["ok"] == false)
        .map(|line| format!("{}: {}", line["name"], line["error"]))
        .collect()
}
