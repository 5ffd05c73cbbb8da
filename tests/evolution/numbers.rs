//! Numbers become wider, which always works, and narrower, which works for the values that fit.

use super::*;

versions! {
    struct Small { unsigned: u8, signed: i32, float: f32, floats: Vec<f32>, ints: Vec<u16>, maybe: Vec<Option<i16>> }
    struct Large { unsigned: u64, signed: i64, float: f64, floats: Vec<f64>, ints: Vec<u64>, maybe: Vec<Option<i64>> }
    struct Unsigned { signed: u32 }
}

fn small() -> Small {
    Small {
        unsigned: 255,
        signed: -7,
        float: 0.1,
        floats: vec![0.1, -2.5],
        ints: vec![1, 256],
        maybe: vec![Some(-1), None],
    }
}

fn large() -> Large {
    Large {
        unsigned: 255,
        signed: -7,
        float: f64::from(0.1f32),
        floats: vec![f64::from(0.1f32), -2.5],
        ints: vec![1, 256],
        maybe: vec![Some(-1), None],
    }
}

#[test]
fn wider() {
    becomes(small(), large());
}

#[test]
fn narrower_where_it_fits() {
    becomes(Large { floats: vec![], ..large() }, Small { floats: vec![], ..small() });
}

#[test]
fn narrower_where_it_does_not() {
    fails::<Small>(&Large { unsigned: 256, ..large() }, "Value", "unsigned", "256 is out of range");
    fails::<Small>(&Large { signed: 1 << 40, ..large() }, "Value", "signed", "is out of range");
    fails::<Small>(&Large { float: 0.1, ..large() }, "Value", "float", "out of range for an exact f32");
    fails::<Small>(
        &Large { ints: vec![1 << 16], floats: vec![], ..large() },
        "Value",
        "ints[0]",
        "without loss",
    );
    fails::<Small>(&Large { floats: vec![0.1], ..large() }, "Value", "floats[0]", "without loss");
    fails::<Small>(
        &Large { maybe: vec![Some(1 << 20)], floats: vec![], ..large() },
        "Value",
        "maybe[0]",
        "without loss",
    );
}

#[test]
fn with_and_without_a_sign() {
    fails::<Unsigned>(&small(), "Value", "signed", "-7 is out of range");
    becomes(Small { signed: 7, ..small() }, Unsigned { signed: 7 });
}

#[test]
fn whole_numbers_become_floats() {
    versions! {
        struct Whole { size: u32, sizes: Vec<u16> }
        struct Float { size: f64, sizes: Vec<f64> }
    }
    becomes(Whole { size: 3, sizes: vec![1, 2] }, Float { size: 3.0, sizes: vec![1.0, 2.0] });
}

#[test]
fn bytes_are_no_numbers() {
    versions! {
        struct Bytes { data: Vec<u8> }
        struct Numbers { data: Vec<u16> }
    }
    let text = "expected an array, found a value of class `builtins.bytes`";
    fails::<Numbers>(&Bytes { data: vec![1] }, "Header", "data", text);
    becomes(Numbers { data: vec![1, 255] }, Bytes { data: vec![1, 255] });
}
