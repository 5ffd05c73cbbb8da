//! The bytes of one stream in the runs they came in: one from Dask, one for each piece from a program like this. A range
//! within a run is a slice of it; only what lies across a border is copied.

use std::ops::Range;

use bytes::Bytes;

use crate::error::{Error, ErrorKind, Result};

#[derive(Debug)]
pub(super) struct Segments {
    /// Where each run begins, none of which is empty.
    runs: Vec<(usize, Bytes)>,
    len: usize,
}

impl Segments {
    pub(super) fn new(runs: Vec<Bytes>) -> Result<Self> {
        let mut len = 0usize;
        let mut placed = Vec::with_capacity(runs.len());
        for run in runs.into_iter().filter(|run| !run.is_empty()) {
            let start = len;
            len = len.checked_add(run.len()).ok_or_else(|| Error::array("its size overflows"))?;
            placed.push((start, run));
        }
        Ok(Segments { runs: placed, len })
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Refuses a stream that ends before `end`.
    pub(super) fn reach(&self, end: u64) -> Result<()> {
        match self.len as u64 {
            got if end > got => Err(Error::new(ErrorKind::Truncated { need: end, got })),
            _ => Ok(()),
        }
    }

    /// The bytes of a range.
    pub(super) fn slice(&self, range: Range<usize>) -> Result<Bytes> {
        self.reach(range.end as u64)?;
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        let first = self.runs.partition_point(|(start, _)| *start <= range.start).saturating_sub(1);
        let within = |(start, run): &(usize, Bytes)| {
            let from = range.start.saturating_sub(*start);
            let to = range.end.saturating_sub(*start).min(run.len());
            run.slice(from..to)
        };
        let mut runs = self.runs[first..].iter().take_while(|(start, _)| *start < range.end).map(within);
        let slice = runs.next().unwrap_or_default();
        if slice.len() == range.len() {
            return Ok(slice);
        }
        let mut joined = Vec::with_capacity(range.len());
        joined.extend_from_slice(&slice);
        runs.for_each(|run| joined.extend_from_slice(&run));
        Ok(joined.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_slices_where_they_can_be() {
        let runs = ["abc", "", "de", "f"].map(Bytes::from);
        let segments = Segments::new(runs.to_vec()).unwrap();
        for start in 0..=6 {
            for end in start..=6 {
                let slice = segments.slice(start..end).unwrap();
                assert_eq!(slice, "abcdef"[start..end]);
                let home = runs.iter().find(|run| run.as_ptr_range().contains(&slice.as_ptr()));
                let across = [3, 5].iter().any(|border| start < *border && *border < end);
                assert_eq!(home.is_some(), !across && start < end, "{start}..{end}");
            }
        }
        assert_eq!(segments.slice(4..7).unwrap_err().class(), "Truncated");
    }
}
