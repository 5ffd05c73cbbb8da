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
    impl<T> __frames::Named for PointDef<T> {
        fn type_info() -> &'static __frames::TypeInfo {
            __frames::type_info!(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "PointDef"), shared
                = true
            )
        }
        fn dyn_type_info(&self) -> &'static __frames::TypeInfo {
            <Self as __frames::Named>::type_info()
        }
    }
    static __FIELDS: &[__frames::Field] = &[
        __frames::Field {
            name: "x",
            key: b"\xA1x",
            aliases: &[],
        },
        __frames::Field {
            name: "y",
            key: b"\xA1y",
            aliases: &[],
        },
    ];
    #[automatically_derived]
    impl<T> __frames::Visit<foreign::Point<T>> for PointDef<T>
    where
        T: __frames::Framed,
    {
        #[inline]
        fn visit<'__a, __V: __frames::Visitor<'__a>>(
            __value: &'__a foreign::Point<T>,
            __visitor: &mut __V,
        ) -> __frames::Result<()> {
            __visitor.field::<__frames::Plain, T>(&__FIELDS[0], &__value.x)?;
            __visitor.field::<__frames::Plain, T>(&__FIELDS[1], &__value.y)?;
            __frames::Ok(())
        }
    }
    #[automatically_derived]
    impl<T> __frames::columns::Columnar<foreign::Point<T>> for PointDef<T>
    where
        T: __frames::Framed,
    {
        fn columns<'__a, __V: __frames::columns::ColumnVisitor<'__a, foreign::Point<T>>>(
            __visitor: &mut __V,
        ) -> __frames::Result<()>
        where
            foreign::Point<T>: '__a,
        {
            __visitor
                .field::<
                    __frames::Plain,
                    T,
                >(&__FIELDS[0], |__value| __frames::Some(&__value.x))?;
            __visitor
                .field::<
                    __frames::Plain,
                    T,
                >(&__FIELDS[1], |__value| __frames::Some(&__value.y))?;
            __frames::Ok(())
        }
    }
    #[automatically_derived]
    impl<T> __frames::FrameAs<foreign::Point<T>> for PointDef<T>
    where
        T: __frames::FromFrames,
    {
        fn header(
            __value: &foreign::Point<T>,
            __out: &mut __frames::HeaderWriter<'_>,
        ) -> __frames::Result<()> {
            let _ = |Self { x: __f0, y: __f1 }: Self| Self { x: __f0, y: __f1 };
            __frames::adapter_parts::header::<Self, foreign::Point<T>>(__value, __out)
        }
        fn frames<'__a>(
            __value: &'__a foreign::Point<T>,
            __out: &mut __frames::Frames<'__a>,
        ) -> __frames::Result<()> {
            __frames::adapter_parts::frames::<Self, foreign::Point<T>>(__value, __out)
        }
        fn from_frames(
            __header: __frames::HeaderReader<'_>,
            __reader: &mut __frames::FrameReader<'_>,
        ) -> __frames::Result<foreign::Point<T>> {
            __frames::adapter_parts::from_frames::<
                Self,
                foreign::Point<T>,
            >(__header, __reader)
        }
        fn inline(
            __value: &foreign::Point<T>,
            __out: &mut __frames::Inline<'_>,
        ) -> __frames::Result<__frames::Fit> {
            __frames::object::inline::<
                Self,
                foreign::Point<T>,
            >(__value, <Self as __frames::Named>::type_info(), __out)
        }
        fn payload<'__a>(
            __value: &'__a foreign::Point<T>,
            __out: &mut __frames::Encoder<'__a>,
        ) -> __frames::Result<()> {
            __frames::object::payload::<
                Self,
                foreign::Point<T>,
            >(__value, <Self as __frames::Named>::type_info(), __out)
        }
        fn needs_frames(__value: &foreign::Point<T>) -> bool {
            __frames::object::needs_frames::<
                Self,
                foreign::Point<T>,
            >(__value, <Self as __frames::Named>::type_info())
        }
        fn can_be_nil(__value: &foreign::Point<T>) -> bool {
            false
        }
        #[inline]
        fn decode(
            __input: __frames::Input<'_, '_>,
        ) -> __frames::Result<foreign::Point<T>> {
            let mut __f0 = __frames::Slot::<T>::new();
            let mut __f1 = __frames::Slot::<T>::new();
            __input
                .object(
                    <Self as __frames::Named>::type_info(),
                    __FIELDS,
                    __frames::Unknown::Ignore,
                    |__index, __input| match __index {
                        0 => __f0.fill::<__frames::Plain>(__input),
                        1 => __f1.fill::<__frames::Plain>(__input),
                        _ => __frames::Ok(()),
                    },
                )?;
            __frames::Ok({
                foreign::Point {
                    x: __f0.take::<__frames::Plain>(&__FIELDS[0])?,
                    y: __f1.take::<__frames::Plain>(&__FIELDS[1])?,
                }
            })
        }
        fn nil_possible() -> bool {
            false
        }
        __frames::record_columns!(foreign::Point < T >);
        fn open_column<'__d>(
            __input: __frames::Input<'_, '__d>,
        ) -> __frames::Result<__frames::columns::Source<'__d>> {
            __frames::columns::open_record(
                __input,
                <Self as __frames::Named>::type_info(),
                __FIELDS,
                __frames::Unknown::Ignore,
                |__index, __input| match __index {
                    0 => <__frames::Plain as __frames::ReadAs<T>>::open_column(__input),
                    1 => <__frames::Plain as __frames::ReadAs<T>>::open_column(__input),
                    _ => __frames::Ok(__frames::columns::Source::Absent),
                },
            )
        }
        fn unpack<'__d>(
            __source: &mut __frames::columns::Source<'__d>,
            __count: usize,
            __decoder: &mut __frames::Decoder<'__d>,
            __out: &mut __frames::Vec<foreign::Point<T>>,
        ) -> __frames::Result<()> {
            match __source.fields(__FIELDS, __count, __decoder)? {
                __frames::None => {
                    __source
                        .values(
                            __count,
                            __decoder,
                            __out,
                            <Self as __frames::FrameAs<foreign::Point<T>>>::decode,
                        )
                }
                __frames::Some(mut __fields) => {
                    let mut __column__f0 = __frames::columns::Block::<
                        __frames::Plain,
                        T,
                    >::next(&mut __fields, __frames::Some(&__FIELDS[0]));
                    let mut __column__f1 = __frames::columns::Block::<
                        __frames::Plain,
                        T,
                    >::next(&mut __fields, __frames::Some(&__FIELDS[1]));
                    for __rows in __frames::columns::blocks(__count) {
                        let mut __column__f0 = __column__f0.take(__rows, __decoder)?;
                        let mut __column__f1 = __column__f1.take(__rows, __decoder)?;
                        __out.reserve(__rows);
                        for _ in 0..__rows {
                            __frames::columns::push(
                                __out,
                                {
                                    foreign::Point {
                                        x: __column__f0
                                            .slot()?
                                            .take::<__frames::Plain>(&__FIELDS[0])?,
                                        y: __column__f1
                                            .slot()?
                                            .take::<__frames::Plain>(&__FIELDS[1])?,
                                    }
                                },
                            )?;
                        }
                    }
                    __frames::Ok(())
                }
            }
        }
    }
};
