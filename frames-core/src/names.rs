//! What a type is called: on the wire, in the registry, in Python; and the constant bytes that say so in a header.
//! Everything here is computed when compiling, so that writing an envelope is one copy of constants.

use std::borrow::Cow;

use crate::class::Class;
use crate::msgpack::marker;

/// Gives a type its wire name. Implemented by `#[derive(Framed)]` and by [`register!`](crate::register), and never
/// looked up in a registry: the bytes on the wire do not depend on what was linked.
#[diagnostic::on_unimplemented(
    message = "the type `{Self}` has no name on the wire",
    label = "`Named` is missing",
    note = "a type with a derived `Framed` has one; for `impl Framed` by hand add `register!({Self} as \"package.{Self}\");`",
    note = "a generic type written by hand implements `Named` itself, see its docs"
)]
pub trait Named {
    /// The name, aliases and Python class of this type. Only types without a size may leave this out.
    fn type_info() -> &'static TypeInfo
    where
        Self: Sized,
    {
        // Never true, and asked of the type only where this body is used.
        const { assert!(size_of::<Self>() == usize::MAX, "a sized type implements `Named::type_info`") };
        known::DICT
    }

    /// The same, for a trait object.
    fn dyn_type_info(&self) -> &'static TypeInfo;
}

/// The name, aliases and Python class of a type, with the header bytes made of them. Made by [`type_info!`].
///
/// [`type_info!`]: crate::type_info
#[derive(Debug)]
pub struct TypeInfo {
    name: &'static str,
    aliases: &'static [&'static str],
    python: Option<&'static str>,
    /// One msgpack map entry after the other, up to the value of `simple`; see [`envelope`].
    envelope: &'static [u8],
    /// Where in `envelope` the sub-header begins.
    sub_header_at: usize,
    /// Whether other types share the name (instances of a generic type), so that it proves nothing.
    shared: bool,
    /// The package where it was made.
    crate_name: &'static str,
}

impl TypeInfo {
    /// The name on the wire.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Names this type was known by earlier; read, never written.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// The Python class that a reader in Python gets, if not `dict`: `module.Class`, or `module:Outer.Inner`.
    pub const fn python(&self) -> Option<&'static str> {
        self.python
    }

    /// The package where it was made: that of the type's derive, or of its [`register!`](crate::register).
    pub const fn crate_name(&self) -> &'static str {
        self.crate_name
    }

    /// Whether other types have the same name.
    pub(crate) const fn is_shared(&self) -> bool {
        self.shared
    }

    /// Whether `name`, found on the wire, may stand for this type.
    pub fn is_called(&self, name: &str) -> bool {
        self.shared
            || self.name == name
            || self.aliases.contains(&name)
            || self.python_name().is_some_and(|python| python == name)
    }

    /// The Python class as Python itself would call it: with dots only.
    pub(crate) fn python_name(&self) -> Option<Cow<'static, str>> {
        self.python.map(|class| match class.contains(':') {
            true => Cow::Owned(class.replace(':', ".")),
            false => Cow::Borrowed(class),
        })
    }

    /// Whether this type is a Python instance of its own, which only an envelope can say.
    pub(crate) const fn has_class(&self) -> bool {
        self.python.is_some()
    }

    /// The class that `type-serialized` names.
    pub(crate) const fn class(&self) -> Class<'static> {
        Class::parse(match self.python {
            Some(dotted) => dotted,
            None => DICT,
        })
    }

    /// The header from its first byte up to the sub-header.
    pub(crate) fn envelope(&self) -> &'static [u8] {
        &self.envelope[..self.sub_header_at]
    }

    /// The header from its first byte up to the `simple` map of a generic object.
    pub(crate) const fn object_envelope(&self) -> &'static [u8] {
        self.envelope
    }

    /// The sub-header of a generic object up to its `simple` map.
    pub(crate) fn object_sub_header(&self) -> &'static [u8] {
        &self.envelope[self.sub_header_at..]
    }

    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        aliases: &'static [&'static str],
        python: Option<&'static str>,
        envelope: &'static [u8],
        shared: bool,
        crate_name: &'static str,
    ) -> Self {
        let sub_header_at = envelope.len() - object_sub_header_len(python);
        TypeInfo { name, aliases, python, envelope, sub_header_at, shared, crate_name }
    }
}

/// A [`TypeInfo`], made when compiling: the wire name, older names, and the Python class if there is one.
///
/// ```
/// use frames_core::{TypeInfo, type_info};
///
/// static HUMAN: &TypeInfo = type_info!("acme.Human", aliases = ["acme.Person"], python = "acme.Human");
/// assert!(HUMAN.is_called("acme.Person"));
/// ```
#[macro_export]
macro_rules! type_info {
    ($name:expr $(, aliases = [$($alias:expr),* $(,)?])? $(, python = $python:expr)? $(, shared = $shared:literal)? $(,)?) => {{
        const __NAME: &str = $name;
        const __PYTHON: ::core::option::Option<&str> = $crate::__private::names::first(&[$($python)?]);
        const __LEN: usize = $crate::__private::names::envelope_len(__NAME, __PYTHON);
        const __ENVELOPE: [u8; __LEN] = $crate::__private::names::envelope(__NAME, __PYTHON);
        const __INFO: $crate::TypeInfo = $crate::TypeInfo::new(
            __NAME, &[$($($alias),*)?], __PYTHON, &__ENVELOPE, false $(|| $shared)?, ::core::env!("CARGO_PKG_NAME"),
        );
        &__INFO
    }};
}

/// The class of everything that has no Python class of its own.
const DICT: &str = "builtins.dict";

#[doc(hidden)]
pub const fn first(python: &[&'static str]) -> Option<&'static str> {
    match python {
        [] => None,
        [class, ..] => Some(*class),
    }
}

/// Bytes laid out when compiling. Beyond its capacity it only counts: a first run with `N = 0` measures.
struct Layout<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Layout<N> {
    const fn new() -> Self {
        Layout { bytes: [0; N], len: 0 }
    }

    const fn push(&mut self, byte: u8) {
        if self.len < N {
            self.bytes[self.len] = byte;
        }
        self.len += 1;
    }

    const fn extend(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            self.push(bytes[at]);
            at += 1;
        }
    }

    /// A msgpack string.
    const fn text(&mut self, text: &str) {
        let len = text.len();
        if len < 32 {
            self.push(marker::FIXSTR | len as u8);
        } else if len < 256 {
            self.push(marker::STR8);
            self.push(len as u8);
        } else {
            assert!(len < 65536, "a name is at most 65535 bytes");
            self.push(marker::STR16);
            self.extend(&(len as u16).to_be_bytes());
        }
        self.extend(text.as_bytes());
    }

    /// A class reference: the pickle of a class object, protocol 5, opcode for opcode as CPython writes it.
    const fn class_reference(&mut self, class: Class<'_>) {
        let len = class_reference_len(class);
        if len < 256 {
            self.push(marker::BIN8);
            self.push(len as u8);
        } else {
            self.push(marker::BIN16);
            self.extend(&(len as u16).to_be_bytes());
        }
        self.extend(&[0x80, 5, 0x95]); // PROTO 5, FRAME
        self.extend(&(len as u64 - 11).to_le_bytes());
        self.pickled_text(class.module);
        self.push(0x94); // MEMOIZE
        self.pickled_text(class.qualname);
        self.extend(&[0x94, 0x93, 0x94, b'.']); // MEMOIZE, STACK_GLOBAL, MEMOIZE, STOP
    }

    const fn pickled_text(&mut self, text: &str) {
        let len = text.len();
        if len < 256 {
            self.push(0x8c); // SHORT_BINUNICODE
            self.push(len as u8);
        } else {
            self.push(b'X'); // BINUNICODE
            self.extend(&(len as u32).to_le_bytes());
        }
        self.extend(text.as_bytes());
    }

    const fn object_sub_header(&mut self, class: Class<'_>) {
        self.push(marker::FIXMAP | 4);
        self.text("serializer");
        self.text("dask");
        self.text("type-serialized");
        self.class_reference(class);
        self.text("simple");
    }
}

const fn class_reference_len(class: Class<'_>) -> usize {
    const fn text_len(text: &str) -> usize {
        text.len() + if text.len() < 256 { 2 } else { 5 }
    }
    11 + text_len(class.module) + 1 + text_len(class.qualname) + 4
}

const fn class_of(python: Option<&'static str>) -> Class<'static> {
    Class::parse(match python {
        Some(dotted) => dotted,
        None => DICT,
    })
}

const fn object_sub_header_len(python: Option<&'static str>) -> usize {
    let mut layout = Layout::<0>::new();
    layout.object_sub_header(class_of(python));
    layout.len
}

const fn lay_out<const N: usize>(name: &str, python: Option<&'static str>) -> Layout<N> {
    let class = class_of(python);
    let mut layout = Layout::new();
    layout.push(marker::FIXMAP | 4);
    layout.text("serializer");
    layout.text("dask");
    layout.text("type");
    layout.text(name);
    layout.text("type-serialized");
    layout.class_reference(class);
    layout.text("sub-header");
    layout.object_sub_header(class);
    layout
}

/// Bytes that [`envelope`] has.
#[doc(hidden)]
pub const fn envelope_len(name: &str, python: Option<&'static str>) -> usize {
    lay_out::<0>(name, python).len
}

/// The header of a generic object from its first byte up to the value of `simple`:
/// `{"serializer": "dask", "type": name, "type-serialized": class, "sub-header": {"serializer": "dask",
/// "type-serialized": class, "simple":`
#[doc(hidden)]
pub const fn envelope<const N: usize>(name: &str, python: Option<&'static str>) -> [u8; N] {
    lay_out::<N>(name, python).bytes
}

/// An envelope up to its sub-header under a name known only at run time: the dynamic form of the constant bytes.
pub(crate) fn write_envelope(out: &mut Vec<u8>, name: &str, info: &TypeInfo) {
    use crate::msgpack::write;
    out.push(marker::FIXMAP | 4);
    write::text(out, "serializer");
    write::text(out, "dask");
    write::text(out, "type");
    write::text(out, name);
    // The constant bytes go on with `type-serialized`, right behind the constant name.
    let mut own_name = Layout::<0>::new();
    own_name.text(info.name);
    let behind = 1 + "serializer".len() + 1 + "dask".len() + 1 + "type".len() + 1 + own_name.len;
    out.extend_from_slice(&info.envelope()[behind..]);
}

/// A reference to a class known only at run time, as `type-serialized` holds it.
pub(crate) fn write_class_reference(out: &mut Vec<u8>, class: Class<'_>) -> crate::Result<()> {
    fn pickled_text(out: &mut Vec<u8>, text: &str) -> crate::Result<()> {
        match u8::try_from(text.len()) {
            Ok(len) => out.extend_from_slice(&[0x8c, len]), // SHORT_BINUNICODE
            Err(_) => {
                out.push(b'X'); // BINUNICODE
                out.extend_from_slice(&crate::msgpack::write::length(text.len())?.to_le_bytes());
            }
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
    let mut frame = Vec::new();
    pickled_text(&mut frame, class.module)?;
    frame.push(0x94); // MEMOIZE
    pickled_text(&mut frame, class.qualname)?;
    frame.extend_from_slice(&[0x94, 0x93, 0x94, b'.']); // MEMOIZE, STACK_GLOBAL, MEMOIZE, STOP
    let mut pickle = vec![0x80, 5, 0x95]; // PROTO 5, FRAME
    pickle.extend_from_slice(&(frame.len() as u64).to_le_bytes());
    pickle.extend_from_slice(&frame);
    crate::msgpack::write::bin(out, &pickle)
}

/// Types of Dask's own that the std types are written as.
pub(crate) mod known {
    use super::TypeInfo;

    pub(crate) static BYTES: &TypeInfo = type_info!("bytes", python = "builtins.bytes");
    pub(crate) static NDARRAY: &TypeInfo = type_info!("numpy.ndarray", python = "numpy.ndarray");
    pub(crate) static MASKED_ARRAY: &TypeInfo =
        type_info!("numpy.ma.MaskedArray", python = "numpy.ma.core.MaskedArray");
    pub(crate) static DICT: &TypeInfo = type_info!("dict");
}
