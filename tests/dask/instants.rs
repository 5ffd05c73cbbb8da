//! Moments, dates, durations and UUIDs: what numpy and pandas see in them, and what is read of Python's own.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use frames_std::{Framed, to_bytes};
use jiff::civil::{self, Date};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::common::seen::*;
use crate::common::{python, script};
use crate::live::{Case, Way, both, check, closed};
use crate::native::{Native, PICKLE_ONLY};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn timestamp(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

const LEAP_DAY: Date = civil::date(2024, 2, 29);

#[derive(Framed, Debug, PartialEq)]
struct Trade {
    id: Uuid,
    at: DateTime<Utc>,
    settles: Option<NaiveDate>,
    ticks: Vec<Timestamp>,
}

fn trade() -> Trade {
    Trade {
        id: Uuid::max(),
        at: utc("2024-02-29T12:30:00Z"),
        settles: None,
        ticks: vec![timestamp("2024-02-29T12:30:00.000000001Z")],
    }
}

#[test]
fn moments_are_datetime64() {
    let noon = || text("2024-02-29T12:00:00Z");
    let days = |days: &[&str]| array("<M8[D]", &[days.len()], days.iter().map(|day| text(*day)));
    let late = NaiveDateTime::MAX.date().and_hms_micro_opt(1, 2, 3, 4).expect("a time");
    let mut cases: Vec<Case> = vec![
        both(utc("2024-02-29T12:00:00Z"), noon()),
        both(timestamp("2024-02-29T12:00:00Z"), noon()),
        both(LEAP_DAY, text("2024-02-29")),
        both(TimeDelta::milliseconds(-1500), tuple([int(-1), int(-500_000_000)])),
        both(SignedDuration::MAX, tuple([int(i64::MAX), int(999_999_999)])),
        both(
            vec![Some(utc("2024-02-29T12:00:00Z")), None],
            array("<M8[ns]", &[2], ["2024-02-29T12:00:00.000000000", "NaT"].map(text)),
        ),
        both(vec![late], array("<M8[us]", &[1], [text("262142-12-31T01:02:03.000004")])),
        both(vec![LEAP_DAY, Date::MIN], days(&["2024-02-29", "-9999-01-01"])),
        both(vec![Some(LEAP_DAY), None], days(&["2024-02-29", "NaT"])),
        both(vec![[LEAP_DAY]; 2], array("<M8[D]", &[2, 1], [text("2024-02-29"), text("2024-02-29")])),
        both(
            vec![Some(TimeDelta::nanoseconds(-7)), None],
            array("<m8[ns]", &[2], ["-7 nanoseconds", "NaT"].map(text)),
        ),
        both(vec![SignedDuration::from_secs(i64::MAX)], {
            array("<m8[s]", &[1], [text(format!("{} seconds", i64::MAX))])
        }),
        both(Vec::<Timestamp>::new(), array("<M8[ns]", &[0], [])),
        both(Uuid::nil(), text(Uuid::nil().to_string())),
        both(vec![Some(Uuid::max()), None], tuple([text(Uuid::max().to_string()), none()])),
    ];
    let seen = fields([
        ("id", text("ffffffff-ffff-ffff-ffff-ffffffffffff")),
        ("at", text("2024-02-29T12:30:00Z")),
        ("settles", none()),
        ("ticks", array("<M8[ns]", &[1], [text("2024-02-29T12:30:00.000000001")])),
    ]);
    // An array is found by Dask only where it looks, in the first field.
    cases.push(both(trade(), seen).no_way(Way::Dask, closed::PYTHON));
    check("instants", &cases, true);
}

/// What a Series of pandas makes of a run.
fn series<const N: usize>(runs: [(&str, &dyn Framed); N]) -> Json {
    let dir = python::work_dir("series");
    for (name, run) in runs {
        std::fs::write(dir.join(name), to_bytes(run).expect("a run")).expect("the folder is there");
    }
    let printed = script::run("series.py", &[dir.as_os_str()]);
    std::fs::remove_dir_all(&dir).expect("the folder is ours");
    serde_json::from_str(&printed).expect("the script prints JSON")
}

#[test]
fn pandas_has_columns_of_them() {
    let moments = vec![Some(utc("2024-02-29T12:30:00.5Z")), None];
    let dates = vec![Some(LEAP_DAY), None];
    let durations = vec![Some(SignedDuration::from_millis(1500)), None];
    let ids = vec![Some(Uuid::nil()), None];
    let seen = series([("moments", &moments), ("dates", &dates), ("durations", &durations), ("ids", &ids)]);
    let column = |dtype: &str, first: &str| json!({"dtype": dtype, "missing": [false, true], "first": first});
    assert_eq!(seen["moments"], column("datetime64[ns]", "2024-02-29 12:30:00.500000"));
    assert_eq!(seen["dates"], column("datetime64[s]", "2024-02-29 00:00:00"));
    assert_eq!(seen["durations"], column("timedelta64[ns]", "0 days 00:00:01.500000"));
    assert_eq!(seen["ids"], column("str", "00000000-0000-0000-0000-000000000000"));
}

#[derive(Framed, Debug, PartialEq)]
struct Fields {
    at: Timestamp,
    on: Date,
}

/// Moments of Python's own, of numpy and of pandas.
pub(crate) fn are_read(native: &mut Native<'_>) {
    let at = || timestamp("2024-02-29T12:30:00Z");
    native.reads("moment", timestamp("2024-02-29T12:30:00.000005Z"), PICKLE_ONLY);
    native.reads("moment_naive", LEAP_DAY.at(12, 30, 0, 0), PICKLE_ONLY);
    native.reads("moments_list", vec![Some(at()), None], PICKLE_ONLY);
    native.reads("moments_series", vec![Some(at()), None], &[]);
    native.reads("moments_of_zone", vec![utc("2024-02-29T12:30:00Z")], &[]);
    native.reads("moments_big_endian", vec![LEAP_DAY.at(12, 30, 0, 0)], &[]);
    native.reads("moment_of_numpy", at(), PICKLE_ONLY);
    native.reads("moment_without_axes", at(), &[]);
    native.reads("date", LEAP_DAY, PICKLE_ONLY);
    native.reads("date_of_numpy", utc("2024-02-29T00:00:00Z").date_naive(), PICKLE_ONLY);
    native.reads("dates_of_months", vec![civil::date(2024, 2, 1), civil::date(2024, 3, 1)], &[]);
    native.reads("duration", SignedDuration::from_micros(7 - 86_400_000_000), PICKLE_ONLY);
    native.reads("duration_of_numpy", TimeDelta::milliseconds(-5), PICKLE_ONLY);
    native.reads("durations", vec![TimeDelta::milliseconds(-5), TimeDelta::milliseconds(7)], &[]);
    native.reads("fields", Fields { at: at(), on: LEAP_DAY }, PICKLE_ONLY);
    let id = Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e000);
    native.reads("uuid", id, PICKLE_ONLY);
    native.reads("uuid_bytes", id, &[]);
    native.reads("uuids", vec![Some(id), None], PICKLE_ONLY);
    native.reads("uuids_text", vec![id], &[]);
    native.reads("uuids_raw", vec![id, id], &[]);
}
