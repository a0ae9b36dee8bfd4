use super::{Element, Translator};
use crate::diagnostic::quoted;
use crate::messages;
use crate::pattern::table::InvalidPattern;

const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Z_a-z";
const SPACE: &str = r"\x{9}-\x{D}\x{20}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";

impl Translator<'_> {
    /// Parses an escape after `\`, inside a class or outside.
    pub(super) fn escape(&mut self) -> Result<Element, InvalidPattern> {
        let Some(escaped) = self.rest.next() else {
            return Err(InvalidPattern::new(messages::open_escape(), messages::write_itself(r"\\")));
        };
        Ok(match escaped {
            'd' => Element::Set(DIGIT.into()),
            'D' => Element::Set(format!("[^{DIGIT}]")),
            'w' => Element::Set(WORD.into()),
            'W' => Element::Set(format!("[^{WORD}]")),
            's' => Element::Set(SPACE.into()),
            'S' => Element::Set(format!("[^{SPACE}]")),
            't' => Element::Character('\t'),
            'n' => Element::Character('\n'),
            'v' => Element::Character('\u{b}'),
            'f' => Element::Character('\u{c}'),
            'r' => Element::Character('\r'),
            '0' if !self.rest.peek().is_some_and(char::is_ascii_digit) => Element::Character('\0'),
            'c' => match self.rest.next() {
                Some(letter) if letter.is_ascii_alphabetic() => Element::Character(char::from((letter as u8) & 0x1f)),
                _ => {
                    let found = messages::control_without_letter();
                    return Err(InvalidPattern::beyond(found, messages::write_for_example(r"\cJ")));
                }
            },
            'x' => Element::Character(character(&self.digits(2)?)?),
            'u' => Element::Character(self.unicode()?),
            'p' | 'P' => self.property(escaped)?,
            // Punctuation may be escaped everywhere: documents do it, and it can mean nothing else.
            punctuation if punctuation.is_ascii_punctuation() || punctuation == ' ' => Element::Character(punctuation),
            other => {
                let found = messages::unknown_escape(other);
                let hint = match other {
                    'A' => messages::write_start(),
                    'z' | 'Z' => messages::write_end(),
                    _ => messages::write_itself(other),
                };
                return Err(InvalidPattern::beyond(found, hint));
            }
        })
    }

    fn unicode(&mut self) -> Result<char, InvalidPattern> {
        if self.rest.next_if_eq(&'{').is_some() {
            let digits: String = self.rest.by_ref().take_while(|c| *c != '}').take(8).collect();
            return character(&digits);
        }
        let high = self.digits(4)?;
        let Ok(high @ 0xD800..=0xDBFF) = u32::from_str_radix(&high, 16) else { return character(&high) };
        if self.rest.next() == Some('\\') && self.rest.next() == Some('u') {
            let low = self.digits(4)?;
            if let Ok(low @ 0xDC00..=0xDFFF) = u32::from_str_radix(&low, 16) {
                return character(&format!("{:X}", 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)));
            }
        }
        Err(InvalidPattern::beyond(messages::half_a_pair(), messages::write_code_point()))
    }

    fn digits(&mut self, count: usize) -> Result<String, InvalidPattern> {
        let digits: String = self.rest.by_ref().take(count).collect();
        if digits.len() == count {
            return Ok(digits);
        }
        Err(InvalidPattern::beyond(messages::missing_digits(count), messages::write_hexadecimal()))
    }

    fn property(&mut self, escaped: char) -> Result<Element, InvalidPattern> {
        let wrong = || {
            let found = messages::no_property(format!(r"\{escaped}"));
            InvalidPattern::beyond(found, messages::write_for_example(r"\p{L}"))
        };
        if self.rest.next() != Some('{') {
            return Err(wrong());
        }
        let name: String = self.rest.by_ref().take_while(|c| *c != '}').take(64).collect();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '=') {
            return Err(wrong());
        }
        Ok(Element::Set(format!(r"\{escaped}{{{name}}}")))
    }
}

fn character(digits: &str) -> Result<char, InvalidPattern> {
    let is_hexadecimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hexadecimal
        .then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32))
        .flatten()
        .ok_or_else(|| InvalidPattern::beyond(messages::no_code_point(quoted(digits)), messages::write_digits()))
}
