//! Questions about the types of fields, answered from their syntax alone: a derive knows no more.

use proc_macro2::Ident;
use syn::{GenericArgument, Path, PathArguments, ReturnType, Type, TypeParamBound};

/// Calls `see` with each type in `ty`, outermost first, until it answers true. What stands in a `PhantomData` doesn't
/// count: it is no part of a value.
pub(crate) fn any(ty: &Type, see: &mut impl FnMut(&Type) -> bool) -> bool {
    if is_phantom(ty) {
        return false;
    }
    see(ty)
        || match ty {
            Type::Array(ty) => any(&ty.elem, see),
            Type::FnPtr(ty) => {
                ty.inputs.iter().any(|input| any(&input.ty, see)) || any_output(&ty.output, see)
            }
            Type::Group(ty) => any(&ty.elem, see),
            Type::ImplTrait(ty) => any_bound(&ty.bounds, see),
            Type::Paren(ty) => any(&ty.elem, see),
            Type::Path(ty) => {
                ty.qself.as_ref().is_some_and(|qself| any(&qself.ty, see)) || any_argument(&ty.path, see)
            }
            Type::Ptr(ty) => any(&ty.elem, see),
            Type::Reference(ty) => any(&ty.elem, see),
            Type::Slice(ty) => any(&ty.elem, see),
            Type::TraitObject(ty) => any_bound(&ty.bounds, see),
            Type::Tuple(ty) => ty.elems.iter().any(|elem| any(elem, see)),
            _ => false,
        }
}

fn any_argument(path: &Path, see: &mut impl FnMut(&Type) -> bool) -> bool {
    path.segments.iter().any(|segment| match &segment.arguments {
        PathArguments::None => false,
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().any(|argument| match argument {
            GenericArgument::Type(ty) => any(ty, see),
            GenericArgument::AssocType(binding) => any(&binding.ty, see),
            _ => false,
        }),
        PathArguments::Parenthesized(arguments) => {
            arguments.inputs.iter().any(|input| any(&input.ty, see)) || any_output(&arguments.output, see)
        }
    })
}

fn any_output(output: &ReturnType, see: &mut impl FnMut(&Type) -> bool) -> bool {
    matches!(output, ReturnType::Type(_, ty) if any(ty, see))
}

fn any_bound<'b>(
    bounds: impl IntoIterator<Item = &'b TypeParamBound>,
    see: &mut impl FnMut(&Type) -> bool,
) -> bool {
    bounds
        .into_iter()
        .any(|bound| matches!(bound, TypeParamBound::Trait(bound) if any_argument(&bound.path, see)))
}

/// Whether values of the type hold a reference that can be seen.
pub(crate) fn has_reference(ty: &Type) -> bool {
    any(ty, &mut |ty| matches!(ty, Type::Reference(_)))
}

pub(crate) fn is_phantom(ty: &Type) -> bool {
    matches!(bare(ty), Type::Path(ty) if ty.path.segments.last().is_some_and(|last| last.ident == "PhantomData"))
}

/// Whether the type is the container itself, or holds it in pointers and options alone: `Option<Box<Self>>`.
pub(crate) fn is_only(ty: &Type, container: &Ident) -> bool {
    match bare(ty) {
        Type::Reference(ty) => is_only(&ty.elem, container),
        Type::Path(ty) if ty.qself.is_none() => {
            let Some(last) = ty.path.segments.last() else { return false };
            if ty.path.segments.len() == 1 && (last.ident == *container || last.ident == "Self") {
                return true;
            }
            let wrapper = ["Option", "Box", "Rc", "Arc", "Cow"].iter().any(|wrapper| last.ident == wrapper);
            let PathArguments::AngleBracketed(arguments) = &last.arguments else { return false };
            let content = arguments.args.iter().rev().find_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            wrapper && content.is_some_and(|content| is_only(content, container))
        }
        _ => false,
    }
}

/// The type without parentheses, and without the invisible ones that a `macro_rules` leaves.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(ty) => bare(&ty.elem),
        Type::Paren(ty) => bare(&ty.elem),
        ty => ty,
    }
}
