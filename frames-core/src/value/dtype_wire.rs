//! Types of elements in the header of an array: `[0, "<f8"]` for plain ones, `[0, {"names", "formats", ..}]` for records,
//! and `[1, pickle]`, which is how Dask itself writes records. Records are written as maps, so that no pickle is needed.

use super::{DType, DTypeField};
use crate::decode::{Decoder, cautious, set};
use crate::error::{Error, Result};
use crate::msgpack::read::Token;
use crate::msgpack::write;

impl Decoder<'_> {
    /// The dtype at the cursor.
    pub(crate) fn dtype(&mut self) -> Result<DType> {
        let at = self.cursor;
        if self.array("a dtype")? != 2 {
            return Err(at.locate(Error::header("a dtype of two parts", "another number of them")));
        }
        let at = self.cursor;
        match self.token()? {
            Token::UInt(0) => self.format(),
            Token::UInt(1) => self.pickled_dtype(),
            other => Err(at.locate(Error::header("the kind of a dtype, 0 or 1", other.kind()))),
        }
    }

    fn pickled_dtype(&mut self) -> Result<DType> {
        let at = self.cursor;
        match self.token()? {
            Token::Bin(pickle) => crate::pickle::dtype(pickle, self.limits).map_err(|error| at.locate(error)),
            other => Err(at.locate(Error::header("a pickled dtype", other.kind()))),
        }
    }

    /// A type in any of the notations that numpy makes a dtype of.
    fn format(&mut self) -> Result<DType> {
        let at = self.cursor;
        let dtype = match self.token()? {
            Token::Text(text) => DType::parse(text),
            Token::Map(len) => self.nested(|decoder| decoder.record(len)),
            Token::Array(len) => self.nested(|decoder| match decoder.cursor.peek() {
                Ok(first) if len > 0 && !matches!(first, 0x90..=0x9f) => decoder.sub_array(len),
                _ => decoder.listed_record(len),
            }),
            other => Err(Error::header("a dtype", other.kind())),
        };
        dtype.map_err(|error| at.locate(error))
    }

    /// The map form of a record: parallel lists.
    fn record(&mut self, len: usize) -> Result<DType> {
        let (mut names, mut formats, mut offsets, mut size, mut aligned) = (None, None, None, None, None);
        for _ in 0..len {
            let key = self.cursor;
            match self.text("a key of a dtype")? {
                "names" => set(&mut names, self.names()?, key)?,
                "formats" => set(&mut formats, self.formats()?, key)?,
                "offsets" => set(&mut offsets, self.sizes("an array of offsets")?, key)?,
                "itemsize" => set(&mut size, self.size("the size of a record")?, key)?,
                "aligned" => set(&mut aligned, self.flag("whether a record is aligned")?, key)?,
                _ => self.skip()?,
            }
        }
        let (Some(names), Some(formats), Some(offsets), Some(size)) = (names, formats, offsets, size) else {
            return Err(Error::array("its type lacks one of `names`, `formats`, `offsets` and `itemsize`"));
        };
        if names.len() != formats.len() || names.len() != offsets.len() {
            return Err(Error::array("names, formats and offsets of its type are not of one length"));
        }
        let fields = names.into_iter().zip(formats).zip(offsets);
        let fields = fields.map(|((name, dtype), offset)| DTypeField { name, dtype, offset }).collect();
        DType::record(fields, size, aligned.unwrap_or(false))
    }

    /// The list form, `[[name, format], ..]`: fields in a row without gaps.
    fn listed_record(&mut self, len: usize) -> Result<DType> {
        let mut fields = Vec::with_capacity(cautious::<DTypeField>(len));
        let mut offset = 0usize;
        for _ in 0..len {
            let parts = self.array("a field of a dtype")?;
            if !matches!(parts, 2 | 3) {
                return Err(Error::array("a field of its type is not a name with a format"));
            }
            let name = self.text("the name of a field")?.to_owned();
            let mut dtype = self.format()?;
            if parts == 3 {
                dtype = DType::sub_array(dtype, self.lengths("the shape of a field")?)?;
            }
            let end = offset.checked_add(dtype.size());
            let end = end.ok_or_else(|| Error::array("the size of its type overflows"))?;
            fields.push(DTypeField { name, dtype, offset });
            offset = end;
        }
        DType::record(fields, offset, false)
    }

    /// `[format, shape]`.
    fn sub_array(&mut self, len: usize) -> Result<DType> {
        if len != 2 {
            return Err(Error::array("an array within its type is not a format with a shape"));
        }
        let base = self.format()?;
        DType::sub_array(base, self.lengths("the shape of an array in a dtype")?)
    }

    fn names(&mut self) -> Result<Vec<String>> {
        let len = self.array("an array of names")?;
        (0..len).map(|_| self.text("the name of a field").map(str::to_owned)).collect()
    }

    fn formats(&mut self) -> Result<Vec<DType>> {
        let len = self.array("an array of formats")?;
        (0..len).map(|_| self.format()).collect()
    }

    /// Lengths of axes, no more than the limits allow.
    pub(crate) fn lengths(&mut self, expected: &'static str) -> Result<Vec<usize>> {
        let len = self.dimensions(expected)?;
        (0..len).map(|_| self.size(expected)).collect()
    }

    /// How many axes the array of their lengths or strides at the cursor has.
    pub(crate) fn dimensions(&mut self, expected: &'static str) -> Result<usize> {
        let (len, most) = (self.array(expected)?, self.limits.dimensions);
        if len > most {
            return Err(Error::limit("dimensions of an array", "dimensions", most, len));
        }
        Ok(len)
    }

    fn sizes(&mut self, expected: &'static str) -> Result<Vec<usize>> {
        let len = self.array(expected)?;
        (0..len).map(|_| self.size(expected)).collect()
    }

    fn size(&mut self, expected: &'static str) -> Result<usize> {
        let at = self.cursor;
        match self.token()? {
            Token::UInt(value) => usize::try_from(value)
                .map_err(|_| at.locate(Error::array(format!("{value} is too large for {expected}")))),
            Token::Int(value) => {
                Err(at.locate(Error::array(format!("{expected} holds {value}, below zero"))))
            }
            other => Err(at.locate(Error::header("a length", other.kind()))),
        }
    }

    pub(crate) fn flag(&mut self, expected: &'static str) -> Result<bool> {
        let at = self.cursor;
        match self.token()? {
            Token::Bool(flag) => Ok(flag),
            other => Err(at.locate(Error::header(expected, other.kind()))),
        }
    }
}

/// Writes what `Decoder::dtype` reads, `[0, ..]`.
pub(crate) fn write_dtype(out: &mut Vec<u8>, dtype: &DType) -> Result<()> {
    write::array(out, 2)?;
    write::uint(out, 0);
    write_format(out, dtype)
}

impl DType {
    /// Whether numpy would lay out the records in it as they are if it were told to align them: it hands the request down.
    fn is_aligned(&self) -> bool {
        match self {
            DType::Plain { .. } => true,
            DType::Record { fields, aligned, .. } => {
                *aligned && fields.iter().all(|field| field.dtype.is_aligned())
            }
            DType::SubArray { base, .. } => base.is_aligned(),
        }
    }
}

fn write_format(out: &mut Vec<u8>, dtype: &DType) -> Result<()> {
    match dtype {
        DType::Plain { .. } => write::text(out, &dtype.to_string()),
        DType::Record { fields, size, aligned } => {
            write::map(out, 5)?;
            write::text(out, "names");
            write::array(out, fields.len())?;
            fields.iter().for_each(|field| write::text(out, &field.name));
            write::text(out, "formats");
            write::array(out, fields.len())?;
            fields.iter().try_for_each(|field| write_format(out, &field.dtype))?;
            write::text(out, "offsets");
            write_sizes(out, fields.iter().map(|field| field.offset))?;
            write::text(out, "itemsize");
            write::uint(out, *size as u64);
            write::text(out, "aligned");
            write::bool(out, *aligned && fields.iter().all(|field| field.dtype.is_aligned()));
        }
        DType::SubArray { base, shape } => {
            write::array(out, 2)?;
            write_format(out, base)?;
            write_sizes(out, shape.iter().copied())?;
        }
    }
    Ok(())
}

/// An array of lengths or offsets.
pub(crate) fn write_sizes(out: &mut Vec<u8>, sizes: impl ExactSizeIterator<Item = usize>) -> Result<()> {
    write::array(out, sizes.len())?;
    sizes.for_each(|size| write::uint(out, size as u64));
    Ok(())
}
