//! Values as text on the wire: the styles of OpenAPI, read and written. Percent-encoding is taken off once, after
//! delimiters were looked for.

mod decode;
mod encode;

pub(crate) use decode::{from_fields, from_pairs, from_text};
pub(crate) use encode::{to_pairs, to_text};

use serde_json::Value;

use crate::json_schema::Schema;
use crate::messages;
use crate::validate::{Field, Location, ParameterIn, Rule, Violation, Violations, changes_the_path};

/// How a value stands on the wire; the names are those of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names of OpenAPI")]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As JSON: a parameter with `content`, or a body.
    Json,
}

/// Rule for a value that JSON can express, and how it stands on the wire.
#[derive(Clone, Copy, Debug)]
pub struct Json {
    /// The rule.
    pub schema: &'static Schema,
    /// How it stands on the wire.
    pub style: Style,
    /// Whether each item or field stands alone.
    pub explode: bool,
}

impl Rule for Json {
    type Value = Value;

    fn collect(&self, at: Location, value: &Value, out: &mut Violations) {
        if at.place == ParameterIn::Path && !self.keeps_the_path(at.name, value) {
            out.push(Violation::hidden(at, "path", messages::keeps_the_path_whole()));
        }
        if self.schema.is_valid(value) {
            return;
        }
        for finding in self.schema.check(value) {
            out.push(Violation::inside(at, &finding.pointer, finding.rule, finding.expected, finding.line));
        }
    }

    fn is_valid(&self, at: Location, value: &Value) -> bool {
        (at.place != ParameterIn::Path || self.keeps_the_path(at.name, value)) && self.schema.is_valid(value)
    }
}

impl Json {
    /// Whether a value keeps the path. The segment as a whole counts: a list of one item may well be `..`.
    fn keeps_the_path(&self, name: &str, value: &Value) -> bool {
        let segment = to_text(self, name, value, false);
        !segment.is_empty() && !changes_the_path(&segment)
    }
}

impl Field<Json> {
    /// Fills in the defaults of fields that are absent in a value that was read.
    pub fn fill(&self, value: Option<&mut Value>) {
        if let Some(value) = value {
            self.rule.schema.fill(value);
        }
    }
}

/// Rule for a body that is passed on as it is.
#[derive(Clone, Copy, Debug)]
pub struct Raw;

impl Rule for Raw {
    type Value = [u8];

    fn collect(&self, _at: Location, _value: &[u8], _out: &mut Violations) {}

    fn is_valid(&self, _at: Location, _value: &[u8]) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json_schema::{Keyword, Rule as SchemaRule, Type};

    static TEXT: Schema = schema(&[SchemaRule::new(1, Keyword::Type(&[Type::String]))]);
    static WHOLE: Schema = schema(&[SchemaRule::new(1, Keyword::Type(&[Type::Integer]))]);
    static NUMBERS: Schema = schema(&[
        SchemaRule::new(1, Keyword::Type(&[Type::Array])),
        SchemaRule::new(1, Keyword::Items { from: 0, item: &WHOLE }),
    ]);
    static TEXTS: Schema = schema(&[
        SchemaRule::new(1, Keyword::Type(&[Type::Array])),
        SchemaRule::new(1, Keyword::Items { from: 0, item: &TEXT }),
    ]);
    static COLOR: Schema = schema(&[
        SchemaRule::new(1, Keyword::Type(&[Type::Object])),
        SchemaRule {
            line: 1,
            keyword: Keyword::Properties {
                named: &[("R", &WHOLE), ("name", &TEXT), ("steps", &NUMBERS)],
                patterns: &[],
                additional: None,
            },
        },
    ]);

    const fn schema(rules: &'static [SchemaRule]) -> Schema {
        Schema::new(rules)
    }

    const IN_ONE: [Style; 4] = [Style::Simple, Style::Label, Style::Matrix, Style::Json];
    const IN_PAIRS: [Style; 5] =
        [Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject, Style::Json];

    fn values() -> [(&'static Schema, Value); 5] {
        [
            (&TEXT, json!("a/b;c=d,e.f%20 张+&?#")),
            (&WHOLE, json!(-7)),
            (&NUMBERS, json!([1, 2, 3])),
            (&TEXTS, json!(["a,b", "c;d=e", "张&%2C|"])),
            (&COLOR, json!({"R": 100, "name": "x=y,z;&%", "steps": [1, 2]})),
        ]
    }

    #[test]
    fn what_is_written_in_a_path_is_read_as_the_same_value_and_stays_in_its_segment() {
        for style in IN_ONE {
            for explode in [false, true] {
                for (schema, value) in values() {
                    let rule = Json { schema, style, explode };
                    let raw = to_text(&rule, "color", &value, true);
                    assert!(!raw.contains(['/', '?', '#', '\\', ' ']), "{rule:?} {raw}");
                    // A point is unreserved, so that an item with one in it cannot be told apart in this style.
                    if style != Style::Label || !explode || !value.to_string().contains('.') {
                        assert_eq!(from_text(&rule, "color", &raw, true).as_ref(), Some(&value), "{rule:?} {raw}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_written_in_a_query_is_read_as_the_same_value() {
        for style in IN_PAIRS {
            for explode in [false, true] {
                for (schema, value) in values() {
                    if style == Style::DeepObject && !value.is_object() {
                        continue;
                    }
                    let rule = Json { schema, style, explode };
                    let mut written = Vec::new();
                    to_pairs(&rule, "color", &value, &mut written);
                    let raw: Vec<String> = written.iter().map(|(name, value)| format!("{name}={value}")).collect();
                    let raw = raw.join("&");
                    let mut out = Violations::new();
                    let wire =
                        crate::request::RawRequest { path: &[], query: &raw, headers: &|_| Vec::new(), body: &[] };
                    let field = crate::validate::Field { at: at(), empty_is_absent: false, rule };
                    let read = wire.query(&["*"], &mut out).json(&field, &mut out);
                    assert_eq!((read.as_ref(), &out), (Some(&value), &Violations::new()), "{rule:?} {raw}");
                }
            }
        }
    }

    #[test]
    fn a_finding_inside_a_body_is_told_with_its_place() {
        let rule = Json { schema: &COLOR, style: Style::Json, explode: false };
        let mut out = Violations::new();
        rule.collect(at(), &json!({"R": "x", "steps": [1, "y"]}), &mut out);
        let told: Vec<String> = out.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            ["query parameter color/R: expected an integer", "query parameter color/steps/1: expected an integer"]
        );
    }

    #[test]
    fn a_list_or_an_object_in_a_path_cannot_change_the_path() {
        let found = |schema, style, value: Value| {
            let mut out = Violations::new();
            let at = Location { place: ParameterIn::Path, ..at() };
            Json { schema, style, explode: true }.collect(at, &value, &mut out);
            out.iter().map(|one| one.rule).collect::<Vec<_>>()
        };
        for value in [json!([".."]), json!(["."]), json!([]), json!(["a\\d"]), json!(["a", "\\"])] {
            assert_eq!(found(&TEXTS, Style::Simple, value.clone()), ["path"], "{value}");
        }
        for value in [json!(["..", "a"]), json!(["..."]), json!(["a/b"])] {
            assert_eq!(found(&TEXTS, Style::Simple, value.clone()), [""; 0], "{value}");
        }
        // The mark of the style is the one point, the value the other.
        assert_eq!(found(&TEXT, Style::Label, json!(".")), ["path"]);
        assert_eq!(found(&TEXT, Style::Label, json!("a")), [""; 0]);
    }

    fn at() -> Location {
        Location { place: crate::validate::ParameterIn::Query, name: "color", line: 1 }
    }
}
