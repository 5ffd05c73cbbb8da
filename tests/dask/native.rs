//! What Python sends in its own types, without having read anything of ours: dicts in any order with more in them than
//! we ask for, lists where we have arrays, arrays of other item types and memory orders, sets, masked arrays. In
//! whatever form Dask writes them, Rust reads the value.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use frames_std::{FromFrames, from_bytes};
use serde_json::Value;

use crate::common::{python, script};
use crate::derived::{Color, Human, Point, Sensor, Shape};
use crate::live::{Way, closed};

/// What the script answered, and what was found wrong.
pub(crate) struct Native<'a> {
    dir: &'a Path,
    answers: HashMap<String, HashMap<String, Value>>,
    problems: Vec<String>,
}

impl Native<'_> {
    /// Reads a value in each form there is of it. `closed` are the ways that Python hasn't, or whose pickle is more than
    /// plain data.
    pub(crate) fn reads<T: FromFrames + PartialEq + Debug>(
        &mut self,
        name: &str,
        expected: T,
        closed: &[(Way, &str)],
    ) {
        let answers = self.answers.remove(name).unwrap_or_else(|| panic!("the script has no `{name}`"));
        for way in Way::ALL {
            let result = match &answers[way.name()] {
                Value::Null => {
                    let bytes =
                        fs::read(self.dir.join(format!("{name}.{}", way.name()))).expect("it was written");
                    from_bytes::<T>(bytes).map_err(|error| error.to_string())
                }
                error => Err(error.to_string()),
            };
            let problem = match (result, closed.iter().find(|(not, _)| *not == way)) {
                (Ok(value), None) if value == expected => continue,
                (Err(error), Some((_, part))) if error.contains(part) => continue,
                (Ok(value), None) => format!("was read as {value:?}, not {expected:?}"),
                (Ok(_), Some(_)) => "is open, against what the test says".to_owned(),
                (Err(error), _) => error,
            };
            self.problems.push(format!("{name} {}: {problem}", way.name()));
        }
    }
}

/// Of what msgpack has no form for.
pub(crate) const PICKLE_ONLY: &[(Way, &str)] = &[(Way::Dask, closed::PYTHON), (Way::Wrapped, closed::PYTHON)];

#[test]
fn python_types_are_read() {
    let dir = python::work_dir("native");
    let printed = script::run("native.py", &[dir.as_os_str()]);
    let answers = serde_json::from_str(&printed).expect("the script prints JSON");
    let mut native = Native { dir: &dir, answers, problems: Vec::new() };

    // msgpack has no sets and no integers beyond 64 bits; a set in a message is taken apart.
    let human = || Human {
        name: "Alice".into(),
        age: 3,
        position: Point { x: 1.0, y: 2.0 },
        photo: b"png".to_vec(),
        track: vec![1.5, 2.5],
    };
    native.reads("human", human(), &[]);
    native.reads("human_plain", human(), &[]);
    let named = |name: &str| Human { name: name.into(), photo: vec![], track: vec![], ..human() };
    native.reads("humans", vec![named("a"), named("b")], &[]);
    let sensor = Sensor {
        name: "s".into(),
        place: Some(Point { x: 1.0, y: 2.0 }),
        samples: vec![0.0, 1.0, 2.0],
        tags: BTreeSet::from(["a".to_owned(), "b".to_owned()]),
    };
    native.reads("sensor", sensor, &[]);
    native.reads("color", Color::DarkBlue, &[]);
    native.reads("shape_unit", Shape::Nowhere, &[]);
    native.reads("shape_path", Shape::Path { points: vec![1.5], color: Color::Red }, &[]);
    // A subclass of dict is a call in a pickle, which stands for a dict here.
    let ordered = BTreeMap::from([("a".to_owned(), 1u8), ("b".to_owned(), 2)]);
    native.reads("ordered", ordered, &[]);
    native.reads("frozenset", BTreeSet::from([1u8, 2]), PICKLE_ONLY);
    native.reads("set_of_tuples", BTreeSet::from([(1u8, 'a'), (2, 'b')]), &PICKLE_ONLY[..1]);

    let floats = || vec![0.5f64, 1.0, 2.5];
    native.reads("floats_from_list", floats(), &[]);
    native.reads("floats_from_tuple", floats(), &[]);
    native.reads("floats_from_f4", floats(), &[]);
    native.reads("floats_from_i2", vec![0f32, 1.0, 2.0], &[]);
    native.reads("floats_big_endian", [0f64, 1.0, 2.0], &[]);
    native.reads("floats_strided", vec![0f64, 2.0, 4.0], &[]);
    native.reads("floats_every_other", vec![0u8, 2, 4], &[]);
    native.reads("floats_read_only", vec![0f64, 1.0, 2.0], &[]);
    native.reads("floats_broadcast", vec![1.5f64; 3], &[]);
    native.reads("floats_empty", Vec::<f64>::new(), &[]);
    let matrix = || [[0f64, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0], [9.0, 10.0, 11.0]];
    native.reads("matrix", matrix(), &[]);
    native.reads("matrix_fortran", matrix().to_vec(), &[]);
    native.reads("matrix_transposed", vec![[0i64, 4, 8], [1, 5, 9], [2, 6, 10], [3, 7, 11]], &[]);
    native.reads("masked", vec![Some(1i32), None, Some(3)], &[]);
    native.reads("masked_nothing", vec![Some(1i64), Some(2)], &[]);
    native.reads("optional_list", vec![Some(1u16), None, Some(3)], &[]);
    native.reads("characters", vec!['a', 'ß'], &[]);
    native.reads("memoryview", b"abc".to_vec(), &[]);
    native.reads("wide", 1u128 << 127, PICKLE_ONLY);
    native.reads("wide_list", vec![1u128 << 127, 0], PICKLE_ONLY);

    crate::instants::are_read(&mut native);
    crate::sparse::are_read(&mut native);

    assert!(native.answers.is_empty(), "values of the script that nobody read: {:?}", native.answers.keys());
    assert!(native.problems.is_empty(), "\n{}\nfiles are in {}", native.problems.join("\n"), dir.display());
    fs::remove_dir_all(&dir).expect("the folder is ours");
}
