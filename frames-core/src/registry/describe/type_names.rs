//! Types as people write them. The compiler's names have the path to each type, which is long and changes when a module
//! is moved, and, from one version of the compiler to the next, lifetimes.

/// The name of a type without modules and lifetimes: `Vec<Option<Side>>` of `alloc::vec::Vec<core::option::Option<acme::Side>>`.
pub(crate) fn readable(type_name: &str) -> String {
    let mut out = String::with_capacity(type_name.len());
    // Where the path at hand begins in `out`, and the paths around it whose arguments are being read.
    let (mut path, mut around) = (0, Vec::new());
    let mut rest = type_name;
    while let Some(next) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("::") {
            out.truncate(path);
            rest = behind;
            continue;
        }
        if let Some(behind) = rest.strip_prefix("->") {
            out.push_str("->");
            rest = behind;
            continue;
        }
        rest = &rest[next.len_utf8()..];
        match next {
            '\'' => {
                rest = rest.trim_start_matches(in_name);
                rest = rest.strip_prefix(", ").or(rest.strip_prefix(' ')).unwrap_or(rest);
                // What only a lifetime stood for: `+ '_`, `<'_>`.
                if let Some(bounds) = out.strip_suffix(" + ") {
                    out.truncate(bounds.len());
                }
                if let (Some(unit), Some(behind)) = (out.strip_suffix('<'), rest.strip_prefix('>')) {
                    out.truncate(unit.len());
                    path = around.pop().unwrap_or(0);
                    rest = behind;
                }
            }
            '<' | '(' | '[' => {
                out.push(next);
                around.push(path);
                path = out.len();
            }
            '>' | ')' | ']' => {
                out.push(next);
                path = around.pop().unwrap_or(0);
            }
            _ => {
                out.push(next);
                if !in_name(next) {
                    path = out.len();
                }
            }
        }
    }
    out
}

/// Braces stand in the path to what is defined in a closure.
fn in_name(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '{' | '}' | '#')
}

#[cfg(test)]
mod tests {
    use std::any::type_name;
    use std::borrow::Cow;
    use std::collections::{BTreeMap, HashMap};

    use super::readable;

    struct Side;

    #[test]
    fn modules_are_left_out() {
        assert_eq!(readable(type_name::<u8>()), "u8");
        assert_eq!(readable(type_name::<Vec<Option<Side>>>()), "Vec<Option<Side>>");
        assert_eq!(
            readable(type_name::<HashMap<String, Box<[Side; 3]>>>()),
            "HashMap<String, Box<[Side; 3]>>"
        );
        assert_eq!(
            readable(type_name::<(BTreeMap<u8, ()>, (Side, bool))>()),
            "(BTreeMap<u8, ()>, (Side, bool))"
        );
        assert_eq!(readable(type_name::<Box<dyn std::fmt::Debug + Send>>()), "Box<dyn Debug + Send>");
        assert_eq!(readable(type_name::<fn(&Side) -> Vec<Side>>()), readable("fn(&a::Side) -> b::Vec<Side>"));
    }

    #[test]
    fn what_stands_in_functions_is_named_alone() {
        fn in_function() -> &'static str {
            struct Local;
            let name = || {
                struct Deeper<T>(T);
                type_name::<Deeper<Local>>()
            };
            name()
        }
        assert_eq!(readable(in_function()), "Deeper<Local>");
        assert_eq!(readable("acme::<impl acme::Side<T>>::parts::Local"), "Local");
        assert_eq!(readable("<acme::Side as core::fmt::Debug>::fmt::Local<acme::Side>"), "Local<Side>");
    }

    /// Whether the compiler prints them or not.
    #[test]
    fn lifetimes_are_left_out() {
        assert_eq!(readable(type_name::<Cow<'static, str>>()), "Cow<str>");
        assert_eq!(readable(type_name::<&'static [u8]>()), "&[u8]");
        assert_eq!(readable("alloc::borrow::Cow<'_, str>"), "Cow<str>");
        assert_eq!(readable("(acme::Row<'_>, &'static mut acme::Side)"), "(Row, &mut Side)");
        assert_eq!(
            readable("alloc::boxed::Box<dyn acme::Op + core::marker::Send + '_>"),
            "Box<dyn Op + Send>"
        );
        assert_eq!(readable("acme::Row<'_>::f::Local<'a, 'b>"), "Local");
    }
}
