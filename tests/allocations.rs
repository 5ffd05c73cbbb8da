//! What is allocated: nothing that grows with the payload on the way out, the payload once on the way in, and no more
//! than a bound for input that lies. The allocator counts for the whole process, so the tests run in turn.

use std::alloc::System;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hint::black_box;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use frames_std::arrow::arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
};
use frames_std::{
    Framed, FromFrames, Limits, NdArray, Serialized, deserialize, deserialize_with, from_bytes, serialize,
    to_bytes,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Keeps the other tests, and what they allocate, away until it is dropped.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The bytes that were allocated meanwhile, freed or not.
fn allocated<T>(run: impl FnOnce() -> T) -> (usize, T) {
    // Other threads of the test harness allocate a little at times: the least of some measurements counts, where
    // a measurement can be repeated. Here it can't, so callers leave room for it.
    let region = Region::new(GLOBAL);
    let value = black_box(run());
    (region.change().bytes_allocated, value)
}

/// Few enough for a header, whatever the payload.
const KIB: usize = 1024;

/// The least of five runs: what the harness allocates in between doesn't count.
fn least(mut run: impl FnMut()) -> usize {
    (0..5).map(|_| allocated(&mut run).0).min().unwrap_or_default()
}

#[test]
fn writing_allocates_less_than_a_kib() {
    let _alone = alone();
    let large = ("samples".to_owned(), vec![0.5f64; 32 << 20]);
    assert_eq!(size_of_val(&large.1[..]), 256 << 20);
    let used = least(|| drop(serialize(&large).unwrap()));
    assert!(used < KIB, "{used} bytes for 256 MiB");
    let small = ("samples".to_owned(), vec![0.5f64; 128]);
    let used_for_small = least(|| drop(serialize(&small).unwrap()));
    // A longer length takes some bytes more in the header, which may grow by a step.
    assert!(
        used <= used_for_small + 512,
        "{used} bytes for the large one, {used_for_small} for the small one"
    );

    let bytes = (vec![1u8; 64 << 20], Bytes::from(vec![2u8; 1 << 20]), "x".repeat(1 << 20));
    let used = least(|| drop(serialize(&bytes).unwrap()));
    assert!(used < 2 * KIB, "{used} bytes");
}

#[test]
fn numbers_are_allocated_once() {
    let _alone = alone();
    const PAYLOAD: usize = 8 << 20;
    let owned = serialize(&("samples".to_owned(), vec![0.5f64; PAYLOAD / 8])).unwrap().into_owned();
    let used = least(|| drop(deserialize::<(String, Vec<f64>)>(&owned).unwrap()));
    assert!((PAYLOAD..PAYLOAD + 2 * KIB).contains(&used), "{used} bytes");
    let rows = serialize(&vec![[0.5f32; 4]; PAYLOAD / 16]).unwrap().into_owned();
    let used = least(|| drop(deserialize::<Vec<[f32; 4]>>(&rows).unwrap()));
    assert!((PAYLOAD..PAYLOAD + 2 * KIB).contains(&used), "{used} bytes");
    // At an odd address, too.
    let packed = Bytes::from([&b"?"[..], &owned.to_bytes().unwrap()].concat()).slice(1..);
    let used = least(|| drop(from_bytes::<(String, Vec<f64>)>(packed.clone()).unwrap()));
    assert!((PAYLOAD..PAYLOAD + 2 * KIB).contains(&used), "{used} bytes");
}

/// Arrays are lent out; on the way in a view takes nothing, and an array that owns its elements these once.
#[test]
fn arrays_are_views() {
    let _alone = alone();
    const PAYLOAD: usize = 8 << 20;
    let rows = ndarray::Array2::<f64>::zeros((1 << 10, 1 << 10));
    let array = NdArray::from_vec(vec![0.5f64; PAYLOAD / 8], vec![1 << 10, 1 << 10]).unwrap();
    let used = least(|| {
        drop((serialize(&rows).unwrap(), serialize(&rows.t()).unwrap(), serialize(&array).unwrap()))
    });
    assert!(used < 4 * KIB, "{used} bytes");
    let broadcast = rows.broadcast((1 << 20, 1 << 10, 1 << 10)).unwrap();
    let used = least(|| drop(serialize(&broadcast).unwrap()));
    assert!(used < 2 * KIB, "{used} bytes");
    let owned = serialize(&rows.t()).unwrap().into_owned();
    let used = least(|| {
        let array: NdArray = deserialize(&owned).unwrap();
        let part = array.transpose().slice(0, 5..10).unwrap().slice_by(1, .., 3).unwrap();
        assert_eq!(part.view::<f64>().unwrap().sum(), 0.0);
        assert_eq!(array.transpose().as_slice::<f64>().unwrap()[7], 0.0);
    });
    assert!(used < 4 * KIB, "{used} bytes");
    let used = least(|| drop(deserialize::<ndarray::Array2<f64>>(&owned).unwrap()));
    assert!((PAYLOAD..PAYLOAD + 4 * KIB).contains(&used), "{used} bytes");
    let used = least(|| drop(deserialize::<ndarray::ArcArray2<f64>>(&owned).unwrap()));
    assert!((PAYLOAD..PAYLOAD + 4 * KIB).contains(&used), "{used} bytes");
    let borrowed = serialize(&rows).unwrap();
    let used = least(|| drop(deserialize::<nalgebra::DMatrix<f64>>(&borrowed).unwrap()));
    assert!((PAYLOAD..PAYLOAD + 4 * KIB).contains(&used), "{used} bytes");
}

#[test]
fn a_table_is_lent_and_sliced() {
    let _alone = alone();
    const ROWS: usize = 1 << 20;
    let price = Float64Array::from_iter((0..ROWS).map(|row| (row % 9 != 0).then_some(row as f64)));
    let volume = Int64Array::from_iter_values(0..ROWS as i64);
    let venue = StringArray::from_iter_values((0..ROWS).map(|row| ["Lund", "Zürich"][row % 2]));
    let open = BooleanArray::from_iter((0..ROWS).map(|row| Some(row % 2 == 0)));
    let columns: [ArrayRef; 4] = [Arc::new(price), Arc::new(volume), Arc::new(venue), Arc::new(open)];
    let names = (0..16).map(|index| format!("column {index}"));
    let batch = RecordBatch::try_from_iter(names.zip(columns.into_iter().cycle())).unwrap();
    assert!(batch.get_array_memory_size() > 64 << 20);

    let used = least(|| drop(serialize(&batch).unwrap()));
    assert!(used < 64 * KIB, "{used} bytes to write 16 columns of {ROWS} rows");
    let slice = batch.slice(ROWS / 4, ROWS / 2);
    let columns = slice.project(&[0, 1, 3, 4]).unwrap();
    let used = least(|| drop(serialize(&columns).unwrap()));
    assert!(used < 64 * KIB, "{used} bytes to write a slice of them");

    let pieces = serialize(&batch).unwrap().into_owned();
    let used = least(|| drop(deserialize::<RecordBatch>(&pieces).unwrap()));
    assert!(used < 64 * KIB, "{used} bytes to read it");
}

#[test]
fn shared_bytes_are_not_copied() {
    let _alone = alone();
    let payload = Bytes::from(vec![7u8; 1 << 20]);
    let map = HashMap::from([("a".to_owned(), payload.clone())]);
    let owned = serialize(&(payload.clone(), Some(payload.clone()), map)).unwrap().into_owned();
    type Value = (Bytes, Option<Bytes>, HashMap<String, Bytes>);
    let (used, (first, second, map)) = allocated(|| deserialize::<Value>(&owned).unwrap());
    assert!(used < 64 * KIB, "{used} bytes");
    for back in [&first, second.as_ref().unwrap(), &map["a"]] {
        assert_eq!(back.as_ptr(), payload.as_ptr());
    }

    // Out of one run of bytes: slices of it.
    let packed = Bytes::from(to_bytes(&(1u8, payload.clone())).unwrap());
    let (_, back): (u8, Bytes) = from_bytes(packed.clone()).unwrap();
    assert!(packed.as_ptr_range().contains(&back.as_ptr()));
    // As an opaque value, and out of that again.
    let opaque: Serialized<'static> = deserialize(&owned).unwrap();
    assert_eq!(opaque.frame(0).unwrap().as_ptr(), payload.as_ptr());
    let again = serialize(&opaque).unwrap().into_owned();
    assert_eq!(again.frame(0).unwrap().as_ptr(), payload.as_ptr());
}

/// The first frame lies where the value does.
#[track_caller]
fn lends<T: Framed + ?Sized>(value: &T, frame: usize, at: *const u8) {
    let serialized = serialize(value).unwrap();
    assert_eq!(serialized.frame(frame).unwrap().as_ptr(), at);
}

#[test]
fn frames_are_lent() {
    let _alone = alone();
    let numbers = vec![0.5f64; 9];
    let at = numbers.as_ptr().cast::<u8>();
    lends(&numbers, 0, at);
    lends(&numbers[..], 0, at);
    lends(&&numbers, 0, at);
    lends(&Cow::Borrowed(&numbers[..]), 0, at);
    lends(&Some(&numbers), 0, at);
    lends(&(1u8, &numbers), 1, at);
    lends(&[&numbers], 0, at);
    lends(&BTreeMap::from([("a", &numbers)]), 0, at);
    lends(&Ok::<_, ()>(&numbers), 0, at);
    let boxed = numbers.clone().into_boxed_slice();
    lends(&boxed, 0, boxed.as_ptr().cast());
    let counted: Arc<[f64]> = numbers.clone().into();
    lends(&counted, 0, counted.as_ptr().cast());
    let local = Rc::new(numbers);
    lends(&local, 0, at);
    let fixed = [[1u16; 4]; 4];
    lends(&fixed, 0, fixed.as_ptr().cast());
    let rows = vec![[true, false]; 4];
    lends(&rows, 0, rows.as_ptr().cast());
    let chars = ['x'; 4];
    lends(&chars, 0, chars.as_ptr().cast());
    let bytes = b"bytes".to_vec();
    lends(&bytes, 0, bytes.as_ptr());
    lends(&[&bytes[..]][..], 0, bytes.as_ptr());
    let shared = Bytes::from(bytes);
    lends(&shared, 0, shared.as_ptr());
    let array = *b"fixed";
    lends(&array, 0, array.as_ptr());
    // A long text stands behind its head.
    let text = "x".repeat(5000);
    lends(&text, 1, text.as_ptr());
    lends(&text[..], 1, text.as_ptr());
    // Numbers in wrappers of std are numbers.
    let nonzeros = [std::num::NonZero::<u32>::MIN; 3];
    lends(&nonzeros, 0, nonzeros.as_ptr().cast());
    let wrapping = vec![std::num::Wrapping(0.5f64); 3];
    lends(&wrapping, 0, wrapping.as_ptr().cast());
    let mut deque = VecDeque::from(vec![1u8, 2, 3, 4]);
    deque.pop_front();
    deque.push_back(5);
    lends(&deque, 0, deque.as_slices().0.as_ptr());
    lends(&deque, 1, deque.as_slices().1.as_ptr());
}

/// No length that is only announced is believed.
#[test]
fn lies_cost_nothing() {
    let _alone = alone();
    fn cost<T: FromFrames>(header: &[u8], frames: &[&[u8]]) {
        let value = Serialized::from_parts(header.to_vec(), frames.iter().copied());
        for limits in [Limits::strict(), Limits::cluster()] {
            let (used, result) = allocated(|| deserialize_with::<T>(&value, &limits).map(drop));
            assert!(result.is_err());
            assert!(used < 64 * KIB, "{used} bytes for {result:?}");
        }
    }
    let msgpack = b"\x81\xaaserializer\xa7msgpack";
    let pickle = b"\x81\xaaserializer\xa6pickle";
    cost::<Vec<String>>(msgpack, &[b"\xdd\xff\xff\xff\xff"]);
    cost::<Vec<[u64; 1024]>>(msgpack, &[b"\xdd\xff\xff\xff\xff"]);
    cost::<HashMap<u64, u64>>(msgpack, &[b"\xdf\xff\xff\xff\xff"]);
    cost::<String>(msgpack, &[b"\xdb\xff\xff\xff\xff"]);
    cost::<Bytes>(msgpack, &[b"\xc6\xff\xff\xff\xff"]);
    cost::<Vec<u8>>(pickle, &[b"\x80\x05\x8e\xff\xff\xff\xff\xff\xff\xff\x7f"]);
    cost::<u128>(pickle, &[b"\x80\x05\x8b\xff\xff\xff\x7f"]);
    let dask = b"\x83\xaaserializer\xa4dask\xaftype-serialized\xc4\x21\x80\x05\x95\x15\0\0\0\0\0\0\0\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93\x94.\xaasub-header";
    let mut dask = dask.to_vec();
    // The length of the class reference, and of the pickle's frame in it.
    let pickle_at = dask.windows(2).position(|pair| pair == b"\xc4\x21").unwrap();
    dask[pickle_at + 1] = 32;
    for shape in [&b"\x91\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"[..], b"\x91\xce\xff\xff\xff\xff"] {
        let sub_header = [&b"\x82\xa5dtype\x92\0\xa3<f8\xa5shape"[..], shape].concat();
        cost::<Vec<f64>>(&[&dask[..], &sub_header].concat(), &[&[0; 8]]);
        cost::<Vec<Option<f64>>>(&[&dask[..], &sub_header].concat(), &[&[0; 8]]);
    }

    // A stream that announces a gigabyte and ends.
    let mut packed = 2u64.to_le_bytes().to_vec();
    packed.extend(10u64.to_le_bytes());
    packed.extend((60u64 << 20).to_le_bytes());
    packed.extend([0; 1000]);
    let (used, result) = allocated(|| Serialized::read_from(&mut &packed[..], &Limits::strict()).map(drop));
    assert!(result.is_err());
    assert!(used < 256 * KIB, "{used} bytes");
}
