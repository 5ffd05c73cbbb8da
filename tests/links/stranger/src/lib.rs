//! A library with a copy of frames for itself: whoever loads it doesn't find its types, and exchanges bytes with it.

use std::slice;

use frames_std::{Framed, from_bytes, to_bytes};

/// A type that only this library knows.
#[derive(Framed)]
struct Doubled {
    samples: Vec<f64>,
}

/// Reads samples from bytes, and hands the bytes of a [`Doubled`] to `reply`; of nothing, if they were not samples.
///
/// # Safety
///
/// `bytes` points to `len` bytes.
#[expect(unsafe_code, reason = "a name that C can call, and bytes from there")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn stranger_double(
    bytes: *const u8,
    len: usize,
    reply: extern "C" fn(*const u8, usize),
) {
    // SAFETY: the caller says so.
    let bytes = unsafe { slice::from_raw_parts(bytes, len) };
    let answer = from_bytes::<Vec<f64>>(bytes.to_vec()).and_then(|samples| {
        to_bytes(&Doubled { samples: samples.iter().map(|sample| sample * 2.0).collect() })
    });
    let answer = answer.unwrap_or_default();
    reply(answer.as_ptr(), answer.len());
}
