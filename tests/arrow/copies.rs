//! Buffers are lent on the way out and sliced on the way in.

use std::sync::Arc;

use bytes::Bytes;
use frames_std::arrow::ArrowTable;
use frames_std::arrow::arrow_array::cast::AsArray;
use frames_std::arrow::arrow_array::types::{Float64Type, Int64Type};
use frames_std::arrow::arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
};
use frames_std::{Serialized, deserialize, from_bytes, serialize};

use crate::strangers::{header, stream};

const ROWS: usize = 10_000;

fn batch() -> RecordBatch {
    let maybe = |row: usize| (row % 5 != 0).then_some(row as f64);
    RecordBatch::try_from_iter([
        ("price", Arc::new(Float64Array::from_iter((0..ROWS).map(maybe))) as ArrayRef),
        ("volume", Arc::new(Int64Array::from_iter_values(0..ROWS as i64))),
        ("venue", Arc::new(StringArray::from_iter_values((0..ROWS).map(|row| format!("venue {row}"))))),
        ("open", Arc::new(BooleanArray::from_iter((0..ROWS).map(|row| Some(row % 2 == 0))))),
    ])
    .expect("columns of one length")
}

/// Where the large buffers of a batch begin, with their sizes.
fn buffers(batch: &RecordBatch) -> Vec<(*const u8, usize)> {
    let mut found = Vec::new();
    for data in batch.columns().iter().map(|column| column.to_data()) {
        let bitmap = data.nulls().map(|nulls| nulls.buffer());
        let buffers = bitmap.into_iter().chain(data.buffers());
        found.extend(buffers.map(|buffer| (buffer.as_ptr(), buffer.len())));
    }
    found
}

#[test]
fn buffers_are_lent() {
    let batch = batch();
    let serialized = serialize(&batch).unwrap();
    let frames: Vec<_> = serialized.frames().map(|frame| frame.as_ref().as_ptr()).collect();
    for (at, len) in buffers(&batch) {
        assert!(frames.contains(&at), "a buffer of {len} bytes was copied");
    }
    // So are those of a slice, from its first row on; a bitmap starts anew unless that is at a whole byte.
    let slice = batch.slice(800, 9_000);
    let serialized = serialize(&slice).unwrap();
    let frames: Vec<_> = serialized.frames().map(|frame| frame.as_ref().as_ptr()).collect();
    let first = |column: &ArrayRef| column.as_primitive::<Int64Type>().values().as_ptr().cast::<u8>();
    assert!(frames.contains(&first(slice.column(1))));
    assert!(frames.contains(&first(batch.column(1)).wrapping_add(8 * 800)));
}

#[test]
fn pieces_of_this_program_become_buffers_again() {
    let batch = batch();
    let back: RecordBatch = deserialize(&serialize(&batch).unwrap()).unwrap();
    assert_eq!(back, batch);
    assert_eq!(buffers(&back), buffers(&batch));
}

/// What Dask sends: the stream in one frame, at an address of our choice.
fn as_one_frame(batch: &RecordBatch, misaligned: usize) -> (Bytes, Serialized<'static>) {
    let stream = stream(&ArrowTable::from(batch.clone()));
    let mut room = vec![0; stream.len() + 128];
    let start = room.as_ptr().align_offset(64) + misaligned;
    room[start..start + stream.len()].copy_from_slice(&stream);
    let frame = Bytes::from(room).slice(start..start + stream.len());
    (frame.clone(), Serialized::from_parts(header(), [frame]))
}

#[test]
fn one_frame_is_sliced() {
    let batch = batch();
    let (frame, received) = as_one_frame(&batch, 0);
    let table: ArrowTable = deserialize(&received).unwrap();
    assert_eq!(table.batches(), std::slice::from_ref(&batch));
    for (at, len) in buffers(&table.batches()[0]) {
        assert!(frame.as_ptr_range().contains(&at), "a buffer of {len} bytes was copied");
    }
}

#[test]
fn only_buffers_at_odd_addresses_are_copied() {
    let batch = batch();
    let (frame, received) = as_one_frame(&batch, 4);
    let table: ArrowTable = deserialize(&received).unwrap();
    assert_eq!(table.batches(), std::slice::from_ref(&batch));
    let is_slice = |at: *const u8| frame.as_ptr_range().contains(&at);
    let [price, volume, venue, open] = table.batches()[0].columns() else { panic!("four columns") };
    assert!(!is_slice(price.as_primitive::<Float64Type>().values().as_ptr().cast()));
    assert!(!is_slice(volume.as_primitive::<Int64Type>().values().as_ptr().cast()));
    // Offsets of four bytes, bytes and bits may stand there.
    assert!(is_slice(venue.as_string::<i32>().offsets().as_ptr().cast()));
    assert!(is_slice(venue.as_string::<i32>().values().as_ptr()));
    assert!(is_slice(open.as_boolean().values().inner().as_ptr()));
}

#[test]
fn a_column_across_two_frames_is_joined() {
    let batch = batch();
    let (frame, _) = as_one_frame(&batch, 0);
    // Dask cuts a frame wherever it is too long.
    for cut in [1, 1_000, 50_000, frame.len() - 1] {
        let header =
            [&[0x80 | 6][..], &header()[1..], b"\xb4split-num-sub-frames\x91\x02\xadsplit-offsets\x91\x00"];
        let pieces = [Bytes::copy_from_slice(&frame[..cut]), Bytes::copy_from_slice(&frame[cut..])];
        let table: ArrowTable = deserialize(&Serialized::from_parts(header.concat(), pieces)).unwrap();
        assert_eq!(table.batches(), std::slice::from_ref(&batch), "cut at {cut}");
    }
}

#[test]
fn a_file_is_sliced() {
    let batch = batch();
    let bytes = frames_std::to_bytes(&batch).unwrap();
    let file = Bytes::from(bytes);
    let back: RecordBatch = from_bytes(file.clone()).unwrap();
    assert_eq!(back, batch);
    assert!(file.as_ptr_range().contains(&back.column(2).as_string::<i32>().values().as_ptr()));
}
