//! Steps of JSON pointers.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// A step of a pointer as the name that it stands for.
pub(crate) fn step_name(step: &str) -> String {
    let step = if step.contains('%') { decoded(step) } else { None }.unwrap_or_else(|| step.to_owned());
    step.replace("~1", "/").replace("~0", "~")
}

/// A part of a reference without its percent-encoding.
pub(crate) fn decoded(step: &str) -> Option<String> {
    percent_decode_str(step).decode_utf8().ok().map(Cow::into_owned)
}
