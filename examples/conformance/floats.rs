//! Floats of all of numpy's sizes: their bits read, written, and printed as numpy does.

use std::cmp::Ordering;

/// A float as its bits say: `mantissa * 2^exponent`, unless it is infinite or not a number.
struct Parts {
    negative: bool,
    mantissa: u64,
    exponent: i32,
    special: Option<f64>,
    /// Whether its neighbour towards zero is nearer than the other one, as with powers of two.
    narrow: bool,
}

/// Takes the bits of a float apart; one of 16 bytes is the `long double` of x86-64, ten bytes with padding.
fn parts(size: usize, bits: u128) -> Parts {
    // Only the long double writes out the leading one of its mantissa, so its exponent begins a bit later.
    let (fraction_bits, exponent_bits, head) = match size {
        2 => (10, 5, 10),
        4 => (23, 8, 23),
        8 => (52, 11, 52),
        _ => (63, 15, 64),
    };
    let most = (1 << exponent_bits) - 1;
    let exponent = (bits >> head) as i32 & most;
    let fraction = bits as u64 & ((1 << fraction_bits) - 1);
    let special = if fraction == 0 { f64::INFINITY } else { f64::NAN };
    Parts {
        negative: bits >> (head + exponent_bits) & 1 == 1,
        mantissa: fraction | u64::from(exponent > 0) << fraction_bits,
        exponent: exponent.max(1) - most / 2 - fraction_bits,
        special: (exponent == most).then_some(special),
        narrow: fraction == 0 && exponent > 1,
    }
}

/// The number, rounded where a `f64` can't hold it.
pub(crate) fn read(size: usize, bits: u128) -> f64 {
    let Parts { negative, mantissa, exponent, special, .. } = parts(size, bits);
    // In two steps, as the power alone may be too small or too large.
    let finite = || mantissa as f64 * 2f64.powi(exponent / 2) * 2f64.powi(exponent - exponent / 2);
    let value = special.unwrap_or_else(finite);
    if negative { -value } else { value }
}

/// The bits of a number as a float of that size.
pub(crate) fn write(size: usize, value: f64) -> u128 {
    let bits = value.to_bits();
    let sign = u128::from(bits >> 63);
    match size {
        2 => sign << 15 | u128::from(half(value.abs())),
        4 => (value as f32).to_bits().into(),
        8 => bits.into(),
        _ => sign << 79 | extended(value.abs()),
    }
}

fn half(value: f64) -> u16 {
    if value.is_nan() {
        return 0x7e00;
    }
    let exponent = ((value.to_bits() >> 52) as i32 - 1023).max(-14);
    if exponent > 15 {
        return 0x7c00;
    }
    // What is rounded up to the next power of two carries into the exponent, as it should.
    let mantissa = (value * 2f64.powi(10 - exponent)).round_ties_even() as u16;
    (((exponent + 14) as u16) << 10) + mantissa
}

fn extended(value: f64) -> u128 {
    let Parts { mantissa, exponent, special, .. } = parts(8, value.to_bits().into());
    let shift = mantissa.leading_zeros() as i32;
    let head = match special {
        Some(_) => 0x7fff,
        None if mantissa == 0 => 0,
        None => exponent - shift + 16383 + 63,
    };
    (head as u128) << 64 | u128::from(mantissa) << shift
}

/// `str()` of a float of numpy's: the shortest digits that tell it from its neighbours of the same size, with an exponent
/// where it is small or, for its size, large.
pub(crate) fn text(size: usize, bits: u128) -> String {
    let parts = parts(size, bits);
    let sign = if parts.negative { "-" } else { "" };
    match parts.special {
        Some(special) if special.is_nan() => return "nan".to_owned(),
        Some(_) => return format!("{sign}inf"),
        None if parts.mantissa == 0 => return format!("{sign}0.0"),
        None => {}
    }
    let largest = match size {
        2 => 1e3,
        4 => 1e6,
        _ => 1e16,
    };
    let (digits, point) = shortest(&parts);
    if !(1e-4..largest).contains(&read(size, bits).abs()) {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let exponent = point - 1;
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}{dot}{rest}e{exponent_sign}{:02}", exponent.abs());
    }
    match usize::try_from(point) {
        Ok(point) if point >= digits.len() => format!("{sign}{digits:0<point$}.0"),
        Ok(point) if point > 0 => {
            let (whole, fraction) = digits.split_at(point);
            format!("{sign}{whole}.{fraction}")
        }
        _ => format!("{sign}0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
    }
}

/// The shortest decimal digits between a float's neighbours, and where the point is among them: the free-format
/// algorithm of Steele and White, in integers of any length.
fn shortest(parts: &Parts) -> (String, i32) {
    // The value and the distances to the limits, all as parts of `unit`.
    let narrow = i32::from(parts.narrow);
    let mut value = Natural::new(parts.mantissa).doubled(parts.exponent.max(0) + 1 + narrow);
    let mut unit = Natural::new(1).doubled((-parts.exponent).max(0) + 1 + narrow);
    let mut below = Natural::new(1).doubled(parts.exponent.max(0));
    let mut above = Natural::new(1).doubled(parts.exponent.max(0) + narrow);
    // Half of the way to a neighbour belongs to the float whose mantissa is even.
    let within = if parts.mantissa % 2 == 0 { Ordering::Less } else { Ordering::Equal };
    let reaches = |value: &Natural, above: &Natural, unit: &Natural| value.plus(above).cmp(unit) > within;
    let mut point = 0;
    while reaches(&value, &above, &unit) {
        unit = unit.times(10);
        point += 1;
    }
    while !reaches(&value.times(10), &above.times(10), &unit) {
        (value, below, above) = (value.times(10), below.times(10), above.times(10));
        point -= 1;
    }
    let mut digits = String::new();
    loop {
        (value, below, above) = (value.times(10), below.times(10), above.times(10));
        let mut digit = b'0';
        while value.cmp(&unit).is_ge() {
            value = value.minus(&unit);
            digit += 1;
        }
        let low = value.cmp(&below) < within.reverse();
        let high = reaches(&value, &above, &unit);
        // In the middle, the even digit.
        let nearest = match value.times(2).cmp(&unit) {
            Ordering::Equal => digit % 2 == 1,
            half => half.is_gt(),
        };
        let up = high && (!low || nearest);
        digits.push(char::from(digit + u8::from(up)));
        if low || high {
            return (digits, point);
        }
    }
}

/// A natural number of any length, its lowest digits first.
struct Natural(Vec<u32>);

impl Natural {
    fn new(value: u64) -> Self {
        Natural(vec![value as u32, (value >> 32) as u32]).trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    /// Doubled so many times.
    fn doubled(&self, times: i32) -> Self {
        let mut out = Natural(vec![0; times as usize / 32]);
        out.0.extend(&self.times(1 << (times % 32)).0);
        out
    }

    fn times(&self, factor: u32) -> Self {
        let mut carry = 0;
        let mut digits: Vec<u32> = Vec::with_capacity(self.0.len() + 1);
        for digit in &self.0 {
            carry += u64::from(*digit) * u64::from(factor);
            digits.push(carry as u32);
            carry >>= 32;
        }
        digits.push(carry as u32);
        Natural(digits).trimmed()
    }

    fn plus(&self, other: &Self) -> Self {
        let mut carry = 0;
        let digit = |of: &Natural, at| u64::from(of.0.get(at).copied().unwrap_or(0));
        let sum = (0..=self.0.len().max(other.0.len())).map(|at| {
            carry = (carry >> 32) + digit(self, at) + digit(other, at);
            carry as u32
        });
        Natural(sum.collect()).trimmed()
    }

    /// The difference to a number that isn't larger.
    fn minus(&self, other: &Self) -> Self {
        let mut borrowed = false;
        let rest = self.0.iter().enumerate().map(|(at, digit)| {
            let (rest, first) = digit.overflowing_sub(other.0.get(at).copied().unwrap_or(0));
            let (rest, second) = rest.overflowing_sub(u32::from(borrowed));
            borrowed = first || second;
            rest
        });
        Natural(rest.collect()).trimmed()
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}
