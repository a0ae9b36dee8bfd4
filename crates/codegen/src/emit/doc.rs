use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Deprecation;

/// A description as documentation: no line of it becomes a test, a link or a tag.
pub(super) fn doc(text: &str, otherwise: &str) -> TokenStream {
    let text = if text.trim().is_empty() { otherwise } else { text.trim() };
    let lines = harmless(text);
    let lines = lines.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

fn harmless(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace("```", "'''").replace("~~~", "'''");
    let is_quoted_well = text.matches('`').count().is_multiple_of(2);
    let (mut out, mut in_code) = (String::new(), false);
    for line in text.lines() {
        for character in line.trim().chars() {
            match character {
                '`' if is_quoted_well => in_code = !in_code,
                '`' | '[' | ']' | '<' | '>' | '\\' if !in_code => out.push('\\'),
                _ => {}
            }
            out.push(character);
        }
        out.push('\n');
    }
    // A bare address is not linked, and warned about.
    out.replace("https://", "https&#58;//").replace("http://", "http&#58;//")
}

/// Formatted code whose comments have no character that is not shown as itself, but its number: the compiler rejects some of them
/// in comments, and all of them deceive readers. Literals are escaped already.
pub(super) fn visible(code: &str) -> Cow<'_, str> {
    if !code.contains(is_invisible) {
        return Cow::Borrowed(code);
    }
    let mut out = String::with_capacity(code.len());
    for character in code.chars() {
        match is_invisible(character) {
            true => out.push_str(&format!("U+{:04X}", u32::from(character))),
            false => out.push(character),
        }
    }
    Cow::Owned(out)
}

/// Control characters, and those that change the direction of text.
fn is_invisible(character: char) -> bool {
    let is_direction =
        matches!(character, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (character.is_control() && character != '\n') || is_direction
}

/// The attribute, from which the compiler warns callers.
pub(super) fn attribute(deprecation: Option<&Deprecation>) -> TokenStream {
    match deprecation.map(terms) {
        None => quote!(),
        Some(terms) if terms.is_empty() => quote!(#[deprecated]),
        Some(terms) => {
            let note = terms.join(", ");
            quote!(#[deprecated(note = #note)])
        }
    }
}

/// A text for readers with the deprecation at its end.
pub(super) fn described(text: &str, deprecation: Option<&Deprecation>) -> String {
    let Some(deprecation) = deprecation else { return text.to_owned() };
    let start = if deprecation.since.is_some() { "Deprecated " } else { "Deprecated, " };
    let ends = format!("{start}{}", terms(deprecation).join(", "));
    format!("{}\n\n{}.", text.trim(), ends.trim_end_matches(", "))
}

fn terms(deprecation: &Deprecation) -> Vec<String> {
    let since = deprecation.since.as_ref().map(|day| format!("since {day}"));
    since.into_iter().chain(deprecation.sunset.as_ref().map(|day| format!("ends on {day}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_block_in_a_description_becomes_no_failing_test() {
        assert_eq!(harmless("Call:\n```\nfn main() { panic!() }\n```"), "Call:\n'''\nfn main() { panic!() }\n'''\n");
        assert_eq!(harmless("    indented"), "indented\n");
        assert_eq!(harmless("a\rb\r\nc"), "a\nb\nc\n");
        assert_eq!(visible("/// a\u{202e}\u{1b}\r\n"), "/// aU+202EU+001BU+000D\n");
        assert_eq!(harmless("see [x] and `[y]`, <b>"), "see \\[x\\] and `[y]`, \\<b\\>\n");
    }
}
