//! The recorded cases: each is described as the manifest describes what Python had. What can't be said without Python has
//! its reason in one table.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::cases::{Case, below};
use crate::decode::decode;
use crate::{ALONE, data};

/// Cases of which only a part can be compared: the keys of the description that are left out, and why.
const PARTLY: &[(&[&str], &[&str], &str)] = &[];

#[test]
fn every_recorded_case_is_what_it_was() {
    let _alone = ALONE.lock();
    let cases = below(&data("vectors")).unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    for case in &cases {
        match verdict(case) {
            Ok(()) => *counts.entry(format!("{} ({})", category(case), case.kind)).or_default() += 1,
            Err(problem) => problems.push(format!("{}: {problem}", case.name)),
        }
    }
    for (category, count) in &counts {
        println!("{category:28} {count:4} cases as expected");
    }
    for (names, keys, reason) in PARTLY {
        println!("{}: {} not compared: {reason}", names.join(", "), keys.join(", "));
    }
    assert!(problems.is_empty(), "{} of {} cases:\n{}", problems.len(), cases.len(), problems.join("\n"));
}

fn category(case: &Case) -> &str {
    case.manifest["category"].as_str().unwrap_or_default()
}

fn verdict(case: &Case) -> Result<(), String> {
    let found = decode(case);
    let manifest = &case.manifest;
    match case.kind.as_str() {
        "value" | "message" => match (&manifest["expected"], found) {
            (Json::Null, Err(failure)) if failure.class() == "Remote" => Ok(()),
            (Json::Null, found) => Err(format!("a report of the sender's error expected, found {:?}", found.ok())),
            (expected, Ok(found)) => same(&case.name, expected, &found),
            (_, Err(failure)) => Err(failure.to_string()),
        },
        // Where Dask accepts the input, a careful reader may refuse it.
        "reject" => match (&manifest["dask_outcome"]["accepted"], found) {
            (_, Err(failure)) if failure.class() != "Case" => Ok(()),
            (Json::Null, Ok(found)) => Err(format!("read as {found}")),
            (accepted, Ok(found)) => same(&case.name, accepted, &found),
            (_, Err(failure)) => Err(failure.to_string()),
        },
        "rpc" => found.map(|_| ()).map_err(|failure| failure.to_string()),
        "codec" => {
            let found = found.map_err(|failure| failure.to_string())?;
            let plain = case.read("data.bin").map_err(|error| error.to_string())?;
            let plain = json!({"ok": true, "len": plain.len(), "sha256": crate::python::sha256(&plain)});
            each(&manifest["blobs"], &found, |entry, found| match entry["dask_accepts"] == true {
                true => *found == plain,
                false => found["ok"] == false && found["class"] == "Codec",
            })
        }
        "class_refs" => table(&manifest["classes"], found, |entry, found| {
            (&entry["module"], &entry["qualname"]) == (&found["module"], &found["qualname"])
        }),
        // A name that nobody has is a plain reference all the same.
        "class_refs_reject" => table(&manifest["streams"], found, |entry, found| {
            (found["ok"] == false) != (entry["why"] == "unknown module")
        }),
        "dtype_pickles" => table(&manifest["dtypes"], found, |entry, found| {
            let text = entry["str"].as_str().unwrap_or_default();
            match text {
                // Elements that are Python's objects have no bytes to be read.
                _ if text == "object" || text.contains("'O'") => found["ok"] == false && found["class"] == "Array",
                // A field's second name and the class of a record's elements are no part of the type here.
                "[(('title', 'a'), '<i8')]" => found["str"] == "[('a', '<i8')]",
                "(numpy.record, [('a', '<i4'), ('b', '<f8')])" => found["str"] == "[('a', '<i4'), ('b', '<f8')]",
                _ => found["str"] == entry["str"] && found["itemsize"] == entry["itemsize"],
            }
        }),
        kind => Err(format!("cases of kind {kind} are not known")),
    }
}

fn table<E: ToString>(
    entries: &Json,
    found: Result<Json, E>,
    fits: impl Fn(&Json, &Json) -> bool,
) -> Result<(), String> {
    each(entries, &found.map_err(|failure| failure.to_string())?, fits)
}

/// Compares a table of the manifest with what was found, entry by entry.
fn each(entries: &Json, found: &Json, fits: impl Fn(&Json, &Json) -> bool) -> Result<(), String> {
    let keyed = |json: &Json| -> Vec<(String, Json)> {
        match json {
            Json::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item.clone())).collect(),
            Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
            _ => Vec::new(),
        }
    };
    let (entries, found) = (keyed(entries), keyed(found));
    assert_eq!(entries.len(), found.len());
    let odd = entries.iter().zip(&found).filter(|((_, entry), (_, found))| !fits(entry, found));
    let odd: Vec<_> = odd.map(|((key, entry), (_, found))| format!("{key}: {entry} was found to be {found}")).collect();
    if odd.is_empty() { Ok(()) } else { Err(odd.join("\n  ")) }
}

/// Compares descriptions, but for the keys that the table leaves out for this case.
fn same(name: &str, expected: &Json, found: &Json) -> Result<(), String> {
    let partly = PARTLY.iter().find(|(names, _, _)| names.contains(&name));
    let left_out = partly.map_or(&[][..], |(_, keys, _)| *keys);
    differs(expected, found, left_out, "value").map_or(Ok(()), Err)
}

/// Where the descriptions differ first: every key that is expected must be there.
fn differs(expected: &Json, found: &Json, left_out: &[&str], path: &str) -> Option<String> {
    match (expected, found) {
        (Json::Object(entries), Json::Object(found)) => entries
            .iter()
            .filter(|(key, _)| !left_out.contains(&key.as_str()))
            .find_map(|(key, expected)| {
                let path = format!("{path}.{key}");
                match found.get(key) {
                    Some(found) => differs(expected, found, left_out, &path),
                    None => Some(format!("{path} is missing, expected {expected}")),
                }
            }),
        (Json::Array(items), Json::Array(found)) if items.len() == found.len() => {
            let mut pairs = items.iter().zip(found).enumerate();
            pairs.find_map(|(at, (item, found))| differs(item, found, left_out, &format!("{path}[{at}]")))
        }
        (expected, found) if expected == found => None,
        (expected, found) => Some(format!("{path} is {found}, expected {expected}")),
    }
}
