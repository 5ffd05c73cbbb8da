//! What a registry knows, for people and for comparisons: a [`Description`] of each type, and one number for all of them.
//! The derive's lists of fields become descriptions in `columns::describe`.

mod fingerprint;
mod type_names;

use std::fmt;

pub(crate) use type_names::readable;

use self::fingerprint::Fnv1a;
use super::{Registration, Registry};

/// A registered type: its names, and what stands in it. From [`Registry::describe`].
///
/// Shown, it is the name in a line of its own, and all else indented below:
///
/// ```text
/// acme.Photo
///     crate = acme-models
///     aliases = acme.Picture
///     python = acme.models.Photo
///     dyn = Item
///     title: String
///     sizes: Vec<(u32, u32)>
///     taken: DateTime<Utc> with AsText
///     ..HashMap<String, Value>
/// acme.Shape
///     crate = acme-models
///     tag = variant
///     Nothing
///     Circle { radius: f64 }
/// acme.Metres
///     crate = acme-models
///     is f64
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// The name on the wire.
    pub name: &'static str,
    /// Names that are read as this type, sorted; the Python class, which is read too, stands in `python` alone.
    pub aliases: Vec<&'static str>,
    /// The Python class, if it has one.
    pub python: Option<&'static str>,
    /// The package that gave it its name: where the derive, [`register!`](crate::register) or
    /// [`registration!`](crate::registration) stands.
    pub crate_name: &'static str,
    /// Rust's name of the type, with the modules.
    pub type_name: &'static str,
    /// What stands in it.
    pub fields: DescribedFields,
    /// The traits as whose objects it is read, sorted.
    pub traits: Vec<String>,
}

/// What stands in a type, one level deep: types of fields are named, not described.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DescribedFields {
    /// Nobody says: the type is written by hand, or by a pair of functions.
    Opaque,
    /// It is written as a value of another type. Also what shares its name with other types, as instances of generic types
    /// do: then the type itself.
    Content(String),
    /// A struct: its fields in order, with those of structs that are flattened into it.
    Record(Vec<DescribedField>),
    /// An enum.
    Variants {
        /// The field with the variant's name. `None` if no variant has fields: then the name is the value.
        tag: Option<&'static str>,
        /// The variants in order, without those that are skipped.
        variants: Vec<DescribedVariant>,
    },
}

/// A field on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DescribedField {
    /// Its name. `None` for what is flattened and has its names at run time only, as a map.
    pub name: Option<&'static str>,
    /// Its type as people write it, without modules and lifetimes, with its adapter if there is one: `Vec<u8>`,
    /// `Version with AsText`.
    pub ty: String,
}

/// A variant on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DescribedVariant {
    /// Its name.
    pub name: &'static str,
    /// Its fields, in order.
    pub fields: Vec<DescribedField>,
}

impl Registry {
    /// All types with their names, traits and fields, sorted by name: the closed list of what may be decoded by name.
    ///
    /// ```
    /// use frames_core::{Registry, registration};
    ///
    /// let registry = Registry::new();
    /// registry.add(registration!(Vec<Option<f32>> as "acme.Samples"));
    ///
    /// let listed = registry.describe();
    /// assert_eq!(listed[0].name, "acme.Samples");
    /// assert_eq!(listed[0].to_string(), "acme.Samples\n    crate = frames-core\n    is Vec<Option<f32>>");
    /// ```
    pub fn describe(&self) -> Vec<Description> {
        let describe =
            |registration: &Registration| Description::new(registration, self.traits(registration));
        self.registrations().iter().map(describe).collect()
    }

    /// One number for the whole list, by which two programs find out whether they decode the same types: sent along
    /// when they meet, or written to the log at the start.
    ///
    /// It says the same in every build, on every platform and in whatever order the types were linked or added. What
    /// counts are names, aliases, Python classes, traits, and fields with their types, all as text; not the crates, their
    /// versions, or the modules of types. It is FNV-1a with 64 bits over the sorted [`Description`]s as they are shown,
    /// without the lines of their crates, each with a line feed at its end. It is no protection against somebody who
    /// wants to be taken for another.
    ///
    /// ```
    /// use frames_core::{Registry, registration};
    ///
    /// let (ours, theirs) = (Registry::new(), Registry::new());
    /// ours.add(registration!(u32)).add(registration!(Vec<f32> as "acme.Samples"));
    /// theirs.add(registration!(Vec<f32> as "acme.Samples")).add(registration!(u32));
    /// assert_eq!(ours.fingerprint(), theirs.fingerprint());
    ///
    /// theirs.add(registration!(Vec<f64> as "acme.Exact"));
    /// assert_ne!(ours.fingerprint(), theirs.fingerprint());
    /// ```
    ///
    /// Dask's own greeting has no place for it; among Dask's workers a task returns it, and the client compares.
    pub fn fingerprint(&self) -> u64 {
        let described = self.describe();
        let mut texts: Vec<_> = described.iter().map(|of| format!("{}{}\n", of.name, Details(of))).collect();
        texts.sort_unstable();
        let mut hash = Fnv1a::default();
        texts.iter().for_each(|text| hash.update(text.as_bytes()));
        hash.finish()
    }
}

impl Description {
    fn new(registration: &Registration, traits: Vec<String>) -> Self {
        let name = registration.name();
        let info = registration.info();
        let mut aliases: Vec<_> = info.aliases().iter().copied().filter(|alias| *alias != name).collect();
        aliases.sort_unstable();
        let fields = match registration.fields() {
            // A name that many types share doesn't tell which one this is.
            DescribedFields::Opaque if info.is_shared() => {
                DescribedFields::Content(readable(registration.type_name()))
            }
            fields => fields,
        };
        Description {
            name,
            aliases,
            python: info.python(),
            crate_name: registration.crate_name(),
            type_name: registration.type_name(),
            fields,
            traits,
        }
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n    crate = {}{}", self.name, self.crate_name, Details(self))
    }
}

/// What two builds have in common if they decode the same type.
struct Details<'d>(&'d Description);

impl fmt::Display for Details<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Description { aliases, python, fields, traits, .. } = self.0;
        if !aliases.is_empty() {
            write!(f, "\n    aliases = {}", aliases.join(", "))?;
        }
        if let Some(python) = python {
            write!(f, "\n    python = {python}")?;
        }
        if !traits.is_empty() {
            write!(f, "\n    dyn = {}", traits.join(", "))?;
        }
        match fields {
            DescribedFields::Opaque => f.write_str("\n    is opaque"),
            DescribedFields::Content(content) => write!(f, "\n    is {content}"),
            DescribedFields::Record(fields) => fields.iter().try_for_each(|field| write!(f, "\n    {field}")),
            DescribedFields::Variants { tag, variants } => {
                if let Some(tag) = tag {
                    write!(f, "\n    tag = {tag}")?;
                }
                variants.iter().try_for_each(|variant| write!(f, "\n    {variant}"))
            }
        }
    }
}

impl fmt::Display for DescribedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            Some(name) => write!(f, "{name}: {}", self.ty),
            None => write!(f, "..{}", self.ty),
        }
    }
}

impl fmt::Display for DescribedVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        for (index, field) in self.fields.iter().enumerate() {
            write!(f, "{} {field}", if index == 0 { " {" } else { "," })?;
        }
        f.write_str(if self.fields.is_empty() { "" } else { " }" })
    }
}
