//! Secrets: read from one-line files, never shown, redacted in texts, wiped from memory.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use deskledger_runtime::message::Message;
use reqwest::header::HeaderValue;
use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

use crate::error::Error;
use crate::messages;

/// Maximum size of a secret file, in bytes.
const MAX_FILE_BYTES: u64 = 1 << 18;
/// A text may end like a secret by coincidence; at this length it does not.
const MIN_CUT: usize = 6;

/// Secret text. Wiped from memory when dropped; the `Debug` output shows its length only.
///
/// ```
/// assert_eq!(format!("{:?}", deskledger_client::Secret::new("hunter2")), "Secret(7 characters)");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Reads a file in UTF-8, without a byte order mark and without its trailing newline.
    ///
    /// # Errors
    /// `is_local`, with the message `cannot_read`, if the file cannot be read.
    pub fn from_file(path: impl AsRef<Path>, cannot_read: Message) -> Result<Self, Error> {
        let cannot = |cause: std::io::Error| Error::local(cannot_read.clone(), &cause);
        let mut bytes = Zeroizing::new(Vec::new());
        File::open(path).map_err(cannot)?.take(MAX_FILE_BYTES).read_to_end(&mut bytes).map_err(cannot)?;
        let text = str::from_utf8(&bytes).map_err(|_| {
            let is_utf_16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
            let why = if is_utf_16 { messages::found_utf_16() } else { messages::found_no_utf_8() };
            Error::local_because(cannot_read.clone(), ErrorKind::InvalidData, why)
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let line = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
        Ok(Self::new(line))
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The secret as a header value after a prefix, marked as sensitive.
    ///
    /// # Errors
    /// `is_invalid` if it contains characters that are not allowed in headers.
    pub fn header(&self, prefix: &str) -> Result<HeaderValue, Error> {
        let text = Zeroizing::new(format!("{prefix}{}", *self.0));
        let value = HeaderValue::from_str(&text).map_err(|_| Error::configuration(messages::no_header_value()));
        value.map(|mut value| {
            value.set_sensitive(true);
            value
        })
    }

    /// The text with the secret replaced by `placeholder`, ignoring case; a secret cut off at the end of the text is
    /// replaced, too.
    pub fn redact(&self, text: &str, placeholder: &str) -> String {
        let secret = Zeroizing::new(self.0.to_ascii_lowercase());
        let lower = text.to_ascii_lowercase();
        let mut redacted = String::with_capacity(text.len());
        let mut from = 0;
        for (at, found) in lower.match_indices(secret.as_str()).filter(|(_, found)| !found.is_empty()) {
            redacted.push_str(&text[from..at]);
            redacted.push_str(placeholder);
            from = at + found.len();
        }
        let rest = &lower[from..];
        let cut = (MIN_CUT..secret.len().min(rest.len() + 1))
            .rev()
            .find(|length| secret.is_char_boundary(*length) && rest.ends_with(&secret[..*length]));
        redacted.push_str(&text[from..text.len() - cut.unwrap_or_default()]);
        redacted.push_str(cut.map_or("", |_| placeholder));
        redacted
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} characters)", self.0.len())
    }
}

/// Wipes every string in a JSON value.
pub fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(list) => list.iter_mut().for_each(wipe),
        Value::Object(fields) => fields.iter_mut().for_each(|(_, field)| wipe(field)),
        _ => {}
    }
}

/// Wipes a string.
pub fn wipe_text(text: &mut String) {
    text.zeroize();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_secret_is_removed_in_any_case_and_when_it_is_cut() {
        let secret = Secret::new("Hunter2-Hunter2");
        for (text, clean) in [
            ("", ""),
            ("no 你好", "no 你好"),
            ("a Hunter2-Hunter2 b hunter2-hunter2", "a [token] b [token]"),
            ("你 HUNTER2-HUNTER2HUNTER2-hun", "你 [token][token]"),
            ("hun", "hun"),
        ] {
            assert_eq!(secret.redact(text, "[token]"), clean);
        }
        assert_eq!(Secret::new("a").redact("banana", "[token]"), "b[token]n[token]n[token]");
        assert_eq!(Secret::new("").redact("banana", "[token]"), "banana");
    }
}
