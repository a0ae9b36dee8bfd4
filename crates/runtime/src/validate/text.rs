use super::expected::Expected;
use super::location::{Location, ParameterIn, SourceLines};
use super::pattern::Pattern;
use super::rule::Rule;
use super::violation::{Violation, Violations};
use crate::constraint::format::Format;
use crate::constraint::text::{is_long_enough, is_short_enough};
use crate::{list, messages};

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
    /// Whether messages omit the value.
    pub secret: bool,
    /// Positions of the keywords.
    pub lines: SourceLines,
}

impl Rule for Text {
    type Value = str;

    fn collect(&self, at: Location, value: &str, out: &mut Violations) {
        let mut tell = |rule, expected: Expected| {
            let at = self.lines.of(rule, at);
            out.push(match self.secret {
                true => Violation::hidden(at, rule, expected),
                false => Violation::new(at, rule, expected, value),
            });
        };
        if !is_long_enough(value, self.min) {
            tell("minLength", Expected::from(messages::at_least_characters(self.min)));
        }
        if let Some(max) = self.max.filter(|max| !is_short_enough(value, *max)) {
            tell("maxLength", Expected::from(messages::at_most_characters(max)));
        }
        if !self.one_of.is_empty() && !self.one_of.contains(&value) {
            tell("enum", Expected::from(messages::one_of(list::names(self.one_of))).limit(self.one_of));
        }
        if let Some(pattern) = self.pattern.filter(|pattern| !pattern.is_match(value)) {
            // A pattern that the format has says less to a person than the format.
            let format = self.format.filter(|format| format.pattern == Some(pattern.source));
            let message = format.map_or_else(|| messages::matches(pattern.source), |format| (format.expected)());
            tell("pattern", Expected::from(message).limit(pattern.source));
        } else if let Some(format) = self.format.filter(|format| !(format.is_valid)(value)) {
            tell("format", Expected::from((format.expected)()).limit(format.name));
        } else if at.place == ParameterIn::Path && changes_the_path(value) {
            tell("path", Expected::from(messages::keeps_the_path()));
        } else if at.place == ParameterIn::Header && !is_header_value(value) {
            tell("header", Expected::from(messages::header_value()));
        }
    }

    #[inline(always)]
    fn is_valid(&self, at: Location, value: &str) -> bool {
        let keeps_the_path = || match self.pattern {
            Some(pattern) if pattern.is_without(br".\") => true,
            _ => !changes_the_path(value),
        };
        is_long_enough(value, self.min)
            && self.max.is_none_or(|max| is_short_enough(value, max))
            && (self.one_of.is_empty() || self.one_of.contains(&value))
            && self.has_pattern(value)
            && self.format.is_none_or(|format| (format.is_valid)(value))
            && (at.place != ParameterIn::Path || keeps_the_path())
            && (at.place != ParameterIn::Header || is_header_value(value))
    }

    fn is_empty(value: &str) -> bool {
        value.is_empty()
    }
}

impl Text {
    #[inline(always)]
    fn has_pattern(&self, value: &str) -> bool {
        match (self.pattern, self.format) {
            // A text that is valid for the format matches the pattern.
            (Some(Pattern { source, .. }), Some(Format { pattern: Some(known), .. })) if *source == known => true,
            (Some(pattern), _) => pattern.is_match(value),
            (None, _) => true,
        }
    }
}

/// Whether a value changes the path that it is part of, because clients and servers resolve `.` and `..` and take `\` for
/// `/`, encoded or not.
pub fn changes_the_path(value: &str) -> bool {
    matches!(value, "." | "..") || value.contains('\\')
}

/// Whether a text is the value of a header (RFC 9110, 5.5): blanks around it are not part of the value.
fn is_header_value(value: &str) -> bool {
    value == value.trim_matches([' ', '\t']) && !value.contains(|one: char| one.is_ascii_control() && one != '\t')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::format::DATE;
    use crate::validate::checker;
    use crate::validate::number::Boolean;
    use crate::validate::pattern::{BytePattern, Matcher};
    use crate::validate::rule::Field;

    fn broken(rule: Text, value: &str) -> Vec<&'static str> {
        checker::broken(rule, ParameterIn::Query, value)
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
        assert_eq!(broken(Text { max: Some(1), ..Text::default() }, "张"), [""; 0]);
    }

    #[test]
    fn a_format_does_not_stand_for_a_pattern_that_it_does_not_imply() {
        static LETTERS: Pattern =
            Pattern { source: "^[a-z]*$", matcher: Matcher::BytePattern(&BytePattern::new(&[b"az"], &[], 1, 0, 9)) };
        let day = Format { pattern: Some("^[0-9-]*$"), ..DATE };
        let rule = Text { pattern: Some(&LETTERS), format: Some(day), ..Text::default() };
        assert_eq!((broken(rule, "2020-02-29"), broken(rule, "a")), (vec!["pattern"], vec!["format"]));
        let field =
            Field { at: Location { place: ParameterIn::Query, name: "x", line: 1 }, empty_is_absent: true, rule };
        assert_eq!((field.present(Some("")), field.present(Some("a"))), (None, Some("a")));
        let is_on = Field { at: field.at, empty_is_absent: true, rule: Boolean };
        assert_eq!(is_on.present(Some(&false)), Some(&false));
    }

    #[test]
    fn a_text_of_the_format_is_not_told_to_have_the_format_where_it_breaks_another_pattern() {
        static TWO: Pattern =
            Pattern { source: "^2", matcher: Matcher::BytePattern(&BytePattern::new(&[b"22"], &[], 1, 0, 9)) };
        let rule = Text { pattern: Some(&TWO), format: Some(DATE), ..Text::default() };
        let mut out = Violations::new();
        rule.collect(Location { place: ParameterIn::Query, name: "day", line: 1 }, "1999-01-01", &mut out);
        assert_eq!(out.to_string(), "query parameter day: expected text that matches ^2, found \"1999-01-01\"");
    }

    #[test]
    fn a_path_parameter_without_a_pattern_still_cannot_change_the_path() {
        let found = |place, value| checker::broken(Text::default(), place, value);
        for value in [".", "..", r"a\d", r"\"] {
            assert_eq!(found(ParameterIn::Path, value), ["path"], "{value}");
            assert_eq!(found(ParameterIn::Query, value), [""; 0], "{value}");
        }
        for value in ["...", "a.b", ".a", "a/b", "%2e%2e", "张三"] {
            assert_eq!(found(ParameterIn::Path, value), [""; 0], "{value}");
        }
    }

    #[test]
    fn a_pattern_is_not_taken_to_keep_the_path_where_it_allows_what_changes_it() {
        // ^[a-z]*$ and ^[a-z.]*$
        static LETTERS: Pattern =
            Pattern { source: "", matcher: Matcher::BytePattern(&BytePattern::new(&[b"az"], &[], 1, 0, 9)) };
        static POINTS: Pattern =
            Pattern { source: "", matcher: Matcher::BytePattern(&BytePattern::new(&[b"az.."], &[], 1, 0, 9)) };
        static WORDS: Pattern = Pattern { source: "", matcher: Matcher::Literals(&["..", "a"]) };
        let rule = |pattern| Text { pattern: Some(pattern), ..Text::default() };
        let found = |pattern, value| checker::broken(rule(pattern), ParameterIn::Path, value);
        assert_eq!((found(&LETTERS, "ab"), found(&LETTERS, "..")), (vec![], vec!["pattern"]));
        assert_eq!((found(&POINTS, "..."), found(&POINTS, "..")), (vec![], vec!["path"]));
        assert_eq!((found(&WORDS, "a"), found(&WORDS, "..")), (vec![], vec!["path"]));
    }

    #[test]
    fn a_secret_never_reaches_a_message() {
        let mut out = Violations::new();
        let rule = Text { max: Some(3), secret: true, ..Text::default() };
        rule.collect(Location { place: ParameterIn::Header, name: "X-Auth-Token", line: 1 }, "hunter2", &mut out);
        assert_eq!(out.to_string(), "header X-Auth-Token: expected at most 3 characters");
    }

    #[test]
    fn a_value_outside_the_list_is_reported_with_the_list() {
        let mut out = Violations::new();
        let rule = Text { one_of: &["zh_CN", "en_US"], ..Text::default() };
        rule.collect(Location { place: ParameterIn::Query, name: "language", line: 1 }, "en_us", &mut out);
        assert_eq!(out.to_string(), "query parameter language: expected one of zh_CN, en_US, found \"en_us\"");
    }
}
