//! The tables that the outermost header gets when wire frames are not the logical ones.

use crate::error::Result;
use crate::frame::Frame;
use crate::msgpack::write;

/// How wire frames make logical ones; written into the outermost header, the only place where Dask looks for it.
pub(crate) struct Tables {
    pieces: Vec<usize>,
    codecs: Vec<Option<&'static str>>,
}

impl Tables {
    pub(crate) fn of(frames: &[Frame<'_>]) -> Self {
        let mut tables = Tables { pieces: Vec::with_capacity(frames.len()), codecs: Vec::new() };
        for frame in frames {
            match frame {
                Frame::Whole(_) => {
                    tables.pieces.push(1);
                    tables.codecs.push(None);
                }
                Frame::Chain(pieces) => {
                    tables.pieces.push(pieces.len());
                    tables.codecs.extend(pieces.iter().map(|(_, codec)| codec.map(|codec| codec.name())));
                }
            }
        }
        tables
    }

    pub(crate) fn write(self, header: &mut Vec<u8>) -> Result<()> {
        // The header of a value that was received may have tables of its own, which told of its wire frames then.
        super::remove_entries(header, 0, &["split-num-sub-frames", "split-offsets", "compression", "count"])?;
        super::add_entries(header, 0, 3)?;
        write::text(header, "split-num-sub-frames");
        write::array(header, self.pieces.len())?;
        self.pieces.iter().for_each(|count| write::uint(header, *count as u64));
        write::text(header, "split-offsets");
        write::array(header, self.pieces.len())?;
        let mut offset = 0;
        for count in &self.pieces {
            write::uint(header, offset);
            offset += *count as u64;
        }
        write::text(header, "compression");
        write::array(header, self.codecs.len())?;
        for codec in self.codecs {
            match codec {
                Some(name) => write::text(header, name),
                None => write::nil(header),
            }
        }
        Ok(())
    }
}
