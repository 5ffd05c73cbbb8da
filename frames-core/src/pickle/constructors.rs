//! What calls of well-known classes mean. The one table of the reader: a class that isn't in it becomes a plain record
//! of its name, arguments and attributes, unless its module makes things that no record describes.

use super::machine::{Call, Id, Node};
use super::tree::{Tree, object};
use super::{Halt, Read, numpy};
use crate::class::Class;
use crate::value::keys::distinct;
use crate::value::{ClassName, Exception, Object, Value};

/// Modules, with all in them, that stay closed but for the classes in the table. Their pickles call functions rather
/// than classes: to run code (`builtins.eval`, `os.system`), or to put objects together from code and from internals
/// that differ between releases (`cloudpickle`, `pandas`). A record would name no class that the object has.
const CLOSED: &[&str] = &[
    "_codecs",
    "_pickle",
    "builtins",
    "cloudpickle",
    "codecs",
    "copyreg",
    "ctypes",
    "dask",
    "dill",
    "distributed",
    "functools",
    "importlib",
    "marshal",
    "nt",
    "numpy",
    "operator",
    "os",
    "pandas",
    "pickle",
    "posix",
    "pyarrow",
    "runpy",
    "shutil",
    "subprocess",
    "sys",
    "tblib",
    "torch",
    "types",
];

type Constructor = fn(&mut Tree<'_, '_>, Class<'_>, &Call) -> Read<Value>;

fn constructor(class: Class<'_>) -> Constructor {
    match (class.module, class.qualname) {
        ("builtins", "complex" | "range" | "slice") => describe,
        ("builtins", "bytes") | ("_codecs", "encode") => bytes,
        ("builtins", "bytearray") => bytearray,
        ("builtins", "set") => set,
        ("builtins", "frozenset") => frozenset,
        ("builtins", name) if is_exception(name) => exception,
        ("collections", "OrderedDict") => ordered_dict,
        ("array", "_array_reconstructor") => array,
        ("collections", "deque") => deque,
        ("datetime", "datetime" | "date" | "time") => moment,
        ("distributed.core", "Status") => describe,
        ("uuid", "UUID") => uuid,
        ("zoneinfo", "ZoneInfo._unpickle") => zone,
        ("numpy", "dtype") | ("numpy._core._internal", "_convert_to_stringdtype_kwargs") => {
            numpy::described_dtype
        }
        ("numpy._core.multiarray" | "numpy.core.multiarray", "scalar") => numpy::scalar,
        ("numpy._core.multiarray" | "numpy.core.multiarray", "_reconstruct") => numpy::reconstruct,
        ("numpy._core.numeric" | "numpy.core.numeric", "_frombuffer") => numpy::from_buffer,
        ("numpy.ma.core", "_mareconstruct") => numpy::masked,
        ("numpy.ma.core", "MaskedConstant") => describe,
        ("tblib.pickling_support", "unpickle_exception") => exception_of_arguments,
        ("tblib.pickling_support", "unpickle_exception_with_attrs") => exception_of_attributes,
        (module, _) if module.split('.').next().is_some_and(|root| CLOSED.contains(&root)) => closed,
        _ => describe,
    }
}

/// The value that a call makes.
pub(super) fn construct(tree: &mut Tree<'_, '_>, call: &Call) -> Read<Value> {
    let class = tree.class(call.callee)?;
    constructor(class)(tree, class, call)
}

/// The name that Python 3 has for a class: protocol 2 writes those of Python 2.
pub(super) fn todays_name(class: Class<'_>) -> Class<'_> {
    match (class.module, class.qualname) {
        ("__builtin__", "xrange") => Class { module: "builtins", qualname: "range" },
        ("__builtin__" | "exceptions", qualname) => Class { module: "builtins", qualname },
        ("copy_reg", qualname) => Class { module: "copyreg", qualname },
        _ => class,
    }
}

fn closed(_: &mut Tree<'_, '_>, _: Class<'_>, _: &Call) -> Read<Value> {
    Err(Halt::NotUnderstood)
}

/// An object as it was written: its class, arguments and attributes.
fn describe(tree: &mut Tree<'_, '_>, class: Class<'_>, call: &Call) -> Read<Value> {
    if !call.items.is_empty() || !call.entries.is_empty() {
        return Err(Halt::NotUnderstood);
    }
    let args = tree.values(tree.args(call)?)?;
    let mut fields = Vec::new();
    for part in states(tree, call) {
        for entry in tree.dict(*part)?.chunks_exact(2) {
            let value = tree.value(entry[1])?;
            add_field(tree, &mut fields, entry[0], value)?;
        }
    }
    record(tree, class, args, fields)
}

/// The dicts of an object's attributes: with `__slots__` there are two, of which the first may be none.
fn states<'g>(tree: &Tree<'g, '_>, call: &'g Call) -> &'g [Id] {
    let Some(state) = &call.state else { return &[] };
    match tree.node(*state) {
        Node::Tuple(parts) => match &parts[..] {
            [none, slots @ ..] if tree.is_none(*none) => slots,
            parts => parts,
        },
        _ => std::slice::from_ref(state),
    }
}

fn add_field(tree: &mut Tree<'_, '_>, fields: &mut Vec<(String, Value)>, name: Id, value: Value) -> Read<()> {
    let name = tree.text(name)?;
    fields.push((tree.copy(name)?, value));
    Ok(())
}

fn record(
    tree: &mut Tree<'_, '_>,
    class: Class<'_>,
    args: Vec<Value>,
    fields: Vec<(String, Value)>,
) -> Read<Value> {
    // What has arguments can't be written anyway.
    let pickled = args.is_empty();
    Ok(Value::Object(Box::new(Object { class: class_name(tree, class)?, args, fields, pickled })))
}

fn class_name(tree: &mut Tree<'_, '_>, class: Class<'_>) -> Read<ClassName> {
    Ok(ClassName { module: tree.copy(class.module)?, qualname: tree.copy(class.qualname)? })
}

/// The arguments of a call after which nothing is added to the object.
fn only_args<'g>(tree: &Tree<'g, '_>, call: &Call) -> Read<&'g [Id]> {
    match call {
        Call { state: None, items, entries, .. } if items.is_empty() && entries.is_empty() => tree.args(call),
        _ => Err(Halt::NotUnderstood),
    }
}

fn bytes(tree: &mut Tree<'_, '_>, class: Class<'_>, call: &Call) -> Read<Value> {
    tree.encoded(class, call).map(Value::Bytes)
}

fn bytearray(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    let bytes = match only_args(tree, call)? {
        [] => bytes::Bytes::new(),
        [bytes] => tree.bytes(*bytes)?,
        _ => return Err(Halt::NotUnderstood),
    };
    Ok(object("builtins", "bytearray", vec![Value::Bytes(bytes)]))
}

/// The items of a call like `set([1, 2])`.
fn members(tree: &mut Tree<'_, '_>, call: &Call) -> Read<Vec<Value>> {
    match only_args(tree, call)? {
        [] => Ok(Vec::new()),
        [items] => tree.values(tree.items(*items)?),
        _ => Err(Halt::NotUnderstood),
    }
}

fn set(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    members(tree, call).map(distinct).map(Value::Set)
}

fn frozenset(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    Ok(object("builtins", "frozenset", vec![Value::Set(distinct(members(tree, call)?))]))
}

fn ordered_dict(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    match (tree.args(call)?, call) {
        ([], Call { state: None, items, entries, .. }) if items.is_empty() => {
            let entries = Value::Dict(tree.entries(entries)?);
            Ok(object("collections", "OrderedDict", vec![entries]))
        }
        _ => Err(Halt::NotUnderstood),
    }
}

/// `_array_reconstructor(array, typecode, format, bytes)`; the format is a number that tells size and order of the items.
fn array(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    let [class, code, format, bytes] = only_args(tree, call)? else { return Err(Halt::NotUnderstood) };
    let is_array = tree.class(*class)? == Class { module: "array", qualname: "array" };
    // Odd ones are of the other order, but for bytes.
    let little = matches!(tree.uint(*format)?, 0 | 1 | 2 | 4 | 6 | 8 | 10 | 12 | 14 | 16 | 18 | 20);
    if !is_array || !little {
        return Err(Halt::NotUnderstood);
    }
    let code = tree.text(*code)?;
    let args = vec![Value::Text(tree.copy(code)?), Value::Bytes(tree.bytes(*bytes)?)];
    Ok(object("array", "array", args))
}

/// `deque((), maxlen)` with its items added.
fn deque(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    let Call { state: None, items, entries, .. } = call else { return Err(Halt::NotUnderstood) };
    let (first, bound) = match tree.args(call)? {
        [] => (&[][..], &[][..]),
        [first, bound @ ..] => (tree.items(*first)?, bound),
    };
    if !first.is_empty() || !entries.is_empty() {
        return Err(Halt::NotUnderstood);
    }
    let mut args = vec![Value::List(tree.values(items)?)];
    args.append(&mut tree.values(bound)?);
    Ok(object("collections", "deque", args))
}

/// A date or time, packed into bytes by Python and as numbers here, and its time zone. The bit for an hour that comes
/// twice has no place among the arguments, so such a time stays packed.
fn moment(tree: &mut Tree<'_, '_>, class: Class<'_>, call: &Call) -> Read<Value> {
    let [packed, zone @ ..] = only_args(tree, call)? else { return Err(Halt::NotUnderstood) };
    if let Node::Int(_) = tree.node(*packed) {
        return describe(tree, class, call);
    }
    let bytes = tree.bytes(*packed)?;
    // Years have two bytes, microseconds three, everything else one.
    let widths: &[usize] = match (class.qualname, &bytes[..]) {
        ("datetime", [_, _, 0..0x80, ..]) => &[2, 1, 1, 1, 1, 1, 3],
        ("date", _) => &[2, 1, 1],
        ("time", [0..0x80, ..]) => &[1, 1, 1, 3],
        _ => return describe(tree, class, call),
    };
    if widths.iter().sum::<usize>() != bytes.len() {
        return describe(tree, class, call);
    }
    let mut rest = &bytes[..];
    let mut number = |width: &usize| {
        let (number, behind) = rest.split_at(*width);
        rest = behind;
        Value::Int(number.iter().fold(0, |high, low| high << 8 | i128::from(*low)))
    };
    let mut args: Vec<Value> = widths.iter().map(&mut number).collect();
    args.append(&mut tree.values(zone)?);
    Ok(object(class.module, class.qualname, args))
}

/// The number that an UUID is, as its 32 digits are commonly written.
fn uuid(tree: &mut Tree<'_, '_>, class: Class<'_>, call: &Call) -> Read<Value> {
    let Some(state) = call.state else { return describe(tree, class, call) };
    let digits = format!("{:032x}", tree.uint(tree.entry(state, "int")?)?);
    let (a, b, c, d, e) = (&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]);
    Ok(object("uuid", "UUID", vec![Value::Text(format!("{a}-{b}-{c}-{d}-{e}"))]))
}

/// A time zone by its name; the flag says whether Python keeps it in a cache.
fn zone(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    match only_args(tree, call)? {
        [name, _] => Ok(object("zoneinfo", "ZoneInfo", vec![tree.value(*name)?])),
        _ => Err(Halt::NotUnderstood),
    }
}

/// Whether the class of module `builtins` is one of its exceptions.
fn is_exception(name: &str) -> bool {
    ["Error", "Exception", "ExceptionGroup", "Warning"].iter().any(|end| name.ends_with(end))
        || matches!(
            name,
            "GeneratorExit" | "KeyboardInterrupt" | "StopAsyncIteration" | "StopIteration" | "SystemExit"
        )
}

fn exception(tree: &mut Tree<'_, '_>, class: Class<'_>, call: &Call) -> Read<Value> {
    raised(tree, class, tree.args(call)?)
}

/// `unpickle_exception(class, args, cause, traceback, ..)`, of which class and arguments are kept.
fn exception_of_arguments(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    let [class, args, ..] = tree.args(call)? else { return Err(Halt::NotUnderstood) };
    raised(tree, tree.class(*class)?, tree.items(*args)?)
}

/// `unpickle_exception_with_attrs(class, {"args": args, ..}, cause, traceback, ..)`.
fn exception_of_attributes(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    let [class, attributes, ..] = tree.args(call)? else { return Err(Halt::NotUnderstood) };
    let args = tree.entry(*attributes, "args")?;
    raised(tree, tree.class(*class)?, tree.items(args)?)
}

fn raised(tree: &mut Tree<'_, '_>, class: Class<'_>, args: &[Id]) -> Read<Value> {
    let args = tree.values(args)?;
    let class = class_name(tree, class)?;
    Ok(Value::Exception(Box::new(Exception { class, args })))
}
