//! Payloads in objects: what is lent on the way out and shared on the way in, behind one pointer and in runs.

use bytes::Bytes;
use frames_std::{Framed, Serialized, deserialize, framed_dyn, from_bytes, serialize, to_bytes};

/// From so many bytes on, columns lend.
const LARGE: usize = 4096;

#[framed_dyn]
trait Blob {
    fn bytes(&self) -> &[u8];
}

#[derive(Framed)]
#[framed(dyn = Blob)]
struct Shared {
    bytes: Bytes,
}

impl Blob for Shared {
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

#[derive(Framed)]
#[framed(dyn = Blob)]
struct Owned {
    bytes: Vec<u8>,
}

impl Blob for Owned {
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The objects of a list that is written one by one.
#[derive(Framed)]
struct OneByOne {
    #[framed(objects)]
    blobs: Vec<Box<dyn Blob>>,
}

fn blobs(len: usize) -> Vec<Box<dyn Blob>> {
    vec![
        Box::new(Shared { bytes: vec![1; len].into() }),
        Box::new(Owned { bytes: vec![2; len] }),
        Box::new(Shared { bytes: vec![3; len].into() }),
    ]
}

/// Whether one of the pieces to be sent is the object's own memory.
fn lends(serialized: &Serialized<'_>, blob: &dyn Blob) -> bool {
    serialized.frames().any(|piece| std::ptr::eq(piece.as_slice(), blob.bytes()))
}

fn is_within(blob: &dyn Blob, received: &[u8]) -> bool {
    received.as_ptr_range().contains(&blob.bytes().as_ptr())
}

#[test]
fn an_object_lends_its_payload() {
    for blob in blobs(16) {
        assert!(lends(&serialize(&blob).unwrap(), &*blob));
    }
}

#[test]
fn an_object_shares_the_payload_that_was_received() {
    let blob: Box<dyn Blob> = Box::new(Shared { bytes: vec![7; 16].into() });
    let sent = serialize(&blob).unwrap();
    let back: Box<dyn Blob> = deserialize(&sent).unwrap();
    assert!(std::ptr::eq(back.bytes(), blob.bytes()), "nothing was received: it is the memory of the first");

    let received = Bytes::from(to_bytes(&blob).unwrap());
    let back: Box<dyn Blob> = from_bytes(received.clone()).unwrap();
    assert!(is_within(&*back, &received));
}

#[test]
fn a_run_by_type_lends_large_payloads_and_copies_small_ones_together() {
    let large = blobs(LARGE);
    let serialized = serialize(&large).unwrap();
    assert!(large.iter().all(|blob| lends(&serialized, &**blob)));

    let small = blobs(LARGE - 1);
    let serialized = serialize(&small).unwrap();
    assert!(!small.iter().any(|blob| lends(&serialized, &**blob)));
}

/// A column's bytes are values in one frame: reading gives each object memory of its own, so that one that is kept
/// doesn't keep all.
#[test]
fn a_run_by_type_copies_payloads_out_of_their_column() {
    let received = Bytes::from(to_bytes(&blobs(LARGE)).unwrap());
    let back: Vec<Box<dyn Blob>> = from_bytes(received.clone()).unwrap();
    assert!(back.iter().zip(1..).all(|(blob, fill)| blob.bytes() == [fill; LARGE]));
    assert!(!back.iter().any(|blob| is_within(&**blob, &received)));
}

#[test]
fn a_list_written_one_by_one_copies_nothing() {
    let list = OneByOne { blobs: blobs(16) };
    let serialized = serialize(&list).unwrap();
    assert!(list.blobs.iter().all(|blob| lends(&serialized, &**blob)));

    let received = Bytes::from(to_bytes(&list).unwrap());
    let back: OneByOne = from_bytes(received.clone()).unwrap();
    let shared: Vec<_> = back.blobs.iter().map(|blob| is_within(&**blob, &received)).collect();
    assert_eq!(shared, [true, false, true], "a `Vec` has to own what it holds");
}
