//! Reads `#[framed(...)]`: tables say which words stand where and in what form; one parser goes by them. What the
//! words mean is decided in `ast`, what may not stand together in `check`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, ExprPath, LitStr, Path, Token, Type, WherePredicate};

use crate::ctxt::Ctxt;

/// How a word is written.
#[derive(Clone, Copy)]
enum Form {
    /// `skip`
    Flag,
    /// `rename = "..."`
    Text,
    /// `alias = "..."`, as often as one likes
    Texts,
    /// `with = Type`, or the type in quotes
    Type,
    /// `crate = "path"`
    Path,
    /// `dyn = Trait`, as often as one likes
    Paths,
    /// `skip_serializing_if = "function"`
    Function,
    /// `default`, or `default = "function"`
    Default,
    /// `bound = "..."`, or `bound(serialize = "...", deserialize = "...")`
    Bound,
}

impl Form {
    /// The word as it should have been written.
    fn example(self, word: &str) -> String {
        match self {
            Form::Flag => format!("`{word}`"),
            Form::Text | Form::Texts => format!("`{word} = \"...\"`"),
            Form::Type => format!("`{word} = Type`"),
            Form::Path => format!("`{word} = \"path\"`"),
            Form::Paths => format!("`{word} = Trait`"),
            Form::Function => format!("`{word} = \"function\"`"),
            Form::Default => format!("`{word}` or `{word} = \"function\"`"),
            Form::Bound => {
                format!("`{word} = \"...\"` or `{word}(serialize = \"...\", deserialize = \"...\")`")
            }
        }
    }
}

/// Where an attribute stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    Container,
    Variant,
    Field,
}

impl Position {
    fn words(self) -> &'static [(&'static str, Form)] {
        match self {
            Position::Container => &[
                ("name", Form::Text),
                ("alias", Form::Texts),
                ("python", Form::Text),
                ("rename_all", Form::Text),
                ("default", Form::Default),
                ("deny_unknown_fields", Form::Flag),
                ("tag", Form::Text),
                ("transparent", Form::Flag),
                ("from", Form::Type),
                ("try_from", Form::Type),
                ("into", Form::Type),
                ("remote", Form::Path),
                ("bound", Form::Bound),
                ("crate", Form::Path),
                ("dyn", Form::Paths),
                ("no_register", Form::Flag),
                ("objects", Form::Flag),
                ("pod", Form::Flag),
            ],
            Position::Variant => &[
                ("rename", Form::Text),
                ("alias", Form::Texts),
                ("rename_all", Form::Text),
                ("skip", Form::Flag),
                ("other", Form::Flag),
            ],
            Position::Field => &[
                ("rename", Form::Text),
                ("alias", Form::Texts),
                ("default", Form::Default),
                ("skip", Form::Flag),
                ("skip_serializing_if", Form::Function),
                ("with", Form::Type),
                ("serde", Form::Flag),
                ("flatten", Form::Flag),
                ("objects", Form::Flag),
            ],
        }
    }

    fn form(self, word: &str) -> Option<Form> {
        self.words().iter().find(|(known, _)| *known == word).map(|(_, form)| *form)
    }

    fn name(self) -> &'static str {
        match self {
            Position::Container => "type",
            Position::Variant => "variant",
            Position::Field => "field",
        }
    }

    /// What to say to a word that doesn't stand here.
    fn unknown(self, word: &str) -> String {
        if self == Position::Container && word == "rename" {
            return "`rename` belongs on a field or variant; the name of a type is set by `name = \"...\"`"
                .to_owned();
        }
        let elsewhere: Vec<_> = [Position::Container, Position::Variant, Position::Field]
            .into_iter()
            .filter(|position| position.form(word).is_some())
            .map(Position::name)
            .collect();
        let here: Vec<_> = self.words().iter().map(|(word, _)| format!("`{word}`")).collect();
        let cause = match elsewhere.as_slice() {
            [] => format!("unknown framed attribute `{word}`"),
            positions => {
                format!("`{word}` is not expected here, it belongs on a {}", positions.join(" or a "))
            }
        };
        format!("{cause}; a {} takes {}", self.name(), here.join(", "))
    }
}

/// The value behind a word.
enum Value {
    Flag,
    Text(LitStr),
    Type(Type),
    Path(Path),
    Function(ExprPath),
    Bound(Bound),
}

/// Predicates that replace the inferred bounds.
#[derive(Clone)]
pub(crate) struct Bound {
    pub(crate) framed: Vec<WherePredicate>,
    pub(crate) from_frames: Vec<WherePredicate>,
}

/// `default`: of the type, or what a function returns.
#[derive(Clone)]
pub(crate) enum DefaultBy {
    Trait,
    Function(ExprPath),
}

/// One word of an attribute, as written.
struct Item {
    word: String,
    tokens: TokenStream,
    value: Value,
}

/// All words at one place.
pub(crate) struct Words(Vec<Item>);

impl Words {
    /// Reads the attributes at one place; what can't be read is reported and left out.
    pub(crate) fn read(ctxt: &Ctxt, position: Position, attributes: &[Attribute]) -> Self {
        let mut words = Words(Vec::new());
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("framed")) {
            if let Err(error) = attribute.parse_args_with(|input: ParseStream<'_>| {
                while !input.is_empty() {
                    words.read_item(ctxt, position, input)?;
                    if !input.is_empty() {
                        input.parse::<Token![,]>()?;
                    }
                }
                Ok(())
            }) {
                ctxt.push(error);
            }
        }
        words
    }

    fn read_item(&mut self, ctxt: &Ctxt, position: Position, input: ParseStream<'_>) -> syn::Result<()> {
        let key = input.call(Ident::parse_any)?;
        let word = key.unraw().to_string();
        let Some(form) = position.form(&word) else {
            ctxt.error(&key, position.unknown(&word));
            skip_value(input);
            return Ok(());
        };
        let behind = input.fork();
        let mut tokens = key.to_token_stream();
        match read_value(input, form) {
            Ok(value) => {
                if !matches!(form, Form::Texts | Form::Paths) && self.item(&word).is_some() {
                    ctxt.error(&key, format!("duplicate framed attribute `{word}`"));
                    return Ok(());
                }
                if let Value::Text(text) = &value {
                    tokens.extend(text.to_token_stream());
                }
                self.0.push(Item { word, tokens, value });
            }
            Err(error) => {
                let missing = behind.is_empty() || behind.peek(Token![,]);
                let at = if missing { key.span() } else { error.span() };
                let expected = format!("expected {}", form.example(&word));
                // A type or path that doesn't parse has more to say.
                let speaks =
                    matches!(form, Form::Type | Form::Path | Form::Paths | Form::Function | Form::Bound)
                        && !missing;
                let better = match form {
                    Form::Flag => format!("`{word}` takes no value"),
                    _ if speaks => format!("{expected}: {error}"),
                    _ => expected,
                };
                let better = syn::Error::new(at, better);
                ctxt.push(better);
                skip_value(input);
            }
        }
        Ok(())
    }

    fn item(&self, word: &str) -> Option<&Item> {
        self.0.iter().find(|item| item.word == word)
    }

    /// The tokens of a word that is there, to point at.
    pub(crate) fn at(&self, word: &str) -> Option<TokenStream> {
        self.item(word).map(|item| item.tokens.clone())
    }

    pub(crate) fn flag(&self, word: &str) -> bool {
        self.item(word).is_some()
    }

    pub(crate) fn text(&self, word: &str) -> Option<LitStr> {
        self.texts(word).into_iter().next()
    }

    pub(crate) fn texts(&self, word: &str) -> Vec<LitStr> {
        let texts = self.0.iter().filter(|item| item.word == word).filter_map(|item| match &item.value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    }

    pub(crate) fn ty(&self, word: &str) -> Option<Type> {
        match &self.item(word)?.value {
            Value::Type(ty) => Some(ty.clone()),
            _ => None,
        }
    }

    pub(crate) fn path(&self, word: &str) -> Option<Path> {
        match &self.item(word)?.value {
            Value::Path(path) => Some(path.clone()),
            _ => None,
        }
    }

    pub(crate) fn paths(&self, word: &str) -> Vec<Path> {
        let paths = self.0.iter().filter(|item| item.word == word).filter_map(|item| match &item.value {
            Value::Path(path) => Some(path.clone()),
            _ => None,
        });
        paths.collect()
    }

    pub(crate) fn function(&self, word: &str) -> Option<ExprPath> {
        match &self.item(word)?.value {
            Value::Function(function) => Some(function.clone()),
            _ => None,
        }
    }

    pub(crate) fn default(&self) -> Option<DefaultBy> {
        self.item("default")?;
        Some(self.function("default").map_or(DefaultBy::Trait, DefaultBy::Function))
    }

    pub(crate) fn bound(&self) -> Option<Bound> {
        match &self.item("bound")?.value {
            Value::Bound(bound) => Some(bound.clone()),
            _ => None,
        }
    }
}

fn read_value(input: ParseStream<'_>, form: Form) -> syn::Result<Value> {
    match form {
        Form::Flag => match input.is_empty() || input.peek(Token![,]) {
            true => Ok(Value::Flag),
            false => Err(input.error("takes no value")),
        },
        Form::Default if !input.peek(Token![=]) => read_value(input, Form::Flag),
        Form::Bound if input.peek(syn::token::Paren) => read_bounds(input).map(Value::Bound),
        _ => {
            input.parse::<Token![=]>()?;
            match form {
                Form::Text | Form::Texts => input.parse().map(Value::Text),
                Form::Type => quoted(input).map(Value::Type),
                Form::Path | Form::Paths => quoted(input).map(Value::Path),
                Form::Bound => {
                    let predicates = predicates(&input.parse()?)?;
                    Ok(Value::Bound(Bound { framed: predicates.clone(), from_frames: predicates }))
                }
                Form::Function | Form::Default | Form::Flag => quoted(input).map(Value::Function),
            }
        }
    }
}

/// `bound(serialize = "...", deserialize = "...")`, either of which may be missing.
fn read_bounds(input: ParseStream<'_>) -> syn::Result<Bound> {
    let content;
    syn::parenthesized!(content in input);
    let mut bound = Bound { framed: Vec::new(), from_frames: Vec::new() };
    while !content.is_empty() {
        let key = content.call(Ident::parse_any)?;
        content.parse::<Token![=]>()?;
        let predicates = predicates(&content.parse()?)?;
        match key.to_string().as_str() {
            "serialize" => bound.framed = predicates,
            "deserialize" => bound.from_frames = predicates,
            _ => return Err(syn::Error::new(key.span(), "expected `serialize` or `deserialize`")),
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    // What can be read can be written.
    bound.from_frames.splice(0..0, bound.framed.clone());
    Ok(bound)
}

fn predicates(text: &LitStr) -> syn::Result<Vec<WherePredicate>> {
    let predicates = text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated)?;
    Ok(predicates.into_iter().collect())
}

/// Something that may stand in quotes, as in serde's attributes, or by itself.
fn quoted<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    if input.peek(LitStr) { input.parse::<LitStr>()?.parse() } else { input.parse() }
}

/// Steps over what is left of an item, up to its comma. A comma within `<...>` is not the item's.
fn skip_value(input: ParseStream<'_>) {
    let mut depth = 0usize;
    while !(input.is_empty() || depth == 0 && input.peek(Token![,])) {
        match input.parse::<TokenTree>() {
            Ok(TokenTree::Punct(punct)) if punct.as_char() == '<' => depth += 1,
            Ok(TokenTree::Punct(punct)) if punct.as_char() == '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
}
