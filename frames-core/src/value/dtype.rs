//! What an element of a numpy array is: numbers, text, dates, raw bytes, records, arrays in arrays.

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
