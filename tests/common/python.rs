//! The Pythons that live tests and examples ask: virtual environments under `target/`, each made once from its pinned requirements,
//! in which scripts of `tests/python/` run. Without Python the tests fail and say what to install; they are never skipped.

use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{env, fs, process};

/// A pinned set of packages.
#[derive(Debug)]
pub(crate) struct Environment {
    /// The file of requirements in `tests/python/`.
    file: &'static str,
    requirements: &'static str,
    interpreter: OnceLock<Result<PathBuf, String>>,
}

/// The release of Dask that everything is checked against.
pub(crate) static CURRENT: Environment =
    Environment::new("requirements.txt", include_str!("../python/requirements.txt"));

/// Where tests and examples put their files. Cargo tells it to tests only.
fn scratch() -> PathBuf {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp");
    option_env!("CARGO_TARGET_TMPDIR").map_or_else(default, PathBuf::from)
}

/// A folder of this process alone, under `target/`.
pub(crate) fn work_dir(name: &str) -> PathBuf {
    let dir = scratch().join(format!("{name}-{}", process::id()));
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap_or_else(|error| panic!("can't make {}: {error}", dir.display()));
    dir
}

impl Environment {
    /// The packages of a file in `tests/python/`, and what stands in it.
    pub(crate) const fn new(file: &'static str, requirements: &'static str) -> Self {
        Environment { file, requirements, interpreter: OnceLock::new() }
    }

    /// Its Python, made when it is first asked for; or what to install.
    pub(crate) fn interpreter(&self) -> Result<&Path, &str> {
        self.interpreter.get_or_init(|| self.make()).as_deref().map_err(String::as_str)
    }

    /// A script of `tests/python/`, ready to start.
    pub(crate) fn command(&self, script: &str) -> Command {
        let interpreter = self.interpreter().unwrap_or_else(|problem| panic!("{problem}"));
        let mut command = Command::new(interpreter);
        // Bytecode would land in the source tree; Dask must not pick up a configuration of the machine.
        command
            .arg("-B")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(script))
            .env("DASK_CONFIG", "/nonexistent")
            .env_remove("PYTHONPATH");
        command
    }

    /// Makes the environment unless it is there. It is built in a folder of this process's own and then renamed, so a
    /// test that is killed leaves no half-made one, and of two processes at it the second uses what the first made.
    /// (Only the scripts that pip writes remember the old place, and nobody runs those.)
    fn make(&self) -> Result<PathBuf, String> {
        let base = env::var_os("FRAMES_PYTHON").unwrap_or_else(|| "python3".into());
        let version = first_line(Command::new(&base).arg("--version").output(), &base)?;
        let mut hasher = DefaultHasher::new();
        (self.requirements, &version).hash(&mut hasher);
        let name = format!("python-{:016x}", hasher.finish());
        let parent = scratch();
        let finished = parent.join(&name);
        if executable(&finished).exists() {
            return Ok(executable(&finished));
        }
        let fresh = parent.join(format!("{name}.{}", process::id()));
        let _ = fs::remove_dir_all(&fresh);
        let made = Command::new(&base).args(["-m", "venv"]).arg(&fresh).output();
        done(
            made,
            "`python3 -m venv` failed; install the venv module (Debian and Ubuntu: `apt install python3-venv`)",
        )?;
        let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(self.file);
        let installed = Command::new(executable(&fresh))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(&requirements)
            .output();
        done(
            installed,
            &format!(
                "pip could not install tests/python/{}, whose head says which Python it needs (this is {version}), from a package index; FRAMES_PYTHON may name another Python",
                self.file
            ),
        )?;
        if let Err(error) = fs::rename(&fresh, &finished) {
            // Somebody else was faster, or there is a real problem.
            let _ = fs::remove_dir_all(&fresh);
            if !executable(&finished).exists() {
                return Err(format!("can't move the virtual environment to {}: {error}", finished.display()));
            }
        }
        Ok(executable(&finished))
    }
}

fn executable(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

fn first_line(output: std::io::Result<Output>, base: &OsStr) -> Result<String, String> {
    let name = base.to_string_lossy();
    match output {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        Ok(output) => {
            Err(format!("`{name} --version` ended with {}: install Python 3.11 or newer", output.status))
        }
        Err(error) => Err(format!(
            "can't run `{name}` ({error}): a real Dask is asked, so install Python 3.11 or newer with venv and pip, or name it in FRAMES_PYTHON"
        )),
    }
}

fn done(output: std::io::Result<Output>, problem: &str) -> Result<(), String> {
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!(
            "{problem}\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )),
        Err(error) => Err(format!("{problem}: {error}")),
    }
}
