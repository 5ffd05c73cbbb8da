//! Writing a stream: Arrow's own encoder lays out the messages and leaves the buffers where they are. Its many small
//! buffers are put together, since a wire frame for each would cost more than the copy.

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::writer::StreamEncoder;
use arrow_schema::Schema;
use bytes::Bytes;

use super::{arrow_error, types};
use crate::error::Result;
use crate::limits::Limits;

/// Buffers below this travel with the metadata around them.
const SMALL: usize = 1 << 10;

/// The pieces of a stream: schema, batches with their dictionaries, and the mark at the end.
pub(super) fn stream(schema: &Schema, batches: &[RecordBatch]) -> Result<Vec<Bytes>> {
    // Depth first: the encoder goes down types without counting.
    types::check(schema, &Limits::cluster())?;
    let mut encoder = StreamEncoder::try_new(schema).map_err(arrow_error)?;
    let mut pieces = Pieces::default();
    for batch in batches {
        encoder.encode(batch).map_err(arrow_error)?.into_iter().for_each(|buffer| pieces.push(buffer));
    }
    encoder.finish().map_err(arrow_error)?.into_iter().for_each(|buffer| pieces.push(buffer));
    Ok(pieces.finish())
}

#[derive(Debug, Default)]
struct Pieces {
    list: Vec<Bytes>,
    small: Vec<u8>,
}

impl Pieces {
    fn push(&mut self, buffer: Buffer) {
        if buffer.len() < SMALL {
            self.small.extend_from_slice(&buffer);
            return;
        }
        self.end_small();
        self.list.push(Bytes::from_owner(buffer));
    }

    fn end_small(&mut self) {
        if !self.small.is_empty() {
            self.list.push(std::mem::take(&mut self.small).into());
        }
    }

    fn finish(mut self) -> Vec<Bytes> {
        self.end_small();
        self.list
    }
}
