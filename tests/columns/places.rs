//! Where runs of records stand: in other values, in two pieces, in messages; and what of them is lent, not copied.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use frames_std::{dumps, loads, to_serialize};

use super::*;

#[derive(Framed, Debug, Clone, PartialEq)]
struct Book {
    title: String,
    trades: Vec<Trade>,
    by_day: BTreeMap<String, Vec<Trade>>,
    maybe: Option<Vec<Trade>>,
    both: (Vec<Trade>, u8),
    fixed: [Point; 2],
    boxed: Box<[Point]>,
}

fn book(count: u64) -> Book {
    Book {
        title: count.to_string(),
        trades: trades(count),
        by_day: [("mon".to_owned(), trades(2)), ("tue".to_owned(), vec![])].into(),
        maybe: (count % 2 == 0).then(|| trades(count)),
        both: (trades(1), 7),
        fixed: [point(1), point(2)],
        boxed: points(3).into(),
    }
}

#[test]
fn in_other_values() {
    there_and_back(&book(3));
    let value = seen(&book(4));
    for path in [&["trades"][..], &["by_day", "mon"], &["maybe"]] {
        assert!(column::<Vec<u64>>(&value, &[path, &["id"]].concat()).len() > 1, "{path:?}");
    }
    assert_eq!(column::<Vec<f64>>(&value, &["fixed", "x"]), [1., 2.]);
    there_and_back(&HashMap::from([(1u8, trades(3)), (2, trades(130))]));
    there_and_back(&Some(trades(3)));
    there_and_back(&(trades(3), points(2)));
    there_and_back(&[point(1), point(2)]);
    there_and_back(&points(3).into_boxed_slice());
    there_and_back(&Arc::new(points(3)));
    there_and_back(&vec![Box::new(point(1)), Box::new(point(2))]);
    let slice: Vec<Point> = reread(&points(300)[..]).unwrap();
    assert_eq!(slice, points(300));
}

#[test]
fn in_runs_of_runs() {
    let nested: Vec<Vec<Trade>> = (0..5).map(trades).collect();
    there_and_back(&nested);
    let value = seen(&nested);
    assert_eq!(column::<Vec<i64>>(&value, &["offsets"]), [0, 0, 1, 3, 6, 10]);
    assert_eq!(column::<Vec<u64>>(&value, &["items", "id"])[..4], [0, 0, 1, 0]);
    there_and_back(&vec![nested.clone(), vec![], nested]);
    there_and_back(&vec![None, Some(trades(3)), Some(vec![])]);
    there_and_back(&vec![(1u8, trades(2)), (2, trades(0))]);
    there_and_back(&(0..3).map(book).collect::<Vec<_>>());
}

#[test]
fn in_two_pieces() {
    let mut deque: VecDeque<Trade> = trades(300).into();
    let first: Vec<_> = deque.drain(..100).collect();
    deque.extend(first);
    assert!(!deque.as_slices().1.is_empty());
    there_and_back(&deque);
    let list: Vec<Trade> = deque.iter().cloned().collect();
    assert_eq!(reread::<_, Vec<Trade>>(&deque).unwrap(), list);
    assert_eq!(seen(&deque), seen(&list));
    there_and_back(&vec![deque.clone(), VecDeque::new(), deque]);
}

#[test]
fn the_same_bytes_each_time() {
    let maps: Vec<HashMap<String, u32>> = vec![(0..50).map(|at| (at.to_string(), at)).collect(); 2];
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Row {
        map: HashMap<String, u32>,
    }
    let rows = |maps: &[HashMap<String, u32>]| -> Vec<Row> {
        maps.iter()
            .map(|map| Row { map: map.iter().map(|(key, value)| (key.clone(), *value)).collect() })
            .collect()
    };
    let bytes = |rows: &[Row]| serialize_canonical(rows).unwrap().to_bytes().unwrap();
    assert_eq!(bytes(&rows(&maps)), bytes(&rows(&maps)), "each map has a random order of its own");
    there_and_back(&rows(&maps));
}

#[test]
fn long_content_is_lent() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Photo {
        name: String,
        text: String,
        data: Vec<u8>,
        samples: Vec<f64>,
        nested: Vec<Option<String>>,
    }
    let photo = |at: u8| Photo {
        name: at.to_string(),
        text: "text ".repeat(2000),
        data: vec![at; 10_000],
        samples: vec![0.5; 2000],
        nested: vec![None, Some("nested".into())],
    };
    let photos: Vec<_> = (0..150).map(photo).collect();
    there_and_back(&photos);
    let serialized = serialize(&photos).unwrap();
    assert!(names(&photos).is_some());
    let lent: Vec<*const u8> = serialized
        .frames()
        .filter(|piece| piece.is_borrowed())
        .map(|piece| piece.as_slice().as_ptr())
        .collect();
    let pieces =
        |bytes: fn(&Photo) -> *const u8| photos.iter().filter(|photo| lent.contains(&bytes(photo))).count();
    assert_eq!(pieces(|photo| photo.text.as_ptr()), 150);
    assert_eq!(pieces(|photo| photo.data.as_ptr()), 150);
    assert_eq!(pieces(|photo| photo.samples.as_ptr().cast()), 150);
    assert_eq!(lent.len(), 450);
}

#[test]
fn long_content_is_shared_on_the_way_in() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Photo {
        name: String,
        data: Bytes,
    }
    let photos: Vec<_> =
        (0..3u8).map(|at| Photo { name: at.to_string(), data: vec![at; 10_000].into() }).collect();
    there_and_back(&photos);
}

/// Python's schedulers look at the values in frame 0, so records stay there.
#[test]
fn in_messages() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Request {
        op: String,
        points: Vec<Point>,
    }
    let request = Request { op: "put".into(), points: points(3) };
    let frames = dumps(&request).unwrap().into_shared();
    assert_eq!(frames.len(), 1);
    let tree: serde_json::Value = rmp_serde::from_slice(&frames[0]).unwrap();
    assert_eq!(tree["points"][2], serde_json::json!({"x": 2.0, "y": -2.0}));
    assert_eq!(loads::<Request>(&frames).unwrap(), request);

    let message = BTreeMap::from([("x", to_serialize(&request))]);
    let frames = dumps(&message).unwrap().into_shared();
    assert!(frames.len() > 2, "a part of its own is columns");
    let back: BTreeMap<String, Request> = loads(&frames).unwrap();
    assert_eq!(back["x"], request);
    let tree: BTreeMap<String, Value> = loads(&frames).unwrap();
    assert_eq!(column::<Vec<f64>>(&tree["x"], &["points", "y"]), [0., -1., -2.]);

    // Records with payloads: each stands in frame 0, its payloads are parts.
    let books: Vec<_> = (0..3).map(book).collect();
    let frames = dumps(&books).unwrap().into_shared();
    assert_eq!(loads::<Vec<Book>>(&frames).unwrap(), books);
    let frames = dumps(&to_serialize(&books)).unwrap().into_shared();
    assert_eq!(loads::<Vec<Book>>(&frames).unwrap(), books);
}

#[test]
fn as_keys() {
    // A key of many records is a tuple of tuples, as before.
    let keyed = BTreeMap::from([(vec![Side::Buy, Side::Sell], 1u8), (vec![], 2)]);
    there_and_back(&keyed);
}

#[test]
fn through_values() {
    let value = Value::from_framed(&trades(200)).unwrap();
    assert_eq!(value.to::<Vec<Trade>>().unwrap(), trades(200));
    let value = seen(&trades(200));
    assert_eq!(value.to::<Vec<Trade>>().unwrap(), trades(200));
    there_and_back(&book(3));
    assert_eq!(seen(&book(3)).to::<Book>().unwrap(), book(3));
}
