//! The reader against pickles that Python wrote, against those it would not write, and against those that mean harm.

use super::recorded::RECORDED;
use std::collections::BTreeMap;

use super::*;
use crate::decode::Decoder;
use crate::frame_reader::Source;
use crate::framed::FromFrames;
use crate::msgpack::read::{Cursor, Token};

fn read(stream: &[u8]) -> Result<Option<Value>> {
    value(stream, Vec::new(), &Limits::cluster())
}

/// The value as text; `-` if it stays closed.
fn shown(stream: &[u8]) -> String {
    read(stream).unwrap().map_or("-".to_owned(), |value| show(&value))
}

fn class_of_error(stream: &[u8]) -> &'static str {
    read(stream).unwrap_err().class()
}

/// Close to what Python prints.
fn show(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
        Value::Int(value) => value.to_string(),
        Value::UInt(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Text(text) => format!("'{text}'"),
        Value::Bytes(bytes) => format!("b'{}'", bytes.escape_ascii()),
        Value::List(items) => format!("[{}]", all(items)),
        Value::Tuple(items) => tuple(items),
        Value::Set(items) => format!("{{{}}}", all(items)),
        Value::Dict(entries) => {
            let entries: Vec<_> =
                entries.iter().map(|(key, value)| format!("{}: {}", show(key), show(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Array(array) => {
            let mut msgpack = Vec::new();
            plain::write(&mut msgpack, value).unwrap();
            let mut cursor = Cursor::header(&msgpack);
            let mut elements = Vec::new();
            while cursor.left() > 0 {
                match cursor.token().unwrap() {
                    Token::Array(_) => {}
                    Token::Bool(value) => elements.push(Value::Bool(value)),
                    Token::Int(value) => elements.push(Value::Int(value.into())),
                    Token::UInt(value) => elements.push(Value::Int(value.into())),
                    Token::F32(value) => elements.push(Value::Float(value.into())),
                    Token::F64(value) => elements.push(Value::Float(value)),
                    Token::Text(text) => elements.push(Value::Text(text.to_owned())),
                    other => assert_eq!(other, Token::Nil),
                }
            }
            let shape: Vec<_> = array.shape.iter().map(|len| Value::Int(*len as i128)).collect();
            let writeable = if array.writeable { " w" } else { "" };
            let matrix = if array.matrix { " matrix" } else { "" };
            format!("[{}] {} {}{writeable}{matrix}", all(&elements), array.dtype, tuple(&shape))
        }
        Value::Object(object) => {
            let mut args: Vec<_> = object.args.iter().map(show).collect();
            args.extend(object.fields.iter().map(|(name, value)| format!("{name}={}", show(value))));
            format!("{}.{}({})", object.class.module, object.class.qualname, args.join(", "))
        }
        Value::Exception(exception) => {
            let class = &exception.class;
            format!("{}.{}!({})", class.module, class.qualname, all(&exception.args))
        }
        Value::Serialized(_) => "closed".to_owned(),
    }
}

fn all(items: &[Value]) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn tuple(items: &[Value]) -> String {
    match items {
        [one] => format!("({},)", show(one)),
        _ => format!("({})", all(items)),
    }
}

#[test]
fn what_python_wrote() {
    for (expected, two, five) in RECORDED {
        // Of older protocols numpy turns numbers of the other byte order when it reads them.
        assert_eq!(shown(two), expected.replace(">i2", "<i2"), "protocol 2");
        assert_eq!(shown(five), *expected, "protocol 5");
    }
}

/// Bytes and buffers tell in protocol 5 whether they may be written to.
#[test]
fn buffers() {
    let array = b"\x80\x05\x8c\x13numpy._core.numeric\x8c\x0b_frombuffer\x93(C\x02\0\x01\x8c\x05numpy\x8c\x05dtype\x93\
        \x8c\x02i1\x89\x88\x87R(K\x03\x8c\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tbK\x02\x85\x8c\x01CtR.";
    assert_eq!(shown(array), "[0, 1] |i1 (2,)");
    let beside = b"\x80\x05](\x8c\x13numpy._core.numeric\x8c\x0b_frombuffer\x93\x94(\x97\x8c\x05numpy\x8c\x05dtype\x93\
        \x8c\x02i1\x89\x88\x87R(K\x03\x8c\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x94K\x02\x85\x8c\x01CtR\
        h\0(\x97\x98h\x01K\x02\x85\x8c\x01CtR\x97e.";
    let parts = || [&b"\x05\x06"[..], b"\x07\x08", b"xy"].map(Bytes::from_static).to_vec();
    let read = value(beside, parts(), &Limits::cluster()).unwrap().unwrap();
    assert_eq!(show(&read), "[[5, 6] |i1 (2,) w, [7, 8] |i1 (2,), b'xy']");
    // They are shared, not copied.
    let shared = matches!(&read, Value::List(items) if matches!(
        &items[0], Value::Array(array) if array.data.as_ptr() == parts()[0].as_ptr()
    ));
    assert!(shared);

    for count in [2, 4] {
        let others = vec![Bytes::from_static(b"ab"); count];
        assert_eq!(value(beside, others, &Limits::cluster()).unwrap_err().class(), "Value");
    }
    let short = vec![Bytes::from_static(b"\x05"), Bytes::from_static(b"\x05"), Bytes::new()];
    assert_eq!(value(beside, short, &Limits::cluster()).unwrap_err().class(), "Array");
}

#[test]
fn forms_that_are_rare() {
    for (stream, expected) in [
        // An hour that comes twice has no other form.
        (&b"\x80\x04\x8c\x08datetime\x8c\x08datetime\x93C\n\x07\xe4\x81\x02\0\0\0\0\0\0\x85R."[..],
            r"datetime.datetime(b'\x07\xe4\x81\x02\x00\x00\x00\x00\x00\x00')"),
        (b"\x80\x04\x8c\x16tblib.pickling_support\x8c\x1dunpickle_exception_with_attrs\x93(\x8c\x08builtins\x8c\x08KeyError\x93}(\x8c\x08__dict__}\x8c\x04args\x8c\x01k\x85uNNN\x89N)tR.",
            "builtins.KeyError!('k')"),
        (b"\x80\x04\x8c\x16tblib.pickling_support\x8c\x12unpickle_exception\x93(\x8c\x04shop\x8c\x04Shut\x93K\x07\x85NNN\x89NtR.",
            "shop.Shut!(7)"),
        (b"\x80\x02cexceptions\nKeyError\nq\0U", "-"),
        (b"\x80\x02cexceptions\nKeyError\nq\0X\x01\0\0\0k\x85R.", "builtins.KeyError!('k')"),
        // Every width of a length.
        (b"\x80\x04(X\x01\0\0\0a\x8d\x01\0\0\0\0\0\0\0bB\x01\0\0\0c\x8e\x01\0\0\0\0\0\0\0d\x8b\x01\0\0\0\xfet.",
            "('a', 'b', b'c', b'd', -2)"),
        (b"\x80\x04](K\x01r\x01\0\0\0j\x01\0\0\0p2\nh\x022e.", "[1, 1, 1, 1]"),
        // Containers that are filled after they were kept.
        (b"\x80\x04]\x94]\x94\x86h\0K\x01a0h\x01h\0a0.", "([1], [[1]])"),
        (b"\x80\x04\x8f\x94(K\x01K\x02\x90.", "{1, 2}"),
        (b"\x80\x04(K\x01K\x02\x91.", "builtins.frozenset({1, 2})"),
        (b"\x80\x04K\x01(K\x02K\x031.", "1"),
        (b"\x80\x04\x8c\x04shop\x8c\x05Point\x93K\x01\x85}\x92.", "shop.Point(1)"),
        (b"\x80\x02c__builtin__\nbytearray\n)R.", "builtins.bytearray(b'')"),
    ] {
        assert_eq!(shown(stream), expected, "{}", stream.escape_ascii());
    }
}

/// No function is called, and none makes a value but what the table says.
#[test]
fn nothing_is_run() {
    for stream in [
        &b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R."[..],
        b"\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R.",
        b"\x80\x02c__builtin__\neval\nX\x01\0\0\x001\x85R.",
        b"\x80\x04\x8c\x08builtins\x8c\x04exec\x93\x8c\x011\x85R.",
        b"\x80\x04\x8c\x08builtins\x8c\x07getattr\x93\x8c\x02os\x8c\x06system\x93\x8c\x01x\x86R.",
        b"\x80\x04\x8c\x08builtins\x8c\x07getattr\x93\x8c\x02os\x8c\x06system\x93\x8c\x01x\x86R)R.",
        b"\x80\x04\x8c\x0asubprocess\x8c\x05Popen\x93\x8c\x04true\x85R.",
        b"\x80\x04\x8c\x16cloudpickle.cloudpickle\x8c\x0e_make_function\x93)R.",
        b"\x80\x04\x8c\x05types\x8c\x08CodeType\x93)R.",
        b"\x80\x04\x8c\x0bpandas.core\x8c\x01x\x93)R.",
        b"\x80\x04\x8c\x07_codecs\x8c\x06decode\x93C\x01a\x8c\x03hex\x86R.",
        b"\x80\x04\x8c\x07_codecs\x8c\x06encode\x93\x8c\x01a\x8c\x03hex\x86R.",
        // A class itself, an opcode of protocol 0, numbers beyond 128 bits, a registered extension, another's id.
        b"\x80\x04\x8c\x02os\x8c\x06system\x93.",
        b"\x80\x02ios\nsystem\n.",
        b"I1\n.",
        b"\x80\x04\x8a\x11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01.",
        b"\x80\x02\x82\x01.",
        b"\x80\x04K\x01Q.",
        b"\x80\x06N.",
        // Half a surrogate pair.
        b"\x80\x04\x8c\x03\xed\xa0\x80.",
        // Arguments by name; items for an object that is no list that is known; a state that is none.
        b"\x80\x04\x8c\x04shop\x8c\x05Point\x93)}\x8c\x01a1s\x92.",
        b"\x80\x04\x8c\x04shop\x8c\x05Stack\x93)\x81K\x01a.",
        b"\x80\x04\x8c\x04shop\x8c\x05Point\x93)\x81K\x01b.",
        b"\x80\x04]}b.",
    ] {
        assert!(matches!(read(stream), Ok(None) | Err(_)), "{}", stream.escape_ascii());
    }
    assert_eq!(shown(b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R."), "-");
}

#[test]
fn containers_in_themselves_have_no_tree() {
    for stream in [
        &b"\x80\x04]\x94h\0a."[..],
        b"\x80\x04}\x94K\x01h\0s.",
        b"\x80\x04]\x94h\0\x85\x94a.",
        b"\x80\x04\x8c\x04shop\x8c\x05Point\x93)\x81\x94}\x8c\x01ah\0sb.",
    ] {
        assert_eq!(shown(stream), "-", "{}", stream.escape_ascii());
    }
}

#[test]
fn damage() {
    for (stream, class) in [
        (&b""[..], "Truncated"),
        (b"\x80\x04", "Truncated"),
        (b"\x80\x04.", "Value"),
        (b"\x80\x04NN.", "Value"),
        (b"\x80\x04(N.", "Value"),
        (b"\x80\x04N.N", "Value"),
        (b"\x80\x04a.", "Value"),
        (b"\x80\x04NNa.", "Value"),
        (b"\x80\x04}Ns.", "Value"),
        (b"\x80\x04}(Nu.", "Value"),
        (b"\x80\x04e.", "Value"),
        (b"\x80\x04h\0.", "Value"),
        (b"\x80\x04NN\x93.", "Value"),
        (b"\x80\x04N\x98.", "Value"),
        (b"\x80\x05\x97.", "Value"),
        (b"\x80\x04cos", "Value"),
        (b"\x80\x04\x95\xff\0\0\0\0\0\0\0N.", "Truncated"),
        (b"\x80\x04B\xff\xff\xff\xffa.", "Truncated"),
        (b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7fa.", "Truncated"),
        (b"\x80\x05\x96\xff\xff\xff\xff\xff\xff\xff\xffa.", "Truncated"),
        (b"\x80\x04\x8b\xff\xff\xff\x7fa.", "Truncated"),
    ] {
        assert_eq!(class_of_error(stream), class, "{}", stream.escape_ascii());
    }
}

#[test]
fn depth_is_bounded() {
    let list = |depth: usize| [&b"\x80\x04"[..], &b"]".repeat(depth), &b"a".repeat(depth - 1), b"."].concat();
    assert!(read(&list(128)).unwrap().is_some());
    assert_eq!(class_of_error(&list(129)), "Limit");
    assert_eq!(class_of_error(&list(1_000_000)), "Limit");
    let tuple = [&b"\x80\x04N"[..], &b"\x85".repeat(1_000_000), b"."].concat();
    assert_eq!(class_of_error(&tuple), "Limit");
    let object = |depth: usize| {
        let (head, tail) = (b"\x8c\x04shop\x8c\x05Point\x93)\x81}\x8c\x01a", b"sb");
        [&b"\x80\x04"[..], &head.repeat(depth), b"N", &tail.repeat(depth), b"."].concat()
    };
    let dtype = |depth: usize| {
        let (head, tail) = (b"cnumpy\ndtype\nN\x85R(K\x03N", b"K\x01\x85\x86NNK\x01K\x01K\0tb");
        let inner = b"cnumpy\ndtype\n\x8c\x02u1\x85R(K\x03\x8c\x01|NNNNNNtb";
        [&b"\x80\x04"[..], &head.repeat(depth), inner, &tail.repeat(depth), b"."].concat()
    };
    let objects = |depth: usize| {
        let head = b"cnumpy._core.multiarray\n_reconstruct\ncnumpy\nndarray\n\x85R(K\x01)cnumpy\ndtype\n\x8c\x01O\x85R(K\x03\x8c\x01|NNNNNNtb\x89]";
        [&b"\x80\x04"[..], &head.repeat(depth), b"N", &b"atb".repeat(depth), b"."].concat()
    };
    let stack = if cfg!(debug_assertions) { 384 << 10 } else { 128 << 10 };
    let small = std::thread::Builder::new().stack_size(stack).spawn(move || {
        assert!(read(&object(128)).unwrap().is_some());
        assert_eq!(class_of_error(&object(129)), "Limit");
        assert!(read(&objects(127)).unwrap().is_some());
        assert_eq!(class_of_error(&objects(129)), "Limit");
        assert!(read(&dtype(63)).unwrap().is_some());
        assert_eq!(class_of_error(&dtype(64)), "Array");
        assert_eq!(class_of_error(&dtype(10_000)), "Limit");
    });
    small.unwrap().join().unwrap();
}

#[test]
fn repetition_is_bounded() {
    // Every list holds the one before ten times.
    let mut lists = b"\x80\x04(]\x94".to_vec();
    for place in 0..40 {
        lists.extend_from_slice(b"](");
        lists.extend([b'h', place].repeat(10));
        lists.extend_from_slice(b"e\x94");
    }
    lists.extend_from_slice(b"t.");
    assert_eq!(shown(&lists), "-");
    let few = Limits { nodes: 1000, ..Limits::cluster() };
    assert_eq!(value(&lists, Vec::new(), &few).unwrap_err().class(), "Limit");
    let small = Limits { expanded_bytes: 10_000, ..Limits::cluster() };
    assert_eq!(value(&lists, Vec::new(), &small).unwrap_err().class(), "Limit");

    // Every record has the one before as the type of two fields.
    let mut records = b"\x80\x04cnumpy\ndtype\n\x8c\x02u1\x85R(K\x03\x8c\x01|NNNNNNtb\x94".to_vec();
    for place in 0..40 {
        records.extend_from_slice(b"0cnumpy\ndtype\n\x8c\x02V1\x85R(K\x03\x8c\x01|N\x8c\x01a\x8c\x01b\x86}(");
        records.extend_from_slice(&[0x8c, 1, b'a', b'h', place, b'K', 0, 0x86]);
        records.extend_from_slice(&[0x8c, 1, b'b', b'h', place, b'K', 0, 0x86]);
        records.extend_from_slice(b"uK\x01K\x01K\0tb\x94");
    }
    records.push(b'.');
    assert_eq!(shown(&records), "-");

    // A long text, often.
    let (head, text) = (&b"\x80\x04\x8d\x40\x42\x0f\0\0\0\0\0"[..], b"a".repeat(1_000_000));
    let texts = |count: usize| [head, &text, b"\x94](", &b"h\0".repeat(count), b"e\x86."].concat();
    assert!(read(&texts(50)).unwrap().is_some());
    assert_eq!(shown(&texts(1000)), "-");
}

/// Types that are read from plain data.
#[test]
fn plain_data_for_types() {
    fn typed<T: FromFrames>(expected: &str) -> Option<T> {
        let limits = Limits::cluster();
        let (_, two, five) = RECORDED.iter().find(|(shown, ..)| *shown == expected).unwrap();
        let plain = to_msgpack(five, Vec::new(), &limits).unwrap();
        assert_eq!(plain, to_msgpack(two, Vec::new(), &limits).unwrap());
        let plain = plain?;
        Some(T::decode(Decoder::new(&plain, Source::Plain(&[]), &limits).inline()).unwrap())
    }
    assert_eq!(typed::<Vec<i16>>("[-1, 2] >i2 (2,) w").unwrap(), [-1, 2]);
    assert_eq!(typed::<[[u8; 3]; 2]>("[1, 2, 3, 4, 5, 6] |u1 (2, 3) w").unwrap(), [[1, 2, 3], [4, 5, 6]]);
    assert_eq!(typed::<Vec<Vec<f64>>>("[] <f8 (0, 3) w").unwrap(), [[]; 0]);
    assert_eq!(typed::<f64>("[1.5] <f8 () w").unwrap(), 1.5);
    assert_eq!(typed::<f32>("numpy.float32([1.5] <f4 () w)").unwrap(), 1.5);
    assert!(typed::<bool>("numpy.bool([True] |b1 () w)").unwrap());
    assert_eq!(typed::<String>("numpy.str_(['h\u{e9}'] <U2 () w)").unwrap(), "h\u{e9}");
    assert_eq!(typed::<String>("decimal.Decimal('1.50')").unwrap(), "1.50");
    let uuid = "uuid.UUID('12345678-1234-5678-1234-567812345678')";
    assert_eq!(typed::<String>(uuid).unwrap(), "12345678-1234-5678-1234-567812345678");
    assert_eq!(typed::<Vec<u8>>("builtins.frozenset({1})").unwrap(), [1]);
    assert_eq!(typed::<Bytes>("builtins.bytearray(b'ab')").unwrap(), "ab");
    assert_eq!(typed::<BTreeMap<String, u8>>("collections.OrderedDict({'a': 1, 'b': 2})").unwrap().len(), 2);
    assert_eq!(typed::<String>("datetime.date(2021, 2, 3)").unwrap(), "2021-02-03");
    let moment = "datetime.datetime(2020, 1, 2, 3, 4, 5, 678901)";
    assert_eq!(typed::<String>(moment).unwrap(), "2020-01-02T03:04:05.678901");
    let zoned =
        "datetime.datetime(2020, 1, 2, 0, 0, 0, 0, datetime.timezone(datetime.timedelta(0, 3600, 0)))";
    assert_eq!(typed::<String>(zoned).unwrap(), "2020-01-02T00:00:00+01:00");
    assert_eq!(typed::<(i64, u32)>("datetime.timedelta(-1, 5, 7)").unwrap(), (-86_395, 7000));
    for opaque in ["datetime.time(1, 2, 3, 4)", "builtins.complex(1.0, 2.0)", "shop.Point(x=1, y=2.5)"] {
        assert!(typed::<String>(opaque).is_none());
    }
}

#[test]
fn every_prefix_is_an_error_or_closed() {
    for (_, two, five) in RECORDED {
        for stream in [two, five] {
            for end in 0..stream.len() {
                assert!(!matches!(read(&stream[..end]), Ok(Some(_))), "{}", stream[..end].escape_ascii());
            }
        }
    }
}

/// Whatever one byte is changed to, there is a value, none, or an error.
#[test]
fn every_byte_may_be_another() {
    let limits = Limits { nodes: 10_000, ..Limits::cluster() };
    for (index, (_, two, five)) in RECORDED.iter().enumerate() {
        for stream in [two, five] {
            for at in 0..stream.len() {
                for other in [0xff, b'R', b'b', b'.', (7 * index + at) as u8] {
                    let mut changed = stream.to_vec();
                    changed[at] = other;
                    let _ = value(&changed, Vec::new(), &limits);
                    let _ = dtype(&changed, &limits);
                }
            }
        }
    }
}

#[test]
fn types_of_elements() {
    for (expected, two, five) in RECORDED {
        let plain = expected.strip_prefix("numpy.dtype('").and_then(|rest| rest.strip_suffix("')"));
        for stream in [two, five] {
            let read = dtype(stream, &Limits::cluster());
            match plain {
                Some(name) if name != "|O" => assert_eq!(read.unwrap().to_string(), name),
                _ if expected.starts_with("numpy.dtype({") => {
                    assert_eq!(read.unwrap().to_string(), "[('a', '|i1'), ('b', ('<i2', (2,)))]");
                }
                _ => assert_eq!(read.unwrap_err().class(), "Array", "{expected}"),
            }
        }
    }
}

#[test]
fn arrays_that_contradict_themselves() {
    let array = |shape: &[u8], order: &[u8]| {
        let head = b"\x80\x05\x8c\x13numpy._core.numeric\x8c\x0b_frombuffer\x93(C\x02\0\x01\x8c\x05numpy\x8c\x05dtype\x93\
            \x8c\x02i1\x89\x88\x87R(K\x03\x8c\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb";
        [&head[..], shape, order, b"tR."].concat()
    };
    assert_eq!(shown(&array(b"K\x02K\x01\x86", b"\x8c\x01F")), "[0, 1] |i1 (2, 1)");
    assert_eq!(shown(&array(b"K\x02K\x01\x86", b"\x8c\x01KK\x01K\0\x86")), "[0, 1] |i1 (1, 2)");
    assert_eq!(class_of_error(&array(b"K\x03\x85", b"\x8c\x01C")), "Array");
    assert_eq!(class_of_error(&array(b"K\x02K\x01\x86", b"\x8c\x01KK\x01K\x01\x86")), "Array");
    assert_eq!(class_of_error(&array(b"K\x02K\x01\x86", b"\x8c\x01KK\x01\x85")), "Array");
    assert_eq!(class_of_error(&array(b"K\x02K\x01\x86", b"\x8c\x01KK\x01K\x09\x86")), "Array");
    let huge = b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x86";
    assert_eq!(class_of_error(&array(huge, b"\x8c\x01C")), "Array");
    assert_eq!(class_of_error(&array(huge, b"\x8c\x01F")), "Array");
    assert_eq!(
        class_of_error(&array(&[b"(", &b"K\x01".repeat(65)[..], b"t"].concat(), b"\x8c\x01C")),
        "Limit"
    );
    assert_eq!(shown(&array(b"J\xff\xff\xff\xff\x85", b"\x8c\x01C")), "-");
    assert_eq!(shown(&array(b"K\x02\x85", b"\x8c\x01X")), "-");
}

#[test]
fn pickles_may_be_forbidden() {
    let limits = Limits::strict();
    assert_eq!(value(b"\x80\x04N.", Vec::new(), &limits).unwrap_err().class(), "NotAllowed");
    assert_eq!(dtype(b"\x80\x04N.", &limits).unwrap_err().class(), "NotAllowed");
    assert!(!is_none(b"\x80\x04N.", &limits));
    assert!(is_none(b"\x80\x04N.", &Limits::cluster()));
}
