//! `doctor`: which setting came from where, and what stands between this machine and the service.

mod checks;
mod words;

use clap::{ArgMatches, Command};
use deskledger::{Credential, Token};
use schemars::JsonSchema;
use serde::Serialize;

use crate::connection::{self, Address};
use crate::credential::{self, Given};
use crate::failure::Failure;
use crate::help::Help;
use crate::interrupt::unless_interrupted;
use crate::locale::Locale;
use crate::locale::Pick as _;
use crate::masked;
use crate::output::Output;
use crate::settings::{Origin, Settings};
use words::Words;

/// Settings that are shown as they are. Addresses are not among them.
const PLAIN: &[&str] = &[
    "project_id",
    "iam_domain",
    "iam_project",
    "iam_password_file",
    "ca_file",
    "client_certificate",
    "client_key",
    "language",
    "format",
    "attempts",
    "initial_backoff",
    "max_backoff",
    "max_retry_after",
    "retry_deadline",
    "deadline",
    "connect_timeout",
    "response_timeout",
    "idle_timeout",
    "user_agent",
];

/// What `doctor --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Examined {
    /// Whether nothing failed.
    healthy: bool,
    /// The settings, with where each came from.
    settings: Vec<Shown>,
    /// What was looked at, in its order.
    checks: Vec<Check>,
}

/// A setting.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// Name of the setting.
    name: String,
    /// Its value; secrets are left out.
    value: String,
    /// The flag, the variable, or the file and the key that it came from.
    origin: String,
    /// Where the setting stands, too, and lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instead_of: Vec<String>,
}

/// What became of one check.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Check {
    /// Name of the check: settings, name, connection, tls, service, clock, identity, credentials.
    name: &'static str,
    /// What became of it.
    outcome: Outcome,
    /// What was found.
    found: String,
    /// What to do; empty where there is nothing to do.
    #[serde(skip_serializing_if = "String::is_empty")]
    advice: String,
    /// What the process exits with where this is the first failure.
    #[serde(skip)]
    exit: Exit,
}

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// Nothing is wrong.
    Ok,
    /// It may matter.
    Warning,
    /// It has to be put right.
    Failed,
    /// It was not looked at, because something before it failed.
    Skipped,
}

/// Who is to blame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Exit {
    #[default]
    Service,
    Usage,
    Refused,
}

/// The verb and its flags.
pub(crate) fn command(help: Help) -> Command {
    help.verb(
        "doctor",
        [
            "Says where each setting came from, and what is wrong between here and the service",
            "说明各项设置的来源，并检查从本机到服务之间的问题",
        ],
    )
    .long_about(help.say([
        "Says where each setting came from, and looks at name, connection, certificate, answer, clock and credentials, in \
         this order; for each failure it says what to do. Without a credential it looks at the rest.\n\n\
         Credentials are tried once, by the cheapest call that needs them: one record of the list of connections. \
         Nothing is tried again, because keys and users are locked who fail too often.",
        "说明各项设置的来源，并依次检查域名解析、连接、证书、应答、时钟和凭证；对每项失败说明处理方法。没有凭证时检查其余各项。\n\n\
         凭证只试用一次，调用需要凭证的最小请求：连接记录列表中的一条记录。任何检查都不会重试，因为失败次数过多会使密钥和\
         用户被锁定。",
    ]))
    .after_help(help.say([
        "Examples:\n  deskledger doctor --region cn-north-4 --project-id 8dc9c40a06574a598941b254d4b63b43\n  \
         deskledger doctor --endpoint https://records.example --token-file token.txt --json\n\n\
         Exit codes:\n  0    nothing failed\n  2    a setting is wrong\n  3    the service refuses the credentials\n  \
         4    the service cannot be reached, or its certificate or the clock is wrong\n\n\
         In Chinese where LC_ALL, LC_MESSAGES or LANG asks for it; --json is English.",
        "示例：\n  deskledger doctor --region cn-north-4 --project-id 8dc9c40a06574a598941b254d4b63b43\n  \
         deskledger doctor --endpoint https://records.example --token-file token.txt --json\n\n\
         退出码：\n  0    没有失败\n  2    某项设置有误\n  3    服务拒绝该凭证\n  \
         4    无法连接服务，或其证书或时钟有误\n\n\
         LC_ALL、LC_MESSAGES 或 LANG 指定中文时以中文说明；--json 为英文。",
    ]))
    .args(connection::flags(help))
    .args([
        help.value(
            "project-id",
            "PROJECT_ID",
            [
                "Project id [env: DESKLEDGER_PROJECT_ID, HUAWEICLOUD_SDK_PROJECT_ID]",
                "项目 ID [环境变量：DESKLEDGER_PROJECT_ID、HUAWEICLOUD_SDK_PROJECT_ID]",
            ],
        ),
        crate::args::json(help),
    ])
}

/// Runs the verb.
pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    // Programs read English, as in every failure.
    let words = Words(if output.is_json() { Locale::English } else { crate::locale::of_environment() });
    let examined = unless_interrupted(async { Ok::<_, Failure>(examine(matches, words).await) }).await?;
    match output.is_json() {
        true => output.json(&examined)?,
        false => crate::write_stdout(&examined.text(words))?,
    }
    let Some(failed) = examined.checks.iter().find(|check| check.outcome == Outcome::Failed) else { return Ok(()) };
    let summary = [Locale::English, Locale::Chinese]
        .map(|locale| format!("{}{}{}", failed.name, locale.pick([": ", "："]), Words(locale).summary()));
    Err(match failed.exit {
        Exit::Usage => Failure::usage(summary),
        Exit::Refused => Failure::refused(summary),
        Exit::Service => Failure::service(summary),
    })
}

/// Everything, as far as it can be looked at.
async fn examine(matches: &ArgMatches, words: Words) -> Examined {
    let mut shown = Vec::new();
    let mut checks = Vec::new();
    let unfit = |failure: &Failure| {
        let found = Check::failed("settings", failure.localized(words.0), words.see_help());
        Check { exit: Exit::Usage, ..found }
    };
    match prepare(matches, words, &mut shown) {
        Ok(patient) => {
            checks.push(match &patient.no_credential {
                Some(failure) => unfit(failure),
                None => Check::ok("settings", words.settings_fit()),
            });
            checks::examine(patient, words, &mut checks).await;
        }
        Err(failure) => checks.push(unfit(&failure)),
    }
    let healthy = checks.iter().all(|check| check.outcome != Outcome::Failed);
    Examined { healthy, settings: shown, checks }
}

/// A client that is ready to ask, and what it is made of.
struct Patient {
    client: deskledger::Client,
    project_id: Option<String>,
    /// Whether requests are signed, so that the clock matters.
    is_signed: bool,
    /// Where a proxy is named, the place.
    proxy: Option<String>,
    /// Why there is no credential. Name, connection, certificate and clock need none.
    no_credential: Option<Failure>,
}

/// Reads the settings and notes each; the first one that is wrong ends it, but for the credential.
fn prepare(matches: &ArgMatches, words: Words, shown: &mut Vec<Shown>) -> Result<Patient, Failure> {
    let settings = Settings::read(matches)?;
    let mut note = |name: &str, value: String, origin: &Origin, beaten: Vec<Origin>| {
        let instead_of = beaten.iter().map(|origin| origin.localized(words.0)).collect();
        shown.push(Shown { name: name.to_owned(), value, origin: origin.localized(words.0), instead_of });
    };
    for key in ["config", "profile"] {
        if let Some(setting) = settings.get(key)? {
            note(key, setting.value, &setting.origin, settings.beaten(key)?);
        }
    }
    let address = connection::address(&settings);
    if let Ok(address) = &address {
        let beaten = connection::beaten_addresses(&settings, address)?;
        match address {
            Address::Endpoint(setting, _) => note("endpoint", masked::address(&setting.value), &setting.origin, beaten),
            Address::Region(setting) => note("region", setting.value.clone(), &setting.origin, beaten),
        }
    }
    for &key in PLAIN {
        if let Some(setting) = settings.get(key)? {
            note(key, setting.value, &setting.origin, settings.beaten(key)?);
        }
    }
    if let Some(setting) = settings.get("iam_endpoint")? {
        note("iam_endpoint", masked::address(&setting.value), &setting.origin, settings.beaten("iam_endpoint")?);
    }
    let proxy = connection::proxy(&settings)?;
    if let Some(proxy) = &proxy {
        note("proxy", masked::address(&proxy.value), &proxy.origin, connection::beaten_proxies(&settings)?);
    }
    let (credential, beside, no_credential) = match credential::read(&settings) {
        Ok(Given { credential, project_id, origin }) => {
            // What a credential prints of itself is no secret.
            note("credential", format!("{credential:?}"), &origin, credential::beaten(&settings, &origin)?);
            (credential, project_id, None)
        }
        // Stands in for one, and is never sent.
        Err(failure) => (Token::new("none")?.into(), None, Some(failure)),
    };
    let project_id = match (settings.get("project_id")?, beside) {
        (Some(setting), _) => Some(setting.value),
        (None, Some(setting)) => {
            note("project_id", setting.value.clone(), &setting.origin, Vec::new());
            Some(setting.value)
        }
        (None, None) => None,
    };
    address?;
    let is_signed = matches!(credential, Credential::Key(_));
    let client = checks::hurried(connection::builder(&settings, credential)?, &settings)?.build()?;
    let proxy = proxy.map(|proxy| proxy.origin.to_string());
    Ok(Patient { client, project_id, is_signed, proxy, no_credential })
}

impl Check {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Ok, found: found.into(), advice: String::new(), exit: Exit::default() }
    }

    fn failed(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { outcome: Outcome::Failed, advice: advice.into(), ..Self::ok(name, found) }
    }

    fn warning(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { outcome: Outcome::Warning, advice: advice.into(), ..Self::ok(name, found) }
    }

    fn skipped(name: &'static str, why: impl Into<String>) -> Self {
        Self { outcome: Outcome::Skipped, ..Self::ok(name, why) }
    }
}

impl Examined {
    fn text(&self, words: Words) -> String {
        let mut text = String::new();
        let width = self.settings.iter().map(|shown| shown.name.len()).max().unwrap_or(0);
        for Shown { name, value, origin, instead_of } in &self.settings {
            let beaten = if instead_of.is_empty() { String::new() } else { words.instead_of(&instead_of.join(", ")) };
            text.push_str(&format!("{name:width$}  {value}  ({origin}{beaten})\n"));
        }
        text.push('\n');
        for Check { name, outcome, found, advice, .. } in &self.checks {
            text.push_str(&format!("{} {name}: {found}\n", words.outcome(*outcome)));
            if !advice.is_empty() {
                text.push_str(&format!("    {advice}\n"));
            }
        }
        text
    }
}
