//! A router between two peers, over TCP on this machine: it reads what a message is about, and passes the data on
//! unopened, byte for byte, compressed as it came. So does Dask's scheduler.
//!
//! `cargo run --release --example forward`

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

use frames_std::{
    Codec, DumpOptions, Error, Framed, Greeting, Limits, MessageReader, MessageWriter, Result, Serialized,
    ToSerialize, Wire, dumps, dumps_with, handshake, loads, to_serialize,
};

/// What the sender writes and the receiver reads.
#[derive(Framed)]
struct Put {
    op: String,
    key: String,
    data: ToSerialize<Vec<f64>>,
}

/// The same message, as the router sees it.
#[derive(Framed)]
struct Routed {
    op: String,
    key: String,
    data: Serialized<'static>,
}

type Connection = (MessageReader<TcpStream>, MessageWriter<TcpStream>);

fn main() -> Result<()> {
    let router = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let receiver = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let (at_router, at_receiver) = (router.local_addr()?, receiver.local_addr()?);

    let receiving = thread::spawn(move || receive(receiver.accept()?.0));
    let routing = thread::spawn(move || route(router.accept()?.0, TcpStream::connect(at_receiver)?));
    send(TcpStream::connect(at_router)?)?;
    routing.join().map_err(|_| Error::value("the router panicked"))??;
    receiving.join().map_err(|_| Error::value("the receiver panicked"))?
}

fn send(stream: TcpStream) -> Result<()> {
    let greeting = Greeting { compression: Some(Codec::Lz4), ..Greeting::default() };
    let ((_, mut writer), agreed) = greet(stream, &greeting)?;
    let options =
        DumpOptions { wire: Wire { compression: agreed, ..Wire::default() }, ..DumpOptions::default() };
    let waves: Vec<f64> = (0..4_000_000).map(|at| f64::from(at % 1000)).collect();
    let put = Put { op: "put".into(), key: "waves".into(), data: to_serialize(waves) };
    let message = dumps_with(&put, &options)?;
    let sent: usize = message.frames().iter().map(|frame| frame.as_slice().len()).sum();
    println!("sender:   {} bytes of numbers, {sent} on the wire", put.data.0.len() * 8);
    writer.write(message.frames())
}

fn route(from: TcpStream, to: TcpStream) -> Result<()> {
    let greeting = Greeting { compression: Some(Codec::Lz4), ..Greeting::default() };
    let ((mut reader, _), _) = greet(from, &greeting)?;
    let ((_, mut writer), _) = greet(to, &Greeting::default())?;
    while let Some(frames) = reader.read()? {
        let routed: Routed = loads(&frames)?;
        println!("router:   {} `{}`, {} bytes unopened", routed.op, routed.key, routed.data.payload_bytes());
        writer.write(dumps(&routed)?.frames())?;
    }
    Ok(())
}

fn receive(stream: TcpStream) -> Result<()> {
    let ((mut reader, _), _) = greet(stream, &Greeting::default())?;
    while let Some(frames) = reader.read()? {
        let put: Put = loads(&frames)?;
        println!(
            "receiver: `{}` is {} numbers, the last is {:?}",
            put.key,
            put.data.0.len(),
            put.data.0.last()
        );
    }
    Ok(())
}

/// Both ends greet each other first; what they agree on is the codec to send with.
fn greet(stream: TcpStream, greeting: &Greeting) -> Result<(Connection, Option<Codec>)> {
    let mut connection =
        (MessageReader::new(stream.try_clone()?, Limits::cluster()), MessageWriter::new(stream));
    let (_, agreed) = handshake(&mut connection.0, &mut connection.1, greeting)?;
    Ok((connection, agreed.compression))
}
