//! Names of the document as names of Rust.

use std::collections::BTreeSet;

use heck::{ToLowerCamelCase, ToPascalCase, ToShoutySnakeCase, ToSnakeCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// Names of types that generated code uses, or that Rust gives a meaning.
const TAKEN_TYPES: [&str; 20] = [
    "Self", "String", "Option", "Some", "None", "Vec", "Result", "Ok", "Err", "Box", "Default", "Clone", "Debug",
    "PartialEq", "From", "Into", "TryFrom", "TryInto", "Iterator", "IntoIterator",
];

/// Names of statics of the generated module itself.
const TAKEN_STATICS: [&str; 4] = ["DOCUMENT", "SECURITY", "SERVERS", "UNNAMED"];

/// A field or a function: `userName` and `user-name` become `user_name`.
///
/// The client generator makes the names of its arguments in the same way.
pub(crate) fn snake(name: &str) -> String {
    valid(cleaned(name).to_snake_case(), "x")
}

/// A type: `exportConnectionRecords` becomes `ExportConnectionRecords`.
pub(crate) fn pascal(name: &str) -> String {
    valid(cleaned(name).to_pascal_case(), "X")
}

/// An operationId: `get /files/{id}` becomes `getFilesId`.
pub(crate) fn camel(text: &str) -> String {
    valid(cleaned(text).to_lower_camel_case(), "x")
}

/// A static: `X-Auth-Token` becomes `X_AUTH_TOKEN`.
pub(crate) fn shouty(name: &str) -> String {
    valid(cleaned(name).to_shouty_snake_case(), "X")
}

/// Whether a type of this name would hide one that generated code uses.
pub(crate) fn is_taken_type(name: &str) -> bool {
    TAKEN_TYPES.contains(&name)
}

/// Whether a static of this name would collide with one of the generated module itself.
pub(crate) fn is_taken_static(name: &str) -> bool {
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    TAKEN_STATICS.contains(&name) || name.strip_prefix("PATTERN_").is_some_and(is_number)
}

/// The name, or the name with the first number from 2 on that makes it another than those taken; it is taken afterwards.
pub(crate) fn unique(wanted: String, taken: &mut BTreeSet<String>) -> String {
    let stem = wanted.strip_suffix('_').unwrap_or(&wanted);
    let numbered = (2_u32..).map(|number| format!("{stem}{number}"));
    let name = std::iter::once(wanted.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(wanted);
    taken.insert(name.clone());
    name
}

/// Names of statics that rules must leave alone, with those of as many patterns as there may be.
pub(crate) fn taken_statics(patterns: usize) -> BTreeSet<String> {
    let patterns = (0..patterns).map(|number| format!("PATTERN_{number}"));
    TAKEN_STATICS.map(str::to_owned).into_iter().chain(patterns).collect()
}

/// Names of types that operations must leave alone.
pub(crate) fn taken_types() -> BTreeSet<String> {
    TAKEN_TYPES.map(str::to_owned).into()
}

/// Only what may stand in a name of Rust: `²` and `ⓐ` count as a digit and a letter elsewhere.
fn cleaned(name: &str) -> String {
    name.replace('\'', "").replace(|c: char| !is_xid_continue(c), "-")
}

fn valid(name: String, nothing: &str) -> String {
    let name = match name.chars().next() {
        None => nothing.to_owned(),
        Some(first) if is_xid_start(first) => name,
        Some(_) => format!("_{name}"),
    };
    if syn::parse_str::<syn::Ident>(&name).is_ok() { name } else { format!("{name}_") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_or_a_letter_that_no_name_of_rust_may_have_does_not_stop_the_generator() {
        for name in ["m²", "CO₂", "½", "①", "ⓐ", "a·b", "²", "x\u{301}", "\u{301}", "ﬀ", "ß", "ŉ", "ǰ", "İ", "ͺ", "ΐ"]
        {
            for made in [snake(name), pascal(name), camel(name), shouty(name)] {
                assert!(syn::parse_str::<syn::Ident>(&made).is_ok(), "{name}: {made}");
            }
        }
        assert_eq!(snake("m²"), "m");
        assert_eq!(snake("①"), "x");
        assert_eq!(snake("größe"), "größe");
    }

    #[test]
    fn a_keyword_or_a_digit_does_not_break_the_generated_code() {
        assert_eq!(snake("type"), "type_");
        assert_eq!(snake("self"), "self_");
        assert_eq!(pascal("self"), "Self_");
        assert_eq!(snake("2fa"), "_2fa");
        assert_eq!(snake("$filter"), "filter");
        assert_eq!(snake("---"), "x");
        assert_eq!(shouty("If-Range"), "IF_RANGE");
        assert_eq!(pascal("zh_CN"), "ZhCn");
    }
}
