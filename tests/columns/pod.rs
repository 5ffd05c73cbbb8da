//! Plain records: one frame that is the vector's own memory, a structured array in Python.

use frames_std::{DType, Element, Framed, NdArray, Value, deserialize, serialize};

use crate::there_and_back;

#[derive(Framed, Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[framed(pod)]
#[repr(C)]
struct Particle {
    position: [f64; 3],
    charge: f32,
    id: u32,
}

/// The same fields in another order, and no plain record.
#[derive(Framed, Clone, Debug, PartialEq)]
struct Loose {
    id: u64,
    charge: f64,
    position: [f64; 3],
}

#[derive(Framed, Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[framed(pod)]
#[repr(transparent)]
struct Meters(f64);

#[derive(Framed, Clone, Debug, PartialEq)]
struct Cloud {
    name: String,
    particles: Vec<Particle>,
    groups: Vec<[Particle; 2]>,
    heaviest: Particle,
    distances: Vec<Meters>,
}

fn particle(id: u32) -> Particle {
    Particle { position: [id.into(), 0.5, -1.0], charge: -0.25, id }
}

#[test]
fn a_run_is_one_frame_that_is_lent() {
    let particles: Vec<Particle> = (0..100).map(particle).collect();
    there_and_back(&particles);
    there_and_back(&Vec::<Particle>::new());
    let serialized = serialize(&particles).unwrap();
    assert_eq!(serialized.frame_count(), 1);
    let frame = serialized.frames().next().unwrap();
    assert!(frame.is_borrowed());
    assert_eq!(frame.as_slice().as_ptr(), particles.as_ptr().cast());
    assert_eq!(Particle::dtype().size(), 32);
}

#[test]
fn plain_records_stand_wherever_records_do() {
    let cloud = Cloud {
        name: "cloud".into(),
        particles: (0..3).map(particle).collect(),
        groups: vec![[particle(1), particle(2)]; 2],
        heaviest: particle(9),
        distances: vec![Meters(0.5), Meters(1.5)],
    };
    there_and_back(&cloud);
    there_and_back(&vec![cloud.clone(), cloud]);
}

#[test]
fn newtypes_of_numbers_are_lent() {
    let distances = vec![Meters(0.5), Meters(1.5)];
    let serialized = serialize(&distances).unwrap();
    let frame = serialized.frames().next().unwrap();
    assert_eq!(frame.as_slice().as_ptr(), distances.as_ptr().cast());
    assert_eq!(deserialize::<Vec<f64>>(&serialized).unwrap(), [0.5, 1.5]);
}

#[test]
fn other_records_read_the_array_by_its_fields() {
    let particles: Vec<Particle> = (0..3).map(particle).collect();
    let serialized = serialize(&particles).unwrap();
    let loose: Vec<Loose> = deserialize(&serialized).unwrap();
    assert_eq!(loose[2], Loose { id: 2, charge: -0.25, position: [2.0, 0.5, -1.0] });
    let back: Vec<Particle> = deserialize(&serialize(&loose).unwrap()).unwrap();
    assert_eq!(back, particles);
    let array: NdArray = deserialize(&serialized).unwrap();
    assert_eq!(array.as_slice::<Particle>().unwrap(), particles);
    let Value::Array(_) = deserialize(&serialized).unwrap() else { panic!("an array") };
    let swapped: DType = array.field("charge").unwrap().dtype().clone();
    assert_eq!(swapped.to_string(), "<f4");
}
