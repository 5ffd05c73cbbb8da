//! The one error type of the workspace: what went wrong ([`ErrorKind`]), in which type, at which field, at which
//! byte. Messages are lower case, say the cause and then the remedy, and never echo more than 64 bytes of input.

mod kind;

pub use kind::ErrorKind;

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

    /// Makes the index of an item of a part the one that it has among all items, where the part begins with `first`. The
    /// items of fixed arrays have two: their array's, and theirs in it, of so many.
    #[cold]
    pub(crate) fn among(mut self, first: usize, arrays_of: Option<usize>) -> Self {
        let Some(Segment::Index(index)) = self.0.path.last_mut() else { return self };
        *index += first;
        match arrays_of {
            Some(len @ 1..) => {
                let array = *index / len;
                *index %= len;
                self.at_index(array)
            }
            _ => self,
        }
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
