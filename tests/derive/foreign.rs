//! Types of other crates: adapters, descriptions with `remote`, and `transparent` around them.

use super::*;

#[derive(Debug, PartialEq, Clone)]
pub(crate) struct Version(pub(crate) u8, pub(crate) u8);

#[derive(Debug, PartialEq)]
pub(crate) struct Point<T> {
    pub(crate) x: T,
    pub(crate) y: Vec<T>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Shape {
    Empty,
    Circle(f64),
    Square { side: f64 },
}

#[derive(Debug, PartialEq)]
pub(crate) enum Mode {
    Fast,
    Slow,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Meters(pub(crate) f64);

struct AsText;

impl FrameAs<Version> for AsText {
    fn header(value: &Version, out: &mut HeaderWriter<'_>) -> Result<()> {
        out.write(&format!("{}.{}", value.0, value.1))
    }

    fn from_frames(header: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<Version> {
        let text: String = header.read()?;
        let (major, minor) = text.split_once('.').ok_or_else(|| Error::value("expected major.minor"))?;
        let number = |text: &str| text.parse().map_err(|_| Error::value("expected a number"));
        Ok(Version(number(major)?, number(minor)?))
    }
}

#[derive(Framed)]
#[framed(remote = "Point<T>")]
struct PointDef<T> {
    x: T,
    y: Vec<T>,
}

#[derive(Framed)]
#[framed(remote = "Shape", tag = "kind")]
enum ShapeDef {
    Empty,
    Circle(f64),
    Square { side: f64 },
}

#[derive(Framed)]
#[framed(remote = Mode)]
enum ModeDef {
    Fast,
    Slow,
}

#[derive(Framed)]
#[framed(remote = "self::Meters")]
struct MetersDef(f64);

#[derive(Debug, PartialEq, Framed)]
struct Foreign {
    #[framed(with = AsText)]
    version: Version,
    #[framed(with = Maybe<Each<AsText>>)]
    versions: Option<Vec<Version>>,
    #[framed(with = "PointDef<f64>")]
    point: Point<f64>,
    #[framed(with = Each<ShapeDef>)]
    shapes: Vec<Shape>,
    #[framed(with = ModeDef)]
    mode: Mode,
    #[framed(with = Maybe<MetersDef>)]
    meters: Option<Meters>,
}

#[test]
fn adapters() {
    let foreign = Foreign {
        version: Version(1, 2),
        versions: Some(vec![Version(3, 4)]),
        point: Point { x: 1.0, y: vec![2.0] },
        shapes: vec![Shape::Empty, Shape::Circle(1.0), Shape::Square { side: 2.0 }],
        mode: Mode::Slow,
        meters: Some(Meters(1.5)),
    };
    let fields = simple(&foreign);
    assert!(fields.starts_with(r#"{ "version": "1.2", "versions": ["#), "{fields}");
    assert!(fields.contains(r#"{ "kind": "Square", "side": 2.0 }"#), "{fields}");
    assert!(fields.ends_with(r#""mode": "Slow", "meters": 1.5 }"#), "{fields}");
    round_trip(&foreign);
    round_trip(&Foreign { versions: None, meters: None, mode: Mode::Fast, ..foreign });
}

#[derive(Debug, PartialEq, Framed)]
#[framed(transparent)]
struct Wrapper {
    #[framed(with = AsText)]
    version: Version,
    marker: PhantomData<u8>,
    #[framed(skip)]
    cache: u8,
}

#[test]
fn transparent() {
    let wrapper = Wrapper { version: Version(1, 2), marker: PhantomData, cache: 0 };
    assert_eq!(header(&wrapper), r#"{ "serializer": "msgpack", "type": "frames.Wrapper" }"#);
    round_trip(&wrapper);
}
