//! The recorded cases: each is described as the manifest describes what Python had. What can't be said without Python has
//! its reason in one table.

use std::collections::BTreeMap;

use frames_std::Serialized;
use serde::de::IgnoredAny;
use serde_json::{Value as Json, json};

use crate::cases::{Case, below};
use crate::decode::{line, single};
use crate::describe::describe;
use crate::notation::sha256;
use crate::{ALONE, data, shut, tcp};

/// Cases of which only a part can be compared: the keys of the description that are left out, and why.
const PARTLY: &[(&[&str], &[&str], &str)] = &[
    (&["user_class", "namedtuple"], &["repr"], "only the class itself knows how it prints"),
    (&["np_recarray"], &["dtype"], "numpy's class of a record's elements is not kept, only its fields"),
    (
        &["arrow_record_batch", "arrow_table", "arrow_table_chunked"],
        &["schema", "num_rows", "pydict"],
        "the bytes of Arrow's own format are kept, and not read",
    ),
    (
        &[
            "arrow_array",
            "arrow_schema",
            "pandas_dataframe",
            "pandas_dataframe_str",
            "pandas_index",
            "pandas_series_tz",
        ],
        &["py", "text", "shape", "dtypes", "repr"],
        "their pickles call functions of the library, so the value stays closed",
    ),
];

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
        report!("{category:28} {count:4} cases as expected");
    }
    for (names, keys, reason) in PARTLY {
        report!("{}: {} not compared: {reason}", names.join(", "), keys.join(", "));
    }
    assert!(problems.is_empty(), "{} of {} cases:\n{}", problems.len(), cases.len(), problems.join("\n"));
}

fn category(case: &Case) -> &str {
    case.manifest["category"].as_str().unwrap_or_default()
}

/// Why a case was not read: the class of the error, and the error.
type Refused = (String, String);

fn read(case: &Case) -> Result<Json, Refused> {
    let mut line = line(case);
    let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
    if line["ok"] == true { Ok(line["value"].take()) } else { Err((text("class"), text("error"))) }
}

fn verdict(case: &Case) -> Result<(), String> {
    let found = read(case);
    let manifest = &case.manifest;
    let accepted = match case.kind.as_str() {
        "value" | "message" => &manifest["expected"],
        // Where Dask accepts the input, a careful reader may refuse it.
        "reject" => &manifest["dask_outcome"]["accepted"],
        _ => &Json::Null,
    };
    match (case.kind.as_str(), found) {
        ("value" | "message", Err((class, _))) if accepted.is_null() && class == "Remote" => Ok(()),
        ("reject", Err((class, _))) if class != "Case" => Ok(()),
        (_, Err((class, error))) => Err(format!("{class}: {error}")),
        ("value" | "message" | "reject", Ok(found)) if accepted.is_null() => Err(format!("read as {found}")),
        ("value" | "message" | "reject", Ok(found)) => {
            same(&case.name, accepted, &found)?;
            in_message(case)?;
            unopened(case)
        }
        ("rpc", Ok(found)) => {
            let closed = found.as_array().into_iter().flatten().find(|message| message["ok"] == false);
            closed.map_or(Ok(()), |message| Err(format!("a message was not opened: {message}")))
        }
        ("codec", Ok(found)) => {
            let plain = case.read("data.bin").map_err(|error| error.to_string())?;
            let plain = json!({"ok": true, "len": plain.len(), "sha256": sha256(&plain)});
            each(&manifest["blobs"], &found, |entry, found| match entry["dask_accepts"] == true {
                true => *found == plain,
                false => found["ok"] == false && found["class"] == "Codec",
            })
        }
        ("class_refs", Ok(found)) => each(&manifest["classes"], &found, |entry, found| {
            (&entry["module"], &entry["qualname"]) == (&found["module"], &found["qualname"])
        }),
        // A name that nobody has is a plain reference all the same.
        ("class_refs_reject", Ok(found)) => each(&manifest["streams"], &found, |entry, found| {
            (found["ok"] == false) != (entry["why"] == "unknown module")
        }),
        ("dtype_pickles", Ok(found)) => each(&manifest["dtypes"], &found, |entry, found| {
            let text = entry["str"].as_str().unwrap_or_default();
            match text {
                // Elements that are Python's objects have no bytes to be read.
                _ if text == "object" || text.contains("'O'") => {
                    found["ok"] == false && found["class"] == "Array"
                }
                // A field's second name and the class of a record's elements are no part of the type here.
                "[(('title', 'a'), '<i8')]" => found["str"] == "[('a', '<i8')]",
                "(numpy.record, [('a', '<i4'), ('b', '<f8')])" => {
                    found["str"] == "[('a', '<i4'), ('b', '<f8')]"
                }
                _ => found["str"] == entry["str"] && found["itemsize"] == entry["itemsize"],
            }
        }),
        (kind, Ok(_)) => Err(format!("cases of kind {kind} are not known")),
    }
}

/// Compares what Python sees of the value in the message `{"x": value}`.
fn in_message(case: &Case) -> Result<(), String> {
    let expected = &case.manifest["expected_message"]["items"][0][1];
    if expected.is_null() {
        return Ok(());
    }
    let message = single(case).map_err(|error| error.to_string())?;
    let found = &describe(&message)["items"][0][1];
    same(&case.name, expected, found).map_err(|problem| format!("in a message: {problem}"))
}

/// Compares what Python sees of a message whose parts it doesn't open, but for pickles, which it always opens.
fn unopened(case: &Case) -> Result<(), String> {
    let expected = &case.manifest["expected_no_deserialize"];
    if expected.is_null() {
        return Ok(());
    }
    let stream = case.read("message.tcp").map_err(|error| error.to_string())?;
    let frames = tcp::single(stream).map_err(|error| error.to_string())?;
    let is_pickle = |part: &Serialized<'_>| {
        part.header().get_opt::<IgnoredAny>("pickled-obj").is_ok_and(|pickle| pickle.is_some())
    };
    let message =
        shut::read(&frames, &mut |part, _, _| !is_pickle(part)).map_err(|error| error.to_string())?;
    same(&case.name, expected, &describe(&message)).map_err(|problem| format!("unopened: {problem}"))
}

/// Compares a table of the manifest with what was found, entry by entry.
fn each(entries: &Json, found: &Json, fits: impl Fn(&Json, &Json) -> bool) -> Result<(), String> {
    let keyed = |json: &Json| -> Vec<(String, Json)> {
        match json {
            Json::Array(items) => {
                items.iter().enumerate().map(|(at, item)| (at.to_string(), item.clone())).collect()
            }
            Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
            _ => Vec::new(),
        }
    };
    let (entries, found) = (keyed(entries), keyed(found));
    assert_eq!(entries.len(), found.len());
    let odd = entries.iter().zip(&found).filter(|((_, entry), (_, found))| !fits(entry, found));
    let odd: Vec<_> =
        odd.map(|((key, entry), (_, found))| format!("{key}: {entry} was found to be {found}")).collect();
    if odd.is_empty() { Ok(()) } else { Err(odd.join("\n  ")) }
}

/// Compares descriptions, but for the keys that the table leaves out for this case.
fn same(name: &str, expected: &Json, found: &Json) -> Result<(), String> {
    let partly = PARTLY.iter().find(|(names, _, _)| names.contains(&name));
    let left_out = partly.map_or(&[][..], |(_, keys, _)| *keys);
    if left_out.contains(&"py") && found["py"] != "Serialized" {
        return Err(format!("it was opened, so it can be compared: {found}"));
    }
    differs(expected, found, left_out, "value").map_or(Ok(()), Err)
}

/// Where the descriptions differ first: every key that is expected must be there.
fn differs(expected: &Json, found: &Json, left_out: &[&str], path: &str) -> Option<String> {
    match (expected, found) {
        (Json::Object(entries), Json::Object(found)) => {
            entries.iter().filter(|(key, _)| !left_out.contains(&key.as_str())).find_map(|(key, expected)| {
                let path = format!("{path}.{key}");
                match found.get(key) {
                    Some(found) => differs(expected, found, left_out, &path),
                    None => Some(format!("{path} is missing, expected {expected}")),
                }
            })
        }
        (Json::Array(items), Json::Array(found)) if items.len() == found.len() => {
            let mut pairs = items.iter().zip(found).enumerate();
            pairs.find_map(|(at, (item, found))| differs(item, found, left_out, &format!("{path}[{at}]")))
        }
        (expected, found) if expected == found => None,
        (expected, found) => Some(format!("{path} is {found}, expected {expected}")),
    }
}
