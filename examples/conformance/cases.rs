//! The recorded cases: a folder with a `manifest.json` is one; `vectors/README.md` among the tests' data says what else is in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use frames_std::Serialized;
use serde_json::{Value as Json, json};

/// One recorded case.
pub(crate) struct Case {
    /// Its name, which its folder has too.
    pub(crate) name: String,
    /// What it is a case of: `value`, `message`, `reject`, ...
    pub(crate) kind: String,
    pub(crate) folder: PathBuf,
    pub(crate) manifest: Json,
}

/// All cases below a folder, in the order of their paths.
pub(crate) fn below(folder: &Path) -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if folder.join("manifest.json").is_file() {
            cases.push(Case::open(folder)?);
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(|error| named(&folder, error))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    if cases.is_empty() {
        return Err(io::Error::other(format!("no case is below {}", folder.display())));
    }
    cases.sort_by(|one, other| one.folder.cmp(&other.folder));
    Ok(cases)
}

/// The content of a file; an error says of which.
pub(crate) fn file(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path).map_err(|error| named(path, error))
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// What a folder is a case of, as its files show it.
fn kind_by_files(folder: &Path) -> Option<&'static str> {
    let kinds = [("header.msgpack", "value"), ("message.tcp", "message")];
    kinds.into_iter().find(|(file, _)| folder.join(file).is_file()).map(|(_, kind)| kind)
}

impl Case {
    fn open(folder: PathBuf) -> io::Result<Case> {
        let manifest = file(&folder.join("manifest.json"))?;
        // JSON of Python's may hold what this parser refuses (NaN, half a surrogate pair, deep nesting); the files beside it
        // say enough.
        let manifest: Json =
            serde_json::from_slice(&manifest).unwrap_or_else(|_| json!({"kind": kind_by_files(&folder)}));
        let text = |key: &str| manifest[key].as_str().map(str::to_owned);
        let name = || folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (name, kind) = (text("name").unwrap_or_else(name), text("kind").unwrap_or_default());
        Ok(Case { name, kind, folder, manifest })
    }

    /// A file of the case.
    pub(crate) fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        self::file(&self.folder.join(file))
    }

    /// The files `NN.bin` of a folder, in order; none if there is no such folder.
    pub(crate) fn frames(&self) -> io::Result<Vec<Vec<u8>>> {
        let folder = self.folder.join("frames");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut paths =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        let number = |path: &PathBuf| path.file_stem()?.to_str()?.parse::<usize>().ok();
        paths.sort_by_key(number);
        paths.iter().map(fs::read).collect()
    }

    /// The header and frames that `serialize()` returned.
    pub(crate) fn serialized(&self) -> io::Result<Serialized<'static>> {
        Ok(Serialized::from_parts(self.read("header.msgpack")?, self.frames()?))
    }
}
