//! Steps of JSON pointers.

/// A step of a pointer as the name that it stands for.
pub(crate) fn step_name(step: &str) -> String {
    let step = if step.contains('%') { decoded(step) } else { None }.unwrap_or_else(|| step.to_owned());
    step.replace("~1", "/").replace("~0", "~")
}

/// A part of a reference without its percent-encoding.
pub(crate) fn decoded(step: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(step.len());
    let mut rest = step.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match hex.filter(|_| *byte == b'%') {
            Some(hex) => {
                bytes.push(hex);
                rest = &after[2..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}
