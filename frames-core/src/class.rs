//! Class references: the one kind of pickle that every header of family `dask` carries. Only its plain forms are
//! parsed, into a module and a name; nothing is executed. Facts: the format of protocol 0 to 5 in CPython's
//! `pickletools`, and the references that distributed 2026.8.0 was seen to write.

use crate::pickle::{Op, Ops, Scalar};

/// A reference to a Python class: the module, and the name within it (dotted for a nested class).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Class<'a> {
    pub(crate) module: &'a str,
    pub(crate) qualname: &'a str,
}

impl<'a> Class<'a> {
    /// `module.Class`, or `module:Outer.Inner` for a nested class.
    pub(crate) const fn parse(dotted: &'a str) -> Self {
        let bytes = dotted.as_bytes();
        let mut split = None;
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b':' {
                split = Some(at);
                break;
            }
            if bytes[at] == b'.' {
                split = Some(at);
            }
            at += 1;
        }
        match split {
            Some(at) => {
                let (module, rest) = dotted.split_at(at);
                Class { module, qualname: rest.split_at(1).1 }
            }
            None => Class { module: "builtins", qualname: dotted },
        }
    }
}

/// Reads `bytes` if they are nothing but a reference to a class: `STACK_GLOBAL` of two strings, or `GLOBAL` with two
/// lines. Everything else, which may be a program, is `None`.
pub(crate) fn class_reference(bytes: &[u8]) -> Option<Class<'_>> {
    let mut ops = Ops::new(bytes);
    let (mut module, mut qualname, mut class) = (None, None, None);
    loop {
        match ops.next().ok()? {
            Op::Ignored | Op::Put(_) => {}
            Op::Scalar(Scalar::Text(text)) if qualname.is_none() && class.is_none() => {
                let name = if module.is_none() { &mut module } else { &mut qualname };
                *name = Some(text);
            }
            Op::StackGlobal if class.is_none() => {
                class = Some(Class { module: module?, qualname: qualname? });
            }
            Op::Global(..) if module.is_some() || class.is_some() => return None,
            Op::Global(module, qualname) => {
                class = Some(Class { module, qualname });
            }
            Op::Stop if ops.is_empty() => return class,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, class_reference};

    #[test]
    fn forms_of_a_reference() {
        let array = Some(Class { module: "numpy", qualname: "ndarray" });
        for reference in [
            &b"\x80\x05\x95\x15\0\0\0\0\0\0\0\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93\x94."[..],
            b"\x80\x04\x8c\x05numpy\x8c\x07ndarray\x93.",
            b"\x80\x04X\x05\0\0\0numpyq\0\x8d\x07\0\0\0\0\0\0\0ndarrayr\x01\0\0\0\x93.",
            b"\x80\x02cnumpy\nndarray\nq\0.",
            b"cnumpy\nndarray\np0\n.",
        ] {
            assert_eq!(class_reference(reference), array, "{}", reference.escape_ascii());
        }
    }

    #[test]
    fn everything_else_is_none() {
        for other in [
            &b""[..],
            b"\x80\x05N.",
            b"cos\ngetcwd\n(tR.",
            b"\x80\x05\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93",
            b"\x80\x05\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93..",
            b"\x80\x05\x95\xff\xff\xff\xff\xff\xff\xff\x7f\x8c\x05numpy\x94\x8c\x07ndarray\x94\x93.",
            b"\x80\x63cnumpy\nndarray\n.",
            b"\x80\x05\x8c\x05numpy\x93.",
            b"\x80\x05\x8c\x05numpy\x8c\x07ndarray.",
            b"\x80\x05\x8c\x05numpy\x8c\x07ndarray\x93\x93.",
            b"\x80\x05\x8c\x05numpy\x8c\x07ndarray\x8c\x07ndarray\x93.",
            b"\x80\x05\x8c\x05numpycnumpy\nndarray\n.",
            b"\x80\x05cnumpy\nndarray\ncnumpy\nndarray\n.",
            b"\x80\x05cnumpy\nndarray\n\x8c\x05numpy.",
        ] {
            assert_eq!(class_reference(other), None, "{}", other.escape_ascii());
        }
    }
}
