//! Sparse matrices of scipy and of the package `sparse`: their facts, and the digest of the dense matrix they stand for.

use frames_std::{DType, NdArray, Object, Value};
use serde_json::{Value as Json, json};

use crate::describe::{class_name, field};
use crate::{arrays, dtypes, fills, notation};

/// What `describe()` says of a sparse matrix; nothing of any other object.
pub(crate) fn describe(object: &Object) -> Option<Json> {
    let class = (object.class.module.split('.').next()?, object.class.qualname.as_str());
    let (inner, entries) = match class {
        ("scipy", "csr_matrix" | "csr_array") => (object, compressed(object, false)?),
        ("scipy", "csc_matrix" | "csc_array") => (object, compressed(object, true)?),
        ("scipy", "bsr_matrix" | "bsr_array") => (object, blocks(object)?),
        ("scipy", "dia_matrix" | "dia_array") => (object, diagonals(object)?),
        ("scipy", "lil_matrix" | "lil_array") => return lists(object),
        ("scipy", "coo_matrix" | "coo_array") | ("sparse", "COO") => (object, coordinates(object)?),
        ("scipy", "dok_matrix") => match field(object, "coo")? {
            Value::Object(inner) => (&**inner, coordinates(inner)?),
            _ => return None,
        },
        _ => return None,
    };
    let data = array(inner, "data")?;
    let bytes = arrays::c_order(data);
    let elements = bytes.chunks_exact(data.dtype().size());
    let mut out = facts(object, &shape(inner)?, data.dtype(), entries.iter().zip(elements))?;
    if class.0 == "sparse" {
        // Dask does not send another one.
        out["fill_value"] = if data.dtype().to_string().contains('f') { "0.0" } else { "0" }.into();
    }
    Some(out)
}

/// Where an element is, axis by axis; nowhere if it only fills the array up.
type Position = Option<Vec<usize>>;

/// The facts of a matrix by its elements; what is at the same place is added up.
fn facts<'a>(
    object: &Object,
    shape: &[usize],
    dtype: &DType,
    entries: impl Iterator<Item = (&'a Position, &'a [u8])>,
) -> Option<Json> {
    let size = dtype.size();
    let items: usize =
        shape.iter().try_fold(size, |all, len| all.checked_mul(*len)).filter(|all| *all < 1 << 30)?;
    let mut dense = vec![0; items];
    let mut count = 0;
    for (position, element) in entries {
        let Some(position) = position else { continue };
        let flat = position
            .iter()
            .zip(shape)
            .try_fold(0, |flat, (at, len)| (at < len).then_some(flat * len + at))?;
        arrays::add(dtype, &mut dense[flat * size..][..size], element);
        count += 1;
    }
    Some(json!({
        "py": class_name(&object.class),
        "shape": shape,
        "dtype": dtype.to_string(),
        "nnz": count,
        "dense_sha256": notation::sha256(&dense),
    }))
}

/// Where the elements are, from indices and the bounds of rows (or of columns).
fn compressed(object: &Object, columns: bool) -> Option<Vec<Position>> {
    let (bounds, indices) = (numbers(array(object, "indptr")?)?, numbers(array(object, "indices")?)?);
    let mut entries = Vec::with_capacity(indices.len());
    for (line, bound) in bounds.windows(2).enumerate() {
        for index in indices.get(bound[0]..bound[1])? {
            entries.push(Some(if columns { vec![*index, line] } else { vec![line, *index] }));
        }
    }
    Some(entries)
}

/// As compressed rows, but each entry is a whole block.
fn blocks(object: &Object) -> Option<Vec<Position>> {
    let [_, rows, columns] = *array(object, "data")?.shape() else { return None };
    let within = |block: &Position| {
        let (row, column) = (block.as_ref()?[0] * rows, block.as_ref()?[1] * columns);
        Some(
            (0..rows)
                .flat_map(move |down| (0..columns).map(move |right| Some(vec![row + down, column + right]))),
        )
    };
    let blocks = compressed(object, false)?;
    Some(blocks.iter().filter_map(within).flatten().collect())
}

/// Where the elements of diagonals are; a diagonal has room for every column, also where it is not in the matrix.
fn diagonals(object: &Object) -> Option<Vec<Position>> {
    let offsets = array(object, "offsets")?;
    let bytes = arrays::c_order(offsets);
    let offset = |item| arrays::element(offsets.dtype(), item).as_i64();
    let offsets = bytes.chunks_exact(offsets.dtype().size()).map(offset).collect::<Option<Vec<_>>>()?;
    let shape = shape(object)?;
    let (&[rows, columns], &[_, len]) = (&shape[..], array(object, "data")?.shape()) else { return None };
    let position = |offset: i64, column: usize| {
        let row = usize::try_from(i64::try_from(column).ok()?.checked_sub(offset)?).ok()?;
        (row < rows && column < columns).then(|| vec![row, column])
    };
    let diagonal = |offset| (0..len).map(move |column| position(offset, column));
    Some(offsets.into_iter().flat_map(diagonal).collect())
}

/// The facts of a matrix that is a list of columns and one of elements for each row.
fn lists(object: &Object) -> Option<Json> {
    let lines = |name| match field(object, name)? {
        Value::Object(lists) => match lists.args.last()? {
            Value::List(lists) => Some(lists),
            _ => None,
        },
        _ => None,
    };
    let dtype = match field(object, "dtype")? {
        Value::Object(dtype) => dtypes::from_value(dtype.args.first()?)?,
        _ => return None,
    };
    let (mut positions, mut elements) = (Vec::new(), Vec::new());
    for (row, (columns, values)) in lines("rows")?.iter().zip(lines("data")?).enumerate() {
        let (Value::List(columns), Value::List(values)) = (columns, values) else { return None };
        for (column, value) in columns.iter().zip(values) {
            let Value::Int(column) = column else { return None };
            positions.push(Some(vec![row, usize::try_from(*column).ok()?]));
            elements.push(fills::number(&dtype, value)?.1);
        }
    }
    facts(object, &shape(object)?, &dtype, positions.iter().zip(elements.iter().map(Vec::as_slice)))
}

/// Where the elements are, from a list of numbers for each axis.
fn coordinates(object: &Object) -> Option<Vec<Position>> {
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
            let [axes, len] = *both.shape() else { return None };
            (0..axes).map(|axis| numbers[axis * len..][..len].to_vec()).collect()
        }
        _ => return None,
    };
    let position = |index| axes.iter().map(|axis| axis.get(index).copied()).collect::<Option<_>>().map(Some);
    (0..axes.first()?.len()).map(position).collect()
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
