//! The functions a user calls: a value to a header and frames and back, to bytes and back, to a file and back.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use bytes::Bytes;

use crate::decode;
use crate::encode::{Encoder, Style};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::limits::Limits;
use crate::serialized::Serialized;

/// Turns a value into a header and frames. The frames are lent by the value: cost and memory do not grow with them.
///
/// # Errors
///
/// When the value has no form on the wire: nested too deep, a map key that Python couldn't use as one.
///
/// ```
/// let (header, frames) = {
///     let serialized = frames_core::serialize(&b"abc"[..])?;
///     (serialized.header().to_string(), serialized.frame(0).map(<[u8]>::to_vec))
/// };
/// assert!(header.contains(r#""type": "bytes""#));
/// assert_eq!(frames.as_deref(), Some(&b"abc"[..]));
/// # Ok::<(), frames_core::Error>(())
/// ```
pub fn serialize<T: Framed + ?Sized>(value: &T) -> Result<Serialized<'_>> {
    encode(value, Style::default())
}

/// The same, but equal values give equal bytes: what has no order of its own (hash maps and sets) is sorted.
///
/// # Errors
///
/// As [`serialize`].
pub fn serialize_canonical<T: Framed + ?Sized>(value: &T) -> Result<Serialized<'_>> {
    encode(value, Style { canonical: true, ..Style::default() })
}

fn encode<T: Framed + ?Sized>(value: &T, style: Style) -> Result<Serialized<'_>> {
    let mut encoder = Encoder::new(style);
    match value.payload(&mut encoder) {
        Ok(()) => encoder.finish(),
        Err(error) => Err(error.in_type(value.dyn_type_info().name())),
    }
}

/// Turns a header and frames back into a value, within [`Limits::cluster`].
///
/// # Errors
///
/// When they are not a value of this type: a typed error with the path to the field.
///
/// ```
/// let serialized = frames_core::serialize(&[1u16, 2, 3])?;
/// assert_eq!(frames_core::deserialize::<Vec<u16>>(&serialized)?, [1, 2, 3]);
/// # Ok::<(), frames_core::Error>(())
/// ```
pub fn deserialize<T: FromFrames>(value: &Serialized<'_>) -> Result<T> {
    deserialize_with(value, &Limits::cluster())
}

/// The same within limits of one's own.
///
/// # Errors
///
/// As [`deserialize`].
pub fn deserialize_with<T: FromFrames>(value: &Serialized<'_>, limits: &Limits) -> Result<T> {
    decode::read(value, limits, T::decode).map_err(|error| error.in_type(T::type_info().name()))
}

/// Turns a value into one run of bytes: what `distributed.protocol.deserialize_bytes` reads in Python.
///
/// That reader resolves none of Dask's markers in headers, so sets are written as collections here; this is how the
/// bytes differ from those of [`Serialized::to_bytes`].
///
/// # Errors
///
/// As [`serialize`].
pub fn to_bytes<T: Framed + ?Sized>(value: &T) -> Result<Vec<u8>> {
    encode(value, Style { in_band: false, ..Style::default() })?.to_bytes()
}

/// Reads what [`to_bytes`], or `distributed.protocol.serialize_bytes` in Python, wrote. Payloads that the value keeps as
/// [`Bytes`] are slices of `bytes`.
///
/// # Errors
///
/// As [`deserialize`], and when the lengths contradict each other.
pub fn from_bytes<T: FromFrames>(bytes: impl Into<Bytes>) -> Result<T> {
    from_bytes_with(bytes, &Limits::cluster())
}

/// The same within limits of one's own.
///
/// # Errors
///
/// As [`from_bytes`].
pub fn from_bytes_with<T: FromFrames>(bytes: impl Into<Bytes>, limits: &Limits) -> Result<T> {
    deserialize_with(&Serialized::from_bytes(bytes, limits)?, limits)
}

/// Writes a value to a file: the bytes of [`to_bytes`], without holding them in memory.
///
/// ```
/// # let path = std::env::temp_dir().join(format!("frames-save-{}", std::process::id()));
/// frames_core::save(&vec![0.5f64, 1.5], &path)?;
/// assert_eq!(frames_core::load::<Vec<f64>>(&path)?, [0.5, 1.5]);
/// # std::fs::remove_file(path)?;
/// # Ok::<(), frames_core::Error>(())
/// ```
///
/// # Errors
///
/// As [`serialize`], and what the file system reports.
pub fn save<T: Framed + ?Sized>(value: &T, path: impl AsRef<Path>) -> Result<()> {
    let serialized = encode(value, Style { in_band: false, ..Style::default() })?;
    let mut file = BufWriter::new(File::create(path)?);
    serialized.write_to(&mut file)
}

/// Reads a value from a file that [`save`], or Dask's spilling, wrote, within [`Limits::cluster`].
///
/// # Errors
///
/// As [`from_bytes`], and what the file system reports.
pub fn load<T: FromFrames>(path: impl AsRef<Path>) -> Result<T> {
    load_with(path, &Limits::cluster())
}

/// The same within limits of one's own: [`Limits::strict`] for a file from strangers.
///
/// # Errors
///
/// As [`load`].
pub fn load_with<T: FromFrames>(path: impl AsRef<Path>, limits: &Limits) -> Result<T> {
    let mut file = BufReader::new(File::open(path)?);
    let value = Serialized::read_from(&mut file, limits)?
        .ok_or_else(|| Error::new(crate::ErrorKind::Truncated { need: 8, got: 0 }))?;
    if let Some(_more) = std::io::Read::bytes(&mut file).next() {
        return Err(Error::malformed("the file goes on after the value"));
    }
    deserialize_with(&value, limits)
}
