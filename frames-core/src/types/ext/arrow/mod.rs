//! Arrow's record batches, and tables of them: one Arrow IPC stream in one logical frame, whose pieces are the columns'
//! buffers themselves. Python sees `pyarrow.RecordBatch` and `pyarrow.Table`.

mod arrays;
mod rows;
mod segments;
mod stream;
mod table;
mod types;
mod write;

#[cfg(test)]
mod tests;

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;

pub use rows::{Table, from_batch, to_batch};
pub use table::ArrowTable;

use stream::Stream;

use crate::decode::Input;
use crate::error::{Error, Result, cut};
use crate::frame::Frames;
use crate::frame_reader::FrameReader;
use crate::framed::{Framed, FromFrames};
use crate::header::{HeaderReader, HeaderWriter};
use crate::names::{Named, TypeInfo};
use crate::registry::{Entry, Registration};
use crate::type_info;

static BATCH: &TypeInfo = type_info!("pyarrow.lib.RecordBatch", python = "pyarrow.lib.RecordBatch");
static TABLE: &TypeInfo = type_info!("pyarrow.lib.Table", python = "pyarrow.lib.Table");

/// A stream of one batch. Column buffers of 1 KiB and above are lent on the way out; coming in, all are slices of what
/// was received, except for those that a sender put at an odd address.
impl Framed for RecordBatch {
    fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
        Ok(())
    }

    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        out.push_chain(write::stream(self.schema_ref(), std::slice::from_ref(self))?)
    }
}

impl FromFrames for RecordBatch {
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        let mut stream = Stream::open(frames.next_segments()?, header.limits())?;
        let batch = stream.next_batch()?.ok_or_else(|| Error::array("the stream has no record batch"))?;
        match stream.next_batch()? {
            None => Ok(batch),
            Some(_) => Err(Error::array("the stream has more than one record batch; read an `ArrowTable`")),
        }
    }
}

impl Named for RecordBatch {
    fn type_info() -> &'static TypeInfo {
        BATCH
    }

    fn dyn_type_info(&self) -> &'static TypeInfo {
        BATCH
    }
}

impl Framed for ArrowTable {
    fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
        Ok(())
    }

    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        out.push_chain(write::stream(self.schema(), self.batches())?)
    }
}

impl FromFrames for ArrowTable {
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        let mut stream = Stream::open(frames.next_segments()?, header.limits())?;
        let mut batches = Vec::new();
        while let Some(batch) = stream.next_batch().map_err(|error| error.at_index(batches.len()))? {
            batches.push(batch);
        }
        Ok(ArrowTable::from_parts(stream.schema(), batches))
    }

    /// A single batch is a table, too.
    fn decode(mut input: Input<'_, '_>) -> Result<Self> {
        match input.is_ahead(BATCH)? {
            true => RecordBatch::decode(input).map(ArrowTable::from),
            false => input.by_hand(),
        }
    }
}

impl Named for ArrowTable {
    fn type_info() -> &'static TypeInfo {
        TABLE
    }

    fn dyn_type_info(&self) -> &'static TypeInfo {
        TABLE
    }
}

inventory::submit! { Entry(Some(Registration::of::<RecordBatch>())) }
inventory::submit! { Entry(Some(Registration::of::<ArrowTable>())) }

fn arrow_error(error: ArrowError) -> Error {
    Error::array(problem(error))
}

/// What Arrow's crates found wrong, cut short: their texts may hold names from the input.
fn problem(error: ArrowError) -> String {
    match error {
        ArrowError::InvalidArgumentError(text) | ArrowError::SchemaError(text) => cut(&text),
        other => cut(&other.to_string()),
    }
}
