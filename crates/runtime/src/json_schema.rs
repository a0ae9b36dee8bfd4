//! JSON Schema as data: what the generator makes of a schema, and the one walk that checks a value with it.
//!
//! Drafts differ in how a rule is written, not in what it means: the generator reads the drafts, here is one set of rules.

mod defaults;
mod describe;
mod equal;
mod evaluate;
mod number;
mod plan;
mod report;
mod types;

pub use number::Decimal;
use plan::Plan;
pub use report::{Finding, MAX_FINDINGS};
pub use serde_json::Value;
pub(crate) use types::{Types, View};

use crate::validate::{Format, Pattern};

/// A schema: every rule must be kept. No rule accepts every value.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The rules, in the order of the document.
    pub rules: &'static [Rule],
    /// What of them a value of each type is asked.
    plan: Plan,
}

/// A rule, and the line of the document that it stands on.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Line, counted from 1.
    pub line: u32,
    /// What is asked for.
    pub keyword: Keyword,
}

impl Rule {
    /// A rule on a line of the document.
    pub const fn new(line: u32, keyword: Keyword) -> Self {
        Self { line, keyword }
    }
}

/// A number of the document, as it is written there.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// Without a fraction.
    Whole(i128),
    /// With a fraction or an exponent.
    Float(f64),
}

/// A value of the document.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// `null`.
    Null,
    /// Yes or no.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(&'static str),
    /// A list.
    List(&'static [Literal]),
    /// An object.
    Object(&'static [(&'static str, Literal)]),
}

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the types of JSON Schema")]
pub enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Type {
    /// Its name in JSON Schema.
    pub fn name(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Array => "array",
            Type::Object => "object",
        }
    }
}

/// What a value must be. Each variant is the keyword of its name; lengths are counted in characters (code points).
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the keywords of JSON Schema")]
pub enum Keyword {
    /// The schema `false`.
    Never,
    /// One of the types.
    Type(&'static [Type]),
    Enum(&'static [Literal]),
    Const(Literal),
    MinLength(usize),
    MaxLength(usize),
    Pattern(&'static Pattern),
    Format(Format),
    Minimum {
        limit: Number,
        exclusive: bool,
    },
    Maximum {
        limit: Number,
        exclusive: bool,
    },
    MultipleOf(Decimal),
    MinItems(usize),
    MaxItems(usize),
    UniqueItems,
    PrefixItems(&'static [&'static Schema]),
    /// Every item from this place on.
    Items {
        from: usize,
        item: &'static Schema,
    },
    Contains {
        item: &'static Schema,
        min: usize,
        max: Option<usize>,
    },
    /// Fields by name and by pattern, and those that neither names.
    Properties {
        named: &'static [(&'static str, &'static Schema)],
        patterns: &'static [(&'static Pattern, &'static Schema)],
        additional: Option<&'static Schema>,
    },
    PropertyNames(&'static Schema),
    Required(&'static [&'static str]),
    MinProperties(usize),
    MaxProperties(usize),
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    DependentSchemas(&'static [(&'static str, &'static Schema)]),
    AllOf(&'static [&'static Schema]),
    AnyOf(&'static [&'static Schema]),
    OneOf(&'static [&'static Schema]),
    /// The alternative that a field names; each name with its schema.
    Choice {
        property: &'static str,
        options: &'static [(&'static str, &'static Schema)],
    },
    Not(&'static Schema),
    If {
        condition: &'static Schema,
        then: Option<&'static Schema>,
        otherwise: Option<&'static Schema>,
    },
    Reference(&'static Schema),
    /// What stands for a field that is absent; nothing to be broken.
    Default(Literal),
}

impl Schema {
    /// A schema of these rules, of which there are at most 64: more are an error where it is compiled.
    pub const fn new(rules: &'static [Rule]) -> Self {
        Self { rules, plan: Plan::of(rules) }
    }

    /// Whether the value keeps every rule. Allocates only for `uniqueItems` on longer lists.
    ///
    /// ```
    /// use deskledger_runtime::json_schema::{Keyword, Rule, Schema};
    /// static NAME: Schema = Schema::new(&[Rule::new(3, Keyword::MaxLength(2))]);
    /// assert!(NAME.is_valid(&serde_json::json!("ab")));
    /// assert_eq!(NAME.check(&serde_json::json!("abc"))[0].to_string(), "(the whole value) breaks maxLength (line 3)");
    /// ```
    pub fn is_valid(&self, value: &Value) -> bool {
        evaluate::accepts(self, value, 0)
    }

    /// Fills in the defaults of fields that are absent, however deep; for a value that was read.
    ///
    /// ```
    /// use deskledger_runtime::json_schema::{Keyword, Literal, Rule, Schema};
    /// static SIZE: Schema = Schema::new(&[Rule::new(3, Keyword::Default(Literal::Text("A4")))]);
    /// static PAGE: Schema = Schema::new(&[Rule::new(2, Keyword::Properties {
    ///     named: &[("size", &SIZE)], patterns: &[], additional: None,
    /// })]);
    /// let mut page = serde_json::json!({});
    /// PAGE.fill(&mut page);
    /// assert_eq!(page, serde_json::json!({"size": "A4"}));
    /// ```
    pub fn fill(&self, value: &mut Value) {
        defaults::fill(self, value, 0);
    }

    /// Every rule that the value breaks, up to [`MAX_FINDINGS`].
    pub fn check(&self, value: &Value) -> Vec<Finding> {
        report::check(self, value)
    }
}

/// A value of the document, which the generator has read before.
pub fn literal(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}
