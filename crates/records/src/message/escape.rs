//! Text of a file or of another library, made safe to print.

/// How many characters of a name or text in a file are shown.
const MAX_SHOWN: usize = 64;

/// A name or text of a file for a message: escaped, and cut after 64 characters.
///
/// ```
/// use deskledger_records::read::shown;
/// assert_eq!(shown("a\nb"), "a\\nb");
/// assert_eq!(shown(&"x".repeat(65)), "x".repeat(64) + "...");
/// ```
pub fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        shown.push_str("...");
    }
    shown
}

/// The text with its control characters escaped: none of them moves the cursor or begins a line.
pub(super) fn printable(text: &str) -> String {
    let (mut printable, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(char::is_control) {
        let (before, from) = rest.split_at(at);
        printable.push_str(before);
        let mut chars = from.chars();
        printable.extend(chars.by_ref().take(1).flat_map(char::escape_debug));
        rest = chars.as_str();
    }
    printable + rest
}
