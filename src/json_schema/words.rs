//! What a rule asks for, in words.

use super::{Keyword, Literal, Number};

/// How many values of a list are named.
const NAMED: usize = 12;

/// What the rule asks for: `at most 8 characters`.
pub(super) fn expected(keyword: &Keyword) -> String {
    match *keyword {
        Keyword::Never => "no value".to_owned(),
        Keyword::Type(types) => match types {
            [one] => with_article(one.name()),
            _ => {
                let names: Vec<_> = types.iter().map(|one| one.name()).collect();
                format!("one of the types {}", names.join(", "))
            }
        },
        Keyword::Enum(values) => format!("one of {}", listed(values)),
        Keyword::Const(value) => literal(&value),
        Keyword::MinLength(count) => format!("at least {}", counted(count, "character")),
        Keyword::MaxLength(count) => format!("at most {}", counted(count, "character")),
        Keyword::Pattern(pattern) => format!("text that matches {}", pattern.source),
        Keyword::Format(format) => format.expected.to_owned(),
        Keyword::Minimum { limit, exclusive } => {
            format!("a number {} {}", if exclusive { "above" } else { "of at least" }, number(limit))
        }
        Keyword::Maximum { limit, exclusive } => {
            format!("a number {} {}", if exclusive { "below" } else { "of at most" }, number(limit))
        }
        Keyword::MultipleOf(step) => format!("a multiple of {step}"),
        Keyword::MinItems(count) => format!("at least {}", counted(count, "item")),
        Keyword::MaxItems(count) => format!("at most {}", counted(count, "item")),
        Keyword::UniqueItems => "no item twice".to_owned(),
        Keyword::Contains { min, max: None, .. } => format!("at least {} of the kind asked for", counted(min, "item")),
        Keyword::Contains { min, max: Some(max), .. } => {
            format!("from {min} to {} of the kind asked for", counted(max, "item"))
        }
        Keyword::PropertyNames(_) => "names of the form asked for".to_owned(),
        Keyword::Required(names) => format!("the fields {}", names.join(", ")),
        Keyword::MinProperties(count) => format!("at least {}", counted(count, "field")),
        Keyword::MaxProperties(count) => format!("at most {}", counted(count, "field")),
        Keyword::DependentRequired(_) => "the fields that another field asks for".to_owned(),
        Keyword::AnyOf(_) => "a value that keeps one of the alternatives or several".to_owned(),
        Keyword::OneOf(_) => "a value that keeps exactly one of the alternatives".to_owned(),
        Keyword::Not(_) => "a value other than these".to_owned(),
        _ => "a value that keeps the schema".to_owned(),
    }
}

fn with_article(kind: &str) -> String {
    match kind {
        "null" => "null".to_owned(),
        "array" | "integer" | "object" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

fn listed(values: &[Literal]) -> String {
    let mut named: Vec<String> = values.iter().take(NAMED).map(literal).collect();
    if values.len() > NAMED {
        named.push(format!("{} more", values.len() - NAMED));
    }
    named.join(", ")
}

fn literal(value: &Literal) -> String {
    match *value {
        Literal::Null => "null".to_owned(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Number(value) => number(value),
        Literal::Text(text) => text.to_owned(),
        Literal::List(_) => "a certain list".to_owned(),
        Literal::Object(_) => "a certain object".to_owned(),
    }
}

fn number(value: Number) -> String {
    match value {
        Number::Whole(value) => value.to_string(),
        Number::Float(value) => value.to_string(),
    }
}
