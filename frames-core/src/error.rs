//! The one error type of the workspace: what went wrong ([`ErrorKind`]), in which type, at which field, at which
//! byte. Messages are lower case, say the cause and then the remedy, and never echo more than 64 bytes of input.

use std::{borrow::Cow, fmt, io};

/// The result of everything in this workspace that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a value could not be written or read, with the type and the field path it happened at.
///
/// ```
/// use frames_core::{Error, ErrorKind, deserialize, serialize};
///
/// let text = serialize("seven")?;
/// let error = deserialize::<Vec<u32>>(&text).unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Header { .. }));
/// assert_eq!(error.to_string(), "std.Vec: expected an array, found a text (at byte 0 of frame 0)");
/// # Ok::<(), Error>(())
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    type_name: Option<Cow<'static, str>>,
    /// Innermost segment first: segments are added while the error travels outwards.
    path: Vec<Segment>,
    offset: Option<Offset>,
}

/// One step of a field path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Field(Cow<'static, str>),
    Index(usize),
    Key(String),
}

/// Where in the input: a byte of the header, or of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offset {
    frame: Option<usize>,
    byte: usize,
}

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

impl Error {
    /// An error of this kind, not yet placed anywhere.
    #[cold]
    pub fn new(kind: ErrorKind) -> Self {
        Error(Box::new(Inner { kind, type_name: None, path: Vec::new(), offset: None }))
    }

    /// For a `from_frames` written by hand: the bytes make no value of the type.
    ///
    /// ```
    /// let error = frames_core::Error::value("a port is at most 65535");
    /// assert_eq!(error.class(), "Value");
    /// ```
    #[cold]
    pub fn value(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Value { problem: problem.into() })
    }

    #[cold]
    pub(crate) fn malformed(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Malformed { problem: problem.into() })
    }

    #[cold]
    pub(crate) fn msgpack(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Msgpack { problem: problem.into() })
    }

    #[cold]
    pub(crate) fn header(
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(ErrorKind::Header { expected: expected.into(), found: found.into() })
    }

    #[cold]
    pub(crate) fn frames(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Frames { problem: problem.into() })
    }

    #[cold]
    pub(crate) fn array(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Array { problem: problem.into() })
    }

    #[cold]
    pub(crate) fn not_allowed(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::NotAllowed { problem: problem.into() })
    }

    #[cold]
    pub(crate) fn limit(what: &'static str, field: &'static str, limit: usize, got: usize) -> Self {
        Self::new(ErrorKind::Limit { what, field, limit: limit as u64, got: got as u64 })
    }

    #[cold]
    pub(crate) fn too_deep(limit: usize) -> Self {
        Self::limit("values nested in values", "depth", limit, limit + 1)
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The kind, taken out; the place is forgotten.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The name of the [`ErrorKind`]'s variant.
    pub fn class(&self) -> &'static str {
        self.0.kind.class()
    }

    /// The wire name of the type that was being written or read (the outermost one), where known.
    pub fn type_name(&self) -> Option<&str> {
        self.0.type_name.as_deref()
    }

    /// The path from that type to the failing field: `photo.sizes[3]`, `tags["a"]`; empty at the top.
    pub fn path(&self) -> String {
        use fmt::Write;
        let mut text = String::new();
        for segment in self.0.path.iter().rev() {
            // Writing into a String cannot fail.
            let _ = match segment {
                Segment::Field(name) if text.is_empty() => write!(text, "{name}"),
                Segment::Field(name) => write!(text, ".{name}"),
                Segment::Index(index) => write!(text, "[{index}]"),
                Segment::Key(key) => write!(text, "[{key:?}]"),
            };
        }
        text
    }

    /// The offset of the byte, in the header or (with `Some`) in that frame of the value.
    pub fn offset(&self) -> Option<(Option<usize>, usize)> {
        self.0.offset.map(|at| (at.frame, at.byte))
    }

    #[cold]
    pub(crate) fn in_type(mut self, name: &'static str) -> Self {
        self.0.type_name = Some(Cow::Borrowed(name));
        self
    }

    #[cold]
    pub(crate) fn at_field(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.path.push(Segment::Field(name.into()));
        self
    }

    #[cold]
    pub(crate) fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(Segment::Index(index));
        self
    }

    #[cold]
    pub(crate) fn at_key(mut self, key: &str) -> Self {
        self.0.path.push(Segment::Key(cut(key)));
        self
    }

    /// Notes the byte, unless a more precise place is known already.
    #[cold]
    pub(crate) fn at_byte(mut self, frame: Option<usize>, byte: usize) -> Self {
        self.0.offset.get_or_insert(Offset { frame, byte });
        self
    }
}

/// At most 64 bytes of a text from the wire, for use in messages.
pub(crate) fn cut(text: &str) -> String {
    cut_to(64, text)
}

/// At most so many bytes of a text.
pub(crate) fn cut_to(most: usize, text: &str) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = (0..=most).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    format!("{}...", &text[..end])
}

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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.0.type_name {
            write!(f, "{name}: ")?;
        }
        if !self.0.path.is_empty() {
            write!(f, "at `{}`: ", self.path())?;
        }
        self.0.kind.fmt(f)?;
        match self.0.offset {
            Some(Offset { frame: None, byte }) => write!(f, " (at byte {byte} of the header)"),
            Some(Offset { frame: Some(frame), byte }) => write!(f, " (at byte {byte} of frame {frame})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({self})", self.class())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    #[cold]
    fn from(error: io::Error) -> Self {
        Self::new(ErrorKind::Io(error))
    }
}
