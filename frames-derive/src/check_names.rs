//! Rules about names on the wire: that there is one, that nothing else has it, that Python can live with it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::LitStr;
use syn::ext::IdentExt;

use crate::ast::{Container, Data, Fields, Shape, Variant};
use crate::attr::Words;
use crate::ctxt::Ctxt;

/// Keys by which Dask knows its own values within a header.
const MARKERS: [&str; 4] = ["__Serialized__", "__Pickled__", "__Set__", "__Enum__"];

/// The longest name that a key laid out when compiling can hold.
const LONGEST: usize = 0xffff;

/// The longest name of a type that is read, in all presets of `Limits`.
const LONGEST_TYPE: usize = 256;

pub(crate) fn check(ctxt: &Ctxt, container: &Container<'_>) {
    check_type_name(ctxt, container);
    check_python(ctxt, container);
    if let Some(tag) = container.words.text("tag") {
        check_key(ctxt, &tag.value(), &tag);
    }
    match &container.data {
        Data::Struct(fields) => {
            if !matches!(container.shape(), Shape::Content(_)) {
                check_fields(ctxt, fields);
            }
        }
        Data::Enum(variants) => {
            check_variants(ctxt, variants);
            for variant in variants {
                check_fields(ctxt, &variant.fields);
                check_tag(ctxt, container, variant);
            }
        }
    }
}

/// `#[framed(name = "acme.Grid")] struct Grid<T>`: all instances would have the name.
fn check_type_name(ctxt: &Ctxt, container: &Container<'_>) {
    let names = container.words.text("name").into_iter().chain(container.words.texts("alias"));
    for name in names.filter(|name| !(1..=LONGEST_TYPE).contains(&name.value().len())) {
        ctxt.error(name, format!("the name of a type has 1 to {LONGEST_TYPE} bytes"));
    }
    let Some(at) = container.words.at("name").filter(|_| container.is_generic()) else { return };
    let ident = container.ident.unraw();
    ctxt.error(
        at,
        format!(
            "a generic type has no single name; use `register!({ident}<f32> as \"...\")` for each instance"
        ),
    );
}

/// `#[framed(python = "Human")]`: a class is found by its module.
fn check_python(ctxt: &Ctxt, container: &Container<'_>) {
    let Some(class) = container.words.text("python") else { return };
    let dotted = class.value();
    let (module, name) = match dotted.split_once(':') {
        Some(parts) => parts,
        None => dotted.rsplit_once('.').unwrap_or(("", &dotted)),
    };
    let is_path = |path: &str| path.split('.').all(is_identifier);
    if !is_path(module) || !is_path(name) {
        ctxt.error(
            &class,
            format!("`{dotted}` is no Python class; write its module and name, such as `acme.Human`, or `acme:Outer.Inner` for a nested class"),
        );
    }
}

fn is_identifier(word: &str) -> bool {
    let mut letters = word.chars();
    let first = |letter: char| letter == '_' || letter.is_alphabetic();
    letters.next().is_some_and(first) && letters.all(|letter| letter == '_' || letter.is_alphanumeric())
}

/// `struct Human { #[framed(rename = "age")] name: String, age: u8 }`: two fields, one name.
fn check_fields(ctxt: &Ctxt, fields: &Fields<'_>) {
    let mut seen = Seen::new("field");
    for field in fields.list.iter().filter(|field| field.is_listed()) {
        let own = match &field.original.ident {
            Some(ident) => ident.to_token_stream(),
            None => field.ty.to_token_stream(),
        };
        for (name, at) in names(&field.name, &field.words, own) {
            check_key(ctxt, &name, &at);
            seen.name(ctxt, name, at);
        }
    }
}

/// The same for variants.
fn check_variants(ctxt: &Ctxt, variants: &[Variant<'_>]) {
    let mut seen = Seen::new("variant");
    for variant in variants.iter().filter(|variant| !variant.skip) {
        for (name, at) in names(&variant.name, &variant.words, variant.original.ident.to_token_stream()) {
            seen.name(ctxt, name, at);
        }
    }
}

/// `enum Shape { Circle { variant: u8 } }`: the field stands where the variant's name goes.
fn check_tag(ctxt: &Ctxt, container: &Container<'_>, variant: &Variant<'_>) {
    let tag = &container.tag;
    for field in variant.fields.list.iter().filter(|field| field.is_listed() && !variant.skip) {
        let own = field.original.ident.to_token_stream();
        for (name, at) in names(&field.name, &field.words, own).into_iter().filter(|(name, _)| name == tag) {
            let remedy = match name == "variant" {
                true => "rename the field, or choose another key for the enum: `#[framed(tag = \"kind\")]`",
                false => "choose another `tag`",
            };
            ctxt.error(at, format!("the name of the variant has the key `{name}` on the wire; {remedy}"));
        }
    }
}

/// The name and the aliases, each with the place to point at.
fn names(name: &str, words: &Words, own: TokenStream) -> Vec<(String, TokenStream)> {
    let place = |literal: &LitStr| (literal.value(), literal.to_token_stream());
    let at = words.text("rename").map_or(own, |rename| rename.to_token_stream());
    let mut names = vec![(name.to_owned(), at)];
    names.extend(words.texts("alias").iter().map(place));
    names
}

/// Names that were found.
struct Seen {
    what: &'static str,
    names: BTreeSet<String>,
}

impl Seen {
    fn new(what: &'static str) -> Self {
        Seen { what, names: BTreeSet::new() }
    }

    fn name(&mut self, ctxt: &Ctxt, name: String, at: TokenStream) {
        if !self.names.insert(name.clone()) {
            let what = self.what;
            ctxt.error(
                at,
                format!("a {what} is called `{name}` already; give one of them another name with `rename`"),
            );
        }
    }
}

/// A key that Dask, or our own layout, can't hold.
fn check_key(ctxt: &Ctxt, name: &str, at: impl ToTokens) {
    if MARKERS.contains(&name) {
        ctxt.error(
            &at,
            format!("the key `{name}` is a marker to Dask, which would not see a map; use another name"),
        );
    }
    if name.len() > LONGEST {
        ctxt.error(&at, format!("a name is at most {LONGEST} bytes, this one has {}", name.len()));
    }
}
