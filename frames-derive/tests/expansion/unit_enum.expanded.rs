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
    impl __frames::Named for Color {
        fn type_info() -> &'static __frames::TypeInfo {
            __frames::type_info!("acme.Color")
        }
        fn dyn_type_info(&self) -> &'static __frames::TypeInfo {
            <Self as __frames::Named>::type_info()
        }
    }
    #[automatically_derived]
    impl __frames::unit::UnitEnum<Self> for Color {
        const VARIANTS: &'static [__frames::Field] = &[
            __frames::Field {
                name: "red",
                key: b"\xA3red",
                aliases: &[],
            },
            __frames::Field {
                name: "blue",
                key: b"\xA4blue",
                aliases: &["navy"],
            },
        ];
        fn index(__value: &Self) -> __frames::Result<usize> {
            __frames::Ok(
                match *__value {
                    Self::Red {} => 0,
                    Self::Blue {} => 1,
                },
            )
        }
        fn called(__name: &str) -> __frames::Option<Self> {
            __frames::Some(
                match __name {
                    "red" => Self::Red {},
                    "blue" | "navy" => Self::Blue {},
                    _ => return __frames::None,
                },
            )
        }
    }
    #[automatically_derived]
    impl __frames::Framed for Color {
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
            __frames::unit::inline::<Self, Self>(self, __out)
        }
        #[inline]
        fn payload<'__a>(
            &'__a self,
            __out: &mut __frames::Encoder<'__a>,
        ) -> __frames::Result<()> {
            __frames::unit::payload::<Self, Self>(self, __out)
        }
        #[inline]
        fn needs_frames(&self) -> bool {
            false
        }
        __frames::unit_columns!(Self);
        __frames::runs_in_columns!();
        fn describe() -> __frames::DescribedFields {
            __frames::columns::describe::names(
                <Self as __frames::unit::UnitEnum<Self>>::VARIANTS,
            )
        }
    }
    #[automatically_derived]
    impl __frames::FromFrames for Color {
        fn from_frames(
            __header: __frames::HeaderReader<'_>,
            __reader: &mut __frames::FrameReader<'_>,
        ) -> __frames::Result<Self> {
            __frames::parts::from_frames(__header, __reader)
        }
        #[inline]
        fn decode(__input: __frames::Input<'_, '_>) -> __frames::Result<Self> {
            __frames::unit::decode::<Self, Self>(__input)
        }
        fn open_column<'__d>(
            __input: __frames::Input<'_, '__d>,
        ) -> __frames::Result<__frames::columns::Source<'__d>> {
            __frames::unit::open_column::<Self, Self>(__input)
        }
        fn unpack<'__d>(
            __source: &mut __frames::columns::Source<'__d>,
            __count: usize,
            __decoder: &mut __frames::Decoder<'__d>,
            __out: &mut __frames::Vec<Self>,
        ) -> __frames::Result<()> {
            __frames::unit::unpack::<Self, Self>(__source, __count, __decoder, __out)
        }
        const CELL: __frames::columns::Cell<Self> = __frames::unit::cell::<Self, Self>();
        __frames::read_runs_in_columns!();
    }
    #[allow(unused_imports)]
    use __frames::Unregistered as _;
    __frames::inventory::submit! {
        __frames::Entry::of(__frames::Probe:: < Color > ::SEND, __frames::Probe:: < Color
        > ::LOCAL)
    }
};
