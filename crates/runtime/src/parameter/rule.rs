use serde_json::Value;

use super::decode::has_name;
use super::encode::{keeps_parts, to_pairs, to_text};
use super::style::{Json, Style, TypedJson};
use crate::json_schema::View;
use crate::messages;
use crate::percent::percent_decode;
use crate::typed::{Typed, from_slice, to_value, to_vec_filled};
use crate::validate::{Field, Location, ParameterIn, Rule, Verdict, Violation, Violations, changes_the_path};

impl Rule for Json {
    type Value = Value;

    fn collect(&self, at: Location, value: &Value, out: &mut Violations) {
        if at.place == ParameterIn::Path && !self.keeps_the_path(at.name, value) {
            out.push(Violation::hidden(at, "path", messages::keeps_the_path_whole()));
        }
        if !keeps_parts(self, at.place == ParameterIn::Header, value) {
            out.push(Violation::hidden(at, "style", messages::keeps_parts()));
        }
        self.schema.collect(at, value, out);
    }

    fn is_valid(&self, at: Location, value: &Value) -> bool {
        (at.place != ParameterIn::Path || self.keeps_the_path(at.name, value))
            && keeps_parts(self, at.place == ParameterIn::Header, value)
            && self.schema.is_valid(value)
    }
}

impl Json {
    /// Whether a value leaves the path unchanged. The segment as a whole counts: a list of one item may well be `..`.
    fn keeps_the_path(&self, name: &str, value: &Value) -> bool {
        let segment = to_text(self, name, value, false);
        !segment.is_empty() && !changes_the_path(&segment)
    }
}

impl Field<Json> {
    /// Checks that no field of an object whose fields are parameters of the query has the name of another parameter: it
    /// would be read as that one. Names that the schema has itself are those of the object.
    pub fn check_names(&self, value: Option<&Value>, others: &[&str], verdict: &mut impl Verdict) {
        let keeps_names = || {
            let written = value.map(|value| to_pairs(&self.rule, self.at.name, value)).unwrap_or_default();
            let views = View::each(self.rule.schema);
            written.iter().filter_map(|(name, _)| percent_decode(name, true)).all(|name| {
                !others.iter().any(|other| has_name(other, &name)) || views.iter().any(|view| view.names(&name))
            })
        };
        verdict.rule(keeps_names, |out| {
            if !keeps_names() {
                out.push(Violation::hidden(self.at, "style", messages::keeps_names()));
            }
        });
    }

    /// Fills in the defaults of fields that are absent in a value that was read.
    pub fn fill(&self, value: Option<&mut Value>) {
        if let Some(value) = value {
            self.rule.schema.fill(value);
        }
    }
}

impl Rule for TypedJson {
    type Value = dyn Typed;

    fn collect(&self, at: Location, value: &dyn Typed, out: &mut Violations) {
        match self.is_of_text(at) {
            true => self.0.collect(at, &to_value(value), out),
            false => self.0.schema.collect_typed(at, value, out),
        }
    }

    fn is_valid(&self, at: Location, value: &dyn Typed) -> bool {
        match self.is_of_text(at) {
            true => self.0.is_valid(at, &to_value(value)),
            false => self.0.schema.is_valid_typed(value),
        }
    }
}

impl TypedJson {
    /// Whether the text of a value has a rule, too: of a path, or with delimiters.
    fn is_of_text(&self, at: Location) -> bool {
        match (at.place, self.0.style) {
            (ParameterIn::Path, _) => true,
            (ParameterIn::Body, _) | (_, Style::Json | Style::DeepObject) => false,
            (ParameterIn::Header, _) => true,
            _ => !self.0.explode,
        }
    }
}

impl Field<TypedJson> {
    /// As of a value of any type.
    pub fn check_names(&self, value: Option<&dyn Typed>, others: &[&str], verdict: &mut impl Verdict) {
        self.any().check_names(value.map(to_value).as_ref(), others, verdict);
    }

    /// Fills in the defaults of fields that are absent in a value that was read.
    pub fn fill<T: Typed + Default>(&self, value: Option<&mut T>) {
        let Some(value) = value else { return };
        let mut any = to_value(value);
        self.rule.0.schema.fill(&mut any);
        if let Ok(read) = from_slice(&to_vec_filled(value, &any)) {
            *value = read.value;
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
