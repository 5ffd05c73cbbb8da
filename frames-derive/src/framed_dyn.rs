//! `#[framed_dyn]`: the trait gets a supertrait that only registered types have, and its objects and boxes become
//! values.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Generics, LitStr, Path, Token, TypeParamBound, Visibility, WhereClause, parse_quote};

use crate::ctxt::Ctxt;
use crate::expand::wrap;

/// A trait, as far as it matters here; syn's own reading of one needs all of syn.
struct Trait {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    is_unsafe: Option<Token![unsafe]>,
    keyword: Token![trait],
    ident: Ident,
    generics: Generics,
    supertraits: Punctuated<TypeParamBound, Token![+]>,
    bounds: Option<WhereClause>,
    body: Group,
}

impl Parse for Trait {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Trait {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            is_unsafe: input.parse()?,
            keyword: input.parse()?,
            ident: input.parse()?,
            generics: input.parse()?,
            supertraits: match input.parse::<Option<Token![:]>>()? {
                None => Punctuated::new(),
                Some(_) => {
                    let mut bounds = Punctuated::new();
                    while !(input.peek(syn::token::Brace) || input.peek(Token![where])) {
                        bounds.push_value(input.parse()?);
                        match input.parse::<Option<Token![+]>>()? {
                            Some(plus) => bounds.push_punct(plus),
                            None => break,
                        }
                    }
                    bounds
                }
            },
            bounds: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl ToTokens for Trait {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Trait { attributes, visibility, is_unsafe, keyword, ident, generics, supertraits, bounds, body } =
            self;
        tokens.extend(quote! {
            #(#attributes)* #visibility #is_unsafe #keyword #ident #generics: #supertraits #bounds #body
        });
    }
}

/// The trait with its impls; after a mistake the trait as it was.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let ctxt = Ctxt::new();
    let frames = match (|input: ParseStream<'_>| front_door(input)).parse2(arguments) {
        Ok(frames) => Some(frames),
        Err(error) => {
            ctxt.push(error);
            None
        }
    };
    let object = match syn::parse2::<Trait>(item.clone()) {
        Ok(object) => {
            check(&ctxt, &object);
            Some(object)
        }
        Err(error) => {
            ctxt.push(syn::Error::new(error.span(), "`#[framed_dyn]` belongs on a trait"));
            None
        }
    };
    match (ctxt.check(), frames, object) {
        (Ok(()), Some(frames), Some(object)) => write(&frames, object),
        (checked, ..) => {
            let errors = checked.err().map(|errors| errors.to_compile_error());
            quote!(#item #errors)
        }
    }
}

/// `crate = "path"`, or nothing.
fn front_door(input: ParseStream<'_>) -> syn::Result<Path> {
    if input.is_empty() {
        return Ok(parse_quote!(::frames_std));
    }
    let key = input.call(Ident::parse_any)?;
    if key != "crate" {
        return Err(syn::Error::new(key.span(), "`#[framed_dyn]` takes `crate = \"path\"` or nothing"));
    }
    input.parse::<Token![=]>()?;
    let path = input.parse::<LitStr>()?.parse_with(Path::parse_mod_style)?;
    input.parse::<Option<Token![,]>>()?;
    Ok(path)
}

fn check(ctxt: &Ctxt, object: &Trait) {
    let ident = &object.ident;
    if let Some(parameter) = object.generics.params.first() {
        ctxt.error(
            parameter,
            format!("a generic trait has many objects; write a trait for one of them, such as `trait {ident}OfText: {ident}<String> {{}}`, and put `#[framed_dyn]` there"),
        );
    }
    let body: Vec<_> = object.body.stream().into_iter().collect();
    for pair in body.windows(2) {
        let [TokenTree::Ident(keyword), TokenTree::Ident(item)] = pair else { continue };
        if keyword == "type" {
            ctxt.error(
                item,
                format!("`dyn {ident}` would have to say what this type is; put `#[framed_dyn]` on a trait that fixes it"),
            );
        }
    }
    for bound in &object.supertraits {
        let TypeParamBound::Trait(bound) = bound else { continue };
        let is_ours = |segment: &syn::PathSegment| segment.ident == "Framed" || segment.ident == "FromFrames";
        if bound.path.segments.last().is_some_and(is_ours) {
            ctxt.error(
                bound,
                format!("`#[framed_dyn]` implements `Framed` for `dyn {ident}`, under the name of the type behind it; leave this supertrait away"),
            );
        }
    }
}

/// Expands to:
///
/// ```text
/// pub trait Op: __OpObject { .. }
/// pub trait __OpObject: Any {}
/// const _: () = {
///     impl<T: __frames::Registered<dyn Op>> __OpObject for T {}
///     __frames::trait_object!(Op, "acme.Op");
/// };
/// ```
///
/// A supertrait can't name `dyn Op` itself, so it stands in the bound of the one in between.
fn write(frames: &Path, mut object: Trait) -> TokenStream {
    let (ident, visibility) = (object.ident.clone(), object.visibility.clone());
    let between = format_ident!("__{}Object", ident.unraw());
    object.supertraits.push(parse_quote!(#between));
    let name = ident.unraw().to_string();
    let impls = wrap(
        frames,
        quote! {
            impl<__T: __frames::Registered<dyn #ident>> #between for __T {}
            __frames::trait_object!(#ident, ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", #name));
        },
    );
    let object_name = format!("dyn {name}");
    let message = format!("`{{Self}}` is not registered as `{object_name}`");
    let label = format!("can't be read as `{object_name}`");
    let own = format!(
        "for a type that derives `Framed` add `#[framed(dyn = {name})]`; for any other `register!({{Self}} as {object_name});`"
    );
    let generic = format!(
        "a generic type implements the trait `where Self: Registered<{object_name}>`, and each instance is registered"
    );
    quote! {
        #object

        #[doc(hidden)]
        #[allow(non_camel_case_types, unreachable_pub)]
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #own, note = #generic)]
        #visibility trait #between: #frames::__private::std::any::Any {}

        #impls
    }
}
