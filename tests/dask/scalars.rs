//! Values that are one thing: numbers, texts, options, and the small types that are written as one of these.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::{NonZero, Wrapping};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::common::seen::*;
use crate::live::{Way, both, check, closed, out};

#[test]
fn integers() {
    macro_rules! ends {
        ($($int:ident)*) => {[$(
            both($int::MIN, int($int::MIN)),
            both($int::MAX, int($int::MAX)),
            both(NonZero::<$int>::MIN, int(NonZero::<$int>::MIN)),
            both(Wrapping::<$int>($int::MAX), int($int::MAX)),
        )*]};
    }
    check("integers", &ends!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize).map(|case| case), true);
}

/// Beyond 64 bits msgpack ends, and Dask with it: only a pickle holds such an integer, on the way back as well.
#[test]
fn wide_integers() {
    let small = [
        both(0i128, int(0)),
        both(-1i128, int(-1)),
        both(i128::from(i64::MIN), int(i64::MIN)),
        both(u128::from(u64::MAX), int(u64::MAX)),
        both(vec![1u128, 2], tuple([int(1), int(2)])),
        both(Vec::<i128>::new(), tuple([])),
    ];
    let large = [
        both(i128::MIN, int(i128::MIN)),
        both(i128::MAX, int(i128::MAX)),
        both(u128::MAX, int(u128::MAX)),
        both(i128::from(i64::MIN) - 1, int(i128::from(i64::MIN) - 1)),
        both(u128::from(u64::MAX) + 1, int(u128::from(u64::MAX) + 1)),
        both(NonZero::<u128>::MAX, int(u128::MAX)),
        both(Some(i128::MAX), int(i128::MAX)),
    ];
    let runs = [both(vec![u128::MAX, 0, 1], list([int(u128::MAX), int(0), int(1)]))];
    let cases = small.into_iter().chain(large.into_iter().chain(runs).map(|case| {
        case.with_pickle().no_way(Way::Dask, closed::PYTHON).no_way(Way::Wrapped, closed::PYTHON)
    }));
    let beside = both((i128::MIN, "a".to_owned()), tuple([int(i128::MIN), text("a")]));
    // Among other data a pickled integer of this size is not read.
    let beside = beside.with_pickle().no_way(Way::Dask, closed::PYTHON);
    let cases =
        cases.chain([beside.no_way(Way::Wrapped, closed::PYTHON).no_way(Way::Default, closed::PICKLE)]);
    check("wide_integers", &cases.collect::<Vec<_>>(), true);
}

#[test]
fn floats() {
    let mut cases = vec![
        both(0.1f32, float(0.1f32)),
        both(0.1f64, float(0.1)),
        both(vec![0.1f32], array("<f4", &[1], [float(0.1f32)])),
    ];
    for value in
        [0.0, -0.0, 1.0, f64::MAX, f64::MIN_POSITIVE, 5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]
    {
        cases.push(both(value, float(value)));
        cases.push(both(value as f32, float(value as f32)));
    }
    check("floats", &cases, true);
}

#[test]
fn texts() {
    let long = "long ".repeat(1000);
    check(
        "texts",
        &[
            both('ß', text("ß")),
            both('\0', text("\0")),
            both('🦀', text("🦀")),
            both(String::new(), text("")),
            both("Zwölf\n\"x\" 🦀\0".to_owned(), text("Zwölf\n\"x\" 🦀\0")),
            both(long.clone(), text(&long)),
            both("x".repeat(70_000), text("x".repeat(70_000))),
            both(long.clone().into_boxed_str(), text(&long)),
            both::<Arc<str>>("shared".into(), text("shared")),
            both::<Rc<str>>(long.as_str().into(), text(&long)),
            both(Cow::Borrowed("borrowed"), text("borrowed")),
            out("a borrowed text", text("a borrowed text")),
            out(&&*long, text(&long)),
        ],
        true,
    );
}

#[test]
fn nothing_and_options() {
    check(
        "nothing_and_options",
        &[
            both((), none()),
            both(true, bool(true)),
            both(false, bool(false)),
            both(None::<u8>, none()),
            both(Some(5u8), int(5)),
            both(Some("x".to_owned()), text("x")),
            both(None::<Vec<f64>>, none()),
            both(Some(vec![1.5f64]), array("<f8", &[1], [float(1.5)])),
            // Where the inner value can be nil, one that is there is a tuple of one.
            both(None::<Option<u8>>, none()),
            both(Some(None::<u8>), tuple([none()])),
            both(Some(Some(1u8)), tuple([int(1)])),
            both(Some(Some(None::<u8>)), tuple([tuple([none()])])),
            both(Some(()), tuple([none()])),
            both(Some(Some(vec![1u16])), tuple([array("<u2", &[1], [int(1)])])),
            both(Some(None::<Vec<u16>>), tuple([none()])),
        ],
        true,
    );
}

#[test]
fn small_types() {
    let at = |seconds: u64, nanos: u32| UNIX_EPOCH + Duration::new(seconds, nanos);
    let before: SystemTime = UNIX_EPOCH - Duration::new(1, 250_000_000);
    check(
        "small_types",
        &[
            both(Duration::new(3, 5), tuple([int(3), int(5)])),
            both(Duration::MAX, tuple([int(u64::MAX), int(999_999_999)])),
            both(at(1_700_000_000, 7), tuple([int(1_700_000_000), int(7)])),
            both(before, tuple([int(-2), int(750_000_000)])),
            both(IpAddr::V4(Ipv4Addr::LOCALHOST), text("127.0.0.1")),
            both(IpAddr::V6(Ipv6Addr::LOCALHOST), text("::1")),
            both(Ipv4Addr::BROADCAST, text("255.255.255.255")),
            both(Ipv6Addr::UNSPECIFIED, text("::")),
            both::<SocketAddr>("127.0.0.1:80".parse().expect("valid"), text("127.0.0.1:80")),
            both::<SocketAddr>("[::1]:80".parse().expect("valid"), text("[::1]:80")),
            both(PathBuf::from("a/ü"), text("a/ü")),
            both(3u32..7, tuple([int(3), int(7)])),
            both(-1.5f64..2.0, tuple([float(-1.5), float(2.0)])),
            both('a'..='z', tuple([text("a"), text("z")])),
            both(Wrapping(3u8), int(3)),
            both(std::marker::PhantomData::<String>, none()),
            both(Box::new(5u16), int(5)),
            both(Rc::new(Arc::new(5u16)), int(5)),
            both(Box::new(None::<u8>), none()),
        ],
        true,
    );
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text() {
    let path: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"a/\xff");
    check("paths", &[both(PathBuf::from(path), bytes(b"a/\xff"))], true);
}

#[test]
fn results() {
    let ok = |value| fields([("variant", text("Ok")), ("0", value)]);
    let err = |value| fields([("variant", text("Err")), ("0", value)]);
    check(
        "results",
        &[
            both(Ok::<u8, String>(3), ok(int(3))),
            both(Err::<u8, String>("no".into()), err(text("no"))),
            both(Ok::<Vec<f32>, ()>(vec![1.5]), ok(array("<f4", &[1], [float(1.5)])))
                .no_way(Way::Dask, closed::PYTHON),
            both(Err::<Vec<f32>, ()>(()), err(none())),
            both(Ok::<Result<u8, ()>, ()>(Ok(1)), ok(ok(int(1)))),
            both(vec![Ok::<u8, String>(1), Err("b".into())], tuple([ok(int(1)), err(text("b"))])),
        ],
        true,
    );
}
