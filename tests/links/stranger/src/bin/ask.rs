//! Loads a library that has its own copy of frames, sends it bytes, and reads its answer.

use std::error::Error;
use std::sync::Mutex;
use std::{env, slice};

use frames_std::{Serialized, Value, deserialize, deserialize_any, from_bytes, to_bytes};
use libloading::Library;

type Reply = extern "C" fn(*const u8, usize);
type Double = unsafe extern "C" fn(*const u8, usize, Reply);

static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

#[expect(unsafe_code, reason = "bytes from the library")]
extern "C" fn keep(bytes: *const u8, len: usize) {
    // SAFETY: the library lends `len` bytes for as long as this call takes.
    let bytes = unsafe { slice::from_raw_parts(bytes, len) };
    *ANSWER.lock().unwrap() = bytes.to_vec();
}

#[expect(unsafe_code, reason = "loading a library, and calling what is in it")]
fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("usage: ask LIBRARY")?;
    let samples = to_bytes(&vec![1.0, 2.5])?;

    // SAFETY: the library was built with this program, and has a function of this name and type.
    unsafe {
        let library = Library::new(path)?;
        let double = library.get::<Double>("stranger_double")?;
        double(samples.as_ptr(), samples.len(), keep);
    }

    let answer: Serialized<'_> = from_bytes(ANSWER.lock().unwrap().clone())?;
    match deserialize_any(&answer) {
        Ok(_) => println!("found by its name"),
        Err(error) => println!("by its name: {error}"),
    }
    println!("as a value: {:?}", deserialize::<Value>(&answer)?);
    Ok(())
}
