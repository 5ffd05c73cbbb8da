//! Moments of numpy's as text: counted in a unit since 1970, written as ISO 8601 down to that unit.

/// The moment `count` units since 1970, `2024-02-29T12:00`; the bare count where there is no unit, or the moment is out
/// of range.
pub(super) fn date(count: i64, unit: Option<&str>) -> String {
    unit.and_then(|unit| iso(count.into(), unit)).unwrap_or_else(|| count.to_string())
}

fn iso(count: i128, unit: &str) -> Option<String> {
    let name = unit.trim_start_matches(|char: char| char.is_ascii_digit());
    let times = &unit[..unit.len() - name.len()];
    let count = count.checked_mul(if times.is_empty() { 1 } else { times.parse().ok()? })?;
    let (days, digits) = match name {
        "Y" => return Some((1970 + count).to_string()),
        "M" => {
            let (year, month) = (1970 + count.div_euclid(12), count.rem_euclid(12) + 1);
            return Some(format!("{year:04}-{month:02}"));
        }
        "W" => return Some(day(count.checked_mul(7)?)),
        "D" => return Some(day(count)),
        "h" => return time(count, 1, "h"),
        "m" => return time(count, 60, "m"),
        "s" => (86_400, 0),
        "ms" => (86_400, 3),
        "us" => (86_400, 6),
        "ns" => (86_400, 9),
        "ps" => (86_400, 12),
        "fs" => (86_400, 15),
        "as" => (86_400, 18),
        _ => return None,
    };
    let parts = 10i128.pow(digits);
    let (seconds, part) = (count.div_euclid(parts), count.rem_euclid(parts));
    let (date, second) = (day(seconds.div_euclid(days)), seconds.rem_euclid(days));
    let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    let fraction =
        if digits == 0 { String::new() } else { format!(".{part:0width$}", width = digits as usize) };
    Some(format!("{date}T{clock}{fraction}"))
}

/// Hours, or minutes, of which `per_hour` make one.
fn time(count: i128, per_hour: i128, unit: &str) -> Option<String> {
    let per_day = 24 * per_hour;
    let (date, within) = (day(count.div_euclid(per_day)), count.rem_euclid(per_day));
    let hour = within / per_hour;
    Some(if unit == "h" {
        format!("{date}T{hour:02}")
    } else {
        format!("{date}T{hour:02}:{:02}", within % per_hour)
    })
}

/// The day `days` after the first of January 1970, in the calendar that is used today, also for times before it was.
fn day(days: i128) -> String {
    // Years that begin in March end with the day that is added, and 400 of them have always the same length.
    const ERA: i128 = 146_097;
    let since = days + 719_468;
    let (era, in_era) = (since.div_euclid(ERA), since.rem_euclid(ERA));
    let year_of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * in_year + 2) / 153;
    let day = in_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i128::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn moments() {
        for (count, unit, text) in [
            (0, "D", "1970-01-01"),
            (-1, "D", "1969-12-31"),
            (19_782, "D", "2024-02-29"),
            (11_016, "D", "2000-02-29"),
            (-135_140, "D", "1600-01-01"),
            (2, "W", "1970-01-15"),
            (650, "M", "2024-03"),
            (54, "Y", "2024"),
            (25, "h", "1970-01-02T01"),
            (-1, "m", "1969-12-31T23:59"),
            (1_709_208_000, "s", "2024-02-29T12:00:00"),
            (-1, "ns", "1969-12-31T23:59:59.999999999"),
            (2, "25s", "1970-01-01T00:00:50"),
        ] {
            assert_eq!(date(count, Some(unit)), text);
        }
        assert_eq!(date(5, None), "5");
        assert_eq!(date(i64::MAX, Some("2147483647Y")).len(), 29);
    }
}
