//! What proves who asks: flags first, then the environment, then the profile, then the vendor's credentials file.

use std::io::Read;
use std::path::Path;

use clap::{Arg, value_parser};
use deskledger::{Credential, IamUser, Source, Token};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::help::Help;
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
pub(crate) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    [
        help.value(
            "token-file",
            "FILE",
            [
                "File with the user token, or - for standard input [env: DESKLEDGER_TOKEN_FILE; DESKLEDGER_TOKEN holds the \
                 token itself]",
                "含有用户令牌的文件，- 表示标准输入 [环境变量：DESKLEDGER_TOKEN_FILE；DESKLEDGER_TOKEN 存放令牌本身]",
            ],
        )
        .value_parser(value_parser!(std::path::PathBuf)),
        help.value(
            "token",
            "TOKEN",
            [
                "The user token itself; others on this machine can see it, so prefer --token-file",
                "用户令牌本身；本机上的其他人可以看到，因此请优先使用 --token-file",
            ],
        )
        .conflicts_with("token-file"),
        help.value(
            "iam-user",
            "NAME",
            [
                "IAM user whose password is exchanged for a token; needs --iam-domain and --iam-password-file [env: \
                 DESKLEDGER_IAM_USER]",
                "以其密码换取令牌的 IAM 用户；需要 --iam-domain 和 --iam-password-file [环境变量：DESKLEDGER_IAM_USER]",
            ],
        )
        .conflicts_with_all(["token", "token-file"]),
        help.value(
            "iam-domain",
            "NAME",
            [
                "Account (domain) of the IAM user [env: DESKLEDGER_IAM_DOMAIN]",
                "IAM 用户所属的账号（domain）[环境变量：DESKLEDGER_IAM_DOMAIN]",
            ],
        ),
        help.value(
            "iam-password-file",
            "FILE",
            [
                "File with the password of the IAM user, or - for standard input [env: DESKLEDGER_IAM_PASSWORD_FILE; \
                 DESKLEDGER_IAM_PASSWORD holds the password itself]",
                "含有 IAM 用户密码的文件，- 表示标准输入 [环境变量：DESKLEDGER_IAM_PASSWORD_FILE；DESKLEDGER_IAM_PASSWORD \
                 存放密码本身]",
            ],
        ),
        help.value(
            "iam-project",
            "NAME",
            [
                "Project that the token is for, by its name; without it, the project id of the request [env: \
                 DESKLEDGER_IAM_PROJECT]",
                "令牌所针对的项目的名称；不给出则使用请求中的项目 ID [环境变量：DESKLEDGER_IAM_PROJECT]",
            ],
        ),
        help.value(
            "iam-endpoint",
            "URL",
            [
                "Address of the identity service; without it, that of the region [env: DESKLEDGER_IAM_ENDPOINT; iam_endpoint in \
                 the vendor's credentials file]",
                "身份服务（IAM）的地址；不给出则使用该区域的地址 [环境变量：DESKLEDGER_IAM_ENDPOINT；厂商凭证文件中为 \
                 iam_endpoint]",
            ],
        ),
        help.value(
            "profile",
            "NAME",
            [
                "Profile of the configuration file; where that has none of this name, section of the vendor's credentials file, \
                 ~/.huaweicloud/credentials, with the access key that signs the request [env: DESKLEDGER_PROFILE; \
                 HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK hold the key itself, HUAWEICLOUD_SDK_CREDENTIALS_FILE names another \
                 file]",
                "配置文件中的配置方案；没有此名称的方案时，为厂商凭证文件 ~/.huaweicloud/credentials 中的一节，其访问密钥用于对请求\
                 签名 [环境变量：DESKLEDGER_PROFILE；HUAWEICLOUD_SDK_AK 和 HUAWEICLOUD_SDK_SK 存放密钥本身，\
                 HUAWEICLOUD_SDK_CREDENTIALS_FILE 指定其他文件]",
            ],
        )
        .conflicts_with_all(["token", "token-file", "iam-user"]),
        help.value(
            "config",
            "FILE",
            [
                "Configuration file (deskledger schema config) [env: DESKLEDGER_CONFIG] [default: deskledger/config.toml in \
                 XDG_CONFIG_HOME or ~/.config]",
                "配置文件（格式见 deskledger schema config）[环境变量：DESKLEDGER_CONFIG] [默认值：XDG_CONFIG_HOME 或 ~/.config \
                 下的 deskledger/config.toml]",
            ],
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
        if level == Level::Environment && is_set(Token::ENV_VAR) {
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
    if level == Level::Environment && std::env::var_os(Token::ENV_VAR).is_some_and(|token| !token.is_empty()) {
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
