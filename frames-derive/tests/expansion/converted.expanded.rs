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
    #[automatically_derived]
    impl __frames::Named for Port {
        fn type_info() -> &'static __frames::TypeInfo {
            __frames::type_info!(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "Port")
            )
        }
        fn dyn_type_info(&self) -> &'static __frames::TypeInfo {
            <Self as __frames::Named>::type_info()
        }
    }
    #[automatically_derived]
    impl __frames::Framed for Port {
        fn header(
            &self,
            __out: &mut __frames::HeaderWriter<'_>,
        ) -> __frames::Result<()> {
            __frames::parts::header(self, __out)
        }
        fn frames<'__a>(
            &'__a self,
            __out: &mut __frames::Frames<'__a>,
        ) -> __frames::Result<()> {
            __frames::parts::frames(self, __out)
        }
        #[inline]
        fn inline(
            &self,
            __out: &mut __frames::Inline<'_>,
        ) -> __frames::Result<__frames::Fit> {
            __frames::through::inline::<
                u16,
            >(&<Self as __frames::Into<u16>>::into(__frames::Clone::clone(self)), __out)
        }
        #[inline]
        fn payload<'__a>(
            &'__a self,
            __out: &mut __frames::Encoder<'__a>,
        ) -> __frames::Result<()> {
            __frames::through::payload::<
                u16,
            >(
                &<Self as __frames::Into<u16>>::into(__frames::Clone::clone(self)),
                <Self as __frames::Named>::type_info(),
                __out,
            )
        }
        #[inline]
        fn needs_frames(&self) -> bool {
            false
        }
        fn can_be_nil(&self) -> bool {
            <u16 as __frames::Framed>::can_be_nil(
                &<Self as __frames::Into<u16>>::into(__frames::Clone::clone(self)),
            )
        }
        fn describe() -> __frames::DescribedFields {
            __frames::columns::describe::content::<__frames::Plain, u16>()
        }
    }
    #[automatically_derived]
    impl __frames::FromFrames for Port {
        fn from_frames(
            __header: __frames::HeaderReader<'_>,
            __reader: &mut __frames::FrameReader<'_>,
        ) -> __frames::Result<Self> {
            __frames::parts::from_frames(__header, __reader)
        }
        #[inline]
        fn decode(__input: __frames::Input<'_, '_>) -> __frames::Result<Self> {
            __frames::through::decode::<
                u16,
                Self,
                _,
            >(
                __input,
                <Self as __frames::Named>::type_info(),
                <Self as __frames::TryFrom<u16>>::try_from,
            )
        }
        fn nil_possible() -> bool {
            <u16 as __frames::FromFrames>::nil_possible()
        }
        fn open_column<'__d>(
            __input: __frames::Input<'_, '__d>,
        ) -> __frames::Result<__frames::columns::Source<'__d>> {
            <u16 as __frames::FromFrames>::open_column(__input)
        }
        fn unpack<'__d>(
            __source: &mut __frames::columns::Source<'__d>,
            __count: usize,
            __decoder: &mut __frames::Decoder<'__d>,
            __out: &mut __frames::Vec<Self>,
        ) -> __frames::Result<()> {
            __frames::through::unpack::<
                u16,
                Self,
                _,
            >(
                __source,
                __count,
                __decoder,
                __out,
                <Self as __frames::TryFrom<u16>>::try_from,
            )
        }
        __frames::read_runs_in_columns!();
    }
    #[allow(unused_imports)]
    use __frames::Unregistered as _;
    __frames::inventory::submit! {
        __frames::Entry::of(__frames::Probe:: < Port > ::SEND, __frames::Probe:: < Port >
        ::LOCAL)
    }
};
