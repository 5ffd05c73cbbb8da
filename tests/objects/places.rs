//! Objects by themselves, in fields, in containers, and in each other.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use frames_std::{Framed, FromFrames, Serialized, deserialize, framed_dyn, from_bytes, serialize, to_bytes};

#[framed_dyn]
pub(crate) trait Op {
    fn apply(&self, x: f64) -> f64;
}

#[derive(Framed, Debug, Clone, PartialEq)]
#[framed(dyn = Op)]
pub(crate) struct Scale {
    pub(crate) factor: f64,
}

impl Op for Scale {
    fn apply(&self, x: f64) -> f64 {
        self.factor * x
    }
}

/// Written as its content.
#[derive(Framed, Debug)]
#[framed(dyn = Op)]
pub(crate) struct Shift(pub(crate) f64);

impl Op for Shift {
    fn apply(&self, x: f64) -> f64 {
        self.0 + x
    }
}

/// No columns: objects are in it.
#[derive(Framed)]
#[framed(dyn = Op)]
pub(crate) struct Chain {
    pub(crate) ops: Vec<Box<dyn Op>>,
}

impl Op for Chain {
    fn apply(&self, x: f64) -> f64 {
        self.ops.iter().fold(x, |x, op| op.apply(x))
    }
}

/// No fields, so no columns.
#[derive(Framed, Debug)]
#[framed(dyn = Op)]
pub(crate) struct Negate;

impl Op for Negate {
    fn apply(&self, x: f64) -> f64 {
        -x
    }
}

#[derive(Framed, Debug)]
#[framed(dyn = Op)]
pub(crate) enum Bound {
    Below(f64),
    Between { low: f64, high: f64 },
}

impl Op for Bound {
    fn apply(&self, x: f64) -> f64 {
        match self {
            Bound::Below(high) => x.min(*high),
            Bound::Between { low, high } => x.clamp(*low, *high),
        }
    }
}

#[derive(Framed, Debug)]
#[framed(dyn = Op)]
pub(crate) enum Round {
    Up,
    Down,
}

impl Op for Round {
    fn apply(&self, x: f64) -> f64 {
        match self {
            Round::Up => x.ceil(),
            Round::Down => x.floor(),
        }
    }
}

#[derive(Framed, Debug)]
#[framed(dyn = Op)]
pub(crate) struct Table {
    pub(crate) values: Vec<f64>,
}

impl Op for Table {
    fn apply(&self, x: f64) -> f64 {
        self.values[x as usize % self.values.len()]
    }
}

pub(crate) fn ops() -> Vec<Box<dyn Op>> {
    vec![
        Box::new(Scale { factor: 2.0 }),
        Box::new(Table { values: vec![5.25, 6.75] }),
        Box::new(Scale { factor: 3.0 }),
        Box::new(Negate),
        Box::new(Shift(0.5)),
        Box::new(Round::Down),
        Box::new(Bound::Between { low: -1.0, high: 0.25 }),
        Box::new(Chain {
            ops: vec![Box::new(Negate), Box::new(Shift(1.5)), Box::new(Scale { factor: 4.0 })],
        }),
        Box::new(Round::Up),
        Box::new(Bound::Below(0.75)),
        Box::new(Negate),
    ]
}

/// What objects do is what they are.
pub(crate) fn results<'o>(ops: impl IntoIterator<Item = &'o dyn Op>) -> Vec<f64> {
    ops.into_iter().map(|op| op.apply(1.25)).collect()
}

fn of_boxes(ops: &[Box<dyn Op>]) -> Vec<f64> {
    results(ops.iter().map(|op| &**op))
}

fn through<T: FromFrames>(value: &T) -> T {
    from_bytes(to_bytes(value).unwrap()).unwrap()
}

#[test]
fn each_object_comes_back_as_what_it_was() {
    for op in ops() {
        let serialized = serialize(&op).unwrap();
        let back: Box<dyn Op> = deserialize(&serialized).unwrap();
        assert_eq!(back.apply(1.25), op.apply(1.25), "{}", serialized.header());
        let borrowed: &dyn Op = &*op;
        assert_eq!(serialize(borrowed).unwrap(), serialized, "a reference is written as the box is");
    }
}

#[test]
fn an_object_carries_its_own_types_envelope() {
    let scale = Scale { factor: 2.0 };
    let object: Box<dyn Op> = Box::new(scale.clone());
    let (typed, object) = (serialize(&scale).unwrap(), serialize(&object).unwrap());
    assert_eq!(typed, object);
    assert_eq!(deserialize::<Scale>(&object).unwrap(), scale, "who knows the type needs no trait");
    assert_eq!(deserialize::<Box<dyn Op>>(&typed).unwrap().apply(1.0), 2.0);
}

#[test]
fn runs_of_any_pointer_and_container_come_back() {
    let expected = of_boxes(&ops());
    assert_eq!(of_boxes(&through(&ops())), expected);
    let boxed: Box<[Box<dyn Op>]> = ops().into();
    assert_eq!(of_boxes(&through(&boxed)), expected);
    let shared: Vec<Arc<dyn Op>> = ops().into_iter().map(Arc::from).collect();
    assert_eq!(results(through(&shared).iter().map(|op| &**op)), expected);
    let counted: Vec<Rc<dyn Op>> = ops().into_iter().map(Rc::from).collect();
    assert_eq!(results(through(&counted).iter().map(|op| &**op)), expected);
    let mut deque: VecDeque<Box<dyn Op>> = ops().into();
    deque.rotate_left(4);
    let mut back = through(&deque);
    back.rotate_right(4);
    assert_eq!(results(back.iter().map(|op| &**op)), expected);
    let array: [Box<dyn Op>; 2] = [Box::new(Negate), Box::new(Shift(2.0))];
    assert_eq!(of_boxes(&through(&array)), of_boxes(&array));
    let nested = vec![ops(), Vec::new(), ops()];
    let back = through(&nested);
    assert_eq!(back.iter().map(|ops| of_boxes(ops)).collect::<Vec<_>>(), [&expected[..], &[], &expected]);
    assert!(through(&Vec::<Box<dyn Op>>::new()).is_empty());

    let by_box = to_bytes(&ops()).unwrap();
    let back: Vec<Arc<dyn Op>> = from_bytes(by_box).unwrap();
    assert_eq!(results(back.iter().map(|op| &**op)), expected, "pointers read each other's runs");
    let borrowed: Vec<&dyn Op> = shared.iter().map(|op| &**op).collect();
    assert_eq!(to_bytes(&borrowed).unwrap(), to_bytes(&shared).unwrap());
}

/// One header for each type that occurs, and not for each object.
#[test]
fn a_run_is_written_by_type() {
    let many: Vec<Box<dyn Op>> = (0..3000)
        .map(|index| -> Box<dyn Op> {
            match index % 3 {
                0 => Box::new(Scale { factor: f64::from(index) }),
                1 => Box::new(Shift(f64::from(index))),
                _ => Box::new(Table { values: vec![f64::from(index); index as usize % 7 + 1] }),
            }
        })
        .collect();
    let serialized = serialize(&many).unwrap();
    assert!(serialized.header_bytes().len() < 2048, "{}", serialized.header_bytes().len());
    assert!(serialized.frame_count() < 10);
    let back: Vec<Box<dyn Op>> = deserialize(&serialized).unwrap();
    assert_eq!(of_boxes(&back), of_boxes(&many));
}

#[derive(Framed)]
struct Program {
    name: String,
    first: Box<dyn Op>,
    last: Option<Box<dyn Op>>,
    steps: Vec<Box<dyn Op>>,
    named: HashMap<String, Arc<dyn Op>>,
    sorted: BTreeMap<u32, Vec<Box<dyn Op>>>,
    pair: (Box<dyn Op>, Rc<dyn Op>),
    stage: Stage,
    #[framed(objects)]
    listed: Vec<Box<dyn Op>>,
}

#[derive(Framed)]
enum Stage {
    Ready,
    Running { op: Box<dyn Op>, since: u64 },
    Failed(Box<dyn Op>, String),
}

fn program(stage: Stage, last: Option<Box<dyn Op>>) -> Program {
    Program {
        name: "p".into(),
        first: Box::new(Negate),
        last,
        steps: ops(),
        named: HashMap::from([("a".to_owned(), Arc::new(Shift(1.0)) as Arc<dyn Op>)]),
        sorted: BTreeMap::from([(1, ops()), (2, Vec::new())]),
        pair: (Box::new(Negate), Rc::new(Scale { factor: 9.0 })),
        stage,
        listed: ops(),
    }
}

#[test]
fn objects_stand_in_fields_options_maps_tuples_and_enums() {
    let back =
        through(&program(Stage::Running { op: Box::new(Shift(3.0)), since: 7 }, Some(Box::new(Negate))));
    let expected = of_boxes(&ops());
    assert_eq!((&*back.name, back.first.apply(2.0), back.last.unwrap().apply(3.0)), ("p", -2.0, -3.0));
    assert_eq!((of_boxes(&back.steps), of_boxes(&back.listed)), (expected.clone(), expected.clone()));
    assert_eq!((back.named["a"].apply(1.0), of_boxes(&back.sorted[&1])), (2.0, expected));
    assert!(back.sorted[&2].is_empty());
    assert_eq!((back.pair.0.apply(1.0), back.pair.1.apply(1.0)), (-1.0, 9.0));
    assert!(matches!(back.stage, Stage::Running { op, since: 7 } if op.apply(1.0) == 4.0));
    let back = through(&program(Stage::Failed(Box::new(Negate), "why".into()), None));
    assert!(back.last.is_none());
    assert!(matches!(back.stage, Stage::Failed(op, why) if op.apply(1.0) == -1.0 && why == "why"));
    assert!(matches!(through(&program(Stage::Ready, None)).stage, Stage::Ready));
    let many = vec![program(Stage::Ready, None), program(Stage::Ready, Some(Box::new(Shift(1.0))))];
    let back = through(&many);
    assert_eq!(back[1].last.as_ref().unwrap().apply(0.0), 1.0, "a run of records with objects");
}

#[test]
fn objects_marked_so_are_a_list_with_an_envelope_each() {
    let serialized = serialize(&program(Stage::Ready, None)).unwrap().into_owned();
    let text = serialized.header().to_string();
    assert_eq!(text.matches(r#""type": "frames.Negate""#).count(), 2 + 2, "{text}");
}

#[derive(Framed)]
#[framed(dyn = Node)]
struct Branch {
    children: Vec<Box<dyn Node>>,
}

#[derive(Framed)]
#[framed(dyn = Node)]
struct Leaf(u64);

#[framed_dyn]
trait Node {
    fn sum(&self) -> u64;
}

impl Node for Branch {
    fn sum(&self) -> u64 {
        self.children.iter().map(|child| child.sum()).sum()
    }
}

impl Node for Leaf {
    fn sum(&self) -> u64 {
        self.0
    }
}

fn tree(depth: u64) -> Box<dyn Node> {
    match depth {
        0 => Box::new(Leaf(1)),
        _ => Box::new(Branch { children: vec![tree(depth - 1), Box::new(Leaf(depth)), tree(depth - 1)] }),
    }
}

#[test]
fn objects_hold_objects() {
    let root = tree(6);
    assert_eq!(through(&root).sum(), root.sum());
}

/// A value that names its type may also be a part of a message.
#[test]
fn objects_go_through_messages() {
    #[derive(Framed)]
    struct Task {
        key: String,
        op: Box<dyn Op>,
        more: Vec<Box<dyn Op>>,
    }
    let task = Task { key: "k".into(), op: Box::new(Shift(1.0)), more: ops() };
    let frames = frames_std::dumps(&task).unwrap().into_shared();
    let back: Task = frames_std::loads(&frames).unwrap();
    assert_eq!((&*back.key, back.op.apply(1.0)), ("k", 2.0));
    assert_eq!(of_boxes(&back.more), of_boxes(&ops()));
}

#[test]
fn payloads_behind_objects_are_lent() {
    let table = Table { values: vec![1.0; 1 << 16] };
    let at = table.values.as_ptr().cast();
    let object: Box<dyn Op> = Box::new(table);
    let serialized: Serialized<'_> = serialize(&object).unwrap();
    assert_eq!(serialized.frame(0).unwrap().as_ptr(), at);
}
