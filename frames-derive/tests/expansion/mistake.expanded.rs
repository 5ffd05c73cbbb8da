::core::compile_error! {
    "unknown framed attribute `nmae`; a type takes `name`, `alias`, `python`, `rename_all`, `default`, `deny_unknown_fields`, `tag`, `transparent`, `from`, `try_from`, `into`, `remote`, `bound`, `crate`, `dyn`, `no_register`, `objects`, `pod`"
}
#[doc(hidden)]
#[allow(
    clippy::all,
    clippy::pedantic,
    dead_code,
    deprecated,
    non_snake_case,
    unreachable_code,
    unreachable_patterns,
    unused_qualifications
)]
const _: () = {
    use ::frames_std::__private as __frames;
    impl __frames::Named for Human {
        fn type_info() -> &'static __frames::TypeInfo {
            ::core::unreachable!()
        }
        fn dyn_type_info(&self) -> &'static __frames::TypeInfo {
            ::core::unreachable!()
        }
    }
    impl __frames::Framed for Human {
        fn header(&self, _: &mut __frames::HeaderWriter<'_>) -> __frames::Result<()> {
            ::core::unreachable!()
        }
        fn frames<'__a>(
            &'__a self,
            _: &mut __frames::Frames<'__a>,
        ) -> __frames::Result<()> {
            ::core::unreachable!()
        }
    }
    impl __frames::FromFrames for Human {
        fn from_frames(
            _: __frames::HeaderReader<'_>,
            _: &mut __frames::FrameReader<'_>,
        ) -> __frames::Result<Self> {
            ::core::unreachable!()
        }
    }
    impl __frames::Flatten for Human {
        fn flatten<'__a, __V: __frames::Visitor<'__a>>(
            &'__a self,
            _: &mut __V,
        ) -> __frames::Result<()> {
            ::core::unreachable!()
        }
    }
};
