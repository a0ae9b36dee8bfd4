//! From the syntax of ECMA-262 to the syntax of `regex-syntax`, where the two differ in meaning.
//!
//! Every class is spelled out and every literal is escaped, so that nothing is left to the other dialect:
//! `\d` and `\w` are ASCII, `\s` and `.` follow ECMA-262, `$` is the end of the text only.

mod escape;

use std::iter::Peekable;
use std::str::Chars;

use super::table::InvalidPattern;
use crate::messages;

/// Longest pattern, in bytes.
const MAX_LENGTH: usize = 10_000;
/// Deepest nesting of groups.
const DEEPEST: usize = 50;

const NOT_LINE_END: &str = r"[^\x{A}\x{D}\x{2028}\x{2029}]";
const ANY: &str = r"[\x{0}-\x{10FFFF}]";
const NONE: &str = r"[^\x{0}-\x{10FFFF}]";

/// The same pattern for `regex-syntax`.
pub(super) fn translate(source: &str) -> Result<String, InvalidPattern> {
    if source.len() > MAX_LENGTH {
        let found = messages::long_pattern(source.len());
        return Err(InvalidPattern::beyond(found, messages::shorten_pattern(MAX_LENGTH)));
    }
    let mut translator = Translator { rest: source.chars().peekable(), out: String::new(), depth: 0 };
    translator.alternatives()?;
    match translator.rest.next() {
        None => Ok(translator.out),
        Some(_) => Err(InvalidPattern::new(messages::unpaired(')', '('), messages::write_itself(r"\)"))),
    }
}

struct Translator<'p> {
    rest: Peekable<Chars<'p>>,
    out: String,
    depth: usize,
}

/// An element of a class or an escape: one character, or a set of them that no range can start or end with.
enum Element {
    Character(char),
    Set(String),
}

impl Translator<'_> {
    fn alternatives(&mut self) -> Result<(), InvalidPattern> {
        let mut repeatable = false;
        while let Some(&next) = self.rest.peek() {
            if next == ')' {
                break;
            }
            self.rest.next();
            let was = std::mem::replace(&mut repeatable, true);
            match next {
                '|' => repeatable = self.unrepeatable("|"),
                '^' => repeatable = self.unrepeatable(r"\A"),
                '$' => repeatable = self.unrepeatable(r"\z"),
                '.' => self.out.push_str(NOT_LINE_END),
                '(' => self.group()?,
                '[' => self.class()?,
                '\\' => repeatable = self.escape_outside_class()?,
                '*' | '+' | '?' => repeatable = self.quantifier(was, &next.to_string())?,
                '{' => match self.counts()? {
                    Some(counts) => repeatable = self.quantifier(was, &counts)?,
                    None => self.literal('{'),
                },
                character => self.literal(character),
            }
        }
        Ok(())
    }

    fn unrepeatable(&mut self, as_written: &str) -> bool {
        self.out.push_str(as_written);
        false
    }

    fn literal(&mut self, character: char) {
        self.out.push_str(&spelled(character));
    }

    fn quantifier(&mut self, follows_something: bool, quantifier: &str) -> Result<bool, InvalidPattern> {
        if !follows_something {
            let found = messages::nothing_to_repeat(quantifier);
            return Err(InvalidPattern::new(found, messages::write_itself(format!(r"\{quantifier}"))));
        }
        self.out.push_str(quantifier);
        if self.rest.next_if_eq(&'?').is_some() {
            self.out.push('?');
        }
        Ok(false)
    }

    /// `{n}`, `{n,}` or `{n,m}` after its `{`; `None`, and nothing taken, where it is none of them.
    fn counts(&mut self) -> Result<Option<String>, InvalidPattern> {
        let ahead: String = self.rest.clone().take_while(|c| *c != '}').take(24).collect();
        let is_closed = self.rest.clone().nth(ahead.chars().count()) == Some('}');
        let (least, most) = ahead.split_once(',').map_or((&*ahead, None), |(least, most)| (least, Some(most)));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let are_counts = is_number(least) && most.is_none_or(|most| most.is_empty() || is_number(most));
        if !(is_closed && are_counts) {
            if is_closed && least.is_empty() && most.is_some_and(is_number) {
                let found = messages::no_minimum(format!("{{{ahead}}}"));
                return Err(InvalidPattern::beyond(found, messages::write(format!("{{0{ahead}}}"))));
            }
            return Ok(None);
        }
        let value = |text: &str| text.parse::<u32>().ok();
        let is_ordered = match (value(least), most.filter(|most| !most.is_empty()).map(value)) {
            (Some(least), Some(Some(most))) => least <= most,
            (Some(_), None) => true,
            _ => false,
        };
        if !is_ordered {
            let found = messages::wrong_repetition(format!("{{{ahead}}}"));
            return Err(InvalidPattern::new(found, messages::smaller_count_first()));
        }
        self.rest.nth(ahead.chars().count());
        Ok(Some(format!("{{{ahead}}}")))
    }

    fn group(&mut self) -> Result<(), InvalidPattern> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(InvalidPattern::new(messages::nested_groups(DEEPEST), messages::nest_less()));
        }
        if self.rest.next_if_eq(&'?').is_some() {
            let ahead: String = self.rest.clone().take(2).collect();
            match (ahead.chars().next(), ahead.as_str()) {
                (Some(':'), _) => {
                    self.rest.next();
                }
                (Some('=' | '!'), _) | (_, "<=" | "<!") => {
                    return Err(InvalidPattern::beyond(messages::lookaround(), messages::write_two_rules()));
                }
                (Some('<'), _) => {
                    let name: String = self.rest.by_ref().skip(1).take_while(|c| *c != '>').collect();
                    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$') {
                        let found = messages::wrong_group_name();
                        return Err(InvalidPattern::new(found, messages::write("(?<name>...)")));
                    }
                }
                _ => {
                    return Err(InvalidPattern::new(messages::wrong_group(ahead), messages::write_a_group()));
                }
            }
        }
        self.out.push_str("(?:");
        self.alternatives()?;
        if self.rest.next_if_eq(&')').is_none() {
            return Err(InvalidPattern::new(messages::unpaired('(', ')'), messages::write_itself(r"\(")));
        }
        self.out.push(')');
        self.depth -= 1;
        Ok(())
    }

    fn class(&mut self) -> Result<(), InvalidPattern> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        if self.rest.next_if_eq(&']').is_some() {
            self.out.push_str(if negated { ANY } else { NONE });
            return Ok(());
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        while let Some(element) = self.element()? {
            let is_range = self.rest.peek() == Some(&'-') && self.rest.clone().nth(1).is_some_and(|c| c != ']');
            if !is_range {
                self.out.push_str(&element.in_class());
                continue;
            }
            self.rest.next();
            match (element, self.element()?) {
                (Element::Character(first), Some(Element::Character(last))) if first <= last => {
                    self.out.push_str(&format!("{}-{}", spelled(first), spelled(last)));
                }
                (Element::Character(first), Some(Element::Character(last))) => {
                    let found = messages::wrong_range(first, last);
                    return Err(InvalidPattern::new(found, messages::smaller_end_first()));
                }
                _ => {
                    let found = messages::range_of_class();
                    return Err(InvalidPattern::beyond(found, messages::write_itself(r"\-")));
                }
            }
        }
        self.out.push(']');
        Ok(())
    }

    /// The next element of a class; `None` at its end.
    fn element(&mut self) -> Result<Option<Element>, InvalidPattern> {
        match self.rest.next() {
            Some(']') => Ok(None),
            Some('\\') if self.rest.next_if_eq(&'b').is_some() => Ok(Some(Element::Character('\u{8}'))),
            Some('\\') => self.escape().map(Some),
            Some(character) => Ok(Some(Element::Character(character))),
            None => Err(InvalidPattern::new(messages::unpaired('[', ']'), messages::write_itself(r"\["))),
        }
    }

    /// Whether what the escape stands for may be repeated.
    fn escape_outside_class(&mut self) -> Result<bool, InvalidPattern> {
        match self.rest.peek() {
            Some('b') => {
                self.rest.next();
                return Ok(self.unrepeatable(r"(?-u:\b)"));
            }
            Some('B') => {
                return Err(InvalidPattern::beyond(messages::no_boundary(), messages::write_both_sides()));
            }
            Some('1'..='9' | 'k') => {
                return Err(InvalidPattern::beyond(messages::back_reference(), messages::write_alternatives_out()));
            }
            _ => {}
        }
        match self.escape()? {
            Element::Character(character) => self.literal(character),
            Element::Set(set) => self.out.push_str(&format!("[{set}]")),
        }
        Ok(true)
    }
}

impl Element {
    fn in_class(&self) -> String {
        match self {
            Element::Character(character) => spelled(*character),
            Element::Set(set) => set.clone(),
        }
    }
}

fn spelled(character: char) -> String {
    match character.is_ascii_alphanumeric() {
        true => character.to_string(),
        false => format!(r"\x{{{:X}}}", character as u32),
    }
}
