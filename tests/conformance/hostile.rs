//! The hostile corpus: every outcome and error class is as the manifest says, within the memory and time it allows.

use std::collections::BTreeMap;
use std::thread;

use serde_json::Value as Json;

use crate::refuse::{Corpus, Hostile, Outcome};
use crate::{ALONE, MEMORY, data};

/// Cases that a recorded case of Dask's contradicts: what Dask sends is read.
const CONTRADICTED: &[(&str, &str)] = &[];

/// Nothing is optimised here, and other processes want the machine too: the manifest's times are for the time that a
/// reader waits, and for input that makes it work without end.
const PATIENCE: u64 = 5;

#[test]
fn every_hostile_case_is_refused_within_bounds() {
    let _alone = ALONE.lock();
    let folder = data("hostile");
    let corpus = Corpus::open(&folder.join("manifest.json"), &folder.join("corpus.bin")).unwrap();
    let (slow, fast): (Vec<_>, Vec<_>) = corpus.cases().iter().partition(|case| case.is_slow());
    let decode = |case: &Hostile| case.decode(corpus.limits(), &MEMORY);

    // A stack as threads have it by default.
    let fast_outcomes: Vec<Outcome> =
        thread::scope(|scope| scope.spawn(|| fast.iter().map(|case| decode(case)).collect()).join()).unwrap();
    // Waiting takes seconds, so these wait side by side; the memory of all is then a bound for each.
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let slow_outcomes: Vec<Outcome> = thread::scope(|scope| {
        let waiting: Vec<_> = slow.iter().map(|case| scope.spawn(|| decode(case))).collect();
        waiting.into_iter().map(|case| case.join().unwrap()).collect()
    });
    let together = MEMORY.peak_usage() - before;

    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    let with_peak = fast.iter().zip(&fast_outcomes).map(|(case, outcome)| (case, outcome, outcome.peak));
    let waited = slow.iter().zip(&slow_outcomes).map(|(case, outcome)| (case, outcome, together));
    for (case, outcome, peak) in with_peak.chain(waited) {
        match verdict(&case.entry, outcome, peak) {
            Ok(()) => *groups.entry(case.entry["group"].as_str().unwrap_or_default()).or_default() += 1,
            Err(problem) => problems.push(format!("{}: {problem}", case.entry["id"])),
        }
    }
    let good: usize = groups.values().sum();
    println!("{good} of {} hostile cases as the manifest says: {groups:?}", corpus.cases().len());
    for (id, golden) in CONTRADICTED {
        println!("{id} is read, because {golden} is");
    }
    assert!(problems.is_empty(), "{} cases:\n{}", problems.len(), problems.join("\n"));
}

fn verdict(entry: &Json, outcome: &Outcome, peak: usize) -> Result<(), String> {
    let found = outcome.class();
    let number = |key: &str| entry[key].as_u64().unwrap_or(0);
    let contradicted = CONTRADICTED.iter().any(|(id, _)| entry["id"] == *id);
    let fits = match (entry["expect"].as_str(), found) {
        (_, Some("Panic" | "Mismatch")) => false,
        (Some("error"), None) => contradicted,
        (Some("error"), Some(class)) => {
            let also = entry["also"].as_array().into_iter().flatten();
            entry["error"] == class || also.into_iter().any(|also| also == class)
        }
        (Some("ok"), found) => found.is_none(),
        _ => true,
    };
    if !fits {
        let expected = &entry["error"];
        return Err(format!("expected {} {expected}, found {found:?}: {:?}; {}", entry["expect"], outcome.problem(), entry["why"]));
    }
    let messages = entry["messages_ok"].as_u64().filter(|_| entry["expect"] != "bounded" && !contradicted);
    if messages.is_some_and(|expected| expected != outcome.messages as u64) {
        return Err(format!("{} good messages, expected {messages:?}", outcome.messages));
    }
    if peak as u64 > number("max_alloc") {
        return Err(format!("{peak} bytes at the peak, {} are allowed", number("max_alloc")));
    }
    let time = outcome.time.as_millis() as u64;
    if time > number("max_ms") * PATIENCE {
        return Err(format!("{time} ms, {} are allowed", number("max_ms")));
    }
    Ok(())
}
