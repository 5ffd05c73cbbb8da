//! Tuples of up to twelve values: a msgpack array where all of them fit, else a tuple of headers.

use super::{from_whole, named, never_nil, whole};
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::write;

macro_rules! tuple {
    ($len:literal: $($type:ident $at:tt),*) => {
        named!("std.tuple", [$($type),*] ($($type,)*));

        impl<$($type: Framed),*> Framed for ($($type,)*) {
            whole!();
            never_nil!();

            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                out.nested(|out| {
                    write::array(out.out, $len)?;
                    $(
                        if self.$at.inline(out).map_err(|error| error.at_index($at))? == Fit::NeedsFrames {
                            return Ok(Fit::NeedsFrames);
                        }
                    )*
                    Ok(Fit::Written)
                })
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                out.value_or(self, |out| {
                    out.nested(|out| {
                        let mut collection = out.begin("tuple", $len)?;
                        $(collection.item(out, |out| self.$at.payload(out)).map_err(|error| error.at_index($at))?;)*
                        collection.end(out)
                    })
                })
            }

            fn needs_frames(&self) -> bool {
                $(self.$at.needs_frames())||*
            }
        }

        impl<$($type: FromFrames),*> FromFrames for ($($type,)*) {
            from_whole!();

            fn decode(input: Input<'_, '_>) -> Result<Self> {
                let mut items = ($(None::<$type>,)*);
                let len = input.sequence("a tuple", |_, index, input| {
                    match index {
                        $($at => items.$at = Some($type::decode(input)?),)*
                        _ => return Err(wrong_length($len)),
                    }
                    Ok(())
                })?;
                match items {
                    #[allow(non_snake_case)]
                    ($(Some($type),)*) if len == $len => Ok(($($type,)*)),
                    _ => Err(wrong_length($len)),
                }
            }
        }
    };
}

#[cold]
fn wrong_length(expected: usize) -> Error {
    Error::header(format!("a tuple of {expected}"), "one of another length")
}

tuple!(1: A 0);
tuple!(2: A 0, B 1);
tuple!(3: A 0, B 1, C 2);
tuple!(4: A 0, B 1, C 2, D 3);
tuple!(5: A 0, B 1, C 2, D 3, E 4);
tuple!(6: A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(7: A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
