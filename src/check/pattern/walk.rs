//! The walk through the table of a pattern. The generator includes this file too, so that both read a table alike.

/// Whether the table accepts the text: one step a byte, never back. State 0 refuses and state 1 accepts for ever.
pub(super) fn walk(start: u16, width: usize, classes: &[u8; 256], next: &[u16], accepts: &[bool], text: &str) -> bool {
    let mut state = usize::from(start);
    for byte in text.bytes() {
        if state <= 1 {
            break;
        }
        state = usize::from(next[state * width + usize::from(classes[usize::from(byte)])]);
    }
    accepts[state]
}
