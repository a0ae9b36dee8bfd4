use std::borrow::Cow;
use std::fmt;

use serde_json::{Number, Value};

use super::catalogue::Phrase;

/// How many values of a list are named in a sentence.
const NAMED: usize = 24;

/// A language that messages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Locale {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Locale {
    /// The text in this language, out of English and Chinese.
    pub fn choose<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

/// What a rule asks for: an entry of the catalogue, with the values that stand in it.
///
/// ```
/// use deskledger_runtime::Locale;
/// use deskledger_runtime::{Expected, catalogue};
/// let expected = Expected::new(&catalogue::AT_MOST_CHARACTERS).limit(255);
/// assert_eq!(expected.to_string(), "at most 255 characters");
/// assert_eq!(expected.localized(Locale::Chinese), "最多 255 个字符");
/// assert_eq!(expected.get_limit(), Some(&serde_json::json!(255)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    phrase: &'static Phrase,
    limit: Option<Value>,
    named: Vec<Cow<'static, str>>,
}

impl Expected {
    /// An entry of the catalogue.
    pub fn new(phrase: &'static Phrase) -> Self {
        Self { phrase, limit: None, named: Vec::new() }
    }

    /// With the limit of the rule: a number, a text or a list, as the document has it.
    #[must_use]
    pub fn limit(mut self, limit: impl Into<Value>) -> Self {
        self.limit = Some(limit.into());
        self
    }

    /// With a number as the limit; without its fraction where that is zero.
    #[must_use]
    pub(crate) fn limit_of_number(self, limit: f64) -> Self {
        let whole = limit as i64;
        let is_whole = limit.fract() == 0.0 && limit.abs() < 9e15;
        let number = if is_whole { Some(Number::from(whole)) } else { Number::from_f64(limit) };
        self.limit(number.map_or(Value::Null, Value::Number))
    }

    /// With one more thing that the sentence names.
    #[must_use]
    pub fn naming(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.named.push(name.into());
        self
    }

    /// The limit of the rule: a number, a text or a list, as the document has it.
    pub fn get_limit(&self) -> Option<&Value> {
        self.limit.as_ref()
    }

    /// The phrase in a language.
    pub fn localized(&self, language: Locale) -> String {
        let limit = self.limit.as_ref();
        self.phrase.filled(language, |place, text| match place {
            "" => text.push_str(&limit.map(|limit| shown(limit, language)).unwrap_or_default()),
            "s" if limit.and_then(Value::as_u64) == Some(1) => {}
            "s" => text.push('s'),
            "a" => text.push_str(self.named.first().map_or("", |name| name)),
            _ => text.push_str(self.named.get(1).map_or("", |name| name)),
        })
    }
}

impl From<&'static Phrase> for Expected {
    fn from(phrase: &'static Phrase) -> Self {
        Self::new(phrase)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

/// As the English phrase.
impl serde::Serialize for Expected {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A limit in a sentence: a text as it is, everything else as JSON has it.
fn shown(limit: &Value, language: Locale) -> String {
    match limit {
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let mut named: Vec<String> = values.iter().take(NAMED).map(shown_inside).collect();
            if let Some(more @ 1..) = values.len().checked_sub(NAMED) {
                named.push(language.choose(format!("{more} more"), format!("另有 {more} 个")));
            }
            named.join(language.choose(", ", "、"))
        }
        other => other.to_string(),
    }
}

fn shown_inside(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::catalogue;
    use super::*;

    #[test]
    fn a_list_of_a_thousand_values_does_not_flood_the_terminal() {
        let values: Vec<u32> = (0..1000).collect();
        let expected = Expected::new(&catalogue::ONE_OF).limit(values);
        assert!(expected.to_string().ends_with(", 22, 23, 976 more"), "{expected}");
        assert!(expected.localized(Locale::Chinese).ends_with("、22、23、另有 976 个"));
    }

    #[test]
    fn one_character_is_no_characters() {
        let told = |limit: usize| Expected::new(&catalogue::AT_LEAST_CHARACTERS).limit(limit).to_string();
        assert_eq!([told(1), told(2)], ["at least 1 character", "at least 2 characters"]);
    }

    #[test]
    fn a_name_with_braces_is_not_taken_for_a_place() {
        let expected = Expected::new(&catalogue::MATCHES).limit("^[a-z]{s}{2}$");
        assert_eq!(expected.to_string(), "text that matches ^[a-z]{s}{2}$");
    }

    #[test]
    fn a_fraction_of_zero_is_not_shown() {
        let told = |limit| Expected::new(&catalogue::AT_LEAST).limit_of_number(limit).to_string();
        assert_eq!([told(0.0), told(0.5)], ["a number of at least 0", "a number of at least 0.5"]);
    }
}
