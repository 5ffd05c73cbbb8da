//! The classes that Dask's own serializers write, and the form that each of them has. A name from the wire is looked up
//! here and nowhere else; what is not found chooses nothing.

use super::ClassName;
use crate::class::{Class, class_reference};

/// What the sub-header and the frames of a class mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Attributes in `simple` and `complex`; of no class in the table.
    Generic,
    Dict,
    Bytes,
    ByteArray,
    MemoryView,
    PythonArray,
    Array,
    Masked,
    MaskedConstant,
    Arrow,
    Hdf,
    Tensor,
    Parameter,
    Coo,
    Dok,
}

/// A class by its full name, and its form. Names differ by the version of the library.
const KNOWN: &[(&str, &str, Form)] = &[
    ("builtins", "dict", Form::Dict),
    ("builtins", "bytes", Form::Bytes),
    ("numpy", "bytes_", Form::Bytes),
    ("builtins", "bytearray", Form::ByteArray),
    ("builtins", "memoryview", Form::MemoryView),
    ("array", "array", Form::PythonArray),
    ("numpy", "ndarray", Form::Array),
    ("numpy", "matrix", Form::Array),
    ("numpy", "memmap", Form::Array),
    ("numpy", "recarray", Form::Array),
    ("numpy.rec", "recarray", Form::Array),
    ("numpy.matrixlib.defmatrix", "matrix", Form::Array),
    ("numpy.ma", "MaskedArray", Form::Masked),
    ("numpy.ma.core", "MaskedArray", Form::Masked),
    ("numpy.ma.core", "MaskedConstant", Form::MaskedConstant),
    ("pyarrow", "Table", Form::Arrow),
    ("pyarrow", "RecordBatch", Form::Arrow),
    ("pyarrow.lib", "Table", Form::Arrow),
    ("pyarrow.lib", "RecordBatch", Form::Arrow),
    ("h5py._hl.files", "File", Form::Hdf),
    ("h5py._hl.group", "Group", Form::Hdf),
    ("h5py._hl.dataset", "Dataset", Form::Hdf),
    ("torch", "Tensor", Form::Tensor),
    ("torch.nn.parameter", "Parameter", Form::Parameter),
    ("sparse", "COO", Form::Coo),
    ("sparse._coo.core", "COO", Form::Coo),
    ("sparse.numba_backend._coo.core", "COO", Form::Coo),
    ("scipy.sparse", "dok_matrix", Form::Dok),
    ("scipy.sparse.dok", "dok_matrix", Form::Dok),
    ("scipy.sparse._dok", "dok_matrix", Form::Dok),
];

/// The form of a class, if it is one of these.
pub(super) fn form(class: Class<'_>) -> Option<Form> {
    // What Python 2 called `builtins`, and pickles of protocol 0 to 2 still do.
    let module = if class.module == "__builtin__" { "builtins" } else { class.module };
    let known = KNOWN.iter().find(|(known, name, _)| *known == module && *name == class.qualname);
    known.map(|(_, _, form)| *form)
}

/// Whether Dask writes this name into `type` for some class it knows.
pub(super) fn is_known_name(name: &str) -> bool {
    KNOWN.iter().any(|(module, class, _)| is_named(Class { module, qualname: class }, name))
}

/// Whether `name` is what Dask calls the class: with its module, unless that is `builtins`.
pub(super) fn is_named(class: Class<'_>, name: &str) -> bool {
    let rest = name.strip_prefix(class.module).and_then(|rest| rest.strip_prefix('.'));
    rest == Some(class.qualname) || (class.module == "builtins" && name == class.qualname)
}

/// All names, for messages.
pub(super) fn names() -> Vec<String> {
    KNOWN.iter().map(|(module, name, _)| format!("{module}.{name}")).collect()
}

impl ClassName {
    /// The same for comparisons.
    pub(super) fn as_class(&self) -> Class<'_> {
        Class { module: &self.module, qualname: &self.qualname }
    }

    /// What Dask writes into `type`.
    pub(super) fn dotted(&self) -> String {
        match self.module.as_str() {
            "builtins" => self.qualname.clone(),
            module => format!("{module}.{}", self.qualname),
        }
    }
}

impl ClassName {
    /// The class that a pickle refers to, as in the `type` of a task that has finished. `None` for every pickle that is
    /// more than a reference to a class; nothing is run.
    ///
    /// ```
    /// use frames_core::ClassName;
    ///
    /// let class = ClassName::from_reference(b"\x80\x04\x8c\x05numpy\x8c\x07ndarray\x93.");
    /// assert_eq!(class, Some(ClassName::new("numpy", "ndarray")));
    /// assert_eq!(ClassName::from_reference(b"\x80\x04N."), None);
    /// ```
    pub fn from_reference(pickle: &[u8]) -> Option<Self> {
        class_reference(pickle).map(ClassName::from)
    }
}

impl From<Class<'_>> for ClassName {
    fn from(class: Class<'_>) -> Self {
        ClassName::new(class.module, class.qualname)
    }
}

/// Enums that stand in messages by name, and their members.
const ENUMS: &[(&str, &str, &[&str])] = &[(
    "distributed.core",
    "Status",
    &[
        "undefined",
        "created",
        "init",
        "starting",
        "running",
        "paused",
        "stopping",
        "stopped",
        "closing",
        "closing_gracefully",
        "closed",
        "failed",
        "dont_reply",
    ],
)];

/// Whether an enum of Dask's has this member.
pub(super) fn is_enum_member(module: &str, class: &str, name: &str) -> bool {
    ENUMS.iter().any(|(known, enumeration, members)| {
        *known == module && *enumeration == class && members.contains(&name)
    })
}
