//! `Duration` and `SystemTime`: a pair of seconds and nanoseconds, for an instant since 1970 UTC (before it, the seconds
//! are negative and the nanoseconds count forward from them).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{from_whole, named, never_nil, whole};
use crate::decode::Input;
use crate::encode::{Encoder, Fit, Inline};
use crate::error::{Error, Result};
use crate::framed::{Framed, FromFrames};

named!("std.Duration", [] Duration);
named!("std.SystemTime", [] SystemTime);

/// A type that is written as another, small one.
macro_rules! written_as {
    ($type:ty, |$value:ident| $repr:expr) => {
        impl Framed for $type {
            whole!();
            never_nil!();

            fn inline(&self, out: &mut Inline<'_>) -> Result<Fit> {
                let $value = self;
                $repr.inline(out)
            }

            fn payload<'a>(&'a self, out: &mut Encoder<'a>) -> Result<()> {
                let $value = self;
                out.temporary(&$repr)
            }

            fn needs_frames(&self) -> bool {
                false
            }
        }
    };
}
pub(super) use written_as;

written_as!(Duration, |value| (value.as_secs(), value.subsec_nanos()));

impl FromFrames for Duration {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let (seconds, nanos) = <(u64, u32)>::decode(input)?;
        whole_nanos(nanos)?;
        Ok(Duration::new(seconds, nanos))
    }
}

fn whole_nanos(nanos: u32) -> Result<()> {
    if nanos < 1_000_000_000 {
        Ok(())
    } else {
        Err(Error::value(format!("{nanos} nanoseconds are over a second")))
    }
}

written_as!(SystemTime, |value| since_epoch(*value));

fn since_epoch(time: SystemTime) -> (i128, u32) {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (after.as_secs().into(), after.subsec_nanos()),
        Err(error) => {
            let before = error.duration();
            match before.subsec_nanos() {
                0 => (-i128::from(before.as_secs()), 0),
                nanos => (-i128::from(before.as_secs()) - 1, 1_000_000_000 - nanos),
            }
        }
    }
}

impl FromFrames for SystemTime {
    from_whole!();

    fn decode(input: Input<'_, '_>) -> Result<Self> {
        let (seconds, nanos) = <(i64, u32)>::decode(input)?;
        whole_nanos(nanos)?;
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let time = if seconds < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
        time.and_then(|time| time.checked_add(Duration::from_nanos(nanos.into()))).ok_or_else(|| {
            Error::value(format!("{seconds} seconds from 1970 are out of range for a SystemTime"))
        })
    }
}
