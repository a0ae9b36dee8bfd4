//! The operations of the document as data: flags, help, samples and the served document are made from it.

mod deprecation;
mod response;
mod security;

pub use deprecation::Deprecation;
pub use security::{Security, SecurityKind, SecurityRequirement, SecurityScheme};

use std::fmt;

use crate::json_schema::Schema;
use crate::message::{Locale, Message};
use crate::messages;
use crate::multipart::Multipart;
use crate::parameter::{Json, Raw};
use crate::validate::{Boolean, Int, Number, ParameterIn, Text};

/// A call of the document.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// Its operationId.
    pub id: &'static str,
    /// Method, in capitals.
    pub method: &'static str,
    /// Path with the parameters in braces.
    pub path: &'static str,
    /// One line.
    pub summary: &'static str,
    /// Its description.
    pub description: &'static str,
    /// Whether it is deprecated, and until when it works.
    pub deprecation: Option<Deprecation>,
    /// Tags, in the order of the document.
    pub tags: &'static [&'static str],
    /// Whether it needs a credential; not where the document says `security: []`.
    pub needs_credential: bool,
    /// The credentials that it accepts; none where the document does not say.
    pub security: Security,
    /// Parameters, in the order of the document.
    pub parameters: &'static [Parameter],
    /// Rules over more than one parameter.
    pub rules: &'static [CrossFieldRule],
    /// Responses, in the order of the document.
    pub responses: &'static [Response],
}

impl Operation {
    /// The parameters that a caller fills in; the others are fixed, or belong to the transport.
    pub fn inputs(&self) -> impl Iterator<Item = &'static Parameter> + use<> {
        self.parameters.iter().filter(|parameter| parameter.role == Role::Input)
    }
}

/// A parameter of a call.
#[derive(Debug)]
pub struct Parameter {
    /// Name on the wire.
    pub name: &'static str,
    /// Its location.
    pub place: ParameterIn,
    /// Whether a request without it is invalid.
    pub required: bool,
    /// Whether it is deprecated, and until when it works.
    pub deprecation: Option<Deprecation>,
    /// Whether an empty value counts as absent.
    pub empty_is_absent: bool,
    /// Its description.
    pub description: &'static str,
    /// The same in further languages, for example `("zh_CN", "项目 ID。")`.
    pub descriptions: &'static [(&'static str, &'static str)],
    /// An example, as on the wire.
    pub example: Option<&'static str>,
    /// The value that stands for an absent one, as on the wire.
    pub default: Option<&'static str>,
    /// Type and rule.
    pub shape: Shape,
    /// Source of its value.
    pub role: Role,
    /// Source of the statement.
    pub provenance: Provenance,
    /// Line of the document, counted from 1.
    pub line: u32,
}

impl Parameter {
    /// The localized description; [`Self::description`] where the document has none in that language.
    ///
    /// ```
    /// # use deskledger_runtime::{Boolean, Parameter, ParameterIn, Provenance, Role, Shape};
    /// let parameter = Parameter {
    ///     name: "project_id",
    ///     description: "Project id.",
    ///     descriptions: &[("zh_CN", "项目 ID。")],
    ///     // ...
    /// #   place: ParameterIn::Path, required: true, deprecation: None, empty_is_absent: false, example: None, default: None,
    /// #   shape: Shape::Boolean(&Boolean), role: Role::Input, provenance: Provenance { source: "", note: "" }, line: 1,
    /// };
    /// assert_eq!(parameter.description_in("zh_CN"), "项目 ID。");
    /// assert_eq!(parameter.description_in("fr_FR"), "Project id.");
    /// ```
    pub fn description_in(&self, language: &str) -> &'static str {
        localized(self.descriptions, language).unwrap_or(self.description)
    }
}

/// The text in a language, out of texts by language.
fn localized(texts: &'static [(&'static str, &'static str)], language: &str) -> Option<&'static str> {
    texts.iter().find(|(name, _)| *name == language).map(|(_, text)| *text)
}

/// Type and rule of a parameter.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// Text.
    Text(&'static Text),
    /// Whole number.
    Int(&'static Int),
    /// Number with a fraction.
    Number(&'static Number),
    /// Yes or no.
    Boolean(&'static Boolean),
    /// A list.
    List {
        /// Fewest items.
        min: usize,
        /// Most items.
        max: Option<usize>,
        /// Whether no item may stand twice.
        unique: bool,
        /// Type and rule of an item.
        item: &'static Shape,
    },
    /// Any JSON value.
    Json(&'static Json),
    /// Parts with names: fields and files.
    Parts(&'static Multipart),
    /// Bytes that are passed on as they are.
    Raw(&'static Raw),
}

impl Shape {
    /// The rule in words, in a language, for help and samples.
    ///
    /// ```
    /// use deskledger_runtime::Locale;
    /// use deskledger_runtime::{Shape, Text};
    /// static LANGUAGE: Text = Text {
    ///     max: Some(255),
    ///     one_of: &["zh_CN", "en_US"],
    ///     // ...
    /// #   min: 0, pattern: None, format: None, secret: false, lines: deskledger_runtime::SourceLines(&[]),
    /// };
    /// let shape = Shape::Text(&LANGUAGE);
    /// assert_eq!(shape.localized(Locale::English), "0 to 255 characters, one of zh_CN, en_US");
    /// assert_eq!(shape.localized(Locale::Chinese), "0 到 255 个字符，以下值之一：zh_CN、en_US");
    /// ```
    pub fn localized(&self, language: Locale) -> String {
        self.to_message().localized(language)
    }

    fn to_message(self) -> Message {
        let words = match self {
            Shape::Text(rule) => {
                let length = rule.max.map(|max| messages::length(rule.min, max));
                let form = match (rule.format, rule.pattern) {
                    (Some(format), _) => Some((format.expected)()),
                    (None, Some(pattern)) => Some(messages::matching(pattern.source)),
                    (None, None) => None,
                };
                let list = (!rule.one_of.is_empty()).then(|| {
                    let all = rule.one_of.iter().copied().map(Message::of).collect();
                    messages::one_of(Message::list(all, messages::comma()))
                });
                [length, form, list].into_iter().flatten().collect()
            }
            Shape::Int(rule) => between(messages::shape_whole_number(), rule.min, rule.max, rule.multiple_of),
            Shape::Number(rule) => between(messages::shape_number(), rule.min, rule.max, rule.multiple_of),
            Shape::Boolean(_) => vec![messages::true_or_false()],
            Shape::List { item, .. } => vec![messages::list_of(item.to_message())],
            Shape::Json(_) => vec![messages::any_json()],
            Shape::Parts(_) => vec![messages::any_parts()],
            Shape::Raw(_) => vec![messages::bytes()],
        };
        match words.is_empty() {
            true => messages::text(),
            false => Message::list(words, messages::clause()),
        }
    }
}

display_in_english!(Shape);

fn between<N: fmt::Display>(
    kind: Message,
    min: Option<N>,
    max: Option<N>,
    step: Option<impl fmt::Display>,
) -> Vec<Message> {
    let bounds = [
        min.map(|min| messages::shape_at_least(min.to_string())),
        max.map(|max| messages::shape_at_most(max.to_string())),
        step.map(|step| messages::multiple_of(step.to_string())),
    ];
    std::iter::once(kind).chain(bounds.into_iter().flatten()).collect()
}

/// Source of the value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// The caller.
    Input,
    /// Nobody: the value is always this one.
    Fixed(&'static str),
    /// The download, when it resumes.
    Transport,
}

/// A rule over more than one parameter.
#[derive(Debug)]
pub struct CrossFieldRule {
    /// Name of the rule, for example `time_range`.
    pub rule: &'static str,
    /// The parameters, by their part in the rule: `start`, `end`.
    pub parameters: &'static [(&'static str, &'static str)],
    /// The rule in words.
    pub description: &'static str,
    /// The same in further languages.
    pub descriptions: &'static [(&'static str, &'static str)],
    /// Source of the statement.
    pub provenance: Provenance,
}

impl CrossFieldRule {
    /// The rule in words, in a language; [`Self::description`] where the document does not say it in that one.
    ///
    /// ```
    /// use deskledger_runtime::{CrossFieldRule, Provenance};
    /// let rule = CrossFieldRule {
    ///     rule: "all_or_none",
    ///     parameters: &[("parameters", "from"), ("parameters", "to")],
    ///     description: "Both or neither.",
    ///     descriptions: &[("zh_CN", "须同时给出或都不给出。")],
    ///     provenance: Provenance { source: "ours", note: "" },
    /// };
    /// assert_eq!(rule.description_in("zh_CN"), "须同时给出或都不给出。");
    /// ```
    pub fn description_in(&self, language: &str) -> &'static str {
        localized(self.descriptions, language).unwrap_or(self.description)
    }
}

/// A response of a call.
#[derive(Debug)]
pub struct Response {
    /// Status; a digit stands for a range, as 2 for 2XX, and 0 for every other status.
    pub status: u16,
    /// Its description.
    pub description: &'static str,
    /// Headers of the response.
    pub headers: &'static [Header],
    /// Media types of the body.
    pub media_types: &'static [MediaType],
    /// Source of the statement.
    pub provenance: Provenance,
}

/// A header of a response.
#[derive(Debug)]
pub struct Header {
    /// Name.
    pub name: &'static str,
    /// Its description.
    pub description: &'static str,
    /// Type of the value: `string` or `integer`.
    pub kind: &'static str,
    /// An example.
    pub example: Option<&'static str>,
}

/// A media type that the body of a response may have.
#[derive(Debug)]
pub struct MediaType {
    /// Media type.
    pub name: &'static str,
    /// Name of the schema under `components`, if it has one.
    pub schema: Option<&'static str>,
    /// An example, as JSON.
    pub example: Option<&'static str>,
    /// Schema of a JSON body.
    pub rule: Option<&'static Schema>,
}

/// Source of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// `seed`, `definition`, `later` or `ours`; empty where the document does not say.
    pub source: &'static str,
    /// Further remarks.
    pub note: &'static str,
}

/// A column of a table of records.
#[derive(Debug)]
pub struct Column {
    /// Name of the field.
    pub name: &'static str,
    /// Type of the values.
    pub kind: ColumnKind,
    /// Whether a record without it is invalid.
    pub required: bool,
    /// Its description.
    pub description: &'static str,
    /// Headings by language, for example `("en_US", "Connected User")`.
    pub headings: &'static [(&'static str, &'static str)],
}

impl Column {
    /// The heading in a language, or the name of the field if there is none.
    pub fn heading(&self, language: &str) -> &'static str {
        localized(self.headings, language).unwrap_or(self.name)
    }
}

/// Type of the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Point in time, `2020-04-24T03:02:47Z`.
    Instant,
    /// Whole number.
    Int,
    /// Number with a fraction.
    Number,
    /// Yes or no.
    Boolean,
}

/// A value of a record.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value<'r> {
    /// None.
    Absent,
    /// Text, or a point in time.
    Text(&'r str),
    /// Whole number.
    Int(i64),
    /// Number with a fraction.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
}

macro_rules! value_from {
    ($($type:ty => $variant:ident),* $(,)?) => {$(
        impl<'r> From<$type> for Value<'r> {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    )*};
}

value_from!(&'r str => Text, i64 => Int, f64 => Number, bool => Boolean);

impl<'r, V: Into<Value<'r>>> From<Option<V>> for Value<'r> {
    fn from(value: Option<V>) -> Self {
        value.map_or(Value::Absent, Into::into)
    }
}
