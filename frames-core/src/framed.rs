//! The two traits: a value becomes a header and frames, and comes back. What users implement is short; the hidden
//! methods are how the std types and the derive say more than a header and a list (that they fit into a msgpack value,
//! that a run of them is one frame), and all have defaults.

use crate::columns::{self, Cell, Column, Form, Nesting, Packing, Source, pack, unpack};
use crate::decode::{Decoder, Input};
use crate::dynamic::Object;
use crate::encode::{Encoder, Fit, Inline, shallow};
use crate::error::Result;
use crate::frame::Frames;
use crate::frame_reader::FrameReader;
use crate::header::{HeaderReader, HeaderWriter};
use crate::names::Named;
use crate::registry::DescribedFields;

/// A value that becomes a msgpack header and a list of byte frames.
///
/// Derive it for your own types; implement it by hand where a type has a form of its own. Then [`register!`] gives the
/// type its name on the wire, and [`FromFrames`] brings it back.
///
/// ```
/// use frames_core::{Framed, FrameReader, Frames, FromFrames, HeaderReader, HeaderWriter, Result, register};
///
/// #[derive(Debug, PartialEq)]
/// struct Human {
///     name: String,
/// }
///
/// impl Framed for Human {
///     fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
///         Ok(()) // no special metadata
///     }
///     fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
///         out.push(self.name.as_bytes()) // lent, not copied
///     }
/// }
///
/// impl FromFrames for Human {
///     fn from_frames(_: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
///         Ok(Human { name: frames.next_string()? })
///     }
/// }
///
/// register!(Human as "acme.Human");
///
/// let alice = Human { name: "Alice".into() };
/// let serialized = frames_core::serialize(&alice)?;
/// assert_eq!(serialized.frame(0), Some(&b"Alice"[..]));
/// assert_eq!(frames_core::deserialize::<Human>(&serialized)?, alice);
/// # Ok::<(), frames_core::Error>(())
/// ```
///
/// On the wire a type written by hand is a map `{"header": H, "frames": [..]}`, which is what Python gets, too. With
/// `register!(Human as "acme.Human", python = "acme.Human")` header and frames go to the functions that Python
/// registered for that class instead.
///
/// [`register!`]: crate::register
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be turned into a header and frames",
    label = "the trait `Framed` is not implemented for `{Self}`",
    note = "for a type of your own, add `#[derive(Framed)]`; for the objects of a trait of your own, put `#[framed_dyn]` on the trait",
    note = "for a type of another crate, give the field an adapter: `#[framed(with = ...)]`, or `#[framed(serde)]` if it implements serde's traits"
)]
pub trait Framed: Named {
    /// Writes what a reader must know before it looks at the frames. By convention a map; nothing written means `{}`.
    ///
    /// # Errors
    ///
    /// Whatever the type has to say, usually from [`HeaderWriter`].
    fn header(&self, out: &mut HeaderWriter<'_>) -> Result<()>;

    /// Lends this value's bytes, in order. Nothing is copied; bytes that must be computed are pushed as owned.
    ///
    /// # Errors
    ///
    /// Whatever the type has to say, usually from [`Frames`].
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()>;

    /// Writes the value as one msgpack value. [`Fit::NeedsFrames`] when it is none; the caller then forgets what was
    /// written.
    #[doc(hidden)]
    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        let _ = out;
        Ok(Fit::NeedsFrames)
    }

    /// Writes the value as a full header (envelope included), and its frames.
    #[doc(hidden)]
    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        out.by_hand(self)
    }

    /// True when it is known without looking further that `inline` would answer `NeedsFrames`.
    #[doc(hidden)]
    fn needs_frames(&self) -> bool {
        true
    }

    /// Whether some value of this type is written as nil. The same for all values of a type.
    #[doc(hidden)]
    fn can_be_nil(&self) -> bool {
        false
    }

    /// The object behind a trait object, which is written under the name of its own type; else nothing.
    #[doc(hidden)]
    fn object(&self) -> Option<Object<'_>> {
        None
    }

    /// `inline` for a run of values.
    #[doc(hidden)]
    fn slice_inline(slice: &[Self], out: &mut Inline<'_>) -> Result<Fit>
    where
        Self: Sized,
    {
        out.run(slice)
    }

    /// `payload` for a run of values. Overridden where a run is better than its elements: bytes, numbers, columns.
    #[doc(hidden)]
    fn slice_payload<'a>(slice: &'a [Self], out: &mut Encoder<'a>) -> Result<()>
    where
        Self: Sized,
    {
        out.run(slice)
    }

    /// `payload` for a run of values that lies in two places.
    #[doc(hidden)]
    fn chain_payload<'a>(first: &'a [Self], second: &'a [Self], out: &mut Encoder<'a>) -> Result<()>
    where
        Self: Sized,
    {
        out.chain(first, second)
    }

    /// `needs_frames` for a run of values.
    #[doc(hidden)]
    fn slice_needs_frames(slice: &[Self]) -> bool
    where
        Self: Sized,
    {
        slice.first().is_some_and(|first| shallow(|| first.needs_frames()))
    }

    /// Whether a run of these is one n-dimensional array of numbers: a number, or a fixed array of such.
    #[doc(hidden)]
    fn is_array_item() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// Writes a run, which may lie in two places, as an array of this shape, in C order. Asked of array items only.
    #[doc(hidden)]
    fn array_payload<'a>(
        first: &'a [Self],
        second: &'a [Self],
        shape: &[usize],
        out: &mut Encoder<'a>,
    ) -> Result<()>
    where
        Self: Sized,
    {
        let _ = shape;
        out.chain(first, second)
    }

    /// What a run of these becomes where it stands in columns, as far as the type alone says it.
    #[doc(hidden)]
    fn form(nesting: &Nesting<'_>) -> Form
    where
        Self: Sized,
    {
        let _ = nesting;
        Form::Values { nil: true }
    }

    /// Whether a run of these that stands by itself is better not in columns, though it could be: its elements are lent.
    #[doc(hidden)]
    fn prefers_rows() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// An empty column for a run of these. Asked of types that can be in columns only, as all that follow.
    #[doc(hidden)]
    fn column() -> Column<'static>
    where
        Self: Sized,
    {
        Column::values()
    }

    /// Appends values to such a column. [`Fit::NeedsFrames`] when one turns out to fit into no column.
    #[doc(hidden)]
    fn pack<'a>(rows: &[&'a Self], column: &mut Column<'a>, packing: &Packing) -> Result<Fit>
    where
        Self: Sized,
    {
        pack::values(rows, column, packing, Self::inline)
    }

    /// `form` for optional values.
    #[doc(hidden)]
    fn options_form(nesting: &Nesting<'_>) -> Form
    where
        Self: Sized,
    {
        Self::form(nesting).optional()
    }

    /// `column` for optional values.
    #[doc(hidden)]
    fn options_column() -> Column<'static>
    where
        Self: Sized,
    {
        match Self::options_form(&Nesting::ROOT) {
            Form::Values { .. } => Column::values(),
            _ => Column::optional(Self::column()),
        }
    }

    /// `pack` for optional values.
    #[doc(hidden)]
    fn pack_options<'a>(rows: &[Option<&'a Self>], column: &mut Column<'a>, packing: &Packing) -> Result<Fit>
    where
        Self: Sized,
    {
        pack::options(rows, column, packing)
    }

    /// `form` for runs.
    #[doc(hidden)]
    fn runs_form(nesting: &Nesting<'_>) -> Form
    where
        Self: Sized,
    {
        Self::form(nesting).run()
    }

    /// `column` for runs.
    #[doc(hidden)]
    fn runs_column() -> Column<'static>
    where
        Self: Sized,
    {
        match Self::runs_form(&Nesting::ROOT) {
            Form::Values { .. } => Column::values(),
            _ => Column::runs(Self::column()),
        }
    }

    /// `pack` for runs.
    #[doc(hidden)]
    fn pack_runs<'a>(rows: &[&'a [Self]], column: &mut Column<'a>, packing: &Packing) -> Result<Fit>
    where
        Self: Sized,
    {
        pack::runs(rows, column, packing)
    }

    /// `pack` for the items of slices, one after the other.
    #[doc(hidden)]
    fn pack_slices<'a>(slices: &[&'a [Self]], column: &mut Column<'a>, packing: &Packing) -> Result<Fit>
    where
        Self: Sized,
    {
        pack::slices(slices, column, packing)
    }

    /// What stands in a value of this type, for people.
    #[doc(hidden)]
    fn describe() -> DescribedFields
    where
        Self: Sized,
    {
        DescribedFields::Opaque
    }

    /// Whether a run of optional values of this type is one masked array.
    #[doc(hidden)]
    fn is_maskable() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// Writes a run of optional values, which may lie in two places, as one masked array. Asked of maskable types only.
    #[doc(hidden)]
    fn options_payload<'a>(
        first: &'a [Option<Self>],
        second: &'a [Option<Self>],
        out: &mut Encoder<'a>,
    ) -> Result<()>
    where
        Self: Sized,
    {
        out.chain(first, second)
    }
}

/// The way back: a value is rebuilt from its header and frames.
///
/// `#[derive(Framed)]` implements it too, unless the type borrows. See [`Framed`] for an implementation by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be rebuilt from a header and frames",
    label = "the trait `FromFrames` is not implemented for `{Self}`",
    note = "`#[derive(Framed)]` implements it for types that own their data; a type with borrowed fields can only be written",
    note = "for a type of another crate, give the field an adapter: `#[framed(with = ...)]`, or `#[framed(serde)]` if it implements serde's traits"
)]
pub trait FromFrames: Framed + Sized {
    /// Rebuilds the value. Every frame of the value must be taken.
    ///
    /// # Errors
    ///
    /// A typed error for everything that [`Framed`] cannot have written; never a panic.
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self>;

    /// Reads the value wherever it stands: as a msgpack value, or as a header with frames.
    #[doc(hidden)]
    fn decode(input: Input<'_, '_>) -> Result<Self> {
        input.by_hand()
    }

    /// Reads a run of values.
    #[doc(hidden)]
    fn decode_vec(input: Input<'_, '_>) -> Result<Vec<Self>> {
        input.list()
    }

    /// Reads a run of fixed arrays.
    #[doc(hidden)]
    fn decode_arrays<const N: usize>(input: Input<'_, '_>) -> Result<Vec<[Self; N]>> {
        input.list()
    }

    /// Reads an n-dimensional array into one flat run in C order; `inner` are the lengths of all axes but the first.
    /// Asked of array items only.
    #[doc(hidden)]
    fn decode_array(input: Input<'_, '_>, inner: &[usize]) -> Result<Vec<Self>> {
        let _ = inner;
        input.list()
    }

    /// Reads a run of optional values.
    #[doc(hidden)]
    fn decode_options(input: Input<'_, '_>) -> Result<Vec<Option<Self>>> {
        columns::read(input)
    }

    /// Finds the values of a column.
    #[doc(hidden)]
    fn open_column<'d>(input: Input<'_, 'd>) -> Result<Source<'d>> {
        Source::open(input)
    }

    /// Takes the next `count` values of a column.
    #[doc(hidden)]
    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Self>,
    ) -> Result<()> {
        source.values(count, decoder, out, Self::decode)
    }

    /// `unpack` for optional values.
    #[doc(hidden)]
    fn unpack_options<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Option<Self>>,
    ) -> Result<()> {
        unpack::options(source, count, decoder, out)
    }

    /// `unpack` for fixed arrays.
    #[doc(hidden)]
    fn unpack_arrays<'d, const N: usize>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<[Self; N]>,
    ) -> Result<()> {
        unpack::arrays(source, count, decoder, out)
    }

    /// `unpack` for runs.
    #[doc(hidden)]
    fn unpack_runs<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Vec<Self>>,
    ) -> Result<()> {
        unpack::runs(source, count, decoder, out)
    }

    /// How a row makes such a value of a column's cell.
    #[doc(hidden)]
    const CELL: Cell<Self> = Cell::Made;

    /// The value of a field that is missing, where a type has one.
    #[doc(hidden)]
    fn absent() -> Option<Self> {
        None
    }

    /// Whether some value of this type is written as nil.
    #[doc(hidden)]
    fn nil_possible() -> bool {
        false
    }
}
