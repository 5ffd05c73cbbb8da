//! A registry that owes nothing to the linker.

use std::collections::BTreeMap;

use dep::Far;
use frames_std::{Registry, Result, STANDARD, registration};

use crate::{Root, inner::Inner};

/// Adds every type, and has a value go through the registry.
pub(crate) fn fill(registry: &Registry) -> Result<String> {
    registry
        .add(registration!(Root))
        .add(registration!(Inner))
        .add(registration!(Far))
        .add(registration!(BTreeMap<u8, String> as "dep.Table"));
    for of_std in STANDARD {
        registry.add(*of_std);
    }
    let far = Far { text: "far away".into() };
    let read = registry.deserialize(&registry.serialize(&far)?)?;
    Ok(format!("{:?}", read.downcast_ref::<Far>()))
}
