//! Appends msgpack primitives to a byte vector, always in their shortest form, except where a length is not known
//! yet: then the wide form is reserved and patched.

use super::marker;
use crate::error::{Error, Result};

pub(crate) fn nil(out: &mut Vec<u8>) {
    out.push(marker::NIL);
}

pub(crate) fn bool(out: &mut Vec<u8>, value: bool) {
    out.push(if value { marker::TRUE } else { marker::FALSE });
}

#[inline]
pub(crate) fn uint(out: &mut Vec<u8>, value: u64) {
    match value {
        0..=0x7f => out.push(value as u8),
        0x80..=0xff => out.extend_from_slice(&[marker::U8, value as u8]),
        0x100..=0xffff => marked(out, marker::U16, (value as u16).to_be_bytes()),
        0x1_0000..=0xffff_ffff => marked(out, marker::U32, (value as u32).to_be_bytes()),
        _ => marked(out, marker::U64, value.to_be_bytes()),
    }
}

#[inline]
pub(crate) fn int(out: &mut Vec<u8>, value: i64) {
    match value {
        0.. => uint(out, value as u64),
        -0x20..0 => out.push(value as u8),
        -0x80..-0x20 => out.extend_from_slice(&[marker::I8, value as u8]),
        -0x8000..-0x80 => marked(out, marker::I16, (value as i16).to_be_bytes()),
        -0x8000_0000..-0x8000 => marked(out, marker::I32, (value as i32).to_be_bytes()),
        _ => marked(out, marker::I64, value.to_be_bytes()),
    }
}

#[inline]
pub(crate) fn f32(out: &mut Vec<u8>, value: f32) {
    marked(out, marker::F32, value.to_be_bytes());
}

#[inline]
pub(crate) fn f64(out: &mut Vec<u8>, value: f64) {
    marked(out, marker::F64, value.to_be_bytes());
}

#[inline]
pub(crate) fn text(out: &mut Vec<u8>, value: &str) {
    text_head(out, value.len());
    out.extend_from_slice(value.as_bytes());
}

/// The head of a text of `len` bytes. From 4 GiB on msgpack has no form; callers keep such texts out of headers.
#[inline]
pub(crate) fn text_head(out: &mut Vec<u8>, len: usize) {
    match len {
        0..32 => out.push(marker::FIXSTR | len as u8),
        32..0x100 => out.extend_from_slice(&[marker::STR8, len as u8]),
        0x100..0x1_0000 => marked(out, marker::STR16, (len as u16).to_be_bytes()),
        _ => marked(out, marker::STR32, (len as u32).to_be_bytes()),
    }
}

pub(crate) fn bin(out: &mut Vec<u8>, value: &[u8]) -> Result<()> {
    bin_head(out, value.len())?;
    out.extend_from_slice(value);
    Ok(())
}

/// The head of `len` bytes.
pub(crate) fn bin_head(out: &mut Vec<u8>, len: usize) -> Result<()> {
    match len {
        0..0x100 => out.extend_from_slice(&[marker::BIN8, len as u8]),
        0x100..0x1_0000 => marked(out, marker::BIN16, (len as u16).to_be_bytes()),
        _ => marked(out, marker::BIN32, length(len)?.to_be_bytes()),
    }
    Ok(())
}

/// A moment, in the shortest of its forms: 32, 64 or 96 bits.
pub(crate) fn timestamp(out: &mut Vec<u8>, seconds: i64, nanoseconds: u32) {
    match (u32::try_from(seconds), u64::try_from(seconds)) {
        (Ok(seconds), _) if nanoseconds == 0 => {
            out.extend_from_slice(&[marker::FIXEXT4, marker::TIMESTAMP]);
            out.extend_from_slice(&seconds.to_be_bytes());
        }
        (_, Ok(seconds)) if seconds >> 34 == 0 => {
            out.extend_from_slice(&[marker::FIXEXT8, marker::TIMESTAMP]);
            out.extend_from_slice(&(u64::from(nanoseconds) << 34 | seconds).to_be_bytes());
        }
        _ => {
            out.extend_from_slice(&[marker::EXT8, 12, marker::TIMESTAMP]);
            out.extend_from_slice(&nanoseconds.to_be_bytes());
            out.extend_from_slice(&seconds.to_be_bytes());
        }
    }
}

#[inline]
pub(crate) fn array(out: &mut Vec<u8>, len: usize) -> Result<()> {
    match len {
        0..16 => out.push(marker::FIXARRAY | len as u8),
        16..0x1_0000 => marked(out, marker::ARRAY16, (len as u16).to_be_bytes()),
        _ => marked(out, marker::ARRAY32, length(len)?.to_be_bytes()),
    }
    Ok(())
}

#[inline]
pub(crate) fn map(out: &mut Vec<u8>, len: usize) -> Result<()> {
    match len {
        0..16 => out.push(marker::FIXMAP | len as u8),
        16..0x1_0000 => marked(out, marker::MAP16, (len as u16).to_be_bytes()),
        _ => marked(out, marker::MAP32, length(len)?.to_be_bytes()),
    }
    Ok(())
}

/// A length as msgpack can hold it.
pub(crate) fn length(len: usize) -> Result<u32> {
    u32::try_from(len)
        .map_err(|_| Error::not_allowed(format!("{len} is over msgpack's limit of 4 Gi elements or bytes")))
}

#[inline]
fn marked<const N: usize>(out: &mut Vec<u8>, marker: u8, bytes: [u8; N]) {
    out.push(marker);
    out.extend_from_slice(&bytes);
}

/// A length or number written before its value is known. One byte is set aside; a value that needs more moves what
/// follows, which is rare (more than 15 map entries, more than 127 frames).
pub(crate) struct Reserved {
    at: usize,
}

impl Reserved {
    pub(crate) fn new(out: &mut Vec<u8>) -> Self {
        out.push(marker::NIL);
        Reserved { at: out.len() - 1 }
    }

    /// Where that which follows begins.
    pub(crate) fn behind(&self) -> usize {
        self.at + 1
    }

    pub(crate) fn set_map(self, out: &mut Vec<u8>, len: usize) -> Result<()> {
        if len < 16 {
            out[self.at] = marker::FIXMAP | len as u8;
            return Ok(());
        }
        let mut head = Vec::with_capacity(5);
        map(&mut head, len)?;
        out.splice(self.at..=self.at, head);
        Ok(())
    }

    pub(crate) fn set_uint(self, out: &mut Vec<u8>, value: usize) {
        if value < 0x80 {
            out[self.at] = value as u8;
            return;
        }
        let mut head = Vec::with_capacity(9);
        uint(&mut head, value as u64);
        out.splice(self.at..=self.at, head);
    }
}
