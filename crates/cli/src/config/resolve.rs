//! Settings from every place in which they may be given: flags, variables of the environment, a table of a file. There is
//! one way for the client and the server: the schema of a group says which settings there are and what they accept.

use std::borrow::Cow;
use std::env;

use clap::ArgMatches;
use clap::parser::ValueSource;
use deskledger::message::Argument;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::config::file::Table;
use crate::config::property::{Property, properties};
use crate::error::{Doing as _, Failure};
use crate::messages;
use crate::origin::{Level, Origin, Sourced};

/// The places in which the settings of a group may be given.
pub(crate) struct Sources<'s> {
    pub(crate) matches: &'s ArgMatches,
    /// Prefix of the variables.
    pub(crate) prefix: &'s str,
    pub(crate) table: Option<&'s Table>,
    /// The kinds of places, the strongest first.
    pub(crate) levels: [Level; 3],
}

/// The settings of a group, each with all its values, the strongest first.
pub(crate) struct Resolved(Vec<(Property, Vec<Sourced<Value>>)>);

impl Resolved {
    /// Reads every place. `report` gets each problem, with the key of its setting.
    pub(crate) fn collect<T: JsonSchema>(sources: &Sources<'_>, report: &mut dyn FnMut(&str, Failure)) -> Self {
        let mut settings = Vec::new();
        for property in properties::<T>() {
            let mut values = Vec::new();
            for level in sources.levels {
                match sources.at(level, &property) {
                    Ok(found) => values.extend(found),
                    Err(problem) => report(&property.key, problem),
                }
            }
            settings.push((property, values));
        }
        Self(settings)
    }

    /// The group with the values that win.
    #[cfg(feature = "serve")]
    pub(crate) fn values<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        self.typed(|values| values.first().map(|first| first.value.clone()))
    }

    /// The group with every value of every setting, and their origins.
    pub(crate) fn sourced<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        self.typed(|values| {
            let value = |one: &Sourced<Value>| json!({ "value": one.value, "origin": one.origin });
            (!values.is_empty()).then(|| values.iter().map(value).collect())
        })
    }

    fn typed<T: DeserializeOwned>(&self, value: impl Fn(&[Sourced<Value>]) -> Option<Value>) -> Result<T, Failure> {
        let settings = self.0.iter().filter_map(|(property, values)| Some((property.key.clone(), value(values)?)));
        serde_json::from_value(Value::Object(settings.collect::<Map<_, _>>()))
            .doing(messages::resolve_reading_settings())
    }

    /// The settings that are given, each with its values, the strongest first.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&Property, &[Sourced<Value>])> {
        self.0.iter().filter(|(_, values)| !values.is_empty()).map(|(property, values)| (property, values.as_slice()))
    }
}

impl Sources<'_> {
    fn at(&self, level: Level, property: &Property) -> Result<Option<Sourced<Value>>, Failure> {
        let found = match level {
            Level::Flag => flag(self.matches, &property.key)?,
            Level::Environment => first_variable(&property.variables(self.prefix))?,
            // Checked when the file was read.
            Level::File => return Ok(self.table.and_then(|table| table.get(property))),
        };
        let Some(Sourced { value, origin }) = found else { return Ok(None) };
        let value = property.parse(&value).map_err(|problem| Failure::usage(problem).within(origin.to_string()))?;
        Ok(Some(Sourced { value, origin }))
    }
}

/// The value of a flag that the user has typed. Its id is the key of the setting.
pub(crate) fn flag(matches: &ArgMatches, key: &str) -> Result<Option<Sourced<String>>, Failure> {
    let is_typed =
        matches.try_contains_id(key).unwrap_or(false) && matches.value_source(key) == Some(ValueSource::CommandLine);
    if !is_typed {
        return Ok(None);
    }
    let Some(value) = matches.get_raw(key).and_then(|mut values| values.next()) else { return Ok(None) };
    let name = key.replace('_', "-");
    let value = value.to_str().ok_or_else(|| not_text(format!("--{name}")))?;
    if value.is_empty() {
        // Not the same as a flag that is absent: an empty variable of a script must not widen a filter.
        return Err(Failure::usage(messages::empty_flag()).within(format!("--{name}")));
    }
    Ok(Some(Sourced { value: value.to_owned(), origin: Origin::Flag(name) }))
}

/// The value of a flag, else that of the first of several variables that is set.
pub(crate) fn flag_or_variable(
    matches: &ArgMatches,
    key: &str,
    variables: &[impl AsRef<str>],
) -> Result<Option<Sourced<String>>, Failure> {
    flag(matches, key)?.map_or_else(|| first_variable(variables), |found| Ok(Some(found)))
}

fn first_variable(names: &[impl AsRef<str>]) -> Result<Option<Sourced<String>>, Failure> {
    names.iter().find_map(|name| variable(name.as_ref()).transpose()).transpose()
}

/// The value of a variable of the environment. An empty one is not set.
pub(crate) fn variable(name: &str) -> Result<Option<Sourced<String>>, Failure> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => Ok(Some(Sourced { value, origin: Origin::Variable(name.to_owned()) })),
        Err(env::VarError::NotUnicode(_)) => Err(not_text(messages::resolve_environment_variable(name))),
        _ => Ok(None),
    }
}

fn not_text(place: impl Into<Argument>) -> Failure {
    Failure::usage(messages::not_utf_8()).within(place)
}

/// The values of a setting, the one that wins first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Setting<T>(Vec<Sourced<T>>);

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
