//! The types of numbers that both numpy and Arrow have.

use arrow_schema::{DataType, TimeUnit};

macro_rules! native {
    ($text:literal) => {
        if cfg!(target_endian = "big") { concat!(">", $text) } else { concat!("<", $text) }
    };
}

/// Days since 1970, in eight bytes in numpy and in four in Arrow.
pub(super) const DAYS: &str = native!("M8[D]");

/// A character.
pub(super) const CHAR: &str = native!("U1");

/// An instant that is missing, in numpy.
pub(super) const NOT_A_TIME: i64 = i64::MIN;

/// A type of Arrow's, numpy's string for it, and the bytes of an item.
static NUMBERS: [(DataType, &str, usize); 20] = [
    (DataType::Int8, "|i1", 1),
    (DataType::Int16, native!("i2"), 2),
    (DataType::Int32, native!("i4"), 4),
    (DataType::Int64, native!("i8"), 8),
    (DataType::UInt8, "|u1", 1),
    (DataType::UInt16, native!("u2"), 2),
    (DataType::UInt32, native!("u4"), 4),
    (DataType::UInt64, native!("u8"), 8),
    (DataType::Float16, native!("f2"), 2),
    (DataType::Float32, native!("f4"), 4),
    (DataType::Float64, native!("f8"), 8),
    (DataType::Timestamp(TimeUnit::Second, None), native!("M8[s]"), 8),
    (DataType::Timestamp(TimeUnit::Millisecond, None), native!("M8[ms]"), 8),
    (DataType::Timestamp(TimeUnit::Microsecond, None), native!("M8[us]"), 8),
    (DataType::Timestamp(TimeUnit::Nanosecond, None), native!("M8[ns]"), 8),
    (DataType::Duration(TimeUnit::Second), native!("m8[s]"), 8),
    (DataType::Duration(TimeUnit::Millisecond), native!("m8[ms]"), 8),
    (DataType::Duration(TimeUnit::Microsecond), native!("m8[us]"), 8),
    (DataType::Duration(TimeUnit::Nanosecond), native!("m8[ns]"), 8),
    // Milliseconds of whole days.
    (DataType::Date64, native!("M8[ms]"), 8),
];

/// Arrow's type for numpy's string.
pub(super) fn data_type(dtype: &str) -> Option<&'static DataType> {
    NUMBERS.iter().find(|(_, known, _)| *known == dtype).map(|(data_type, _, _)| data_type)
}

/// numpy's string for Arrow's type, and the bytes of an item. A time zone says how instants are shown, not which they are.
pub(super) fn dtype(data_type: &DataType) -> Option<(&'static str, usize)> {
    let data_type = match data_type {
        DataType::Timestamp(unit, Some(_)) => &DataType::Timestamp(*unit, None),
        other => other,
    };
    NUMBERS.iter().find(|(known, _, _)| known == data_type).map(|(_, dtype, item)| (*dtype, *item))
}
