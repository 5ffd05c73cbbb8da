//! Rules about attributes that concern each other, one function each. Rules about names on the wire are in
//! `check_names`.

use quote::ToTokens;
use syn::{Path, PathArguments};

use crate::ast::{Container, Data, Field, Fields, Shape, Style, Variant};
use crate::attr::Words;
use crate::check_names;
use crate::ctxt::Ctxt;
use crate::types;

/// All rules.
pub(crate) fn check(ctxt: &Ctxt, container: &Container<'_>) {
    check_crate(ctxt, container);
    check_kind(ctxt, container);
    check_conversions(ctxt, container);
    check_remote(ctxt, container);
    check_dyn(ctxt, container);
    check_transparent(ctxt, container);
    check_content(ctxt, container);
    check_pod(ctxt, container);
    check_recursion(ctxt, container);
    match &container.data {
        Data::Struct(fields) => check_fields(ctxt, container, fields),
        Data::Enum(variants) => {
            check_variants(ctxt, variants);
            variants.iter().for_each(|variant| check_fields(ctxt, container, &variant.fields));
        }
    }
    check_names::check(ctxt, container);
}

/// Reports each of `others` that stands beside `word`.
fn conflicts(ctxt: &Ctxt, words: &Words, word: &str, others: &[&str], remedy: &str) {
    if !words.flag(word) {
        return;
    }
    for other in others {
        if let Some(at) = words.at(other) {
            ctxt.error(at, format!("`{other}` can't stand beside `{word}`; {remedy}"));
        }
    }
}

/// `#[framed(crate = "vec<u8>")]`: a path that `use` can't take.
fn check_crate(ctxt: &Ctxt, container: &Container<'_>) {
    if let Err(problem) = crate_path(&container.frames) {
        ctxt.error(&container.frames, problem);
    }
}

/// Whether a path can be the front door.
pub(crate) fn crate_path(path: &Path) -> Result<(), &'static str> {
    let plain = path.segments.iter().all(|segment| matches!(segment.arguments, PathArguments::None));
    if plain && path.segments.iter().all(|segment| segment.ident != "Self") {
        return Ok(());
    }
    Err("`crate` takes the path of a module, such as `::acme::frames`")
}

/// `#[framed(tag = "kind")] struct`, `#[framed(default)] enum`: words for the other kind of type.
fn check_kind(ctxt: &Ctxt, container: &Container<'_>) {
    let (kind, wrong): (_, &[&str]) = match container.data {
        Data::Struct(_) => ("an enum", &["tag"]),
        Data::Enum(_) => ("a struct", &["transparent", "default", "pod"]),
    };
    for word in wrong {
        if let Some(at) = container.words.at(word) {
            ctxt.error(at, format!("`{word}` belongs on {kind}"));
        }
    }
}

/// `#[framed(from = "Raw", try_from = "Raw")]`: two ways back.
fn check_conversions(ctxt: &Ctxt, container: &Container<'_>) {
    conflicts(ctxt, &container.words, "try_from", &["from"], "keep the one that the type implements");
    let remedy = "a value is written either as another type, or as its own fields";
    conflicts(ctxt, &container.words, "into", &["transparent", "python", "tag"], remedy);
}

/// `#[framed(remote = "foreign::Point", into = "..")]`: the type describes another one, and is no value itself.
fn check_remote(ctxt: &Ctxt, container: &Container<'_>) {
    let remedy = "a description of a foreign type is never a value itself";
    conflicts(ctxt, &container.words, "remote", &["from", "try_from", "into", "no_register"], remedy);
    if container.words.flag("remote") && container.borrows() {
        ctxt.error(
            container.ident,
            "a description of a foreign type can't borrow; use an adapter written by hand",
        );
    }
}

/// `#[framed(dyn = Op)]`: a type that can be found by its name, and read.
fn check_dyn(ctxt: &Ctxt, container: &Container<'_>) {
    let Some(at) = container.words.at("dyn") else { return };
    let ident = container.ident;
    if container.is_generic() {
        ctxt.error(
            at,
            format!("a generic type has no single name; write `register!({ident}<..> as \"...\")` and `register!({ident}<..> as dyn Trait)` for each instance"),
        );
    } else if container.borrows() {
        ctxt.error(at, "a type that borrows can't be read, so it is no object of a trait");
    }
    let written = |path: &Path| path.to_token_stream().to_string();
    let traits: Vec<_> = container.words.paths("dyn");
    for (index, path) in traits.iter().enumerate() {
        if traits[..index].iter().any(|other| written(other) == written(path)) {
            ctxt.error(path, format!("`dyn = {}` stands here twice", written(path)));
        }
    }
    let remedy = "what has no entry in the registry can't be found by its name";
    conflicts(ctxt, &container.words, "dyn", &["no_register", "remote"], remedy);
}

/// `#[framed(transparent)]`: all but one field are skipped or a `PhantomData`, and nothing else is written.
fn check_transparent(ctxt: &Ctxt, container: &Container<'_>) {
    let Some(at) = container.words.at("transparent") else { return };
    let remedy = "a transparent type is written as its one field alone";
    let others = ["python", "rename_all", "default", "deny_unknown_fields"];
    conflicts(ctxt, &container.words, "transparent", &others, remedy);
    let Data::Struct(fields) = &container.data else { return };
    let contents = fields.list.iter().filter(|field| field.is_content()).count();
    if contents != 1 {
        ctxt.error(
            at,
            format!("`transparent` needs exactly one field that is written, this struct has {contents}; mark the others `#[framed(skip)]`"),
        );
    }
}

/// `struct Id(#[framed(rename = "id")] u64)`: a newtype is written as its content, without a field.
fn check_content(ctxt: &Ctxt, container: &Container<'_>) {
    let Shape::Content(field) = container.shape() else { return };
    for word in ["rename", "alias", "default", "skip_serializing_if"] {
        if let Some(at) = field.words.at(word) {
            ctxt.error(
                at,
                format!("`{word}` has no effect: `{}` is written as its content; give the field a name if it is to be a map", container.ident),
            );
        }
    }
}

/// `#[framed(pod)] struct Grid<T>`, `#[framed(pod)] struct Point { #[framed(skip)] x: f64 }`: all bytes of a plain record
/// are sent as they are.
fn check_pod(ctxt: &Ctxt, container: &Container<'_>) {
    let Some(at) = container.words.at("pod") else { return };
    let remedy = "the bytes of a plain record are sent as they lie in memory";
    conflicts(ctxt, &container.words, "pod", &["objects", "from", "try_from", "into", "remote"], remedy);
    if container.is_generic() || container.generics.lifetimes().next().is_some() {
        ctxt.error(&at, "a plain record has one layout, so it can't be generic; remove `pod`");
    }
    for field in container.fields() {
        for word in ["skip", "skip_serializing_if", "with", "serde", "flatten", "objects"] {
            if let Some(at) = field.words.at(word) {
                ctxt.error(at, format!("`{word}` can't stand in a type with `pod`; {remedy}"));
            }
        }
    }
}

/// `struct Chain(Option<Box<Chain>>)`: reading it would go round without taking anything from the input.
fn check_recursion(ctxt: &Ctxt, container: &Container<'_>) {
    let Shape::Content(field) = container.shape() else { return };
    let plain = !field.words.flag("with") && !field.words.flag("serde");
    let converted = container.from.is_some() || container.try_from.is_some();
    if plain && !converted && types::is_only(field.ty, container.ident) {
        let ident = container.ident;
        let remedy = match container.words.flag("transparent") {
            true => "remove `transparent`",
            false => "give the field a name",
        };
        ctxt.error(
            field.ty,
            format!("`{ident}` is written as its content, which is `{ident}` again, so that reading it takes nothing from the input; {remedy}"),
        );
    }
}

fn check_fields(ctxt: &Ctxt, container: &Container<'_>, fields: &Fields<'_>) {
    for field in &fields.list {
        check_skip(ctxt, field);
        check_codec(ctxt, field);
        check_flatten(ctxt, container, fields, field);
    }
}

/// `#[framed(skip, rename = "x")]`: a field that is never written has no name.
fn check_skip(ctxt: &Ctxt, field: &Field<'_>) {
    let others = ["rename", "alias", "skip_serializing_if", "with", "serde", "flatten"];
    conflicts(ctxt, &field.words, "skip", &others, "a skipped field is neither written nor read");
}

/// `#[framed(with = AsText, serde)]`: two writers.
fn check_codec(ctxt: &Ctxt, field: &Field<'_>) {
    conflicts(ctxt, &field.words, "with", &["serde"], "both say who writes the field");
    let others = ["with", "serde", "flatten"];
    conflicts(
        ctxt,
        &field.words,
        "objects",
        &others,
        "it says how the elements of a plain vector are written",
    );
}

/// `#[framed(flatten)]`: the field has no name of its own, and takes what the others leave.
fn check_flatten(ctxt: &Ctxt, container: &Container<'_>, fields: &Fields<'_>, field: &Field<'_>) {
    let Some(at) = field.words.at("flatten").filter(|_| !field.skip) else { return };
    let others = ["rename", "alias", "default", "with", "serde"];
    conflicts(ctxt, &field.words, "flatten", &others, "a flattened field stands for the fields within");
    if fields.style == Style::Tuple {
        ctxt.error(&at, "`flatten` needs a field with a name; use a struct with named fields");
    }
    if container.words.flag("deny_unknown_fields") {
        ctxt.error(&at, "`flatten` can't stand beside `deny_unknown_fields`: the fields within are unknown to the type around");
    }
}

/// `#[framed(other)]`: one variant, without fields, that can be read.
fn check_variants(ctxt: &Ctxt, variants: &[Variant<'_>]) {
    let mut seen = false;
    for variant in variants.iter().filter(|variant| variant.other) {
        let Some(at) = variant.words.at("other") else { continue };
        if variant.fields.style != Style::Unit {
            ctxt.error(&at, "`other` belongs on a variant without fields: what is unknown can't be kept");
        }
        if std::mem::replace(&mut seen, true) {
            ctxt.error(&at, "`other` stands on two variants; only one can stand for what is unknown");
        }
        conflicts(ctxt, &variant.words, "other", &["skip"], "a skipped variant is never read");
    }
    for variant in variants {
        if let (Some(at), true) = (variant.words.at("rename_all"), variant.fields.style != Style::Named) {
            ctxt.error(at, "`rename_all` needs a variant with named fields");
        }
    }
}
