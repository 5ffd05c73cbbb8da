//! Sparse matrices: Dask's generic object of scipy's class, with the attributes that scipy gives it (`coords` since
//! 1.13). All numbers are arrays, whatever their type, and lent.

use super::{from_whole, whole};
use crate::adapter::{FrameAs, Plain, With, parts};
use crate::columns::{Form, Nesting};
use crate::decode::{Envelope, Family, Input, Slot, Unknown};
use crate::encode::object::{self, Field, Visit, Visitor};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::frame::Frames;
use crate::frame_reader::FrameReader;
use crate::framed::{Framed, FromFrames};
use crate::header::{HeaderReader, HeaderWriter};
use crate::names::{Named, TypeInfo, known};
use crate::sparse::{SparseIndex, SparseLayout, SparseMatrix};
use crate::type_info;

static CSR: &TypeInfo = type_info!("scipy.sparse._csr.csr_matrix", python = "scipy.sparse._csr.csr_matrix");
static CSC: &TypeInfo = type_info!("scipy.sparse._csc.csc_matrix", python = "scipy.sparse._csc.csc_matrix");
static COO: &TypeInfo = type_info!("scipy.sparse._coo.coo_matrix", python = "scipy.sparse._coo.coo_matrix");

impl<T, I: SparseIndex> Named for SparseMatrix<T, I> {
    fn type_info() -> &'static TypeInfo {
        type_info!("scipy.sparse.spmatrix", shared = true)
    }

    fn dyn_type_info(&self) -> &'static TypeInfo {
        Self::type_info()
    }
}

/// The attributes that are read.
static FIELDS: [Field; 5] = [
    Field { name: "_shape", key: b"\xa6_shape", aliases: &[] },
    Field { name: "indptr", key: b"\xa6indptr", aliases: &[] },
    Field { name: "indices", key: b"\xa7indices", aliases: &[] },
    Field { name: "coords", key: b"\xa6coords", aliases: &[] },
    Field { name: "data", key: b"\xa4data", aliases: &[] },
];

/// How many entries scipy prints; its own default.
static MAXPRINT: Field = Field { name: "maxprint", key: b"\xa8maxprint", aliases: &[] };

/// Whether entries are in order and no two at the same place: if not, scipy sees to it where it matters.
static CANONICAL: Field =
    Field { name: "has_canonical_format", key: b"\xb4has_canonical_format", aliases: &[] };

impl<T: FromFrames, I: SparseIndex> Visit<Self> for SparseMatrix<T, I> {
    fn visit<'a, V: Visitor<'a>>(value: &'a Self, visitor: &mut V) -> Result<()> {
        let [shape, bounds, indices, coords, data] = &FIELDS;
        visitor.field::<Plain, _>(shape, &value.shape)?;
        visitor.field::<Plain, u8>(&MAXPRINT, &50)?;
        match &value.layout {
            SparseLayout::Csr { indptr, indices: lines } | SparseLayout::Csc { indptr, indices: lines } => {
                visitor.field::<With<Array>, _>(bounds, indptr)?;
                visitor.field::<With<Array>, _>(indices, lines)?;
            }
            SparseLayout::Coo { coords: both } => {
                visitor.field::<Plain, bool>(&CANONICAL, &false)?;
                visitor.field::<Plain, _>(coords, both)?;
            }
        }
        visitor.field::<With<Array>, _>(data, &value.data)
    }
}

/// A run of numbers as an array, also where a run of the type has another form, as `bytes`.
struct Array;

impl<T: FromFrames> FrameAs<Vec<T>> for Array {
    fn header(value: &Vec<T>, out: &mut HeaderWriter<'_>) -> Result<()> {
        parts::header::<Self, _>(value, out)
    }

    fn frames<'a>(value: &'a Vec<T>, out: &mut Frames<'a>) -> Result<()> {
        parts::frames::<Self, _>(value, out)
    }

    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Vec<T>> {
        parts::from_frames::<Self, _>(header, frames)
    }

    fn inline(_: &Vec<T>, _: &mut Inline<'_>) -> Result<Fit> {
        Ok(Fit::NeedsFrames)
    }

    fn payload<'a>(value: &'a Vec<T>, out: &mut Encoder<'a>) -> Result<()> {
        if !T::is_array_item() {
            return Err(Error::not_allowed("the entries of a sparse matrix are numbers"));
        }
        T::array_payload(value, &[], &[value.len()], out)
    }

    fn needs_frames(_: &Vec<T>) -> bool {
        true
    }

    fn decode(mut input: Input<'_, '_>) -> Result<Vec<T>> {
        if input.is_ahead(known::NDARRAY)? {
            return T::decode_array(input, &[]);
        }
        let found =
            input.peek_envelope()?.map_or("a msgpack value".to_owned(), |envelope| envelope.describe());
        Err(Error::header("an array", found))
    }
}

impl<T: FromFrames, I: SparseIndex> Framed for SparseMatrix<T, I> {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        object::inline::<Self, Self>(self, class(&self.layout), out)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        object::payload::<Self, Self>(self, class(&self.layout), out)
    }

    fn form(_: &Nesting<'_>) -> Form {
        Form::Rows
    }
}

fn class<I>(layout: &SparseLayout<I>) -> &'static TypeInfo {
    match layout {
        SparseLayout::Csr { .. } => CSR,
        SparseLayout::Csc { .. } => CSC,
        SparseLayout::Coo { .. } => COO,
    }
}

/// The class of the object, if it is one of the three.
fn class_of(envelope: &Envelope<'_>) -> Option<&'static TypeInfo> {
    match envelope.family {
        Family::Dask(_) => [CSR, CSC, COO].into_iter().find(|info| envelope.is_class(info)),
        _ => None,
    }
}

impl<T: FromFrames, I: SparseIndex> FromFrames for SparseMatrix<T, I> {
    from_whole!();

    fn decode(mut input: Input<'_, '_>) -> Result<Self> {
        const EXPECTED: &str = "a matrix of scipy of the class csr_matrix, csc_matrix or coo_matrix";
        let Some(envelope) = input.peek_envelope()? else {
            return Err(Error::header(EXPECTED, "a msgpack value"));
        };
        let class = class_of(&envelope).ok_or_else(|| envelope.unexpected(EXPECTED))?;
        let mut shape = Slot::new();
        let (mut indptr, mut indices, mut coords) = (Slot::new(), Slot::new(), Slot::new());
        let mut data = Slot::new();
        input.object(class, &FIELDS, Unknown::Ignore, |field, input| match field {
            0 => shape.fill::<Plain>(input),
            1 => indptr.fill::<With<Array>>(input),
            2 => indices.fill::<With<Array>>(input),
            3 => coords.fill::<Plain>(input),
            _ => data.fill::<With<Array>>(input),
        })?;
        let layout = if std::ptr::eq(class, COO) {
            SparseLayout::Coo { coords: coords.take::<Plain>(&FIELDS[3])? }
        } else {
            let (indptr, indices) =
                (indptr.take::<With<Array>>(&FIELDS[1])?, indices.take::<With<Array>>(&FIELDS[2])?);
            if std::ptr::eq(class, CSR) {
                SparseLayout::Csr { indptr, indices }
            } else {
                SparseLayout::Csc { indptr, indices }
            }
        };
        SparseMatrix::new(shape.take::<Plain>(&FIELDS[0])?, layout, data.take::<With<Array>>(&FIELDS[4])?)
    }
}
