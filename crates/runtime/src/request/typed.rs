//! Values of types of their own, read from every part of a request.

use serde_json::Value;

use super::{Query, RawRequest, required};
use crate::json_schema::WhileReading;
use crate::messages;
use crate::parameter::{Json, Style, TypedJson};
use crate::typed::{Read, Typed, from_slice_checked};
use crate::validate::{Field, Rule, Violation, Violations};

/// A value that is read as one of any type first.
macro_rules! read {
    ($($(#[$doc:meta])* $typed:ident, $required:ident, $any:ident;)*) => {
        $($(#[$doc])*
        pub fn $typed<T: Typed + Default>(&self, field: &Field<TypedJson>, out: &mut Violations) -> Option<T> {
            let any = self.$any(&field.any(), out);
            any.and_then(|any| typed(field, &any, out))
        })*

        must_be_there!($($required[T: Typed + Default] = $typed(TypedJson) -> T;)*);
    };
}

impl RawRequest<'_> {
    read! {
        /// A header; absent and reported where it is not of its type.
        header_typed, required_header_typed, header_json;
        /// A cookie; absent and reported where it is not of its type.
        cookie_typed, required_cookie_typed, cookie_json;
    }
    must_be_there!(required_body_typed[T: Typed + Default] = body_typed(TypedJson) -> T;);

    /// A path parameter; a default value, and reported, where it is not of its type.
    pub fn path_typed<T: Typed + Default>(&self, field: &Field<TypedJson>, out: &mut Violations) -> T {
        let any = self.path_json(&field.any(), out);
        let value = if out.contains(field.at) { None } else { typed(field, &any, out) };
        required(field.at, value, out)
    }

    /// The body; absent where there is none, or reported where it is not of its type.
    pub fn body_typed<T: Typed + Default>(&self, field: &Field<TypedJson>, out: &mut Violations) -> Option<T> {
        if field.rule.0.style == Style::Json
            && let Some(body) = self.short_body()
            && let Ok((Read { value, is_exact: true }, is_valid)) =
                from_slice_checked(body, WhileReading::new(field.rule.0.schema))
        {
            if !is_valid {
                // Its type may have rounded a number: what counts is the one that was sent.
                let any = self.body_json(&field.any(), out)?;
                if breaks(field, &any, out) {
                    return None;
                }
            }
            out.body_is_valid();
            return Some(value);
        }
        // Errors are reported as for a body of any type.
        let any = self.body_json(&field.any(), out);
        any.and_then(|any| typed(field, &any, out))
    }
}

impl Query<'_> {
    read! {
        /// A parameter; absent and reported where it is not of its type.
        typed, required_typed, json;
    }
}

/// The value of a type; reported where it breaks its schema, or has no such type.
fn typed<T: Typed + Default>(field: &Field<TypedJson>, any: &Value, out: &mut Violations) -> Option<T> {
    let read = from_slice_checked(any.to_string().as_bytes(), ());
    if let Ok((Read { value, is_exact: true }, true)) = read {
        return Some(value);
    }
    if breaks(field, any, out) {
        return None;
    }
    // A value that its schema accepts, with a part that its type has no place for.
    let mismatch = match read {
        Ok((read, _)) => return Some(read.value),
        Err(mismatch) => mismatch,
    };
    let expected = messages::json_but(mismatch.message);
    out.push(Violation::inside(field.at, &mismatch.pointer, "type", expected.into(), field.at.line));
    None
}

/// Whether a value breaks its schema; reported.
#[cold]
fn breaks(field: &Field<TypedJson>, any: &Value, out: &mut Violations) -> bool {
    let before = out.iter().count();
    field.rule.0.collect(field.at, any, out);
    out.iter().count() > before
}

impl Field<TypedJson> {
    /// The same for a value of any type.
    pub(crate) fn any(&self) -> Field<Json> {
        Field { at: self.at, empty_is_absent: self.empty_is_absent, rule: self.rule.0 }
    }
}
