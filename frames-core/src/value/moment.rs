//! Moments and durations as numpy counts them: a number of steps, of a unit that the dtype names. Here a count becomes
//! seconds and nanoseconds, without loss or not at all.

use super::Kind;

/// A moment since 1970 UTC, or a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) seconds: i64,
    /// Below a second, and counted forward also where the seconds are negative.
    pub(crate) nanos: u32,
}

/// What a count of numpy's counts: a number of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) step: Step,
    pub(crate) times: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Months of the calendar, in which only moments are counted.
    Months(u8),
    Seconds(u32),
    /// As many parts as a second has.
    Parts(u64),
}

/// What numpy writes for a moment or a duration that is none: "not a time".
pub(crate) const NAT: i64 = i64::MIN;

const NANOS: u32 = 1_000_000_000;

const DAY: i64 = 86_400;

impl Unit {
    /// Reads the unit of a dtype, `25s`. `None` for one that doesn't tell how long it is.
    pub(crate) fn parse(kind: Kind, text: &str) -> Option<Unit> {
        let name = text.trim_start_matches(|char: char| char.is_ascii_digit());
        let times = &text[..text.len() - name.len()];
        let step = match name {
            "Y" if kind == Kind::DateTime => Step::Months(12),
            "M" if kind == Kind::DateTime => Step::Months(1),
            "W" => Step::Seconds(604_800),
            "D" => Step::Seconds(86_400),
            "h" => Step::Seconds(3600),
            "m" => Step::Seconds(60),
            "s" => Step::Seconds(1),
            "ms" => Step::Parts(1000),
            "us" => Step::Parts(1_000_000),
            "ns" => Step::Parts(NANOS.into()),
            "ps" => Step::Parts(1_000_000_000_000),
            "fs" => Step::Parts(1_000_000_000_000_000),
            "as" => Step::Parts(1_000_000_000_000_000_000),
            _ => return None,
        };
        Some(Unit { step, times: if times.is_empty() { 1 } else { times.parse().ok()? } })
    }

    /// Whether whole days are counted.
    pub(crate) fn is_days(self) -> bool {
        match self.step {
            Step::Months(_) => true,
            Step::Seconds(seconds) => seconds % 86_400 == 0,
            Step::Parts(_) => false,
        }
    }

    /// What a count means; `None` if it is out of range, or no whole number of nanoseconds.
    #[inline]
    pub(crate) fn moment(self, count: i64) -> Option<Moment> {
        // The units of most arrays: a division by a constant is a multiplication.
        match self {
            Unit { step: Step::Parts(1_000_000_000), times: 1 } => Some(Moment {
                seconds: count.div_euclid(1_000_000_000),
                nanos: count.rem_euclid(1_000_000_000) as u32,
            }),
            Unit { step: Step::Parts(1_000_000), times: 1 } => Some(Moment {
                seconds: count.div_euclid(1_000_000),
                nanos: count.rem_euclid(1_000_000) as u32 * 1000,
            }),
            Unit { step: Step::Seconds(86_400), times: 1 } => {
                Some(Moment { seconds: count.checked_mul(DAY)?, nanos: 0 })
            }
            other => other.any_moment(count),
        }
    }

    fn any_moment(self, count: i64) -> Option<Moment> {
        let steps = i128::from(count) * i128::from(self.times);
        match self.step {
            Step::Months(months) => {
                let days = days_before_month(i64::try_from(steps * i128::from(months)).ok()?)?;
                Some(Moment { seconds: days.checked_mul(DAY)?, nanos: 0 })
            }
            Step::Seconds(seconds) => {
                Some(Moment { seconds: i64::try_from(steps * i128::from(seconds)).ok()?, nanos: 0 })
            }
            Step::Parts(parts) => {
                let (seconds, rest) = divide(steps, parts)?;
                let nanos = match parts / u64::from(NANOS) {
                    0 => rest * (u64::from(NANOS) / parts),
                    parts if rest % parts == 0 => rest / parts,
                    _ => return None,
                };
                Some(Moment { seconds, nanos: u32::try_from(nanos).ok()? })
            }
        }
    }
}

/// The quotient, rounded down, and the rest. Almost all numbers fit into 64 bits, where division is fast.
fn divide(number: i128, by: u64) -> Option<(i64, u64)> {
    let wide = i128::from(by);
    match (i64::try_from(number), i64::try_from(by)) {
        (Ok(number), Ok(by)) => Some((number.div_euclid(by), number.rem_euclid(by).unsigned_abs())),
        _ => {
            Some((i64::try_from(number.div_euclid(wide)).ok()?, u64::try_from(number.rem_euclid(wide)).ok()?))
        }
    }
}

impl Moment {
    /// The day since 1970, and the second of that day.
    pub(crate) fn day(self) -> (i64, i64) {
        (self.seconds.div_euclid(DAY), self.seconds.rem_euclid(DAY))
    }

    /// As RFC 3339 writes it. Days alone have no time of the day.
    pub(crate) fn text(self, days_only: bool) -> String {
        let (days, time) = self.day();
        let (year, month, day) = date(days);
        let date = match year {
            0..=9999 => format!("{year:04}-{month:02}-{day:02}"),
            _ => format!("{year:+07}-{month:02}-{day:02}"),
        };
        if days_only {
            return date;
        }
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        let nanos = if self.nanos == 0 { String::new() } else { format!(".{:09}", self.nanos) };
        format!("{date}T{hour:02}:{minute:02}:{second:02}{nanos}Z")
    }
}

/// A cycle of the calendar: 400 years.
const CYCLE: i64 = 146_097;

/// Days from 0000-03-01 to 1970-01-01. With years that begin in March, the day of a leap year comes last.
const EPOCH: i64 = 719_468;

/// Days from 1970 to the first day of a month that is counted from January 1970.
fn days_before_month(months: i64) -> Option<i64> {
    // March is month 0 of its year.
    let months = months.checked_add(1970 * 12 - 2)?;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let days = year * 365 + year / 4 - year / 100 + (153 * month + 2) / 5;
    cycle.checked_mul(CYCLE)?.checked_add(days - EPOCH)
}

/// Year, month and day of a day that is counted from 1970.
pub(crate) fn date(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (cycle * 400 + year, if month < 10 { month + 3 } else { month - 9 });
    (year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn text(unit: &str, count: i64) -> Option<String> {
        let unit = Unit::parse(Kind::DateTime, unit).unwrap();
        Some(unit.moment(count)?.text(unit.is_days()))
    }

    /// As Python and numpy count.
    #[test]
    fn counts_are_moments() {
        for (unit, count, moment) in [
            ("Y", 50, "2020-01-01"),
            ("M", 601, "2020-02-01"),
            ("M", -1, "1969-12-01"),
            ("M", -23_640, "0000-01-01"),
            ("Y", 8030, "+010000-01-01"),
            ("Y", -1971, "-000001-01-01"),
            ("W", 1, "1970-01-08"),
            ("D", 18_321, "2020-02-29"),
            ("D", -719_468, "0000-03-01"),
            ("25s", -1, "1969-12-31T23:59:35Z"),
            ("h", 25, "1970-01-02T01:00:00Z"),
            ("ms", -1, "1969-12-31T23:59:59.999000000Z"),
            ("ns", i64::MAX, "2262-04-11T23:47:16.854775807Z"),
            ("ns", i64::MIN + 1, "1677-09-21T00:12:43.145224193Z"),
            ("7ns", i64::MAX, "4015-12-09T22:30:57.983430649Z"),
            ("as", -5_000_000_000, "1969-12-31T23:59:59.999999995Z"),
        ] {
            assert_eq!(text(unit, count).as_deref(), Some(moment), "{count} {unit}");
        }
    }

    #[test]
    fn nothing_is_rounded_and_nothing_overflows() {
        assert_eq!(text("ps", 1), None);
        for unit in ["Y", "2147483647Y", "2147483647W", "W"] {
            assert_eq!(text(unit, i64::MAX), None);
        }
        assert_eq!(Unit::parse(Kind::TimeDelta, "M"), None);
    }

    /// The calendar, there and back, over four cycles of it and at the end of what seconds can count.
    #[test]
    fn months_and_days_agree() {
        for months in -24_000..12_000 {
            let days = days_before_month(months).unwrap();
            assert_eq!(date(days), (1970 + months.div_euclid(12), months.rem_euclid(12) + 1, 1));
            assert_eq!(date(days - 1).1, (months - 1).rem_euclid(12) + 1);
        }
        assert_eq!(date(i64::MAX / DAY).0, 292_277_026_596);
    }
}
