//! Messages on their way out: a tree of msgpack values, which becomes frame 0, and *parts*, values with a header and
//! frames of their own, to which markers in the tree point. Structs, maps, lists and tuples grow the tree; what msgpack
//! doesn't hold (arrays, bytes, types written by hand) is closed into a part.
//!
//! Which frame a marker points at is known only when all parts have their final frames, so markers are written with
//! room for any number and numbered at the end.

use bytes::Bytes;

use super::{Encoder, Fit, Inline, Style};
use crate::error::{Error, Result};
use crate::frame::{Frames, Piece};
use crate::framed::Framed;
use crate::header::HeaderReader;
use crate::limits::Limits;
use crate::msgpack::{marker, scan, write};
use crate::serialized::Serialized;

/// A way to write a value down; Dask calls the list of them `serializers`.
///
/// See [`Families`] for their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// A header that names the type, and frames: arrays, bytes, objects.
    Dask,
    /// One msgpack value: scalars, texts, and lists and maps of them.
    Msgpack,
    /// A pickle. Only integers beyond 64 bits are written so: msgpack and numpy have no form for them.
    Pickle,
}

impl Family {
    /// Dask's name of the family.
    pub const fn name(self) -> &'static str {
        match self {
            Family::Dask => "dask",
            Family::Msgpack => "msgpack",
            Family::Pickle => "pickle",
        }
    }
}

/// The families that may be used in a message, the preferred one first.
///
/// A value that none of them holds is an error. Without [`Family::Msgpack`] before it, [`Family::Dask`] is asked
/// first; that matters only to values which both can hold, such as a struct of plain fields.
///
/// ```
/// use frames_core::{Families, Family};
///
/// let pickle_free = Families::new(&[Family::Dask, Family::Msgpack]);
/// assert!(!pickle_free.contains(Family::Pickle));
/// assert!(Families::default().contains(Family::Pickle));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Families {
    allowed: u8,
    msgpack_first: bool,
}

impl Families {
    /// These families in this order.
    pub fn new(order: &[Family]) -> Self {
        let at = |family| order.iter().position(|other| *other == family);
        Families {
            allowed: order.iter().fold(0, |allowed, family| allowed | 1 << *family as u8),
            msgpack_first: match (at(Family::Msgpack), at(Family::Dask)) {
                (Some(msgpack), Some(dask)) => msgpack < dask,
                (msgpack, _) => msgpack.is_some(),
            },
        }
    }

    /// Whether the family is among them.
    pub const fn contains(self, family: Family) -> bool {
        self.allowed & 1 << family as u8 != 0
    }
}

/// Dask first, then msgpack, then pickle.
impl Default for Families {
    fn default() -> Self {
        const ALL: u8 = 1 << Family::Dask as u8 | 1 << Family::Msgpack as u8 | 1 << Family::Pickle as u8;
        Families { allowed: ALL, msgpack_first: false }
    }
}

/// What becomes of a part that can't be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum OnError {
    /// The message can't be written.
    #[default]
    Raise,
    /// The message is written; the part is of family error and says why. Whoever opens it gets the text as an
    /// exception in Python, and as [`ErrorKind::Remote`](crate::ErrorKind::Remote) here.
    Message,
}

/// How a message is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MessageStyle {
    /// The families that may be used.
    pub families: Families,
    /// What becomes of a part that can't be written.
    pub on_error: OnError,
}

/// A message whose parts are not numbered yet.
#[derive(Debug)]
pub struct Tree<'a> {
    /// Frame 0, with markers that point nowhere yet.
    frame: Vec<u8>,
    /// Where in frame 0 the numbers of the parts stand.
    markers: Vec<usize>,
    parts: Vec<Serialized<'a>>,
}

/// The tree while it grows; frame 0 is the encoder's header.
#[derive(Debug)]
pub(super) struct Growing<'a> {
    markers: Vec<usize>,
    parts: Vec<Serialized<'a>>,
    on_error: OnError,
    /// Whether what was written last stands in the tree and is no header.
    grown: bool,
}

impl<'a> Tree<'a> {
    /// Lays out a value as a message.
    pub fn of<T: Framed + ?Sized>(value: &'a T, style: &MessageStyle) -> Result<Self> {
        let mut encoder = Encoder::new(Style { families: style.families, ..Style::default() });
        encoder.tree = Some(Growing::new(style.on_error));
        encoder
            .below(|out| value.payload(out))
            .map_err(|error| error.in_type(value.dyn_type_info().name()))?;
        let Encoder { header: frame, tree, .. } = encoder;
        let (markers, parts) = tree.map(|tree| (tree.markers, tree.parts)).unwrap_or_default();
        Ok(Tree { frame, markers, parts })
    }

    /// The message's frames. `prepare` may give a part its final form: compress its frames, or cut them. Parts that were
    /// received keep theirs.
    pub fn into_frames(
        self,
        mut prepare: impl FnMut(Serialized<'a>) -> Result<Serialized<'a>>,
    ) -> Result<Vec<Piece<'a>>> {
        const MOST: usize = Limits::cluster().frames;
        let Tree { mut frame, markers, parts } = self;
        let mut frames = Vec::with_capacity(1 + 3 * parts.len());
        frames.push(Piece::Shared(Bytes::new()));
        for (part, marker) in parts.into_iter().zip(markers) {
            let number = u32::try_from(frames.len()).unwrap_or(u32::MAX);
            frame[marker..marker + 4].copy_from_slice(&number.to_be_bytes());
            let part = if part.is_received() { part } else { prepare(part)? };
            let (header, pieces) = part.into_part()?;
            frames.push(header);
            frames.extend(pieces);
            header_fits("bytes of a part's header", &frames[number as usize])?;
            if frames.len() > MOST {
                return Err(Error::limit("frames of one message", "frames", MOST, frames.len()));
            }
        }
        frames[0] = Piece::Shared(frame.into());
        header_fits("bytes of frame 0", &frames[0])?;
        Ok(frames)
    }
}

/// Refuses what no reader would take by default.
fn header_fits(what: &'static str, header: &Piece<'_>) -> Result<()> {
    const MOST: usize = Limits::cluster().header_bytes;
    match header.as_slice().len() {
        ..=MOST => Ok(()),
        len => Err(Error::limit(what, "header_bytes", MOST, len)),
    }
}

impl Growing<'_> {
    fn new(on_error: OnError) -> Self {
        Growing { markers: Vec::new(), parts: Vec::new(), on_error, grown: false }
    }
}

impl<'a> Encoder<'a> {
    /// Whether a message is being written, and this is its tree.
    pub(crate) fn in_tree(&self) -> bool {
        self.tree.is_some()
    }

    /// Says that what was just written stands in the tree.
    pub(super) fn grown(&mut self) {
        if let Some(tree) = &mut self.tree {
            tree.grown = true;
        }
    }

    /// Notes that a header of this family is written; whether it may be is asked when the part is closed.
    #[inline]
    pub(crate) fn uses(&mut self, family: Family) {
        if !self.style.families.contains(family) {
            self.refused = Some(family);
        }
    }

    /// Writes a value below a container of the tree: `write` grows the tree, or leaves a header and frames, which become
    /// a part, or a plain msgpack value in the tree if they are no more than that.
    pub(super) fn below(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let Some(tree) = &mut self.tree else { return write(self) };
        tree.grown = false;
        let start = self.header.len();
        let written = self.or_error(start, write);
        match &self.tree {
            Some(tree) if tree.grown => written,
            _ => written.and_then(|()| self.close(start, true)),
        }
    }

    /// Writes a value into the tree if it fits there.
    pub(crate) fn leaf(&mut self, write: impl FnOnce(&mut Inline<'_>) -> Result<Fit>) -> Result<Fit> {
        let start = self.header.len();
        let fit = write(&mut Inline::tree(&mut self.header, self.style, self.depth))?;
        if fit == Fit::NeedsFrames {
            self.header.truncate(start);
        } else {
            self.take_name();
            self.grown();
        }
        Ok(fit)
    }

    /// Writes a value as a part, whatever it is. Within a header it is no more than `write`, and takes no more of the stack.
    #[inline]
    pub(crate) fn closed(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if self.in_tree() { self.as_part(write) } else { write(self) }
    }

    #[inline(never)]
    fn as_part(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let tree = self.tree.take();
        let start = self.header.len();
        self.part_start = Some(start);
        let written = write(self);
        self.part_start = None;
        self.tree = tree;
        let received = self.received.take();
        self.or_error(start, |_| written)?;
        match received {
            Some(part) => self.put(part),
            None => self.close(start, false),
        }
    }

    /// `to_serialize`: a value as a part, by the first family that holds it.
    pub fn wrapped<T: Framed + ?Sized>(&mut self, value: &'a T) -> Result<()> {
        let msgpack_first = self.style.families.msgpack_first;
        self.closed(|out| {
            if msgpack_first && out.msgpack_frame(|inline| value.inline(inline))? == Fit::Written {
                return Ok(());
            }
            value.payload(out)
        })
    }

    /// Takes a value that was serialized before as a part of the message, as it is; false where it is only a part of a
    /// part.
    pub(crate) fn pass_on(&mut self, part: &'a Serialized<'_>) -> Result<bool> {
        if self.in_tree() {
            self.put(part.lend())?;
            return Ok(true);
        }
        let whole = self.part_start == Some(self.header.len()) && self.frames.is_empty();
        if whole {
            self.take_name();
            self.received = Some(part.lend());
        }
        Ok(whole)
    }

    /// Puts a part into the tree that was serialized before.
    fn put(&mut self, part: Serialized<'a>) -> Result<()> {
        let key = match HeaderReader::new(part.header_bytes(), &Limits::cluster()).find("pickled-obj")? {
            Some(_) => "__Pickled__",
            None => "__Serialized__",
        };
        self.marker(part, key)
    }

    /// Writes; a failure becomes a value of family error where the message wants that.
    fn or_error(&mut self, start: usize, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let (parts, depth) = (self.tree.as_ref().map_or(0, |tree| tree.parts.len()), self.depth);
        let written = write(self).and_then(|()| match self.refused.take() {
            None => Ok(()),
            Some(family) => Err(Error::not_allowed(format!(
                "the value takes a header of family {}, which the message may not use",
                family.name()
            ))),
        });
        let Err(error) = written else { return Ok(()) };
        let Some(tree) = &mut self.tree else { return Err(error) };
        if tree.on_error == OnError::Raise {
            return Err(error);
        }
        tree.parts.truncate(parts);
        tree.markers.truncate(parts);
        tree.grown = false;
        self.depth = depth;
        self.header.truncate(start);
        self.frames = Frames::default();
        self.take_name();
        self.refused = None;
        self.header.extend_from_slice(b"\x81\xaaserializer\xa5error");
        self.frames.push(error.to_string().into_bytes())
    }

    /// Makes a part of the header that begins at `start`, and of the frames.
    fn close(&mut self, start: usize, plain: bool) -> Result<()> {
        let header = self.header.split_off(start);
        let frames = std::mem::take(&mut self.frames);
        let value = if plain { plain_value(&header, &frames) } else { None };
        if let Some(value) = value {
            self.header.extend_from_slice(value);
            self.grown();
            return Ok(());
        }
        self.marker(Serialized::from_logical(header, frames)?, "__Serialized__")
    }

    fn marker(&mut self, part: Serialized<'a>, key: &str) -> Result<()> {
        write::map(&mut self.header, 1)?;
        write::text(&mut self.header, key);
        self.header.push(marker::U32);
        let at = self.header.len();
        self.header.extend_from_slice(&[0; 4]);
        if let Some(tree) = &mut self.tree {
            tree.markers.push(at);
            tree.parts.push(part);
            tree.grown = true;
        }
        Ok(())
    }

    /// How many markers stand in the tree.
    pub(super) fn markers(&self) -> usize {
        self.tree.as_ref().map_or(0, |tree| tree.markers.len())
    }

    /// Keeps up with markers behind the first ones that have moved by some bytes.
    pub(super) fn move_markers(&mut self, first: usize, by: usize) {
        if let Some(tree) = &mut self.tree {
            tree.markers.iter_mut().skip(first).for_each(|at| *at += by);
        }
    }

    /// What a temporary encoder needs to write into this one's tree.
    pub(super) fn subtree<'b>(&self) -> Option<Growing<'b>> {
        self.tree.as_ref().map(|tree| Growing::new(tree.on_error))
    }

    /// Takes over what a temporary encoder wrote into a subtree.
    pub(super) fn graft(&mut self, subtree: Option<Growing<'_>>) {
        if let (Some(tree), Some(subtree)) = (&mut self.tree, subtree) {
            tree.markers.extend(subtree.markers);
            tree.parts.extend(subtree.parts.into_iter().map(|part| part.into_owned()));
            tree.grown = subtree.grown;
        }
    }
}

/// The msgpack value that a header and frames of family msgpack are, if it means in frame 0 what it means in a frame of
/// its own: without a map that has one of Dask's marker keys.
fn plain_value<'f>(header: &[u8], frames: &'f Frames<'_>) -> Option<&'f [u8]> {
    const STARTS: [&[u8]; 2] = [b"\x81\xaaserializer\xa7msgpack", b"\x82\xaaserializer\xa7msgpack"];
    if !STARTS.iter().any(|start| header.starts_with(start)) {
        return None;
    }
    let [frame] = frames.list() else { return None };
    let value = frame.as_whole()?.as_slice();
    let mut cursor = crate::msgpack::read::Cursor::header(value);
    let scanned = scan::skip(&mut cursor, &Limits::cluster()).ok()?;
    (!scanned.marker_key && cursor.left() == 0).then_some(value)
}
