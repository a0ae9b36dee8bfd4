//! The settings of a group as its JSON Schema lists them: their flags, their variables and the values they accept.

use crate::messages;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction};
use deskledger::Message;
use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

use crate::help::Help;
use crate::locale::Locale;

/// One setting of a group.
pub(crate) struct Property {
    /// Its key in a file. The flag and the variable are derived from it.
    pub(crate) key: String,
    schema: Value,
}

pub(crate) fn properties<T: JsonSchema>() -> Vec<Property> {
    let schema = schema_for!(T);
    let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    properties.into_iter().map(|(key, schema)| Property { key, schema }).collect()
}

/// The flags of a group: one for each setting whose `x-group` is this one.
pub(crate) fn flags<T: JsonSchema>(help: Help, prefix: &'static str, group: &str) -> Vec<Arg> {
    let properties = properties::<T>().into_iter();
    properties.filter(|property| property.text("x-group") == group).map(|one| one.arg(help, prefix)).collect()
}

impl Property {
    /// The flag, without its hyphens.
    pub(crate) fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// The variables of the environment, the strongest first.
    pub(crate) fn variables(&self, prefix: &str) -> Vec<String> {
        let more = self.schema["x-variables"].as_array().into_iter().flatten().map(plain);
        std::iter::once(format!("{prefix}{}", self.key.to_ascii_uppercase())).chain(more).collect()
    }

    /// Whether the value is the path of a file.
    pub(crate) fn is_path(&self) -> bool {
        matches!(self.text("x-value"), "FILE" | "DIR")
    }

    /// Whether the value is an address, which may hold a password.
    pub(crate) fn is_address(&self) -> bool {
        self.text("x-value") == "URL"
    }

    fn text(&self, key: &str) -> &str {
        self.schema[key].as_str().unwrap_or_default()
    }

    fn choices(&self) -> Vec<String> {
        self.schema["enum"].as_array().into_iter().flatten().map(plain).collect()
    }

    fn arg(&self, help: Help, prefix: &str) -> Arg {
        let variables = self.variables(prefix);
        let description = help.0.choose(&self.schema["description"], &self.schema["x-description"]["zh_CN"]);
        let mut text = description.as_str().unwrap_or_default().to_owned();
        text.push_str(&help.say(env_note(&variables)));
        if let Some(default) = self.schema.get("default").map(plain) {
            text.push_str(&help.say(messages::default_note(default.to_string())));
        }
        let arg = Arg::new(self.key.clone()).long(self.flag()).help(text);
        if self.schema["type"] == "boolean" {
            return arg.action(ArgAction::SetTrue);
        }
        let choices = self.choices();
        let arg = match (choices.is_empty(), self.text("x-value")) {
            (false, _) => arg.value_parser(PossibleValuesParser::new(choices)),
            (_, "") => arg.value_name("N"),
            (_, name) => arg.value_name(name.to_owned()),
        };
        // A negative number is a value that is rejected with its flag, not an unknown flag.
        let is_number = matches!(self.schema["type"].as_str(), Some("integer" | "number"));
        arg.allow_hyphen_values(self.text("x-value") == "TEXT").allow_negative_numbers(is_number)
    }

    /// The value that a text stands for, in a flag or a variable.
    pub(crate) fn parse(&self, text: &str) -> Result<Value, Message> {
        let value = match self.schema["type"].as_str() {
            Some("integer") => text.parse::<u64>().ok().map(Value::from),
            Some("number") => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
            Some("boolean") => text.parse::<bool>().ok().map(Value::from),
            _ => None,
        };
        let value = value.unwrap_or_else(|| Value::String(text.to_owned()));
        self.check(&value).map(|()| value)
    }

    /// Whether a value has the type of the setting; its range is not checked.
    pub(crate) fn is_type(&self, value: &Value) -> bool {
        match self.schema["type"].as_str() {
            Some("integer" | "number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            _ => value.is_string(),
        }
    }

    /// Checks a value.
    pub(crate) fn check(&self, value: &Value) -> Result<(), Message> {
        let (is_valid, expected) = match self.schema["type"].as_str() {
            Some("integer") => {
                let bound = |key: &str| self.schema[key].as_u64();
                let widest = if self.schema["format"] == "uint32" { u32::MAX.into() } else { u64::MAX };
                let (min, max) = (bound("minimum").unwrap_or(0), bound("maximum").unwrap_or(widest));
                let is_valid = value.as_u64().is_some_and(|number| (min..=max).contains(&number));
                (is_valid, messages::number_between(min, max))
            }
            Some("number") => {
                let is_duration = |seconds| std::time::Duration::try_from_secs_f64(seconds).is_ok();
                (value.as_f64().is_some_and(is_duration), messages::some_seconds())
            }
            Some("boolean") => (value.is_boolean(), messages::true_or_false()),
            _ => {
                let choices = self.choices();
                let is_choice = |text: &str| choices.is_empty() || choices.iter().any(|choice| choice == text);
                (value.as_str().is_some_and(is_choice), one_of(&choices))
            }
        };
        if is_valid { Ok(()) } else { Err(messages::expected_but_found(expected, value.to_string())) }
    }
}

/// Whether a text is `HOST:PORT`. Whether the host exists, and the port is free, is known when the socket is bound.
#[cfg(feature = "serve")]
pub(crate) fn is_listen_address(text: &str) -> bool {
    let is_host_and_port = |(host, port): (&str, &str)| !host.is_empty() && port.parse::<u16>().is_ok();
    text.parse::<std::net::SocketAddr>().is_ok() || text.rsplit_once(':').is_some_and(is_host_and_port)
}

/// `a, b or c`; any text if there is no choice.
fn one_of(choices: &[String]) -> Message {
    let Some((last, rest)) = choices.split_last() else { return messages::any_text() };
    let rest = Message::list(rest.iter().map(Message::of).collect(), messages::comma());
    Message::list(vec![rest, Message::of(last)], messages::or())
}

/// The note of the variables of a setting, at the end of its help.
pub(crate) fn env_note(variables: &[impl AsRef<str>]) -> Message {
    let names = variables.iter().map(|name| Message::of(name.as_ref())).collect();
    messages::env_note(Message::list(names, messages::comma()))
}

/// The description of a setting in its schema.
pub(crate) fn english(description: fn() -> Message) -> String {
    description().to_string()
}

/// The same in further languages.
pub(crate) fn translations(description: fn() -> Message) -> Value {
    json!({ "zh_CN": description().localized(Locale::Chinese) })
}

/// A value as a user writes it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
