//! The recorded cases: a folder with a `manifest.json` is one; `vectors/README.md` among the tests' data says what else is in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use frames_std::Serialized;
use serde_json::Value as Json;

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
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    cases.sort_by(|one, other| one.folder.cmp(&other.folder));
    Ok(cases)
}

impl Case {
    fn open(folder: PathBuf) -> io::Result<Case> {
        let manifest: Json = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
        let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
        Ok(Case { name: text("name"), kind: text("kind"), folder, manifest })
    }

    /// A file of the case.
    pub(crate) fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(file))
    }

    /// The files `NN.bin` of a folder, in order; none if there is no such folder.
    pub(crate) fn frames(&self) -> io::Result<Vec<Vec<u8>>> {
        let folder = self.folder.join("frames");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut paths =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.sort();
        paths.iter().map(fs::read).collect()
    }

    /// The header and frames that `serialize()` returned.
    pub(crate) fn serialized(&self) -> io::Result<Serialized<'static>> {
        Ok(Serialized::from_parts(self.read("header.msgpack")?, self.frames()?))
    }
}
