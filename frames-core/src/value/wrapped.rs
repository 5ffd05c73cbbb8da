//! Reading objects that are made of other values, each with a header of its own: torch's tensors, sparse matrices.

use super::Value;
use super::classes::Form;
use super::objects::{generic, object};
use super::read::{inline, value_at};
use super::sub_header::SubHeader;
use crate::class::{Class, class_reference};
use crate::decode::{Decoder, Envelope};
use crate::error::{Error, Result};
use crate::msgpack::read::{Cursor, Token};

/// Reads the object whose sub-header stands at the cursor, which is moved.
pub(super) fn read<'d>(decoder: &mut Decoder<'d>, envelope: &Envelope<'d>, form: Form) -> Result<Value> {
    let Some(class) = envelope.class else { return Err(envelope.unexpected("a class")) };
    let parts = SubHeader::read(decoder)?;
    let mut fields = Fields { decoder, parts, list: Vec::new() };
    let frames = (envelope.start, envelope.stop);
    match form {
        Form::Tensor => fields.tensor(frames)?,
        Form::Parameter => {
            fields.value("data", "sub-header", frames)?;
            fields.scalar("requires_grad")?;
        }
        Form::Coo => fields.coo(frames)?,
        _ => fields.dok(envelope)?,
    }
    Ok(object(class, fields.list))
}

/// The fields of an object while they are read.
struct Fields<'r, 'd> {
    decoder: &'r mut Decoder<'d>,
    parts: SubHeader<'d>,
    list: Vec<(String, Value)>,
}

impl<'d> Fields<'_, 'd> {
    /// A field that stands in the sub-header itself.
    fn scalar(&mut self, name: &'static str) -> Result<()> {
        let value = self.parts.at(self.decoder, name, inline)?;
        self.list.push((name.to_owned(), value));
        Ok(())
    }

    /// A field whose header is this entry of the sub-header.
    fn value(&mut self, name: &str, header: &'static str, frames: (usize, usize)) -> Result<()> {
        let header = self.parts.need(header)?;
        self.value_of(name, header, frames)
    }

    fn value_of(&mut self, name: &str, header: Cursor<'d>, frames: (usize, usize)) -> Result<()> {
        let value = value_at(self.decoder, header, Some(frames)).map_err(|error| error.at_key(name))?;
        self.list.push((name.to_owned(), value));
        Ok(())
    }

    /// Data and, behind its frames, the gradient.
    fn tensor(&mut self, (start, stop): (usize, usize)) -> Result<()> {
        let grad = self.gradient(start, stop)?;
        let behind = grad.map_or(stop, |(_, first)| first);
        self.value("data", "sub-header", (start, behind))?;
        self.scalar("requires_grad")?;
        self.scalar("device")?;
        match grad {
            Some((header, first)) => self.value_of("grad", header, (first, stop)),
            None => Ok(()),
        }
    }

    /// Where the header and the frames of a gradient stand.
    fn gradient(&mut self, start: usize, stop: usize) -> Result<Option<(Cursor<'d>, usize)>> {
        let Some(grad) = self.parts.get("grad") else { return Ok(None) };
        self.decoder.cursor = grad;
        let grad = SubHeader::read(self.decoder)?;
        let first = grad.at(self.decoder, "start", |decoder| decoder.index("a frame"))?;
        Ok(Some((grad.need("header")?, split(start, first, stop)?)))
    }

    /// Coordinates, data and shape.
    fn coo(&mut self, (start, stop): (usize, usize)) -> Result<()> {
        let counts = self.parts.at(self.decoder, "nframes", |decoder| decoder.lengths("frame counts"))?;
        let [coords, data] = counts[..] else {
            return Err(Error::header("two frame counts", format!("{} of them", counts.len())));
        };
        let first = split(start, coords, stop)?;
        if stop - first != data {
            return Err(Error::frames(format!("the data wants {data} frames, {} are left", stop - first)));
        }
        self.value("coords", "coords-header", (start, first))?;
        self.value("data", "data-header", (first, stop))?;
        self.scalar("shape")
    }

    /// The same matrix in coordinates, by its sub-header alone.
    fn dok(&mut self, envelope: &Envelope<'d>) -> Result<()> {
        let header = self.parts.need("coo_header")?;
        self.decoder.cursor = header;
        let class = SubHeader::read(self.decoder)?.at(self.decoder, "type-serialized", class)?;
        self.decoder.cursor = header;
        let value = generic(self.decoder, envelope, Some(class))?;
        self.list.push(("coo".to_owned(), value));
        Ok(())
    }
}

/// Where the second part of a value's frames begins.
fn split(start: usize, first: usize, stop: usize) -> Result<usize> {
    match start.checked_add(first) {
        Some(at) if at <= stop => Ok(at),
        _ => Err(Error::frames(format!("a part wants {first} frames, {} are there", stop - start))),
    }
}

fn class<'d>(decoder: &mut Decoder<'d>) -> Result<Class<'d>> {
    let at = decoder.cursor;
    match decoder.token()? {
        Token::Bin(pickle) => class_reference(pickle).ok_or_else(|| {
            at.locate(Error::not_allowed("a class is more than a name, which would need code"))
        }),
        other => Err(at.locate(Error::header("a class reference", other.kind()))),
    }
}
