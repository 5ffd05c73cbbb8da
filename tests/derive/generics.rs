//! Type parameters, constants and associated types: which bounds are inferred, and types that contain themselves.

use super::*;

#[derive(Debug, PartialEq, Framed)]
struct Grid<T, const N: usize = 2> {
    cells: Vec<T>,
    size: [u32; N],
    marker: PhantomData<fn(NotFramed)>,
}

#[derive(Debug, PartialEq)]
struct NotFramed;

register!(Grid<f32, 2> as "frames.Grid<f32>");

fn grid() -> Grid<f32> {
    Grid { cells: vec![1.0], size: [1, 1], marker: PhantomData }
}

#[test]
fn instances() {
    round_trip(&grid());
    round_trip(&Grid { cells: vec![alice()], size: [], marker: PhantomData });
    let any: &dyn std::any::Any = &grid();
    let serialized = frames_std::serialize_any(any).unwrap();
    assert!(deserialize_any(&serialized).unwrap().is::<Grid<f32>>());
}

#[derive(Debug, PartialEq, Framed)]
struct List<T> {
    value: T,
    next: Option<Box<List<T>>>,
}

#[derive(Debug, PartialEq, Framed)]
enum Tree<K, V>
where
    K: Ord,
{
    Leaf,
    Node { left: Box<Tree<K, V>>, entry: (K, V), right: Box<Self> },
}

#[derive(Debug, PartialEq, Framed)]
struct Folder {
    files: Vec<String>,
    folders: Vec<Folder>,
}

#[test]
fn recursion() {
    round_trip(&List { value: 1u8, next: Some(Box::new(List { value: 2, next: None })) });
    let leaf = || Box::new(Tree::Leaf);
    round_trip(&Tree::Node { left: leaf(), entry: ("k".to_owned(), alice()), right: leaf() });
    round_trip(&Folder { files: vec!["a".into()], folders: vec![Folder { files: vec![], folders: vec![] }] });
}

trait Kind {
    type Item;
}

#[derive(Debug, PartialEq)]
struct Bytes;

impl Kind for Bytes {
    type Item = u8;
}

#[derive(Framed)]
struct Associated<K: Kind> {
    items: Vec<K::Item>,
    kind: PhantomData<K>,
}

#[test]
fn associated_types_are_bound_as_written() {
    let back: Associated<Bytes> = reread(&Associated::<Bytes> { items: vec![1], kind: PhantomData }).unwrap();
    assert_eq!(back.items, [1]);
}

#[derive(Debug, PartialEq, Framed)]
#[framed(bound = "T: FromFrames + Default")]
struct Bound<T> {
    value: T,
}

#[derive(Debug, PartialEq, Framed)]
#[framed(bound(serialize = "T: Framed", deserialize = "T: FromFrames"))]
struct Bounds<T> {
    value: T,
}

#[test]
fn bounds_of_ones_own() {
    round_trip(&Bound { value: 1u8 });
    round_trip(&Bounds { value: 1u8 });
}

#[derive(Debug, PartialEq, Framed)]
struct Defaults<T, S> {
    #[framed(default)]
    value: T,
    #[framed(skip)]
    skipped: S,
    #[framed(serde)]
    list: Vec<T>,
}

#[test]
fn defaults_bind_parameters() {
    round_trip(&Defaults { value: 1u8, skipped: 0u8, list: vec![2] });
}
