//! The list of registered types: what it says of types of each kind, and its fingerprint. `FRAMES_BLESS=1` writes the
//! list anew.

use std::collections::{BTreeMap, HashMap};

use frames_std::{
    DescribedFields, Each, FrameAs, FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter,
    Named, Registration, Registry, Result, STANDARD, TypeInfo, expect_registered, registration, snapshot,
    type_info,
};

#[derive(Framed)]
#[framed(name = "test.Photo", python = "acme.models.Photo", alias = "test.Picture", alias = "test.Image")]
struct Photo {
    #[framed(rename = "t")]
    title: String,
    pixels: Vec<u8>,
    color: Option<Color>,
    #[framed(with = AsText)]
    version: Version,
    #[framed(with = Each<AsText>)]
    older: Vec<Version>,
    #[framed(serde)]
    settings: serde_json::Value,
    #[framed(skip)]
    #[allow(dead_code)]
    cache: usize,
    #[framed(flatten)]
    place: Place,
    #[framed(flatten)]
    rest: HashMap<String, f64>,
}

#[derive(Framed)]
#[framed(name = "test.Place")]
struct Place {
    latitude: f64,
    longitude: f64,
}

#[derive(Framed)]
#[framed(name = "test.Color", rename_all = "lowercase")]
#[allow(dead_code)]
enum Color {
    Red,
    #[framed(alias = "lime")]
    Green,
    #[framed(skip)]
    Infrared,
}

#[derive(Framed)]
#[framed(name = "test.Shape", tag = "kind")]
#[allow(dead_code)]
enum Shape {
    Nothing,
    Circle {
        radius: f64,
        center: (f32, f32),
    },
    Segment(f64, f64),
    #[framed(skip)]
    Cached(Vec<u8>),
}

#[derive(Framed)]
#[framed(name = "test.Metres")]
struct Metres(f64);

#[derive(Framed)]
#[framed(name = "test.Fingerprint")]
struct Fingerprint(#[framed(with = AsText)] Version);

#[derive(Framed, Clone)]
#[framed(name = "test.Port", into = "u16", from = "u16")]
struct Port(u16);

impl From<Port> for u16 {
    fn from(port: Port) -> Self {
        port.0
    }
}

impl From<u16> for Port {
    fn from(number: u16) -> Self {
        Port(number)
    }
}

#[derive(Framed)]
#[framed(name = "test.Node")]
struct Node {
    value: u8,
    children: Vec<Node>,
    parent: Option<Box<Node>>,
}

/// Runs of it are never columns.
#[derive(Framed)]
#[framed(name = "test.Task", objects)]
struct Task {
    name: String,
    #[framed(objects)]
    after: Vec<Task>,
}

#[derive(Framed)]
#[framed(name = "test.Job", objects)]
#[allow(dead_code)]
enum Job {
    Run { task: Task },
    Wait,
}

#[derive(Framed)]
struct Grid<T> {
    width: usize,
    cells: Vec<T>,
}

/// Written by hand.
struct Blob(String);

impl Framed for Blob {
    fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
        Ok(())
    }
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        out.push(&self.0[..])
    }
}

impl FromFrames for Blob {
    fn from_frames(_: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        frames.next_string().map(Blob)
    }
}

impl Named for Blob {
    fn type_info() -> &'static TypeInfo {
        type_info!("test.Blob", aliases = ["test.Clob"])
    }
    fn dyn_type_info(&self) -> &'static TypeInfo {
        Self::type_info()
    }
}

struct Version(u8);

struct AsText;

impl FrameAs<Version> for AsText {
    fn header(value: &Version, out: &mut HeaderWriter<'_>) -> Result<()> {
        out.write(&value.0)
    }
    fn from_frames(header: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<Version> {
        header.read().map(Version)
    }
}

fn write_version<'a>(value: &'a Version, out: &mut HeaderWriter<'_>, _: &mut Frames<'a>) -> Result<()> {
    AsText::header(value, out)
}

fn read_version(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Version> {
    AsText::from_frames(header, frames)
}

const TYPES: &[Registration] = &[
    registration!(Photo),
    registration!(Place),
    registration!(Color),
    registration!(Shape),
    registration!(Metres),
    registration!(Fingerprint),
    registration!(Port),
    registration!(Node),
    registration!(Task),
    registration!(Job),
    registration!(Grid<Option<f32>> as "test.Grid<Option<f32>>"),
    registration!(BTreeMap<String, Vec<Place>> as "test.Places"),
    registration!(Blob),
    registration!(Version as "test.Version", serialize = write_version, deserialize = read_version,
        python = "packaging.version:Version"),
    registration!(dep::Far),
];

fn registry<'r>(types: impl IntoIterator<Item = &'r Registration>) -> Registry {
    let registry = Registry::new();
    for registration in types {
        registry.add(*registration);
    }
    registry
}

#[test]
fn types_of_each_kind_are_listed_as_recorded() {
    snapshot::check(&registry(TYPES), "tests/data/registry_listing.txt").unwrap();
}

#[test]
fn linked_types_are_listed_with_the_crates_that_named_them() {
    expect_registered(&["test.Photo", "dep.Far", "dep.Table"]).unwrap();
    let listed = Registry::global().describe();
    assert!(listed.is_sorted_by_key(|of| of.name));
    let of = |name: &str| listed.iter().find(|of| of.name == name).unwrap();
    let photo = of("test.Photo");
    assert_eq!((photo.crate_name, photo.type_name), ("frames", "registry_listing::Photo"));
    assert_eq!(photo.aliases, ["test.Image", "test.Picture"]);
    assert_eq!(photo.python, Some("acme.models.Photo"));
    assert_eq!(of("dep.Far").crate_name, "dep");
    assert_eq!(of("dep.Table").crate_name, "dep", "who names an instance counts, not who has the type");
    assert_eq!(of("std.u8").crate_name, "frames-core");
}

#[test]
fn no_common_std_type_is_opaque() {
    for of in registry(STANDARD).describe() {
        let DescribedFields::Content(ty) = &of.fields else { panic!("{of}") };
        assert!(!ty.contains("::"), "{of}");
    }
}

#[test]
fn the_fingerprint_is_the_same_in_any_order_and_any_build() {
    let recorded = registry(TYPES).fingerprint();
    assert_eq!(registry(TYPES.iter().rev()).fingerprint(), recorded);
    assert_eq!(registry(TYPES.iter().chain(TYPES)).fingerprint(), recorded);
    // FNV-1a, calculated in Python, of "test.Blob\n    aliases = test.Clob\n    is opaque\ntest.Metres\n    is f64\n".
    assert_eq!(registry(&[registration!(Metres), registration!(Blob)]).fingerprint(), 0xc8b1_018c_5dd9_30ba);
}

/// The same name, in several states.
mod states {
    macro_rules! state {
        ($state:ident { $($field:ident: $ty:ty),* } $($attribute:ident = $value:literal)?) => {
            pub(crate) mod $state {
                #[derive(frames_std::Framed)]
                #[framed(name = "test.State", no_register $(, $attribute = $value)?)]
                pub(crate) struct State {
                    $($field: $ty,)*
                }
            }
        };
    }

    state!(first { size: u32 });
    state!(moved { size: u32 });
    state!(wider { size: u64 });
    state!(renamed { length: u32 });
    state!(longer { size: u32, unit: String });
    state!(python { size: u32 } python = "acme.State");
    state!(aliased { size: u32 } alias = "test.OldState");
}

#[test]
fn the_fingerprint_changes_with_what_is_decoded_and_with_nothing_else() {
    macro_rules! fingerprint {
        ($state:ident) => {
            registry(&[registration!(states::$state::State)]).fingerprint()
        };
    }
    let first = fingerprint!(first);
    assert_eq!(fingerprint!(moved), first, "the module of a type doesn't count");
    let others = [
        fingerprint!(wider),
        fingerprint!(renamed),
        fingerprint!(longer),
        fingerprint!(python),
        fingerprint!(aliased),
    ];
    assert!(!others.contains(&first));
    let distinct: std::collections::BTreeSet<_> = others.into_iter().collect();
    assert_eq!(distinct.len(), others.len());
}
