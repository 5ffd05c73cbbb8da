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
    impl __frames::Named for Human {
        fn type_info() -> &'static __frames::TypeInfo {
            __frames::type_info!(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "Human"), aliases =
                ["acme.Person"], python = "acme.Human"
            )
        }
        fn dyn_type_info(&self) -> &'static __frames::TypeInfo {
            <Self as __frames::Named>::type_info()
        }
    }
    static __FIELDS: &[__frames::Field] = &[
        __frames::Field {
            name: "name",
            key: b"\xA4name",
            aliases: &[],
        },
        __frames::Field {
            name: "age",
            key: b"\xA3age",
            aliases: &["years"],
        },
        __frames::Field {
            name: "photo",
            key: b"\xA5photo",
            aliases: &[],
        },
    ];
    #[automatically_derived]
    impl __frames::Visit<Self> for Human {
        #[inline]
        fn visit<'__a, __V: __frames::Visitor<'__a>>(
            __value: &'__a Self,
            __visitor: &mut __V,
        ) -> __frames::Result<()> {
            __visitor.field::<__frames::Plain, String>(&__FIELDS[0], &__value.name)?;
            __visitor.field::<__frames::Plain, u8>(&__FIELDS[1], &__value.age)?;
            if !Vec::is_empty(&__value.photo) {
                __visitor
                    .field::<__frames::Plain, Vec<f64>>(&__FIELDS[2], &__value.photo)?;
            }
            __frames::Ok(())
        }
    }
    #[automatically_derived]
    impl __frames::Flatten for Human {
        const IS_RECORD: bool = true;
        #[inline]
        fn flatten<'__a, __V: __frames::Visitor<'__a>>(
            &'__a self,
            __visitor: &mut __V,
        ) -> __frames::Result<()> {
            <Self as __frames::Visit<Self>>::visit(self, __visitor)
        }
    }
    #[automatically_derived]
    impl __frames::columns::Columnar<Self> for Human {
        fn columns<'__a, __V: __frames::columns::ColumnVisitor<'__a, Self>>(
            __visitor: &mut __V,
        ) -> __frames::Result<()>
        where
            Self: '__a,
        {
            __visitor
                .field::<
                    __frames::Plain,
                    String,
                >(&__FIELDS[0], |__value| __frames::Some(&__value.name))?;
            __visitor
                .field::<
                    __frames::Plain,
                    u8,
                >(&__FIELDS[1], |__value| __frames::Some(&__value.age))?;
            __visitor
                .field::<
                    __frames::Plain,
                    Vec<f64>,
                >(&__FIELDS[2], |__value| __frames::Some(&__value.photo))?;
            __frames::Ok(())
        }
    }
    #[automatically_derived]
    impl __frames::Framed for Human {
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
            __frames::object::inline::<
                Self,
                Self,
            >(self, <Self as __frames::Named>::type_info(), __out)
        }
        #[inline]
        fn payload<'__a>(
            &'__a self,
            __out: &mut __frames::Encoder<'__a>,
        ) -> __frames::Result<()> {
            __frames::object::payload::<
                Self,
                Self,
            >(self, <Self as __frames::Named>::type_info(), __out)
        }
        #[inline]
        fn needs_frames(&self) -> bool {
            __frames::object::needs_frames::<
                Self,
                Self,
            >(self, <Self as __frames::Named>::type_info())
        }
        __frames::record_columns!(Self);
        __frames::runs_in_columns!();
        fn describe() -> __frames::DescribedFields {
            __frames::columns::describe::record::<Self, Self>()
        }
    }
    #[automatically_derived]
    impl __frames::FromFrames for Human {
        fn from_frames(
            __header: __frames::HeaderReader<'_>,
            __reader: &mut __frames::FrameReader<'_>,
        ) -> __frames::Result<Self> {
            __frames::parts::from_frames(__header, __reader)
        }
        #[inline]
        fn decode(__input: __frames::Input<'_, '_>) -> __frames::Result<Self> {
            let mut __f0 = __frames::Slot::<String>::new();
            let mut __f1 = __frames::Slot::<u8>::new();
            let mut __f2 = __frames::Slot::<Vec<f64>>::new();
            __input
                .object(
                    <Self as __frames::Named>::type_info(),
                    __FIELDS,
                    __frames::Unknown::Ignore,
                    |__index, __input| match __index {
                        0 => __f0.fill::<__frames::Plain>(__input),
                        1 => __f1.fill::<__frames::Plain>(__input),
                        2 => __f2.fill::<__frames::Plain>(__input),
                        _ => __frames::Ok(()),
                    },
                )?;
            __frames::Ok({
                Self {
                    name: __f0.take::<__frames::Plain>(&__FIELDS[0])?,
                    age: __f1.take_or(__frames::Default::default),
                    photo: __f2.take_or(__frames::Default::default),
                }
            })
        }
        fn open_column<'__d>(
            __input: __frames::Input<'_, '__d>,
        ) -> __frames::Result<__frames::columns::Source<'__d>> {
            __frames::columns::open_record(
                __input,
                <Self as __frames::Named>::type_info(),
                __FIELDS,
                __frames::Unknown::Ignore,
                |__index, __input| match __index {
                    0 => {
                        <__frames::Plain as __frames::ReadAs<
                            String,
                        >>::open_column(__input)
                    }
                    1 => <__frames::Plain as __frames::ReadAs<u8>>::open_column(__input),
                    2 => {
                        <__frames::Plain as __frames::ReadAs<
                            Vec<f64>,
                        >>::open_column(__input)
                    }
                    _ => __frames::Ok(__frames::columns::Source::Absent),
                },
            )
        }
        fn unpack<'__d>(
            __source: &mut __frames::columns::Source<'__d>,
            __count: usize,
            __decoder: &mut __frames::Decoder<'__d>,
            __out: &mut __frames::Vec<Self>,
        ) -> __frames::Result<()> {
            match __source.fields(__FIELDS, __count, __decoder)? {
                __frames::None => {
                    __source
                        .values(
                            __count,
                            __decoder,
                            __out,
                            <Self as __frames::FromFrames>::decode,
                        )
                }
                __frames::Some(mut __fields) => {
                    let mut __column__f0 = __frames::columns::Block::<
                        __frames::Plain,
                        String,
                    >::next(&mut __fields, __frames::Some(&__FIELDS[0]));
                    let mut __column__f1 = __frames::columns::Block::<
                        __frames::Plain,
                        u8,
                    >::next(&mut __fields, __frames::Some(&__FIELDS[1]));
                    let mut __column__f2 = __frames::columns::Block::<
                        __frames::Plain,
                        Vec<f64>,
                    >::next(&mut __fields, __frames::Some(&__FIELDS[2]));
                    for __rows in __frames::columns::blocks(__count) {
                        let mut __column__f0 = __column__f0.take(__rows, __decoder)?;
                        let mut __column__f1 = __column__f1.take(__rows, __decoder)?;
                        let mut __column__f2 = __column__f2.take(__rows, __decoder)?;
                        __out.reserve(__rows);
                        for _ in 0..__rows {
                            __frames::columns::push(
                                __out,
                                {
                                    Self {
                                        name: __column__f0
                                            .slot()?
                                            .take::<__frames::Plain>(&__FIELDS[0])?,
                                        age: __column__f1
                                            .slot()?
                                            .take_or(__frames::Default::default),
                                        photo: __column__f2
                                            .slot()?
                                            .take_or(__frames::Default::default),
                                    }
                                },
                            )?;
                        }
                    }
                    __frames::Ok(())
                }
            }
        }
        __frames::read_runs_in_columns!();
    }
    #[allow(unused_imports)]
    use __frames::Unregistered as _;
    __frames::inventory::submit! {
        __frames::Entry::of(__frames::Probe:: < Human > ::SEND, __frames::Probe:: < Human
        > ::LOCAL)
    }
};
