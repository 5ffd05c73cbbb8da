//! What a client of a cluster does: puts values on a worker, and gets them from there.

use std::collections::{BTreeMap, HashMap};

use frames_std::{Error, Framed, FromFrames, Serialized, ToSerialize, Value, deserialize, to_serialize};

use crate::cluster::Cluster;
use crate::peer::Peer;

/// Hands a value to a worker.
#[derive(Framed)]
struct UpdateData<'a, T> {
    op: &'a str,
    data: BTreeMap<&'a str, ToSerialize<T>>,
    reply: bool,
}

/// Tells the scheduler where a key is.
#[derive(Framed)]
struct WhoHas<'a> {
    op: &'a str,
    who_has: BTreeMap<&'a str, Vec<String>>,
    nbytes: BTreeMap<&'a str, u64>,
    client: Option<&'a str>,
    reply: bool,
}

#[derive(Framed, Debug)]
struct Stored {
    status: String,
    nbytes: HashMap<String, u64>,
}

/// What a client does to scatter: the value to the worker, its place to the scheduler.
#[track_caller]
pub(crate) fn put<T: Framed>(cluster: &Cluster, key: &str, value: T) {
    let data = [(key, to_serialize(value))].into();
    let stored: Stored =
        Peer::connect(&cluster.worker).ask(&UpdateData { op: "update_data", data, reply: true });
    assert_eq!(stored.status, "OK");
    let who_has = [(key, vec![format!("tcp://{}", cluster.worker)])].into();
    let nbytes = [(key, stored.nbytes[key])].into();
    let request = WhoHas { op: "update_data", who_has, nbytes, client: None, reply: true };
    let done: Value = Peer::connect(&cluster.scheduler).ask(&request);
    assert_eq!(done, Value::Null);
}

#[derive(Framed)]
struct GetData<'a> {
    op: &'a str,
    keys: Vec<&'a str>,
    who: Option<&'a str>,
    #[framed(skip_serializing_if = "Option::is_none")]
    serializers: Option<Vec<&'a str>>,
    reply: bool,
}

#[derive(Framed)]
struct Data {
    status: String,
    data: HashMap<String, Serialized<'static>>,
}

/// Gets a value from the worker, unopened.
#[track_caller]
pub(crate) fn get(cluster: &Cluster, key: &str, serializers: Option<&[&'static str]>) -> Serialized<'static> {
    let mut peer = Peer::connect(&cluster.worker);
    let serializers = serializers.map(<[_]>::to_vec);
    let mut reply: Data =
        peer.ask(&GetData { op: "get_data", keys: vec![key], who: None, serializers, reply: true });
    // The worker waits for this before it thinks that the data has arrived.
    peer.send("OK");
    assert_eq!(reply.status, "OK");
    reply.data.remove(key).unwrap_or_else(|| panic!("the worker has no `{key}`"))
}

/// The families of values that need no Python to be read.
pub(crate) const PICKLE_FREE: Option<&[&str]> = Some(&["dask", "msgpack"]);

/// Gets a value from the worker.
#[track_caller]
pub(crate) fn read<T: FromFrames>(
    cluster: &Cluster,
    key: &str,
    serializers: Option<&[&'static str]>,
) -> Result<T, Error> {
    deserialize(&get(cluster, key, serializers))
}
