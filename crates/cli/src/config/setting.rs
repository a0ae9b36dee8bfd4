//! A setting with every place in which it is given.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use crate::origin::{Level, Origin, Sourced};

/// The values of a setting, the one that wins first.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Setting<T>(Vec<Sourced<T>>);

impl<T> Default for Setting<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Setting<T> {
    /// The value that wins.
    pub(crate) fn get(&self) -> Option<&T> {
        self.first().map(|first| &first.value)
    }

    /// The value that wins, with its origin.
    pub(crate) fn first(&self) -> Option<&Sourced<T>> {
        self.0.first()
    }

    /// Adds a weaker value.
    pub(crate) fn extend(&mut self, value: Option<Sourced<T>>) {
        self.0.extend(value);
    }

    /// The value of one kind of place.
    pub(crate) fn at(&self, level: Level) -> Option<&Sourced<T>> {
        self.0.iter().find(|sourced| sourced.origin.level() == Some(level))
    }

    /// Every place in which it is given and overridden, the strongest first.
    pub(crate) fn overridden(&self) -> impl Iterator<Item = &Origin> {
        self.0.iter().skip(1).map(|sourced| &sourced.origin)
    }
}

/// A setting has the schema of its value.
impl<T: JsonSchema> JsonSchema for Setting<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
