//! Integers of 128 bits: msgpack where they fit into 64, else a pickle written by hand, which is what Python has for
//! them. A run is one pickled list.

use super::{from_whole, named, never_nil, whole};
use crate::decode::{Decoder, Family, Input};
use crate::encode::{Encoder, Fit, Inline, message};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::read::Token;
use crate::msgpack::write;
use crate::pickle::{self, Ints, Wide};

macro_rules! wide {
    ($int:ident, $name:literal, $wide:ident, $other:ident) => {
        named!($name, [] $int);

        impl Framed for $int {
            whole!();
            never_nil!();

            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                if let Ok(value) = u64::try_from(*self) {
                    write::uint(out.out, value);
                } else if let Ok(value) = i64::try_from(*self) {
                    write::int(out.out, value);
                } else {
                    if out.is_key() {
                        return Err(Error::not_allowed(
                            "msgpack has no integers beyond 64 bits, so none can be a map key or in a set",
                        ));
                    }
                    return Ok(Fit::NeedsFrames);
                }
                Ok(Fit::Written)
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                out.value_or(self, |out| {
                    let mut body = Vec::new();
                    pickle::write_int(&mut body, Wide::$wide(*self));
                    out.pickle(body)
                })
            }

            fn needs_frames(&self) -> bool {
                false
            }

            fn slice_payload<'a>(slice: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
                Self::chain_payload(slice, &[], out)
            }

            fn chain_payload<'a>(first: &'a [Self], second: &'a [Self], out: &mut Encoder<'a>) -> Result<()> {
                let (len, items) = (first.len() + second.len(), || first.iter().chain(second));
                let fits = out.msgpack_frame(|out| out.values(len, items(), |item, out| item.inline(out)))?;
                if fits == Fit::Written {
                    return Ok(());
                }
                let mut body = Vec::new();
                pickle::write_ints(&mut body, items().map(|value| Wide::$wide(*value)));
                out.pickle(body)
            }
        }

        impl FromFrames for $int {
            from_whole!();

            fn decode(mut input: Input<'_, '_>) -> Result<Self> {
                if let Some(values) = pickled(&mut input)? {
                    return match values {
                        Ints::One(one) => convert::<$int>(one),
                        Ints::Run(_) => Err(Error::header("an integer", "a pickled list")),
                    };
                }
                input.value("an integer", |decoder| convert::<$int>(token(decoder)?))
            }

            fn decode_vec(mut input: Input<'_, '_>) -> Result<Vec<Self>> {
                match pickled(&mut input)? {
                    Some(Ints::Run(values)) => values.into_iter().map(convert::<$int>).collect(),
                    Some(Ints::One(_)) => Err(Error::header("a list of integers", "a pickled integer")),
                    None => input.list(),
                }
            }
        }

        impl TryFrom<Wide> for Narrowed<$int> {
            type Error = ();
            fn try_from(value: Wide) -> Result<Self, ()> {
                match value {
                    Wide::$wide(value) => Ok(Narrowed(value)),
                    Wide::$other(value) => $int::try_from(value).map(Narrowed).map_err(drop),
                }
            }
        }
    };
}

/// A 128-bit integer made of either kind; a type of our own because of the orphan rule.
struct Narrowed<T>(T);

fn convert<T>(value: Wide) -> Result<T>
where
    Narrowed<T>: TryFrom<Wide>,
{
    match Narrowed::try_from(value) {
        Ok(Narrowed(value)) => Ok(value),
        Err(_) => {
            Err(Error::value(format!("the integer is out of range for {}", std::any::type_name::<T>())))
        }
    }
}

wide!(i128, "std.i128", Signed, Unsigned);
wide!(u128, "std.u128", Unsigned, Signed);

fn token(decoder: &mut Decoder<'_>) -> Result<Wide> {
    let at = decoder.cursor;
    match decoder.token()? {
        Token::UInt(value) => Ok(Wide::Unsigned(value.into())),
        Token::Int(value) => Ok(Wide::Signed(value.into())),
        other => Err(at.locate(Error::header("an integer", other.kind()))),
    }
}

/// The integers of a pickle, if one stands here; then it is read.
fn pickled(input: &mut Input<'_, '_>) -> Result<Option<Ints>> {
    let Some(envelope) = input.peek_envelope()? else { return Ok(None) };
    if !matches!(envelope.family, Family::Pickle) || envelope.stop - envelope.start != 1 {
        return Ok(None);
    }
    input.envelope()?;
    input.decoder.frames.claim(envelope.start)?;
    match pickle::ints(input.decoder.frames.bytes(envelope.start)?) {
        Some(values) => Ok(Some(values)),
        None => Err(envelope.unexpected("integers")),
    }
}

impl Encoder<'_> {
    /// A pickle that was written by hand.
    fn pickle(&mut self, body: Vec<u8>) -> Result<()> {
        self.uses(message::Family::Pickle);
        let name = self.take_name();
        write::map(&mut self.header, 2 + usize::from(name.is_some()))?;
        write::text(&mut self.header, "serializer");
        write::text(&mut self.header, message::Family::Pickle.name());
        if let Some(name) = name {
            write::text(&mut self.header, "type");
            write::text(&mut self.header, name);
        }
        write::text(&mut self.header, "writeable");
        write::array(&mut self.header, 0)?;
        self.frames.push(body)
    }
}
