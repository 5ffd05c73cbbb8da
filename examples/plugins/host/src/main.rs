//! Reads values from its standard input, and learns what they are and do from the plugins in a folder.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io, mem};

use common::Op;
use frames_std::{Limits, Serialized, deserialize};
use libloading::Library;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args_os().nth(1).ok_or("usage: host FOLDER")?;
    let mut values = Vec::new();
    let mut input = io::stdin().lock();
    while let Some(value) = Serialized::read_from(&mut input, &Limits::strict())? {
        values.push(value);
    }

    println!("without plugins:");
    values.iter().for_each(show);
    for plugin in plugins(folder.as_ref())? {
        load(&plugin)?;
        println!("loaded {}", plugin.display());
    }
    println!("with plugins:");
    values.iter().for_each(show);
    Ok(())
}

/// Reads a value by its type's name, which is looked for again after it was missing.
fn show(value: &Serialized<'_>) {
    match deserialize::<Box<dyn Op>>(value) {
        Ok(op) => println!("  {op:?} makes {} of 5", op.apply(5.0)),
        Err(error) => println!("  {error}"),
    }
}

/// The libraries in a folder whose names begin with `plugin`.
fn plugins(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let prefix = format!("{DLL_PREFIX}plugin");
    let mut plugins = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&prefix) && name.ends_with(DLL_SUFFIX) {
            plugins.push(entry.path());
        }
    }
    plugins.sort();
    Ok(plugins)
}

/// Loads a plugin and never unloads it: the registry refers to what is in it.
fn load(path: &Path) -> Result<(), libloading::Error> {
    // SAFETY: Loading a library runs its constructors; those of our plugins register types and do nothing else. Whoever
    // chooses the folder vouches for it that all plugins there were built together with this host: Rust has no stable
    // ABI, and the linker compares no more than the names of symbols.
    #[expect(unsafe_code, reason = "loading a library runs code of which the compiler knows nothing")]
    let library = unsafe { Library::new(path)? };
    mem::forget(library);
    Ok(())
}
