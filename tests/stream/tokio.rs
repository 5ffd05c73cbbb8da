//! The same over tokio: what can be cancelled, and what can't.

use std::time::Duration;

use frames_std::tokio::{MessageReader, MessageWriter, handshake};
use frames_std::{Greeting, Limits};
use tokio::io::{AsyncWriteExt, duplex};
use tokio::time::{Instant, sleep, timeout};

use crate::{shared, stream};

#[tokio::test]
async fn messages_cross_a_narrow_pipe() {
    let messages: Vec<Vec<Vec<u8>>> = vec![
        vec![b"ping".to_vec()],
        vec![b"head".to_vec(), vec![7; 300_000], vec![]],
        vec![vec![1; 2000]; 2000],
    ];
    let (near, far) = duplex(1000);
    let mut writer = MessageWriter::new(near);
    let mut reader = MessageReader::new(far, Limits::cluster());
    let write = async {
        for frames in &messages {
            writer.write(frames).await.unwrap();
        }
        drop(writer);
    };
    let read = async {
        for frames in &messages {
            assert_eq!(reader.read().await.unwrap().unwrap(), shared(frames));
        }
        assert!(reader.read().await.unwrap().is_none());
    };
    tokio::join!(write, read);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_read_goes_on() {
    let message = vec![b"head".to_vec(), vec![7; 100_000]];
    let bytes = stream(&[message.clone(), message.clone()]);
    let (mut near, far) = duplex(1 << 20);
    let mut reader = MessageReader::new(far, Limits::cluster());
    let mut found = Vec::new();
    for part in bytes.chunks(9_973) {
        near.write_all(part).await.unwrap();
        while let Ok(message) = timeout(Duration::from_millis(1), reader.read()).await {
            found.push(message.unwrap().unwrap());
        }
    }
    assert_eq!(found, [shared(&message), shared(&message)]);
}

#[tokio::test(start_paused = true)]
async fn a_slow_message_is_given_up_and_a_silent_peer_is_not() {
    let ping = stream(&[vec![b"ping".to_vec()]]);
    let (mut near, far) = duplex(1000);
    let mut reader = MessageReader::new(far, Limits::strict());
    let write = async {
        sleep(Duration::from_secs(3600)).await;
        near.write_all(&ping).await.unwrap();
        for byte in &ping {
            near.write_all(&[*byte]).await.unwrap();
            sleep(Duration::from_secs(1)).await;
        }
    };
    let read = async {
        assert_eq!(reader.read().await.unwrap().unwrap(), ["ping"]);
        let start = Instant::now();
        let error = reader.read().await.unwrap_err();
        assert_eq!(error.class(), "Timeout", "{error}");
        assert!(start.elapsed() <= Limits::strict().message_time + Duration::from_secs(1));
        assert_eq!(reader.read().await.unwrap_err().class(), "Io");
    };
    tokio::join!(write, read);
}

#[tokio::test]
async fn a_cancelled_write_is_the_last() {
    let (near, far) = duplex(100);
    let mut writer = MessageWriter::new(near);
    assert!(timeout(Duration::from_millis(10), writer.write(&[[7u8; 1000]])).await.is_err());
    let error = writer.write(&["ping"]).await.unwrap_err();
    assert!(error.to_string().contains("open another connection"), "{error}");
    drop(writer);
    let error = MessageReader::new(far, Limits::cluster()).read().await.unwrap_err();
    assert_eq!(error.class(), "Truncated");
}

#[tokio::test]
async fn both_ends_greet() {
    let ((near_read, near_write), (far_read, far_write)) = {
        let (near, far) = duplex(100);
        (tokio::io::split(near), tokio::io::split(far))
    };
    let greeting = Greeting { pickle_protocol: 4, ..Greeting::default() };
    let near = async {
        let mut reader = MessageReader::new(near_read, Limits::cluster());
        handshake(&mut reader, &mut MessageWriter::new(near_write), &greeting).await
    };
    let far = async {
        let mut reader = MessageReader::new(far_read, Limits::cluster());
        handshake(&mut reader, &mut MessageWriter::new(far_write), &Greeting::default()).await
    };
    let (near, far) = tokio::join!(near, far);
    assert_eq!(near.unwrap().1.pickle_protocol, 4);
    assert_eq!(far.unwrap().0, greeting);
}
