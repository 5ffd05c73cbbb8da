//! `#[framed(pod)]`: plain records, whose bytes are elements of a numpy array.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::fields;
use crate::ast::{Container, Data, Shape};

/// Expands to:
///
/// ```text
/// impl __frames::Element for Point {
///     fn dtype() -> __frames::DType {
///         __frames::columns::pod::dtype(
///             ::core::mem::size_of::<Self>(),
///             &[("x", <f64 as __frames::Element>::dtype(), ::core::mem::offset_of!(Self, x))],
///         )
///     }
/// }
/// ```
pub(super) fn element(container: &Container<'_>) -> TokenStream {
    let Data::Struct(fields) = &container.data else { return TokenStream::new() };
    let element = |field: &crate::ast::Field<'_>| {
        let (span, ty) = (fields::at(field), field.ty);
        quote_spanned!(span=> <#ty as __frames::Element>::dtype())
    };
    let dtype = match container.shape() {
        Shape::Content(field) => element(field),
        _ => {
            let fields = fields.list.iter().map(|field| {
                let (name, member, dtype) = (&field.name, &field.member, element(field));
                quote!((#name, #dtype, ::core::mem::offset_of!(Self, #member)))
            });
            quote!(__frames::columns::pod::dtype(::core::mem::size_of::<Self>(), &[#(#fields),*]))
        }
    };
    let ident = container.ident;
    quote! {
        #[automatically_derived]
        impl __frames::Element for #ident {
            fn dtype() -> __frames::DType {
                #dtype
            }
        }
    }
}
