//! Text: short in the header, long as frames of its own, with the lengths where the form changes.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use proptest::prelude::*;

use crate::{check, roundtrips};

roundtrips! {
    inside;
    short: any::<String>();
    runs: proptest::collection::vec(any::<String>(), 0..6);
}

roundtrips! {
    ascii: "[ -~]{0,40}";
    boxed: any::<String>().prop_map(String::into_boxed_str);
    counted: any::<String>().prop_map(Arc::<str>::from);
    local: any::<String>().prop_map(Rc::<str>::from);
    borrowed: any::<String>().prop_map(Cow::<'static, str>::Owned);
    arrays: any::<[String; 3]>();
    runs_of_runs: proptest::collection::vec(proptest::collection::vec(any::<String>(), 0..4), 0..4);
    long: (4000usize..5000, any::<char>()).prop_map(|(len, one)| one.to_string().repeat(len));
    runs_that_outgrow_a_header: (1usize..400, "[a-z]{0,20}").prop_map(|(len, one)| vec![one; len]);
}

#[test]
fn lengths_where_the_form_changes() {
    for len in [0, 1, 31, 32, 255, 256, 4095, 4096, 4097, 65_535, 65_536, 70_000] {
        check(&"x".repeat(len));
        check(&"é".repeat(len / 2));
        check(&vec!["y".repeat(len), String::new()]);
        check(&(1u8, "z".repeat(len), "z".repeat(len).into_boxed_str()));
    }
}
