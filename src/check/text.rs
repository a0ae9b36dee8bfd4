use std::fmt;

use super::catalogue::{self, Phrase};
use super::{At, Expected, Lines, Pattern, Place, Rule, Violation, Violations};

/// Rule for a text. Lengths are counted in characters (Unicode code points).
#[derive(Clone, Copy, Debug, Default)]
pub struct Text {
    /// Fewest characters.
    pub min: usize,
    /// Most characters.
    pub max: Option<usize>,
    /// Pattern to be found in the text.
    pub pattern: Option<&'static Pattern>,
    /// Format that a pattern cannot express.
    pub format: Option<Format>,
    /// The only texts allowed; all are where this is empty.
    pub one_of: &'static [&'static str],
    /// Whether the value is kept out of messages.
    pub secret: bool,
    /// Where the keywords stand.
    pub lines: Lines,
}

/// A format with the function that knows it.
#[derive(Clone, Copy)]
pub struct Format {
    /// Name of the format in the document.
    pub name: &'static str,
    /// What is expected, for a person: `a minute in UTC such as 2016-08-20T21:11Z`.
    pub expected: &'static Phrase,
    /// Whether a text has the format.
    pub is_valid: fn(&str) -> bool,
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Format").field(&self.name).finish()
    }
}

impl Rule for Text {
    type Value = str;

    fn gather(&self, at: At, value: &str, out: &mut Violations) {
        let mut tell = |rule, expected: Expected| {
            let at = self.lines.of(rule, at);
            out.push(match self.secret {
                true => Violation::hidden(at, rule, expected),
                false => Violation::new(at, rule, expected, value),
            });
        };
        if shorter(value, self.min) {
            tell("minLength", Expected::new(&catalogue::AT_LEAST_CHARACTERS).limit(self.min));
        }
        if let Some(max) = self.max.filter(|max| longer(value, *max)) {
            tell("maxLength", Expected::new(&catalogue::AT_MOST_CHARACTERS).limit(max));
        }
        if !self.one_of.is_empty() && !self.one_of.contains(&value) {
            tell("enum", Expected::new(&catalogue::ONE_OF).limit(self.one_of));
        }
        if let Some(pattern) = self.pattern.filter(|pattern| !pattern.is_match(value)) {
            let phrase = self.format.map_or(&catalogue::MATCHES, |format| format.expected);
            tell("pattern", Expected::new(phrase).limit(pattern.source));
        } else if let Some(format) = self.format.filter(|format| !(format.is_valid)(value)) {
            tell("format", Expected::new(format.expected).limit(format.name));
        } else if at.place == Place::Path && changes_the_path(value) {
            tell("path", Expected::new(&catalogue::KEEPS_THE_PATH));
        }
    }

    fn is_empty(value: &str) -> bool {
        value.is_empty()
    }
}

/// Whether a value makes another path of the one that it stands in, because clients and servers read `.` and `..` as
/// ways and `\` as `/`, encoded or not.
pub(crate) fn changes_the_path(value: &str) -> bool {
    matches!(value, "." | "..") || value.contains('\\')
}

/// A text of n bytes has at most n and at least n/4 characters: mostly there is nothing to count.
fn longer(value: &str, max: usize) -> bool {
    value.len() > max && (value.len() / 4 > max || value.chars().count() > max)
}

fn shorter(value: &str, min: usize) -> bool {
    value.len() < min || (value.len() / 4 < min && value.chars().count() < min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(rule: Text, value: &str) -> Vec<&'static str> {
        let mut out = Violations::new();
        rule.gather(At { place: Place::Query, name: "x", line: 1 }, value, &mut out);
        out.iter().map(|violation| violation.rule).collect()
    }

    #[test]
    fn a_chinese_name_is_counted_in_characters_not_bytes() {
        let rule = Text { min: 2, max: Some(3), ..Text::default() };
        assert_eq!(broken(rule, "张"), ["minLength"]);
        assert_eq!(broken(rule, "张三"), [""; 0]);
        assert_eq!(broken(rule, "张三丰"), [""; 0]);
        assert_eq!(broken(rule, "张三丰甲"), ["maxLength"]);
        assert_eq!(broken(rule, "😀😀😀"), [""; 0]);
        assert_eq!(broken(rule, "😀😀😀😀"), ["maxLength"]);
    }

    #[test]
    fn a_path_parameter_without_a_pattern_still_cannot_change_the_path() {
        let found = |place, value| {
            let mut out = Violations::new();
            Text::default().gather(At { place, name: "id", line: 1 }, value, &mut out);
            out.iter().map(|violation| violation.rule).collect::<Vec<_>>()
        };
        for value in [".", "..", r"a\d", r"\"] {
            assert_eq!(found(Place::Path, value), ["path"], "{value}");
            assert_eq!(found(Place::Query, value), [""; 0], "{value}");
        }
        for value in ["...", "a.b", ".a", "a/b", "%2e%2e", "张三"] {
            assert_eq!(found(Place::Path, value), [""; 0], "{value}");
        }
    }

    #[test]
    fn a_secret_never_reaches_a_message() {
        let mut out = Violations::new();
        let rule = Text { max: Some(3), secret: true, ..Text::default() };
        rule.gather(At { place: Place::Header, name: "X-Auth-Token", line: 1 }, "hunter2", &mut out);
        assert_eq!(out.to_string(), "header X-Auth-Token: expected at most 3 characters");
    }

    #[test]
    fn a_value_outside_the_list_is_told_the_list() {
        let mut out = Violations::new();
        let rule = Text { one_of: &["zh_CN", "en_US"], ..Text::default() };
        rule.gather(At { place: Place::Query, name: "language", line: 1 }, "en_us", &mut out);
        assert_eq!(out.to_string(), "query parameter language: expected one of zh_CN, en_US, found \"en_us\"");
    }
}
