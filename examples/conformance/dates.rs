//! Dates and durations as numpy prints them.

/// Seconds of a day.
const DAY: i128 = 86_400;

/// `str()` of a `numpy.datetime64` that counts in this unit since 1970.
pub(crate) fn moment(count: i64, unit: Option<&str>) -> String {
    let (Some(unit), false) = (unit, count == i64::MIN) else { return "NaT".to_owned() };
    let (times, name) = split(unit);
    let count = i128::from(count) * times;
    match name {
        "Y" => return format!("{:04}", 1970 + count),
        "M" => return format!("{:04}-{:02}", 1970 + count.div_euclid(12), 1 + count.rem_euclid(12)),
        _ => {}
    }
    let (seconds, digits) = match name {
        "W" => (count * 7 * DAY, None),
        "D" => (count * DAY, None),
        "h" => (count * 3600, None),
        "m" => (count * 60, None),
        "s" => (count, None),
        _ => {
            let digits = fraction_digits(name);
            let per_second = 10i128.pow(digits);
            (count.div_euclid(per_second), Some((count.rem_euclid(per_second), digits as usize)))
        }
    };
    let date = date(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY);
    let (hours, minutes) = (second / 3600, second / 60 % 60);
    match (name, digits) {
        ("W" | "D", _) => date,
        ("h", _) => format!("{date}T{hours:02}"),
        ("m", _) => format!("{date}T{hours:02}:{minutes:02}"),
        (_, None) => format!("{date}T{hours:02}:{minutes:02}:{:02}", second % 60),
        (_, Some((fraction, digits))) => {
            format!("{date}T{hours:02}:{minutes:02}:{:02}.{fraction:0digits$}", second % 60)
        }
    }
}

/// `str()` of a `numpy.timedelta64`, which numpy counts in 64 bits.
pub(crate) fn duration(count: i64, unit: Option<&str>) -> String {
    if count == i64::MIN {
        return "NaT".to_owned();
    }
    let Some(unit) = unit else { return format!("{count} generic time units") };
    let (times, name) = split(unit);
    let word = match name {
        "Y" => "years",
        "M" => "months",
        "W" => "weeks",
        "D" => "days",
        "h" => "hours",
        "m" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "ps" => "picoseconds",
        "fs" => "femtoseconds",
        _ => "attoseconds",
    };
    format!("{} {word}", count.wrapping_mul(times as i64))
}

/// `25s` is 25 times `s`.
fn split(unit: &str) -> (i128, &str) {
    let name = unit.trim_start_matches(|char: char| char.is_ascii_digit());
    (unit[..unit.len() - name.len()].parse().unwrap_or(1), name)
}

fn fraction_digits(unit: &str) -> u32 {
    match unit {
        "ms" => 3,
        "us" => 6,
        "ns" => 9,
        "ps" => 12,
        "fs" => 15,
        _ => 18,
    }
}

/// The date so many days after 1970-01-01, in the Gregorian calendar.
fn date(days: i128) -> String {
    // Counted from March of year 0, so that the leap day ends a year.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    format!("{:04}-{month:02}-{day:02}", year + era * 400)
}
