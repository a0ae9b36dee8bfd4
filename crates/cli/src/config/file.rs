//! Configuration files in TOML: tables of settings, each with its line.

use crate::messages;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use deskledger::Message;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::property::Property;
use crate::error::{Doing as _, Failure};
use crate::origin::{Origin, Sourced};

/// Maximum size in bytes of a configuration file, or of a file that a setting names.
const MAX_BYTES: u64 = 1 << 20;

pub(crate) struct Table {
    /// The file.
    path: String,
    /// The prefix of a key: `profiles.NAME.`.
    prefix: String,
    /// Base of relative paths, if not the working directory.
    directory: Option<PathBuf>,
    values: BTreeMap<String, (Value, usize)>,
}

/// The text of a file, with the line of each place in it.
pub(crate) struct Source<'t> {
    pub(crate) path: &'t Path,
    pub(crate) text: &'t str,
}

impl Source<'_> {
    /// The tables and values of the file.
    pub(crate) fn parse(&self) -> Result<DeTable<'_>, Failure> {
        DeTable::parse(self.text).map(Spanned::into_inner).map_err(|error| {
            // The line itself is not shown: it may hold a secret.
            let problem = error.message().trim_end().replace('\n', ", ");
            self.wrong(error.span().map_or(0, |span| span.start), messages::config_file_syntax(problem))
        })
    }

    /// The settings of a table, each one of the group and with a value that it accepts.
    pub(crate) fn settings(
        &self,
        table: &DeTable<'_>,
        prefix: &str,
        properties: &[Property],
        hint: impl Fn(&str) -> Option<Message>,
    ) -> Result<Table, Failure> {
        let (mut values, mut problems) = (BTreeMap::new(), Vec::new());
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let Some(property) = properties.iter().find(|property| property.key == name) else {
                let known = properties.iter().map(|property| Message::of(format!("`{}`", property.key))).collect();
                problems.push(self.unknown(key, known, hint(name)));
                continue;
            };
            let line = self.line(value.span().start);
            let value = json(value.get_ref());
            let problem = match &value {
                None => Err(messages::expected_single_value()),
                Some(value) => property.check(value),
            };
            if let Err(problem) = problem {
                let is_type = value.as_ref().is_some_and(|value| property.is_type(value));
                let what =
                    if is_type { messages::config_file_invalid_value } else { messages::config_file_invalid_type };
                problems.push(self.wrong(key.span().start, what(messages::within(format!("{prefix}{name}"), problem))));
                continue;
            }
            values.extend(value.map(|value| (name.to_owned(), (value, line))));
        }
        let (path, prefix) = (self.path.display().to_string(), prefix.to_owned());
        let table = Table { path, prefix, directory: None, values };
        if problems.is_empty() { Ok(table) } else { Err(Failure::all(problems)) }
    }

    /// The error for a key that does not exist.
    pub(crate) fn unknown(
        &self,
        key: &Spanned<impl AsRef<str>>,
        known: Vec<Message>,
        hint: Option<Message>,
    ) -> Failure {
        let hint = hint.unwrap_or_else(|| messages::config_file_expected_one(Message::list(known, messages::comma())));
        self.wrong(key.span().start, messages::config_file_unknown(key.get_ref().as_ref(), hint))
    }

    pub(crate) fn wrong(&self, start: usize, problem: Message) -> Failure {
        Failure::usage(problem).within(format!("{}:{}", self.path.display(), self.line(start)))
    }

    fn line(&self, start: usize) -> usize {
        self.text.get(..start).unwrap_or(self.text).matches('\n').count() + 1
    }
}

impl Table {
    /// The same table, with relative paths starting in the directory of the file.
    pub(crate) fn with_own_paths(mut self) -> Self {
        self.directory = Path::new(&self.path).parent().map(Path::to_owned);
        self
    }

    /// The value of a setting. A relative path becomes one that holds from the working directory.
    pub(crate) fn get(&self, property: &Property) -> Option<Sourced<Value>> {
        let (value, line) = self.values.get(&property.key)?;
        let directory = self.directory.as_ref().filter(|_| property.is_path());
        let value = match (directory, value.as_str()) {
            (Some(directory), Some(path)) => directory.join(path).display().to_string().into(),
            _ => value.clone(),
        };
        let key = format!("{}{}", self.prefix, property.key);
        Some(Sourced { value, origin: Origin::File { path: self.path.clone(), line: *line, key } })
    }
}

/// A value as JSON; nothing for dates, lists and tables, which no setting has.
fn json(value: &DeValue<'_>) -> Option<Value> {
    match value {
        DeValue::String(text) => Some(text.as_ref().into()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(Value::from),
        DeValue::Float(number) => number.as_str().parse::<f64>().ok().map(Value::from),
        DeValue::Boolean(value) => Some((*value).into()),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// The text of a configuration file; nothing if it does not exist and need not.
pub(crate) fn read(path: &Path, is_required: bool) -> Result<Option<String>, Failure> {
    let bytes = match content(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && !is_required => return Ok(None),
        other => other.doing(messages::reading(path.display()))?,
    };
    String::from_utf8(bytes).map(Some).map_err(|_| Failure::usage(messages::not_utf_8()).within(path.display()))
}

/// A file of moderate size, whole.
pub(crate) fn content(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        let found = format!("expected at most {MAX_BYTES} bytes, found more");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, found));
    }
    Ok(bytes)
}
