//! Runs of a type as columns: on the way out the fields with the way to each, on the way in a constructor for each row.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{constructor, fields, info, target};
use crate::ast::{Container, Data, Field, Fields, Variant};
use crate::bound::{self, For};

/// The hooks of the two traits, and the list of fields that they go by.
#[derive(Default)]
pub(crate) struct Columns {
    /// `impl Columnar`.
    pub(super) items: TokenStream,
    /// Hooks of `Framed` and `FrameAs`.
    pub(super) write: TokenStream,
    /// Hooks of `FromFrames` and `FrameAs`.
    pub(super) read: TokenStream,
}

/// A type that is an object. One that is always written row by row can be read from columns all the same.
pub(super) fn object(container: &Container<'_>) -> Columns {
    let target = target(container);
    let (list, open, unpack) = match &container.data {
        Data::Struct(fields) => structure(container, fields),
        Data::Enum(variants) => enumeration(container, variants),
    };
    let write = (!container.words.flag("objects")).then(|| quote!(__frames::record_columns!(#target);));
    Columns {
        items: columnar(container, &list),
        write: write.unwrap_or_default(),
        read: hooks(&target, &open, &unpack),
    }
}

/// A type that is written as its one field.
pub(super) fn content(container: &Container<'_>, field: &Field<'_>, make: &TokenStream) -> Columns {
    let (target, codec, ty, member) = (target(container), fields::codec(field), field.ty, &field.member);
    let mut read = hooks(
        &target,
        &quote!(<#codec as __frames::ReadAs<#ty>>::open_column(__input)),
        &quote! {
            __frames::columns::content::unpack::<#codec, #ty, #target>(
                __source, __count, __decoder, __out, #make,
            )
        },
    );
    read.extend(cell(
        container,
        &quote! {
            __frames::columns::content::cell::<#codec, #ty, #target>(
                |__text| __frames::columns::content::of_text::<#codec, #ty, #target>(__text, #make),
                |__item| __frames::columns::content::of_number::<#codec, #ty, #target>(__item, #make),
            )
        },
    ));
    Columns {
        items: TokenStream::new(),
        write: quote!(__frames::content_columns!(#target, #codec, #ty, |__row| &__row.#member);),
        read,
    }
}

/// An enum that is the name of its variant.
pub(super) fn names(container: &Container<'_>) -> Columns {
    let target = target(container);
    let mut read = hooks(
        &target,
        &quote!(__frames::unit::open_column::<Self, #target>(__input)),
        &quote!(__frames::unit::unpack::<Self, #target>(__source, __count, __decoder, __out)),
    );
    read.extend(cell(container, &quote!(__frames::unit::cell::<Self, #target>())));
    Columns { items: TokenStream::new(), write: quote!(__frames::unit_columns!(#target);), read }
}

/// Values that another type is read for and converted from.
pub(super) fn converted(repr: &syn::Type, error: &TokenStream, convert: &TokenStream) -> TokenStream {
    hooks(
        &quote!(Self),
        &quote!(<#repr as __frames::FromFrames>::open_column(__input)),
        &quote!(__frames::through::unpack::<#repr, Self, #error>(__source, __count, __decoder, __out, #convert)),
    )
}

fn hooks(target: &TokenStream, open: &TokenStream, unpack: &TokenStream) -> TokenStream {
    quote! {
        fn open_column<'__d>(
            __input: __frames::Input<'_, '__d>,
        ) -> __frames::Result<__frames::columns::Source<'__d>> {
            #open
        }
        fn unpack<'__d>(
            __source: &mut __frames::columns::Source<'__d>,
            __count: usize,
            __decoder: &mut __frames::Decoder<'__d>,
            __out: &mut __frames::Vec<#target>,
        ) -> __frames::Result<()> {
            #unpack
        }
    }
}

/// How a row makes such a value of a column's cell. Adapters don't say it.
fn cell(container: &Container<'_>, cell: &TokenStream) -> Option<TokenStream> {
    container.remote.is_none().then(|| quote!(const CELL: __frames::columns::Cell<Self> = #cell;))
}

/// Expands to:
///
/// ```text
/// impl __frames::columns::Columnar<Self> for Human {
///     fn columns<'__a, __V: ..>(__visitor: &mut __V) -> __frames::Result<()> {
///         __visitor.field::<__frames::Plain, u8>(&__FIELDS[0], |__value| __frames::Some(&__value.age))?;
///         __frames::Ok(())
///     }
/// }
/// ```
fn columnar(container: &Container<'_>, list: &TokenStream) -> TokenStream {
    let generics = bound::generics(container, For::Writing);
    let (ident, target) = (container.ident, target(container));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __frames::columns::Columnar<#target> for #ident #type_generics #where_clause {
            fn columns<'__a, __V: __frames::columns::ColumnVisitor<'__a, #target>>(
                __visitor: &mut __V,
            ) -> __frames::Result<()>
            where
                #target: '__a,
            {
                #list
                __frames::Ok(())
            }
        }
    }
}

/// Each field with the way to it.
fn list(fields: &Fields<'_>, statics: &TokenStream, get: impl Fn(&Field<'_>) -> TokenStream) -> TokenStream {
    let mut index = 0usize;
    let shown = fields.list.iter().filter(|field| !field.skip).map(|field| {
        let (span, ty, get) = (fields::at(field), field.ty, get(field));
        if field.flatten {
            return quote::quote_spanned!(span=> __visitor.flatten::<#ty>(#get)?;);
        }
        let (at, codec) = (Literal::usize_unsuffixed(index), fields::codec(field));
        index += 1;
        quote::quote_spanned!(span=> __visitor.field::<#codec, #ty>(&#statics[#at], #get)?;)
    });
    quote!(#(#shown)*)
}

/// Where the column of each field is opened: the arms of a match over its index.
fn opened<'f>(fields: &'f Fields<'_>) -> impl Iterator<Item = TokenStream> + 'f {
    fields::read_order(fields).map(|field| {
        let (span, ty, codec) = (fields::at(field), field.ty, fields::codec(field));
        quote::quote_spanned!(span=> <#codec as __frames::ReadAs<#ty>>::open_column(__input))
    })
}

/// A variable for the values of each field, whose column is the next of `__fields`.
fn blocks(fields: &Fields<'_>, statics: &TokenStream, prefix: &str) -> TokenStream {
    let mut index = 0usize;
    let blocks = fields::read_order(fields).map(|field| {
        let (span, ty, codec) = (fields::at(field), field.ty, fields::codec(field));
        let block = block(field, prefix);
        let name = match field.flatten {
            true => quote!(__frames::None),
            false => {
                let at = Literal::usize_unsuffixed(index);
                index += 1;
                quote!(__frames::Some(&#statics[#at]))
            }
        };
        quote::quote_spanned! {span=>
            let mut #block = __frames::columns::Block::<#codec, #ty>::next(&mut __fields, #name);
        }
    });
    quote!(#(#blocks)*)
}

/// Takes the values of `count` rows out of these variables.
fn fill(fields: &Fields<'_>, prefix: &str, count: &TokenStream) -> TokenStream {
    let blocks: Vec<_> = fields::read_order(fields).map(|field| block(field, prefix)).collect();
    let fills = fields::read_order(fields).zip(&blocks).map(|(field, block)| {
        let span = fields::at(field);
        quote::quote_spanned!(span=> let mut #block = #block.take(#count, __decoder)?;)
    });
    quote!(#(#fills)*)
}

/// A row out of these variables.
fn row(
    container: &Container<'_>,
    fields: &Fields<'_>,
    statics: &TokenStream,
    path: &TokenStream,
    prefix: &str,
) -> TokenStream {
    fields::construct(container, fields, statics, path, |field| {
        let block = block(field, prefix);
        quote!(#block.slot()?)
    })
}

fn block(field: &Field<'_>, prefix: &str) -> Ident {
    format_ident!("__{prefix}{}", field.local)
}

fn structure(container: &Container<'_>, fields: &Fields<'_>) -> (TokenStream, TokenStream, TokenStream) {
    let (info, statics) = (info(), quote!(__FIELDS));
    let list = list(fields, &statics, |field| {
        let member = &field.member;
        quote!(|__value| __frames::Some(&__value.#member))
    });
    let arms = opened(fields).enumerate().map(|(index, open)| {
        let index = Literal::usize_unsuffixed(index);
        quote!(#index => #open,)
    });
    let unknown = fields::unknown(container, fields);
    let open = quote! {
        __frames::columns::open_record(__input, #info, __FIELDS, #unknown, |__index, __input| match __index {
            #(#arms)*
            _ => __frames::Ok(__frames::columns::Source::Absent),
        })
    };
    let blocks = blocks(fields, &statics, "column");
    let fill = fill(fields, "column", &quote!(__rows));
    let row = row(container, fields, &statics, &constructor(container), "column");
    let decode = decode(container);
    let unpack = quote! {
        match __source.fields(__FIELDS, __count, __decoder)? {
            __frames::None => __source.values(__count, __decoder, __out, #decode),
            __frames::Some(mut __fields) => {
                #blocks
                for __rows in __frames::columns::blocks(__count) {
                    #fill
                    __out.reserve(__rows);
                    for _ in 0..__rows {
                        __frames::columns::push(__out, { #row })?;
                    }
                }
                __frames::Ok(())
            }
        }
    };
    (list, open, unpack)
}

/// The reader of a value that stands by itself.
fn decode(container: &Container<'_>) -> TokenStream {
    match &container.remote {
        None => quote!(<Self as __frames::FromFrames>::decode),
        Some(path) => quote!(<Self as __frames::FrameAs<#path>>::decode),
    }
}

fn enumeration(
    container: &Container<'_>,
    variants: &[Variant<'_>],
) -> (TokenStream, TokenStream, TokenStream) {
    let (info, path) = (info(), constructor(container));
    let statics = |index: usize| {
        let index = Literal::usize_unsuffixed(index);
        quote!(__FIELDS[#index])
    };
    let tags = variants.iter().map(|variant| {
        let (ident, name) = (variant.ident, &variant.name);
        match variant.skip {
            true => quote!(#path::#ident { .. } => return __frames::Err(__frames::skipped_variant(#name)),),
            false => quote!(#path::#ident { .. } => #name,),
        }
    });
    let lists = variants.iter().enumerate().map(|(index, variant)| {
        let (ident, name) = (variant.ident, &variant.name);
        if variant.skip {
            return quote!(__visitor.skipped(#name););
        }
        let fields = list(&variant.fields, &statics(index), |field| {
            let (member, local) = (&field.member, &field.local);
            quote! {
                |__value| match __value {
                    #path::#ident { #member: #local, .. } => __frames::Some(#local),
                    _ => __frames::None,
                }
            }
        });
        quote!(__visitor.variant(#name); #fields)
    });
    let list = quote! {
        __visitor.tag(&__TAG, |__value| __frames::Ok(match __value { #(#tags)* }))?;
        #(#lists)*
    };

    let names = variants.iter().map(|variant| match variant.skip || variant.other {
        true => quote!(&[]),
        false => {
            let (name, aliases) = (&variant.name, &variant.aliases);
            quote!(&[#name #(, #aliases)*])
        }
    });
    let names = quote!(&[#(#names),*]);
    let known =
        variants.iter().filter(|variant| !variant.skip && !variant.other).map(|variant| &variant.name);
    let known = quote!(&[#(#known),*]);
    let readable = || variants.iter().enumerate().filter(|(_, variant)| !variant.skip);
    let arms = readable().flat_map(|(variant, of)| {
        opened(&of.fields).enumerate().map(move |(index, open)| {
            let (variant, index) = (Literal::usize_unsuffixed(variant), Literal::usize_unsuffixed(index));
            quote!((#variant, #index) => #open,)
        })
    });
    let unknown = variants.iter().map(|variant| fields::unknown(container, &variant.fields));
    let open = quote! {
        __frames::columns::open_variants(
            __input, #info, &__TAG, #names, __FIELDS, &[#(#unknown),*],
            |__variant, __index, __input| match (__variant, __index) {
                #(#arms)*
                _ => __frames::Ok(__frames::columns::Source::Absent),
            },
        )
    };
    let blocks = variants.iter().enumerate().map(|(index, variant)| {
        let blocks =
            (!variant.skip).then(|| blocks(&variant.fields, &statics(index), &format!("column{index}")));
        quote!(let mut __fields = __frames::columns::Source::of_variant(&mut __variants); #blocks)
    });
    let fills = readable().map(|(index, variant)| {
        let prefix = format!("column{index}");
        let index = Literal::usize_unsuffixed(index);
        fill(&variant.fields, &prefix, &quote!(__counts[#index]))
    });
    let rows = readable().map(|(index, variant)| {
        let ident = variant.ident;
        let row = row(
            container,
            &variant.fields,
            &statics(index),
            &quote!(#path::#ident),
            &format!("column{index}"),
        );
        let index = Literal::usize_unsuffixed(index);
        quote!(#index => { #row })
    });
    let other = match readable().find(|(_, variant)| variant.other) {
        Some((index, _)) => {
            let index = Literal::usize_unsuffixed(index);
            quote!(__frames::Some(#index))
        }
        None => quote!(__frames::None),
    };
    let decode = decode(container);
    let unpack = quote! {
        let __unknown = |__name: &str| __frames::unknown_variant(#info, #known, __name);
        match __source.variants(__count, __decoder)? {
            __frames::None => __source.values(__count, __decoder, __out, #decode),
            __frames::Some((__tags, mut __variants)) => {
                #(#blocks)*
                for __rows in __frames::columns::blocks(__count) {
                    let (__row_variants, __counts) = __frames::columns::variants_of(
                        __tags, #names, #other, &__unknown, __rows, __decoder,
                    )?;
                    #(#fills)*
                    __out.reserve(__rows);
                    for __variant in __row_variants {
                        __frames::columns::push(__out, match __variant {
                            #(#rows)*
                            _ => return __frames::Err(__unknown("")),
                        })?;
                    }
                }
                __frames::Ok(())
            }
        }
    };
    (list, open, unpack)
}
