//! Messages, as Dask's processes exchange them: one value, most of it plain, with parts that have frames of their own.
//!
//! [`dumps`] makes a list of frames of a value, [`loads`] reads one. How frames become bytes is in the stream modules.

use crate::Wire;
use bytes::Bytes;
use frames_core::__private::{Encoder, Fit, Inline, Input, Tree, read_message};
use frames_core::{
    Families, FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Limits, MessageStyle,
    Named, OnError, Piece, Result, TypeInfo, Value,
};

/// A message as frames: frame 0 is the message itself, in msgpack; the others belong to the parts it names.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    frames: Vec<Piece<'a>>,
}

impl<'a> Message<'a> {
    /// The frames in the order they go over the wire.
    pub fn frames(&self) -> &[Piece<'a>] {
        &self.frames
    }

    /// The frames, taken out.
    pub fn into_frames(self) -> Vec<Piece<'a>> {
        self.frames
    }

    /// The frames as shared bytes, as a reader has them. Borrowed ones are copied.
    pub fn into_shared(self) -> Vec<Bytes> {
        self.frames.into_iter().map(Piece::into_shared).collect()
    }
}

/// How [`dumps_with`] writes a message.
///
/// ```
/// use frames_std::{Families, Family, DumpOptions};
///
/// let options = DumpOptions { families: Families::new(&[Family::Dask, Family::Msgpack]), ..DumpOptions::default() };
/// ```
#[derive(Debug, Clone, Default)]
pub struct DumpOptions {
    /// The families that may be used, in this order.
    pub families: Families,
    /// What becomes of a part that can't be written.
    pub on_error: OnError,
    /// How the frames of parts are laid out: cut, compressed. Parts that were received are left as they are.
    pub wire: Wire,
}

/// Lays out a value as a message.
///
/// Structs, maps, lists and tuples are the message itself, in frame 0. What msgpack doesn't hold becomes a *part*: arrays,
/// bytes, types written by hand, values of a Python class, and what is wrapped in [`to_serialize`]. Of these
/// nothing is copied: their frames borrow from the value.
///
/// A [`Serialized`](crate::Serialized) inside is passed on byte for byte, compressed or cut as it came.
///
/// In Python, lists of a message are tuples. A struct that has a Python class, and a list that shall be a `list`, is a part.
///
/// # Errors
///
/// As [`serialize`](crate::serialize).
///
/// ```
/// use frames_std::{Framed, dumps, loads};
///
/// #[derive(Framed, Debug, PartialEq)]
/// struct Put {
///     op: String,
///     key: String,
///     data: Vec<f64>,
/// }
///
/// let put = Put { op: "put".into(), key: "x".into(), data: vec![1.0, 2.0] };
/// let message = dumps(&put)?;
/// assert_eq!(message.frames().len(), 3); // the message, the header of `data`, and its numbers
///
/// let received = message.into_shared();
/// assert_eq!(loads::<Put>(&received)?, put);
/// # Ok::<(), frames_std::Error>(())
/// ```
pub fn dumps<T: Framed + ?Sized>(message: &T) -> Result<Message<'_>> {
    dumps_with(message, &DumpOptions::default())
}

/// Lays out a value as a message, within `options`.
///
/// # Errors
///
/// As [`dumps`], and [`ErrorKind::NotAllowed`](crate::ErrorKind::NotAllowed) for a part that no family holds, unless
/// [`OnError::Message`] is asked for.
pub fn dumps_with<'a, T: Framed + ?Sized>(message: &'a T, options: &DumpOptions) -> Result<Message<'a>> {
    let style = MessageStyle { families: options.families, on_error: options.on_error };
    let frames = Tree::of(message, &style)?.into_frames(|part| options.wire.prepare(part))?;
    Ok(Message { frames })
}

/// Reads a message.
///
/// `T` decides what is opened: a field of type [`Serialized`](crate::Serialized) keeps its part shut, untouched, and can be passed on
/// with [`dumps`]; [`Value`](crate::Value) opens everything. Frames that no marker names are tolerated, as Dask leaves some behind.
///
/// # Errors
///
/// As [`deserialize`](crate::deserialize); [`ErrorKind::Remote`](crate::ErrorKind::Remote) for a part in whose place the sender put an error, as Dask
/// does for each key that it can't serialize: keep the parts shut, as `Serialized`, to read the others all the same;
/// [`ErrorKind::Frames`](crate::ErrorKind::Frames) for a marker that leads outside the message, or twice to
/// the same frame.
pub fn loads<T: FromFrames>(frames: &[Bytes]) -> Result<T> {
    loads_with(frames, &Limits::cluster())
}

/// Reads a message within `limits`.
///
/// # Errors
///
/// As [`loads`], and [`ErrorKind::Limit`](crate::ErrorKind::Limit) for what the limits don't allow.
pub fn loads_with<T: FromFrames>(frames: &[Bytes], limits: &Limits) -> Result<T> {
    read_message(frames, limits, false, T::decode)
}

/// Reads a message of any type and opens none of its parts: each is a [`Value::Serialized`] where it stands. It is what
/// a scheduler does; in Python, `loads` with `deserialize=False`.
///
/// # Errors
///
/// As [`loads_with`]. What is in the parts can't be wrong yet.
///
/// ```
/// use frames_std::{Limits, Value, dumps, loads_unopened};
///
/// let message = dumps(&("put", vec![0.5, 1.5]))?.into_shared();
/// let Value::Tuple(items) = loads_unopened(&message, &Limits::cluster())? else { panic!("a tuple was sent") };
/// assert!(matches!(&items[1], Value::Serialized(part) if part.payload_bytes() == 16));
/// # Ok::<(), frames_std::Error>(())
/// ```
pub fn loads_unopened(frames: &[Bytes], limits: &Limits) -> Result<Value> {
    read_message(frames, limits, true, Value::decode)
}

/// Wraps a value so that it is a part of the message, whatever it is: a header and frames of its own, which a Dask
/// scheduler passes on unopened. It is Dask's function of the same name.
///
/// ```
/// use std::collections::BTreeMap;
/// use frames_std::{Framed, ToSerialize, dumps, to_serialize};
///
/// #[derive(Framed)]
/// struct UpdateData<'a> {
///     op: &'a str,
///     data: BTreeMap<&'a str, ToSerialize<i64>>,
///     reply: bool,
/// }
///
/// let request = UpdateData { op: "update_data", data: [("x", to_serialize(5))].into(), reply: true };
/// assert_eq!(dumps(&request)?.frames().len(), 3);
/// # Ok::<(), frames_std::Error>(())
/// ```
pub fn to_serialize<T: Framed>(value: T) -> ToSerialize<T> {
    ToSerialize(value)
}

/// A value that is a part of a message, whatever it is; made by [`to_serialize`]. Outside a message it is its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ToSerialize<T: ?Sized>(pub T);

impl<T: Framed> Named for ToSerialize<T> {
    fn type_info() -> &'static TypeInfo {
        T::type_info()
    }

    fn dyn_type_info(&self) -> &'static TypeInfo {
        self.0.dyn_type_info()
    }
}

impl<T: Framed> Framed for ToSerialize<T> {
    fn header(&self, out: &mut HeaderWriter<'_>) -> Result<()> {
        self.0.header(out)
    }

    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        self.0.frames(out)
    }

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        if out.in_tree() { Ok(Fit::NeedsFrames) } else { self.0.inline(out) }
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        out.wrapped(&self.0)
    }

    fn needs_frames(&self) -> bool {
        true
    }

    fn can_be_nil(&self) -> bool {
        self.0.can_be_nil()
    }
}

impl<T: FromFrames> FromFrames for ToSerialize<T> {
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        T::from_frames(header, frames).map(ToSerialize)
    }

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        T::decode(input).map(ToSerialize)
    }

    fn absent() -> Option<Self> {
        T::absent().map(ToSerialize)
    }

    fn nil_possible() -> bool {
        T::nil_possible()
    }
}
