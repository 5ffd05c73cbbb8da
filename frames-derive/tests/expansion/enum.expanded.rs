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
    impl<T> __frames::Named for Shape<T> {
        fn type_info() -> &'static __frames::TypeInfo {
            __frames::type_info!(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "Shape"), shared =
                true
            )
        }
        fn dyn_type_info(&self) -> &'static __frames::TypeInfo {
            <Self as __frames::Named>::type_info()
        }
    }
    static __TAG: __frames::Field = __frames::Field {
        name: "variant",
        key: b"\xA7variant",
        aliases: &[],
    };
    static __FIELDS: &[&[__frames::Field]] = &[
        &[],
        &[
            __frames::Field {
                name: "0",
                key: b"\xA10",
                aliases: &[],
            },
        ],
        &[
            __frames::Field {
                name: "side",
                key: b"\xA4side",
                aliases: &[],
            },
            __frames::Field {
                name: "label",
                key: b"\xA5label",
                aliases: &[],
            },
        ],
    ];
    #[automatically_derived]
    impl<T> __frames::Visit<Self> for Shape<T>
    where
        T: __frames::Framed,
    {
        #[inline]
        fn visit<'__a, __V: __frames::Visitor<'__a>>(
            __value: &'__a Self,
            __visitor: &mut __V,
        ) -> __frames::Result<()> {
            match __value {
                Self::Nothing {} => {
                    __visitor.variant(&__TAG, "Nothing")?;
                }
                Self::Circle { 0: __f0 } => {
                    __visitor.variant(&__TAG, "Circle")?;
                    __visitor.field::<__frames::Plain, T>(&__FIELDS[1][0], __f0)?;
                }
                Self::Square { side: __f0, label: __f1 } => {
                    __visitor.variant(&__TAG, "Square")?;
                    __visitor.field::<__frames::Plain, T>(&__FIELDS[2][0], __f0)?;
                    __visitor.field::<__frames::Plain, String>(&__FIELDS[2][1], __f1)?;
                }
            }
            __frames::Ok(())
        }
    }
    #[automatically_derived]
    impl<T> __frames::columns::Columnar<Self> for Shape<T>
    where
        T: __frames::Framed,
    {
        fn columns<'__a, __V: __frames::columns::ColumnVisitor<'__a, Self>>(
            __visitor: &mut __V,
        ) -> __frames::Result<()>
        where
            Self: '__a,
        {
            __visitor
                .tag(
                    &__TAG,
                    |__value| __frames::Ok(
                        match __value {
                            Self::Nothing { .. } => "Nothing",
                            Self::Circle { .. } => "Circle",
                            Self::Square { .. } => "Square",
                        },
                    ),
                )?;
            __visitor.variant("Nothing");
            __visitor.variant("Circle");
            __visitor
                .field::<
                    __frames::Plain,
                    T,
                >(
                    &__FIELDS[1][0],
                    |__value| match __value {
                        Self::Circle { 0: __f0, .. } => __frames::Some(__f0),
                        _ => __frames::None,
                    },
                )?;
            __visitor.variant("Square");
            __visitor
                .field::<
                    __frames::Plain,
                    T,
                >(
                    &__FIELDS[2][0],
                    |__value| match __value {
                        Self::Square { side: __f0, .. } => __frames::Some(__f0),
                        _ => __frames::None,
                    },
                )?;
            __visitor
                .field::<
                    __frames::Plain,
                    String,
                >(
                    &__FIELDS[2][1],
                    |__value| match __value {
                        Self::Square { label: __f1, .. } => __frames::Some(__f1),
                        _ => __frames::None,
                    },
                )?;
            __frames::Ok(())
        }
    }
    #[automatically_derived]
    impl<T> __frames::Framed for Shape<T>
    where
        T: __frames::Framed,
    {
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
    impl<T> __frames::FromFrames for Shape<T>
    where
        T: __frames::FromFrames,
    {
        fn from_frames(
            __header: __frames::HeaderReader<'_>,
            __reader: &mut __frames::FrameReader<'_>,
        ) -> __frames::Result<Self> {
            __frames::parts::from_frames(__header, __reader)
        }
        #[inline]
        fn decode(__input: __frames::Input<'_, '_>) -> __frames::Result<Self> {
            __input
                .variant(
                    <Self as __frames::Named>::type_info(),
                    &__TAG,
                    |__name, __input| match __name {
                        "Nothing" => {
                            __input
                                .object(
                                    <Self as __frames::Named>::type_info(),
                                    __FIELDS[0],
                                    __frames::Unknown::Ignore,
                                    |_, _| __frames::Ok(()),
                                )?;
                            __frames::Ok({ Self::Nothing {} })
                        }
                        "Circle" => {
                            let mut __f0 = __frames::Slot::<T>::new();
                            __input
                                .object(
                                    <Self as __frames::Named>::type_info(),
                                    __FIELDS[1],
                                    __frames::Unknown::Ignore,
                                    |__index, __input| match __index {
                                        0 => __f0.fill::<__frames::Plain>(__input),
                                        _ => __frames::Ok(()),
                                    },
                                )?;
                            __frames::Ok({
                                Self::Circle {
                                    0: __f0.take::<__frames::Plain>(&__FIELDS[1][0])?,
                                }
                            })
                        }
                        "Square" => {
                            let mut __f0 = __frames::Slot::<T>::new();
                            let mut __f1 = __frames::Slot::<String>::new();
                            __input
                                .object(
                                    <Self as __frames::Named>::type_info(),
                                    __FIELDS[2],
                                    __frames::Unknown::Ignore,
                                    |__index, __input| match __index {
                                        0 => __f0.fill::<__frames::Plain>(__input),
                                        1 => __f1.fill::<__frames::Plain>(__input),
                                        _ => __frames::Ok(()),
                                    },
                                )?;
                            __frames::Ok({
                                Self::Square {
                                    side: __f0.take::<__frames::Plain>(&__FIELDS[2][0])?,
                                    label: __f1.take::<__frames::Plain>(&__FIELDS[2][1])?,
                                }
                            })
                        }
                        __unknown => {
                            __frames::Err(
                                __frames::unknown_variant(
                                    <Self as __frames::Named>::type_info(),
                                    &["Nothing", "Circle", "Square"],
                                    __unknown,
                                ),
                            )
                        }
                    },
                )
        }
        fn open_column<'__d>(
            __input: __frames::Input<'_, '__d>,
        ) -> __frames::Result<__frames::columns::Source<'__d>> {
            __frames::columns::open_variants(
                __input,
                <Self as __frames::Named>::type_info(),
                &__TAG,
                &[&["Nothing"], &["Circle"], &["Square"]],
                __FIELDS,
                &[
                    __frames::Unknown::Ignore,
                    __frames::Unknown::Ignore,
                    __frames::Unknown::Ignore,
                ],
                |__variant, __index, __input| match (__variant, __index) {
                    (1, 0) => {
                        <__frames::Plain as __frames::ReadAs<T>>::open_column(__input)
                    }
                    (2, 0) => {
                        <__frames::Plain as __frames::ReadAs<T>>::open_column(__input)
                    }
                    (2, 1) => {
                        <__frames::Plain as __frames::ReadAs<
                            String,
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
            let __unknown = |__name: &str| __frames::unknown_variant(
                <Self as __frames::Named>::type_info(),
                &["Nothing", "Circle", "Square"],
                __name,
            );
            match __source.variants(__count, __decoder)? {
                __frames::None => {
                    __source
                        .values(
                            __count,
                            __decoder,
                            __out,
                            <Self as __frames::FromFrames>::decode,
                        )
                }
                __frames::Some((__tags, mut __variants)) => {
                    let mut __fields = __frames::columns::Source::of_variant(
                        &mut __variants,
                    );
                    let mut __fields = __frames::columns::Source::of_variant(
                        &mut __variants,
                    );
                    let mut __column1__f0 = __frames::columns::Block::<
                        __frames::Plain,
                        T,
                    >::next(&mut __fields, __frames::Some(&__FIELDS[1][0]));
                    let mut __fields = __frames::columns::Source::of_variant(
                        &mut __variants,
                    );
                    let mut __column2__f0 = __frames::columns::Block::<
                        __frames::Plain,
                        T,
                    >::next(&mut __fields, __frames::Some(&__FIELDS[2][0]));
                    let mut __column2__f1 = __frames::columns::Block::<
                        __frames::Plain,
                        String,
                    >::next(&mut __fields, __frames::Some(&__FIELDS[2][1]));
                    for __rows in __frames::columns::blocks(__count) {
                        let (__row_variants, __counts) = __frames::columns::variants_of(
                            __tags,
                            &[&["Nothing"], &["Circle"], &["Square"]],
                            __frames::None,
                            &__unknown,
                            __rows,
                            __decoder,
                        )?;
                        let mut __column1__f0 = __column1__f0
                            .take(__counts[1], __decoder)?;
                        let mut __column2__f0 = __column2__f0
                            .take(__counts[2], __decoder)?;
                        let mut __column2__f1 = __column2__f1
                            .take(__counts[2], __decoder)?;
                        __out.reserve(__rows);
                        for __variant in __row_variants {
                            __frames::columns::push(
                                __out,
                                match __variant {
                                    0 => Self::Nothing {},
                                    1 => {
                                        Self::Circle {
                                            0: __column1__f0
                                                .slot()?
                                                .take::<__frames::Plain>(&__FIELDS[1][0])?,
                                        }
                                    }
                                    2 => {
                                        Self::Square {
                                            side: __column2__f0
                                                .slot()?
                                                .take::<__frames::Plain>(&__FIELDS[2][0])?,
                                            label: __column2__f1
                                                .slot()?
                                                .take::<__frames::Plain>(&__FIELDS[2][1])?,
                                        }
                                    }
                                    _ => return __frames::Err(__unknown("")),
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
};
