//! Types that are written as something else: as the one field they hold (newtypes and `transparent`), or as another
//! type (`into`, `from`, `try_from`).

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::columns::{self, Columns};
use super::{Read, Written, constructor, fields, info};
use crate::ast::{Container, Data, Field};
use crate::attr::DefaultBy;

/// A struct as its one field: every method is the field's.
pub(super) fn content(container: &Container<'_>, field: &Field<'_>) -> Written {
    let (info, codec, ty, member) = (info(), fields::codec(field), field.ty, &field.member);
    let value = super::receiver(container);
    let (path, span) = (constructor(container), proc_macro2::Span::call_site().located_at(field.span()));
    let writer = quote_spanned!(span=> <#codec as __frames::WriteAs<#ty>>);
    let reader = quote_spanned!(span=> <#codec as __frames::ReadAs<#ty>>);
    let others = others(container, field);
    let make = quote!(|__content| #path { #member: __content, #(#others),* });
    Written {
        items: TokenStream::new(),
        inline: quote!(__frames::content::inline::<#codec, #ty>(&#value.#member, __out)),
        payload: quote!(__frames::content::payload::<#codec, #ty>(&#value.#member, #info, __out)),
        needs_frames: quote!(#writer::needs_frames(&#value.#member)),
        can_be_nil: Some(quote!(#writer::can_be_nil(&#value.#member))),
        columns: columns::content(container, field, &make),
        describe: quote!(__frames::columns::describe::content::<#codec, #ty>()),
        read: Read {
            decode: quote!(__frames::content::decode::<#codec, #ty>(__input, #info).map(#make)),
            absent: Some(quote!(#reader::absent().map(#make))),
            nil_possible: Some(quote!(#reader::nil_possible())),
            columns: None,
        },
    }
}

/// The fields of a transparent struct that aren't written: markers, and what is skipped.
fn others(container: &Container<'_>, content: &Field<'_>) -> Vec<TokenStream> {
    let Data::Struct(fields) = &container.data else { return Vec::new() };
    let others = fields.list.iter().filter(|field| field.member != content.member);
    let others = others.map(|field| {
        let member = &field.member;
        match &field.default {
            Some(DefaultBy::Function(function)) => quote!(#member: #function()),
            _ => quote!(#member: __frames::Default::default()),
        }
    });
    others.collect()
}

/// `into`: a value is converted to be written.
pub(super) fn through(container: &Container<'_>, repr: &Type) -> Written {
    let (info, value) = (info(), super::receiver(container));
    let span = proc_macro2::Span::call_site().located_at(repr.span());
    let value = quote_spanned!(span=> <Self as __frames::Into<#repr>>::into(__frames::Clone::clone(#value)));
    Written {
        items: TokenStream::new(),
        inline: quote!(__frames::through::inline::<#repr>(&#value, __out)),
        payload: quote!(__frames::through::payload::<#repr>(&#value, #info, __out)),
        needs_frames: quote!(false),
        can_be_nil: Some(quote!(<#repr as __frames::Framed>::can_be_nil(&#value))),
        columns: Columns::default(),
        describe: quote!(__frames::columns::describe::content::<__frames::Plain, #repr>()),
        read: Read { decode: TokenStream::new(), absent: None, nil_possible: None, columns: None },
    }
}

/// `from` and `try_from`: another value is read, then converted.
pub(super) fn converted(container: &Container<'_>) -> Option<Read> {
    let info = info();
    let (repr, error, convert) = match (&container.from, &container.try_from) {
        (Some(repr), _) => {
            let span = proc_macro2::Span::call_site().located_at(repr.span());
            let convert =
                quote_spanned!(span=> |__repr| __frames::Ok(<#repr as __frames::Into<Self>>::into(__repr)));
            (repr, quote!(__frames::Infallible), convert)
        }
        (None, Some(repr)) => {
            let span = proc_macro2::Span::call_site().located_at(repr.span());
            (repr, quote!(_), quote_spanned!(span=> <Self as __frames::TryFrom<#repr>>::try_from))
        }
        (None, None) => return None,
    };
    Some(Read {
        decode: quote!(__frames::through::decode::<#repr, Self, #error>(__input, #info, #convert)),
        absent: None,
        // Options are told apart by what the value is written as.
        nil_possible: container
            .into
            .as_ref()
            .map(|repr| quote!(<#repr as __frames::FromFrames>::nil_possible())),
        columns: Some(columns::converted(repr, &error, &convert)),
    })
}
