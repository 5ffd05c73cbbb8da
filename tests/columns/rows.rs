//! What can't be columns, or shall not be, is a list of records as before.

use std::collections::BTreeSet;

use frames_std::{FrameReader, Frames, HeaderReader, HeaderWriter, register};

use super::*;

#[track_caller]
fn is_list<T: FromFrames + PartialEq + Debug + Clone>(list: &[T]) {
    there_and_back(&list.to_vec());
    assert_eq!(names(list), None, "a list, not a dict of columns");
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Tree {
    value: u32,
    children: Vec<Tree>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Chain {
    value: u8,
    next: Option<Box<Chain>>,
}

#[derive(Framed, Debug, Clone, PartialEq)]
enum Expression {
    Number(f64),
    Sum(Vec<Expression>),
    Negated { of: Box<Expression> },
}

#[derive(Framed, Debug, Clone, PartialEq)]
struct Outer {
    name: String,
    tree: Tree,
}

#[test]
fn records_that_contain_themselves() {
    let leaf = |value| Tree { value, children: vec![] };
    let tree = Tree { value: 1, children: vec![leaf(2), Tree { value: 3, children: vec![leaf(4)] }] };
    is_list(&[tree.clone(), leaf(5)]);
    is_list(&[Outer { name: "a".into(), tree }]);
    is_list(&[Chain { value: 1, next: Some(Box::new(Chain { value: 2, next: None })) }]);
    let one = || Expression::Number(1.0);
    is_list(&[Expression::Sum(vec![one(), Expression::Negated { of: Box::new(one()) }]), one()]);
}

#[test]
fn records_of_values_with_no_column() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Tagged {
        id: u64,
        tags: BTreeSet<String>,
    }
    is_list(&[Tagged { id: 1, tags: ["a".to_owned()].into() }, Tagged { id: 2, tags: BTreeSet::new() }]);

    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Long {
        value: i128,
        data: Vec<u8>,
    }
    let long = |value| Long { value, data: b"data".to_vec() };
    // Whether msgpack holds an integer is known of the value alone.
    assert!(names(&vec![long(1), long(i64::MIN.into())]).is_some());
    is_list(&[long(1), long(i128::MAX)]);
    let late: Vec<_> = (0..1000).map(|at| long(if at == 999 { i128::MIN } else { at })).collect();
    is_list(&late);
}

#[derive(Debug, Clone, PartialEq)]
struct Human {
    name: String,
}

impl Framed for Human {
    fn header(&self, _: &mut HeaderWriter<'_>) -> frames_std::Result<()> {
        Ok(())
    }
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> frames_std::Result<()> {
        out.push(self.name.as_bytes())
    }
}

impl FromFrames for Human {
    fn from_frames(_: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> frames_std::Result<Self> {
        Ok(Human { name: frames.next_string()? })
    }
}

register!(Human as "columns.Human");

#[test]
fn types_written_by_hand() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Team {
        id: u8,
        lead: Human,
        others: Vec<Human>,
    }
    let human = |name: &str| Human { name: name.into() };
    is_list(&[human("Alice"), human("Bob")]);
    let team = |id| Team { id, lead: human("Alice"), others: vec![human("Bob"); 2] };
    is_list(&[team(1), team(2)]);
    there_and_back(&Vec::<Team>::new());
    there_and_back(&Vec::<Human>::new());
}

#[test]
fn objects_where_their_class_matters() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    #[framed(objects)]
    struct Sensor {
        name: String,
        samples: Vec<f64>,
    }
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Station {
        sensors: Vec<Sensor>,
        #[framed(objects)]
        points: Vec<Point>,
        more: Vec<Point>,
    }
    let sensor = |name: &str| Sensor { name: name.into(), samples: vec![0.5] };
    is_list(&[sensor("a"), sensor("b")]);
    let station = Station { sensors: vec![sensor("a")], points: points(3), more: points(3) };
    there_and_back(&station);
    let value = seen(&station);
    assert_eq!(value.get("points").and_then(Value::as_slice).map(<[Value]>::len), Some(3), "{value}");
    assert_eq!(column::<f64>(&value.get("points").unwrap().as_slice().unwrap()[1], &["x"]), 1.0);
    assert_eq!(value.get("sensors").and_then(Value::as_slice).map(<[Value]>::len), Some(1), "{value}");
    assert_eq!(column::<Vec<f64>>(&value, &["more", "x"]), [0., 1., 2.]);
    there_and_back(&vec![station.clone(), Station { points: vec![], ..station }]);
}

#[test]
fn a_record_without_fields() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Nothing {}
    // Without a column nothing would say how many there are.
    is_list(&[Nothing {}, Nothing {}]);
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Something {
        nothing: Nothing,
        id: u8,
    }
    is_list(&[Something { nothing: Nothing {}, id: 1 }]);
}

#[test]
fn fixed_arrays_of_nothing() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Padded {
        id: u8,
        padding: [u16; 0],
    }
    is_list(&[Padded { id: 1, padding: [] }, Padded { id: 2, padding: [] }]);
}

#[test]
fn names_that_meet() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    struct Place {
        home: Point,
        #[framed(rename = "home.x")]
        x: u8,
    }
    is_list(&[Place { home: point(1), x: 5 }, Place { home: point(2), x: 6 }]);

    #[derive(Framed, Debug, Clone, PartialEq)]
    enum Shape {
        #[framed(rename = "variant")]
        Variant {
            x: u8,
        },
        Other(f32),
    }
    is_list(&[Shape::Variant { x: 1 }, Shape::Other(0.5)]);
}

#[test]
fn lists_are_read_where_columns_would_be_written() {
    #[derive(Framed, Debug, Clone, PartialEq)]
    #[framed(name = "columns.Listed", alias = "columns.New", objects)]
    struct Listed {
        x: f64,
        y: f64,
        samples: Vec<u8>,
    }
    #[derive(Framed, Debug, Clone, PartialEq)]
    #[framed(name = "columns.New", alias = "columns.Listed")]
    struct New {
        x: f64,
        y: f64,
        samples: Vec<u8>,
    }
    let old: Vec<_> = (0..300).map(|at| Listed { x: at.into(), y: 0.5, samples: vec![1; 3] }).collect();
    let new: Vec<_> = (0..300).map(|at| New { x: at.into(), y: 0.5, samples: vec![1; 3] }).collect();
    assert_eq!(reread::<_, Vec<New>>(&old).unwrap(), new);
    assert_eq!(reread::<_, Vec<Listed>>(&new).unwrap(), old, "and the other way round");
    // Records that msgpack holds, in one run of it.
    #[derive(Framed)]
    #[framed(objects)]
    struct Flat {
        x: f64,
        y: f64,
    }
    let flat: Vec<_> = (0..300).map(|at| Flat { x: at as f64, y: -(at as f64) }).collect();
    assert_eq!(reread::<_, Vec<Point>>(&flat).unwrap(), points(300));
}
