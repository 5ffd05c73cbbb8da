//! Integers beyond 64 bits as pickles, because msgpack has no form for them; and the pickles of integers read back.

use super::ops::{Op, Ops, Scalar};

/// Writes an integer as a pickle: two's complement, little-endian, as few bytes as hold it and its sign.
pub(crate) fn write_int(out: &mut Vec<u8>, value: Wide) {
    out.extend_from_slice(&[0x80, 5]);
    push_int(out, value);
    out.push(b'.');
}

/// Writes a run of integers as a pickled list.
pub(crate) fn write_ints(out: &mut Vec<u8>, values: impl Iterator<Item = Wide>) {
    out.extend_from_slice(&[0x80, 5, b']', b'(']); // EMPTY_LIST, MARK
    values.for_each(|value| push_int(out, value));
    out.extend_from_slice(b"e."); // APPENDS, STOP
}

fn push_int(out: &mut Vec<u8>, value: Wide) {
    let (low, sign) = match value {
        Wide::Signed(value) => (value.to_le_bytes(), if value < 0 { 0xff } else { 0 }),
        Wide::Unsigned(value) => (value.to_le_bytes(), 0),
    };
    let mut bytes = low.to_vec();
    bytes.push(sign);
    while let [.., next, last] = bytes[..] {
        if last != sign || (next ^ sign) & 0x80 != 0 {
            break;
        }
        bytes.pop();
    }
    out.extend_from_slice(&[0x8a, bytes.len() as u8]); // LONG1
    out.extend_from_slice(&bytes);
}

/// An integer of up to 128 bits, with or without a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wide {
    Signed(i128),
    Unsigned(u128),
}

impl From<i64> for Wide {
    fn from(value: i64) -> Self {
        u64::try_from(value).map_or(Wide::Signed(value.into()), |value| Wide::Unsigned(value.into()))
    }
}

impl Wide {
    /// From two's complement, little-endian; `None` beyond 128 bits.
    pub(super) fn from_le(bytes: &[u8]) -> Option<Self> {
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        let fill = if negative { 0xff } else { 0 };
        let mut low = [fill; 16];
        let (kept, beyond) = bytes.split_at(bytes.len().min(16));
        low[..kept.len()].copy_from_slice(kept);
        if beyond.iter().any(|byte| *byte != fill) {
            return None;
        }
        match (negative, low[15] & 0x80 != 0) {
            (true, true) => Some(Wide::Signed(i128::from_le_bytes(low))),
            (true, false) => None,
            (false, _) => Some(Wide::Unsigned(u128::from_le_bytes(low))),
        }
    }
}

/// The integers of a pickle.
pub(crate) enum Ints {
    One(Wide),
    Run(Vec<Wide>),
}

/// A pickled integer, or a flat list or tuple of integers; `None` for any other pickle.
pub(crate) fn ints(pickle: &[u8]) -> Option<Ints> {
    let mut ops = Ops::new(pickle);
    // At most one run is under way, with integers above it that were not added yet.
    let mut run: Option<Vec<Wide>> = None;
    let mut marks = 0;
    let mut above = Vec::new();
    loop {
        match ops.next().ok()? {
            Op::Ignored | Op::Put(_) => {}
            Op::Scalar(Scalar::Int(value)) => above.push(value),
            Op::Mark if marks == 0 && above.is_empty() => marks = 1,
            Op::EmptyList | Op::EmptyTuple if run.is_none() && marks == 0 && above.is_empty() => {
                run = Some(Vec::new());
            }
            Op::Append if marks == 0 && above.len() == 1 => run.as_mut()?.append(&mut above),
            Op::Appends if marks == 1 => {
                run.as_mut()?.append(&mut above);
                marks = 0;
            }
            Op::Tuple(len) if run.is_none() => {
                if len.map_or(marks == 0, |len| marks == 1 || len != above.len()) {
                    return None;
                }
                run = Some(std::mem::take(&mut above));
                marks = 0;
            }
            Op::Stop if marks == 0 && ops.is_empty() => {
                return match (run, &above[..]) {
                    (Some(run), []) => Some(Ints::Run(run)),
                    (None, [one]) => Some(Ints::One(*one)),
                    _ => None,
                };
            }
            _ => return None,
        }
    }
}
