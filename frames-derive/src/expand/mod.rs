//! Writes the impls. They list fields and constructors, in one anonymous constant; what happens with them is the
//! library's business. Everything outside is reached through `__frames`, all locals start with `__`.

mod columns;
mod content;
mod enums;
mod fields;
mod impls;
mod object;
mod pod;
mod register;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Path, PathArguments};

use crate::ast::{Container, Shape};
use crate::ctxt::Ctxt;
use crate::{check, fallback};

/// The derive: attributes are read, rules checked, impls written; after a mistake, stubs.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let ctxt = Ctxt::new();
    let container = Container::read(&ctxt, input);
    if let Some(container) = &container {
        check::check(&ctxt, container);
    }
    let errors = match (ctxt.check(), container) {
        (Ok(()), Some(container)) => return expand(&container),
        (checked, _) => checked.err().map(|errors| errors.to_compile_error()),
    };
    let stubs = fallback::stubs(input);
    quote!(#errors #stubs)
}

fn expand(container: &Container<'_>) -> TokenStream {
    let named = register::named(container);
    let written = match (&container.into, container.shape()) {
        (Some(repr), _) => content::through(container, repr),
        (None, Shape::Content(field)) => content::content(container, field),
        (None, Shape::Names(variants)) => enums::names(container, variants),
        (None, Shape::Object) => object::object(container),
    };
    let read = content::converted(container);
    let impls = impls::impls(container, &written, read.as_ref());
    let element = container.words.flag("pod").then(|| pod::element(container));
    let registration = register::registration(container);
    let casts = register::casts(container);
    wrap(&container.frames, quote! { #named #impls #element #registration #casts })
}

/// Puts generated items where their helpers are nobody else's. Expands to:
///
/// ```text
/// const _: () = {
///     use ::frames_std::__private as __frames;
///     ...
/// };
/// ```
pub(crate) fn wrap(frames: &Path, items: TokenStream) -> TokenStream {
    quote! {
        #[doc(hidden)]
        // Fields and variants may be deprecated and may have any name; lints about style are for people's code.
        #[allow(clippy::all, clippy::pedantic, dead_code, deprecated, non_snake_case, unreachable_code, unreachable_patterns, unused_qualifications)]
        const _: () = {
            use #frames::__private as __frames;
            #items
        };
    }
}

/// What the impls of one type consist of: items beside them, and the bodies of hidden methods.
pub(crate) struct Written {
    /// Statics, and impls of helper traits.
    items: TokenStream,
    inline: TokenStream,
    payload: TokenStream,
    needs_frames: TokenStream,
    /// `None` where the provided method is right.
    can_be_nil: Option<TokenStream>,
    columns: columns::Columns,
    /// What stands in the type, for people.
    describe: TokenStream,
    read: Read,
}

/// The bodies of the reader.
pub(crate) struct Read {
    decode: TokenStream,
    absent: Option<TokenStream>,
    nil_possible: Option<TokenStream>,
    /// How columns are read, where that is the reader's and not the writer's business.
    columns: Option<TokenStream>,
}

/// The type whose values are written: `Self`, or the foreign type that `Self` describes.
fn target(container: &Container<'_>) -> TokenStream {
    match &container.remote {
        None => quote!(Self),
        Some(path) => quote!(#path),
    }
}

/// The same where it is a pattern or an expression, in which generic arguments would need `::<>`.
fn constructor(container: &Container<'_>) -> TokenStream {
    let Some(path) = &container.remote else { return quote!(Self) };
    let mut path = path.clone();
    path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
    quote!(#path)
}

/// The value in the methods of the impls: those of `Framed` have a receiver, those of `FrameAs` an argument.
fn receiver(container: &Container<'_>) -> TokenStream {
    match container.remote {
        None => quote!(self),
        Some(_) => quote!(__value),
    }
}

/// The name and class of the type.
fn info() -> TokenStream {
    quote!(<Self as __frames::Named>::type_info())
}
