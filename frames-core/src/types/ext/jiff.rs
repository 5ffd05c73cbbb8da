//! jiff: moments, civil moments and dates, and durations. Alone they are text as jiff's own serde writes it (durations:
//! seconds and nanoseconds, as those of std); runs are arrays, see [`instants`].

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::{SignedDuration, Timestamp};

use super::instant_columns;
use super::instants::{self, DATES, DURATIONS, Instant, MOMENTS, floor, instants, read_pair, read_text};
use crate::columns::{self, Column, Form, Nesting, Packing, Source};
use crate::decode::{Decoder, Input};
use crate::encode::{Encoder, Fit, Inline};
use crate::error::Result;
use crate::framed::{Framed, FromFrames};
use crate::types::{from_whole, named, whole};
use crate::value::Kind;
use crate::value::moment::{Moment, date};

instants! {
    Timestamp as "jiff.Timestamp",
    DateTime as "jiff.civil.DateTime",
    Date as "jiff.civil.Date",
    SignedDuration as "jiff.SignedDuration",
}

/// The civil moment that numpy counts from.
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// The date of a day that is counted from 1970.
fn civil_date(days: i64) -> Option<Date> {
    let (year, month, day) = date(days);
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

impl Moment {
    /// As a duration. The nanoseconds are below a second and count forward, so that nothing can overflow.
    fn duration(self) -> SignedDuration {
        SignedDuration::new(self.seconds, self.nanos as i32)
    }
}

impl Instant for Timestamp {
    const KIND: Kind = Kind::DateTime;
    const DTYPES: &'static [&'static str] = MOMENTS;

    fn moment(self) -> Option<Moment> {
        floor(self.as_second(), self.subsec_nanosecond())
    }

    fn from_moment(moment: Moment) -> Option<Self> {
        Timestamp::from_duration(moment.duration()).ok()
    }

    fn write(self, out: &mut Inline<'_>) -> Result<Fit> {
        out.text(&self.to_string())
    }

    fn read(input: Input<'_, '_>) -> Result<Self> {
        read_text(input, |text| text.parse().ok())
    }
}

impl Instant for DateTime {
    const KIND: Kind = Kind::DateTime;
    const DTYPES: &'static [&'static str] = MOMENTS;

    fn moment(self) -> Option<Moment> {
        self.duration_since(EPOCH).moment()
    }

    fn from_moment(moment: Moment) -> Option<Self> {
        let (days, second) = moment.day();
        let (second, nanos) = (i32::try_from(second).ok()?, moment.nanos.try_into().ok()?);
        let part = |number: i32| i8::try_from(number).ok();
        let (hour, minute, second) = (part(second / 3600)?, part(second / 60 % 60)?, part(second % 60)?);
        Some(civil_date(days)?.to_datetime(Time::new(hour, minute, second, nanos).ok()?))
    }

    fn write(self, out: &mut Inline<'_>) -> Result<Fit> {
        out.text(&self.to_string())
    }

    /// jiff's own parser would step over an offset, and the moment would be another one. numpy's moments, of which a
    /// pickle may hold one, have no time zone and are marked as UTC all the same.
    fn read(input: Input<'_, '_>) -> Result<Self> {
        read_text(input, |text| {
            let pieces = Pieces::parse(text).ok()?;
            let offset = pieces.offset().is_some_and(|offset| offset != PiecesOffset::Zulu);
            let (date, time) = (pieces.date(), pieces.time()?);
            (!offset && pieces.time_zone_annotation().is_none()).then(|| date.to_datetime(time))
        })
    }
}

impl Instant for Date {
    const KIND: Kind = Kind::DateTime;
    const DTYPES: &'static [&'static str] = DATES;

    fn moment(self) -> Option<Moment> {
        DateTime::from(self).moment()
    }

    fn from_moment(moment: Moment) -> Option<Self> {
        match moment.day() {
            (days, 0) if moment.nanos == 0 => civil_date(days),
            _ => None,
        }
    }

    fn write(self, out: &mut Inline<'_>) -> Result<Fit> {
        out.text(&self.to_string())
    }

    /// A time of the day is not stepped over, as jiff's own parser would.
    fn read(input: Input<'_, '_>) -> Result<Self> {
        read_text(input, |text| {
            let pieces = Pieces::parse(text).ok()?;
            let date_alone = pieces.time().is_none() && pieces.time_zone_annotation().is_none();
            date_alone.then(|| pieces.date())
        })
    }
}

impl Instant for SignedDuration {
    const KIND: Kind = Kind::TimeDelta;
    const DTYPES: &'static [&'static str] = DURATIONS;

    fn moment(self) -> Option<Moment> {
        floor(self.as_secs(), self.subsec_nanos())
    }

    fn from_moment(moment: Moment) -> Option<Self> {
        Some(moment.duration())
    }

    fn write(self, out: &mut Inline<'_>) -> Result<Fit> {
        (self.as_secs(), self.subsec_nanos()).inline(out)
    }

    fn read(input: Input<'_, '_>) -> Result<Self> {
        let (seconds, nanos) = read_pair(input)?;
        // It has room for any seconds with nanoseconds below one more.
        Ok(SignedDuration::new(seconds, nanos))
    }
}
