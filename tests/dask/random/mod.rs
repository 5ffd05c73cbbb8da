//! Values that proptest makes: nested, empty, keyed combinations of the supported types, some hundred in a run, all of
//! them through one Dask process. What Python must see is computed from the value by rules of the test's own
//! (`model.rs`); `shapes.rs` has a few dozen static types, which come back as well, and `tree.rs` a type whose shape
//! itself is random.

mod derived;
mod model;
mod shapes;
mod tree;

use std::hash::{BuildHasher, RandomState};

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A runner with a new seed every time, and the seed: the number in `FRAMES_SEED` repeats a run.
fn runner() -> (TestRunner, u64) {
    let seed = match std::env::var("FRAMES_SEED") {
        Ok(seed) => seed.parse().expect("FRAMES_SEED is a number"),
        Err(_) => RandomState::new().hash_one("a new one every time"),
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    (TestRunner::new_with_rng(Config::default(), rng), seed)
}
