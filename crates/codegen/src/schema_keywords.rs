//! Names that a schema of OpenAPI may use, and the value of `multipleOf`.

use deskledger_runtime::json_schema::Decimal;
use serde_json::Number;

/// Formats that describe storage or display, and do not constrain values beyond their type.
pub(crate) const ANNOTATIONS: [&str; 8] =
    ["binary", "decimal", "decimal128", "double", "float", "int64", "int32", "password"];

/// Keywords of a schema of OpenAPI 3.0, and those that are nearly always meant as in 3.1.
pub(crate) const SCHEMA: [&str; 41] = [
    "$ref", "additionalProperties", "allOf", "anyOf", "const", "default", "deprecated", "description", "discriminator",
    "enum", "example", "examples", "exclusiveMaximum", "exclusiveMinimum", "externalDocs", "format", "items",
    "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum",
    "multipleOf", "not", "nullable", "oneOf", "pattern", "patternProperties", "prefixItems", "properties", "readOnly",
    "required", "title", "type", "uniqueItems", "writeOnly", "xml", "$comment",
];

/// Further keywords of OpenAPI 3.1.
pub(crate) const ONLY_3_1: [&str; 24] = [
    "$anchor", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$schema", "$vocabulary", "contains",
    "contentEncoding", "contentMediaType", "contentSchema", "definitions", "dependentRequired", "dependentSchemas",
    "else", "if", "maxContains", "minContains", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
    "$recursiveRef", "$recursiveAnchor",
];

/// Keywords that describe a value, name a schema, or guide a reader, without constraining values.
const DESCRIBES: [&str; 20] = [
    "$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$recursiveAnchor", "$schema", "$vocabulary", "default",
    "definitions", "deprecated", "description", "discriminator", "example", "examples", "externalDocs", "readOnly",
    "title", "writeOnly", "xml",
];

/// Whether a name in a schema is that of a rule.
pub(crate) fn is_rule(name: &str) -> bool {
    (SCHEMA.contains(&name) || ONLY_3_1.contains(&name)) && !DESCRIBES.contains(&name)
}

/// Every name that may stand in a schema of OpenAPI 3.0 or 3.1, rules and what only describes.
///
/// ```
/// assert!(deskledger_codegen::schema_keywords().any(|name| name == "maxLength"));
/// ```
pub fn schema_keywords() -> impl Iterator<Item = &'static str> {
    SCHEMA.into_iter().chain(ONLY_3_1)
}

/// The value of `multipleOf`: a number above 0 of up to 19 digits.
pub(crate) fn step(number: &Number) -> Option<Decimal> {
    Decimal::of(number).filter(|step| step.mantissa > 0 && number.as_f64().is_some_and(|value| value > 0.0))
}
