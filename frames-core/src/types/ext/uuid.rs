//! uuid: text, `67e55044-10b1-426f-9247-bb680e5fe0c8`, which `uuid.UUID` in Python takes, which a column of pandas
//! holds, and which is a key of a map. So a run is one frame of texts like any other run of texts. (numpy's `|V16`
//! could be lent as it lies, but pandas refuses it, and `|S16` drops zeros at its end; whoever wants the bytes alone has
//! `Vec<[u8; 16]>`, which is lent.) Both are read, as is what numpy makes of texts.

use uuid::Uuid;

use super::arrays::array;
use crate::columns::{Form, Nesting, Source};
use crate::decode::{Decoder, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result, cut};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::read::Token;
use crate::names::known;
use crate::types::{bytes, from_whole, named, whole};
use crate::value::{ByteOrder, DType, Kind};

named!("uuid.Uuid", [] Uuid);

impl Framed for Uuid {
    whole!();

    fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
        out.text(self.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }

    fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
        out.msgpack_frame(|out| self.inline(out)).map(drop)
    }

    fn needs_frames(&self) -> bool {
        false
    }

    fn form(_: &Nesting<'_>) -> Form {
        Form::Values { nil: false }
    }
}

impl FromFrames for Uuid {
    from_whole!();

    /// Text in any of the usual forms, or 16 bytes.
    fn decode(mut input: Input<'_, '_>) -> Result<Self> {
        // Python gives bytes a frame of their own.
        if input.is_ahead(known::BYTES)? {
            return from_bytes(&bytes::read(input)?);
        }
        input.value("a UUID", |decoder| {
            let at = decoder.cursor;
            match decoder.token()? {
                Token::Text(text) => from_text(text),
                Token::Bin(bytes) => from_bytes(bytes),
                other => Err(Error::header("a UUID", other.kind())),
            }
            .map_err(|error| at.locate(error))
        })
    }

    fn decode_vec(mut input: Input<'_, '_>) -> Result<Vec<Self>> {
        let Some(array) = array(&mut input, Some(&[]))? else { return input.list() };
        let item = item_reader(array.dtype())?;
        let items = array.to_c_order(input.limits())?;
        let items = items.chunks_exact(array.dtype().size()).enumerate();
        items.map(|(index, bytes)| item(bytes).map_err(|error| error.at_index(index))).collect()
    }

    fn unpack<'d>(
        source: &mut Source<'d>,
        count: usize,
        decoder: &mut Decoder<'d>,
        out: &mut Vec<Self>,
    ) -> Result<()> {
        let Source::Array(array) = source else { return source.values(count, decoder, out, Self::decode) };
        array.take(count, |array, bytes| {
            let item = item_reader(&array.dtype)?;
            for (index, bytes) in bytes.chunks_exact(array.dtype.size()).enumerate() {
                out.push(item(bytes).map_err(|error| error.at_index(array.at + index))?);
            }
            Ok(())
        })
    }
}

/// Reads one item of an array.
type Reader = fn(&[u8]) -> Result<Uuid>;

fn from_text(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text).map_err(|_| Error::value(format!("`{}` is no UUID", cut(text))))
}

fn from_bytes(bytes: &[u8]) -> Result<Uuid> {
    Uuid::from_slice(bytes)
        .map_err(|_| Error::value(format!("a UUID has 16 bytes, here are {}", bytes.len())))
}

/// How the items of an array are read: 16 bytes each, or texts.
fn item_reader(dtype: &DType) -> Result<Reader> {
    match dtype {
        DType::Plain { kind: Kind::Void | Kind::Bytes, size: 16, .. } => Ok(from_bytes),
        DType::Plain { kind: Kind::Text, order: ByteOrder::Big, size: 1.., .. } => {
            Ok(|bytes| from_chars(bytes, u32::from_be_bytes))
        }
        DType::Plain { kind: Kind::Text, size: 1.., .. } => Ok(|bytes| from_chars(bytes, u32::from_le_bytes)),
        other => Err(Error::array(format!("the dtype `{}` can't be read as UUIDs", cut(&other.to_string())))),
    }
}

/// The longest form of a UUID, `urn:uuid:` and 36 characters.
const MOST_CHARS: usize = 45;

/// Characters of four bytes each, filled up with zeros.
fn from_chars(bytes: &[u8], number: fn([u8; 4]) -> u32) -> Result<Uuid> {
    let chars = bytes.chunks_exact(4).map(|char| {
        char::from_u32(number(bytemuck::pod_read_unaligned(char))).unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    from_text(&chars.take_while(|char| *char != '\0').take(MOST_CHARS + 1).collect::<String>())
}
