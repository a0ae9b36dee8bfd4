//! `doctor`: the origin of each setting, and the problems between this machine and the service.

mod check;
mod checks;
#[cfg(feature = "serve")]
mod credentials;
mod report;
mod words;

use clap::{ArgMatches, Command};
use deskledger::{Credential, Token};

use crate::args;
use crate::config::client::{ClientConfig, PROJECT_VARIABLES};
use crate::config::connection::{self, Address};
use crate::config::credential::{self, SourcedCredential};
use crate::config::redact;
use crate::error::Failure;
use crate::help::Help;
use crate::locale::{self, Locale, Pick as _};
use crate::origin::{Origin, Sourced};
use crate::terminal::output::{Output, write_stdout};
use crate::terminal::signals::unless_interrupted;
use check::{Check, Exit, Outcome};
use checks::Subject;
use report::Shown;
use words::Words;

pub(crate) use report::Examined;

/// Settings that the line of the credential or of the address covers.
const COVERED: [&str; 5] = ["endpoint", "region", "token_file", "iam_user", "credentials_section"];

/// The subcommand and its flags.
pub(crate) fn command(help: Help) -> Command {
    help.subcommand(
        "doctor",
        [
            "Reports the origin of each setting, and problems between this machine and the service",
            "说明各项设置的来源，并检查从本机到服务之间的问题",
        ],
    )
    .long_about(help.say([
        "Reports the origin of each setting, and checks name resolution, connection, certificate, response, clock and \
         credentials, in this order; for each failure it says what to do. Without a credential it checks the rest.\n\n\
         Credentials are tried once, with the cheapest call that needs them: one record of the list of connections. It does \
         not retry: repeated failures lock the account.",
        "说明各项设置的来源，并依次检查域名解析、连接、证书、响应、时钟和凭证；对每项失败说明处理方法。没有凭证时检查其余各项。\n\n\
         凭证只试用一次，调用需要凭证的最小请求：连接记录列表中的一条记录。任何检查都不会重试，因为失败次数过多会使密钥和\
         用户被锁定。",
    ]))
    .after_help(help.say([
        "Examples:\n  deskledger doctor --region cn-north-4 --project-id 8dc9c40a06574a598941b254d4b63b43\n  \
         deskledger doctor --endpoint https://records.example --token-file token.txt --json\n\n\
         Exit codes:\n  0    no check failed\n  2    a setting is wrong\n  3    the service rejects the credentials\n  \
         4    the service cannot be reached, or its certificate or the clock is wrong\n\n\
         In Chinese if LC_ALL, LC_MESSAGES or LANG selects it; --json is always English.",
        "示例：\n  deskledger doctor --region cn-north-4 --project-id 8dc9c40a06574a598941b254d4b63b43\n  \
         deskledger doctor --endpoint https://records.example --token-file token.txt --json\n\n\
         退出码：\n  0    没有失败\n  2    某项设置有误\n  3    服务拒绝该凭证\n  \
         4    无法连接服务，或其证书或时钟有误\n\n\
         LC_ALL、LC_MESSAGES 或 LANG 指定中文时以中文说明；--json 为英文。",
    ]))
    .args(connection::flags(help))
    .args([
        help.value(
            "project_id",
            "PROJECT_ID",
            [
                format!("Project id [env: {}]", PROJECT_VARIABLES.join(", ")),
                format!("项目 ID [环境变量：{}]", PROJECT_VARIABLES.join("、")),
            ],
        ),
        args::json(help),
    ])
}

/// Runs the subcommand.
pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    // JSON is always in English, as in every error.
    let words = Words(if output.is_json() { Locale::English } else { locale::of_environment() });
    let examined = unless_interrupted(async { Ok::<_, Failure>(examine(matches, words).await) }).await?;
    match output.is_json() {
        true => output.json(&examined)?,
        false => write_stdout(&examined.text(words))?,
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

/// Every check that can be made.
async fn examine(matches: &ArgMatches, words: Words) -> Examined {
    let mut shown = Vec::new();
    let mut checks = Vec::new();
    let wrong = |failure: &Failure| {
        let found = Check::failed("settings", failure.localized(words.0), words.see_help());
        Check { exit: Exit::Usage, ..found }
    };
    match prepare(matches, words, &mut shown) {
        Ok(subject) => {
            checks.push(match &subject.no_credential {
                Some(failure) => wrong(failure),
                None => Check::ok("settings", words.settings_fit()),
            });
            checks::examine(subject, words, &mut checks).await;
        }
        Err(failure) => checks.push(wrong(&failure)),
    }
    let healthy = checks.iter().all(|check| check.outcome != Outcome::Failed);
    Examined { healthy, settings: shown, checks }
}

/// Reads the settings and lists each; the first problem ends it, except for a missing credential.
fn prepare(matches: &ArgMatches, words: Words, shown: &mut Vec<Shown>) -> Result<Subject, Failure> {
    let config = ClientConfig::read(matches)?;
    let mut show = |name: &str, value: String, origin: &Origin, overridden: Vec<Origin>| {
        let instead_of = overridden.iter().map(|origin| origin.localized(words.0)).collect();
        shown.push(Shown { name: name.to_owned(), value, origin: origin.localized(words.0), instead_of });
    };
    for (name, Sourced { value, origin }) in &config.named {
        show(name, value.clone(), origin, Vec::new());
    }
    let address = connection::address(&config);
    if let Ok(address) = &address {
        let overridden = connection::overridden_addresses(&config, address);
        match address {
            Address::Endpoint(setting, _) => {
                show("endpoint", redact::address(&setting.value), &setting.origin, overridden);
            }
            Address::Region(setting) => match connection::region_override(&setting.value)? {
                Some(endpoint) => show("endpoint", redact::address(&endpoint.value), &endpoint.origin, overridden),
                None => show("region", setting.value.clone(), &setting.origin, overridden),
            },
        }
    }
    let proxy = connection::proxy(&config)?;
    for (property, values) in config.resolved.given() {
        let [first, overridden @ ..] = values else { continue };
        let value = first.value.as_str().map_or_else(|| first.value.to_string(), str::to_owned);
        let value = if property.is_address() { redact::address(&value) } else { value };
        if !COVERED.contains(&property.key.as_str()) && property.key != "proxy" {
            let overridden = overridden.iter().map(|sourced| sourced.origin.clone()).collect();
            show(&property.key, value, &first.origin, overridden);
        }
    }
    if let Some((proxy, overridden)) = &proxy {
        show("proxy", redact::address(&proxy.value), &proxy.origin, overridden.clone());
    }
    let (credential, beside, no_credential) = match credential::read(&config) {
        Ok(SourcedCredential { credential, project_id, origin }) => {
            // The debug form of a credential contains no secret.
            show("credential", format!("{credential:?}"), &origin, credential::overridden(&config, &origin));
            (credential, project_id, None)
        }
        // A placeholder, which is never sent.
        Err(failure) => (Token::new("none")?.into(), None, Some(failure)),
    };
    let project_id = match (config.settings.project_id.get(), beside) {
        (Some(project_id), _) => Some(project_id.clone()),
        (None, Some(setting)) => {
            show("project_id", setting.value.clone(), &setting.origin, Vec::new());
            Some(setting.value)
        }
        (None, None) => None,
    };
    address?;
    let is_signed = matches!(credential, Credential::Key(_));
    let client = checks::without_retries(connection::builder(&config, credential)?, &config.settings).build()?;
    let proxy = proxy.map(|(proxy, _)| proxy.origin.to_string());
    Ok(Subject { client, project_id, is_signed, proxy, no_credential })
}
