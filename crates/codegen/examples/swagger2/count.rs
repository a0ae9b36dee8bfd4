//! Counts rules: in a document those for what is sent and answered, in the code those that it checks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Keyword and how often it stands.
pub(crate) type Counts = BTreeMap<&'static str, usize>;

/// The keywords, and what they are called in the rules of schemas.
const KEYWORDS: [(&str, &str); 5] = [
    ("enum", "Enum("),
    ("maxLength", "MaxLength("),
    ("maximum", "Maximum {"),
    ("minLength", "MinLength("),
    ("minimum", "Minimum {"),
];

/// Adds counts to others.
pub(crate) fn add(all: &mut Counts, more: Counts) {
    more.into_iter().for_each(|(keyword, count)| *all.entry(keyword).or_default() += count);
}

/// Every place of the document that a value sent or answered can reach, once.
pub(crate) fn in_document(document: &Value) -> Counts {
    let (mut counts, mut done) = (Counts::new(), BTreeSet::new());
    for item in document["paths"].as_object().into_iter().flatten().map(|(_, item)| item) {
        for operation in item.as_object().into_iter().flatten().map(|(_, operation)| operation) {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            for one in parameters {
                schema(document, &one["schema"], &mut counts, &mut done);
                // A plain parameter has one bound on a side, the narrower one.
                for keyword in ["minimum", "maximum"] {
                    if is_bounded_by_format(&one["schema"]) && one["schema"].get(keyword).is_some() {
                        counts.entry(keyword).and_modify(|count| *count -= 1);
                    }
                }
                // A segment of a path has a character, whatever is written.
                let is_said = one["schema"]["minLength"].as_u64().is_some_and(|min| min > 0);
                if one["in"] == "path" && !is_said {
                    *counts.entry("minLength").or_default() += 1;
                }
            }
            let answers = operation["responses"].as_object().into_iter().flatten().map(|(_, answer)| answer);
            for node in answers.chain([&operation["requestBody"]]) {
                let content = node["content"].as_object().into_iter().flatten();
                let json = content.filter(|(media_type, _)| *media_type == "application/json");
                json.for_each(|(_, media_type)| schema(document, &media_type["schema"], &mut counts, &mut done));
            }
        }
    }
    counts
}

fn is_bounded_by_format(node: &Value) -> bool {
    node["type"] == "integer" && matches!(node["format"].as_str(), Some("int32" | "int64"))
}

fn schema<'d>(document: &'d Value, node: &'d Value, counts: &mut Counts, done: &mut BTreeSet<&'d str>) {
    if let Some(reference) = node["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        if done.insert(name) {
            schema(document, &document["components"]["schemas"][name], counts, done);
        }
        return;
    }
    // A format of whole numbers is a bound on either side, beside those that are written.
    if is_bounded_by_format(node) {
        ["minimum", "maximum"].into_iter().for_each(|keyword| *counts.entry(keyword).or_default() += 1);
    }
    for (name, value) in node.as_object().into_iter().flatten() {
        // Nothing can break a length of at least 0.
        let is_rule = name != "minLength" || value.as_u64() != Some(0);
        if let Some((keyword, _)) = KEYWORDS.iter().find(|(keyword, _)| keyword == name && is_rule) {
            *counts.entry(keyword).or_default() += 1;
        }
        match name.as_str() {
            "properties" => {
                value.as_object().into_iter().flatten().for_each(|(_, node)| schema(document, node, counts, done));
            }
            "items" | "additionalProperties" | "not" => schema(document, value, counts, done),
            "allOf" | "anyOf" | "oneOf" => {
                value.as_array().into_iter().flatten().for_each(|node| schema(document, node, counts, done));
            }
            _ => {}
        }
    }
}

/// The rules of the code: those of schemas by their names, those of plain parameters by their fields.
pub(crate) fn in_code(code: &str) -> Counts {
    let mut counts = Counts::new();
    // Formatting may break a line anywhere; one space stands for all.
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let count = |counts: &mut Counts, keyword: &'static str, text: &str, needle: &str| {
        let found = text.matches(needle).count();
        if found > 0 {
            *counts.entry(keyword).or_default() += found;
        }
    };
    // A schema with values that only one side sends stands there once for each side: each line of the document counts once.
    let mut lines = BTreeSet::new();
    for rule in code.split("json::Rule::new(").skip(1) {
        let Some((line, rule)) = rule.split_once(", json::Keyword::") else { continue };
        let found = KEYWORDS.iter().find(|(_, name)| rule.starts_with(name) && !rule.starts_with("MinLength(0)"));
        if let Some((keyword, _)) = found.filter(|(keyword, _)| lines.insert((*keyword, line))) {
            *counts.entry(keyword).or_default() += 1;
        }
    }
    for rule in code.split("rule: runtime::Text {").skip(1).filter_map(|rest| rest.split('}').next()) {
        count(&mut counts, "maxLength", rule, "max: Some(");
        count(&mut counts, "enum", rule, "one_of: &[\"");
        if !rule.contains("min: 0,") {
            count(&mut counts, "minLength", rule, "min: ");
        }
    }
    for kind in ["rule: runtime::Int {", "rule: runtime::Number {"] {
        for rule in code.split(kind).skip(1).filter_map(|rest| rest.split('}').next()) {
            count(&mut counts, "minimum", rule, "min: Some(");
            count(&mut counts, "maximum", rule, "max: Some(");
        }
    }
    counts
}
