//! The impls of the contract, around the bodies that the other modules made: `Framed` and `FromFrames` for the type
//! itself, or `FrameAs` for the foreign type that it describes.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Read, Written};
use crate::ast::{Container, Data, Fields};
use crate::bound::{self, For};

/// All impls but those of helper traits.
pub(super) fn impls(container: &Container<'_>, written: &Written, converted: Option<&Read>) -> TokenStream {
    let items = &written.items;
    let read = converted.unwrap_or(&written.read);
    if let Some(foreign) = &container.remote {
        let adapter = adapter(container, foreign, written, read);
        return quote!(#items #adapter);
    }
    let framed = framed(container, written);
    let writes_only = container.borrows() || (container.into.is_some() && converted.is_none());
    let columns = read.columns.as_ref().unwrap_or(&written.columns.read);
    let from_frames = (!writes_only).then(|| from_frames(container, read, columns));
    quote!(#items #framed #from_frames)
}

/// `impl Framed for Human`
fn framed(container: &Container<'_>, written: &Written) -> TokenStream {
    let generics = bound::generics(container, For::Writing);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let Written { inline, payload, needs_frames, can_be_nil, describe, .. } = written;
    let ident = container.ident;
    let can_be_nil = can_be_nil.as_ref().map(|body| quote!(fn can_be_nil(&self) -> bool { #body }));
    let columns = &written.columns.write;
    let runs = (!columns.is_empty()).then(|| match container.words.flag("pod") {
        true => quote!(__frames::pod_runs!();),
        false => quote!(__frames::runs_in_columns!();),
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics __frames::Framed for #ident #type_generics #where_clause {
            fn header(&self, __out: &mut __frames::HeaderWriter<'_>) -> __frames::Result<()> {
                __frames::parts::header(self, __out)
            }
            fn frames<'__a>(&'__a self, __out: &mut __frames::Frames<'__a>) -> __frames::Result<()> {
                __frames::parts::frames(self, __out)
            }
            #[inline]
            fn inline(&self, __out: &mut __frames::Inline<'_>) -> __frames::Result<__frames::Fit> {
                #inline
            }
            #[inline]
            fn payload<'__a>(&'__a self, __out: &mut __frames::Encoder<'__a>) -> __frames::Result<()> {
                #payload
            }
            #[inline]
            fn needs_frames(&self) -> bool {
                #needs_frames
            }
            #can_be_nil
            #columns
            #runs
            fn describe() -> __frames::DescribedFields {
                #describe
            }
        }
    }
}

/// `impl FromFrames for Human`
fn from_frames(container: &Container<'_>, read: &Read, columns: &TokenStream) -> TokenStream {
    let generics = bound::generics(container, For::Reading);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let ident = container.ident;
    let methods = reader(read, &quote!(Self));
    let runs = (!columns.is_empty()).then(|| match container.words.flag("pod") {
        true => quote!(__frames::read_pod_runs!();),
        false => quote!(__frames::read_runs_in_columns!();),
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics __frames::FromFrames for #ident #type_generics #where_clause {
            fn from_frames(
                __header: __frames::HeaderReader<'_>,
                __reader: &mut __frames::FrameReader<'_>,
            ) -> __frames::Result<Self> {
                __frames::parts::from_frames(__header, __reader)
            }
            #methods
            #columns
            #runs
        }
    }
}

/// `decode` and what goes with it, the same in `FromFrames` and `FrameAs`.
fn reader(read: &Read, target: &TokenStream) -> TokenStream {
    let Read { decode, absent, nil_possible, .. } = read;
    let absent = absent.as_ref().map(|body| quote!(fn absent() -> __frames::Option<#target> { #body }));
    let nil_possible = nil_possible.as_ref().map(|body| quote!(fn nil_possible() -> bool { #body }));
    quote! {
        #[inline]
        fn decode(__input: __frames::Input<'_, '_>) -> __frames::Result<#target> {
            #decode
        }
        #absent
        #nil_possible
    }
}

/// `impl FrameAs<foreign::Point> for Point`
fn adapter(container: &Container<'_>, foreign: &syn::Path, written: &Written, read: &Read) -> TokenStream {
    let generics = bound::generics(container, For::Reading);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let Written { inline, payload, needs_frames, can_be_nil, .. } = written;
    let ident = container.ident;
    let methods = reader(read, &quote!(#foreign));
    let (columns, read_columns) = (&written.columns.write, &written.columns.read);
    let used = uses(container);
    quote! {
        #[automatically_derived]
        impl #impl_generics __frames::FrameAs<#foreign> for #ident #type_generics #where_clause {
            fn header(__value: &#foreign, __out: &mut __frames::HeaderWriter<'_>) -> __frames::Result<()> {
                #used
                __frames::adapter_parts::header::<Self, #foreign>(__value, __out)
            }
            fn frames<'__a>(__value: &'__a #foreign, __out: &mut __frames::Frames<'__a>) -> __frames::Result<()> {
                __frames::adapter_parts::frames::<Self, #foreign>(__value, __out)
            }
            fn from_frames(
                __header: __frames::HeaderReader<'_>,
                __reader: &mut __frames::FrameReader<'_>,
            ) -> __frames::Result<#foreign> {
                __frames::adapter_parts::from_frames::<Self, #foreign>(__header, __reader)
            }
            fn inline(__value: &#foreign, __out: &mut __frames::Inline<'_>) -> __frames::Result<__frames::Fit> {
                #inline
            }
            fn payload<'__a>(__value: &'__a #foreign, __out: &mut __frames::Encoder<'__a>) -> __frames::Result<()> {
                #payload
            }
            fn needs_frames(__value: &#foreign) -> bool {
                #needs_frames
            }
            fn can_be_nil(__value: &#foreign) -> bool {
                #can_be_nil
            }
            #methods
            #columns
            #read_columns
        }
    }
}

/// A description of a foreign type is never made or looked into, about which the compiler would warn. Expands to:
/// `let _ = |Self { x: __f0 }: Self| Self { x: __f0 };`
fn uses(container: &Container<'_>) -> TokenStream {
    let members = |fields: &Fields<'_>| {
        let members = fields.list.iter().map(|field| {
            let (member, local) = (&field.member, &field.local);
            quote!(#member: #local)
        });
        quote!({ #(#members),* })
    };
    match &container.data {
        Data::Struct(fields) => {
            let members = members(fields);
            quote!(let _ = |Self #members: Self| Self #members;)
        }
        Data::Enum(variants) => {
            let arms = variants.iter().map(|variant| {
                let (ident, members) = (variant.ident, members(&variant.fields));
                quote!(Self::#ident #members => Self::#ident #members)
            });
            quote!(let _ = |__def: Self| match __def { #(#arms),* };)
        }
    }
}
