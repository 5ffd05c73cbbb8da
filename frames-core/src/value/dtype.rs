//! What an element of a numpy array is: numbers, text, dates, raw bytes, records, arrays in arrays.

use std::collections::HashSet;

use crate::error::{Error, Result, cut};

/// The type of an array's elements, as numpy knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DType {
    /// A plain type, `<f8` in numpy's notation.
    Plain {
        /// What the bytes mean.
        kind: Kind,
        /// In which order the bytes of one number stand.
        order: ByteOrder,
        /// Bytes of one element.
        size: usize,
        /// Of dates and durations what one step is, as numpy writes it: `ns`, `25s`; `None` for generic ones.
        unit: Option<String>,
    },
    /// A record with named fields.
    Record {
        /// The fields in order.
        fields: Vec<DTypeField>,
        /// Bytes of one record, with its gaps.
        size: usize,
        /// Whether numpy aligned the fields as C would.
        aligned: bool,
    },
    /// A fixed array in place of one element, as fields of records may be.
    SubArray {
        /// The type of the array's elements.
        base: Box<DType>,
        /// The array's shape.
        shape: Vec<usize>,
    },
}

/// A field of a record type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DTypeField {
    /// Its name.
    pub name: String,
    /// Its type.
    pub dtype: DType,
    /// Bytes from the start of the record.
    pub offset: usize,
}

/// What an element of a plain type is; named by numpy's characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `b`: a bool of one byte.
    Bool,
    /// `i`: an integer with sign.
    Int,
    /// `u`: an integer without sign.
    UInt,
    /// `f`: a float of 2, 4, 8 or 16 bytes.
    Float,
    /// `c`: a complex number, two floats.
    Complex,
    /// `S`: bytes of a fixed length, filled up with zeros.
    Bytes,
    /// `U`: text of a fixed length, four bytes a character, filled up with zeros.
    Text,
    /// `M`: a moment, counted in a unit since 1970.
    DateTime,
    /// `m`: a duration.
    TimeDelta,
    /// `V`: raw bytes.
    Void,
}

/// In which order the bytes of a number stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ByteOrder {
    /// `<`: the lowest byte first.
    Little,
    /// `>`: the highest byte first.
    Big,
    /// `|`: it makes no difference.
    None,
}

/// Records in records, and arrays of them: more levels than this nobody writes.
const MOST_LEVELS: usize = 64;

impl DType {
    /// A record of these fields in `size` bytes. Fields may leave gaps and overlap, as in C.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when two fields share a name, one reaches beyond `size`, or types
    /// are nested more than 64 deep.
    pub fn record(fields: Vec<DTypeField>, size: usize, aligned: bool) -> Result<DType> {
        let dtype = DType::Record { fields, size, aligned };
        dtype.check()?;
        Ok(dtype)
    }

    /// A fixed array in place of one element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Array`](crate::ErrorKind::Array) when its size overflows, or types are nested more than 64 deep.
    pub fn sub_array(base: DType, shape: Vec<usize>) -> Result<DType> {
        let dtype = DType::SubArray { base: Box::new(base), shape };
        dtype.check()?;
        Ok(dtype)
    }

    /// Bytes of one element.
    pub fn size(&self) -> usize {
        match self {
            DType::Plain { size, .. } | DType::Record { size, .. } => *size,
            // An overflow was refused when the type was made.
            DType::SubArray { base, shape } => {
                shape.iter().fold(base.size(), |size, len| size.saturating_mul(*len))
            }
        }
    }

    /// In which order the bytes of a number stand; [`ByteOrder::None`] for what isn't one.
    pub fn order(&self) -> ByteOrder {
        match self {
            DType::Plain { order, .. } => *order,
            _ => ByteOrder::None,
        }
    }

    /// The fields of a record; none of any other type.
    pub fn fields(&self) -> &[DTypeField] {
        match self {
            DType::Record { fields, .. } => fields,
            _ => &[],
        }
    }

    /// Insists on what the constructors promise: the variants are public.
    pub(crate) fn check(&self) -> Result<()> {
        self.check_within(MOST_LEVELS)
    }

    fn check_within(&self, levels: usize) -> Result<()> {
        let Some(levels) = levels.checked_sub(1) else {
            return Err(Error::array(format!("its type is nested more than {MOST_LEVELS} deep")));
        };
        match self {
            DType::Plain { kind, size, unit, .. } => {
                let dated = matches!(kind, Kind::DateTime | Kind::TimeDelta);
                if !kind.has_size(*size) || (unit.is_some() && !dated) {
                    return Err(Error::array(format!(
                        "numpy has no elements of type `{}`",
                        cut(&self.to_string())
                    )));
                }
                Ok(())
            }
            DType::Record { fields, size, .. } => {
                let mut names = HashSet::with_capacity(fields.len());
                for field in fields {
                    if !names.insert(&field.name) {
                        return Err(Error::array(format!("its type has two fields `{}`", cut(&field.name))));
                    }
                    field.dtype.check_within(levels)?;
                    let end = field.offset.checked_add(field.dtype.size());
                    if end.is_none_or(|end| end > *size) {
                        return Err(Error::array(format!(
                            "the field `{}` is not within the {size} bytes of its record",
                            cut(&field.name)
                        )));
                    }
                }
                Ok(())
            }
            DType::SubArray { base, shape } => {
                base.check_within(levels)?;
                let size = shape.iter().try_fold(base.size(), |size, len| size.checked_mul(*len));
                if size.is_none_or(|size| isize::try_from(size).is_err()) {
                    return Err(Error::array("the size of its type overflows"));
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_strings_that_numpy_writes() {
        for text in [
            "<f8", "<f4", "<f2", "<f16", ">i4", "<i2", "|i1", "|u1", "<u8", "|b1", "|S3", "|S0", "<U5",
            ">U1", "<M8[ns]", ">M8[us]", "<M8[D]", "<M8[25s]", "<m8[s]", "<M8", "<c8", "<c16", "|V5", "|V0",
            "|V10",
        ] {
            assert_eq!(DType::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(DType::parse("<U5").unwrap().size(), 20);
        assert_eq!(DType::parse("<i1").unwrap().to_string(), "|i1");
        assert_eq!(DType::parse("=f8").unwrap().order(), ByteOrder::NATIVE);
    }

    #[test]
    fn other_type_strings_are_refused() {
        for text in [
            "",
            "<",
            ">",
            "|",
            "f",
            "<f",
            "8",
            "<8",
            "<f0",
            "<f3",
            "<f1024",
            "<i3",
            "<i16",
            "<u5",
            "<b2",
            "|O",
            "|O8",
            "O",
            "<c4",
            "<c7",
            "<q8",
            "f8,f8",
            "<f8,<f8",
            "(2,)f8",
            "((((",
            "<f8 ",
            " <f8",
            "<f8\0",
            "<f8)",
            "<<f8",
            "<f-8",
            "<f+8",
            "<f8.0",
            "<f\u{668}",
            "\u{ff1c}f8",
            "<U-1",
            "<U99999999999999999999",
            "<U4294967295",
            "|S2147483648",
            "|V-1",
            "|V9223372036854775807",
            "<M8[",
            "<M8[]",
            "<M8[xx]",
            "<M8[ns",
            "<M8[ns]]",
            "<M8[-1s]",
            "<M8[99999999999999999999s]",
            "<M8[0s]",
            "<M4[ns]",
            "<m8[1000000000000000000000ns]",
            "numpy.float64",
            "float64",
            "<f8[2]",
            "<f8[ns]",
            "<t8",
            "<a8",
            "<f08",
            "<f 8",
            "\n<f8",
            "<F8",
            "<U",
            "|S",
            "f8",
        ] {
            let error = DType::parse(text).unwrap_err();
            assert_eq!(error.class(), "Array", "{text:?}");
        }
    }

    fn field(name: &str, dtype: &str, offset: usize) -> DTypeField {
        DTypeField { name: name.to_owned(), dtype: DType::parse(dtype).unwrap(), offset }
    }

    #[test]
    fn records() {
        let record = DType::record(vec![field("x", "<f8", 0), field("tag", "|S3", 8)], 11, false).unwrap();
        assert_eq!(record.size(), 11);
        assert_eq!(record.to_string(), "[('x', '<f8'), ('tag', '|S3')]");
        let array = DType::sub_array(record, vec![2, 3]).unwrap();
        assert_eq!(array.size(), 66);
        assert_eq!(array.to_string(), "([('x', '<f8'), ('tag', '|S3')], (2, 3))");

        let refused = |fields, size| DType::record(fields, size, false).unwrap_err().class();
        assert_eq!(refused(vec![field("x", "<f8", 0), field("x", "<f8", 8)], 16), "Array");
        assert_eq!(refused(vec![field("x", "<f8", 1)], 8), "Array");
        assert_eq!(refused(vec![field("x", "<f8", usize::MAX)], 8), "Array");
        let base = DType::parse("<f8").unwrap();
        assert_eq!(DType::sub_array(base, vec![usize::MAX, 2]).unwrap_err().class(), "Array");
    }

    #[test]
    fn depth_is_bounded() {
        let mut dtype = DType::parse("|u1").unwrap();
        for _ in 1..MOST_LEVELS {
            dtype = DType::sub_array(dtype, vec![1]).unwrap();
        }
        assert_eq!(DType::sub_array(dtype, vec![1]).unwrap_err().class(), "Array");
    }
}
