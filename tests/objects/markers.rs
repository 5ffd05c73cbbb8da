//! Every combination of pointer and marker traits is a value.

use std::rc::Rc;
use std::sync::Arc;

use frames_std::{Framed, FromFrames, framed_dyn, from_bytes, to_bytes};

#[framed_dyn]
trait Sound {
    fn volume(&self) -> u32;
}

#[derive(Framed)]
#[framed(dyn = Sound)]
struct Bell(u32);

impl Sound for Bell {
    fn volume(&self) -> u32 {
        self.0
    }
}

/// Stays on its thread.
#[derive(Framed)]
#[framed(dyn = Sound)]
struct Echo(Rc<Bell>);

impl Sound for Echo {
    fn volume(&self) -> u32 {
        self.0.0 / 2
    }
}

macro_rules! combinations {
    ($($test:ident: $pointer:ident<$object:ty>)*) => {$(
        #[test]
        fn $test() {
            let value: $pointer<$object> = $pointer::new(Bell(7));
            let back: $pointer<$object> = from_bytes(to_bytes(&value).unwrap()).unwrap();
            assert_eq!(back.volume(), 7);
            let values: Vec<$pointer<$object>> = vec![$pointer::new(Bell(1)), $pointer::new(Bell(2))];
            let back: Vec<$pointer<$object>> = from_bytes(to_bytes(&values).unwrap()).unwrap();
            assert_eq!(back.iter().map(|sound| sound.volume()).collect::<Vec<_>>(), [1, 2]);
            let reference: &$object = &*value;
            assert_eq!(to_bytes(reference).unwrap(), to_bytes(&value).unwrap());
            fn is_a_value<T: FromFrames>() {}
            is_a_value::<Option<$pointer<$object>>>();
        }
    )*};
}

combinations! {
    boxed: Box<dyn Sound>
    boxed_send: Box<dyn Sound + Send>
    boxed_sync: Box<dyn Sound + Sync>
    boxed_send_sync: Box<dyn Sound + Send + Sync>
    counted: Rc<dyn Sound>
    counted_send: Rc<dyn Sound + Send>
    counted_sync: Rc<dyn Sound + Sync>
    counted_send_sync: Rc<dyn Sound + Send + Sync>
    shared: Arc<dyn Sound>
    shared_send: Arc<dyn Sound + Send>
    shared_sync: Arc<dyn Sound + Sync>
    shared_send_sync: Arc<dyn Sound + Send + Sync>
}

#[test]
fn what_stays_on_its_thread_is_an_object_without_the_marker() {
    let echo: Box<dyn Sound> = Box::new(Echo(Rc::new(Bell(8))));
    let bytes = to_bytes(&echo).unwrap();
    assert_eq!(from_bytes::<Box<dyn Sound>>(bytes.clone()).unwrap().volume(), 4);
    let error = from_bytes::<Box<dyn Sound + Send>>(bytes).err().unwrap();
    assert_eq!(error.class(), "NotForTrait", "{error}");
}
