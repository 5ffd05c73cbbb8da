//! The type at hand, with its attributes understood: what `check` looks through and `expand` writes from. Nodes keep
//! the syntax they come from, to point at.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data as SynData, DeriveInput, ExprPath, Generics, LitStr, Member, Path, Type};

use crate::attr::{Bound, DefaultBy, Position, Words};
use crate::case::Case;
use crate::ctxt::Ctxt;
use crate::types;

/// The struct or enum.
pub(crate) struct Container<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) words: Words,
    pub(crate) data: Data<'a>,
    /// The path to the front door.
    pub(crate) frames: Path,
    pub(crate) default: Option<DefaultBy>,
    pub(crate) bound: Option<Bound>,
    /// The foreign type that this one describes.
    pub(crate) remote: Option<Path>,
    pub(crate) from: Option<Type>,
    pub(crate) try_from: Option<Type>,
    pub(crate) into: Option<Type>,
    /// The key of an enum's variant.
    pub(crate) tag: String,
}

pub(crate) enum Data<'a> {
    Struct(Fields<'a>),
    Enum(Vec<Variant<'a>>),
}

pub(crate) struct Variant<'a> {
    pub(crate) original: &'a syn::Variant,
    pub(crate) ident: &'a Ident,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) skip: bool,
    /// Stands for all names that are unknown.
    pub(crate) other: bool,
    pub(crate) words: Words,
    pub(crate) fields: Fields<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Named,
    Tuple,
    Unit,
}

pub(crate) struct Fields<'a> {
    pub(crate) style: Style,
    pub(crate) list: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) original: &'a syn::Field,
    pub(crate) ty: &'a Type,
    pub(crate) member: Member,
    /// A variable for it in generated code.
    pub(crate) local: Ident,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) default: Option<DefaultBy>,
    pub(crate) skip: bool,
    pub(crate) skip_if: Option<ExprPath>,
    pub(crate) flatten: bool,
    pub(crate) codec: Codec,
    pub(crate) words: Words,
}

/// Who writes and reads a field.
pub(crate) enum Codec {
    Plain,
    With(Box<Type>),
    Serde,
    /// Elements one by one.
    Objects,
}

/// The form of a type on the wire.
pub(crate) enum Shape<'c, 'a> {
    /// A map or generic object.
    Object,
    /// Its one field.
    Content(&'c Field<'a>),
    /// The name of its variant.
    Names(&'c [Variant<'a>]),
}

impl<'a> Container<'a> {
    /// Reads the type and all its attributes. Mistakes go to `ctxt`; `None` if nothing can be made of the type.
    pub(crate) fn read(ctxt: &Ctxt, original: &'a DeriveInput) -> Option<Self> {
        let words = Words::read(ctxt, Position::Container, &original.attrs);
        let case = case(ctxt, &words);
        let data = match &original.data {
            SynData::Struct(data) => Data::Struct(fields(ctxt, &data.fields, case)),
            SynData::Enum(data) => {
                Data::Enum(data.variants.iter().map(|original| variant(ctxt, original, case)).collect())
            }
            SynData::Union(data) => {
                ctxt.error(
                    data.union_token,
                    "a union doesn't say which of its fields holds the value; use an enum, or implement `Framed` by hand",
                );
                return None;
            }
        };
        Some(Container {
            ident: &original.ident,
            generics: &original.generics,
            frames: front_door(&words),
            default: words.default(),
            bound: words.bound(),
            remote: words.path("remote"),
            from: words.ty("from"),
            try_from: words.ty("try_from"),
            into: words.ty("into"),
            tag: words.text("tag").map_or_else(|| "variant".to_owned(), |tag| tag.value()),
            words,
            data,
        })
    }

    pub(crate) fn shape(&self) -> Shape<'_, 'a> {
        match &self.data {
            Data::Struct(fields) => match self.content(fields) {
                Some(field) => Shape::Content(field),
                None => Shape::Object,
            },
            Data::Enum(variants) if self.is_names(variants) => Shape::Names(variants),
            Data::Enum(_) => Shape::Object,
        }
    }

    /// The one field that a struct is written as.
    fn content<'c>(&self, fields: &'c Fields<'a>) -> Option<&'c Field<'a>> {
        if self.words.flag("transparent") {
            return fields.list.iter().find(|field| field.is_content());
        }
        match fields.list.as_slice() {
            [field] if fields.style == Style::Tuple && !field.skip && !self.words.flag("python") => {
                Some(field)
            }
            _ => None,
        }
    }

    fn is_names(&self, variants: &[Variant<'_>]) -> bool {
        let wants_object = self.words.flag("python") || self.words.flag("tag");
        !wants_object && variants.iter().all(|variant| variant.fields.style == Style::Unit)
    }

    /// All fields of the struct, or of the variants that are not skipped.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field<'a>> {
        let lists: Vec<&Fields<'a>> = match &self.data {
            Data::Struct(fields) => vec![fields],
            Data::Enum(variants) => {
                variants.iter().filter(|variant| !variant.skip).map(|variant| &variant.fields).collect()
            }
        };
        lists.into_iter().flat_map(|fields| &fields.list)
    }

    /// Whether values lend from somewhere else, so that they can't be made of what was read.
    pub(crate) fn borrows(&self) -> bool {
        let converted = self.from.is_some() || self.try_from.is_some();
        let lent = |field: &Field<'_>| {
            matches!(field.codec, Codec::Plain) && !field.skip && types::has_reference(field.ty)
        };
        self.generics.lifetimes().next().is_some() || (!converted && self.fields().any(lent))
    }

    /// Whether the type is generic in a way that other types share its name.
    pub(crate) fn is_generic(&self) -> bool {
        self.generics.type_params().next().is_some() || self.generics.const_params().next().is_some()
    }
}

impl Field<'_> {
    /// Whether it is listed among the fields of its object.
    pub(crate) fn is_listed(&self) -> bool {
        !self.skip && !self.flatten
    }

    /// Whether a transparent type can be written as this field.
    pub(crate) fn is_content(&self) -> bool {
        !self.skip && !types::is_phantom(self.ty)
    }

    pub(crate) fn span(&self) -> Span {
        self.ty.span()
    }
}

/// The path in `crate = "..."`, or the usual one. Also asked when the rest of the type can't be read.
pub(crate) fn front_door(words: &Words) -> Path {
    words.path("crate").unwrap_or_else(|| syn::parse_quote!(::frames_std))
}

fn case(ctxt: &Ctxt, words: &Words) -> Option<Case> {
    let name = words.text("rename_all")?;
    let case = Case::parse(&name.value());
    if case.is_none() {
        let known: Vec<_> = Case::ALL.iter().map(|(name, _)| format!("`{name}`")).collect();
        ctxt.error(&name, format!("unknown spelling `{}`; one of {}", name.value(), known.join(", ")));
    }
    case
}

fn variant<'a>(ctxt: &Ctxt, original: &'a syn::Variant, case: Option<Case>) -> Variant<'a> {
    let words = Words::read(ctxt, Position::Variant, &original.attrs);
    let fields_case = self::case(ctxt, &words);
    let own = original.ident.unraw().to_string();
    Variant {
        original,
        ident: &original.ident,
        name: words
            .text("rename")
            .map_or_else(|| case.map_or(own.clone(), |case| case.of_variant(&own)), text),
        aliases: words.texts("alias").into_iter().map(text).collect(),
        skip: words.flag("skip"),
        other: words.flag("other"),
        words,
        fields: fields(ctxt, &original.fields, fields_case),
    }
}

fn fields<'a>(ctxt: &Ctxt, original: &'a syn::Fields, case: Option<Case>) -> Fields<'a> {
    let style = match original {
        syn::Fields::Named(_) => Style::Named,
        syn::Fields::Unnamed(_) => Style::Tuple,
        syn::Fields::Unit => Style::Unit,
    };
    let list =
        original.iter().enumerate().map(|(index, field)| self::field(ctxt, index, field, case)).collect();
    Fields { style, list }
}

fn field<'a>(ctxt: &Ctxt, index: usize, original: &'a syn::Field, case: Option<Case>) -> Field<'a> {
    let words = Words::read(ctxt, Position::Field, &original.attrs);
    let (member, own) = match &original.ident {
        Some(ident) => {
            let name = ident.unraw().to_string();
            (Member::Named(ident.clone()), case.map_or(name.clone(), |case| case.of_field(&name)))
        }
        None => (Member::Unnamed(index.into()), index.to_string()),
    };
    let codec = match words.ty("with") {
        Some(adapter) => Codec::With(Box::new(adapter)),
        None if words.flag("serde") => Codec::Serde,
        None if words.flag("objects") => Codec::Objects,
        None => Codec::Plain,
    };
    Field {
        original,
        ty: &original.ty,
        member,
        local: format_ident!("__f{index}"),
        name: words.text("rename").map_or(own, text),
        aliases: words.texts("alias").into_iter().map(text).collect(),
        default: words.default(),
        skip: words.flag("skip"),
        skip_if: words.function("skip_serializing_if"),
        flatten: words.flag("flatten"),
        codec,
        words,
    }
}

fn text(literal: LitStr) -> String {
    literal.value()
}
