//! Std types that every registry of linked types knows, so that a value known only at run time may be a plain one.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use crate::registry::{Entry, Registration};

macro_rules! standard {
    ($($type:ty as $name:literal),* $(,)?) => {
        /// Registrations of common std types, for registries that are filled by hand.
        pub const STANDARD: &[Registration] = &[$(Registration::of::<$type>().called($name, env!("CARGO_PKG_NAME"))),*];

        $(inventory::submit! { Entry(Some(Registration::of::<$type>().called($name, env!("CARGO_PKG_NAME")))) })*
    };
}

standard! {
    () as "std.unit",
    bool as "std.bool",
    char as "std.char",
    i8 as "std.i8",
    i16 as "std.i16",
    i32 as "std.i32",
    i64 as "std.i64",
    i128 as "std.i128",
    isize as "std.isize",
    u8 as "std.u8",
    u16 as "std.u16",
    u32 as "std.u32",
    u64 as "std.u64",
    u128 as "std.u128",
    usize as "std.usize",
    f32 as "std.f32",
    f64 as "std.f64",
    String as "std.String",
    Bytes as "std.Bytes",
    Duration as "std.Duration",
    SystemTime as "std.SystemTime",
    PathBuf as "std.PathBuf",
    IpAddr as "std.IpAddr",
    SocketAddr as "std.SocketAddr",
    Vec<bool> as "std.Vec<bool>",
    Vec<i8> as "std.Vec<i8>",
    Vec<i16> as "std.Vec<i16>",
    Vec<i32> as "std.Vec<i32>",
    Vec<i64> as "std.Vec<i64>",
    Vec<u8> as "std.Vec<u8>",
    Vec<u16> as "std.Vec<u16>",
    Vec<u32> as "std.Vec<u32>",
    Vec<u64> as "std.Vec<u64>",
    Vec<f32> as "std.Vec<f32>",
    Vec<f64> as "std.Vec<f64>",
    Vec<String> as "std.Vec<String>",
}
