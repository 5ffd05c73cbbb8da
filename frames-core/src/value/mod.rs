//! Values whose type is not known when compiling: the tree that a message or a piece of data becomes when nobody says
//! what it should be. It tells apart what Python tells apart (a list is no tuple), so that it can be written again and
//! is the same value in Python.

mod array;
mod byte_order;
mod classes;
mod convert;
mod dtype;
mod dtype_text;
mod dtype_wire;
mod elements;
mod framed_array;
pub(crate) mod keys;
pub(crate) mod memory;
pub(crate) mod moment;
mod objects;
mod print;
mod read;
mod show;
mod show_dates;
mod show_item;
mod slicing;
mod sub_header;
mod typed;
mod wrapped;
mod write;
pub(crate) mod write_array;
mod write_objects;

pub use array::NdArray;
pub use dtype::{ByteOrder, DType, DTypeField, Kind};
pub(crate) use elements::Elements;

use bytes::Bytes;

use crate::serialized::Serialized;

/// Any value of a message or of Dask's data.
///
/// msgpack knows one kind of array, which Python reads as a tuple: so does this type. A [`Value::List`] comes from a
/// collection of Dask's or from a pickle.
///
/// ```
/// use frames_core::{Value, deserialize, serialize};
///
/// let samples = (7u8, vec![0.5f64, 1.5]);
/// let value: Value = deserialize(&serialize(&samples)?)?;
/// assert_eq!(value.to_string(), "(7, array(<f8, [2], 16 bytes: 0.5, 1.5))");
/// assert_eq!(value.to::<(u8, Vec<f64>)>()?, samples);
/// # Ok::<(), frames_core::Error>(())
/// ```
///
/// Written and read again, in Rust or in Python, it is the same value. Only exceptions, and objects made by a call that
/// no serializer of Dask's knows, can be read and not written: they would need a pickle.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Python's `None`.
    Null,
    /// A bool.
    Bool(bool),
    /// An integer. Values of 128 bits without sign that don't fit are [`Value::UInt`].
    Int(i128),
    /// An integer above `i128::MAX`; smaller ones are always [`Value::Int`].
    UInt(u128),
    /// A float of 64 bits.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Bytes),
    /// Python's `list`.
    List(Vec<Value>),
    /// Python's `tuple`, and every array of msgpack.
    Tuple(Vec<Value>),
    /// Python's `set`; members in the order they came.
    Set(Vec<Value>),
    /// Python's `dict`; keys may be anything that was a key, in the order they came.
    Dict(Vec<(Value, Value)>),
    /// An n-dimensional array of numpy's.
    Array(Box<NdArray>),
    /// An object of any other class: what its class is called, and what it holds.
    Object(Box<Object>),
    /// An exception of Python's.
    Exception(Box<Exception>),
    /// A value kept as it came, to be passed on: nothing here understands it, or nobody wanted it opened.
    Serialized(Box<Serialized<'static>>),
}

/// The name of a Python class.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClassName {
    /// The module, `datetime`.
    pub module: String,
    /// The name in the module, `datetime`; of a nested class with dots, `Outer.Inner`.
    pub qualname: String,
}

/// An object of a Python class, as a record: nothing of the class was run.
///
/// What stands in `args` and `fields` follows from how the object was written: arguments of a constructor
/// (`complex(1.0, 2.0)`, `decimal.Decimal("1.50")`), or attributes (scipy's matrices, objects of user classes).
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// Its class.
    pub class: ClassName,
    /// Arguments of the constructor, in order.
    pub args: Vec<Value>,
    /// Attributes by name, in the order they came.
    pub fields: Vec<(String, Value)>,
    /// Whether its attributes came from a pickle. Dask need not have another form for its class, so it can't be written.
    pub pickled: bool,
}

/// A Python exception: its class and arguments. Its traceback and cause are not kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// Its class, `builtins.ValueError`.
    pub class: ClassName,
    /// Its arguments, mostly one text.
    pub args: Vec<Value>,
}

impl ClassName {
    /// A class by module and name.
    pub fn new(module: impl Into<String>, qualname: impl Into<String>) -> Self {
        ClassName { module: module.into(), qualname: qualname.into() }
    }

    /// Whether this is the class `qualname` of `module`.
    pub fn is(&self, module: &str, qualname: &str) -> bool {
        self.module == module && self.qualname == qualname
    }
}

impl Object {
    /// An object made by calling its class.
    pub fn call(module: &str, qualname: &str, args: Vec<Value>) -> Self {
        Object { class: ClassName::new(module, qualname), args, fields: Vec::new(), pickled: false }
    }

    /// An object with these attributes.
    pub fn with_fields(module: &str, qualname: &str, fields: Vec<(String, Value)>) -> Self {
        Object { class: ClassName::new(module, qualname), args: Vec::new(), fields, pickled: false }
    }
}
