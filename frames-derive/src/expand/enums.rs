//! Enums: an arm for each variant, on the way out by its pattern, on the way in by its name.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Read, Written, columns, constructor, fields, info};
use crate::ast::{Container, Variant};

/// The statics, the pass and the reader of an enum whose variants have fields.
pub(super) fn object(
    container: &Container<'_>,
    variants: &[Variant<'_>],
) -> (TokenStream, TokenStream, TokenStream) {
    let tag = fields::descriptor(&container.tag, &[]);
    let lists = variants.iter().map(|variant| fields::list(&variant.fields));
    let statics = quote! {
        static __TAG: __frames::Field = #tag;
        static __FIELDS: &[&[__frames::Field]] = &[#(#lists),*];
    };
    let visits = variants.iter().enumerate().map(|(index, variant)| visit(container, index, variant));
    let visit = quote!(match __value { #(#visits)* });
    (statics, visit, decode(container, variants))
}

/// Expands to:
///
/// ```text
/// Self::Circle { radius: __f0 } => {
///     __visitor.variant(&__TAG, "Circle")?;
///     __visitor.field::<__frames::Plain, f64>(&__FIELDS[0][0], __f0)?;
/// }
/// ```
fn visit(container: &Container<'_>, index: usize, variant: &Variant<'_>) -> TokenStream {
    let (constructor, ident, name) = (constructor(container), variant.ident, &variant.name);
    if variant.skip {
        return quote!(#constructor::#ident { .. } => return __frames::Err(__frames::skipped_variant(#name)),);
    }
    let bindings = variant.fields.list.iter().filter(|field| !field.skip).map(|field| {
        let (member, local) = (&field.member, &field.local);
        quote!(#member: #local)
    });
    let rest = variant.fields.list.iter().any(|field| field.skip).then(|| quote!(..));
    let fields = fields::visit(&variant.fields, &statics(index), |field| {
        let local = &field.local;
        quote!(#local)
    });
    quote! {
        #constructor::#ident { #(#bindings,)* #rest } => {
            __visitor.variant(&__TAG, #name)?;
            #fields
        }
    }
}

fn statics(index: usize) -> TokenStream {
    let index = Literal::usize_unsuffixed(index);
    quote!(__FIELDS[#index])
}

/// Expands to:
///
/// ```text
/// __input.variant(.., &__TAG, |__name, __input| match __name {
///     "Circle" => { .. }
///     __unknown => __frames::Err(__frames::unknown_variant(.., &["Circle"], __unknown)),
/// })
/// ```
fn decode(container: &Container<'_>, variants: &[Variant<'_>]) -> TokenStream {
    let (info, path) = (info(), constructor(container));
    let known: Vec<_> = variants.iter().enumerate().filter(|(_, variant)| !variant.skip).collect();
    let arms = known.iter().filter(|(_, variant)| !variant.other).map(|(index, variant)| {
        let (ident, names) = (variant.ident, names_of(variant));
        let read = fields::read(container, &variant.fields, &statics(*index), &quote!(#path::#ident));
        quote!(#names => { #read })
    });
    let rest = match known.iter().find(|(_, variant)| variant.other) {
        Some((_, other)) => {
            let ident = other.ident;
            quote! {
                _ => {
                    __input.object(#info, &[], __frames::Unknown::Ignore, |_, _| __frames::Ok(()))?;
                    __frames::Ok(#path::#ident {})
                }
            }
        }
        None => {
            let names = known.iter().map(|(_, variant)| &variant.name);
            quote!(__unknown => __frames::Err(__frames::unknown_variant(#info, &[#(#names),*], __unknown)),)
        }
    };
    quote! {
        __input.variant(#info, &__TAG, |__name, __input| match __name {
            #(#arms)*
            #rest
        })
    }
}

/// `"Circle" | "circle"`
fn names_of(variant: &Variant<'_>) -> TokenStream {
    let (name, aliases) = (&variant.name, &variant.aliases);
    quote!(#name #(| #aliases)*)
}

/// An enum without fields, written as the name of its variant. Expands to an impl that knows the names:
///
/// ```text
/// impl __frames::unit::UnitEnum<Self> for Color {
///     const VARIANTS: &'static [__frames::Field] = &[__frames::Field { name: "Red", .. }];
///     fn index(__value: &Self) -> __frames::Result<usize> {
///         __frames::Ok(match *__value { Self::Red {} => 0 })
///     }
///     fn called(__name: &str) -> __frames::Option<Self> {
///         __frames::Some(match __name { "Red" => Self::Red {}, _ => return __frames::None })
///     }
/// }
/// ```
pub(super) fn names(container: &Container<'_>, variants: &[Variant<'_>]) -> Written {
    let (ident, path) = (container.ident, constructor(container));
    let (target, value) = (super::target(container), super::receiver(container));
    let (impl_generics, type_generics, where_clause) = container.generics.split_for_impl();
    let known: Vec<_> = variants.iter().filter(|variant| !variant.skip).collect();
    let fields = known.iter().map(|variant| fields::descriptor(&variant.name, &variant.aliases));
    let out = known.iter().enumerate().map(|(index, variant)| {
        let (ident, index) = (variant.ident, Literal::usize_unsuffixed(index));
        quote!(#path::#ident {} => #index)
    });
    let skipped = variants.iter().filter(|variant| variant.skip).map(|variant| {
        let (ident, name) = (variant.ident, &variant.name);
        quote!(#path::#ident {} => return __frames::Err(__frames::skipped_variant(#name)))
    });
    let back = known.iter().map(|variant| {
        let (ident, names) = (variant.ident, names_of(variant));
        quote!(#names => #path::#ident {})
    });
    let other = known.iter().find(|variant| variant.other).map(|variant| {
        let ident = variant.ident;
        quote! {
            fn other() -> __frames::Option<#target> {
                __frames::Some(#path::#ident {})
            }
        }
    });
    let nil = || container.remote.is_some().then(|| quote!(false));
    Written {
        items: quote! {
            #[automatically_derived]
            impl #impl_generics __frames::unit::UnitEnum<#target> for #ident #type_generics #where_clause {
                const VARIANTS: &'static [__frames::Field] = &[#(#fields),*];
                fn index(__value: &#target) -> __frames::Result<usize> {
                    __frames::Ok(match *__value { #(#out,)* #(#skipped,)* })
                }
                fn called(__name: &str) -> __frames::Option<#target> {
                    __frames::Some(match __name { #(#back,)* _ => return __frames::None })
                }
                #other
            }
        },
        inline: quote!(__frames::unit::inline::<Self, #target>(#value, __out)),
        payload: quote!(__frames::unit::payload::<Self, #target>(#value, __out)),
        needs_frames: quote!(false),
        can_be_nil: nil(),
        columns: columns::names(container),
        describe: quote! {
            __frames::columns::describe::names(<Self as __frames::unit::UnitEnum<#target>>::VARIANTS)
        },
        read: Read {
            decode: quote!(__frames::unit::decode::<Self, #target>(__input)),
            absent: None,
            nil_possible: nil(),
            columns: None,
        },
    }
}
