//! What numpy pickles: types of elements, arrays (protocol 5's over a buffer, and older ones), scalars, masked arrays.
//! The names of numpy 1 and 2 both occur.

use std::collections::HashMap;

use bytes::Bytes;

use super::machine::{Call, Id, Node};
use super::tree::{Tree, object};
use super::{Halt, Read};
use crate::class::Class;
use crate::error::{Error, Result};
use crate::value::{ByteOrder, DType, DTypeField, Kind, NdArray, Object, Value};

/// What the elements of an array are.
enum Elements {
    Plain(DType),
    /// Python's objects.
    Objects,
    /// Texts of any length, numpy's `StringDType`.
    Texts,
}

/// The bit of a type's flags that says that its fields are aligned as C aligns them.
const ALIGNED: u128 = 0x80;

/// What a type counts as. It takes less memory and more time: it is checked again with each type that it is part of.
const DTYPE_BYTES: usize = 1 << 10;

impl<'a> Tree<'_, 'a> {
    /// A type whose elements are plain bytes.
    pub(super) fn dtype(&mut self, id: Id) -> Read<DType> {
        match self.elements(id)? {
            Elements::Plain(dtype) => Ok(dtype),
            Elements::Objects | Elements::Texts => Err(Halt::NotUnderstood),
        }
    }

    fn elements(&mut self, id: Id) -> Read<Elements> {
        let (class, call) = self.call(id)?;
        self.within(id, |tree| tree.elements_of(class, call))
    }

    fn elements_of(&mut self, class: Class<'_>, call: &Call) -> Read<Elements> {
        self.spend(1, DTYPE_BYTES)?;
        match (class.module, class.qualname, self.args(call)?) {
            ("numpy", "dtype", [name, ..]) => self.dtype_of(*name, call.state.ok_or(Halt::NotUnderstood)?),
            // With other arguments it has a value for missing texts.
            ("numpy._core._internal", "_convert_to_stringdtype_kwargs", [coerce])
                if self.bool(*coerce)? =>
            {
                Ok(Elements::Texts)
            }
            _ => Err(Halt::NotUnderstood),
        }
    }

    /// A type by its short name, `f8`, and its state: byte order, sub-array, names, fields, size, alignment, flags,
    /// unit.
    fn dtype_of(&mut self, name: Id, state: Id) -> Read<Elements> {
        let [_version, order, sub_array, names, fields, size, _alignment, flags, unit @ ..] =
            self.items(state)?
        else {
            return Err(Halt::NotUnderstood);
        };
        if !self.is_none(*sub_array) {
            self.sub_array(*sub_array)
        } else if !self.is_none(*names) {
            let list = self.fields(*names, *fields)?;
            self.record(list, *size, *flags)
        } else {
            self.plain(name, *order, unit)
        }
    }

    fn plain(&mut self, name: Id, order: Id, unit: &[Id]) -> Read<Elements> {
        let (name, order) = (self.text(name)?, self.text(order)?);
        if matches!(name, "O" | "O8" | "O4") {
            return Ok(Elements::Objects);
        }
        let unit = if name.starts_with(['M', 'm']) { self.unit(unit)? } else { String::new() };
        let dtype = DType::parse(&format!("{order}{name}{unit}")).map_err(|_| Halt::NotUnderstood)?;
        Ok(Elements::Plain(dtype))
    }

    fn sub_array(&mut self, state: Id) -> Read<Elements> {
        let [base, shape] = self.items(state)? else { return Err(Halt::NotUnderstood) };
        let base = self.dtype(*base)?;
        Ok(Elements::Plain(DType::sub_array(base, self.shape(*shape)?)?))
    }

    fn record(&mut self, fields: Vec<DTypeField>, size: Id, flags: Id) -> Read<Elements> {
        let aligned = self.uint(flags)? & ALIGNED != 0;
        Ok(Elements::Plain(DType::record(fields, self.size(size)?, aligned)?))
    }

    /// The fields of a record, of which the state has the names in order, and type and offset by name.
    fn fields(&mut self, names: Id, fields: Id) -> Read<Vec<DTypeField>> {
        let by_name = self.by_name(fields)?;
        let mut list = Vec::new();
        for name in self.items(names)? {
            let name = self.text(*name)?;
            let field = by_name.get(name).ok_or(Halt::NotUnderstood)?;
            list.push(self.field(name, *field)?);
        }
        Ok(list)
    }

    fn by_name(&self, dict: Id) -> Read<HashMap<&'a str, Id>> {
        let entries = self.dict(dict)?.chunks_exact(2);
        // Titles of fields are keys, too.
        Ok(entries.filter_map(|entry| Some((self.text(entry[0]).ok()?, entry[1]))).collect())
    }

    fn field(&mut self, name: &str, field: Id) -> Read<DTypeField> {
        let [dtype, offset, ..] = self.items(field)? else { return Err(Halt::NotUnderstood) };
        let dtype = self.dtype(*dtype)?;
        Ok(DTypeField { name: self.copy(name)?, dtype, offset: self.size(*offset)? })
    }

    /// What dates are counted in, `[25s]`, from `(None, (b"s", 25, 1, 1))`.
    fn unit(&mut self, state: &[Id]) -> Read<String> {
        let [state] = state else { return Err(Halt::NotUnderstood) };
        let [_, unit] = self.items(*state)? else { return Err(Halt::NotUnderstood) };
        let [unit, count, divisor, ..] = self.items(*unit)? else { return Err(Halt::NotUnderstood) };
        if self.uint(*divisor)? != 1 {
            return Err(Halt::NotUnderstood);
        }
        let name = self.bytes(*unit)?;
        let name = std::str::from_utf8(&name).map_err(|_| Halt::NotUnderstood)?;
        Ok(match (name, self.uint(*count)?) {
            ("generic", _) => String::new(),
            (name, 1) => format!("[{name}]"),
            (name, count) => format!("[{count}{name}]"),
        })
    }

    fn shape(&self, id: Id) -> Read<Vec<usize>> {
        let shape = self.items(id)?;
        let most = self.limits().dimensions;
        if shape.len() > most {
            return Err(Error::limit("dimensions of an array", "dimensions", most, shape.len()).into());
        }
        shape.iter().map(|len| self.size(*len)).collect()
    }
}

/// A `numpy.dtype` as a value, with arguments that numpy itself would take.
pub(super) fn described_dtype(tree: &mut Tree<'_, '_>, class: Class<'_>, call: &Call) -> Read<Value> {
    let described = match tree.elements_of(class, call)? {
        Elements::Plain(dtype) => argument(&dtype),
        Elements::Objects => text("|O"),
        Elements::Texts => return Ok(object("numpy.dtypes", "StringDType", Vec::new())),
    };
    Ok(object("numpy", "dtype", vec![described]))
}

fn argument(dtype: &DType) -> Value {
    match dtype {
        DType::Plain { .. } => text(&dtype.to_string()),
        DType::SubArray { base, shape } => Value::Tuple(vec![argument(base), sizes(shape)]),
        DType::Record { fields, size, aligned } => {
            let list = |of: fn(&DTypeField) -> Value| Value::List(fields.iter().map(of).collect());
            Value::Dict(vec![
                (text("names"), list(|field| text(&field.name))),
                (text("formats"), list(|field| argument(&field.dtype))),
                (text("offsets"), list(|field| Value::Int(field.offset as i128))),
                (text("itemsize"), Value::Int(*size as i128)),
                (text("aligned"), Value::Bool(*aligned)),
            ])
        }
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn sizes(sizes: &[usize]) -> Value {
    Value::Tuple(sizes.iter().map(|size| Value::Int(*size as i128)).collect())
}

/// `scalar(dtype, bytes)`: an array without axes, in an object of the scalar's class.
pub(super) fn scalar(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    let [dtype, bytes] = tree.args(call)? else { return Err(Halt::NotUnderstood) };
    let dtype = tree.dtype(*dtype)?;
    let name = scalar_name(&dtype);
    let array = NdArray::new(dtype, Vec::new(), None, tree.bytes(*bytes)?)?;
    Ok(object("numpy", &name, vec![Value::Array(Box::new(array))]))
}

/// What numpy calls the class of an element.
fn scalar_name(dtype: &DType) -> String {
    let DType::Plain { kind, size, .. } = dtype else { return "void".to_owned() };
    let name = match (kind, size) {
        (Kind::Bool, _) => "bool",
        (Kind::Int, _) => "int",
        (Kind::UInt, _) => "uint",
        (Kind::Float, 16) => "longdouble",
        (Kind::Float, _) => "float",
        (Kind::Complex, 32) => "clongdouble",
        (Kind::Complex, _) => "complex",
        (Kind::Bytes, _) => "bytes_",
        (Kind::Text, _) => "str_",
        (Kind::DateTime, _) => "datetime64",
        (Kind::TimeDelta, _) => "timedelta64",
        (Kind::Void, _) => "void",
    };
    match name {
        "int" | "uint" | "float" | "complex" => format!("{name}{}", size * 8),
        _ => name.to_owned(),
    }
}

/// `_frombuffer(buffer, dtype, shape, order)`, of numpy 2.3 with order `K` and the order of axes.
pub(super) fn from_buffer(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    let [buffer, dtype, shape, order, axes @ ..] = tree.args(call)? else { return Err(Halt::NotUnderstood) };
    let (dtype, shape, data) = (tree.dtype(*dtype)?, tree.shape(*shape)?, tree.bytes(*buffer)?);
    let mut array = match (tree.text(*order)?, axes) {
        ("C" | "A", _) => NdArray::new(dtype, shape, None, data)?,
        ("F", _) => fortran(dtype, shape, data)?,
        ("K", [axes]) => {
            let axes = tree.sizes(*axes)?;
            let array = NdArray::new(dtype, shape, None, data)?;
            transposed(array, &axes).ok_or_else(|| Error::array("the order of its axes is none"))?
        }
        _ => return Err(Halt::NotUnderstood),
    };
    array.writeable = matches!(tree.node(*buffer), Node::Buffer(_) | Node::ByteArray(_));
    Ok(Value::Array(Box::new(array)))
}

/// An array whose first axis is the one that lies closest in memory.
fn fortran(dtype: DType, shape: Vec<usize>, data: bytes::Bytes) -> Result<NdArray> {
    let mut stride = Some(dtype.size());
    let strides: Option<Vec<usize>> = shape
        .iter()
        .map(|len| {
            let here = stride?;
            stride = here.checked_mul(*len);
            Some(here)
        })
        .collect();
    let strides = strides.ok_or_else(|| Error::array("its size overflows"))?;
    NdArray::new(dtype, shape, Some(strides), data)
}

/// The same array with its axes in another order; `None` if that isn't each of them once.
fn transposed(mut array: NdArray, axes: &[usize]) -> Option<NdArray> {
    let mut free = vec![true; array.shape.len()];
    for axis in axes {
        if !std::mem::take(free.get_mut(*axis)?) {
            return None;
        }
    }
    if free.contains(&true) {
        return None;
    }
    array.shape = axes.iter().map(|axis| array.shape[*axis]).collect();
    array.strides = axes.iter().map(|axis| array.strides[*axis]).collect();
    Some(array)
}

/// `_reconstruct(numpy.ndarray, (0,), b"b")`, whose state is a version, shape, type, whether it is in Fortran's order,
/// and its bytes, or the list of its elements in C order.
pub(super) fn reconstruct(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    let [class, ..] = tree.args(call)? else { return Err(Halt::NotUnderstood) };
    let class = tree.class(*class)?;
    if class.module != "numpy" || !matches!(class.qualname, "ndarray" | "matrix") {
        return Err(Halt::NotUnderstood);
    }
    let [_version, shape, dtype, in_fortran, data] = tree.items(call.state.ok_or(Halt::NotUnderstood)?)?
    else {
        return Err(Halt::NotUnderstood);
    };
    let kind = match tree.elements(*dtype)? {
        Elements::Plain(dtype) => {
            let mut array = contiguous(tree, dtype, *shape, *in_fortran, *data)?;
            array.matrix = class.qualname == "matrix";
            return Ok(Value::Array(array));
        }
        Elements::Objects => "|O",
        Elements::Texts => "StringDType()",
    };
    let items = tree.values(tree.items(*data)?)?;
    of_objects(class, tree.shape(*shape)?, kind, items)
}

/// An array of Python's objects: the arguments are its shape, type, and elements in C order.
fn of_objects(class: Class<'_>, shape: Vec<usize>, kind: &str, items: Vec<Value>) -> Read<Value> {
    if shape.iter().try_fold(1usize, |product, len| product.checked_mul(*len)) != Some(items.len()) {
        return Err(Error::array(format!("its shape is not that of {} elements", items.len())).into());
    }
    Ok(object("numpy", class.qualname, vec![sizes(&shape), text(kind), Value::List(items)]))
}

/// Numbers in the order that the usual machine has: numpy turns those of the other order when it reads such a pickle.
fn native(tree: &mut Tree<'_, '_>, dtype: DType, data: Bytes) -> Read<(DType, Bytes)> {
    let DType::Plain { kind, order: ByteOrder::Big, size, unit } = dtype else { return Ok((dtype, data)) };
    let number = match kind {
        Kind::Complex => size / 2,
        Kind::Text => 4,
        _ => size,
    };
    tree.spend(0, data.len())?;
    let mut turned = data.to_vec();
    turned.chunks_mut(number.max(1)).for_each(<[u8]>::reverse);
    Ok((DType::Plain { kind, order: ByteOrder::Little, size, unit }, turned.into()))
}

fn contiguous(
    tree: &mut Tree<'_, '_>,
    dtype: DType,
    shape: Id,
    in_fortran: Id,
    data: Id,
) -> Read<Box<NdArray>> {
    let (shape, data) = (tree.shape(shape)?, tree.bytes(data)?);
    let (dtype, data) = native(tree, dtype, data)?;
    let array = if tree.bool(in_fortran)? {
        fortran(dtype, shape, data)?
    } else {
        NdArray::new(dtype, shape, None, data)?
    };
    Ok(Box::new(array))
}

/// `_mareconstruct(MaskedArray, ndarray, (0,), "b")`, whose state is that of an array, then the bytes of its mask and
/// the value that stands for missing elements.
pub(super) fn masked(tree: &mut Tree<'_, '_>, _: Class<'_>, call: &Call) -> Read<Value> {
    let [class, base, ..] = tree.args(call)? else { return Err(Halt::NotUnderstood) };
    let (class, base) = (tree.class(*class)?, tree.class(*base)?);
    if class.qualname != "MaskedArray" || (base.module, base.qualname) != ("numpy", "ndarray") {
        return Err(Halt::NotUnderstood);
    }
    let state = tree.items(call.state.ok_or(Halt::NotUnderstood)?)?;
    let [_version, shape, dtype, in_fortran, data, mask, fill] = state else {
        return Err(Halt::NotUnderstood);
    };
    let fill = match tree.value(*fill)? {
        Value::Array(one) if one.shape().is_empty() => only_number(&one).unwrap_or(Value::Array(one)),
        fill => fill,
    };
    let dtype = tree.dtype(*dtype)?;
    let fill = match fill {
        Value::Null => usual_fill(&dtype),
        fill => fill,
    };
    // The mask of a record is a record.
    if !matches!(dtype, DType::Plain { .. }) {
        return Err(Halt::NotUnderstood);
    }
    let data = contiguous(tree, dtype, *shape, *in_fortran, *data)?;
    let mask = contiguous(tree, DType::parse("|b1")?, *shape, *in_fortran, *mask)?;
    Ok(with_mask(data, mask, fill))
}

/// What stands for missing elements unless somebody said otherwise, as numpy has it.
fn usual_fill(dtype: &DType) -> Value {
    match dtype {
        DType::Plain { kind: Kind::Bool, .. } => Value::Bool(true),
        DType::Plain { kind: Kind::Int | Kind::UInt, .. } => Value::Int(999_999),
        DType::Plain { kind: Kind::Float, .. } => Value::Float(1e20),
        _ => Value::Null,
    }
}

/// The number that an array without axes holds, as Dask writes it; `None` of other types.
fn only_number(array: &NdArray) -> Option<Value> {
    match array.dtype() {
        DType::Plain { kind: Kind::Bool, .. } => array.to_vec::<bool>().ok()?.pop().map(Value::Bool),
        DType::Plain { kind: Kind::Int, .. } => array.to_vec::<i64>().ok()?.pop().map(Value::from),
        DType::Plain { kind: Kind::UInt, .. } => array.to_vec::<u64>().ok()?.pop().map(Value::from),
        DType::Plain { kind: Kind::Float, .. } => array.to_vec::<f64>().ok()?.pop().map(Value::Float),
        _ => None,
    }
}

/// Named like the attributes of a masked array.
fn with_mask(data: Box<NdArray>, mask: Box<NdArray>, fill_value: Value) -> Value {
    let fields = [("data", Value::Array(data)), ("mask", Value::Array(mask)), ("fill_value", fill_value)];
    let mut object = Object::call("numpy.ma", "MaskedArray", Vec::new());
    object.fields = fields.map(|(name, value)| (name.to_owned(), value)).into();
    Value::Object(Box::new(object))
}
