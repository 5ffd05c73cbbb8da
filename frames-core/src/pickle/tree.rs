//! The tree of values that a pickle's graph unfolds into. What is shared in Python is repeated here, within bounds; a
//! container that holds itself has no tree.

use bytes::Bytes;

use super::machine::{self, Call, Id, Node};
use super::{Halt, Read, Wide, constructors};
use crate::class::Class;
use crate::error::Error;
use crate::limits::Limits;
use crate::value::keys::{distinct, last_wins};
use crate::value::{DType, Object, Value};

pub(super) fn value(stream: &[u8], buffers: Vec<Bytes>, limits: &Limits) -> Read<Value> {
    let (nodes, root) = machine::run(stream, buffers, limits)?;
    Tree::new(&nodes, stream.len(), limits).value(root)
}

pub(super) fn dtype(stream: &[u8], limits: &Limits) -> Read<DType> {
    let (nodes, root) = machine::run(stream, Vec::new(), limits)?;
    Tree::new(&nodes, stream.len(), limits).dtype(root)
}

/// Sharing may make a stream grow by this much; a pickle in which more is shared stays closed.
const MOST_SHARED: u64 = 64 << 20;

/// Bytes of memory that one byte of a pickle may well become where nothing is shared.
const MOST_GROWTH: u64 = 64;

/// Reads the graph, from one node down.
pub(super) struct Tree<'g, 'a> {
    nodes: &'g [Node<'a>],
    limits: &'g Limits,
    /// The containers around what is being read.
    path: Vec<Id>,
    values: usize,
    bytes: u64,
    most_bytes: u64,
}

impl<'g, 'a> Tree<'g, 'a> {
    fn new(nodes: &'g [Node<'a>], stream: usize, limits: &'g Limits) -> Self {
        let most_bytes = (stream as u64).saturating_mul(MOST_GROWTH).saturating_add(MOST_SHARED);
        Tree { nodes, limits, path: Vec::new(), values: 0, bytes: 0, most_bytes }
    }

    pub(super) fn limits(&self) -> &'g Limits {
        self.limits
    }

    pub(super) fn node(&self, id: Id) -> &'g Node<'a> {
        &self.nodes[id]
    }

    /// Counts values, and bytes of memory that they take.
    pub(super) fn spend(&mut self, values: usize, bytes: usize) -> Read<()> {
        self.values = self.values.saturating_add(values);
        self.bytes = self.bytes.saturating_add(bytes as u64);
        if self.values > self.limits.nodes {
            return Err(Error::limit("pickled values", "nodes", self.limits.nodes, self.values).into());
        }
        self.limits.expands("bytes of a pickle that repeats its data", self.bytes)?;
        if self.bytes > self.most_bytes { Err(Halt::NotUnderstood) } else { Ok(()) }
    }

    /// Reads what the container `id` holds.
    pub(super) fn within<T>(&mut self, id: Id, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.path.contains(&id) {
            return Err(Halt::NotUnderstood);
        }
        if self.path.len() >= self.limits.depth {
            return Err(Error::too_deep(self.limits.depth).into());
        }
        self.path.push(id);
        let value = read(self);
        self.path.pop();
        value
    }

    /// What calls itself, here and in `constructors`, does its other work in functions of their own: they take no stack
    /// while it reads the next level.
    pub(super) fn value(&mut self, id: Id) -> Read<Value> {
        self.spend(1, size_of::<Value>())?;
        match self.node(id) {
            Node::List(items) | Node::Tuple(items) | Node::Set(items) | Node::FrozenSet(items) => {
                let items = self.within(id, |tree| tree.values(items))?;
                self.sequence(id, items)
            }
            Node::Dict(entries) => self.within(id, |tree| tree.entries(entries)).map(Value::Dict),
            Node::Call(call) => self.within(id, |tree| constructors::construct(tree, call)),
            node => self.scalar(node),
        }
    }

    fn scalar(&mut self, node: &Node<'_>) -> Read<Value> {
        Ok(match node {
            Node::None => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Int(Wide::Signed(value)) => Value::Int(*value),
            Node::Int(Wide::Unsigned(value)) => {
                i128::try_from(*value).map_or(Value::UInt(*value), Value::Int)
            }
            Node::Float(value) => Value::Float(*value),
            Node::Text(text) => Value::Text(self.copy(text)?),
            Node::Bytes(bytes) | Node::Buffer(bytes) => Value::Bytes(bytes.clone()),
            Node::ByteArray(bytes) => object("builtins", "bytearray", vec![Value::Bytes(bytes.clone())]),
            _ => return Err(Halt::NotUnderstood),
        })
    }

    fn sequence(&self, id: Id, items: Vec<Value>) -> Read<Value> {
        match self.node(id) {
            Node::List(_) => Ok(Value::List(items)),
            Node::Tuple(_) => Ok(Value::Tuple(items)),
            Node::Set(_) => Ok(Value::Set(distinct(items))),
            _ => Ok(object("builtins", "frozenset", vec![Value::Set(distinct(items))])),
        }
    }

    pub(super) fn values(&mut self, ids: &[Id]) -> Read<Vec<Value>> {
        let mut values = Vec::new();
        for id in ids {
            values.push(self.value(*id)?);
        }
        Ok(values)
    }

    /// From keys and values in turn.
    pub(super) fn entries(&mut self, ids: &[Id]) -> Read<Vec<(Value, Value)>> {
        let mut entries = Vec::new();
        for entry in ids.chunks_exact(2) {
            let key = self.value(entry[0])?;
            entries.push((key, self.value(entry[1])?));
        }
        Ok(last_wins(entries))
    }

    pub(super) fn copy(&mut self, text: &str) -> Read<String> {
        self.spend(0, text.len())?;
        Ok(text.to_owned())
    }

    pub(super) fn class(&self, id: Id) -> Read<Class<'a>> {
        match self.node(id) {
            Node::Call(call) => self.method(call),
            _ => self.global(id),
        }
    }

    fn global(&self, id: Id) -> Read<Class<'a>> {
        match self.node(id) {
            Node::Global(class) => Ok(constructors::todays_name(*class)),
            _ => Err(Halt::NotUnderstood),
        }
    }

    /// A method of a class, which is written as the call that looks it up. Only one makes a value.
    fn method(&self, call: &Call) -> Read<Class<'a>> {
        const LOOK_UP: Class<'_> = Class { module: "builtins", qualname: "getattr" };
        const ZONE: Class<'_> = Class { module: "zoneinfo", qualname: "ZoneInfo" };
        match self.args(call)? {
            [class, name] if self.global(call.callee)? == LOOK_UP && self.global(*class)? == ZONE => {
                match self.text(*name)? {
                    "_unpickle" => Ok(Class { qualname: "ZoneInfo._unpickle", ..ZONE }),
                    _ => Err(Halt::NotUnderstood),
                }
            }
            _ => Err(Halt::NotUnderstood),
        }
    }

    pub(super) fn call(&self, id: Id) -> Read<(Class<'a>, &'g Call)> {
        match self.node(id) {
            Node::Call(call) => Ok((self.class(call.callee)?, call)),
            _ => Err(Halt::NotUnderstood),
        }
    }

    pub(super) fn args(&self, call: &Call) -> Read<&'g [Id]> {
        match self.node(call.args) {
            Node::Tuple(args) => Ok(args),
            _ => Err(Halt::NotUnderstood),
        }
    }

    /// The items of a list or tuple.
    pub(super) fn items(&self, id: Id) -> Read<&'g [Id]> {
        match self.node(id) {
            Node::List(items) | Node::Tuple(items) => Ok(items),
            _ => Err(Halt::NotUnderstood),
        }
    }

    /// Keys and values of a dict, in turn.
    pub(super) fn dict(&self, id: Id) -> Read<&'g [Id]> {
        match self.node(id) {
            Node::Dict(entries) => Ok(entries),
            _ => Err(Halt::NotUnderstood),
        }
    }

    /// The value of a dict's key.
    pub(super) fn entry(&self, id: Id, name: &str) -> Read<Id> {
        let named = |entry: &&[Id]| matches!(self.node(entry[0]), Node::Text(key) if *key == name);
        self.dict(id)?.chunks_exact(2).find(named).map(|entry| entry[1]).ok_or(Halt::NotUnderstood)
    }

    pub(super) fn is_none(&self, id: Id) -> bool {
        matches!(self.node(id), Node::None)
    }

    pub(super) fn bool(&self, id: Id) -> Read<bool> {
        match self.node(id) {
            Node::Bool(value) => Ok(*value),
            Node::Int(Wide::Unsigned(value)) => Ok(*value != 0),
            _ => Err(Halt::NotUnderstood),
        }
    }

    pub(super) fn text(&self, id: Id) -> Read<&'a str> {
        match self.node(id) {
            Node::Text(text) => Ok(text),
            _ => Err(Halt::NotUnderstood),
        }
    }

    pub(super) fn uint(&self, id: Id) -> Read<u128> {
        match self.node(id) {
            Node::Int(Wide::Unsigned(value)) => Ok(*value),
            _ => Err(Halt::NotUnderstood),
        }
    }

    pub(super) fn size(&self, id: Id) -> Read<usize> {
        usize::try_from(self.uint(id)?).map_err(|_| Halt::NotUnderstood)
    }

    pub(super) fn sizes(&self, id: Id) -> Read<Vec<usize>> {
        self.items(id)?.iter().map(|id| self.size(*id)).collect()
    }

    pub(super) fn bytes(&mut self, id: Id) -> Read<Bytes> {
        match self.node(id) {
            Node::Bytes(bytes) | Node::ByteArray(bytes) | Node::Buffer(bytes) => Ok(bytes.clone()),
            Node::Call(call) => {
                let class = self.class(call.callee)?;
                self.encoded(class, call)
            }
            _ => Err(Halt::NotUnderstood),
        }
    }

    /// Bytes of protocol 2, which has no opcode for them: `_codecs.encode(text, "latin1")`, or `bytes()`.
    pub(super) fn encoded(&mut self, class: Class<'_>, call: &Call) -> Read<Bytes> {
        match (class.module, class.qualname, self.args(call)?) {
            ("_codecs", "encode", [text, encoding]) if self.text(*encoding)? == "latin1" => {
                let text = self.text(*text)?;
                self.spend(0, text.len())?;
                let latin1: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
                latin1.map(Bytes::from).map_err(|_| Halt::NotUnderstood)
            }
            ("builtins", "bytes", []) => Ok(Bytes::new()),
            _ => Err(Halt::NotUnderstood),
        }
    }
}

pub(super) fn object(module: &str, qualname: &str, args: Vec<Value>) -> Value {
    Value::Object(Box::new(Object::call(module, qualname, args)))
}
