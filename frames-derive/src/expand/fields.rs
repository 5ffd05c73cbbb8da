//! The fields of a struct or variant: as a constant list, as a pass over them, and as a constructor.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::info;
use crate::ast::{Codec, Container, Field, Fields};
use crate::attr::DefaultBy;

/// The names of the fields. Expands to: `&[__frames::Field { name: "age", key: b"\xa3age", aliases: &[] }]`
pub(super) fn list(fields: &Fields<'_>) -> TokenStream {
    let fields = fields.list.iter().filter(|field| field.is_listed());
    let fields = fields.map(|field| descriptor(&field.name, &field.aliases));
    quote!(&[#(#fields),*])
}

/// One name, as text and as msgpack.
pub(super) fn descriptor(name: &str, aliases: &[String]) -> TokenStream {
    let key = Literal::byte_string(&msgpack(name));
    quote!(__frames::Field { name: #name, key: #key, aliases: &[#(#aliases),*] })
}

/// A msgpack text. `check` sees to it that names are shorter than 64 KiB.
fn msgpack(name: &str) -> Vec<u8> {
    let len = name.len();
    let mut bytes = match len {
        0..32 => vec![0xa0 | len as u8],
        32..256 => vec![0xd9, len as u8],
        _ => vec![0xda, (len >> 8) as u8, len as u8],
    };
    bytes.extend_from_slice(name.as_bytes());
    bytes
}

/// Tokens of our own that are reported as if they stood at the field.
pub(super) fn at(field: &Field<'_>) -> Span {
    Span::call_site().located_at(field.span())
}

/// The writer and reader of a field.
pub(super) fn codec(field: &Field<'_>) -> TokenStream {
    let span = at(field);
    match &field.codec {
        Codec::Plain => quote_spanned!(span=> __frames::Plain),
        Codec::With(adapter) => quote_spanned!(span=> __frames::With::<#adapter>),
        Codec::Serde => quote_spanned!(span=> __frames::With::<__frames::Serde>),
        Codec::Objects => quote_spanned!(span=> __frames::Objects),
    }
}

/// Shows each field to the visitor; `access` makes a reference to it. For each expands to one of:
///
/// ```text
/// __visitor.field::<__frames::Plain, u8>(&__FIELDS[0], &__value.age)?;
/// __frames::Flatten::flatten(&__value.rest, __visitor)?;
/// if !is_zero(&__value.age) { .. }
/// ```
pub(super) fn visit<'f>(
    fields: &'f Fields<'_>,
    statics: &TokenStream,
    access: impl Fn(&'f Field<'_>) -> TokenStream,
) -> TokenStream {
    let mut index = 0usize;
    let visits = fields.list.iter().filter(|field| !field.skip).map(|field| {
        let (span, value, codec, ty) = (at(field), access(field), codec(field), field.ty);
        let visit = if field.flatten {
            quote_spanned!(span=> __frames::Flatten::flatten(#value, __visitor)?;)
        } else {
            let at = Literal::usize_unsuffixed(index);
            index += 1;
            quote_spanned!(span=> __visitor.field::<#codec, #ty>(&#statics[#at], #value)?;)
        };
        match &field.skip_if {
            None => visit,
            Some(skip) => quote_spanned!(span=> if !#skip(#value) { #visit }),
        }
    });
    quote!(#(#visits)*)
}

/// Reads the fields and makes a value. Expands to:
///
/// ```text
/// let mut __f0 = __frames::Slot::<u8>::new();
/// __input.object(.., &__FIELDS, __frames::Unknown::Ignore, |__index, __input| match __index {
///     0 => __f0.fill::<__frames::Plain>(__input),
///     _ => __frames::Ok(()),
/// })?;
/// __frames::Ok(Self { age: __f0.take::<__frames::Plain>(&__FIELDS[0])? })
/// ```
pub(super) fn read(
    container: &Container<'_>,
    fields: &Fields<'_>,
    statics: &TokenStream,
    constructor: &TokenStream,
) -> TokenStream {
    let info = info();
    let order: Vec<_> = read_order(fields).collect();
    let unknown = unknown(container, fields);
    let slots = order.iter().map(|field| {
        let (span, local, ty) = (at(field), &field.local, field.ty);
        quote_spanned!(span=> let mut #local = __frames::Slot::<#ty>::new();)
    });
    let fills = order.iter().enumerate().map(|(index, field)| {
        let (span, local, codec) = (at(field), &field.local, codec(field));
        let index = Literal::usize_unsuffixed(index);
        quote_spanned!(span=> #index => #local.fill::<#codec>(__input),)
    });
    let on_field = match order.len() {
        0 => quote!(|_, _| __frames::Ok(())),
        _ => quote! {
            |__index, __input| match __index {
                #(#fills)*
                _ => __frames::Ok(()),
            }
        },
    };
    let value = construct(container, fields, statics, constructor, |field| field.local.to_token_stream());
    quote! {
        #(#slots)*
        __input.object(#info, #statics, #unknown, #on_field)?;
        __frames::Ok({ #value })
    }
}

/// The fields that are read: those with names of their own, then the flattened ones.
pub(super) fn read_order<'f, 'a>(fields: &'f Fields<'a>) -> impl Iterator<Item = &'f Field<'a>> {
    let flattened = fields.list.iter().filter(|field| field.flatten && !field.skip);
    fields.list.iter().filter(|field| field.is_listed()).chain(flattened)
}

/// What becomes of entries that are no fields.
pub(super) fn unknown(container: &Container<'_>, fields: &Fields<'_>) -> TokenStream {
    match fields.list.iter().filter(|field| field.flatten && !field.skip).count() {
        0 if container.words.flag("deny_unknown_fields") => quote!(__frames::Unknown::Deny),
        0 => quote!(__frames::Unknown::Ignore),
        count => {
            let count = Literal::usize_unsuffixed(count);
            quote!(__frames::Unknown::Flatten(#count))
        }
    }
}

/// A value out of its fields, each in the slot that `slot` names.
pub(super) fn construct(
    container: &Container<'_>,
    fields: &Fields<'_>,
    statics: &TokenStream,
    constructor: &TokenStream,
    slot: impl Fn(&Field<'_>) -> TokenStream,
) -> TokenStream {
    let listed: Vec<_> = fields.list.iter().filter(|field| field.is_listed()).collect();
    let members = fields.list.iter().map(|field| {
        let member = &field.member;
        let at = listed.iter().position(|listed| listed.member == *member).unwrap_or_default();
        let value = value(container, field, statics, at, slot(field));
        quote!(#member: #value)
    });
    let default = default_container(container, fields);
    quote!(#default #constructor { #(#members),* })
}

/// The value of one field, after all were read.
fn value(
    container: &Container<'_>,
    field: &Field<'_>,
    statics: &TokenStream,
    at: usize,
    slot: TokenStream,
) -> TokenStream {
    let (span, member, codec) = (self::at(field), &field.member, codec(field));
    let function = match &field.default {
        Some(DefaultBy::Function(function)) => Some(quote!(#function)),
        Some(DefaultBy::Trait) => Some(quote_spanned!(span=> __frames::Default::default)),
        None if field.skip && container.default.is_none() => {
            Some(quote_spanned!(span=> __frames::Default::default))
        }
        None => None,
    };
    match (function, &container.default) {
        (Some(function), _) if field.skip => quote!(#function()),
        (None, Some(_)) if field.skip => quote!(__default.#member),
        _ if field.flatten => quote_spanned!(span=> #slot.take_flat()?),
        (Some(function), _) => quote!(#slot.take_or(#function)),
        // Not in a closure, for that would take all of `__default`.
        (None, Some(_)) => quote! {
            match #slot.found() {
                __frames::Some(__found) => __found,
                __frames::None => __default.#member,
            }
        },
        (None, None) => {
            let at = Literal::usize_unsuffixed(at);
            quote_spanned!(span=> #slot.take::<#codec>(&#statics[#at])?)
        }
    }
}

/// `#[framed(default)]` on the type: `let __default: Self = __frames::Default::default();`
fn default_container(container: &Container<'_>, fields: &Fields<'_>) -> Option<TokenStream> {
    let target = super::target(container);
    let value = match container.default.as_ref()? {
        DefaultBy::Trait => quote!(__frames::Default::default()),
        DefaultBy::Function(function) => quote!(#function()),
    };
    let wanted = fields.list.iter().any(|field| field.default.is_none() && !field.flatten);
    wanted.then(|| quote!(let __default: #target = #value;))
}
