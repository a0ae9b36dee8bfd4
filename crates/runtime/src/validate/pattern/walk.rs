//! Evaluation of the table of a pattern. The generator calls these functions too, so that both read a table alike.

/// Whether the table accepts the text: one step a byte, never back. State 0 rejects and state 1 accepts for ever.
pub fn walk(start: u16, width: usize, classes: &[u8; 256], next: &[u16], accepts: &[bool], text: &str) -> bool {
    let mut state = usize::from(start);
    for byte in text.bytes() {
        if state <= 1 {
            break;
        }
        state = usize::from(next[state * width + usize::from(classes[usize::from(byte)])]);
    }
    accepts[state]
}

/// The same walk where each state can only stay or go to the next one: nothing is looked up by the state before, so that
/// the processor need not wait for one byte to begin with the next.
pub fn follow(chain: &[(u64, u64)], classes: &[u8; 256], accepts: &[bool], text: &str) -> bool {
    let is_in = |set: u64, byte: u8| set >> (classes[usize::from(byte)] & 63) & 1 == 1;
    let (mut place, bytes) = (0, text.as_bytes());
    for (index, byte) in bytes.iter().enumerate() {
        let Some((stay, go)) = chain.get(place) else { return false };
        if is_in(*go, *byte) {
            place += 1;
        } else if !is_in(*stay, *byte) {
            return false;
        } else if *go == 0 {
            // The last state: all that is left must stay in it.
            return bytes[index..].iter().all(|byte| is_in(*stay, *byte)) && accepts[place + 2];
        }
    }
    // States 0 and 1 are not part of the chain.
    accepts[place + 2]
}
