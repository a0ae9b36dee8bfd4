use proc_macro2::TokenStream;
use quote::quote;

/// A description as documentation: no line of it becomes a test, a link or a tag.
pub(super) fn doc(text: &str, otherwise: &str) -> TokenStream {
    let text = if text.trim().is_empty() { otherwise } else { text.trim() };
    let lines = harmless(text);
    let lines = lines.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

fn harmless(text: &str) -> String {
    let text = text.replace("```", "'''").replace("~~~", "'''");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_block_in_a_description_becomes_no_failing_test() {
        assert_eq!(harmless("Call:\n```\nfn main() { panic!() }\n```"), "Call:\n'''\nfn main() { panic!() }\n'''\n");
        assert_eq!(harmless("    indented"), "indented\n");
        assert_eq!(harmless("see [x] and `[y]`, <b>"), "see \\[x\\] and `[y]`, \\<b\\>\n");
    }
}
