//! Patterns: the first line is one, the rest a text. Every fast verdict is that of the table, read state by state.

use deskledger_codegen::Table;
use deskledger_codegen::fuzzing::{Matcher, Pattern};
use deskledger_runtime::BytePattern;

/// Checks one input.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (source, text) = text.split_once('\n').unwrap_or((text, ""));
    match Pattern::counted(source, &mut 0) {
        Ok(pattern) => {
            for text in [text, ""] {
                let expected = plain(&pattern.table, text);
                assert_eq!(pattern.table.is_match(text), expected, "{source:?} in {text:?}");
                assert_eq!(emitted(&pattern.matcher, text).unwrap_or(expected), expected, "{source:?} in {text:?}");
            }
        }
        Err(wrong) => assert!(!wrong.found.to_string().is_empty() && !wrong.hint.to_string().is_empty(), "{wrong:?}"),
    }
}

/// The verdict of the generated code, where it does not use the table.
fn emitted(matcher: &Matcher, text: &str) -> Option<bool> {
    match matcher {
        Matcher::BytePattern(form) => {
            let ranges: Vec<&[u8]> = form.ranges.iter().map(Vec::as_slice).collect();
            // Generated code has it as a static; a few bytes for each input are never given back.
            let head = Box::leak(form.head.clone().into_boxed_slice());
            Some(BytePattern::new(&ranges, head, form.rest, form.min, form.max.unwrap_or(usize::MAX)).is_match(text))
        }
        Matcher::Literals(words) => Some(words.iter().any(|word| word == text)),
        Matcher::Table => None,
    }
}

/// Every state looked up by the one before, with no short way.
fn plain(table: &Table, text: &str) -> bool {
    let mut state = usize::from(table.start);
    for byte in text.bytes() {
        state = match state {
            0 | 1 => state,
            _ => usize::from(table.next[state * table.width + usize::from(table.classes[usize::from(byte)])]),
        };
    }
    table.accepts[state]
}
