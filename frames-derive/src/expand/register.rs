//! The name of a type, and its entries in the tables that the linker collects.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::ast::Container;

/// Expands to:
///
/// ```text
/// impl __frames::Named for Human {
///     fn type_info() -> &'static __frames::TypeInfo { __frames::type_info!("acme.Human", aliases = [..], python = "..") }
///     fn dyn_type_info(&self) -> &'static __frames::TypeInfo { <Self as __frames::Named>::type_info() }
/// }
/// ```
pub(super) fn named(container: &Container<'_>) -> TokenStream {
    let ident = container.ident;
    let (impl_generics, type_generics, where_clause) = container.generics.split_for_impl();
    let name = match container.words.text("name") {
        Some(name) => quote!(#name),
        None => {
            let own = ident.unraw().to_string();
            quote!(::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", #own))
        }
    };
    let aliases = container.words.texts("alias");
    let aliases = (!aliases.is_empty()).then(|| quote!(, aliases = [#(#aliases),*]));
    let python = container.words.text("python").map(|class| quote!(, python = #class));
    let shared = container.is_generic().then(|| quote!(, shared = true));
    quote! {
        #[automatically_derived]
        impl #impl_generics __frames::Named for #ident #type_generics #where_clause {
            fn type_info() -> &'static __frames::TypeInfo {
                __frames::type_info!(#name #aliases #python #shared)
            }
            fn dyn_type_info(&self) -> &'static __frames::TypeInfo {
                <Self as __frames::Named>::type_info()
            }
        }
    }
}

/// Submits the type to the linker's table. Whether it can be sent between threads is found out by `Probe`, whose inherent
/// constants are there only if they can be, and else the trait's.
pub(super) fn registration(container: &Container<'_>) -> Option<TokenStream> {
    let can = container.generics.params.is_empty() && container.remote.is_none() && !container.borrows();
    if !can || container.words.flag("no_register") {
        return None;
    }
    let ident = container.ident;
    Some(quote! {
        #[allow(unused_imports)]
        use __frames::Unregistered as _;
        __frames::inventory::submit! {
            __frames::Entry::of(__frames::Probe::<#ident>::SEND, __frames::Probe::<#ident>::LOCAL)
        }
    })
}

/// Submits the type for the traits that `dyn` names. Expands to:
///
/// ```text
/// __frames::register!(Scale as dyn Op);
/// ```
pub(super) fn casts(container: &Container<'_>) -> TokenStream {
    let ident = container.ident;
    let casts = container.words.paths("dyn").into_iter().map(|path| {
        let span = path.segments.last().map_or_else(|| ident.span(), |segment| segment.ident.span());
        quote::quote_spanned!(span=> __frames::register!(#ident as dyn #path);)
    });
    quote!(#(#casts)*)
}
