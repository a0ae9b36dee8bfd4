use serde_json::Value;

use super::encode::{keeps_parts, to_text};
use super::style::{Json, Style, TypedJson};
use crate::messages;
use crate::typed::{Typed, from_slice, to_value, to_vec_filled};
use crate::validate::{Field, Location, ParameterIn, Rule, Violation, Violations, changes_the_path};

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
