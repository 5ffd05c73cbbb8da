//! Texts in a run of msgpack values, found to be UTF-8 many at a time.
//!
//! A text has a head, and a short text's head, like nil, is a byte that UTF-8 has no use for where it stands: one that
//! continues a character of which none was begun, or 0xc0. So the bytes ahead are copied with control characters for such
//! bytes, and are checked at once; short texts are slices of that copy. It is of no use behind what it can't hold: long
//! texts, and texts with control characters, which are read alone. What looked like a head inside a text was no UTF-8: so
//! there have to be as many control characters as texts.
//!
//! Heads and nil: <https://github.com/msgpack/msgpack/blob/master/spec.md>.

use crate::msgpack::marker;

/// What a window is made of at first, and after one that went less far than it should. More than a short text.
const LEAST: usize = 64;

/// What it grows to, by doubling: few enough bytes to stay in the cache.
const MOST: usize = 16384;

/// No short text has more bytes, with its head.
const SHORT: usize = 32;

/// A window with fewer values was hardly worth it, unless the bytes end there.
const FEW: usize = 16;

/// The most texts that are read alone before a window is tried again.
const PAUSE: usize = 255;

/// What stands for nil.
const NIL: u8 = 0x7f;

/// What stands for bytes that no window holds. UTF-8 has no use for it anywhere.
const END: u8 = 0xff;

/// The bytes ahead as text.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// It begins with the head of a text. A head is the text's length.
    text: String,
    /// The values that were stepped over.
    pub(super) values: usize,
    /// Where the next one stands.
    pub(super) at: usize,
    /// How many bytes it was to have.
    size: usize,
    /// Whether it ends before something that it can't hold, or was left there.
    ends_early: bool,
    /// How many texts were to be read alone before the next one.
    pause: usize,
    /// How many of these are still ahead.
    alone: usize,
}

impl Window {
    /// The length of the short text that stands next, or 0 for nil; `None` if something else does, or it isn't all here.
    #[inline]
    pub(super) fn next_len(&self, nil: bool) -> Option<usize> {
        let len = match self.text.as_bytes().get(self.at)? {
            len @ 0..=0x1f => usize::from(*len),
            &NIL if nil => 0,
            _ => return None,
        };
        (self.at + len < self.text.len()).then_some(len)
    }

    /// Steps over that text; what number it has here, if it isn't UTF-8.
    #[inline]
    pub(super) fn step(&mut self, len: usize) -> Result<Option<&str>, usize> {
        let head = self.at;
        let text = self.text.get(head + 1..).and_then(|rest| rest.get(..len)).ok_or(self.values)?;
        self.at = head + 1 + len;
        self.values += 1;
        Ok((self.text.as_bytes()[head] != NIL).then_some(text))
    }

    /// Begins anew at the head of a short text, or nil. Where windows were hardly worth it lately, this one stays empty.
    pub(super) fn open(&mut self, ahead: &[u8]) {
        if self.alone > 0 {
            self.alone -= 1;
            return;
        }
        self.size = if self.ends_early { LEAST } else { (2 * self.size).clamp(LEAST, MOST) };
        let ahead = &ahead[..ahead.len().min(self.size)];
        let text = as_text(ahead, std::mem::take(&mut self.text).into_bytes());
        self.ends_early = false;
        self.text = String::from_utf8(text).unwrap_or_else(|error| {
            let valid = error.utf8_error().valid_up_to();
            let mut text = error.into_bytes();
            // At the very end a character may have been cut into.
            self.ends_early = valid + 3 < text.len();
            text.truncate(valid);
            String::from_utf8(text).unwrap_or_default()
        });
    }

    /// Forgets what is ahead.
    pub(super) fn close(&mut self) {
        if !self.text.is_empty() {
            // The head of a long text may look like a character.
            self.ends_early |= self.at + SHORT < self.text.len();
            let hardly_worth_it = self.ends_early && self.values < FEW;
            self.pause = if hardly_worth_it { (2 * self.pause + 1).min(PAUSE) } else { 0 };
            self.alone = self.pause;
        }
        self.text.clear();
        (self.at, self.values) = (0, 0);
    }

    /// Whether what was stepped over were texts.
    pub(super) fn is_sound(&self) -> bool {
        controls(&self.text.as_bytes()[..self.at]) == self.values
    }
}

/// These bytes with control characters for heads of short texts and for nil.
fn as_text(bytes: &[u8], mut text: Vec<u8>) -> Vec<u8> {
    text.clear();
    if bytes.iter().fold(0, |most, byte| most.max(*byte)) <= marker::NIL {
        // No character of several bytes begins.
        text.extend(bytes.iter().map(|byte| letter(*byte, false)));
        return text;
    }
    let letter = |byte: u8, [first, second, third]: [u8; 3]| {
        let begun = first.saturating_sub(0xc1) | second.saturating_sub(0xdf) | third.saturating_sub(0xef);
        letter(byte, begun != 0)
    };
    for (index, byte) in bytes.iter().take(3).enumerate() {
        text.push(letter(*byte, [1, 2, 3].map(|back| index.checked_sub(back).map_or(0, |at| bytes[at]))));
    }
    let back = |count: usize| bytes.get(3 - count..).unwrap_or_default().iter();
    let rest = back(0).zip(back(1)).zip(back(2)).zip(back(3));
    text.extend(rest.map(|(((byte, first), second), third)| letter(*byte, [*first, *second, *third])));
    text
}

/// What stands for a byte; `begun` if the bytes before it may begin a character that it continues.
#[inline]
fn letter(byte: u8, begun: bool) -> u8 {
    let bits = |set: bool, bits: u8| u8::from(set).wrapping_neg() & bits;
    let (text, nil) = ((byte & 0xe0 == 0xa0) & !begun, byte == marker::NIL);
    byte & !bits(text | nil, 0xe0) | bits(nil, NIL) | bits(is_control(byte), END)
}

#[inline]
fn is_control(byte: u8) -> bool {
    (byte < 0x20) | (byte == NIL)
}

/// How many control characters there are.
fn controls(text: &[u8]) -> usize {
    // So many can be counted in a byte.
    let lanes = text.chunks(224);
    lanes.map(|lane| usize::from(lane.iter().map(|byte| u8::from(is_control(*byte))).sum::<u8>())).sum()
}
