//! Types whose `Framed` is written by hand, with and without a Python class of their own, and values that are serialized
//! already.

use frames_std::{
    FrameReader, Framed, Frames, FromFrames, HeaderReader, HeaderWriter, Limits, Result, Serialized,
    register, serialize, to_bytes,
};

use crate::common::seen::*;
use crate::live::{Way, both, check, closed, out};

/// Known to nobody in Python.
#[derive(Debug, PartialEq)]
struct Human {
    name: String,
}

impl Framed for Human {
    fn header(&self, _: &mut HeaderWriter<'_>) -> Result<()> {
        Ok(())
    }
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        out.push(self.name.as_bytes())
    }
}

impl FromFrames for Human {
    fn from_frames(_: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        Ok(Human { name: frames.next_string()? })
    }
}

register!(Human as "live.Human");

/// Python has this class too, with functions that read the same header and frames.
#[derive(Debug, PartialEq)]
struct Person {
    name: String,
    age: u32,
}

impl Framed for Person {
    fn header(&self, out: &mut HeaderWriter<'_>) -> Result<()> {
        out.entry("age", &self.age)
    }
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        out.push(self.name.as_bytes())
    }
}

impl FromFrames for Person {
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        Ok(Person { name: frames.next_string()?, age: header.get("age")? })
    }
}

register!(Person as "live.Person", python = "acme.Person");

/// A header with more in it, no frames or several of them.
#[derive(Debug, PartialEq)]
struct Grid {
    shape: (u32, u32),
    rows: Vec<Vec<f32>>,
}

impl Framed for Grid {
    fn header(&self, out: &mut HeaderWriter<'_>) -> Result<()> {
        out.entry("shape", &self.shape)?;
        out.entry("rows", &self.rows.len())
    }
    fn frames<'a>(&'a self, out: &mut Frames<'a>) -> Result<()> {
        self.rows.iter().try_for_each(|row| out.push_slice(row))
    }
}

impl FromFrames for Grid {
    fn from_frames(header: HeaderReader<'_>, frames: &mut FrameReader<'_>) -> Result<Self> {
        let rows = (0..header.get::<usize>("rows")?).map(|_| frames.next_vec()).collect::<Result<_>>()?;
        Ok(Grid { shape: header.get("shape")?, rows })
    }
}

register!(Grid as "live.Grid");

fn alice() -> Human {
    Human { name: "Alice".into() }
}

fn bob() -> Person {
    Person { name: "Bob".into(), age: 5 }
}

#[test]
fn written_by_hand() {
    let seen_alice = || fields([("header", dict([])), ("frames", list([bytes("Alice")]))]);
    let seen_bob = || object("acme.Person", fields([("name", text("Bob")), ("age", int(5))]));
    let seen_grid = |rows: &[&[u8]]| {
        let header = fields([("shape", tuple([int(1), int(2)])), ("rows", int(rows.len()))]);
        fields([("header", header), ("frames", list(rows.iter().map(bytes)))])
    };
    let grid = |rows: &[&[f32]]| Grid { shape: (1, 2), rows: rows.iter().map(|row| row.to_vec()).collect() };
    check(
        "by_hand",
        &[
            both(alice(), seen_alice()),
            both(vec![alice(), alice()], list([seen_alice(), seen_alice()])),
            both((1u8, alice()), tuple([int(1), seen_alice()])),
            both(grid(&[]), seen_grid(&[])),
            both(grid(&[&[1.0], &[]]), seen_grid(&[b"\0\0\x80?", b""])),
            both(bob(), seen_bob()),
            both(Box::new(bob()), seen_bob()),
            both(Some(bob()), seen_bob()),
            both(vec![bob()], list([seen_bob()])),
            // Dask looks at a dict's first value, finds text, and pickles the rest with it.
            both(Ok::<_, ()>(bob()), fields([("variant", text("Ok")), ("0", seen_bob())]))
                .no_way(Way::Dask, closed::PYTHON)
                .no_way(Way::Default, closed::PICKLE),
        ],
        true,
    );
}

#[test]
fn serialized_already() {
    let values = vec![1.5f64];
    let inner = serialize(&values).expect("numbers can be written");
    let seen = || array("<f8", &[1], [float(1.5)]);
    let deque = std::collections::VecDeque::from_iter([1u16, 2]);
    let stored = to_bytes(&vec![deque]).expect("numbers can be written");
    let stored = Serialized::from_bytes(stored, &Limits::cluster()).expect("we wrote it");
    check(
        "serialized",
        &[
            out(&inner, seen()),
            out(&(1u8, inner.clone()), tuple([int(1), seen()])),
            out(&vec![inner.clone(), inner.clone()], list([seen(), seen()])),
            out(&stored, list([array("<u2", &[2], [int(1), int(2)])])),
        ],
        true,
    );
}
