//! Many values of one type: bytes, runs of numbers and optional numbers, fixed arrays, texts, and what they nest into.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::num::{NonZero, Wrapping};
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;

use crate::common::seen::*;
use crate::live::{Case, both, check, out};

/// A deque that lies in two pieces of memory, with the items in order all the same.
fn wrapped_around<T: Clone>(items: &[T]) -> VecDeque<T> {
    let middle = items.len() / 2;
    let mut deque = VecDeque::with_capacity(items.len());
    deque.extend(items[middle..].iter().cloned());
    for item in items[..middle].iter().rev() {
        deque.push_front(item.clone());
    }
    assert!(!deque.as_slices().1.is_empty(), "the deque lies in two pieces");
    deque
}

#[test]
fn bytes_in_all_containers() {
    let abc = || bytes("a\0\u{ff}");
    let raw = "a\0\u{ff}".as_bytes();
    check(
        "bytes",
        &[
            both(raw.to_vec(), abc()),
            both(Bytes::copy_from_slice(raw), abc()),
            both(<[u8; 4]>::try_from(raw).expect("four bytes"), abc()),
            both::<Box<[u8]>>(raw.into(), abc()),
            both::<Arc<[u8]>>(raw.into(), abc()),
            both(Cow::Borrowed(raw), abc()),
            both(wrapped_around(raw), abc()),
            out(raw, abc()),
            out(&raw, abc()),
            both(Vec::<u8>::new(), bytes("")),
            both(Bytes::new(), bytes("")),
            both([0u8; 0], bytes("")),
            both(Some(raw.to_vec()), abc()),
            both(vec![raw.to_vec(), vec![]], list([abc(), bytes("")])),
            both(vec![Bytes::copy_from_slice(raw); 2], list([abc(), abc()])),
            both((1u8, raw.to_vec()), tuple([int(1), abc()])),
            // Rows of a fixed length are an array, as of any other number.
            both(vec![[1u8, 2], [3, 4]], array("|u1", &[2, 2], [1, 2, 3, 4].map(int))),
        ],
        true,
    );
}

#[test]
fn numbers() {
    let mut cases = Vec::new();
    macro_rules! run {
        ($($type:ty, $dtype:literal, $item:ident, [$($value:expr),*];)*) => {$({
            let values: Vec<$type> = vec![$($value),*];
            let len = values.len();
            let seen = || array($dtype, &[len], values.iter().map(|value| $item(*value)));
            cases.push(both(values.clone(), seen()));
            cases.push(both(values.clone().into_boxed_slice(), seen()));
            cases.push(both::<Arc<[$type]>>(values.clone().into(), seen()));
            cases.push(both::<Rc<[$type]>>(values.clone().into(), seen()));
            cases.push(both(<[$type; 3]>::try_from(&values[..]).expect("three values"), seen()));
            cases.push(both(wrapped_around(&values), seen()));
            cases.push(out(&values[..], seen()));
            cases.push(both(Vec::<$type>::new(), array($dtype, &[0], [])));
            cases.push(both(VecDeque::<$type>::new(), array($dtype, &[0], [])));
            cases.push(both(Some(values.clone()), seen()));
            let matrix = vec![[values[0], values[1]], [values[1], values[2]], [values[2], values[0]]];
            let items = matrix.iter().flatten().map(|value| $item(*value));
            cases.push(both(matrix.clone(), array($dtype, &[3, 2], items)));
        })*};
    }
    let unicode = |value: char| text(value.to_string());
    run! {
        i8, "|i1", int, [i8::MIN, 0, i8::MAX];
        i16, "<i2", int, [i16::MIN, 0, i16::MAX];
        i32, "<i4", int, [i32::MIN, 0, i32::MAX];
        i64, "<i8", int, [i64::MIN, 0, i64::MAX];
        isize, "<i8", int, [isize::MIN, 0, isize::MAX];
        u16, "<u2", int, [1, 0, u16::MAX];
        u32, "<u4", int, [1, 0, u32::MAX];
        u64, "<u8", int, [1, 0, u64::MAX];
        usize, "<u8", int, [1, 0, usize::MAX];
        f32, "<f4", float, [0.1, f32::NAN, f32::NEG_INFINITY];
        f64, "<f8", float, [0.1, f64::NAN, -0.0];
        bool, "|b1", bool, [true, false, true];
        char, "<U1", unicode, ['a', 'ß', '🦀'];
    }
    // Numbers in wrappers of std are numbers.
    let nonzeros = [1u32, u32::MAX].map(|value| NonZero::new(value).expect("not zero"));
    cases.push(both(nonzeros.to_vec(), array("<u4", &[2], [int(1), int(u32::MAX)])));
    cases.push(both(vec![nonzeros], array("<u4", &[1, 2], [int(1), int(u32::MAX)])));
    cases.push(both(vec![Wrapping(0.5f64)], array("<f8", &[1], [float(0.5)])));
    cases.push(both(vec![Wrapping(1u8)], bytes("\u{1}")));
    check("numbers", &cases, true);
}

#[test]
fn arrays_of_arrays() {
    let twelve = || (0..12).map(int);
    check(
        "arrays_of_arrays",
        &[
            both([[0i32, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]], array("<i4", &[4, 3], twelve())),
            both(
                [[[0u16, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10, 11]]],
                array("<u2", &[2, 3, 2], twelve()),
            ),
            both(vec![[[0i64; 1]; 2]; 3], array("<i8", &[3, 2, 1], (0..6).map(|_| int(0)))),
            both(Vec::<[f32; 3]>::new(), array("<f4", &[0, 3], [])),
            both(Box::new([[true], [false]]), array("|b1", &[2, 1], [bool(true), bool(false)])),
            both([vec![1.5f64], vec![]], list([array("<f8", &[1], [float(1.5)]), array("<f8", &[0], [])])),
            both([(); 3], tuple([none(), none(), none()])),
            both(wrapped_around(&[[0u16, 1], [2, 3], [4, 5]]), array("<u2", &[3, 2], (0..6).map(int))),
            both(wrapped_around(&[[0u8, 1], [2, 3]]), array("|u1", &[2, 2], (0..4).map(int))),
            both(["a".to_owned(), "b".to_owned()], tuple([text("a"), text("b")])),
        ],
        true,
    );
}

#[test]
fn optional_numbers() {
    let hole = |value: Seen| [value.clone(), none(), value];
    let mut cases: Vec<Case> = Vec::new();
    macro_rules! run {
        ($($type:ty, $dtype:literal, $value:expr, $seen:expr, $fill:expr;)*) => {$(
            cases.push(both(vec![Some::<$type>($value), None, Some($value)], masked($dtype, hole($seen), $fill)));
            cases.push(both(Vec::<Option<$type>>::new(), masked($dtype, [], $fill)));
            cases.push(both(vec![None::<$type>], masked($dtype, [none()], $fill)));
        )*};
    }
    run! {
        i8, "|i1", -5, int(-5), int(63);
        i16, "<i2", -5, int(-5), int(16959);
        i32, "<i4", -5, int(-5), int(999_999);
        i64, "<i8", i64::MIN, int(i64::MIN), int(999_999);
        u8, "|u1", 255, int(255), int(63);
        u16, "<u2", u16::MAX, int(u16::MAX), int(16959);
        u32, "<u4", u32::MAX, int(u32::MAX), int(999_999);
        u64, "<u8", u64::MAX, int(u64::MAX), int(999_999);
        f32, "<f4", 0.1, float(0.1f32), float(1e20f32);
        f64, "<f8", 0.1, float(0.1), float(1e20);
        bool, "|b1", true, bool(true), bool(true);
    }
    // Characters have no fill value that msgpack could hold.
    cases.push(both(vec![Some('x'), None], tuple([text("x"), none()])));
    cases.push(both([Some(1u32), None], masked("<u4", [int(1), none()], int(999_999))));
    cases.push(both(
        wrapped_around(&[Some(1.5f64), None, Some(2.5)]),
        masked("<f8", [float(1.5), none(), float(2.5)], float(1e20)),
    ));
    check("optional_numbers", &cases, true);
}

#[test]
fn texts_and_nested() {
    let many: Vec<String> = (0..400).map(|index| format!("text {index}")).collect();
    let all = || many.iter().map(text);
    let ints = |values: &[u16]| array("<u2", &[values.len()], values.iter().map(int));
    check(
        "texts_and_nested",
        &[
            both(Vec::<String>::new(), tuple([])),
            both(vec!["a".to_owned(), String::new()], tuple([text("a"), text("")])),
            both(many.clone(), tuple(all())),
            both(wrapped_around(&many), tuple(all())),
            both(vec!["long ".repeat(1000)], tuple([text("long ".repeat(1000))])),
            out(&["a", "b"][..], tuple([text("a"), text("b")])),
            both(vec![Some("a".to_owned()), None], tuple([text("a"), none()])),
            both(vec![(), ()], tuple([none(), none()])),
            both(
                vec![None::<Option<u8>>, Some(None), Some(Some(1))],
                tuple([none(), tuple([none()]), tuple([int(1)])]),
            ),
            both(vec![vec!["a".to_owned()], vec![]], tuple([tuple([text("a")]), tuple([])])),
            both(Vec::<Vec<u16>>::new(), tuple([])),
            both(vec![vec![1u16, 2], vec![], vec![3]], list([ints(&[1, 2]), ints(&[]), ints(&[3])])),
            both(vec![vec![vec![1u16]], vec![]], list([list([ints(&[1])]), tuple([])])),
            both(wrapped_around(&[vec![1u16], vec![2], vec![3]]), list([ints(&[1]), ints(&[2]), ints(&[3])])),
            // A deque of numbers in two pieces inside a list: the outermost header says which pieces belong together.
            both(vec![wrapped_around(&[1u16, 2, 3]), [4].into()], list([ints(&[1, 2, 3]), ints(&[4])])),
            both(vec![Box::new(1u16), Box::new(2)], ints(&[1, 2])),
            both(vec![(1u8, "a".to_owned())], tuple([tuple([int(1), text("a")])])),
            // Dask looks at the first element, finds None, and pickles the whole list, the array with it.
            both(vec![None, Some(vec![1u16])], list([none(), ints(&[1])])),
        ],
        true,
    );
}
