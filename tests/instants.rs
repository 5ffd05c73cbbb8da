//! Moments, dates, durations and UUIDs of other crates: text (or two numbers) alone, arrays of numpy's in runs, and
//! nothing lost on the way.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Debug;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use frames_std::{
    DType, Framed, FromFrames, NdArray, Serialized, Value, deserialize, from_bytes, serialize, to_bytes,
};
use jiff::civil::{self, Date};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

/// Out and back, in both layouts.
#[track_caller]
fn back<T: FromFrames + PartialEq + Debug>(value: T) -> Value {
    let serialized = serialize(&value).unwrap();
    assert_eq!(deserialize::<T>(&serialized).unwrap(), value);
    assert_eq!(from_bytes::<T>(to_bytes(&value).unwrap()).unwrap(), value);
    deserialize(&serialized).unwrap()
}

#[track_caller]
fn is_text<T: FromFrames + PartialEq + Debug>(value: T, text: &str) {
    assert_eq!(back(value), Value::from(text));
}

/// The dtype of the array that a run is.
#[track_caller]
fn dtype<T: FromFrames + PartialEq + Debug>(run: Vec<T>) -> String {
    let len = run.len();
    let value = back(run);
    let array = value.as_array().expect("a run is an array");
    assert_eq!(array.shape(), [len]);
    array.dtype().to_string()
}

fn error<T: FromFrames + Debug>(value: impl Framed) -> String {
    deserialize::<T>(&serialize(&value).unwrap()).unwrap_err().to_string()
}

/// An array of numpy's with these counts.
fn counts(dtype: &str, counts: &[i64]) -> Value {
    let big = dtype.starts_with('>');
    let bytes = |count: &i64| if big { count.to_be_bytes() } else { count.to_le_bytes() };
    let data: Bytes = counts.iter().flat_map(bytes).collect();
    Value::from(NdArray::new(DType::parse(dtype).unwrap(), vec![counts.len()], None, data).unwrap())
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn naive(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn timestamp(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn alone_they_are_text_that_people_read() {
    is_text(utc("2024-02-29T12:30:00Z"), "2024-02-29T12:30:00Z");
    is_text(utc("2024-02-29T12:30:00.000000001Z"), "2024-02-29T12:30:00.000000001Z");
    is_text(naive("2024-02-29T12:30:00.5"), "2024-02-29T12:30:00.500");
    is_text(NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(), "2024-02-29");
    is_text(timestamp("2024-02-29T12:30:00.5Z"), "2024-02-29T12:30:00.5Z");
    is_text(civil::date(2024, 2, 29).at(12, 30, 0, 1), "2024-02-29T12:30:00.000000001");
    is_text(civil::date(2024, 2, 29), "2024-02-29");
    is_text(Uuid::from_u128(1), "00000000-0000-0000-0000-000000000001");
    // A leap second is a text like any other.
    is_text(naive("2016-12-31T23:59:60"), "2016-12-31T23:59:60");
}

/// As std's `Duration`, which can read them where they are not below zero.
#[test]
fn durations_are_seconds_and_nanoseconds() {
    let pair = |seconds: i64, nanos: i64| Value::Tuple(vec![seconds.into(), nanos.into()]);
    assert_eq!(back(TimeDelta::milliseconds(1500)), pair(1, 500_000_000));
    assert_eq!(back(TimeDelta::milliseconds(-1500)), pair(-1, -500_000_000));
    assert_eq!(back(SignedDuration::from_millis(-1500)), pair(-1, -500_000_000));
    let same: std::time::Duration =
        deserialize(&serialize(&SignedDuration::from_millis(1500)).unwrap()).unwrap();
    assert_eq!(same.as_millis(), 1500);
    assert!(error::<TimeDelta>((0i64, 1_000_000_000u32)).contains("nanoseconds are over a second"));
    assert!(error::<TimeDelta>((i64::MAX, 0u32)).contains("out of range for a TimeDelta"));
}

#[test]
fn the_first_and_the_last_of_each_type_come_back() {
    for moment in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        back(moment);
        back(moment.naive_utc());
        back(moment.date_naive());
    }
    back(TimeDelta::MIN);
    back(TimeDelta::MAX);
    back(Timestamp::MIN);
    back(Timestamp::MAX);
    back(civil::DateTime::MIN);
    back(civil::DateTime::MAX);
    back(Date::MIN);
    back(Date::MAX);
    back(SignedDuration::MIN);
    back(SignedDuration::MAX);
    back(vec![NaiveDate::MIN, NaiveDate::MAX]);
    back(vec![Date::MIN, Date::MAX]);
    back(vec![Timestamp::MIN, Timestamp::from_second(Timestamp::MAX.as_second()).unwrap()]);
    back(vec![Uuid::nil(), Uuid::max()]);
}

#[test]
fn a_run_is_one_array_in_the_finest_unit_that_holds_it() {
    assert_eq!(dtype(vec![utc("2024-01-01T00:00:00Z"), utc("1700-01-01T00:00:00.000000001Z")]), "<M8[ns]");
    assert_eq!(dtype(vec![utc("1500-01-01T00:00:00.000001Z")]), "<M8[us]");
    assert_eq!(dtype(vec![naive("2024-01-01T00:00:00"), naive("9999-12-31T23:59:59.999999")]), "<M8[us]");
    assert_eq!(dtype(vec![timestamp("2024-01-01T00:00:00Z")]), "<M8[ns]");
    assert_eq!(dtype(vec![civil::DateTime::MIN]), "<M8[us]");
    assert_eq!(dtype(vec![NaiveDate::from_ymd_opt(2024, 2, 29).unwrap()]), "<M8[D]");
    assert_eq!(dtype(vec![civil::date(2024, 2, 29)]), "<M8[D]");
    assert_eq!(dtype(vec![TimeDelta::nanoseconds(-1), TimeDelta::zero()]), "<m8[ns]");
    assert_eq!(dtype(vec![TimeDelta::milliseconds(i64::MAX)]), "<m8[ms]");
    assert_eq!(dtype(vec![SignedDuration::from_secs(i64::MAX)]), "<m8[s]");
    assert_eq!(dtype(Vec::<Timestamp>::new()), "<M8[ns]");
}

/// The lowest count is numpy's NaT, so the moment it would stand for is counted in the next unit, or refused.
#[test]
fn what_no_unit_holds_is_refused_before_anything_is_written() {
    let nanos = |count: i128| Timestamp::from_nanosecond(count).unwrap();
    let lowest = i128::from(i64::MIN);
    assert_eq!(dtype(vec![nanos(lowest + 1), nanos(i128::from(i64::MAX))]), "<M8[ns]");
    let refused = serialize(&vec![nanos(0), nanos(lowest)]).unwrap_err().to_string();
    assert!(refused.contains("[1]") && refused.contains("no unit holds all items"), "{refused}");
    let both = vec![utc("2024-01-01T00:00:00.000000001Z"), utc("3000-01-01T00:00:00Z")];
    assert_eq!(serialize(&both).unwrap_err().class(), "Value");
    let leap = serialize(&vec![naive("2016-12-31T23:59:60")]).unwrap_err().to_string();
    assert!(leap.contains("none holds a leap second"), "{leap}");
    serialize(&vec![SignedDuration::MIN]).unwrap_err();
}

#[test]
fn a_missing_item_is_nat() {
    let run = vec![Some(utc("2024-01-01T00:00:00Z")), None];
    let value = back(run.clone());
    let array = value.as_array().unwrap();
    assert_eq!(array.items().last(), Some(&i64::MIN.to_ne_bytes()[..]));
    back(vec![None::<TimeDelta>]);
    back(vec![Some(civil::date(2024, 2, 29)), None]);
    back(vec![Some(Uuid::nil()), None]);
    let missing = error::<Vec<DateTime<Utc>>>(&run);
    assert!(missing.contains("[1]") && missing.contains("an item is missing (NaT)"), "{missing}");
    // Where nothing is missing, nobody needs to know that something could be.
    let there: Vec<DateTime<Utc>> = deserialize(&serialize(&run[..1]).unwrap()).unwrap();
    assert_eq!(there.len(), 1);
}

#[test]
fn any_unit_and_order_is_read_without_loss() {
    let moments = |value: Value| value.to::<Vec<Timestamp>>();
    for (dtype, count, moment) in [
        ("<M8[Y]", 54, "2024-01-01T00:00:00Z"),
        (">M8[M]", 649, "2024-02-01T00:00:00Z"),
        ("<M8[W]", -1, "1969-12-25T00:00:00Z"),
        ("<M8[D]", 1, "1970-01-02T00:00:00Z"),
        (">M8[25s]", -1, "1969-12-31T23:59:35Z"),
        ("<M8[ms]", 1, "1970-01-01T00:00:00.001Z"),
        (">M8[us]", -1, "1969-12-31T23:59:59.999999Z"),
        ("<M8[ps]", -1000, "1969-12-31T23:59:59.999999999Z"),
    ] {
        assert_eq!(moments(counts(dtype, &[count])).unwrap(), [timestamp(moment)]);
        let chrono: Vec<DateTime<Utc>> = counts(dtype, &[count]).to().unwrap();
        assert_eq!(chrono, [utc(moment)]);
    }
    let refused = |value: Value| moments(value).unwrap_err().to_string();
    assert!(refused(counts("<M8[ps]", &[0, 1])).contains("1 of dtype `<M8[ps]` is no jiff::"));
    assert!(refused(counts("<M8[Y]", &[i64::MAX])).contains("without loss"));
    assert!(refused(counts("<M8", &[0])).contains("can't be read as"));
    assert!(refused(counts("<m8[s]", &[0])).contains("can't be read as"));
    assert!(refused(counts("<i8", &[0])).contains("can't be read as"));
    assert_eq!(counts("<M8[h]", &[48]).to::<Vec<Date>>().unwrap(), [civil::date(1970, 1, 3)]);
    assert!(counts("<M8[h]", &[47]).to::<Vec<Date>>().is_err());
    assert!(counts("<M8[h]", &[47]).to::<Vec<NaiveDate>>().is_err());
    assert_eq!(counts(">m8[m]", &[-1]).to::<Vec<TimeDelta>>().unwrap(), [TimeDelta::seconds(-60)]);
    // A month is no fixed number of days.
    assert!(counts("<m8[M]", &[1]).to::<Vec<TimeDelta>>().is_err());
}

#[test]
fn every_other_item_and_an_array_without_axes_are_read() {
    let dtype = || DType::parse("<M8[D]").unwrap();
    let data: Bytes = (0i64..5).flat_map(i64::to_le_bytes).collect();
    let strided = NdArray::new(dtype(), vec![3], Some(vec![16]), data).unwrap();
    let dates: Vec<Date> = Value::from(strided).to().unwrap();
    assert_eq!(dates, [1, 3, 5].map(|day| civil::date(1970, 1, day)));
    let one = |count: i64| {
        Value::from(NdArray::new(dtype(), vec![], None, count.to_le_bytes().to_vec().into()).unwrap())
    };
    assert_eq!(one(1).to::<Timestamp>().unwrap(), timestamp("1970-01-02T00:00:00Z"));
    assert!(one(i64::MIN).to::<Timestamp>().unwrap_err().to_string().contains("NaT"));
    assert!(counts("<M8[D]", &[1]).to::<Timestamp>().unwrap_err().to_string().contains("expected 0 axes"));
}

#[test]
fn fixed_arrays_are_axes_and_deques_are_runs() {
    let day = |day| civil::date(2024, 1, day);
    let value = back(vec![[day(1), day(2)], [day(3), day(4)], [day(5), day(6)]]);
    assert_eq!(value.as_array().unwrap().shape(), [3, 2]);
    let value = back([[[day(1)], [day(2)]]]);
    assert_eq!(value.as_array().unwrap().shape(), [1, 2, 1]);
    let mut deque = VecDeque::from([day(2)]);
    deque.push_front(day(1));
    assert_eq!(back(deque).as_array().unwrap().shape(), [2]);
}

#[test]
fn they_are_keys_of_maps() {
    back(BTreeMap::from([(utc("2024-01-01T00:00:00Z"), 1u8)]));
    back(BTreeMap::from([(civil::date(2024, 2, 29), 1u8)]));
    back(BTreeMap::from([(SignedDuration::from_secs(1), 1u8)]));
    back(BTreeMap::from([(vec![NaiveDate::MIN, NaiveDate::MAX], 1u8)]));
    back(BTreeMap::from([(Uuid::max(), vec![1.5f64])]));
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Trade {
    id: Uuid,
    at: DateTime<Utc>,
    settles: Option<NaiveDate>,
    took: SignedDuration,
    history: Vec<Timestamp>,
}

#[test]
fn fields_stand_in_the_header_and_runs_in_frames() {
    let trade = Trade {
        id: Uuid::from_u128(7),
        at: utc("2024-02-29T12:30:00Z"),
        settles: None,
        took: SignedDuration::from_millis(1),
        history: vec![Timestamp::UNIX_EPOCH; 2],
    };
    assert_eq!(serialize(&trade).unwrap().frame_count(), 1);
    assert_eq!(back(trade.clone()).get("at"), Some(&Value::from("2024-02-29T12:30:00Z")));
    back(vec![trade.clone(), trade]);
}

/// A run of records has a column for each field, in the finest unit that holds it.
#[test]
fn columns_of_records_are_arrays() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Row {
        id: Option<Uuid>,
        at: DateTime<Utc>,
        until: Option<Timestamp>,
        on: [Date; 2],
        took: Vec<SignedDuration>,
    }
    let row = |at: &str| Row {
        id: Some(Uuid::nil()),
        at: utc(at),
        until: Some(timestamp(at)),
        on: [civil::date(2024, 2, 29), Date::MIN],
        took: vec![SignedDuration::from_nanos(1); 2],
    };
    let mut rows = vec![row("2024-02-29T12:30:00.000001Z"); 1000];
    rows[500] = Row { id: None, until: None, took: vec![], ..row("2024-02-29T12:30:00.000001Z") };
    let value = back(rows.clone());
    let dtype =
        |value: &Value, name: &str| value.get(name)?.as_array().map(|array| array.dtype().to_string());
    assert_eq!(dtype(&value, "at").as_deref(), Some("<M8[ns]"));
    assert_eq!(dtype(&value, "until").as_deref(), Some("<M8[ns]"));
    assert_eq!(value.get("on").unwrap().as_array().unwrap().shape(), [1000, 2]);
    assert_eq!(dtype(value.get("took").unwrap(), "items").as_deref(), Some("<m8[ns]"));
    assert_eq!(value.get("id").unwrap().as_slice().unwrap()[500], Value::Null);

    // One that is far away makes the unit of its column coarser, and no other.
    rows[700].at = utc("9999-12-31T23:59:59.999999Z");
    let value = back(rows.clone());
    assert_eq!(dtype(&value, "at").as_deref(), Some("<M8[us]"));
    assert_eq!(dtype(&value, "until").as_deref(), Some("<M8[ns]"));
    // Unless one needs the finer unit.
    rows[3].at = utc("2024-02-29T12:30:00.000000001Z");
    let refused = serialize(&rows).unwrap_err().to_string();
    assert!(refused.contains("no unit holds all items"), "{refused}");
}

#[test]
fn texts_of_other_forms_are_read_and_wrong_ones_refused() {
    assert_eq!(
        deserialize::<Timestamp>(&serialize("2024-02-29T13:30:00+01:00").unwrap()).unwrap(),
        timestamp("2024-02-29T12:30:00Z")
    );
    assert_eq!(
        deserialize::<DateTime<Utc>>(&serialize("2024-02-29T13:30:00+01:00").unwrap()).unwrap(),
        utc("2024-02-29T12:30:00Z")
    );
    // Where a moment has no time zone, nobody knows which moment it is; and nothing is stepped over.
    for text in ["2024-02-29T12:30:00", "2023-02-29T12:30:00Z", "soon", ""] {
        assert!(error::<Timestamp>(text).contains("in the form of RFC 3339"), "{text}");
        assert!(error::<DateTime<Utc>>(text).contains("in the form of RFC 3339"), "{text}");
    }
    for text in ["2024-02-29T12:30:00+01:00", "2024-02-29T12:30:00[Europe/Berlin]", "2024-02-29"] {
        error::<civil::DateTime>(text);
        error::<NaiveDateTime>(text);
    }
    error::<Date>("2024-02-29T12:30:00");
    error::<NaiveDate>("2024-02-29T12:30:00");
    assert!(error::<Timestamp>(7u8).contains("a moment or date as text"));
}

fn pickle(stream: &'static [u8]) -> Serialized<'static> {
    Serialized::from_parts(&b"\x81\xaaserializer\xa6pickle"[..], [Bytes::from_static(stream)])
}

/// What Python writes of its own accord: `datetime` and `uuid` are pickled, and read without running the pickle.
#[test]
fn moments_of_pickles_are_read() {
    let moment = pickle(
        b"\x80\x05\x95*\0\0\0\0\0\0\0\x8c\x08datetime\x94\x8c\x08datetime\x94\x93\x94C\n\x07\xe4\x01\x02\x03\x04\x05\n[\xf5\x94\x85\x94R\x94.",
    );
    assert_eq!(deserialize::<NaiveDateTime>(&moment).unwrap(), naive("2020-01-02T03:04:05.678901"));
    assert_eq!(deserialize::<civil::DateTime>(&moment).unwrap().to_string(), "2020-01-02T03:04:05.678901");
    deserialize::<Timestamp>(&moment).unwrap_err();
    let zoned = pickle(
        b"\x80\x05\x95X\0\0\0\0\0\0\0\x8c\x08datetime\x94\x8c\x08datetime\x94\x93\x94C\n\x07\xe4\x01\x02\0\0\0\0\0\0\x94h\0\x8c\x08timezone\x94\x93\x94h\0\x8c\x09timedelta\x94\x93\x94K\0M\x10\x0eK\0\x87\x94R\x94\x85\x94R\x94\x86\x94R\x94.",
    );
    assert_eq!(deserialize::<Timestamp>(&zoned).unwrap(), timestamp("2020-01-01T23:00:00Z"));
    assert_eq!(deserialize::<DateTime<Utc>>(&zoned).unwrap(), utc("2020-01-01T23:00:00Z"));
    let date = pickle(
        b"\x80\x05\x95 \0\0\0\0\0\0\0\x8c\x08datetime\x94\x8c\x04date\x94\x93\x94C\x04\x07\xe5\x02\x03\x94\x85\x94R\x94.",
    );
    assert_eq!(deserialize::<Date>(&date).unwrap(), civil::date(2021, 2, 3));
    let duration = pickle(
        b"\x80\x05\x95'\0\0\0\0\0\0\0\x8c\x08datetime\x94\x8c\x09timedelta\x94\x93\x94J\xff\xff\xff\xffK\x05K\x07\x87\x94R\x94.",
    );
    assert_eq!(deserialize::<TimeDelta>(&duration).unwrap(), TimeDelta::microseconds(-86_394_999_993));
}

/// numpy's bytes and texts, as a column of pandas may become an array.
#[test]
fn uuids_are_read_from_arrays() {
    let ids = [Uuid::from_u128(0xff << 120), Uuid::from_u128(1)];
    let array = |dtype: &str, data: Vec<u8>| {
        Value::from(NdArray::new(DType::parse(dtype).unwrap(), vec![2], None, data.into()).unwrap())
    };
    let raw: Vec<u8> = ids.iter().flat_map(|id| *id.as_bytes()).collect();
    for dtype in ["|V16", "|S16"] {
        assert_eq!(array(dtype, raw.clone()).to::<Vec<Uuid>>().unwrap(), ids);
    }
    let chars = |order: fn(u32) -> [u8; 4]| -> Vec<u8> {
        let padded = ids.iter().map(|id| format!("{:\0<40}", id.to_string()));
        padded.flat_map(|text| text.chars().flat_map(|char| order(char.into())).collect::<Vec<_>>()).collect()
    };
    assert_eq!(array("<U40", chars(u32::to_le_bytes)).to::<Vec<Uuid>>().unwrap(), ids);
    assert_eq!(array(">U40", chars(u32::to_be_bytes)).to::<Vec<Uuid>>().unwrap(), ids);
    assert_eq!(deserialize::<Uuid>(&serialize(&raw[..16]).unwrap()).unwrap(), ids[0]);
    assert!(error::<Uuid>(&raw[..15]).contains("a UUID has 16 bytes, here are 15"));
    assert!(error::<Uuid>("67e55044").contains("is no UUID"));
    let wrong = array("<U1", vec![0xff; 8]).to::<Vec<Uuid>>().unwrap_err().to_string();
    assert!(wrong.contains("is no UUID"), "{wrong}");
    assert!(array("|V15", vec![0; 30]).to::<Vec<Uuid>>().unwrap_err().to_string().contains("`|V15`"));
}

/// A run of a million UUIDs or moments is one frame.
#[test]
fn long_runs_are_one_frame() {
    let ids: Vec<Uuid> = (0..1000).map(Uuid::from_u128).collect();
    assert_eq!(serialize(&ids).unwrap().frame_count(), 1);
    back(ids);
    back(vec![timestamp("2024-01-01T00:00:00.5Z"); 1000]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_moments_and_durations_come_back(counts in prop::collection::vec(prop::option::of(any::<i64>()), 0..5)) {
        let present = || counts.iter().flatten().filter(|count| **count != i64::MIN);
        back(present().map(|count| DateTime::from_timestamp_nanos(*count)).collect::<Vec<_>>());
        back(present().map(|count| TimeDelta::nanoseconds(*count)).collect::<Vec<_>>());
        let moments = present().map(|count| Timestamp::from_nanosecond((*count).into()).unwrap());
        back(moments.clone().collect::<Vec<_>>());
        back(moments.map(Some).chain([None]).collect::<Vec<_>>());
        for count in present() {
            back(DateTime::from_timestamp_nanos(*count));
            back(SignedDuration::from_nanos(*count));
        }
        let seconds = present().map(|count| SignedDuration::from_secs(*count));
        back(seconds.collect::<Vec<_>>());
        for unit in ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as", "2147483647as", "25s"] {
            let counts: Vec<i64> = counts.iter().map(|count| count.unwrap_or(0)).collect();
            // There is a value or an error.
            let _ = self::counts(&format!("<M8[{unit}]"), &counts).to::<Vec<DateTime<Utc>>>();
            let _ = self::counts(&format!("<M8[{unit}]"), &counts).to::<Vec<Date>>();
            let _ = self::counts(&format!("<m8[{unit}]"), &counts).to::<Vec<SignedDuration>>();
        }
    }
}
