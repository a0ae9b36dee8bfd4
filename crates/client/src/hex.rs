//! Bytes as hexadecimal digits.

use std::fmt::Write;

/// Two lower-case hexadecimal digits per byte.
///
/// ```
/// assert_eq!(deskledger_client::hex(&[0, 0xab]), "00ab");
/// ```
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
