//! Types that are maps or generic objects: structs by their fields, enums by the name and the fields of the variant.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Read, Written, columns, constructor, enums, fields, info, receiver, target};
use crate::ast::{Container, Data, Fields};
use crate::bound::{self, For};

/// The pass over the fields, and all methods by it.
pub(super) fn object(container: &Container<'_>) -> Written {
    let (info, target, value) = (info(), target(container), receiver(container));
    let (statics, visit, decode) = match &container.data {
        Data::Struct(fields) => structure(container, fields),
        Data::Enum(variants) => enums::object(container, variants),
    };
    let visit = visit_impl(container, &visit);
    let flatten = flatten_impl(container);
    let columns = columns::object(container);
    let columnar = &columns.items;
    Written {
        items: quote!(#statics #visit #flatten #columnar),
        inline: quote!(__frames::object::inline::<Self, #target>(#value, #info, __out)),
        payload: quote!(__frames::object::payload::<Self, #target>(#value, #info, __out)),
        needs_frames: quote!(__frames::object::needs_frames::<Self, #target>(#value, #info)),
        can_be_nil: container.remote.is_some().then(|| quote!(false)),
        columns,
        describe: quote!(__frames::columns::describe::record::<Self, #target>()),
        read: Read {
            decode,
            absent: None,
            nil_possible: container.remote.is_some().then(|| quote!(false)),
            columns: None,
        },
    }
}

/// The statics, the pass and the reader of a struct.
fn structure(container: &Container<'_>, fields: &Fields<'_>) -> (TokenStream, TokenStream, TokenStream) {
    let list = fields::list(fields);
    let names = quote!(__FIELDS);
    let visit = fields::visit(fields, &names, |field| {
        let member = &field.member;
        quote!(&__value.#member)
    });
    let decode = fields::read(container, fields, &names, &constructor(container));
    (quote!(static __FIELDS: &[__frames::Field] = #list;), visit, decode)
}

/// Expands to:
///
/// ```text
/// impl __frames::Visit<Self> for Human {
///     fn visit<'__a, __V: __frames::Visitor<'__a>>(__value: &'__a Self, __visitor: &mut __V) -> __frames::Result<()> {
///         __visitor.field::<__frames::Plain, String>(&__FIELDS[0], &__value.name)?;
///         __frames::Ok(())
///     }
/// }
/// ```
fn visit_impl(container: &Container<'_>, visit: &TokenStream) -> TokenStream {
    let generics = bound::generics(container, For::Writing);
    let (ident, target) = (container.ident, target(container));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let flattens = container.fields().any(|field| field.flatten && !field.skip);
    let flattens = flattens.then(|| {
        quote!(
            const FLATTENS: bool = true;
        )
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics __frames::Visit<#target> for #ident #type_generics #where_clause {
            #flattens

            #[inline]
            fn visit<'__a, __V: __frames::Visitor<'__a>>(
                __value: &'__a #target,
                __visitor: &mut __V,
            ) -> __frames::Result<()> {
                #visit
                __frames::Ok(())
            }
        }
    }
}

/// Lets a struct be `#[framed(flatten)]`ed into another.
fn flatten_impl(container: &Container<'_>) -> Option<TokenStream> {
    if container.remote.is_some() || matches!(container.data, Data::Enum(_)) {
        return None;
    }
    let generics = bound::generics(container, For::Writing);
    let ident = container.ident;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    Some(quote! {
        #[automatically_derived]
        impl #impl_generics __frames::Flatten for #ident #type_generics #where_clause {
            const IS_RECORD: bool = true;

            #[inline]
            fn flatten<'__a, __V: __frames::Visitor<'__a>>(&'__a self, __visitor: &mut __V) -> __frames::Result<()> {
                <Self as __frames::Visit<Self>>::visit(self, __visitor)
            }
        }
    })
}
