//! Complex numbers: numpy's `<c8` and `<c16`. msgpack has none, so that a single one is an array without axes, with which
//! Python calculates as with any number; two floats would be a tuple there. Tuples, floats and integers are read, too.

use num_complex::Complex;

use crate::columns::numbers::{
    masked_columns, number_cells, number_columns, number_run_columns, read_masked_columns,
    read_number_columns, read_number_run_columns,
};
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result, cut};
use crate::framed::{Framed, FromFrames};
use crate::types::any_number::{AnyNumber, float};
use crate::types::element::Element;
use crate::types::number::{self, Number};
use crate::types::number_hooks::{castable, maskable, read_options, read_runs, runs};
use crate::types::scalar::narrow;
use crate::types::{from_whole, named, whole};
use crate::value::{DType, Kind, Value};

macro_rules! complex {
    ($part:ident, $name:literal, $dtype:expr, $narrow:expr) => {
        impl Element for Complex<$part> {
            fn dtype() -> DType {
                DType::native(Kind::Complex, size_of::<Self>())
            }

            fn convert(number: AnyNumber) -> Option<Self> {
                let (real, imaginary) = match number {
                    AnyNumber::Complex(real, imaginary) => (real, imaginary),
                    other => (float(other)?, 0.0),
                };
                Some(Complex::new($narrow(real)?, $narrow(imaginary)?))
            }
        }

        impl Number for Complex<$part> {
            const DTYPE: &'static str = $dtype;

            castable!();
        }

        named!($name, [] Complex<$part>);

        impl Framed for Complex<$part> {
            whole!();

            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                out.no_key("a complex number")?;
                Ok(Fit::NeedsFrames)
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                number::write(std::slice::from_ref(self), &[], &[], out)
            }

            runs!();
            maskable!();
            number_columns!();
            number_run_columns!();
            masked_columns!();
        }

        impl FromFrames for Complex<$part> {
            from_whole!();

            fn decode(input: Input<'_, '_>) -> Result<Self> {
                let value = Value::decode(input)?;
                let (real, imaginary) = parts(&value)?;
                let value = AnyNumber::Complex(real, imaginary);
                Self::convert(value).ok_or_else(|| Error::value("the complex number is none of 32-bit floats without loss"))
            }

            read_runs!();
            read_options!();
            read_number_columns!();
            read_masked_columns!();
            number_cells!();
            read_number_run_columns!();
        }
    };
}

/// The number that a value is: a complex one, a real one, or two of these.
fn parts(value: &Value) -> Result<(f64, f64)> {
    let two = |parts: &[Value]| match parts {
        [real, imaginary] => real.as_f64().zip(imaginary.as_f64()),
        _ => None,
    };
    let parts = match value {
        Value::Array(array) => {
            return array.at::<Complex<f64>>(&[]).map(|number| (number.re, number.im));
        }
        Value::Tuple(parts) | Value::List(parts) => two(parts),
        Value::Object(object) if object.class.is("builtins", "complex") => two(&object.args),
        number => number.as_f64().map(|real| (real, 0.0)),
    };
    parts.ok_or_else(|| Error::header("a complex number", cut(&value.to_string())))
}

const BIG: bool = cfg!(target_endian = "big");

complex!(f32, "num_complex.Complex32", if BIG { ">c8" } else { "<c8" }, |part| narrow(part).ok());
complex!(f64, "num_complex.Complex64", if BIG { ">c16" } else { "<c16" }, Some);
