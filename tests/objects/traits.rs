//! Several traits for a type, traits above traits, traits and types of other crates, instances of generic types.

use std::collections::BTreeMap;
use std::time::Duration;

use frames_std::{
    FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Registered, Registry, Result,
    framed_dyn, from_bytes, register, to_bytes,
};

#[framed_dyn]
trait Shape {
    fn area(&self) -> f64;
    fn twice(&self) -> f64 {
        2.0 * self.area()
    }
}

#[framed_dyn]
trait Solid: Shape + std::fmt::Debug
where
    Self: 'static,
{
    fn volume(&self) -> f64;
}

#[derive(Framed, Debug)]
#[framed(dyn = Shape, dyn = Solid)]
struct Cube {
    edge: f64,
}

impl Shape for Cube {
    fn area(&self) -> f64 {
        6.0 * self.edge * self.edge
    }
}

impl Solid for Cube {
    fn volume(&self) -> f64 {
        self.edge.powi(3)
    }
}

fn through<T: FromFrames>(value: T) -> T {
    from_bytes(to_bytes(&value).unwrap()).unwrap()
}

#[test]
fn one_type_is_the_object_of_several_traits() {
    let shape: Box<dyn Shape> = through(Box::new(Cube { edge: 2.0 }));
    let solid: Box<dyn Solid> = through(Box::new(Cube { edge: 2.0 }));
    assert_eq!((shape.twice(), solid.volume(), solid.area()), (48.0, 8.0, 24.0));
    let from_the_other: Box<dyn Solid> = from_bytes(to_bytes(&shape).unwrap()).unwrap();
    assert_eq!(format!("{from_the_other:?}"), "Cube { edge: 2.0 }");
}

/// A type of another crate that is a value already.
impl Shape for Duration {
    fn area(&self) -> f64 {
        self.as_secs_f64()
    }
}

register!(Duration as dyn Shape);

/// A type of another crate that gets its form here.
fn write_number<'a>(
    value: &'a serde_json::Number,
    out: &mut HeaderWriter<'_>,
    _: &mut Frames<'a>,
) -> Result<()> {
    out.entry("text", &value.to_string())
}

fn read_number(header: HeaderReader<'_>, _: &mut FrameReader<'_>) -> Result<serde_json::Number> {
    let text: String = header.get("text")?;
    text.parse().map_err(|_| frames_std::Error::value("expected a number"))
}

impl Shape for serde_json::Number {
    fn area(&self) -> f64 {
        self.as_f64().unwrap_or_default()
    }
}

register!(serde_json::Number as "test.Number", serialize = write_number, deserialize = read_number);
register!(serde_json::Number as dyn Shape);

/// A type written by hand.
struct Marked(String);

impl Framed for Marked {
    fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
        Ok(())
    }
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        out.push(&self.0[..])
    }
}

impl FromFrames for Marked {
    fn from_frames(_: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        frames.next_string().map(Marked)
    }
}

impl Shape for Marked {
    fn area(&self) -> f64 {
        self.0.len() as f64
    }
}

register!(Marked as "test.Marked");
register!(Marked as dyn Shape);

/// A generic type: each instance has a name of its own.
#[derive(Framed)]
struct Grid<T> {
    cells: Vec<T>,
}

impl<T: 'static> Shape for Grid<T>
where
    Self: Registered<dyn Shape>,
{
    fn area(&self) -> f64 {
        self.cells.len() as f64
    }
}

register!(Grid<f32> as "test.Grid<f32>");
register!(Grid<u8> as "test.Grid<u8>");
register!(Grid<f32> as dyn Shape);
register!(Grid<u8> as dyn Shape);

#[test]
fn types_of_all_origins_are_objects_together() {
    let shapes: Vec<Box<dyn Shape>> = vec![
        Box::new(Cube { edge: 1.0 }),
        Box::new(Duration::from_millis(1500)),
        Box::new(serde_json::Number::from(7)),
        Box::new(Marked("four".into())),
        Box::new(Grid { cells: vec![1.0f32; 3] }),
        Box::new(Grid { cells: vec![1u8; 5] }),
        Box::new(serde_json::Number::from(8)),
        Box::new(Duration::from_millis(2500)),
        Box::new(dep::Remote { size: 11.0 }),
    ];
    let areas = |shapes: &[Box<dyn Shape>]| shapes.iter().map(|shape| shape.area()).collect::<Vec<_>>();
    let expected = [6.0, 1.5, 7.0, 4.0, 3.0, 5.0, 8.0, 2.5, 11.0];
    assert_eq!(areas(&shapes), expected);
    let one_by_one: BTreeMap<usize, Box<dyn Shape>> =
        from_bytes(to_bytes(&shapes.iter().enumerate().collect::<BTreeMap<_, _>>()).unwrap()).unwrap();
    assert_eq!(one_by_one.values().map(|shape| shape.area()).collect::<Vec<_>>(), expected);
    assert_eq!(areas(&through(shapes)), expected);
}

/// A type of this crate for a trait of another one, and that crate's own type for this crate's trait.
#[derive(Framed)]
#[framed(dyn = dep::Job)]
struct Local(u32);

impl dep::Job for Local {
    fn run(&self) -> u32 {
        self.0
    }
}

impl Shape for dep::Remote {
    fn area(&self) -> f64 {
        self.size
    }
}

register!(dep::Remote as dyn Shape);

#[test]
fn traits_and_types_may_be_of_different_crates() {
    let jobs: Vec<Box<dyn dep::Job>> = vec![Box::new(Local(3)), Box::new(dep::Remote { size: 4.0 })];
    let jobs = through(jobs);
    assert_eq!(jobs.iter().map(|job| job.run()).collect::<Vec<_>>(), [3, 4]);
}

/// Names that take the place of the table are written the long way.
#[derive(Framed)]
#[framed(name = "tags", dyn = Shape)]
struct Tags(f64);

impl Shape for Tags {
    fn area(&self) -> f64 {
        self.0
    }
}

#[test]
fn a_type_called_tags_is_written_one_by_one() {
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Tags(1.0)), Box::new(Cube { edge: 1.0 })];
    assert_eq!(through(shapes).iter().map(|shape| shape.area()).sum::<f64>(), 7.0);
}

#[test]
fn the_registry_tells_the_traits_of_a_type() {
    let listed = Registry::global().describe();
    let traits = |name: &str| &listed.iter().find(|one| one.name == name).unwrap().traits;
    assert_eq!(traits("frames.Cube"), &["Shape", "Solid"]);
    assert_eq!(traits("test.Grid<f32>"), &["Shape"]);
    assert!(traits("std.f64").is_empty());
}
