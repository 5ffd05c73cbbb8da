//! The bounds of generated impls: on the type parameters that occur in fields, serde's way. A bound on the types of the
//! fields would make recursive types go round in circles.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Generics, Ident, Type, WherePredicate, parse_quote};

use crate::ast::{Codec, Container, Field};
use crate::attr::DefaultBy;
use crate::types;

/// Which impl the bounds are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    Writing,
    Reading,
}

/// The type's generics, with bounds.
pub(crate) fn generics(container: &Container<'_>, purpose: For) -> Generics {
    let mut generics = container.generics.clone();
    let mut bounds = match &container.bound {
        Some(bound) if purpose == For::Writing => bound.framed.clone(),
        Some(bound) => bound.from_frames.clone(),
        None => inferred(container, purpose),
    };
    if purpose == For::Reading && container.bound.is_none() && container.is_generic() {
        if let Some(DefaultBy::Trait) = container.default {
            let (ident, (_, args, _)) = (container.ident, container.generics.split_for_impl());
            bounds.push(parse_quote!(#ident #args: __frames::Default));
        }
    }
    if !bounds.is_empty() {
        generics.make_where_clause().predicates.extend(bounds);
    }
    generics
}

fn inferred(container: &Container<'_>, purpose: For) -> Vec<WherePredicate> {
    let parameters: BTreeSet<&Ident> =
        container.generics.type_params().map(|parameter| &parameter.ident).collect();
    let mut bounds = Bounds { parameters, seen: BTreeSet::new(), list: Vec::new() };
    let converted = match purpose {
        For::Writing => container.into.is_some(),
        For::Reading => container.from.is_some() || container.try_from.is_some(),
    };
    if converted || bounds.parameters.is_empty() {
        return bounds.list;
    }
    for field in container.fields() {
        bounds.of_field(field, purpose);
        let defaults = (field.skip && container.default.is_none() && field.default.is_none())
            || matches!(field.default, Some(DefaultBy::Trait));
        if defaults && purpose == For::Reading {
            bounds.add(field.ty, quote!(__frames::Default));
        }
    }
    bounds.list
}

/// Predicates without repetitions.
struct Bounds<'a> {
    parameters: BTreeSet<&'a Ident>,
    seen: BTreeSet<String>,
    list: Vec<WherePredicate>,
}

impl Bounds<'_> {
    fn of_field(&mut self, field: &Field<'_>, purpose: For) {
        if field.skip {
            return;
        }
        match &field.codec {
            // The adapter's impl says what it needs.
            Codec::With(_) => {}
            Codec::Serde => {
                self.add(field.ty, quote!(__frames::Serialize));
                self.add(field.ty, quote!(__frames::DeserializeOwned));
            }
            Codec::Plain | Codec::Objects => {
                if field.flatten && self.is_parameter(types::bare(field.ty)) {
                    self.add(field.ty, quote!(__frames::Flatten));
                }
                self.add(
                    field.ty,
                    match purpose {
                        For::Writing => quote!(__frames::Framed),
                        For::Reading => quote!(__frames::FromFrames),
                    },
                );
            }
        }
    }

    /// Binds each parameter in `ty`, and each associated type of one, as it is written.
    fn add(&mut self, ty: &Type, bound: TokenStream) {
        let mut found: Vec<Type> = Vec::new();
        types::any(ty, &mut |ty| {
            if self.is_parameter(ty) || self.is_associated(ty) {
                found.push(ty.clone());
            }
            false
        });
        for ty in found {
            let predicate: WherePredicate = parse_quote!(#ty: #bound);
            if self.seen.insert(predicate.to_token_stream().to_string()) {
                self.list.push(predicate);
            }
        }
    }

    fn is_parameter(&self, ty: &Type) -> bool {
        matches!(ty, Type::Path(ty) if ty.qself.is_none() && ty.path.get_ident().is_some_and(|ident| self.parameters.contains(ident)))
    }

    /// `T::Item`
    fn is_associated(&self, ty: &Type) -> bool {
        matches!(ty, Type::Path(ty) if ty.qself.is_none()
            && ty.path.segments.len() > 1
            && ty.path.leading_colon.is_none()
            && self.parameters.contains(&ty.path.segments[0].ident))
    }
}
