//! An array of any type as a value, a field or an element of others.

use super::{DType, Kind, NdArray, Value, write_array};
use crate::decode::{Input, Place};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result, cut};
use crate::framed::{Framed, FromFrames};
use crate::types::{from_whole, named, whole};

named!("frames.NdArray", [] NdArray);

impl Framed for NdArray {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        out.no_key("an array")?;
        Ok(Fit::NeedsFrames)
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        write_array::write(self, out)
    }
}

/// From everything that is an array in Python, and from bytes, which are numbers of 8 bits.
impl FromFrames for NdArray {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        if matches!(input.place, Place::Inline) {
            let at = input.decoder.cursor;
            return match input.decoder.token()? {
                crate::msgpack::read::Token::Bin(bytes) => of_bytes(bytes.to_vec().into()),
                other => Err(at.locate(Error::header("an array", other.kind()))),
            };
        }
        match Value::decode(input)? {
            Value::Array(array) => Ok(*array),
            Value::Bytes(bytes) => of_bytes(bytes),
            other => Err(Error::header("an array", cut(&other.to_string()))),
        }
    }
}

fn of_bytes(bytes: bytes::Bytes) -> Result<NdArray> {
    NdArray::new(DType::native(Kind::UInt, 1), vec![bytes.len()], None, bytes)
}
