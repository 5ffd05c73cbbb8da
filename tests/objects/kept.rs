//! Runs in which there are types that nobody here knows.

use frames_std::{Framed, Kept, Serialized, deserialize, from_bytes, serialize, to_bytes};

use super::places::{Op, Scale, Shift, ops};

/// The same type as here.
#[derive(Framed)]
#[framed(name = "frames.Scale", no_register)]
struct OtherScale {
    factor: f64,
}

/// Objects that hold no others: what is unknown within an object that is known can't be kept.
fn flat() -> Vec<Box<dyn Op>> {
    let mut ops = ops();
    ops.remove(7);
    ops
}

/// A run by type in which one type is unknown here: made of one that is known, by another name of the same length.
fn with_unknown(value: &impl Framed, from: &str, to: &str) -> Serialized<'static> {
    let bytes = to_bytes(value).unwrap();
    let (from, to) = (from.as_bytes(), to.as_bytes());
    assert_eq!(from.len(), to.len());
    let mut renamed = bytes.clone();
    for at in 0..=bytes.len() - from.len() {
        if &bytes[at..at + from.len()] == from {
            renamed[at..at + from.len()].copy_from_slice(to);
        }
    }
    assert_ne!(renamed, bytes);
    Serialized::from_bytes(renamed, &frames_std::Limits::strict()).unwrap()
}

fn names(kept: &[Kept<dyn Op>]) -> Vec<Option<&str>> {
    kept.iter().map(|one| one.unknown().and_then(|unknown| unknown.name())).collect()
}

#[test]
fn unknown_objects_stay_and_go_back_unchanged() {
    let run = with_unknown(&flat(), "frames.Scale", "others.Scale");
    assert_eq!(deserialize::<Vec<Box<dyn Op>>>(&run).err().unwrap().class(), "UnknownType");
    let kept: Vec<Kept<dyn Op>> = deserialize(&run).unwrap();
    assert_eq!(kept.len(), flat().len());
    let unknown = Some("others.Scale");
    assert_eq!(names(&kept)[..4], [unknown, None, unknown, None]);
    assert_eq!(kept[3].known().unwrap().apply(2.0), -2.0);
    let (block, row) = kept[2].unknown().unwrap().rows().unwrap();
    assert_eq!(row, 1);
    assert!(block.header().to_string().contains("factor"));
    assert_eq!(serialize(&kept).unwrap().to_bytes().unwrap(), run.to_bytes().unwrap());

    // Known ones may come and go.
    let mut kept = kept;
    kept.pop();
    kept.push(Kept::Known(Box::new(Shift(9.0))));
    let back: Vec<Kept<dyn Op>> = from_bytes(to_bytes(&kept).unwrap()).unwrap();
    assert_eq!(names(&back)[..4], [unknown, None, unknown, None]);
    assert_eq!(back.last().unwrap().known().unwrap().apply(1.0), 10.0);
}

#[test]
fn rows_of_an_unknown_type_stay_together() {
    let run = with_unknown(&flat(), "frames.Scale", "others.Scale");
    let kept = || deserialize::<Vec<Kept<dyn Op>>>(&run).unwrap();
    let refused = |kept: &Vec<Kept<dyn Op>>| {
        let error = serialize(kept).unwrap_err();
        assert_eq!(error.class(), "NotAllowed");
        assert!(error.to_string().contains("others.Scale"), "{error}");
    };
    let mut without_one = kept();
    without_one.remove(0);
    refused(&without_one);
    let mut turned = kept();
    turned.swap(0, 2);
    refused(&turned);
    let mut doubled = kept();
    doubled.extend(kept());
    refused(&doubled);
    let alone = kept().remove(0);
    assert_eq!(serialize(&alone).unwrap_err().class(), "NotAllowed");
    let mut none_of_them = kept();
    none_of_them.retain(|one| one.known().is_some());
    assert_eq!(deserialize::<Vec<Box<dyn Op>>>(&serialize(&none_of_them).unwrap()).unwrap().len(), 8);
}

#[test]
fn objects_one_by_one_are_kept_one_by_one() {
    #[derive(Framed)]
    struct Listed {
        #[framed(objects)]
        ops: Vec<Box<dyn Op>>,
        one: Box<dyn Op>,
    }
    #[derive(Framed)]
    #[framed(name = "frames.Listed", no_register)]
    struct KeptList {
        ops: Vec<Kept<dyn Op>>,
        one: Kept<dyn Op>,
    }
    let listed = Listed { ops: flat(), one: Box::new(Scale { factor: 8.0 }) };
    let run = with_unknown(&listed, "frames.Scale", "others.Scale");
    let mut kept: KeptList = deserialize(&run).unwrap();
    assert_eq!(kept.one.unknown().unwrap().name(), Some("others.Scale"));
    assert!(kept.ops[2].unknown().unwrap().serialized().is_some());
    assert_eq!(serialize(&kept).unwrap().to_bytes().unwrap(), run.to_bytes().unwrap());
    kept.ops.swap(0, 3);
    let back: KeptList = from_bytes(to_bytes(&kept).unwrap()).unwrap();
    assert_eq!(names(&back.ops)[..4], [None, None, Some("others.Scale"), Some("others.Scale")]);
    // By itself such a value is what it was.
    let alone = kept.ops[3].unknown().unwrap().serialized().unwrap();
    let renamed = with_unknown(alone, "others.Scale", "frames.Scale");
    assert_eq!(deserialize::<OtherScale>(&renamed).unwrap().factor, 2.0);
}

#[test]
fn what_is_not_of_the_trait_is_kept_too() {
    let stranger = serialize(&7u32).unwrap();
    assert!(deserialize::<Kept<dyn Op>>(&stranger).unwrap().known().is_none());
    let any: Box<dyn std::any::Any> = Box::new(7u32);
    let kept: Kept<dyn Op> = deserialize(&serialize(&any).unwrap()).unwrap();
    assert_eq!(kept.unknown().unwrap().name(), Some("std.u32"));
    // A value of a known type that is damaged is an error, and not unknown.
    let damaged = with_unknown(&Scale { factor: 1.0 }, "factor", "fictor");
    let error = deserialize::<Kept<dyn Op>>(&damaged).err().unwrap();
    assert_eq!(error.path(), "factor", "{error}");
}

#[test]
fn unknown_values_within_known_ones_are_an_error() {
    let run = with_unknown(&ops(), "frames.Scale", "others.Scale");
    let error = deserialize::<Vec<Kept<dyn Op>>>(&run).err().unwrap();
    assert_eq!(
        (error.class(), &*error.path()),
        ("UnknownType", "frames.Chain[0].ops.others.Scale"),
        "{error}"
    );
}
