//! Columns put together from headers and bytes, so that they may contradict each other.

use frames_std::Serialized;

use crate::common::*;

/// A column made by hand: a header with frames, or a dict of columns.
#[derive(Debug, Clone)]
pub(crate) enum Col {
    Frames(M, Vec<Vec<u8>>),
    Dict(Vec<(&'static str, Col)>),
}

impl Col {
    pub(crate) fn array(dtype: &str, shape: M, bytes: &[u8]) -> Col {
        Col::Frames(array(dtype, shape, M::Nil), vec![bytes.to_vec()])
    }

    pub(crate) fn bytes(bytes: &[u8]) -> Col {
        Col::array("|u1", m!([(bytes.len())]), bytes)
    }

    pub(crate) fn offsets(offsets: &[i64]) -> Col {
        let bytes: Vec<u8> = offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect();
        Col::array("<i8", m!([(offsets.len())]), &bytes)
    }

    pub(crate) fn flags(flags: &[u8]) -> Col {
        Col::array("|b1", m!([(flags.len())]), flags)
    }

    pub(crate) fn values(values: M) -> Col {
        Col::raw(&values.bytes())
    }

    pub(crate) fn raw(bytes: &[u8]) -> Col {
        Col::Frames(msgpack(), vec![bytes.to_vec()])
    }

    pub(crate) fn masked(data: &[u8], mask: &[u8]) -> Col {
        let inner = |dtype: &str, len: usize| {
            let M::Map(entries) = array(dtype, m!([len]), m!(nil)) else { unreachable!() };
            entries[0].1.clone()
        };
        let (data_header, mask_header) = (inner("|u1", data.len()), inner("|b1", mask.len()));
        let sub_header = m!({"data-header": data_header, "mask-header": mask_header, "nframes": 1});
        Col::Frames(dask("numpy.ma.core", "MaskedArray", sub_header), vec![data.to_vec(), mask.to_vec()])
    }

    pub(crate) fn optional(validity: Col, values: Col) -> Col {
        Col::Dict(vec![("validity", validity), ("values", values)])
    }

    pub(crate) fn runs(offsets: Col, items: Col) -> Col {
        Col::Dict(vec![("offsets", offsets), ("items", items)])
    }

    fn build(&self, frames: &mut Vec<Vec<u8>>) -> (M, usize) {
        match self {
            Col::Frames(header, own) => {
                frames.extend(own.iter().cloned());
                (header.clone(), own.len())
            }
            Col::Dict(entries) => {
                let before = frames.len();
                let items = entries.iter().map(|(name, column)| {
                    let (header, count) = column.build(frames);
                    (header.with("key", *name), count)
                });
                (collection("dict", items.collect()), frames.len() - before)
            }
        }
    }

    pub(crate) fn message(&self) -> Serialized<'static> {
        let mut frames = Vec::new();
        let (header, _) = self.build(&mut frames);
        message(&header, &frames.iter().map(|frame| &frame[..]).collect::<Vec<_>>())
    }

    /// The same dict with one column put in the place of another.
    pub(crate) fn with(&self, name: &'static str, column: Col) -> Col {
        let Col::Dict(mut entries) = self.clone() else { panic!("only a dict has columns") };
        entries.retain(|(found, _)| *found != name);
        entries.push((name, column));
        Col::Dict(entries)
    }

    pub(crate) fn without(&self, name: &str) -> Col {
        let Col::Dict(mut entries) = self.clone() else { panic!("only a dict has columns") };
        entries.retain(|(found, _)| *found != name);
        Col::Dict(entries)
    }
}
