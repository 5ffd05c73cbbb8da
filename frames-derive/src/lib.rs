//! The derive macro of frames. Nobody depends on this crate directly: `frames-std` re-exports it.

use proc_macro::TokenStream;

/// Derives `Framed` and `FromFrames`.
#[proc_macro_derive(Framed, attributes(framed))]
pub fn derive_framed(_: TokenStream) -> TokenStream {
    TokenStream::new()
}
