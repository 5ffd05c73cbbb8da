//! An array of numpy's where a run of another crate's type is read: of any type, to be looked at item by item.

use crate::decode::Input;
use crate::error::{Error, Result};
use crate::names::known;
use crate::value::NdArray;

/// The array that stands here, if one does, whose axes behind the first are `inner`; without `inner` it has no axes.
pub(super) fn array(input: &mut Input<'_, '_>, inner: Option<&[usize]>) -> Result<Option<NdArray>> {
    if !input.is_ahead(known::NDARRAY)? {
        return Ok(None);
    }
    let Some(envelope) = input.envelope()? else { return Ok(None) };
    let layout = input.decoder.array_layout(&envelope)?;
    if envelope.stop - envelope.start != 1 {
        let frames = envelope.stop - envelope.start;
        return Err(Error::frames(format!("an array has one frame, this one {frames}")));
    }
    let array = layout.over(&mut input.decoder.frames, envelope.start)?;
    let axes = inner.map_or(0, |inner| 1 + inner.len());
    if array.shape().len() != axes || inner.is_some_and(|inner| array.shape()[1..] != *inner) {
        let last = inner.filter(|inner| !inner.is_empty());
        return Err(Error::array(format!(
            "its shape is {:?}; expected {axes} axes{}",
            array.shape(),
            last.map_or_else(String::new, |inner| format!(", the last of them {inner:?}"))
        )));
    }
    Ok(Some(array))
}
