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
    impl<'a, T> __frames::Named for Fields<'a, T> {
        fn type_info() -> &'static __frames::TypeInfo {
            __frames::type_info!(
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), ".", "Fields"), shared =
                true
            )
        }
        fn dyn_type_info(&self) -> &'static __frames::TypeInfo {
            <Self as __frames::Named>::type_info()
        }
    }
    static __FIELDS: &[__frames::Field] = &[
        __frames::Field {
            name: "version",
            key: b"\xA7version",
            aliases: &[],
        },
        __frames::Field {
            name: "point",
            key: b"\xA5point",
            aliases: &[],
        },
        __frames::Field {
            name: "text",
            key: b"\xA4text",
            aliases: &[],
        },
    ];
    #[automatically_derived]
    impl<'a, T> __frames::Visit<Self> for Fields<'a, T>
    where
        T: __frames::Serialize,
        T: __frames::DeserializeOwned,
        T: __frames::Flatten,
        T: __frames::Framed,
    {
        const FLATTENS: bool = true;
        #[inline]
        fn visit<'__a, __V: __frames::Visitor<'__a>>(
            __value: &'__a Self,
            __visitor: &mut __V,
        ) -> __frames::Result<()> {
            __visitor
                .field::<
                    __frames::With<AsText>,
                    Version,
                >(&__FIELDS[0], &__value.version)?;
            __visitor
                .field::<
                    __frames::With<__frames::Serde>,
                    Point<T>,
                >(&__FIELDS[1], &__value.point)?;
            __visitor.field::<__frames::Plain, &'a str>(&__FIELDS[2], &__value.text)?;
            __frames::Flatten::flatten(&__value.rest, __visitor)?;
            __frames::Ok(())
        }
    }
    #[automatically_derived]
    impl<'a, T> __frames::Flatten for Fields<'a, T>
    where
        T: __frames::Serialize,
        T: __frames::DeserializeOwned,
        T: __frames::Flatten,
        T: __frames::Framed,
    {
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
    impl<'a, T> __frames::columns::Columnar<Self> for Fields<'a, T>
    where
        T: __frames::Serialize,
        T: __frames::DeserializeOwned,
        T: __frames::Flatten,
        T: __frames::Framed,
    {
        fn columns<'__a, __V: __frames::columns::ColumnVisitor<'__a, Self>>(
            __visitor: &mut __V,
        ) -> __frames::Result<()>
        where
            Self: '__a,
        {
            __visitor
                .field::<
                    __frames::With<AsText>,
                    Version,
                >(&__FIELDS[0], |__value| __frames::Some(&__value.version))?;
            __visitor
                .field::<
                    __frames::With<__frames::Serde>,
                    Point<T>,
                >(&__FIELDS[1], |__value| __frames::Some(&__value.point))?;
            __visitor
                .field::<
                    __frames::Plain,
                    &'a str,
                >(&__FIELDS[2], |__value| __frames::Some(&__value.text))?;
            __visitor.flatten::<T>(|__value| __frames::Some(&__value.rest))?;
            __frames::Ok(())
        }
    }
    #[automatically_derived]
    impl<'a, T> __frames::Framed for Fields<'a, T>
    where
        T: __frames::Serialize,
        T: __frames::DeserializeOwned,
        T: __frames::Flatten,
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
};
