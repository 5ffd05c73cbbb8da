//! Values whose types are known only at run time: written to one file and read back, each by its registered name.

use std::any::Any;
use std::fs::File;
use std::io::BufReader;

use frames_std::{Framed, Limits, Registry, Result, Serialized, serialize_any};

#[derive(Framed, Debug)]
struct Reading {
    sensor: String,
    values: Vec<f64>,
}

#[derive(Framed, Debug)]
enum Event {
    Started,
    Moved { x: i32, y: i32 },
    Failed(String),
}

fn main() -> Result<()> {
    let values: Vec<Box<dyn Any + Send>> = vec![
        Box::new(Reading { sensor: "north".into(), values: vec![20.5, 21.0] }),
        Box::new(Event::Started),
        Box::new(Event::Moved { x: 3, y: -4 }),
        Box::new(Event::Failed("no signal".into())),
        Box::new("just text".to_owned()),
        Box::new(42u32),
        Box::new(vec![1u16, 2, 3]),
    ];

    let path = std::env::temp_dir().join(format!("frames-dynamic-{}", std::process::id()));
    let mut file = File::create(&path)?;
    for value in &values {
        serialize_any(&**value)?.write_to(&mut file)?;
    }

    let mut file = BufReader::new(File::open(&path)?);
    let limits = Limits::strict(); // as for a file from somebody else
    while let Some(serialized) = Serialized::read_from(&mut file, &limits)? {
        let value = Registry::global().deserialize_with(&serialized, &limits)?;
        if let Some(reading) = value.downcast_ref::<Reading>() {
            println!("a reading: {reading:?}");
        } else if let Some(event) = value.downcast_ref::<Event>() {
            println!("an event: {event:?}");
        } else if let Some(text) = value.downcast_ref::<String>() {
            println!("text: {text:?}");
        } else {
            println!("something else, {} bytes of header", serialized.header_bytes().len());
        }
    }
    std::fs::remove_file(path)?;

    println!("\nthis program knows:");
    for registration in Registry::global().registrations() {
        if !registration.name().starts_with("std.") {
            println!("  {} ({})", registration.name(), registration.type_name());
        }
    }
    Ok(())
}
