//! Sparse matrices of scipy and of the package `sparse`: their facts, and the digest of the dense matrix they stand for.

use frames_std::{NdArray, Object, Value};
use serde_json::{Value as Json, json};

use crate::describe::{class_name, field};
use crate::{arrays, notation};

/// What `describe()` says of a sparse matrix; nothing of any other object.
pub(crate) fn describe(object: &Object) -> Option<Json> {
    let class = (object.class.module.split('.').next()?, object.class.qualname.as_str());
    let (inner, entries) = match class {
        ("scipy", "csr_matrix" | "csr_array") => (object, compressed(object, false)?),
        ("scipy", "csc_matrix" | "csc_array") => (object, compressed(object, true)?),
        ("scipy", "coo_matrix" | "coo_array") | ("sparse", "COO") => (object, coordinates(object)?),
        ("scipy", "dok_matrix") => match field(object, "coo")? {
            Value::Object(inner) => (&**inner, coordinates(inner)?),
            _ => return None,
        },
        _ => return None,
    };
    let (shape, data) = (shape(inner)?, array(inner, "data")?);
    let size = data.dtype().size();
    let items: usize =
        shape.iter().try_fold(size, |all, len| all.checked_mul(*len)).filter(|all| *all < 1 << 30)?;
    let mut dense = vec![0; items];
    let bytes = arrays::c_order(data);
    for (index, at) in entries.iter().enumerate() {
        let flat =
            at.iter().zip(&shape).try_fold(0, |flat, (at, len)| (at < len).then_some(flat * len + at))?;
        dense[flat * size..][..size].copy_from_slice(&bytes[index * size..][..size]);
    }
    let mut out = json!({
        "py": class_name(&object.class),
        "shape": shape,
        "dtype": data.dtype().to_string(),
        "nnz": entries.len(),
        "dense_sha256": notation::sha256(&dense),
    });
    if class.0 == "sparse" {
        // Dask does not send another one.
        out["fill_value"] = if data.dtype().to_string().contains('f') { "0.0" } else { "0" }.into();
    }
    Some(out)
}

/// Where the elements are, from indices and the bounds of rows (or of columns).
fn compressed(object: &Object, columns: bool) -> Option<Vec<Vec<usize>>> {
    let (bounds, indices) = (numbers(array(object, "indptr")?)?, numbers(array(object, "indices")?)?);
    let mut entries = Vec::with_capacity(indices.len());
    for (line, bound) in bounds.windows(2).enumerate() {
        for index in indices.get(bound[0]..bound[1])? {
            entries.push(if columns { vec![*index, line] } else { vec![line, *index] });
        }
    }
    Some(entries)
}

/// Where the elements are, from a list of numbers for each axis.
fn coordinates(object: &Object) -> Option<Vec<Vec<usize>>> {
    let axes: Vec<Vec<usize>> = match field(object, "coords")? {
        Value::Tuple(axes) | Value::List(axes) => axes
            .iter()
            .map(|axis| match axis {
                Value::Array(axis) => numbers(axis),
                _ => None,
            })
            .collect::<Option<_>>()?,
        Value::Array(both) => {
            let numbers = numbers(both)?;
            let [_, len] = *both.shape() else { return None };
            numbers.chunks(len.max(1)).map(<[usize]>::to_vec).collect()
        }
        _ => return None,
    };
    let count = axes.first()?.len();
    (0..count).map(|index| axes.iter().map(|axis| axis.get(index).copied()).collect()).collect()
}

fn array<'a>(object: &'a Object, name: &str) -> Option<&'a NdArray> {
    match field(object, name)? {
        Value::Array(array) => Some(array),
        _ => None,
    }
}

fn shape(object: &Object) -> Option<Vec<usize>> {
    let shape = field(object, "_shape").or_else(|| field(object, "shape"))?;
    let (Value::Tuple(axes) | Value::List(axes)) = shape else { return None };
    let len = |axis: &Value| match axis {
        Value::Int(len) => usize::try_from(*len).ok(),
        _ => None,
    };
    axes.iter().map(len).collect()
}

/// The elements of an integer array.
fn numbers(array: &NdArray) -> Option<Vec<usize>> {
    let bytes = arrays::c_order(array);
    let number = |item| arrays::element(array.dtype(), item).as_u64().map(|number| number as usize);
    bytes.chunks_exact(array.dtype().size()).map(number).collect()
}
