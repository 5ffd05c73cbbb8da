//! A struct becomes a header and frames, goes to a second process, is changed there, and comes back.
//!
//! `cargo run --release --example quickstart`

use std::net::{TcpListener, TcpStream};
use std::process::{Command, ExitCode};
use std::time::Instant;

use frames_std::{
    Framed, Limits, Result, Serialized, deserialize, deserialize_any, serialize, serialize_any,
};

#[derive(Framed, Debug, Clone, PartialEq)]
struct Recording {
    title: String,
    rate: u32,
    notes: Option<String>,
    samples: Vec<f32>,
}

fn main() -> Result<ExitCode> {
    if let Some(address) = std::env::args().nth(1) {
        return amplify(&address).map(|()| ExitCode::SUCCESS);
    }
    let mut recording = Recording {
        title: "rain on a tin roof".into(),
        rate: 48_000,
        notes: None,
        samples: (0..10).map(|n| n as f32 / 10.0).collect(),
    };
    show(&recording)?;
    recording.samples = (0..12 << 20).map(|n| (n % 1000) as f32).collect();
    send_there_and_back(&recording)
}

/// Prints what the value is on the wire.
fn show(recording: &Recording) -> Result<()> {
    let serialized = serialize(recording)?;
    println!("header, {} bytes:\n{}", serialized.header_bytes().len(), serialized.header());
    for (index, frame) in serialized.frames().enumerate() {
        let whose = if frame.is_borrowed() { "borrowed from the value" } else { "owned" };
        println!("frame {index}: {} bytes, {whose}", frame.as_slice().len());
    }
    assert_eq!(deserialize::<Recording>(&serialized)?, *recording);
    Ok(())
}

/// Starts this program a second time, sends the value to it, and checks what comes back.
fn send_there_and_back(recording: &Recording) -> Result<ExitCode> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    let mut worker = Command::new(std::env::current_exe()?).arg(address).spawn()?;
    let (mut stream, _) = listener.accept()?;
    stream.set_nodelay(true)?;

    let start = Instant::now();
    serialize(recording)?.write_to(&mut stream)?; // vectored: the samples go from the `Vec` to the socket
    let Some(reply) = Serialized::read_from(&mut stream, &Limits::cluster())? else {
        println!("the worker hung up");
        return Ok(ExitCode::FAILURE);
    };
    let louder: Recording = deserialize(&reply)?;
    let seconds = start.elapsed().as_secs_f64();

    let bytes = 2 * serialize(recording)?.payload_bytes();
    println!(
        "\n{} MiB there and back, changed on the way, in {:.0} ms: {:.0} MiB/s",
        bytes >> 20,
        1e3 * seconds,
        bytes as f64 / seconds / (1 << 20) as f64
    );
    let expected: Vec<f32> = recording.samples.iter().map(|sample| 2.0 * sample).collect();
    assert_eq!(louder.title, "rain on a tin roof, louder");
    assert!(louder.samples == expected, "the samples differ");
    println!("every sample is twice what was sent");
    drop(stream);
    Ok(if worker.wait()?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The second process: takes whatever type arrives, by the registry that the linker filled, and answers.
fn amplify(address: &str) -> Result<()> {
    let mut stream = TcpStream::connect(address)?;
    while let Some(request) = Serialized::read_from(&mut stream, &Limits::cluster())? {
        let mut value = deserialize_any(&request)?;
        if let Some(recording) = value.downcast_mut::<Recording>() {
            recording.title += ", louder";
            recording.samples.iter_mut().for_each(|sample| *sample *= 2.0);
        }
        serialize_any(&*value)?.write_to(&mut stream)?;
    }
    Ok(())
}
