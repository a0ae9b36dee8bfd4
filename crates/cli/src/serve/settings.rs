//! What can be set for `serve`. There is one list: its fields are the keys of the file, the flags, the variables of the
//! environment and the published schema.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Arg, ArgMatches};
use deskledger_server::Limits;
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::help::Help;

/// How many bytes the file may have.
const MOST_BYTES: u64 = 1 << 20;

/// What the variables of the environment begin with.
const PREFIX: &str = "DESKLEDGER_SERVE_";

/// Settings of `deskledger serve`. Each is a key of the file, a flag such as `--max-concurrent-exports`, and a variable of the
/// environment such as `DESKLEDGER_SERVE_MAX_CONCURRENT_EXPORTS`. A flag wins over the environment, and that over the file.
#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "Settings of deskledger serve")]
pub(crate) struct Settings {
    /// Directory of the store; made if it does not exist
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", extend("x-value" = "DIR", "x-description" = { "zh_CN": "存储目录；不存在则创建" }))]
    pub(crate) data: Option<PathBuf>,
    /// Address and port; port 0 takes a free one
    #[schemars(extend("x-value" = "ADDR", "x-description" = { "zh_CN": "地址和端口；端口 0 表示任选一个空闲端口" }))]
    pub(crate) listen: String,
    /// File with the accepted tokens, one a line; without it, DIR/tokens, made at the first start
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", extend("x-value" = "FILE", "x-description" = { "zh_CN": "接受的令牌文件，每行一个；不给出则为首次启动时生成的 DIR/tokens" }))]
    pub(crate) token_file: Option<PathBuf>,
    /// Certificates in PEM: answers over https
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", extend("x-value" = "FILE", "x-description" = { "zh_CN": "PEM 格式的证书：以 https 应答" }))]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// Key of the certificate in PEM
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", extend("x-value" = "FILE", "x-description" = { "zh_CN": "该证书的 PEM 格式私钥" }))]
    pub(crate) tls_key: Option<PathBuf>,
    /// Faults on request, as JSON (deskledger schema chaos): for tests of clients
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", extend("x-value" = "FILE", "x-description" = { "zh_CN": "按需制造的故障，JSON 格式（见 deskledger schema chaos）：用于测试客户端" }))]
    pub(crate) chaos: Option<PathBuf>,
    /// Form of the log; an audit line for each export is always in it
    #[schemars(extend("x-description" = { "zh_CN": "日志的格式；每次导出的审计行始终在其中" }))]
    pub(crate) log: LogForm,
    /// Days until records are deleted, counted from the start of the connection; never if absent
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(min = 1, max = 36500), extend("x-value" = "DAYS", "x-description" = { "zh_CN": "记录保留天数，从连接开始时算起；不给出则一直保留" }))]
    pub(crate) retention_days: Option<u32>,
    /// Validity of a token issued for a password, in hours
    #[schemars(range(min = 1, max = 8760), extend("x-value" = "HOURS", "x-description" = { "zh_CN": "以密码换取的令牌的有效小时数" }))]
    token_ttl_hours: u32,
    /// Maximum number of concurrent exports; further requests receive 429
    #[schemars(range(min = 1, max = 65536), extend("x-description" = { "zh_CN": "最大并发导出数；超出的请求返回 429" }))]
    max_concurrent_exports: usize,
    /// Maximum number of concurrent exports of one project
    #[schemars(range(min = 1, max = 65536), extend("x-description" = { "zh_CN": "同一项目的最大并发导出数" }))]
    max_concurrent_exports_per_project: usize,
    /// Maximum number of record batches in memory; further requests receive 429
    #[schemars(range(min = 1, max = 65536), extend("x-description" = { "zh_CN": "内存中记录批的最大数量；超出的请求返回 429" }))]
    max_concurrent_batches: usize,
    /// Maximum number of concurrent list requests; further requests receive 429
    #[schemars(range(min = 1, max = 65536), extend("x-description" = { "zh_CN": "列表接口的最大并发请求数；超出的请求返回 429" }))]
    max_concurrent_lists: usize,
    /// Maximum number of open connections; further connections wait to be accepted
    #[schemars(range(min = 1, max = 1_000_000), extend("x-description" = { "zh_CN": "最大连接数；超出的连接等待接受" }))]
    max_connections: usize,
    /// Maximum size of the request line and the headers in bytes
    #[schemars(range(min = 8192, max = 16_777_216), extend("x-description" = { "zh_CN": "请求行和请求头的最大字节数" }))]
    max_header_bytes: usize,
    /// Maximum size of a request body in bytes
    #[schemars(range(min = 1024, max = 1_073_741_824), extend("x-description" = { "zh_CN": "请求体的最大字节数" }))]
    max_body_bytes: usize,
    /// Maximum time to receive the request line and headers, and maximum idle time of a connection, in seconds
    #[schemars(range(min = 1, max = 86400), extend("x-value" = "SECONDS", "x-description" = { "zh_CN": "接收请求行和请求头的超时秒数，也是空闲连接的超时秒数" }))]
    header_timeout: u64,
    /// Maximum time to receive a request body in seconds
    #[schemars(range(min = 1, max = 86400), extend("x-value" = "SECONDS", "x-description" = { "zh_CN": "接收请求体的超时秒数" }))]
    body_timeout: u64,
    /// Maximum time during which a client may accept no response data, in seconds
    #[schemars(range(min = 1, max = 86400), extend("x-value" = "SECONDS", "x-description" = { "zh_CN": "客户端不接收响应数据的超时秒数" }))]
    write_timeout: u64,
    /// Maximum time to finish running requests at shutdown, in seconds
    #[schemars(range(min = 1, max = 86400), extend("x-value" = "SECONDS", "x-description" = { "zh_CN": "关闭时等待进行中请求完成的最大秒数" }))]
    shutdown_timeout: u64,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum LogForm {
    #[default]
    Text,
    Json,
}

impl Default for Settings {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            data: None,
            listen: "127.0.0.1:8080".to_owned(),
            token_file: None,
            tls_certificate: None,
            tls_key: None,
            chaos: None,
            log: LogForm::default(),
            retention_days: None,
            token_ttl_hours: 24,
            max_concurrent_exports: limits.max_concurrent_exports,
            max_concurrent_exports_per_project: limits.max_concurrent_exports_per_project,
            max_concurrent_batches: limits.max_concurrent_batches,
            max_concurrent_lists: limits.max_concurrent_lists,
            max_connections: limits.max_connections,
            max_header_bytes: limits.max_header_bytes,
            max_body_bytes: limits.max_body_bytes,
            header_timeout: limits.header_timeout.as_secs(),
            body_timeout: limits.body_timeout.as_secs(),
            write_timeout: limits.write_timeout.as_secs(),
            shutdown_timeout: limits.shutdown_timeout.as_secs(),
        }
    }
}

/// The flags, one for each setting, and the one that names the file.
pub(crate) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    let config = help.value(
        "config",
        "FILE",
        [
            format!(
                "Settings in TOML (deskledger schema serve); flags and environment win over them [env: {PREFIX}CONFIG]"
            ),
            format!(
                "TOML 格式的设置（见 deskledger schema serve）；命令行和环境变量优先于它 [环境变量：{PREFIX}CONFIG]"
            ),
        ],
    );
    [config].into_iter().chain(properties().into_iter().map(move |(name, schema)| {
        let text = |key: &str| schema[key].as_str().map(str::to_owned);
        let variable = variable(&name);
        let said = help.0.choose([&schema["description"], &schema["x-description"]["zh_CN"]]);
        let mut told = said.as_str().unwrap_or_default().to_owned();
        told.push_str(&help.say([format!(" [env: {variable}]"), format!(" [环境变量：{variable}]")]));
        if let Some(default) = schema.get("default").map(plain) {
            told.push_str(&help.say([format!(" [default: {default}]"), format!(" [默认值：{default}]")]));
        }
        if let Some(choices) = schema["enum"].as_array() {
            let choices: Vec<String> = choices.iter().map(plain).collect();
            told.push_str(&help.say([
                format!(" [possible values: {}]", choices.join(", ")),
                format!(" [可选值：{}]", choices.join("、")),
            ]));
        }
        let value_name = text("x-value").unwrap_or_else(|| if is_number(&schema) { "N" } else { "FORM" }.to_owned());
        Arg::new(name.clone()).long(name.replace('_', "-")).value_name(value_name).help(told)
    }))
}

impl Settings {
    /// Reads the settings: flags first, then the environment, then the file that one of them names.
    pub(crate) fn read(matches: &ArgMatches) -> Result<Self, Failure> {
        let set = |name: &str| {
            let flag = matches.get_one::<String>(name).cloned();
            flag.or_else(|| std::env::var(variable(name)).ok().filter(|value| !value.is_empty()))
        };
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        check_variables(names)?;
        let file = set("config").map(|path| read_file(Path::new(&path))).transpose()?.unwrap_or_default();
        Self::gather(&file, &set)
    }

    /// Lays what is set over the text of a file, and checks all of it.
    fn gather(file: &str, set: &dyn Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let told = |error: &dyn std::fmt::Display| Failure::usage(wrong([error, error]));
        let file: Self = toml::from_str(file).map_err(|error| told(&error))?;
        let Value::Object(mut values) = serde_json::to_value(file).map_err(|error| told(&error))? else {
            return Err(Failure::usage(wrong(["expected a table", "应为表"])));
        };
        for (name, schema) in properties() {
            if let Some(text) = set(&name) {
                let value = if is_number(&schema) { text.parse::<u64>().ok().map(Value::from) } else { None };
                values.insert(name.clone(), value.unwrap_or(Value::String(text)));
            }
            if let Some(value) = values.get(&name) {
                check(&name, value, &schema).map_err(|both| Failure::usage(wrong(both)))?;
            }
        }
        let settings: Self = serde_json::from_value(Value::Object(values)).map_err(|error| told(&error))?;
        match (&settings.tls_certificate, &settings.tls_key) {
            (Some(_), None) => Err(beside("tls_key", "tls_certificate")),
            (None, Some(_)) => Err(beside("tls_certificate", "tls_key")),
            _ => Ok(settings),
        }
    }

    /// What the server takes on, and how long it waits.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            max_concurrent_exports: self.max_concurrent_exports,
            max_concurrent_exports_per_project: self.max_concurrent_exports_per_project,
            max_concurrent_batches: self.max_concurrent_batches,
            max_concurrent_lists: self.max_concurrent_lists,
            max_connections: self.max_connections,
            max_header_bytes: self.max_header_bytes,
            max_body_bytes: self.max_body_bytes,
            header_timeout: Duration::from_secs(self.header_timeout),
            body_timeout: Duration::from_secs(self.body_timeout),
            write_timeout: Duration::from_secs(self.write_timeout),
            shutdown_timeout: Duration::from_secs(self.shutdown_timeout),
            ..Limits::default()
        }
    }

    /// How long a token is good that is given for a password.
    pub(crate) fn token_ttl(&self) -> Duration {
        Duration::from_secs(u64::from(self.token_ttl_hours) * 60 * 60)
    }

    /// Directory of the store.
    pub(crate) fn directory(&self) -> Result<&Path, Failure> {
        self.data.as_deref().ok_or_else(|| {
            let variable = variable("data");
            Failure::usage([
                format!(
                    "expected the directory of the store, found none: give --data DIR, set {variable}, or write data = \"DIR\" into the file of --config"
                ),
                format!("应给出存储目录，实际没有：请用 --data DIR 给出，设置 {variable}，或在 --config 的文件中写入 data = \"DIR\""),
            ])
        })
    }
}

/// Each setting with its schema, in the order of the list.
fn properties() -> Map<String, Value> {
    let schema = schema_for!(Settings);
    schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default()
}

fn wrong([english, chinese]: [impl std::fmt::Display; 2]) -> [String; 2] {
    [format!("the settings: {english}"), format!("设置：{chinese}")]
}

fn beside(missing: &str, given: &str) -> Failure {
    let english = format!("expected {missing} beside {given}, found none");
    Failure::usage(wrong([english, format!("已给出 {given}，还应给出 {missing}，实际没有")]))
}

fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_ascii_uppercase())
}

/// Refuses variables of the environment that look like settings and are none: one that is spelled wrong would be a limit
/// that is not kept.
fn check_variables(names: impl Iterator<Item = String>) -> Result<(), Failure> {
    let known: Vec<String> = properties().keys().map(|name| variable(name)).chain([variable("config")]).collect();
    let mut unknown: Vec<String> = names.filter(|name| name.starts_with(PREFIX) && !known.contains(name)).collect();
    unknown.sort();
    match unknown.is_empty() {
        true => Ok(()),
        false => {
            let found = unknown.join(", ");
            Err(Failure::usage([
                format!("the environment: expected variables of `deskledger serve --help`, found {found}"),
                format!("环境变量：应为 `deskledger serve --help` 列出的变量，实际有 {found}"),
            ]))
        }
    }
}

fn is_number(schema: &Value) -> bool {
    schema["type"] == "integer"
}

/// A value as a person writes it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether a value is what its schema says of numbers and choices; the rest is seen to by its type.
fn check(name: &str, value: &Value, schema: &Value) -> Result<(), [String; 2]> {
    if is_number(schema) {
        let bound = |key: &str| schema[key].as_u64();
        let (least, most) = (bound("minimum").unwrap_or(0), bound("maximum").unwrap_or(u64::MAX));
        return match value.as_u64().is_some_and(|number| (least..=most).contains(&number)) {
            true => Ok(()),
            false => {
                let found = plain(value);
                Err([
                    format!("{name}: expected a number from {least} to {most}, found {found}"),
                    format!("{name}：应为 {least} 到 {most} 的数，实际为 {found}"),
                ])
            }
        };
    }
    match schema["enum"].as_array() {
        Some(choices) if !choices.contains(value) => {
            let (choices, found): (Vec<String>, _) = (choices.iter().map(plain).collect(), plain(value));
            Err([
                format!("{name}: expected {}, found {found}", choices.join(" or ")),
                format!("{name}：应为 {}，实际为 {found}", choices.join(" 或 ")),
            ])
        }
        _ => Ok(()),
    }
}

fn read_file(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let doing = [format!("reading the settings from {shown}"), format!("从 {shown} 读取设置失败")];
    let failed = |error| Failure::local(doing.each_ref(), &error);
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
    match text.len() as u64 > MOST_BYTES {
        true => Err(Failure::usage([
            format!("{shown}: expected at most {MOST_BYTES} bytes, found more"),
            format!("{shown}：应最多 {MOST_BYTES} 字节，实际超出"),
        ])),
        false => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather(file: &str, set: &[(&str, &str)]) -> Result<Settings, String> {
        let find = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Settings::gather(file, &find).map_err(|failure| failure.to_string())
    }

    #[test]
    fn what_is_typed_wins_over_the_file_and_the_rest_stays() {
        let file = "data = \"ledger\"\nmax_concurrent_exports = 3\nheader_timeout = 7\nlog = \"json\"\n";
        let settings = gather(file, &[("max_concurrent_exports", "9")]).unwrap();
        let limits = settings.limits();
        assert_eq!((limits.max_concurrent_exports, limits.header_timeout), (9, Duration::from_secs(7)));
        assert_eq!((settings.directory().unwrap(), settings.log), (Path::new("ledger"), LogForm::Json));
        assert_eq!(
            Limits { max_concurrent_exports: 16, header_timeout: Duration::from_secs(30), ..limits },
            Limits::default()
        );
        assert_eq!(gather("", &[]).unwrap(), Settings::default());
    }

    #[test]
    fn a_variable_that_is_spelled_wrong_is_no_limit_that_nobody_keeps() {
        let check = |names: &[&str]| check_variables(names.iter().map(|name| (*name).to_owned()));
        let known = ["DESKLEDGER_SERVE_RETENTION_DAYS", "DESKLEDGER_SERVE_CONFIG", "DESKLEDGER_LOG", "HOME"];
        assert!(check(&known).is_ok());
        let told = check(&["DESKLEDGER_SERVE_RETENTION_DAY", "HOME", "DESKLEDGER_SERVE_"]).unwrap_err().to_string();
        assert!(told.ends_with("found DESKLEDGER_SERVE_, DESKLEDGER_SERVE_RETENTION_DAY"), "{told}");
    }

    #[test]
    fn a_setting_that_is_wrong_is_named_wherever_it_stands() {
        for (file, set, told) in [
            (
                "max_concurrent_exports = 0",
                &[][..],
                "max_concurrent_exports: expected a number from 1 to 65536, found 0",
            ),
            (
                "",
                &[("max_concurrent_exports", "many")],
                "max_concurrent_exports: expected a number from 1 to 65536, found many",
            ),
            ("", &[("retention_days", "0")], "retention_days: expected a number from 1 to 36500, found 0"),
            ("", &[("log", "xml")], "log: expected text or json, found xml"),
            ("max_concurrent_export = 1", &[], "unknown field `max_concurrent_export`"),
            ("\n\nlisten = 8080", &[], "line 3"),
            ("tls_key = \"k.pem\"", &[], "expected tls_certificate beside tls_key"),
        ] {
            let message = gather(file, set).unwrap_err();
            assert!(message.contains(told), "{message}");
        }
        assert!(gather("", &[]).unwrap().directory().unwrap_err().to_string().contains("DESKLEDGER_SERVE_DATA"));
    }
}
