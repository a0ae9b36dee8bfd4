//! What proves who asks: flags first, then the environment, then the profile, then the vendor's credentials file.

use std::io::Read;
use std::path::Path;

use clap::{Arg, value_parser};
use deskledger::{Credential, IamUser, Source, Token};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::settings::{Level, Origin, Setting, Settings};

/// A token is at most 40,000 characters; a longer input is no token.
const LONGEST_INPUT: u64 = 256 * 1024;

/// A credential, and what stood beside it.
pub(crate) struct Given {
    pub(crate) credential: Credential,
    /// The project id that stood beside the credential.
    pub(crate) project_id: Option<Setting>,
    pub(crate) origin: Origin,
}

/// The flags that name a credential.
pub(crate) fn flags() -> impl Iterator<Item = Arg> {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    [
        Arg::new("token-file")
            .long("token-file")
            .value_name("FILE")
            .value_parser(value_parser!(std::path::PathBuf))
            .help(
                "File with the user token, or - for standard input [env: DESKLEDGER_TOKEN_FILE; DESKLEDGER_TOKEN holds the \
                 token itself]",
            ),
        text("token", "TOKEN", "The user token itself; others on this machine can see it, so prefer --token-file")
            .conflicts_with("token-file"),
        text(
            "iam-user",
            "NAME",
            "IAM user whose password is exchanged for a token; needs --iam-domain and --iam-password-file [env: \
             DESKLEDGER_IAM_USER]",
        )
        .conflicts_with_all(["token", "token-file"]),
        text("iam-domain", "NAME", "Account (domain) of the IAM user [env: DESKLEDGER_IAM_DOMAIN]"),
        text(
            "iam-password-file",
            "FILE",
            "File with the password of the IAM user, or - for standard input [env: DESKLEDGER_IAM_PASSWORD_FILE; \
             DESKLEDGER_IAM_PASSWORD holds the password itself]",
        ),
        text(
            "iam-project",
            "NAME",
            "Project that the token is for, by its name; without it, the project id of the request [env: \
             DESKLEDGER_IAM_PROJECT]",
        ),
        text(
            "iam-endpoint",
            "URL",
            "Address of the identity service; without it, that of the region [env: DESKLEDGER_IAM_ENDPOINT; iam_endpoint in \
             the vendor's credentials file]",
        ),
        text(
            "profile",
            "NAME",
            "Profile of the configuration file; where that has none of this name, section of the vendor's credentials file, \
             ~/.huaweicloud/credentials, with the access key that signs the request [env: DESKLEDGER_PROFILE; \
             HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK hold the key itself, HUAWEICLOUD_SDK_CREDENTIALS_FILE names another \
             file]",
        )
        .conflicts_with_all(["token", "token-file", "iam-user"]),
        text(
            "config",
            "FILE",
            "Configuration file (deskledger schema config) [env: DESKLEDGER_CONFIG] [default: deskledger/config.toml in \
             XDG_CONFIG_HOME or ~/.config]",
        ),
    ]
    .into_iter()
}

/// The credential that flags, environment, profile and the vendor's file give.
pub(crate) fn read(settings: &Settings<'_>) -> Result<Given, Failure> {
    for level in settings.levels {
        if let Some(given) = at(settings, level)? {
            return Ok(given);
        }
    }
    match Credential::from_file(None)? {
        Some(found) => Ok(given(found)),
        None => Err(Failure::usage([
            "expected a token, an access key or an IAM user, found none: give --token-file FILE or --iam-user NAME, or set \
             DESKLEDGER_TOKEN, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or write ~/.huaweicloud/credentials",
            "应给出令牌、访问密钥或 IAM 用户，实际没有：请用 --token-file FILE 或 --iam-user NAME 给出，或设置 DESKLEDGER_TOKEN，\
             或设置 HUAWEICLOUD_SDK_AK 和 HUAWEICLOUD_SDK_SK，或写入 ~/.huaweicloud/credentials",
        ])),
    }
}

/// Where else a credential stands than where the one that counts came from.
pub(crate) fn beaten(settings: &Settings<'_>, winner: &Origin) -> Result<Vec<Origin>, Failure> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let mut all = Vec::new();
    for level in settings.levels {
        all.extend(settings.at(level, "token_file")?.map(|setting| setting.origin));
        if level == Level::Flag {
            all.extend(settings.at(level, "token")?.map(|setting| setting.origin));
        }
        if level == Level::Environment && is_set(Token::VARIABLE) {
            all.push(Origin::Found(Source::TokenVariable));
        }
        all.extend(settings.at(level, "iam_user")?.map(|setting| setting.origin));
        if let Some(section) = settings.section(level) {
            all.extend(
                Credential::from_file(Some(&section.value)).ok().flatten().map(|found| Origin::Found(found.source)),
            );
        }
        if level == Level::Environment && is_set("HUAWEICLOUD_SDK_AK") {
            all.push(Origin::Found(Source::KeyVariables));
        }
    }
    all.extend(Credential::from_file(None).ok().flatten().map(|found| Origin::Found(found.source)));
    let mut beaten: Vec<Origin> = Vec::new();
    for origin in all {
        if origin != *winner && !beaten.contains(&origin) {
            beaten.push(origin);
        }
    }
    Ok(beaten)
}

fn at(settings: &Settings<'_>, level: Level) -> Result<Option<Given>, Failure> {
    if let Some(Setting { value, origin }) = settings.at(level, "token_file")? {
        let token = if value == "-" {
            let token = Token::new(standard_input(["token", "令牌"])?.as_str());
            token.map_err(|error| Failure::from(error).within(["standard input", "标准输入"]))?
        } else {
            Token::from_file(&value)?
        };
        return Ok(Some(Given { credential: token.into(), project_id: None, origin }));
    }
    if level == Level::Flag
        && let Some(Setting { value, origin }) = settings.at(level, "token")?
    {
        let token = Token::new(value).map_err(|error| Failure::from(error).within([&origin, &origin]))?;
        return Ok(Some(Given { credential: token.into(), project_id: None, origin }));
    }
    if level == Level::Environment && std::env::var_os(Token::VARIABLE).is_some_and(|token| !token.is_empty()) {
        return Ok(Credential::from_environment()?.map(given));
    }
    if let Some(name) = settings.at(level, "iam_user")? {
        return user(settings, name).map(Some);
    }
    if let Some(section) = settings.section(level) {
        return Ok(Credential::from_file(Some(&section.value))?.map(given));
    }
    match level {
        Level::Environment => Ok(Credential::from_environment()?.map(given)),
        Level::Flag | Level::Profile => Ok(None),
    }
}

fn given(found: deskledger::Found) -> Given {
    let origin = Origin::Found(found.source);
    let project_id = found.project_id.map(|value| Setting { value, origin: origin.clone() });
    Given { credential: found.credential, project_id, origin }
}

fn user(settings: &Settings<'_>, name: Setting) -> Result<Given, Failure> {
    let Some(domain) = settings.get("iam_domain")? else {
        let beside = name.origin;
        return Err(Failure::usage([
            format!("expected the account of the IAM user beside {beside}, found none: give --iam-domain NAME"),
            format!("已给出 {beside}，还应给出 IAM 用户的账号名，实际没有：请用 --iam-domain NAME 给出"),
        ]));
    };
    let file = settings.get("iam_password_file")?;
    let password = std::env::var("DESKLEDGER_IAM_PASSWORD").ok().filter(|password| !password.is_empty());
    let user = match (file, password.map(Zeroizing::new)) {
        (Some(file), _) if file.value == "-" => {
            IamUser::new(&name.value, &domain.value, standard_input(["password", "密码"])?.as_str())?
        }
        (Some(file), _) => IamUser::from_password_file(&name.value, &domain.value, Path::new(&file.value))?,
        (None, Some(password)) => IamUser::new(&name.value, &domain.value, password.as_str())?,
        (None, None) => {
            let beside = name.origin;
            return Err(Failure::usage([
                format!(
                    "expected the password of the IAM user beside {beside}, found none: give --iam-password-file FILE"
                ),
                format!("已给出 {beside}，还应给出 IAM 用户的密码，实际没有：请用 --iam-password-file FILE 给出"),
            ]));
        }
    };
    let user = match (settings.get("iam_project")?, settings.get("project_id")?) {
        (Some(project), _) => user.project_name(project.value),
        (None, Some(project)) => user.project_id(project.value),
        (None, None) => user,
    };
    let section = settings.section(Level::Profile);
    let endpoint = match settings.get("iam_endpoint")? {
        Some(endpoint) => Some(endpoint.value),
        None => Credential::iam_endpoint_of_file(section.as_ref().map(|section| section.value.as_str()))?,
    };
    let user = match endpoint {
        Some(endpoint) => user.endpoint(endpoint),
        None => user,
    };
    Ok(Given { credential: user.into(), project_id: None, origin: name.origin })
}

fn standard_input([what, chinese]: [&str; 2]) -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    let mut input = std::io::stdin().take(LONGEST_INPUT);
    let doing = [format!("reading the {what} from standard input"), format!("从标准输入读取{chinese}失败")];
    let failed = |error| Failure::local(doing.each_ref(), &error);
    input.read_to_string(&mut text).map_err(failed)?;
    let line = text.trim_end_matches(['\r', '\n']);
    if line.is_empty() {
        return Err(Failure::usage([
            format!("standard input: expected a {what}, found nothing: does the command before the pipe print it?"),
            format!("标准输入：应为{chinese}，实际没有内容：请检查管道前的命令是否输出了它"),
        ]));
    }
    Ok(Zeroizing::new(line.to_owned()))
}
