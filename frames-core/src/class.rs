//! Class references: the one kind of pickle that every header of family `dask` carries. Only its plain forms are
//! parsed, into a module and a name; nothing is executed. Facts: the format of protocol 0 to 5 in CPython's
//! `pickletools`, and the references that distributed 2026.8.0 was seen to write.

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
    let mut ops = Ops { rest: bytes };
    if ops.rest.first() == Some(&0x80) {
        let protocol = ops.take(2)?[1];
        if protocol > 5 {
            return None;
        }
    }
    if ops.rest.first() == Some(&0x95) {
        let len = u64::from_le_bytes(ops.take(9)?[1..].try_into().ok()?);
        if len != ops.rest.len() as u64 {
            return None;
        }
    }
    let class = if ops.rest.first() == Some(&b'c') {
        ops.take(1)?;
        Class { module: ops.line()?, qualname: ops.line()? }
    } else {
        let module = ops.text()?;
        ops.memo()?;
        let qualname = ops.text()?;
        ops.memo()?;
        (ops.take(1)? == [0x93]).then_some(Class { module, qualname })?
    };
    ops.memo()?;
    (ops.rest == b".").then_some(class)
}

struct Ops<'a> {
    rest: &'a [u8],
}

impl<'a> Ops<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    /// A line of text, for `GLOBAL`.
    fn line(&mut self) -> Option<&'a str> {
        let len = self.rest.iter().position(|byte| *byte == b'\n')?;
        let line = self.take(len)?;
        self.take(1)?;
        std::str::from_utf8(line).ok()
    }

    /// SHORT_BINUNICODE, BINUNICODE or BINUNICODE8.
    fn text(&mut self) -> Option<&'a str> {
        let len = match self.take(1)?[0] {
            0x8c => self.take(1)?[0].into(),
            b'X' => u32::from_le_bytes(self.take(4)?.try_into().ok()?).into(),
            0x8d => u64::from_le_bytes(self.take(8)?.try_into().ok()?),
            _ => return None,
        };
        std::str::from_utf8(self.take(usize::try_from(len).ok()?)?).ok()
    }

    /// MEMOIZE, BINPUT, LONG_BINPUT or PUT, if one stands here.
    fn memo(&mut self) -> Option<()> {
        match self.rest.first() {
            Some(0x94) => self.take(1)?,
            Some(b'q') => self.take(2)?,
            Some(b'r') => self.take(5)?,
            Some(b'p') => {
                self.take(1)?;
                self.line()?.as_bytes()
            }
            _ => &[],
        };
        Some(())
    }
}
