//! The derive macro of frames. Nobody depends on this crate directly: `frames-std` re-exports it.
//!
//! Attributes are read by `attr` into the tree of `ast`, `check` looks for what contradicts itself, `expand` writes the
//! impls, and `fallback` stands in for them after a mistake.

mod ast;
mod attr;
mod bound;
mod case;
mod check;
mod check_names;
mod ctxt;
mod expand;
mod fallback;
mod framed_dyn;
#[cfg(test)]
mod snapshots;
mod types;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("../FRAMED_DYN.md")]
#[proc_macro_attribute]
pub fn framed_dyn(arguments: TokenStream, item: TokenStream) -> TokenStream {
    framed_dyn::expand(arguments.into(), item.into()).into()
}

#[doc = include_str!("../FRAMED.md")]
#[proc_macro_derive(Framed, attributes(framed))]
pub fn derive_framed(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::derive(&input).into()
}
