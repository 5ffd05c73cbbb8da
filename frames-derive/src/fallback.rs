//! After a mistake: impls that promise everything and do nothing, so that a program with one mistake shows one error
//! and not a hundred about missing impls.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Path};

use crate::ast::front_door;
use crate::attr::{Position, Words};
use crate::check;
use crate::ctxt::Ctxt;
use crate::expand::wrap;

/// The impls of a type whose derive failed.
pub(crate) fn stubs(input: &DeriveInput) -> TokenStream {
    // These mistakes were reported.
    let ctxt = Ctxt::new();
    let words = Words::read(&ctxt, Position::Container, &input.attrs);
    let _ = ctxt.check();
    let mut frames = front_door(&words);
    if check::crate_path(&frames).is_err() {
        frames = syn::parse_quote!(::frames_std);
    }
    wrap(
        &frames,
        match words.path("remote") {
            None => own(input),
            Some(foreign) => adapter(input, &foreign),
        },
    )
}

fn own(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let flatten = matches!(input.data, Data::Struct(_)).then(|| {
        quote! {
            impl #impl_generics __frames::Flatten for #ident #type_generics #where_clause {
                fn flatten<'__a, __V: __frames::Visitor<'__a>>(&'__a self, _: &mut __V) -> __frames::Result<()> {
                    ::core::unreachable!()
                }
            }
        }
    });
    quote! {
        impl #impl_generics __frames::Named for #ident #type_generics #where_clause {
            fn type_info() -> &'static __frames::TypeInfo { ::core::unreachable!() }
            fn dyn_type_info(&self) -> &'static __frames::TypeInfo { ::core::unreachable!() }
        }
        impl #impl_generics __frames::Framed for #ident #type_generics #where_clause {
            fn header(&self, _: &mut __frames::HeaderWriter<'_>) -> __frames::Result<()> { ::core::unreachable!() }
            fn frames<'__a>(&'__a self, _: &mut __frames::Frames<'__a>) -> __frames::Result<()> {
                ::core::unreachable!()
            }
        }
        impl #impl_generics __frames::FromFrames for #ident #type_generics #where_clause {
            fn from_frames(
                _: __frames::HeaderReader<'_>,
                _: &mut __frames::FrameReader<'_>,
            ) -> __frames::Result<Self> {
                ::core::unreachable!()
            }
        }
        #flatten
    }
}

fn adapter(input: &DeriveInput, foreign: &Path) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        impl #impl_generics __frames::FrameAs<#foreign> for #ident #type_generics #where_clause {
            fn header(_: &#foreign, _: &mut __frames::HeaderWriter<'_>) -> __frames::Result<()> {
                ::core::unreachable!()
            }
            fn from_frames(
                _: __frames::HeaderReader<'_>,
                _: &mut __frames::FrameReader<'_>,
            ) -> __frames::Result<#foreign> {
                ::core::unreachable!()
            }
        }
    }
}
