//! Rust as a member of a living Dask cluster, by nothing but this library: a scheduler and a worker of the pinned release
//! run on loopback (see `tests/common/cluster.rs`), and Rust talks to both as a client does.

#[path = "../common/client.rs"]
mod client;
#[path = "../common/cluster.rs"]
mod cluster;
#[path = "../common/peer.rs"]
mod peer;
#[path = "../common/python.rs"]
mod python;

mod echo;
mod get;
mod older;
mod put;
