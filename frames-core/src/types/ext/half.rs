//! Floats of 16 bits: `f16` is numpy's `<f2`. numpy itself has no `bf16`, so a run of these is `|V2` in Python, two raw
//! bytes each in this machine's order, which `array.view("<u2")` or ml_dtypes make numbers of. A single one of either
//! is an ordinary float, which holds it exactly.

use half::{bf16, f16};

use crate::columns::numbers::{
    masked_columns, number_cells, number_columns, number_run_columns, read_masked_columns,
    read_number_columns, read_number_run_columns,
};
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::msgpack::read::Token;
use crate::msgpack::write;
use crate::types::any_number::{AnyNumber, float};
use crate::types::element::Element;
use crate::types::number::Number;
use crate::types::number_hooks::{castable, maskable, read_options, read_runs, runs};
use crate::types::scalar::{Scalar, read, read_scalar, scalar_methods};
use crate::types::{from_whole, named, whole};
use crate::value::{DType, Kind};

macro_rules! half {
    ($type:ident, $name:literal, $kind:ident, $dtype:expr) => {
        impl Element for $type {
            fn dtype() -> DType {
                DType::native(Kind::$kind, 2)
            }

            fn convert(number: AnyNumber) -> Option<Self> {
                exact(float(number)?, $type::from_f64)
            }
        }

        impl Number for $type {
            const DTYPE: &'static str = $dtype;

            castable!();
        }

        impl Scalar for $type {
            const EXPECTED: &'static str = "a float";

            fn write(&self, out: &mut Vec<u8>) {
                write::f32(out, self.to_f32());
            }

            fn read(token: Token<'_>) -> Option<Result<Self>> {
                let value = match f64::read(token)? {
                    Ok(value) => value,
                    Err(error) => return Some(Err(error)),
                };
                let out_of_range = || Error::value(concat!("the float is no ", stringify!($type), " without loss"));
                Some(exact(value, $type::from_f64).ok_or_else(out_of_range))
            }
        }

        named!($name, [] $type);

        impl Framed for $type {
            scalar_methods!();
            runs!();
            maskable!();
            number_columns!();
            number_run_columns!();
            masked_columns!();
        }

        impl FromFrames for $type {
            read_scalar!();
            read_runs!();
            read_options!();
            read_number_columns!();
            read_masked_columns!();
            number_cells!();
            read_number_run_columns!();
        }
    };
}

half!(f16, "half.f16", Float, if cfg!(target_endian = "big") { ">f2" } else { "<f2" });
half!(bf16, "half.bf16", Void, "|V2");

/// The value in 16 bits, if nothing is lost.
fn exact<T: Copy + Into<f64>>(value: f64, narrow: impl Fn(f64) -> T) -> Option<T> {
    let narrow = narrow(value);
    let back: f64 = narrow.into();
    (back == value || value.is_nan()).then_some(narrow)
}
