use super::{Element, Translator};
use crate::pattern::table::InvalidPattern;

const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Z_a-z";
const SPACE: &str = r"\x{9}-\x{D}\x{20}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";

impl Translator<'_> {
    /// Parses an escape after `\`, inside a class or outside.
    pub(super) fn escape(&mut self) -> Result<Element, InvalidPattern> {
        let Some(escaped) = self.rest.next() else {
            return Err(InvalidPattern::new(r"found a \ at the end", r"write \\ for the character itself"));
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
                _ => return Err(InvalidPattern::beyond(r"found \c without a letter", r"write for example \cJ")),
            },
            'x' => Element::Character(character(&self.digits(2)?)?),
            'u' => Element::Character(self.unicode()?),
            'p' | 'P' => self.property(escaped)?,
            // Punctuation may be escaped everywhere: documents do it, and it can mean nothing else.
            punctuation if punctuation.is_ascii_punctuation() || punctuation == ' ' => Element::Character(punctuation),
            other => {
                let found = format!(r"found \{other}, which means nothing in ECMA-262");
                let hint = match other {
                    'A' => "write ^ for the start of the text".into(),
                    'z' | 'Z' => "write $ for the end of the text".into(),
                    _ => format!("write {other} for the character itself"),
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
        let found = "found half a surrogate pair, which no text contains";
        Err(InvalidPattern::beyond(found, r"write \u{...} with the code point"))
    }

    fn digits(&mut self, count: usize) -> Result<String, InvalidPattern> {
        let digits: String = self.rest.by_ref().take(count).collect();
        if digits.len() == count {
            return Ok(digits);
        }
        let found = format!("found {count} hexadecimal digits missing");
        Err(InvalidPattern::beyond(found, r"write for example \x41 or \u0041"))
    }

    fn property(&mut self, escaped: char) -> Result<Element, InvalidPattern> {
        let wrong =
            || InvalidPattern::beyond(format!(r"found \{escaped} without a property"), r"write for example \p{L}");
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
    is_hexadecimal.then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)).flatten().ok_or_else(|| {
        let found = format!("found {digits:?} for the number of a character");
        InvalidPattern::beyond(found, "write hexadecimal digits of a code point that is no surrogate")
    })
}
