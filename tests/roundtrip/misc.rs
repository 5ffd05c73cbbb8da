//! Times, addresses, paths, ranges, results.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::ops::{Range, RangeInclusive};
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::collection::vec;
use proptest::prelude::*;

use crate::{check, roundtrips};

/// Some 30,000 years around 1970, to the nanosecond.
fn instants() -> impl Strategy<Value = SystemTime> {
    (-1_000_000_000_000i64..1_000_000_000_000, 0u32..1_000_000_000).prop_map(|(seconds, nanos)| {
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let start = if seconds < 0 { UNIX_EPOCH - whole } else { UNIX_EPOCH + whole };
        start + Duration::from_nanos(nanos.into())
    })
}

/// The text form of an address has no place for flow information.
fn addresses_v6() -> impl Strategy<Value = SocketAddrV6> {
    (any::<Ipv6Addr>(), any::<u16>(), any::<u32>())
        .prop_map(|(ip, port, scope)| SocketAddrV6::new(ip, port, 0, scope))
}

fn runs() -> impl Strategy<Value = Vec<u16>> {
    vec(any::<u16>(), 0..4)
}

roundtrips! {
    durations: any::<Duration>();
    times: instants();
    runs_of_times: vec((instants(), any::<Duration>()), 0..5);
    ip_addresses: any::<IpAddr>();
    ipv4_addresses: any::<Ipv4Addr>();
    ipv6_addresses: any::<Ipv6Addr>();
    socket_addresses_v4: any::<SocketAddrV4>();
    socket_addresses_v6: addresses_v6();
    socket_addresses: prop_oneof![any::<SocketAddrV4>().prop_map(SocketAddr::V4), addresses_v6().prop_map(SocketAddr::V6)];
    paths: any::<PathBuf>();
    ranges: any::<Range<i32>>();
    ranges_of_text: (any::<String>(), any::<String>()).prop_map(|(start, end)| start..end);
    ranges_of_wide: (any::<u128>(), any::<u128>()).prop_map(|(start, end)| start..end);
    inclusive_ranges: any::<RangeInclusive<u64>>();
    inclusive_ranges_of_runs: (runs(), runs()).prop_map(|(start, end)| start..=end);
    ranges_of_runs: (runs(), runs()).prop_map(|(start, end)| start..end);
    results: any::<Result<u8, String>>();
    results_of_runs: proptest::result::maybe_ok(runs(), any::<String>());
    results_of_results: any::<Result<Result<u8, ()>, Result<String, bool>>>();
    results_of_bytes: proptest::result::maybe_err(any::<u8>(), vec(any::<u8>(), 0..4));
    runs_of_results: vec(proptest::result::maybe_ok(runs(), any::<Option<()>>()), 0..4);
    results_of_pairs: proptest::result::maybe_ok((runs(), any::<Option<String>>()), any::<(u8, char)>());
}

#[cfg(unix)]
proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn paths_that_are_no_text(bytes in vec(1u8.., 0..9)) {
        use std::os::unix::ffi::OsStringExt;
        let path = PathBuf::from(std::ffi::OsString::from_vec(bytes));
        check(&path);
        check(&std::collections::BTreeMap::from([(path.clone(), path)]));
    }
}

#[test]
fn edges() {
    check(&Duration::MAX);
    check(&Duration::ZERO);
    check(&UNIX_EPOCH);
    check(&(UNIX_EPOCH - Duration::from_nanos(1)));
    check(&(UNIX_EPOCH - Duration::from_secs(1)));
    check(&PathBuf::new());
    check(&PathBuf::from("x".repeat(5000)));
}
