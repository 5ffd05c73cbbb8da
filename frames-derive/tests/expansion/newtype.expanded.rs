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
    impl __frames::Named for UserId {
        fn type_info() -> &'static __frames::TypeInfo {
            __frames::type_info!(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "UserId")
            )
        }
        fn dyn_type_info(&self) -> &'static __frames::TypeInfo {
            <Self as __frames::Named>::type_info()
        }
    }
    #[automatically_derived]
    impl __frames::Framed for UserId {
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
            __frames::content::inline::<__frames::Plain, u64>(&self.0, __out)
        }
        #[inline]
        fn payload<'__a>(
            &'__a self,
            __out: &mut __frames::Encoder<'__a>,
        ) -> __frames::Result<()> {
            __frames::content::payload::<
                __frames::Plain,
                u64,
            >(&self.0, <Self as __frames::Named>::type_info(), __out)
        }
        #[inline]
        fn needs_frames(&self) -> bool {
            <__frames::Plain as __frames::WriteAs<u64>>::needs_frames(&self.0)
        }
        fn can_be_nil(&self) -> bool {
            <__frames::Plain as __frames::WriteAs<u64>>::can_be_nil(&self.0)
        }
        __frames::content_columns!(Self, __frames::Plain, u64, | __row | & __row.0);
        __frames::runs_in_columns!();
        fn describe() -> __frames::DescribedFields {
            __frames::columns::describe::content::<__frames::Plain, u64>()
        }
    }
    #[automatically_derived]
    impl __frames::FromFrames for UserId {
        fn from_frames(
            __header: __frames::HeaderReader<'_>,
            __reader: &mut __frames::FrameReader<'_>,
        ) -> __frames::Result<Self> {
            __frames::parts::from_frames(__header, __reader)
        }
        #[inline]
        fn decode(__input: __frames::Input<'_, '_>) -> __frames::Result<Self> {
            __frames::content::decode::<
                __frames::Plain,
                u64,
            >(__input, <Self as __frames::Named>::type_info())
                .map(|__content| Self { 0: __content })
        }
        fn absent() -> __frames::Option<Self> {
            <__frames::Plain as __frames::ReadAs<u64>>::absent()
                .map(|__content| Self { 0: __content })
        }
        fn nil_possible() -> bool {
            <__frames::Plain as __frames::ReadAs<u64>>::nil_possible()
        }
        fn open_column<'__d>(
            __input: __frames::Input<'_, '__d>,
        ) -> __frames::Result<__frames::columns::Source<'__d>> {
            <__frames::Plain as __frames::ReadAs<u64>>::open_column(__input)
        }
        fn unpack<'__d>(
            __source: &mut __frames::columns::Source<'__d>,
            __count: usize,
            __decoder: &mut __frames::Decoder<'__d>,
            __out: &mut __frames::Vec<Self>,
        ) -> __frames::Result<()> {
            __frames::columns::content::unpack::<
                __frames::Plain,
                u64,
                Self,
            >(__source, __count, __decoder, __out, |__content| Self { 0: __content })
        }
        const CELL: __frames::columns::Cell<Self> = __frames::columns::content::cell::<
            __frames::Plain,
            u64,
            Self,
        >(
            |__text| __frames::columns::content::of_text::<
                __frames::Plain,
                u64,
                Self,
            >(__text, |__content| Self { 0: __content }),
            |__item| __frames::columns::content::of_number::<
                __frames::Plain,
                u64,
                Self,
            >(__item, |__content| Self { 0: __content }),
        );
        __frames::read_runs_in_columns!();
    }
    #[allow(unused_imports)]
    use __frames::Unregistered as _;
    __frames::inventory::submit! {
        __frames::Entry::of(__frames::Probe:: < UserId > ::SEND, __frames::Probe:: <
        UserId > ::LOCAL)
    }
};
