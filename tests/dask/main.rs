//! The live proof that an unmodified Dask reads every header we write, and that we read what it writes: a pinned
//! release in a virtual environment under `target/` (see `tests/common/python.rs`) loads what Rust wrote and reports what
//! it saw. `cargo test --test dask -- --nocapture` prints the table.

#[path = "../common/mod.rs"]
mod common;

mod arrays;
mod by_hand;
mod collections;
mod derived;
mod fields;
mod instants;
mod live;
mod native;
mod objects;
mod page;
mod random;
mod records;
mod runs;
mod scalars;
mod sparse;
mod spill;
mod tables;
