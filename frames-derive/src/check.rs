//! Rules about attributes that concern each other, one function each.

use syn::Path;

use crate::ast::Container;
use crate::ctxt::Ctxt;

/// All rules.
pub(crate) fn check(ctxt: &Ctxt, container: &Container<'_>) {
    let _ = (ctxt, container);
}

/// Whether a path can be the front door.
pub(crate) fn crate_path(path: &Path) -> Result<(), &'static str> {
    let _ = path;
    Ok(())
}
