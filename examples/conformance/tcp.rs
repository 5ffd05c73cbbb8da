//! Messages as on a socket, read from memory and written to it.

use std::io::{Read, sink};

use bytes::Bytes;
use frames_std::{Greeting, Limits, Message, MessageReader, MessageWriter, Result, handshake};

use crate::decode::Failure;

/// A reader of the messages of a connection.
pub(crate) fn reader<R: Read>(connection: R, limits: &Limits) -> MessageReader<R> {
    MessageReader::new(connection, limits.clone())
}

/// The frames of a stream that holds one message.
pub(crate) fn single(stream: Vec<u8>) -> Result<Vec<Bytes>, Failure> {
    let mut reader = reader(&stream[..], &Limits::cluster());
    let message = reader.read()?.ok_or("a stream without a message")?;
    match reader.read()? {
        None => Ok(message),
        Some(_) => Err("a stream with more than one message".into()),
    }
}

/// The message as on a socket.
pub(crate) fn written(message: &Message<'_>) -> Result<Vec<u8>> {
    let mut stream = Vec::new();
    MessageWriter::new(&mut stream).write(message.frames())?;
    Ok(stream)
}

/// Both sides' greetings, of which the peer's is read from the connection.
pub(crate) fn greet<R: Read>(connection: R, limits: &Limits) -> Result<()> {
    let mut reader = reader(connection, limits);
    handshake(&mut reader, &mut MessageWriter::new(sink()), &Greeting::default()).map(|_| ())
}
