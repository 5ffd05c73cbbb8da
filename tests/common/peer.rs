//! The Rust end of a connection: the handshake, then requests and replies, one after the other.

use std::net::TcpStream;
use std::time::Duration;

use frames_std::{
    Framed, FromFrames, Greeting, Limits, MessageReader, MessageWriter, Negotiated, dumps, handshake, loads,
};

/// The longest that a reply takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection to a scheduler or worker.
pub(crate) struct Peer {
    reader: MessageReader<TcpStream>,
    writer: MessageWriter<TcpStream>,
    pub(crate) agreed: Negotiated,
}

impl Peer {
    /// Connects and greets.
    pub(crate) fn connect(address: &str) -> Peer {
        let stream = TcpStream::connect(address).expect("the cluster listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        stream.set_nodelay(true).expect("a socket that sends at once");
        let mut writer = MessageWriter::new(stream.try_clone().expect("a second handle"));
        let mut reader = MessageReader::new(stream, Limits::cluster());
        let (_, agreed) = handshake(&mut reader, &mut writer, &Greeting::default()).expect("Dask greets");
        Peer { reader, writer, agreed }
    }

    /// Sends a request and reads the reply.
    #[track_caller]
    pub(crate) fn ask<R: FromFrames>(&mut self, request: &impl Framed) -> R {
        self.send(request);
        let frames = self.reader.read().expect("the reply arrives").expect("the connection stays open");
        loads(&frames).unwrap_or_else(|error| panic!("{error}\n{:?}", loads::<frames_std::Value>(&frames)))
    }

    /// Sends what has no reply.
    #[track_caller]
    pub(crate) fn send<M: Framed + ?Sized>(&mut self, message: &M) {
        let message = dumps(message).expect("the request can be written");
        self.writer.write(message.frames()).expect("the request can be sent");
    }
}
