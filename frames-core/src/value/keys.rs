//! Keys and members of sets as Python compares them: `1`, `1.0` and `True` are one key.

use std::collections::HashMap;

use super::Value;

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key<'v> {
    Null,
    Int(i128),
    UInt(u128),
    /// A float that is no integer, by its bits.
    Float(u64),
    Text(&'v str),
    Bytes(&'v [u8]),
    Tuple(Vec<Key<'v>>),
}

/// The integer that Python takes a float for when it compares keys.
pub(crate) fn whole(value: f64) -> Option<i128> {
    // Beyond this floats and integers of 128 bits no longer meet.
    (value.fract() == 0.0 && value.abs() < 1e37).then_some(value as i128)
}

/// `None` of what is compared by what it is, as objects are.
fn key(value: &Value) -> Option<Key<'_>> {
    Some(match value {
        Value::Null => Key::Null,
        Value::Bool(value) => Key::Int((*value).into()),
        Value::Int(value) => Key::Int(*value),
        Value::UInt(value) => Key::UInt(*value),
        // No NaN is equal to another one.
        Value::Float(value) if value.is_nan() => return None,
        Value::Float(value) => whole(*value).map_or(Key::Float(value.to_bits()), Key::Int),
        Value::Text(text) => Key::Text(text),
        Value::Bytes(bytes) => Key::Bytes(bytes),
        Value::Tuple(items) => Key::Tuple(items.iter().map(key).collect::<Option<_>>()?),
        _ => return None,
    })
}

/// The members of a set: of equal ones the first.
pub(crate) fn distinct(members: Vec<Value>) -> Vec<Value> {
    let mut seen = HashMap::new();
    let new: Vec<bool> = members
        .iter()
        .enumerate()
        .map(|(at, member)| key(member).is_none_or(|key| seen.insert(key, at).is_none()))
        .collect();
    let mut new = new.into_iter();
    members.into_iter().filter(|_| new.next().unwrap_or(true)).collect()
}

/// The entries of a dict that was filled in this order: of equal keys the first with the last one's value.
pub(crate) fn last_wins(entries: Vec<(Value, Value)>) -> Vec<(Value, Value)> {
    let mut seen = HashMap::new();
    let place: Vec<usize> = entries
        .iter()
        .enumerate()
        .map(|(at, (entry, _))| key(entry).map_or(at, |key| *seen.entry(key).or_insert(at)))
        .collect();
    if place.iter().enumerate().all(|(at, first)| at == *first) {
        return entries;
    }
    let mut kept: Vec<Option<(Value, Value)>> = entries.into_iter().map(Some).collect();
    for (at, first) in place.into_iter().enumerate().filter(|(at, first)| at != first) {
        if let (Some((_, value)), Some((_, kept))) = (kept[at].take(), kept[first].as_mut()) {
            *kept = value;
        }
    }
    kept.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_python_takes_for_one() {
        let one = [Value::Int(1), Value::Bool(true), Value::Float(1.0)];
        assert_eq!(distinct(one.to_vec()), [Value::Int(1)]);
        let nan = vec![Value::Float(f64::NAN); 2];
        assert_eq!(distinct(nan).len(), 2);
        let pairs = |keys: &[Value]| keys.iter().cloned().zip((0..).map(Value::Int)).collect::<Vec<_>>();
        let tuple = |value: &Value| Value::Tuple(vec![value.clone(), Value::Null]);
        let keys: Vec<Value> = one.iter().map(tuple).chain([Value::from("a")]).collect();
        assert_eq!(
            last_wins(pairs(&keys)),
            [(tuple(&one[0]), Value::Int(2)), (Value::from("a"), Value::Int(3))]
        );
    }
}
