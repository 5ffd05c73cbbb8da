//! Arrow's record batches and tables: every type and every slice comes back, nothing large is copied, and nothing that a
//! stranger sends gets further than a typed error.

mod copies;
mod golden;
mod roundtrip;
mod rows;
mod samples;
mod strangers;
