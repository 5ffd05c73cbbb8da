//! Objects: those that Dask's serializers know, those in the generic form, and those that nothing is known of.

use bytes::Bytes;
use frames_std::{DType, Framed, NdArray, Object, Value, deserialize, serialize};

use crate::common::*;
use crate::{class_of_error, comes_back, int, text};

fn array(len: usize) -> Value {
    let dtype = DType::parse("|u1").unwrap();
    Value::from(NdArray::new(dtype, vec![len], None, vec![1; len].into()).unwrap())
}

fn object(module: &str, class: &str, fields: &[(&str, Value)]) -> Value {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Value::Object(Box::new(Object::with_fields(module, class, fields)))
}

fn call(module: &str, class: &str, args: &[Value]) -> Value {
    Value::Object(Box::new(Object::call(module, class, args.to_vec())))
}

fn bytes(bytes: &'static [u8]) -> Value {
    Value::Bytes(Bytes::from_static(bytes))
}

#[test]
fn objects_of_known_classes_come_back() {
    let mask = {
        let bools = NdArray::new(DType::parse("|b1").unwrap(), vec![2], None, Bytes::from_static(&[0, 1]));
        Value::from(bools.unwrap())
    };
    let tensor = object(
        "torch",
        "Tensor",
        &[
            ("data", array(2)),
            ("requires_grad", Value::Bool(true)),
            ("device", text("cpu")),
            ("grad", array(3)),
        ],
    );
    let masked = [("data", array(2)), ("mask", mask), ("fill_value", int(999_999))];
    let coo = object(
        "scipy.sparse._coo",
        "coo_matrix",
        &[
            ("_shape", Value::Tuple(vec![int(2), int(3)])),
            ("coords", Value::Tuple(vec![array(3), array(3)])),
            ("data", array(3)),
        ],
    );
    for value in [
        call("builtins", "bytearray", &[bytes(b"456")]),
        call("builtins", "memoryview", &[bytes(b"12345678"), text("h"), Value::Tuple(vec![int(2), int(2)])]),
        call("array", "array", &[text("d"), bytes(&[0; 16])]),
        call("pyarrow.lib", "Table", &[bytes(b"an Arrow stream")]),
        object("numpy.ma.core", "MaskedConstant", &[]),
        object("numpy.ma.core", "MaskedArray", &masked),
        object(
            "numpy.ma",
            "MaskedArray",
            &[("data", array(2)), ("mask", Value::Null), ("fill_value", Value::Null)],
        ),
        object("h5py._hl.dataset", "Dataset", &[("filename", text("/data/a.h5")), ("name", text("/g/d"))]),
        tensor.clone(),
        object("torch.nn.parameter", "Parameter", &[("data", tensor), ("requires_grad", Value::Bool(false))]),
        object(
            "sparse.numba_backend._coo.core",
            "COO",
            &[("coords", array(4)), ("data", array(2)), ("shape", Value::Tuple(vec![int(9)]))],
        ),
        object("scipy.sparse._dok", "dok_matrix", &[("coo", coo.clone())]),
        coo,
        object("acme", "Outer.Inner", &[("name", text("Alice")), ("inside", object("acme", "Empty", &[]))]),
    ] {
        comes_back(&value);
        comes_back(&Value::Tuple(vec![value.clone(), Value::Null]));
        comes_back(&Value::Dict(vec![(text("a"), value.clone()), (text("b"), Value::List(vec![value]))]));
    }
}

#[test]
fn a_matrix_is_a_matrix() {
    let sub_header =
        m!({"dtype": [0, "|u1"], "shape": [2, 2], "strides": [2, 1], "writeable": [true], "matrix": true});
    let value: Value = read(dask("numpy", "matrix", sub_header), &[b"abcd"]).unwrap();
    assert!(value.as_array().unwrap().is_matrix());
    comes_back(&value);
    assert!(serialize(&value).unwrap().header().to_string().contains("<class numpy.matrix>"));
}

/// Subclasses of arrays are written by the functions of arrays, and read as arrays.
#[test]
fn classes_that_nobody_knows() {
    let sub_header = || m!({"dtype": [0, "|u1"], "shape": [2], "strides": [1], "writeable": [true]});
    let value: Value = read(dask("vecmod", "MyArray", sub_header()), &[b"ab"]).unwrap();
    assert_eq!(value.as_array().unwrap().to_vec::<u8>().unwrap(), b"ab");

    let attributes = m!({"simple": {"x": 1}, "complex": {"y": (complex(bytes_header(), 0, 1))}});
    let value: Value = read(dask("acme", "Thing", attributes), &[b"frame"]).unwrap();
    assert_eq!(value, object("acme", "Thing", &[("x", int(1)), ("y", bytes(b"frame"))]));

    for header in [dask("decimal", "Decimal", m!({})), dask("os", "system", m!({"shape": [2]}))] {
        assert_eq!(class_of_error(read(header, &[])), "UnknownType");
    }
    let program = m!({"sub-header": {}, "type-serialized": (&b"cos\nsystem\n(S'x'\ntR."[..]), "serializer": "dask", "type": "os.system"});
    assert_eq!(class_of_error(read(program, &[])), "Header");
    let close = read::<Value>(dask("numpy", "ndarry", m!({})), &[]).unwrap_err();
    assert!(close.to_string().contains("did you mean `numpy.ndarray`"), "{close}");
}

fn bytes_header() -> M {
    crate::common::bytes()
}

/// `type` is for people, but may not contradict the class.
#[test]
fn type_names() {
    #[derive(Debug, PartialEq, Framed)]
    #[framed(name = "test.value.Samples")]
    struct Samples(Vec<f64>);

    #[derive(Debug, PartialEq, Framed)]
    struct Grid<T>(Vec<T>);

    let header = |name: &str| crate::common::array("|u1", m!([2]), m!([1])).with("type", name);
    for name in ["numpy.ndarray", "test.value.Samples"] {
        assert!(read::<Value>(header(name), &[b"ab"]).is_ok(), "{name}");
    }
    for name in ["", "os.system", " numpy.ndarray", "numpy.ndarray\0", "test.value.Nobody"] {
        assert_eq!(class_of_error(read(header(name), &[b"ab"])), "UnknownType", "{name}");
    }
    let samples = Samples(vec![0.5]);
    let value: Value = deserialize(&serialize(&samples).unwrap()).unwrap();
    assert_eq!(value.to::<Samples>().unwrap(), samples);
    // A generic type has no registration of its own; what this program wrote itself needs none.
    let value = Value::from_framed(&Grid(vec![1u16, 2])).unwrap();
    assert_eq!(value.to::<Vec<u16>>().unwrap(), [1, 2]);
}

#[test]
fn objects_that_contradict_themselves() {
    let view =
        |format: &str, shape: M| dask("builtins", "memoryview", m!({"format": format, "shape": shape}));
    assert_eq!(class_of_error(read(view("h", m!([3])), &[b"12345678"])), "Array");
    assert_eq!(class_of_error(read(view("h", m!([(u64::MAX), 2])), &[b"12345678"])), "Array");
    let header = dask("array", "array", m!({"typecode": "d"}));
    assert_eq!(class_of_error(read(header, &[b"1234567"])), "Array");
    assert_eq!(class_of_error(read(dask("numpy.ma.core", "MaskedConstant", m!({})), &[b""])), "Frames");
    assert_eq!(class_of_error(read(dask("pyarrow.lib", "Table", m!({})), &[])), "Frames");
    let data = m!({"dtype": [0, "|u1"], "shape": [2], "strides": [1], "writeable": [true]});
    let mask = m!({"dtype": [0, "|b1"], "shape": [1], "strides": [1], "writeable": [true]});
    let masked = m!({"data-header": data, "nframes": 1, "mask-header": mask, "fill-value": [false, 1]});
    assert_eq!(class_of_error(read(dask("numpy.ma", "MaskedArray", masked), &[b"ab", b"\0"])), "Array");
    let inner = crate::common::array("|u1", m!([2]), m!([1]));
    for (frames, class) in [(m!([2, 0]), "Frames"), (m!([(u64::MAX), 1]), "Frames"), (m!([1]), "Header")] {
        let coo = m!({"coords-header": (&inner), "data-header": (&inner), "shape": [2], "nframes": frames});
        assert_eq!(class_of_error(read(dask("sparse", "COO", coo), &[b"ab", b"cd"])), class);
    }
    for value in [
        call("builtins", "bytearray", &[]),
        call("builtins", "dict", &[]),
        object("numpy.ma", "MaskedArray", &[]),
        object("torch", "Tensor", &[("data", array(1))]),
    ] {
        assert_eq!(class_of_error(serialize(&value).map(|_| Value::Null)), "Value", "{value}");
    }
    let objects =
        call("numpy", "ndarray", &[Value::Tuple(vec![int(1)]), text("|O"), Value::List(vec![Value::Null])]);
    assert_eq!(class_of_error(serialize(&objects).map(|_| Value::Null)), "NotAllowed");
    let twice = object("acme", "Thing", &[("a", int(1)), ("a", int(2))]);
    assert_eq!(class_of_error(serialize(&twice).map(|_| Value::Null)), "NotAllowed");
}
