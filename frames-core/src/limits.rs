//! What a decoder is willing to spend on one value, and the two profiles that are ready made.

use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};

/// Bounds for reading one value. Every bound that is passed is a typed error, [`ErrorKind::Limit`], that names the
/// field to raise.
///
/// ```
/// use frames_core::Limits;
///
/// let limits = Limits { nodes: 1_000, ..Limits::strict() };
/// assert_eq!(limits.depth, 64);
/// ```
///
/// [`ErrorKind::Limit`]: crate::ErrorKind::Limit
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of header and frames together.
    pub message_bytes: u64,
    /// Frames of one value.
    pub frames: usize,
    /// Bytes of the header, counted while writing too.
    pub header_bytes: usize,
    /// Values nested in values (structs in structs, lists in lists), counted while writing too.
    pub depth: usize,
    /// msgpack arrays and maps nested in each other within one header or frame; a nested struct costs four.
    pub levels: usize,
    /// msgpack values in all headers and msgpack frames of one value.
    pub nodes: usize,
    /// Bytes of a type name.
    pub name_bytes: usize,
    /// Dimensions of an array.
    pub dimensions: usize,
    /// Bytes of memory that short input may grow to: arrays which repeat their data, runs whose items are larger in
    /// memory than on the wire, compressed frames.
    pub expanded_bytes: u64,
    /// Bytes reserved because of a declared length alone; beyond it memory doubles as bytes arrive.
    pub first_alloc: u64,
    /// Time for a message to arrive, from its first byte to its last; between messages a peer may be silent for ever.
    pub message_time: Duration,
    /// Bytes a second that a long message must bring: every `message_rate` bytes that have arrived add a second to
    /// `message_time`.
    pub message_rate: u64,
    /// Whether values of family pickle are read at all. The reader is inert, nothing of a pickle is ever run; without it
    /// they are [`ErrorKind::NotAllowed`](crate::ErrorKind::NotAllowed).
    pub pickles: bool,
}

impl Limits {
    /// For peers of a cluster, and the default: wide enough for whole data sets, and still bounded.
    pub const fn cluster() -> Self {
        Limits {
            message_bytes: 64 << 30,
            frames: 1 << 20,
            header_bytes: 64 << 20,
            depth: 128,
            levels: 1_000,
            nodes: 1 << 30,
            name_bytes: 256,
            dimensions: 64,
            expanded_bytes: 64 << 30,
            first_alloc: 64 << 30,
            message_time: Duration::from_secs(30),
            message_rate: 1 << 10,
            pickles: true,
        }
    }

    /// For strangers: files from elsewhere, ports that anybody can reach.
    pub const fn strict() -> Self {
        Limits {
            message_bytes: 64 << 20,
            frames: 4096,
            header_bytes: 1 << 20,
            depth: 64,
            levels: 512,
            nodes: 100_000,
            name_bytes: 256,
            dimensions: 64,
            expanded_bytes: 64 << 20,
            first_alloc: 64 << 10,
            message_time: Duration::from_secs(10),
            message_rate: 16 << 10,
            pickles: false,
        }
    }

    /// Refuses what takes more memory than short input may grow to.
    #[inline]
    pub(crate) fn expands(&self, what: &'static str, got: u64) -> Result<()> {
        if got <= self.expanded_bytes {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Limit { what, field: "expanded_bytes", limit: self.expanded_bytes, got }))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::cluster()
    }
}
