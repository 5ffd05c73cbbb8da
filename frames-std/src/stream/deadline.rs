//! How long a message may take. Between messages a peer may be silent for ever; from the first byte of a message on it
//! has some time, and more of it for each second's worth of bytes that it brings.

use std::time::Duration;

use frames_core::{Error, ErrorKind, Limits};

/// The time that `received` bytes of a message may have taken.
pub(super) fn allowed(limits: &Limits, received: u64) -> Duration {
    // Without a rate, time is all that counts.
    let earned = received.checked_div(limits.message_rate).unwrap_or(0);
    limits.message_time.saturating_add(Duration::from_secs(earned))
}

pub(crate) fn too_slow(received: u64, elapsed: Duration) -> Error {
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    Error::new(ErrorKind::Timeout { got: received, milliseconds })
}
