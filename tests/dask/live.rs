//! One batch of values goes to Python and comes back: each case is a value, what Python must see in it, and how it is
//! read when Python wrote it again. One Python process serves the whole batch.

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::Path;

use frames_std::{Framed, FromFrames, MessageWriter, Serialized, dumps, from_bytes, serialize, to_bytes};
use serde_json::Value;

use crate::common::seen::{self, Seen};
use crate::common::{python, script};

/// A way in which Python writes back what it read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// `serialize(x, serializers=["dask", "msgpack"])`.
    Dask,
    /// The same of `to_serialize(x)`, as in a message.
    Wrapped,
    /// `serialize_bytes(x)`: plain data comes as a pickle.
    Default,
}

impl Way {
    pub(crate) const ALL: [Way; 3] = [Way::Dask, Way::Wrapped, Way::Default];

    /// As the scripts call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Way::Dask => "dask",
            Way::Wrapped => "wrapped",
            Way::Default => "default",
        }
    }
}

/// Why some ways are closed: what the error says.
pub(crate) mod closed {
    /// msgpack holds no integer beyond 64 bits and no set, and an array only where Dask looks: in the first element.
    pub(crate) const PYTHON: &str = "Could not serialize object of type";
    /// A pickle that calls something (here: builds an array) is never run.
    pub(crate) const PICKLE: &str = "a pickle came, which is never run";
}

/// Reads what Python wrote and compares it with the value that went out.
type Back = Box<dyn Fn(Vec<u8>) -> Result<(), String>>;

pub(crate) struct Case {
    rust: String,
    tcp: Vec<u8>,
    bytes: Vec<u8>,
    seen: Seen,
    pickles: bool,
    back: Option<Back>,
    /// Ways that don't lead back, why, and a part of the error that shows it.
    no_way: Vec<(Way, &'static str)>,
    /// Which ways are closed was not said, and follows from the value.
    random: bool,
}

/// The message `{"x": value}`, as on a socket.
pub(crate) fn message(value: &Serialized<'_>) -> Vec<u8> {
    let mut stream = Vec::new();
    let written = dumps(&BTreeMap::from([("x", value)]))
        .and_then(|message| MessageWriter::new(&mut stream).write(message.frames()));
    written.unwrap_or_else(|error| panic!("{error}"));
    stream
}

/// A value that can only be written.
pub(crate) fn out<T: Framed + ?Sized>(value: &T, seen: Seen) -> Case {
    let serialized = serialize(value).unwrap_or_else(|error| panic!("{}: {error}", type_name::<T>()));
    Case {
        rust: short(type_name::<T>()),
        tcp: message(&serialized),
        bytes: to_bytes(value).unwrap_or_else(|error| panic!("{}: {error}", type_name::<T>())),
        seen,
        pickles: false,
        back: None,
        no_way: Vec::new(),
        random: false,
    }
}

/// A value that comes back as it went.
pub(crate) fn both<T: FromFrames + PartialEq + Debug + 'static>(value: T, seen: Seen) -> Case {
    let case = out(&value, seen);
    let back = move |bytes: Vec<u8>| match from_bytes::<T>(bytes) {
        // NaN is equal to nothing, but prints like itself.
        Ok(back) if back == value || format!("{back:?}") == format!("{value:?}") => Ok(()),
        Ok(back) => Err(format!("went out as {value:?} and came back as {back:?}")),
        Err(error) => Err(error.to_string()),
    };
    Case { back: Some(Box::new(back)), ..case }
}

/// A random value that comes back as it went, wherever the nature of the value allows it.
pub(crate) fn random<T: FromFrames + PartialEq + Debug + 'static>(value: T, seen: Seen) -> Case {
    let pickles = seen::holds_wide_int(&seen);
    Case { random: true, pickles, ..both(value, seen) }
}

impl Case {
    /// The value holds an integer of more than 64 bits, for which Dask has no form but a pickle.
    pub(crate) fn with_pickle(self) -> Self {
        Case { pickles: true, ..self }
    }

    /// Python or Rust refuses this way back with an error that contains `error`. Why is said where this is called.
    pub(crate) fn no_way(mut self, way: Way, error: &'static str) -> Self {
        self.no_way.push((way, error));
        self
    }
}

/// Type names without their modules.
fn short(name: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    let mut chars = name.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            ':' if chars.peek() == Some(&':') => {
                chars.next();
                word.clear();
            }
            char if char.is_alphanumeric() || char == '_' => word.push(char),
            char => {
                out.push_str(&word);
                word.clear();
                out.push(char);
            }
        }
    }
    out + &word
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{} ...", &text[..at]),
        None => text.to_owned(),
    }
}

/// Sends the cases through Python; prints a line for each, and panics with all that is wrong. Returns how many ways
/// back led to the value.
pub(crate) fn check(title: &str, cases: &[Case], print: bool) -> usize {
    let dir = python::work_dir(title);
    for (index, case) in cases.iter().enumerate() {
        fs::write(dir.join(format!("{index:05}.tcp")), &case.tcp).expect("the folder is there");
        fs::write(dir.join(format!("{index:05}.bytes")), &case.bytes).expect("the folder is there");
    }
    let printed = script::run("live.py", &[dir.as_os_str()]);
    let answers: Vec<Value> =
        printed.lines().map(|line| serde_json::from_str(line).expect("the oracle prints JSON")).collect();
    assert_eq!(answers.len(), cases.len(), "the oracle answers each case");

    let (mut problems, mut open) = (String::new(), 0);
    let mut table = format!("{:44} | what Python saw\n", "Rust type");
    for (index, (case, answer)) in cases.iter().zip(&answers).enumerate() {
        let _ = writeln!(table, "{:44} | {}", cut(&case.rust, 40), cut(&case.seen.to_string(), 110));
        match case.verdict(answer, &dir.join(format!("{index:05}"))) {
            Ok(ways) => open += ways,
            Err(problem) => {
                let _ = writeln!(problems, "{index:05} {}: {}", case.rust, cut(&problem, 4000));
            }
        }
    }
    println!("{title}: {} values, {open} ways back\n{}", cases.len(), if print { &table } else { "" });
    assert!(problems.is_empty(), "\n{problems}\nfiles are in {}", dir.display());
    fs::remove_dir_all(&dir).expect("the folder is ours");
    open
}

impl Case {
    /// How many ways back led to the value; or all that is wrong.
    fn verdict(&self, answer: &Value, stem: &Path) -> Result<usize, String> {
        let mut problems = Vec::new();
        for reader in ["message", "forwarded", "bytes"] {
            match (&answer["seen"][reader], &answer["errors"][reader]) {
                (Value::Null, error) => problems.push(format!("reader {reader}: {error}")),
                (json, _) => {
                    let seen = Seen::from_json(json);
                    if seen != self.seen {
                        problems.push(format!("reader {reader} saw\n    {seen}\n  not\n    {}", self.seen));
                    }
                }
            }
        }
        let found = |what: &str| !answer[what].as_array().expect("a list").is_empty();
        if found("pickles") != self.pickles {
            problems.push(format!("pickles: {}", answer["pickles"]));
        }
        if found("warnings") {
            problems.push(format!("the header is odd: {}", answer["warnings"]));
        }
        let mut open = 0;
        if problems.is_empty() {
            for way in Way::ALL {
                match self.way_back(way, &answer["back"][way.name()], stem) {
                    Ok(is_open) => open += usize::from(is_open),
                    Err(problem) => problems.push(format!("way back {}: {problem}", way.name())),
                }
            }
        }
        if problems.is_empty() { Ok(open) } else { Err(problems.join("\n  ")) }
    }

    /// Whether a random value could meet this error: Dask's own limits, and pickles of more than plain data.
    fn may_be_closed(&self, error: &str) -> bool {
        let plain = !seen::holds_array(&self.seen) && !seen::holds_wide_int(&self.seen);
        error.contains(closed::PYTHON) || (error.contains(closed::PICKLE) && !plain)
    }

    /// Whether the way leads back; an error if it should, or should not.
    fn way_back(&self, way: Way, answer: &Value, stem: &Path) -> Result<bool, String> {
        let Some(back) = &self.back else { return Ok(false) };
        let result = match answer {
            Value::Null => {
                let written = stem.with_extension(format!("{}.back", way.name()));
                back(fs::read(written).expect("the oracle wrote the file"))
            }
            error => Err(format!("Python: {error}")),
        };
        let said = self.no_way.iter().find(|(not, _)| *not == way);
        match (result, said) {
            (Ok(()), None) => Ok(true),
            (Ok(()), Some(_)) => Err("is open, against what the test says".to_owned()),
            (Err(error), Some((_, part))) if error.contains(part) => Ok(false),
            (Err(error), None) if self.random && self.may_be_closed(&error) => Ok(false),
            (Err(error), _) => Err(error),
        }
    }
}
