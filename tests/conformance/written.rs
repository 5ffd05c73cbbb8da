//! What was read is written again, and an unmodified Dask reads it as the same values.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use crate::cases::below;
use crate::python::{CURRENT, work_dir};
use crate::{ALONE, data, encode};

/// Cases that are not written, and why.
const NOT_WRITTEN: &[(&str, &str)] = &[
    ("error_unpicklable", "its sender could not serialize the value and sent the reason"),
    ("msgpack_error", "its sender could not serialize the value and sent the reason"),
];

/// Cases that the pinned environment has no library for.
const NOT_INSTALLED: &[&str] = &[
    "h5py_dataset",
    "h5py_file",
    "sparse_coo_fill",
    "torch_parameter",
    "torch_tensor_f4",
    "torch_transposed",
    "torch_zero_d",
];

/// Cases that hold a pickle by nature, and why. The integer is written as one, the others are passed on as they came.
const PICKLES: &[(&str, &[&str])] = &[
    ("an integer beyond 64 bits", &["int_big"]),
    (
        "objects that Python makes by a call",
        &[
            "complex",
            "datetime",
            "decimal",
            "frozenset",
            "msg_fallback_orphans",
            "msg_frozenset_fallback",
            "msg_numpy_scalars_fallback",
            "msg_topickle_simple",
            "namedtuple",
            "np_dtype_object",
            "np_scalar_float64",
            "np_scalar_int64",
            "range",
            "timedelta",
        ],
    ),
    (
        "dicts with such objects as keys",
        &[
            "dict_unsafe_key",
            "pickle_buffer_lz4",
            "pickle_protocol4",
            "pickle_readonly_buffer",
            "split_pickle_buffers",
        ],
    ),
    (
        "arrays of Python's objects",
        &["np_object", "np_object_2d_f", "np_string_dtype", "object_array_protocol4"],
    ),
    ("an array whose type names a class", &["np_recarray"]),
    (
        "classes that Dask has no serializer for",
        &[
            "arrow_array",
            "arrow_schema",
            "pandas_dataframe",
            "pandas_dataframe_str",
            "pandas_index",
            "pandas_series_tz",
            "scipy_csr_array",
            "user_class",
        ],
    ),
];

#[test]
fn dask_reads_what_was_written_again() {
    let _alone = ALONE.lock();
    let out = work_dir("written");
    let (mut passed, mut problems) = (BTreeSet::new(), Vec::new());
    let mut written = 0;
    for case in below(&data("vectors")).unwrap().iter().filter(|case| encode::can_be_written(case)) {
        let line = encode::line(case, &out);
        let reason = NOT_WRITTEN.iter().find(|(name, _)| *name == case.name);
        match (line["ok"] == true, reason) {
            (true, None) => written += 1,
            (false, Some((name, reason))) => report!("{name} is not written: {reason}"),
            _ => problems.push(line.to_string()),
        }
        if line["passed"].is_array() {
            passed.insert(case.name.clone());
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    for name in NOT_INSTALLED {
        report!("{name} is written, and Dask is not asked: its library is not installed");
        fs::remove_file(out.join(format!("{name}.tcp"))).unwrap();
    }
    report!("{written} cases written, {} with parts passed on: {passed:?}", passed.len());

    let failed = oracle(&out, false);
    assert!(failed.is_empty(), "{} in {}:\n{failed:#?}", failed.len(), out.display());
    let pickles: BTreeSet<String> = oracle(&out, true).into_keys().collect();
    let expected: BTreeSet<String> =
        PICKLES.iter().flat_map(|(_, names)| *names).map(|name| (*name).to_owned()).collect();
    assert_eq!(pickles, expected, "cases that hold a pickle");
    for (reason, names) in PICKLES {
        report!("pickles by nature, {reason}: {}", names.join(", "));
    }
    fs::remove_dir_all(&out).unwrap();
}

/// The cases that an unmodified Dask does not read as what they were, and why.
fn oracle(out: &Path, pickle_free: bool) -> BTreeMap<String, String> {
    let output = CURRENT
        .command("roundtrip_check.py")
        .args([out, Path::new("--expect"), &data("vectors")])
        .args(pickle_free.then_some("--no-pickle"))
        .output()
        .expect("the virtual environment's Python starts");
    let lines = String::from_utf8(output.stdout).expect("the oracle prints UTF-8");
    let lines = lines.lines().map(|line| serde_json::from_str::<Json>(line).expect("the oracle prints JSON"));
    let (mut checked, mut failed) = (0, BTreeMap::new());
    for line in lines.filter(|line| line["summary"].is_null()) {
        checked += 1;
        if line["ok"] != true {
            failed.insert(line["name"].as_str().unwrap_or_default().to_owned(), line["error"].to_string());
        }
    }
    assert_eq!(
        checked,
        fs::read_dir(out).expect("the folder is there").count(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    failed
}
