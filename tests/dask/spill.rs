//! Files that a worker of Dask's wrote because its memory ran out: read as what they hold, compressed frames and all.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use frames_std::{Serialized, Value, load};

use crate::common::{python, script};

#[test]
fn spilled_values_are_read() {
    let dir = python::work_dir("spill");
    script::run("spill.py", &[dir.as_os_str()]);
    // A file is called after its key, and a number that makes the name its own.
    let files: BTreeMap<String, PathBuf> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name.split('#').next().unwrap_or_default().to_owned(), entry.path())
        })
        .collect();
    assert_eq!(files.len(), 4, "{files:?}");

    assert_eq!(load::<Vec<f64>>(&files["zeros"]).unwrap(), vec![0.0; 100_000]);
    assert_eq!(load::<Vec<u8>>(&files["text"]).unwrap(), b"as often as not ".repeat(10_000));
    let noise: Vec<f64> = load(&files["noise"]).unwrap();
    assert!(noise.len() == 5_000 && noise.iter().all(|number| (0.0..1.0).contains(number)));
    let Value::List(mixed) = load(&files["mixed"]).unwrap() else { panic!("a list was spilled") };
    assert_eq!(mixed[0].to::<Vec<i64>>().unwrap(), [0, 1, 2]);
    assert_eq!(mixed[1].as_str(), Some("text"));
    assert!(mixed[2].as_bytes().is_some_and(|bytes| **bytes == [b'x'; 20_000]));

    // The files are small because their frames are compressed, which nobody has to know.
    let shut: Serialized<'static> = load(&files["zeros"]).unwrap();
    let codecs: Vec<Option<String>> = shut.header().get("compression").unwrap();
    assert_eq!(codecs, [Some("lz4".to_owned())]);
    fs::remove_dir_all(&dir).unwrap();
}
