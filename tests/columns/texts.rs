//! Columns of texts, told apart from a reader of msgpack that takes one text after another: whatever bytes stand there, both
//! read the same texts, or both find fault.

use frames_std::{Framed, Serialized, deserialize, serialize};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

#[derive(Framed, Debug, Clone, PartialEq)]
struct Optional {
    text: Option<String>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Required {
    text: String,
}

/// Rows of one column, of which these are the bytes.
fn rows<T: frames_std::FromFrames>(one: T, column: &[u8]) -> Option<Vec<T>> {
    let one = vec![one];
    let written = serialize(&one).expect("a row can be written");
    let received = Serialized::from_parts(written.header_bytes().to_vec(), [column.to_vec()]);
    deserialize(&received).ok()
}

/// A msgpack array of texts and nil, with nothing behind it.
fn texts(column: &[u8]) -> Option<Vec<Option<String>>> {
    let (head, mut rest) = column.split_first_chunk::<5>()?;
    let len = match head {
        [0xdd, len @ ..] => u32::from_be_bytes(*len),
        _ => return None,
    };
    let mut texts = Vec::new();
    for _ in 0..len {
        let (text, behind) = text(rest)?;
        texts.push(text);
        rest = behind;
    }
    rest.is_empty().then_some(texts)
}

/// The first text or nil, and what is behind it.
fn text(bytes: &[u8]) -> Option<(Option<String>, &[u8])> {
    let (len, rest) = match bytes {
        [0xc0, rest @ ..] => return Some((None, rest)),
        [head @ 0xa0..=0xbf, rest @ ..] => (usize::from(head - 0xa0), rest),
        [0xd9, len, rest @ ..] => (usize::from(*len), rest),
        [0xda, a, b, rest @ ..] => (usize::from(u16::from_be_bytes([*a, *b])), rest),
        _ => return None,
    };
    let text = String::from_utf8(rest.get(..len)?.to_vec()).ok()?;
    Some((Some(text), &rest[len..]))
}

fn column(texts: &[Option<String>]) -> Vec<u8> {
    let len = u32::try_from(texts.len()).expect("few texts").to_be_bytes();
    let mut bytes = vec![0xdd, len[0], len[1], len[2], len[3]];
    for text in texts {
        match text.as_deref().map(|text| (text, text.len())) {
            None => bytes.push(0xc0),
            Some((text, len)) => {
                match len {
                    0..32 => bytes.push(0xa0 | len as u8),
                    32..256 => bytes.extend([0xd9, len as u8]),
                    _ => bytes.extend([0xda, (len >> 8) as u8, len as u8]),
                }
                bytes.extend_from_slice(text.as_bytes());
            }
        }
    }
    bytes
}

/// Texts of all lengths, in all numbers of bytes a character, with control characters; and texts whose lengths look like
/// the bytes of a character.
fn any_text() -> impl Strategy<Value = Option<String>> {
    let text = prop_oneof![
        8 => "[A-Z]{1,6}",
        4 => "[a-zäß한😀]{0,9}",
        2 => any::<String>(),
        1 => "[\\x00-\\x20\\x7f]{0,4}",
        1 => "[a-z]{28,34}",
        1 => "[é]{60,100}",
        1 => "x{32768,32900}",
    ];
    option::weighted(0.8, text)
}

/// What is read, by both readers and by both types.
fn check(column: &[u8]) -> std::result::Result<(), TestCaseError> {
    let expected = texts(column);
    let rows_of =
        |texts: &Vec<Option<String>>| texts.iter().map(|text| Optional { text: text.clone() }).collect();
    prop_assert_eq!(rows(Optional { text: None }, column), expected.as_ref().map(rows_of));
    let all: Option<Vec<String>> = expected.and_then(|texts| texts.into_iter().collect());
    let all = all.map(|texts| texts.into_iter().map(|text| Required { text }).collect());
    prop_assert_eq!(rows(Required { text: String::new() }, column), all);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn of_any_kind(texts in vec(any_text(), 0..60), times in 1..40usize) {
        // So often that windows of all sizes are opened.
        check(&column(&vec![texts; times].concat()))?;
    }

    #[test]
    fn with_damage(
        texts in vec(any_text(), 1..30),
        damage in vec((any::<prop::sample::Index>(), prop_oneof![any::<u8>(), 0x80..0xc1u8]), 1..4),
    ) {
        let mut column = column(&texts);
        for (at, byte) in damage {
            let at = at.index(column.len());
            column[at] = byte;
        }
        check(&column)?;
    }

    #[test]
    fn of_bytes_that_look_like_texts(
        bytes in vec(prop_oneof![0xa0..0xa4u8, Just(0xc0), Just(b'x'), Just(0x01), 0x80..0xc4u8, Just(0xd9)], 0..40),
        len in 0..12u8,
    ) {
        check(&[&[0xdd, 0, 0, 0, len], &bytes[..]].concat())?;
    }
}
