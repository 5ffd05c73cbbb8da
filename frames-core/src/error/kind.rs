//! The classes of failure, and what each says.

use std::{borrow::Cow, fmt, io};

use super::cut;

/// The classes of failure. Match on this; the texts may change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends before what it announces.
    #[error("the input ends early: {need} bytes are needed, {got} are there")]
    Truncated {
        /// Bytes that were announced.
        need: u64,
        /// Bytes that are there.
        got: u64,
    },
    /// A limit of [`Limits`](crate::Limits) was passed.
    #[error(
        "{what}: {got} is over the limit of {limit}; raise `Limits::{field}` if this input is to be trusted"
    )]
    Limit {
        /// What was counted.
        what: &'static str,
        /// The field of `Limits` that holds the figure.
        field: &'static str,
        /// The limit in force.
        limit: u64,
        /// What the input asked for.
        got: u64,
    },
    /// The framing (lengths, counts) contradicts itself.
    #[error("malformed framing: {problem}")]
    Malformed {
        /// What contradicts what.
        problem: Cow<'static, str>,
    },
    /// The header or a msgpack frame is not well-formed msgpack.
    #[error("not well-formed msgpack: {problem}")]
    Msgpack {
        /// What is wrong.
        problem: Cow<'static, str>,
    },
    /// A header is well-formed but not what the type asks for.
    #[error("expected {expected}, found {found}")]
    Header {
        /// What the type can read.
        expected: Cow<'static, str>,
        /// What stands there.
        found: Cow<'static, str>,
    },
    /// Frame counts, claims or split tables do not fit each other.
    #[error("frames do not fit the header: {problem}")]
    Frames {
        /// What does not fit.
        problem: Cow<'static, str>,
    },
    /// An array header contradicts itself or its frame.
    #[error("bad array: {problem}")]
    Array {
        /// What contradicts what.
        problem: Cow<'static, str>,
    },
    /// A compressed frame is bad, or its codec isn't built in.
    #[error("codec `{name}`: {problem}")]
    Codec {
        /// The codec's name on the wire.
        name: String,
        /// What went wrong, and what to do.
        problem: Cow<'static, str>,
    },
    /// No registration has this name.
    #[error("type `{name}` is not registered ({known} names known{}; is the crate that registers it linked?)", Close(.close))]
    UnknownType {
        /// The name on the wire.
        name: String,
        /// How many names the registry knows.
        known: usize,
        /// Known names that look alike.
        close: Vec<String>,
    },
    /// The value on the wire carries another type's name.
    #[error(
        "expected type `{expected}`, found `{found}`; add `#[framed(alias = \"{found}\")]` if it was renamed"
    )]
    WrongType {
        /// The type that was to be read.
        expected: String,
        /// The name on the wire.
        found: String,
    },
    /// Two types are registered under one name.
    #[error(
        "`{name}` names both `{first}` and `{second}`; give one of them another `name`, alias or Python class in `#[framed(..)]`"
    )]
    DuplicateName {
        /// The name.
        name: String,
        /// Rust's name of the one type.
        first: &'static str,
        /// Rust's name of the other type.
        second: &'static str,
    },
    /// A value given as `dyn Any` has a type the registry doesn't know.
    #[error(
        "the value's type ({type_id:?}) is not registered; derive `Framed` for it, or use `register!` if it is generic or foreign; the derive registers no types that borrow; of a box give the content, `&*value`"
    )]
    NotRegistered {
        /// Rust's identity of the type: all that a `dyn Any` tells.
        type_id: std::any::TypeId,
    },
    /// The registry knows the type, but not as one of the trait that was asked for.
    #[error(
        "type `{name}` is not registered for `{target}` (known for it: {}); add `#[framed(dyn = ..)]` to the type, or `register!(.. as {target})`, with `, foreign` if the trait has no `#[framed_dyn]`",
        Names(.known)
    )]
    NotForTrait {
        /// The name on the wire.
        name: &'static str,
        /// The trait object that was to be read.
        target: &'static str,
        /// The names that could have been read.
        known: Vec<&'static str>,
    },
    /// The trait knows the type, but the registry that is used doesn't.
    #[error(
        "type `{type_name}` is registered for `{target}` alone, and not by a name; add `register!({type_name} as \"..\")`, or `Registry::add` it to the registry in use"
    )]
    NotInRegistry {
        /// Rust's name of the type.
        type_name: &'static str,
        /// The trait object that it may be.
        target: &'static str,
    },
    /// A value of any type was taken for one of another type.
    #[error("expected a value of type `{expected}`, found one of `{found}`{}", Versions(.expected, .found))]
    Downcast {
        /// Rust's name of the type that was asked for.
        expected: &'static str,
        /// Rust's name of the type that the value has.
        found: &'static str,
    },
    /// Something that is never done: running a pickle, a key without a key form, a marker key in a header.
    #[error("not allowed: {problem}")]
    NotAllowed {
        /// What was asked for, and what to do instead.
        problem: Cow<'static, str>,
    },
    /// The bytes are well-formed but no value of the type: a number out of range, text that isn't UTF-8.
    #[error("{problem}")]
    Value {
        /// What the value should have been.
        problem: Cow<'static, str>,
    },
    /// The sender could not serialize the value and sent this text in its place.
    #[error("the sender reports: {}", cut(.message))]
    Remote {
        /// The sender's text, up to 64 KiB of it; printed are 64 bytes.
        message: String,
    },
    /// The peer's first message is no greeting that can be accepted.
    #[error("handshake: {problem}")]
    Handshake {
        /// What is wrong with it.
        problem: Cow<'static, str>,
    },
    /// A message began and did not arrive in time.
    #[error(
        "the peer is too slow: {got} bytes of a message arrived in {milliseconds} ms; raise `Limits::message_time` if it may be"
    )]
    Timeout {
        /// Bytes of the message that had arrived.
        got: u64,
        /// How long was waited since its first byte.
        milliseconds: u64,
    },
    /// The registered types are not those that a file lists.
    #[error(
        "the registered types are not those in `{path}`:\n{difference}if they should be, accept them with `FRAMES_BLESS=1`"
    )]
    Snapshot {
        /// The file.
        path: String,
        /// Its lines that are gone, after `-`, and new ones, after `+`, under the name of their type.
        difference: String,
    },
    /// Reading or writing failed.
    #[error("{0}")]
    Io(io::Error),
}

impl ErrorKind {
    /// The class's name, for logs and metrics: `Truncated`, `Limit`, ...
    pub fn class(&self) -> &'static str {
        match self {
            Self::Truncated { .. } => "Truncated",
            Self::Limit { .. } => "Limit",
            Self::Malformed { .. } => "Malformed",
            Self::Msgpack { .. } => "Msgpack",
            Self::Header { .. } => "Header",
            Self::Frames { .. } => "Frames",
            Self::Array { .. } => "Array",
            Self::Codec { .. } => "Codec",
            Self::UnknownType { .. } => "UnknownType",
            Self::WrongType { .. } => "WrongType",
            Self::DuplicateName { .. } => "DuplicateName",
            Self::NotRegistered { .. } => "NotRegistered",
            Self::NotForTrait { .. } => "NotForTrait",
            Self::NotInRegistry { .. } => "NotInRegistry",
            Self::Downcast { .. } => "Downcast",
            Self::NotAllowed { .. } => "NotAllowed",
            Self::Value { .. } => "Value",
            Self::Remote { .. } => "Remote",
            Self::Handshake { .. } => "Handshake",
            Self::Timeout { .. } => "Timeout",
            Self::Snapshot { .. } => "Snapshot",
            Self::Io(_) => "Io",
        }
    }
}

/// Names like the one that is unknown.
struct Close<'a>(&'a [String]);

impl fmt::Display for Close<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => Ok(()),
            names => write!(f, "; did you mean `{}`?", names.join("` or `")),
        }
    }
}

/// Some names of many.
struct Names<'a>(&'a [&'static str]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 5;
        match self.0 {
            [] => f.write_str("none"),
            names => {
                write!(f, "`{}`", names[..names.len().min(MOST)].join("`, `"))?;
                match names.len().saturating_sub(MOST) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
        }
    }
}

/// What is behind two types of one name.
struct Versions<'a>(&'a str, &'a str);

impl fmt::Display for Versions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 == self.1 {
            true => f.write_str("; they have one name, so two versions of its crate are in the build"),
            false => Ok(()),
        }
    }
}
