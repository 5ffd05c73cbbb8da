//! Every recorded case of Dask is read as what it is, and written so that Dask reads it again; every hostile case is
//! refused as its manifest says. The work is done by the modules of `examples/conformance`, which others can run against
//! cases of their own; `cargo test --test conformance -- --nocapture` prints the counts.

#[path = "../../examples/conformance/arrays.rs"]
mod arrays;
#[path = "../../examples/conformance/cases.rs"]
mod cases;
#[path = "../../examples/conformance/dates.rs"]
mod dates;
#[path = "../../examples/conformance/decode.rs"]
mod decode;
#[path = "../../examples/conformance/delivery.rs"]
mod delivery;
#[path = "../../examples/conformance/describe.rs"]
mod describe;
#[path = "../../examples/conformance/dtypes.rs"]
mod dtypes;
#[path = "../../examples/conformance/encode.rs"]
mod encode;
#[path = "../../examples/conformance/fills.rs"]
mod fills;
#[path = "../../examples/conformance/floats.rs"]
mod floats;
#[path = "../../examples/conformance/notation.rs"]
mod notation;
#[path = "../../examples/conformance/objects.rs"]
mod objects;
#[path = "../../examples/conformance/refuse.rs"]
mod refuse;
#[path = "../../examples/conformance/shut.rs"]
mod shut;
#[path = "../../examples/conformance/sparse.rs"]
mod sparse;
#[path = "../../examples/conformance/tcp.rs"]
mod tcp;

#[path = "../common/python.rs"]
mod python;

/// Prints a line of the report, also where the test runner keeps what tests print to itself.
macro_rules! report {
    ($($line:tt)*) => {{
        use std::io::Write;
        writeln!(std::io::stderr(), $($line)*).expect("standard error takes a line");
    }};
}

mod golden;
mod hostile;
mod written;

use std::path::PathBuf;
use std::sync::Mutex;

use peak_alloc::PeakAlloc;

/// Counts what the whole process holds, so tests that look at it run alone.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Held by each test while it runs.
static ALONE: Mutex<()> = Mutex::new(());

fn data(folder: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(folder)
}
