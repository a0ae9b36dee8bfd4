//! The request, from flags that the document declares.

use clap::{Arg, ArgMatches};
use deskledger::runtime::{Operation, Parameter, ParameterIn, RawRequest};
use deskledger::{EXPORT_CONNECTION_RECORDS, ExportConnectionRecords};
use url::form_urlencoded;

use crate::failure::Failure;
use crate::help::Help;
use crate::locale::Locale;
use crate::locale::Pick as _;
use crate::settings::{Origin, Setting, Settings};

/// The call that `export` makes.
static CALL: &Operation = &EXPORT_CONNECTION_RECORDS;

/// One flag for each parameter that a caller fills in.
pub(crate) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    CALL.inputs().map(move |parameter| {
        Arg::new(parameter.name)
            .long(parameter.name.replace('_', "-").to_ascii_lowercase())
            .value_name(parameter.name.to_ascii_uppercase())
            .allow_hyphen_values(true)
            .help(describe(parameter, help))
            .help_heading(help.say(["Parameters of the call", "接口参数"]))
    })
}

/// The rules over more than one parameter, for the end of the help.
pub(crate) fn rules(locale: Locale) -> String {
    CALL.rules.iter().map(|rule| format!("{}\n", rule.description_in(language(locale)))).collect()
}

/// The language of the document's descriptions.
fn language(locale: Locale) -> &'static str {
    locale.pick(["en_US", "zh_CN"])
}

fn describe(parameter: &Parameter, help: Help) -> String {
    let Help(locale) = help;
    let shape = parameter.shape.localized(locale);
    let mut text = format!("{} [{shape}]", parameter.description_in(language(locale)));
    if let Some(default) = parameter.default {
        text.push_str(&help.say([format!(" [default: {default}]"), format!(" [默认值：{default}]")]));
    }
    if let Some(example) = parameter.example {
        text.push_str(&help.say([format!(" [example: {example}]"), format!(" [示例：{example}]")]));
    }
    if parameter.name == "project_id" {
        text.push_str(&help.say([
            " [env: DESKLEDGER_PROJECT_ID, HUAWEICLOUD_SDK_PROJECT_ID]",
            " [环境变量：DESKLEDGER_PROJECT_ID、HUAWEICLOUD_SDK_PROJECT_ID]",
        ]));
    }
    text
}

/// The flag of a parameter, as a person types it.
pub(crate) fn flag(name: &str) -> String {
    match CALL.inputs().any(|parameter| parameter.name == name) {
        true => format!("--{}", name.replace('_', "-").to_ascii_lowercase()),
        false => name.to_owned(),
    }
}

/// Reads the request through the same door as a server does, so that no parameter can be forgotten here.
///
/// `beside` is the project id beside the credential, for a caller who names no other.
pub(crate) fn read(
    matches: &ArgMatches,
    settings: &Settings<'_>,
    beside: Option<Setting>,
) -> Result<ExportConnectionRecords, Failure> {
    let value = |parameter: &Parameter| {
        if let Some(typed) = matches.get_one::<String>(parameter.name) {
            let origin = Origin::Flag(parameter.name.replace('_', "-"));
            return Ok(Some(Setting { value: typed.clone(), origin }));
        }
        // The others are of one request: it would be a surprise if they stood elsewhere.
        let found = match parameter.name {
            "project_id" | "language" => settings.get(parameter.name)?,
            _ => None,
        };
        Ok::<_, Failure>(found.or_else(|| beside.clone().filter(|_| parameter.name == "project_id")))
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    let mut path = Vec::new();
    let (mut missing, mut origins) = (Vec::new(), Vec::new());
    for parameter in CALL.inputs() {
        let (text, origin) = value(parameter)?.map(|setting| (setting.value, setting.origin)).unzip();
        origins.extend(origin.map(|origin| (parameter.name, origin)));
        match (parameter.place, text) {
            (ParameterIn::Path, None) => {
                let name = parameter.name.to_ascii_uppercase();
                let flag = flag(parameter.name);
                missing.push([
                    format!("give {flag} or set DESKLEDGER_{name}"),
                    format!("请用 {flag} 给出，或设置 DESKLEDGER_{name}"),
                ]);
                path.push((parameter.name, String::new()));
            }
            (ParameterIn::Path, Some(text)) => {
                path.push((
                    parameter.name,
                    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20"),
                ));
            }
            (ParameterIn::Query, Some(text)) => {
                query.append_pair(parameter.name, &text);
            }
            _ => {}
        }
    }
    let path: Vec<(&str, &str)> = path.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let wire = RawRequest { path: &path, query: &query.finish(), headers: &|_| Vec::new(), body: &[] };
    let origin = |name: &str| origins.iter().find(|(known, _)| *known == name).map(|(_, origin)| origin);
    ExportConnectionRecords::decode_raw(&wire)
        .map_err(|violations| Failure::invalid(&violations).of_values(origin).with_hints(&missing))
}
