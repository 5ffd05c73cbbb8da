//! Zstandard frames with the size of their content in the header. Sizes are read here, before the library is called:
//! what frames declare, and what their blocks can give at most.

use zstd::bulk::Decompressor;

use super::{Room, bad, out_of_memory};
use crate::error::{Error, Result};
use crate::frame::Codec;

/// Dask's level.
const LEVEL: i32 = 3;
const MAGIC: u32 = 0xFD2F_B528;
/// The last four bits are free.
const SKIPPABLE: u32 = 0x184D_2A50;
/// The most that a block gives.
const BLOCK: u64 = 128 << 10;

pub(super) fn decompress(block: &[u8], room: &Room) -> Result<Vec<u8>> {
    let sizes = Sizes::of(block).ok_or_else(|| refused("the frame is cut, or is none"))?;
    // A window is at most what is taken: it is a part of the content.
    room.within_limit(sizes.window)?;
    let Some(declared) = sizes.declared else {
        room.within_limit(sizes.most)?;
        return Err(refused("the frame does not say how much it holds; a writer that knows should say so"));
    };
    let size = room.admit(declared)?;
    if declared > sizes.most {
        return Err(refused(format!(
            "its blocks hold at most {} bytes, {declared} are declared",
            sizes.most
        )));
    }
    let mut out = Vec::new();
    out.try_reserve_exact(size).map_err(|_| out_of_memory())?;
    let written = Decompressor::new()
        .and_then(|mut library| library.decompress_to_buffer(block, &mut out))
        .map_err(|error| refused(error.to_string()))?;
    if written != size {
        return Err(refused(format!("the frame has {written} bytes, {declared} are declared")));
    }
    Ok(out)
}

pub(super) fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL).map_err(|error| refused(error.to_string()))
}

/// What a run of frames says of its sizes.
struct Sizes {
    /// All contents together; `None` where one of them is not declared.
    declared: Option<u64>,
    /// The most that the blocks of all frames give.
    most: u64,
    /// The largest window.
    window: u64,
}

impl Sizes {
    /// Walks over frames and blocks. `None` where they are cut, or no frames, or all of them to be skipped.
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut sizes = Sizes { declared: Some(0), most: 0, window: 0 };
        let mut reader = Reader(bytes);
        let mut frames = 0usize;
        while !reader.0.is_empty() {
            let magic = reader.uint(4)? as u32;
            if magic & !0xF == SKIPPABLE {
                let len = reader.uint(4)?;
                reader.skip(len)?;
            } else if magic == MAGIC {
                sizes.frame(&mut reader)?;
                frames += 1;
            } else {
                return None;
            }
        }
        (frames > 0).then_some(sizes)
    }

    fn frame(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let descriptor = reader.uint(1)?;
        let single_segment = descriptor & 0x20 != 0;
        let window = if single_segment {
            None
        } else {
            let window = reader.uint(1)?;
            let base = 1u64 << (10 + (window >> 3));
            Some(base + base / 8 * (window & 7))
        };
        reader.skip([0, 1, 2, 4][(descriptor & 3) as usize])?;
        let content = match descriptor >> 6 {
            0 if !single_segment => None,
            0 => Some(reader.uint(1)?),
            1 => Some(reader.uint(2)? + 256),
            2 => Some(reader.uint(4)?),
            _ => Some(reader.uint(8)?),
        };
        self.declared = self.declared.zip(content).map(|(sum, content)| sum.saturating_add(content));
        self.window = self.window.max(window.unwrap_or(0));
        loop {
            let head = reader.uint(3)?;
            let len = head >> 3;
            let most = match head >> 1 & 3 {
                0 => {
                    reader.skip(len)?;
                    len
                }
                1 => {
                    reader.skip(1)?;
                    len
                }
                _ => {
                    reader.skip(len)?;
                    BLOCK
                }
            };
            self.most = self.most.saturating_add(most);
            if head & 1 != 0 {
                break;
            }
        }
        // A checksum.
        reader.skip(if descriptor & 4 != 0 { 4 } else { 0 })
    }
}

struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn skip(&mut self, len: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(len).ok()?..)?;
        Some(())
    }

    /// A little-endian integer of at most eight bytes.
    fn uint(&mut self, len: usize) -> Option<u64> {
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }
}

#[cold]
fn refused(problem: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    bad(Codec::Zstd, problem)
}
