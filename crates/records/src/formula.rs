//! Texts that a spreadsheet program would take for a formula: a leading apostrophe makes them text.
//!
//! A text of apostrophes followed by a formula gets one more, so that removing one apostrophe restores every text.

/// Whether a spreadsheet program takes a text for a formula, apostrophes in front of it aside.
pub(crate) fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\0'])
}

/// A text as it was before the apostrophe was put in front of it.
pub(crate) fn unprotected(text: &str) -> &str {
    text.strip_prefix('\'').filter(|plain| is_formula(plain)).unwrap_or(text)
}
