//! Bytes as hexadecimal digits.

use std::fmt::Write;

/// Two small hexadecimal digits a byte.
///
/// ```
/// assert_eq!(deskledger_client::hex(&[0, 0xab]), "00ab");
/// ```
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
