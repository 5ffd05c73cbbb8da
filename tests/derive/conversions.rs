//! Types that are written and read through others: `into`, `from`, `try_from`.

use super::*;

#[derive(Debug, PartialEq, Clone, Framed)]
#[framed(from = "String", into = String)]
struct Upper(u8, String);

impl From<String> for Upper {
    fn from(text: String) -> Self {
        Upper(0, text.to_uppercase())
    }
}

impl From<Upper> for String {
    fn from(upper: Upper) -> Self {
        upper.1.to_lowercase()
    }
}

#[derive(Framed)]
struct RawEven {
    value: u32,
    samples: Vec<f64>,
}

#[derive(Debug, PartialEq, Framed)]
#[framed(try_from = "RawEven")]
struct Even {
    value: u32,
    samples: Vec<f64>,
}

impl TryFrom<RawEven> for Even {
    type Error = String;

    fn try_from(raw: RawEven) -> Result<Self, String> {
        match raw.value % 2 {
            0 => Ok(Even { value: raw.value, samples: raw.samples }),
            _ => Err(format!("{} is odd", raw.value)),
        }
    }
}

#[test]
fn values_are_converted_and_validated() {
    let upper = Upper(0, "ABC".into());
    assert_eq!(reread::<_, String>(&upper).unwrap(), "abc");
    round_trip(&upper);
    round_trip(&Even { value: 2, samples: vec![1.0] });
    let odd = RawEven { value: 3, samples: vec![] };
    assert_eq!(reread::<_, Even>(&odd).unwrap_err().to_string(), "frames.Even: 3 is odd");
}
