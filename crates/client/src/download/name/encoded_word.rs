//! Encoded words (RFC 2047): not specified for file names, but sent nevertheless.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Placeholder for an unreadable character.
pub(super) const UNREADABLE: char = '\u{fffd}';

/// Some senders omit the padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// An encoded word and the rest of the text.
struct Word<'t> {
    charset: String,
    bytes: Vec<u8>,
    rest: &'t str,
}

/// Decodes the words in a text. A word in an unknown charset becomes one placeholder.
pub(super) fn decoded(text: &str) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    // Bytes of adjacent words are joined, because a character may be split across two.
    let mut open: Option<(String, Vec<u8>)> = None;
    while !rest.is_empty() {
        let skip = if open.is_some() { rest.len() - rest.trim_start().len() } else { 0 };
        match Word::at(&rest[skip..]) {
            Some(word) => {
                match &mut open {
                    Some((charset, bytes)) if *charset == word.charset => bytes.extend(word.bytes),
                    _ => {
                        close(&mut out, open.take());
                        open = Some((word.charset, word.bytes));
                    }
                }
                rest = word.rest;
            }
            None => {
                close(&mut out, open.take());
                let next = rest.chars().next()?;
                out.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    close(&mut out, open);
    Some(out)
}

fn close(out: &mut String, word: Option<(String, Vec<u8>)>) {
    let Some((charset, bytes)) = word else { return };
    match charset.as_str() {
        "utf-8" | "us-ascii" => out.push_str(&String::from_utf8_lossy(&bytes)),
        "iso-8859-1" => out.extend(bytes.into_iter().map(char::from)),
        _ => out.push(UNREADABLE),
    }
}

impl<'t> Word<'t> {
    /// Parses a word at the start of the text: `=?CHARSET?ENCODING?TEXT?=`.
    fn at(text: &'t str) -> Option<Self> {
        let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
        let (encoding, rest) = rest.split_once('?')?;
        let (content, rest) = rest.split_once("?=")?;
        let charset = charset.split('*').next().unwrap_or_default().to_ascii_lowercase();
        let is_charset =
            !charset.is_empty() && charset.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
        let bytes = match encoding {
            "B" | "b" => BASE64.decode(content).ok()?,
            "Q" | "q" => unescaped(&content.replace('_', " "), b'=')?,
            _ => return None,
        };
        is_charset.then_some(Self { charset, bytes, rest })
    }
}

/// The bytes of a text in which a sign and two hexadecimal digits stand for a byte.
pub(super) fn unescaped(text: &str, sign: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte == sign {
            true => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            false => byte,
        });
    }
    Some(bytes)
}
