//! The hostile corpus: every outcome and error class is as the manifest says, within the memory and time it allows.

use std::collections::BTreeMap;
use std::thread;

use serde_json::Value as Json;

use crate::refuse::{Corpus, Hostile};
use crate::{ALONE, MEMORY, data};

/// Nothing is optimised here, and other processes want the machine too: the manifest's times are for the time that a
/// reader waits, and for input that makes it work without end.
const PATIENCE: u64 = 5;

#[test]
fn every_hostile_case_is_refused_within_bounds() {
    let _alone = ALONE.lock();
    let folder = data("hostile");
    let corpus = Corpus::open(&folder.join("manifest.json"), &folder.join("corpus.bin")).unwrap();
    let (slow, fast): (Vec<_>, Vec<_>) = corpus.cases().iter().partition(|case| is_slow(case));
    let line = |case: &Hostile| case.decode(corpus.limits(), &MEMORY).line(case);

    // On a stack as threads have it by default.
    let mut lines: Vec<Json> =
        thread::scope(|scope| scope.spawn(|| fast.iter().map(|case| line(case)).collect()).join()).unwrap();
    // Waiting takes seconds, so these wait side by side; the memory of all is then a bound for each.
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let waited: Vec<Json> = thread::scope(|scope| {
        let waiting: Vec<_> = slow.iter().map(|case| scope.spawn(|| line(case))).collect();
        waiting.into_iter().map(|case| case.join().unwrap()).collect()
    });
    let together = MEMORY.peak_usage() - before;
    for mut line in waited {
        line["peak_bytes"] = together.into();
        lines.push(line);
    }

    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    for (case, line) in fast.iter().chain(&slow).zip(&lines) {
        match verdict(&case.entry, line) {
            Ok(()) => *groups.entry(case.entry["group"].as_str().unwrap_or_default()).or_default() += 1,
            Err(problem) => problems.push(format!("{}: {problem}; {line}", case.entry["why"])),
        }
    }
    let good: usize = groups.values().sum();
    report!("{good} of {} hostile cases as the manifest says: {groups:?}", corpus.cases().len());
    assert!(problems.is_empty(), "{} cases:\n{}", problems.len(), problems.join("\n"));
}

/// Whether reading the case takes as long as time is given.
fn is_slow(case: &Hostile) -> bool {
    matches!(case.entry["delivery"]["mode"].as_str(), Some("dribble" | "stall"))
}

fn verdict(entry: &Json, line: &Json) -> Result<(), String> {
    let also = || entry["also"].as_array().into_iter().flatten().any(|also| *also == line["class"]);
    let fits = match entry["expect"].as_str() {
        _ if line["class"] == "Panic" || line["class"] == "Mismatch" => false,
        Some("error") => entry["error"] == line["class"] || also(),
        Some("ok") => line["outcome"] == "ok",
        _ => true,
    };
    if !fits {
        return Err(format!("expected {} {}", entry["expect"], entry["error"]));
    }
    let counted = entry["messages_ok"].is_u64() && entry["expect"] != "bounded";
    if counted && entry["messages_ok"] != line["messages"] {
        return Err(format!("expected {} good messages", entry["messages_ok"]));
    }
    let number = |json: &Json, key: &str| json[key].as_u64().unwrap_or(0);
    if number(line, "peak_bytes") > number(entry, "max_alloc") {
        return Err(format!("{} bytes are allowed", entry["max_alloc"]));
    }
    if number(line, "ms") > number(entry, "max_ms") * PATIENCE {
        return Err(format!("{} ms are allowed", entry["max_ms"]));
    }
    Ok(())
}
