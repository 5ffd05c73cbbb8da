//! Moments, dates and durations of pickles as plain msgpack: text in the form of RFC 3339, and durations as seconds and
//! nanoseconds. A time zone that only has a name has its rules elsewhere, and is not understood.

use super::{Halt, Read};
use crate::msgpack::write;
use crate::value::moment::{Moment, NAT, Unit};
use crate::value::{Kind, Object, Value};

/// An object of Python's `datetime`.
pub(super) fn write(out: &mut Vec<u8>, object: &Object) -> Read<()> {
    if object.class.module != "datetime" || !object.fields.is_empty() {
        return Err(Halt::NotUnderstood);
    }
    match (&object.class.qualname[..], &object.args[..]) {
        ("date", args) => write::text(out, &date(&numbers(args)?)),
        ("datetime", [args @ .., zone @ Value::Object(_)]) => {
            write::text(out, &(moment(&numbers(args)?) + &offset(zone)?));
        }
        ("datetime", args) => write::text(out, &moment(&numbers(args)?)),
        ("timedelta", args) => pair(out, duration(&numbers(args)?)?)?,
        _ => return Err(Halt::NotUnderstood),
    }
    Ok(())
}

/// A count of numpy's. Its moments have no time zone and are marked as UTC.
pub(super) fn count(out: &mut Vec<u8>, kind: Kind, unit: Unit, count: i64) -> Read<()> {
    if count == NAT {
        write::nil(out);
        return Ok(());
    }
    let moment = unit.moment(count).ok_or(Halt::NotUnderstood)?;
    if kind == Kind::TimeDelta {
        return pair(out, moment);
    }
    write::text(out, &moment.text(unit.is_days()));
    Ok(())
}

fn pair(out: &mut Vec<u8>, moment: Moment) -> Read<()> {
    write::array(out, 2)?;
    write::int(out, moment.seconds);
    write::uint(out, moment.nanos.into());
    Ok(())
}

/// Arguments that are all small numbers, as many as there must be.
fn numbers<const N: usize>(args: &[Value]) -> Read<[i32; N]> {
    let number = |value: &Value| i32::try_from(value.as_i64()?).ok();
    let numbers: Option<Vec<i32>> = args.iter().map(number).collect();
    numbers.and_then(|numbers| numbers.try_into().ok()).ok_or(Halt::NotUnderstood)
}

fn date([year, month, day]: &[i32; 3]) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn moment(&[year, month, day, hour, minute, second, micros]: &[i32; 7]) -> String {
    let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
    format!("{}T{hour:02}:{minute:02}:{second:02}{fraction}", date(&[year, month, day]))
}

/// Days, seconds and microseconds, of which only the days may be below zero.
fn duration(&[days, seconds, micros]: &[i32; 3]) -> Read<Moment> {
    let nanos = u32::try_from(micros).ok().filter(|micros| *micros < 1_000_000).ok_or(Halt::NotUnderstood)?;
    Ok(Moment { seconds: i64::from(days) * 86_400 + i64::from(seconds), nanos: nanos * 1000 })
}

/// How far a time zone is from UTC.
fn offset(zone: &Value) -> Read<String> {
    let Value::Object(zone) = zone else { return Err(Halt::NotUnderstood) };
    match (&zone.class.module[..], &zone.class.qualname[..], &zone.args[..]) {
        ("zoneinfo", "ZoneInfo", [Value::Text(name)]) if name == "UTC" => Ok("Z".to_owned()),
        ("datetime", "timezone", [Value::Object(offset), ..]) if offset.class.is("datetime", "timedelta") => {
            let Moment { seconds, nanos } = duration(&numbers(&offset.args)?)?;
            if seconds % 60 != 0 || nanos != 0 {
                return Err(Halt::NotUnderstood);
            }
            let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
            Ok(format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
        }
        _ => Err(Halt::NotUnderstood),
    }
}
