//! chrono: moments in UTC, moments and dates without a time zone, and durations. Alone they are text as chrono's own
//! serde writes it (durations: seconds and nanoseconds, as those of std); runs are arrays, see [`instants`].

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, Utc};

use super::instant_columns;
use super::instants::{self, DATES, DURATIONS, Instant, MOMENTS, floor, instants, read_pair, read_text};
use crate::columns::{self, Column, Form, Nesting, Packing, Source};
use crate::decode::{Decoder, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};
use crate::types::{from_whole, named, whole};
use crate::value::Kind;
use crate::value::moment::Moment;

instants! {
    DateTime<Utc> as "chrono.DateTime<Utc>",
    NaiveDateTime as "chrono.NaiveDateTime",
    NaiveDate as "chrono.NaiveDate",
    TimeDelta as "chrono.TimeDelta",
}

/// The number that chrono has for the first day of 1970.
const EPOCH: i64 = 719_163;

impl Instant for DateTime<Utc> {
    const KIND: Kind = Kind::DateTime;
    const DTYPES: &'static [&'static str] = MOMENTS;

    fn moment(self) -> Option<Moment> {
        let nanos = self.timestamp_subsec_nanos();
        // A leap second is one of more than 10^9 nanoseconds.
        (nanos < 1_000_000_000).then(|| Moment { seconds: self.timestamp(), nanos })
    }

    fn from_moment(Moment { seconds, nanos }: Moment) -> Option<Self> {
        DateTime::from_timestamp(seconds, nanos)
    }

    fn write(self, out: &mut Inline<'_>) -> Result<Fit> {
        out.text(&self.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }

    fn read(input: Input<'_, '_>) -> Result<Self> {
        read_text(input, |text| text.parse().ok())
    }
}

impl Instant for NaiveDateTime {
    const KIND: Kind = Kind::DateTime;
    const DTYPES: &'static [&'static str] = MOMENTS;

    fn moment(self) -> Option<Moment> {
        self.and_utc().moment()
    }

    fn from_moment(moment: Moment) -> Option<Self> {
        DateTime::from_moment(moment).map(|moment| moment.naive_utc())
    }

    fn write(self, out: &mut Inline<'_>) -> Result<Fit> {
        out.text(&format!("{self:?}"))
    }

    /// numpy's moments, of which a pickle may hold one, have no time zone and are marked as UTC all the same.
    fn read(input: Input<'_, '_>) -> Result<Self> {
        read_text(input, |text| text.strip_suffix('Z').unwrap_or(text).parse().ok())
    }
}

impl Instant for NaiveDate {
    const KIND: Kind = Kind::DateTime;
    const DTYPES: &'static [&'static str] = DATES;

    fn moment(self) -> Option<Moment> {
        let days = i64::from(self.num_days_from_ce()) - EPOCH;
        Some(Moment { seconds: days * 86_400, nanos: 0 })
    }

    fn from_moment(moment: Moment) -> Option<Self> {
        match moment.day() {
            (days, 0) if moment.nanos == 0 => {
                NaiveDate::from_num_days_from_ce_opt(i32::try_from(days.checked_add(EPOCH)?).ok()?)
            }
            _ => None,
        }
    }

    fn write(self, out: &mut Inline<'_>) -> Result<Fit> {
        out.text(&self.to_string())
    }

    fn read(input: Input<'_, '_>) -> Result<Self> {
        read_text(input, |text| text.parse().ok())
    }
}

impl Instant for TimeDelta {
    const KIND: Kind = Kind::TimeDelta;
    const DTYPES: &'static [&'static str] = DURATIONS;

    fn moment(self) -> Option<Moment> {
        floor(self.num_seconds(), self.subsec_nanos())
    }

    fn from_moment(Moment { seconds, nanos }: Moment) -> Option<Self> {
        TimeDelta::new(seconds, nanos)
    }

    fn write(self, out: &mut Inline<'_>) -> Result<Fit> {
        (self.num_seconds(), self.subsec_nanos()).inline(out)
    }

    fn read(input: Input<'_, '_>) -> Result<Self> {
        let (seconds, nanos) = read_pair(input)?;
        let duration = floor(seconds, nanos).and_then(Self::from_moment);
        duration.ok_or_else(|| Error::value(format!("{seconds} seconds are out of range for a TimeDelta")))
    }
}
