//! The machine that a pickle is written for, with records in place of classes and calls. It makes a graph of nodes that
//! name each other by index: whatever is shared, cyclic or deep costs one node each, and dropping it takes no stack.

use std::collections::HashMap;

use bytes::Bytes;

use super::ops::{Op, Ops, Scalar};
use super::{Halt, Read};
use crate::class::Class;
use crate::error::Error;
use crate::limits::Limits;

/// A node's place in the graph.
pub(super) type Id = usize;

/// What a pickle makes.
#[derive(Debug)]
pub(super) enum Node<'a> {
    None,
    Bool(bool),
    Int(super::Wide),
    Float(f64),
    Text(&'a str),
    Bytes(Bytes),
    /// A `bytearray`, which may be written to.
    ByteArray(Bytes),
    /// A buffer that travels beside the pickle and may be written to.
    Buffer(Bytes),
    List(Vec<Id>),
    Tuple(Vec<Id>),
    Set(Vec<Id>),
    FrozenSet(Vec<Id>),
    /// Keys and values in turn.
    Dict(Vec<Id>),
    Global(Class<'a>),
    Call(Box<Call>),
}

/// A class with the arguments it would be called with, and what the object would be given afterwards.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) callee: Id,
    pub(super) args: Id,
    pub(super) state: Option<Id>,
    /// Of a list and what is like one.
    pub(super) items: Vec<Id>,
    /// Keys and values in turn, of a dict and what is like one.
    pub(super) entries: Vec<Id>,
}

/// Runs a stream to its end.
pub(super) fn run<'a>(stream: &'a [u8], buffers: Vec<Bytes>, limits: &Limits) -> Read<(Vec<Node<'a>>, Id)> {
    let mut machine = Machine {
        ops: Ops::new(stream),
        nodes: Vec::new(),
        stack: Vec::new(),
        memo: HashMap::new(),
        buffers: buffers.into_iter(),
    };
    loop {
        let op = machine.ops.next()?;
        if op == Op::Stop {
            break;
        }
        machine.step(op)?;
        if machine.nodes.len() > limits.nodes {
            return Err(Error::limit("pickled values", "nodes", limits.nodes, machine.nodes.len()).into());
        }
    }
    let problem = match machine.stack[..] {
        [Some(root)] if machine.ops.is_empty() && machine.buffers.len() == 0 => {
            return Ok((machine.nodes, root));
        }
        [Some(_)] if machine.ops.is_empty() => "there are more buffers than it takes",
        [Some(_)] => "it ends before its bytes do",
        _ => "not one value is left at its end",
    };
    Err(machine.ops.malformed(problem))
}

struct Machine<'a> {
    ops: Ops<'a>,
    nodes: Vec<Node<'a>>,
    /// `None` is a mark.
    stack: Vec<Option<Id>>,
    memo: HashMap<usize, Id>,
    buffers: std::vec::IntoIter<Bytes>,
}

impl<'a> Machine<'a> {
    fn step(&mut self, op: Op<'a>) -> Read<()> {
        let node = match op {
            Op::Ignored | Op::Stop => return Ok(()),
            Op::Mark => {
                self.stack.push(None);
                return Ok(());
            }
            // It takes a mark as well as a value.
            Op::Pop => return self.stack.pop().map(drop).ok_or_else(|| self.underflow()),
            Op::PopMark => return self.pop_to_mark().map(drop),
            Op::Dup => {
                let top = self.top()?;
                self.stack.push(Some(top));
                return Ok(());
            }
            Op::Put(place) => {
                let top = self.top()?;
                self.memo.insert(place.unwrap_or(self.memo.len()), top);
                return Ok(());
            }
            Op::Get(place) => {
                let Some(id) = self.memo.get(&place) else {
                    return Err(self.ops.malformed("nothing was kept in this place of the memo"));
                };
                self.stack.push(Some(*id));
                return Ok(());
            }
            Op::Append => {
                let item = self.pop()?;
                return self.add_items(vec![item]);
            }
            Op::Appends | Op::AddItems => {
                let items = self.pop_to_mark()?;
                return self.add_items(items);
            }
            Op::SetItem => {
                let (value, key) = (self.pop()?, self.pop()?);
                return self.add_entries(vec![key, value]);
            }
            Op::SetItems => {
                let entries = self.pop_to_mark()?;
                return self.add_entries(entries);
            }
            Op::Build => return self.build(),
            Op::Scalar(scalar) => scalar.into(),
            Op::ByteArray(bytes) => Node::ByteArray(Bytes::copy_from_slice(bytes)),
            Op::NextBuffer => match self.buffers.next() {
                Some(buffer) => Node::Buffer(buffer),
                None => return Err(self.ops.malformed("a buffer that did not come with it")),
            },
            Op::ReadonlyBuffer => {
                let id = self.pop()?;
                match &self.nodes[id] {
                    Node::Buffer(bytes) | Node::Bytes(bytes) | Node::ByteArray(bytes) => {
                        Node::Bytes(bytes.clone())
                    }
                    _ => return Err(self.ops.malformed("a buffer that is none")),
                }
            }
            Op::EmptyList => Node::List(Vec::new()),
            Op::EmptyTuple => Node::Tuple(Vec::new()),
            Op::EmptyDict => Node::Dict(Vec::new()),
            Op::EmptySet => Node::Set(Vec::new()),
            Op::Tuple(None) => Node::Tuple(self.pop_to_mark()?),
            Op::Tuple(Some(len)) => {
                let mut items = Vec::with_capacity(len);
                for _ in 0..len {
                    items.push(self.pop()?);
                }
                items.reverse();
                Node::Tuple(items)
            }
            Op::FrozenSet => Node::FrozenSet(self.pop_to_mark()?),
            Op::Global(module, qualname) => Node::Global(Class { module, qualname }),
            Op::StackGlobal => {
                let (qualname, module) = (self.pop()?, self.pop()?);
                match (&self.nodes[module], &self.nodes[qualname]) {
                    (Node::Text(module), Node::Text(qualname)) => Node::Global(Class { module, qualname }),
                    _ => return Err(self.ops.malformed("a class whose name is no text")),
                }
            }
            Op::Reduce | Op::NewObj => self.call()?,
            Op::NewObjEx => {
                // Arguments by name would have to be told from attributes.
                let keywords = self.pop()?;
                match &self.nodes[keywords] {
                    Node::Dict(entries) if entries.is_empty() => self.call()?,
                    _ => return Err(Halt::NotUnderstood),
                }
            }
        };
        self.stack.push(Some(self.nodes.len()));
        self.nodes.push(node);
        Ok(())
    }

    fn call(&mut self) -> Read<Node<'a>> {
        let (args, callee) = (self.pop()?, self.pop()?);
        Ok(Node::Call(Box::new(Call { callee, args, state: None, items: Vec::new(), entries: Vec::new() })))
    }

    /// Gives an object its state.
    fn build(&mut self) -> Read<()> {
        let state = self.pop()?;
        let object = self.top()?;
        match &mut self.nodes[object] {
            Node::Call(call) if call.state.is_none() => call.state = Some(state),
            _ => return Err(Halt::NotUnderstood),
        }
        Ok(())
    }

    fn add_items(&mut self, mut more: Vec<Id>) -> Read<()> {
        let target = self.top()?;
        match &mut self.nodes[target] {
            Node::List(items) | Node::Set(items) => items.append(&mut more),
            Node::Call(call) => call.items.append(&mut more),
            _ => return Err(self.ops.malformed("items for what is no list")),
        }
        Ok(())
    }

    fn add_entries(&mut self, mut more: Vec<Id>) -> Read<()> {
        let target = self.top()?;
        if more.len() % 2 == 1 {
            return Err(self.ops.malformed("a key without a value"));
        }
        match &mut self.nodes[target] {
            Node::Dict(entries) => entries.append(&mut more),
            Node::Call(call) => call.entries.append(&mut more),
            _ => return Err(self.ops.malformed("entries for what is no dict")),
        }
        Ok(())
    }

    fn top(&self) -> Read<Id> {
        self.stack.last().copied().flatten().ok_or_else(|| self.underflow())
    }

    fn pop(&mut self) -> Read<Id> {
        let top = self.top()?;
        self.stack.pop();
        Ok(top)
    }

    /// The values above the topmost mark, which goes too.
    fn pop_to_mark(&mut self) -> Read<Vec<Id>> {
        let Some(mark) = self.stack.iter().rposition(Option::is_none) else {
            return Err(self.ops.malformed("a mark is missing"));
        };
        let values = self.stack.drain(mark..).flatten().collect();
        Ok(values)
    }

    fn underflow(&self) -> Halt {
        self.ops.malformed("a value is missing")
    }
}

impl<'a> From<Scalar<'a>> for Node<'a> {
    fn from(scalar: Scalar<'a>) -> Self {
        match scalar {
            Scalar::None => Node::None,
            Scalar::Bool(value) => Node::Bool(value),
            Scalar::Int(value) => Node::Int(value),
            Scalar::Float(value) => Node::Float(value),
            Scalar::Text(text) => Node::Text(text),
            Scalar::Bytes(bytes) => Node::Bytes(Bytes::copy_from_slice(bytes)),
        }
    }
}
